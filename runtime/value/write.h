/*
 * write.h - writes a value as JSON text: compact, keys in their order, strings in UTF-8 with
 * only
 * ", \ and control characters escaped, slashes plain, numbers as number.h prints them.
 */
#ifndef VALUE_WRITE_H
#define VALUE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct buf;
struct value;

void write_json(struct buf *b, const struct value *v);

/* Writes it to a stream, with a newline behind. A long text is handed on in parts, so that it
 * is never in memory as a whole; a short one in one part. Returns false if the stream takes no
 * more: errno says why. */
bool write_line(FILE *out, const struct value *v);

/* New text, with a NUL. */
char *write_text(const struct value *v);

/* One string as JSON, with its quotes. */
void write_string(struct buf *b, const char *text, size_t size);

/* How many bytes the JSON text has. */
size_t write_size(const struct value *v);

/* Returns true if the JSON text has more than `limit_bytes`; stops counting there. Most values
 * are not looked into: their upper bound is within the limit. */
bool write_exceeds(const struct value *v, size_t limit_bytes);

#endif
