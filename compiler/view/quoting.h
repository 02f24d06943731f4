/*
 * quoting.h - texts as an author would write them into a document.
 */
#ifndef VIEW_QUOTING_H
#define VIEW_QUOTING_H

#include <stddef.h>

#include "compiler/base/source.h"

struct buf;

/* Append the text as it should stand in place of `at`: with the quotes that stand there now, or
 * without any where there are none and it needs none. */
void quoting_put(struct buf *out, const struct source *s, struct span at, const char *text,
                 size_t size);

/* Append it as YAML may have it without quotes, else in double ones. */
void quoting_put_yaml(struct buf *out, const char *text, size_t size);

#endif
