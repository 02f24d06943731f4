/*
 * place.h - put a finished file where the user wants it, whole or not at all.
 */
#ifndef DRIVE_PLACE_H
#define DRIVE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Make a folder, unless it is there. Returns 0, or 3 after a message. */
int place_folder(const char *path);

/* Returns true if both names lead to the same file. */
bool place_is_same(const char *a, const char *b);

/*
 * Copy `size` bytes to `target`: beside it first, then renamed, so that nobody sees half a file
 * and a full disk leaves the old one. What is not a regular file (/dev/null, a pipe) is written
 * to. Returns 0, or 3 after a message.
 */
int place_bytes(struct arena *a, const char *bytes, size_t size, const char *target,
                bool is_program);

/* The same over a file that is there: it keeps its mode, and its owner where that may be. */
int place_over(struct arena *a, const char *bytes, size_t size, const char *target);

/* Write to standard output. Returns 0, or 3 after a message. */
int place_print(const char *bytes, size_t size);

/* The same as place_bytes() with the bytes of the file at `from`. */
int place_file(struct arena *a, const char *from, const char *target, bool is_program);

#endif
