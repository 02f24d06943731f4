/*
 * known.h - what AWS knows of resources: their types, and of those that are made here their
 * attributes and properties.
 */
#ifndef DEPLOY_KNOWN_H
#define DEPLOY_KNOWN_H

#include <stdbool.h>

struct arena;

/* Returns true if AWS has that type of resource, or it is one of the user's own: "Custom::X",
 * or a module. */
bool known_type(const char *type);

/* The type that was meant; NULL if none is near. In the arena. */
const char *known_meant(struct arena *a, const char *type);

/* The attributes of a type, with blanks between them, if it has not that one; NULL if it has,
 * or is not made here. Static. */
const char *known_lacks(const char *type, const char *attribute);

/* Its properties, as in resource.def; NULL if it is not made here. Static. */
const char *known_properties(const char *type);

/* The members of an object in the properties of a type, by the name that a kind has behind its
 * letter, up to a blank; NULL if it has no such one. Static. */
const char *known_part(const char *type, const char *name);

/* The same word of a text with blanks, up to its end or to `stop`; NULL if it has no such word.
 */
const char *known_word(const char *text, const char *word, char stop);

/* The word that was meant by another; NULL if none is near. In the arena. */
const char *known_near(struct arena *a, const char *text, const char *word, char stop);

#endif
