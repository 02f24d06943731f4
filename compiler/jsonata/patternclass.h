/*
 * patternclass.h - classes of characters in JavaScript's regular expressions: [a-z], \s. Of
 * pattern.c.
 */
#ifndef JSONATA_PATTERNCLASS_H
#define JSONATA_PATTERNCLASS_H

#include <stdbool.h>

struct buf;

/* Appends the class that begins at `at`, a [. Returns where it ends, with *ret_message NULL; or
 * where it is wrong, with a phrase (static) that says how. */
const char *pattern_put_class(struct buf *out, const char *at, const char *end,
                              const char **ret_message);

/* Appends the set of d D s S w or W, as PCRE2 has it. */
void pattern_put_set(struct buf *out, char letter, bool in_class);

#endif
