/*
 * write.h - a value to JSON text: compact, keys in their order, strings in UTF-8 with only
 * ", \ and control characters escaped, slashes plain, numbers as number.h prints them.
 */
#ifndef VALUE_WRITE_H
#define VALUE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct json_object;

void write_json(struct buf *b, const struct json_object *v);

/* New text, with a NUL. */
char *write_text(const struct json_object *v);

/* One string as JSON, with its quotes. */
void write_string(struct buf *b, const char *text, size_t size);

/* How many bytes the JSON text has. */
size_t write_size(const struct json_object *v);

/* True if the JSON text has more than `limit_bytes`; stops counting there. */
bool write_exceeds(const struct json_object *v, size_t limit_bytes);

/* At least as many bytes as the JSON text has, told without looking into strings; once it is
 * more than `limit_bytes` it counts no further. */
size_t write_size_most(const struct json_object *v, size_t limit_bytes);

#endif
