/*
 * heap.h - memory of one template, or of one run of it: nothing is released singly, and all of
 * it has a bound.
 */
#ifndef VTL_HEAP_H
#define VTL_HEAP_H

#include <stdbool.h>
#include <stddef.h>

struct heap_block;

struct heap {
    struct heap_block *blocks; /* owned */
    size_t used;               /* bytes that were asked for */
    size_t most;               /* how many may be */
};

/* `size` bytes, every byte 0, until heap_release(). They are there also beyond the bound: who
 * asks in a loop looks at heap_is_full(). */
void *heap_get(struct heap *h, size_t size);

/* A copy of the bytes with a NUL behind them. */
char *heap_text(struct heap *h, const char *text, size_t size);

/* Returns true if more was asked for than may be. */
bool heap_is_full(const struct heap *h);

/* Returns true if `count` things of `size` bytes fit within the bound. */
bool heap_fits(const struct heap *h, size_t count, size_t size);

/* Room for one more thing in a list of `count` things of `size` bytes: the list, or a larger
 * copy of it. */
void *heap_grow(struct heap *h, void *list, size_t count, size_t *room, size_t size);

void heap_release(struct heap *h);

#endif
