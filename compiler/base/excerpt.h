/*
 * excerpt.h - text as a terminal may show it: nothing that moves the cursor, hides or turns
 * what is read.
 *
 * Control, format and bidirectional characters become JSON's escapes, bytes that are not UTF-8
 * U+FFFD.
 */
#ifndef BASE_EXCERPT_H
#define BASE_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct buf;

#define EXCERPT_COLUMNS 100 /* how much of a line is shown */

/* Appends a text that stands in a message. */
void excerpt_put_text(struct buf *out, const char *text, size_t size);

/*
 * Appends the line where `at` begins and below it a caret line with `hint` (may be NULL). Of a
 * long line only a part around the place is shown, at a cost that does not depend on its
 * length.
 */
void excerpt_put_line(struct buf *out, const struct source *s, struct span at, const char *hint,
                      bool color);

#endif
