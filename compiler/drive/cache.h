/*
 * cache.h - where aslc --run keeps what it built: one executable for each key, below
 * $XDG_CACHE_HOME or ~/.cache.
 */
#ifndef DRIVE_CACHE_H
#define DRIVE_CACHE_H

#include <stdbool.h>

struct arena;
struct buf;

/*
 * Returns the path for a program of that name and key, in the arena, and makes the folder that
 * it is in. Returns NULL after a message on standard error.
 */
const char *cache_path(struct arena *a, const char *name, const struct buf *key);

/* Returns true if the program at `path` is there and is what cache_put() has written; a
 * damaged one must be built anew. Reads the whole file. */
bool cache_has(const char *path);

/* Copy the program in the file `from` to `path`, whole or not at all, with a checksum behind
 * it. Returns 0, or 3 after a message on standard error. */
int cache_put(struct arena *a, const char *from, const char *path);

#endif
