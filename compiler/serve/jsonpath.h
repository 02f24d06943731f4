/*
 * jsonpath.h - JSONPath in mapping templates, by the parser of the compiler and the evaluator
 * of programs.
 */
#ifndef SERVE_JSONPATH_H
#define SERVE_JSONPATH_H

#include <stdbool.h>

struct buf;
struct value;

/* What the path finds in a value: true, with *ret_value new, or NULL where there is nothing; or
 * false, with the reason in `why`, if it is none. */
bool jsonpath_find(const struct value *in, const char *path, struct value **ret_value,
                   struct buf *why);

#endif
