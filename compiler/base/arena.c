#include "compiler/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/memory.h"

enum {
    BLOCK_BYTES = 64 * 1024,
    /* What is larger has a block of its own, so that a half full one is not given up for it. */
    LARGE_BYTES = BLOCK_BYTES / 4,
    ALIGNMENT = _Alignof(max_align_t)
};

struct block {
    struct block *next;
    size_t used;
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *filling; /* NULL at first */
    struct block *full;
};

struct arena *arena_new(void)
{
    return memory_zero(sizeof(struct arena));
}

static void release_list(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;
        memory_release(b);
        b = next;
    }
}

void arena_release(struct arena *a)
{
    if (a == NULL) {
        return;
    }
    release_list(a->filling);
    release_list(a->full);
    memory_release(a);
}

static struct block *block_new(size_t room)
{
    if (room > SIZE_MAX - sizeof(struct block)) {
        memory_exhausted();
    }
    return memory_zero(sizeof(struct block) + room);
}

static void retire(struct arena *a, struct block *b)
{
    b->next = a->full;
    a->full = b;
}

void *arena_get(struct arena *a, size_t size_bytes)
{
    if (size_bytes > SIZE_MAX - ALIGNMENT) {
        memory_exhausted();
    }
    size_t size =
        size_bytes == 0 ? ALIGNMENT : (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size > LARGE_BYTES) {
        struct block *own = block_new(size);
        retire(a, own);
        return own->bytes;
    }
    if (a->filling == NULL || BLOCK_BYTES - a->filling->used < size) {
        if (a->filling != NULL) {
            retire(a, a->filling);
        }
        a->filling = block_new(BLOCK_BYTES);
    }
    void *got = a->filling->bytes + a->filling->used;
    a->filling->used += size;
    return got;
}

void *arena_array(struct arena *a, size_t count, size_t size_bytes)
{
    if (size_bytes != 0 && count > SIZE_MAX / size_bytes) {
        memory_exhausted();
    }
    return arena_get(a, count * size_bytes);
}

char *arena_text(struct arena *a, const char *text)
{
    return arena_text_n(a, text, strlen(text));
}

char *arena_text_n(struct arena *a, const char *text, size_t size_bytes)
{
    if (size_bytes == SIZE_MAX) {
        memory_exhausted();
    }
    char *copy = arena_get(a, size_bytes + 1);
    if (size_bytes > 0) {
        memcpy(copy, text, size_bytes);
    }
    return copy;
}

char *arena_print(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_get(a, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0) {
        vsnprintf(text, (size_t)size + 1, format, again);
    }
    va_end(again);
    return text;
}
