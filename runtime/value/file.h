/*
 * file.h - a JSON file that a user named, with messages that a user understands.
 */
#ifndef VALUE_FILE_H
#define VALUE_FILE_H

#include <stdbool.h>

struct buf;
struct value;

/* Returns true and *ret_value (new), or false with a message in `why` that begins with the
 * path. */
bool file_read_json(const char *path, struct value **ret_value, struct buf *why);

#endif
