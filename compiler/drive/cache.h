/*
 * cache.h - where aslc keeps what it built to be run or loaded: one file for each key, below
 * $XDG_CACHE_HOME or ~/.cache.
 */
#ifndef DRIVE_CACHE_H
#define DRIVE_CACHE_H

#include <stdbool.h>

struct arena;
struct buf;

/* Append a file's path, size and time to a key. Who made a file anew made it another: these say
 * so without reading it. Nothing is appended for a file that is not there. */
void cache_put_file(struct buf *key, const char *path);

/*
 * Returns the path for a program of that name and key, in the arena, and makes the folder that
 * it is in. Returns NULL after a message in `why`.
 */
const char *cache_path(struct arena *a, const char *name, const struct buf *key,
                       struct buf *why);

/* Returns true if the program at `path` is there and is what cache_put() has written; a
 * damaged one must be built anew. Reads the whole file. */
bool cache_has(const char *path);

/* Copy the program in the file `from` to `path`, whole or not at all, with a checksum behind
 * it. Returns 0, or 3 after a message on standard error. */
int cache_put(struct arena *a, const char *from, const char *path);

#endif
