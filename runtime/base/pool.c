#include "runtime/base/pool.h"

#include "runtime/base/memory.h"

/* So much is taken from the system at a time. */
#define CHUNK_BYTES 65536

struct pool_cell *pool_free[POOL_CLASSES + 1];

/* What is left of the last chunk. */
static char *chunk_at, *chunk_end;

void *pool_get_new(size_t size_bytes)
{
    size_t size = (size_bytes + POOL_STEP - 1) / POOL_STEP * POOL_STEP;
    if (POOL_BYPASSED || size > POOL_STEP * POOL_CLASSES) {
        return memory_get(size_bytes);
    }
    if ((size_t)(chunk_end - chunk_at) < size) {
        chunk_at = memory_get(CHUNK_BYTES);
        chunk_end = chunk_at + CHUNK_BYTES;
    }
    void *block = chunk_at;
    chunk_at += size;
    return block;
}

void pool_put_large(void *block)
{
    memory_release(block);
}
