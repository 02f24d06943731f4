/*
 * arena.h - the memory of one compilation. Nothing is freed singly; everything goes with the
 * arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena; /* opaque */

struct arena *arena_new(void);
void arena_release(struct arena *a);

/* `size_bytes` set to 0, aligned for anything. */
void *arena_get(struct arena *a, size_t size_bytes);

/* `count` things of `size_bytes`, set to 0; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size_bytes);

/* Copies with a NUL behind. */
char *arena_text(struct arena *a, const char *text);
char *arena_text_n(struct arena *a, const char *text, size_t size_bytes);
char *arena_print(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
