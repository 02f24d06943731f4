/*
 * descriptor.h - all of a file, pipe or socket in one call, whatever the system gives or takes
 * at a time.
 */
#ifndef BASE_DESCRIPTOR_H
#define BASE_DESCRIPTOR_H

#include <stddef.h>

struct buf;

/* Append all that is left to read. Returns 0, a negative errno, or -EFBIG once `text` has more
 * than `most_bytes`, so that reading an endless pipe ends. */
int descriptor_read(int fd, struct buf *text, size_t most_bytes);

/* Append the whole file at `path`; otherwise like descriptor_read(). */
int descriptor_read_path(const char *path, struct buf *text, size_t most_bytes);

/* Write all of the bytes. Returns 0 or a negative errno. */
int descriptor_write(int fd, const char *bytes, size_t size_bytes);

/* A new descriptor of a file without a name that holds these bytes, read from its start; or a
 * negative errno. */
int descriptor_of_bytes(const char *bytes, size_t size_bytes);

#endif
