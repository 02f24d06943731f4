/*
 * templates.h - the templates of templates/, baked into the compiler by templates/bake.sh, so
 * that it stays one file. A template's name is its file's, without .c.in.
 */
#ifndef BASE_TEMPLATES_H
#define BASE_TEMPLATES_H

/* Returns the text of templates/NAME.c.in, or NULL if there is no such template. Static. */
const char *templates_find(const char *name);

/*
 * Returns what that template appends to the name of the thing that it prints: "_data" and
 * "_retry" where it has {{id}}_data and {{id}}_retry. Each stands once; the list ends with
 * NULL. Returns NULL if there is no such template. Static.
 */
const char *const *templates_suffixes(const char *name);

#endif
