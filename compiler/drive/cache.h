/*
 * cache.h - where aslc --run keeps what it built: one executable a key, below $XDG_CACHE_HOME
 * or ~/.cache.
 */
#ifndef DRIVE_CACHE_H
#define DRIVE_CACHE_H

struct arena;
struct buf;

/*
 * The path for a program of that name and key, in the arena; its folder exists then. NULL after
 * a message on standard error. Whether the program is there is the caller's to see.
 */
const char *cache_path(struct arena *a, const char *name, const struct buf *key);

#endif
