/*
 * file.h - a JSON file that a user named, with messages that a user understands.
 */
#ifndef VALUE_FILE_H
#define VALUE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

/* Returns true and *ret_value (new), or false with a message in `why` that begins with the
 * path. */
bool file_read_json(const char *path, struct value **ret_value, struct buf *why);

/* Append where in such a file, which was read before, the member is that the keys lead to:
 * "PATH:LINE:COLUMN"; or the path alone if it cannot be found any more. The file is read once
 * more, since only a message needs the place. */
void file_put_place(struct buf *out, const char *path, const char *const *keys, size_t count);

#endif
