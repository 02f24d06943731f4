/*
 * file.h - a JSON file that a user named, with messages that a user understands.
 */
#ifndef VALUE_FILE_H
#define VALUE_FILE_H

struct buf;
struct json_object;

/* 0 and *ret_value (new), or -EINVAL or another negative errno and a message that begins with
 * the path. */
int file_read_json(const char *path, struct json_object **ret_value, struct buf *why);

#endif
