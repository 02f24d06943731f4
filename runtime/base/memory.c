#include "runtime/base/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/fatal.h"

_Noreturn void memory_exhausted(void)
{
    fatal("out of memory", 0);
}

/* One arena for the first thread, one for all others. */
#define ARENAS 2

void memory_expect_threads(void)
{
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, ARENAS);
#endif
}

void *memory_get(size_t size_bytes)
{
    void *block = malloc(size_bytes == 0 ? 1 : size_bytes);
    if (block == NULL) {
        memory_exhausted();
    }
    return block;
}

/* glibc's calloc() passes by the cache of small blocks that malloc() has for each thread. */
#define ZERO_BY_HAND_MAX 1024

void *memory_zero(size_t size_bytes)
{
    if (size_bytes <= ZERO_BY_HAND_MAX) {
        return memset(memory_get(size_bytes), 0, size_bytes);
    }
    void *block = calloc(1, size_bytes);
    if (block == NULL) {
        memory_exhausted();
    }
    return block;
}

void *memory_array(size_t count, size_t size_bytes)
{
    if (size_bytes > 0 && count > SIZE_MAX / size_bytes) {
        memory_exhausted();
    }
    return memory_get(count * size_bytes);
}

void *memory_resize(void *block, size_t size_bytes)
{
    void *moved = realloc(block, size_bytes == 0 ? 1 : size_bytes);
    if (moved == NULL) {
        memory_exhausted();
    }
    return moved;
}

#define ROOM_FIRST 8

void *memory_grow(void *block, size_t count, size_t *room, size_t size_bytes)
{
    if (count < *room) {
        return block;
    }
    size_t more = *room == 0 ? ROOM_FIRST : *room;
    if (more > SIZE_MAX - *room || *room + more > SIZE_MAX / size_bytes) {
        memory_exhausted();
    }
    *room += more;
    return memory_resize(block, *room * size_bytes);
}

char *memory_text(const char *text)
{
    return text == NULL ? NULL : memory_text_n(text, strlen(text));
}

char *memory_text_n(const char *text, size_t size_bytes)
{
    if (text == NULL) {
        return NULL;
    }
    if (size_bytes == SIZE_MAX) {
        memory_exhausted();
    }
    char *copy = memory_get(size_bytes + 1);
    memcpy(copy, text, size_bytes);
    copy[size_bytes] = '\0';
    return copy;
}

void memory_release(void *block)
{
    free(block);
}
