/*
 * taglist.h - tags as services show them: a list of {"Key","Value"}, each key at most once.
 */
#ifndef SERVICE_TAGLIST_H
#define SERVICE_TAGLIST_H

struct value;

/* The list without the tags whose keys are among `keys`, which are texts, or tags themselves:
 * new. What is NULL or no list has none. */
struct value *taglist_without(const struct value *tags, const struct value *keys);

/* The list with the tags of `given`, which take the place of those of their keys: new. */
struct value *taglist_with(const struct value *tags, const struct value *given);

#endif
