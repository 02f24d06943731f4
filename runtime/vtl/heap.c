#include "runtime/vtl/heap.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/memory.h"

#define BLOCK_BYTES 16384
#define STEP        sizeof(max_align_t)

struct heap_block {
    struct heap_block *next;
    size_t used, size;
    max_align_t bytes[];
};

static struct heap_block *new_block(struct heap *h, size_t size)
{
    size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    struct heap_block *b = memory_zero(sizeof *b + room);
    b->size = room;
    b->next = h->blocks;
    h->blocks = b;
    return b;
}

void *heap_get(struct heap *h, size_t size)
{
    size_t whole = (size + STEP - 1) / STEP * STEP;
    struct heap_block *b = h->blocks;
    if (b == NULL || b->size - b->used < whole) {
        b = new_block(h, whole);
    }
    void *got = (char *)b->bytes + b->used;
    b->used += whole;
    h->used += whole;
    return got;
}

char *heap_text(struct heap *h, const char *text, size_t size)
{
    char *copy = heap_get(h, size + 1);
    if (size > 0) {
        memcpy(copy, text, size);
    }
    return copy;
}

bool heap_is_full(const struct heap *h)
{
    return h->used > h->most;
}

bool heap_fits(const struct heap *h, size_t count, size_t size)
{
    return !heap_is_full(h) && count <= (h->most - h->used) / size;
}

void *heap_grow(struct heap *h, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return list;
    }
    *room = *room < 4 ? 4 : *room * 2;
    void *larger = heap_get(h, *room * size);
    if (count > 0) {
        memcpy(larger, list, count * size);
    }
    return larger;
}

void heap_release(struct heap *h)
{
    while (h->blocks != NULL) {
        struct heap_block *b = h->blocks;
        h->blocks = b->next;
        memory_release(b);
    }
    h->used = 0;
}
