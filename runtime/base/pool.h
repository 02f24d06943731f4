/*
 * pool.h - memory for what there is much of: values, frames and executions. Blocks of up to 512
 * bytes are used again as soon as they are given back, and nothing lies between them.
 *
 * It belongs to the first thread, as all values do. A sanitizer's build asks the system for
 * each block instead, so that the sanitizer sees each one.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define POOL_BYPASSED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_BYPASSED 1
#endif
#endif
#ifndef POOL_BYPASSED
#define POOL_BYPASSED 0
#endif

#define POOL_STEP    8
#define POOL_CLASSES 64

/* A block that nobody uses. */
struct pool_cell {
    struct pool_cell *next;
};
extern struct pool_cell *pool_free[POOL_CLASSES + 1]; /* by the size in steps */

/* A new block, where the pool has no free one of this size: from a new chunk, or from the
 * system. */
void *pool_get_new(size_t size_bytes);

/* Give back a block that is too large for the pool. */
void pool_put_large(void *block);

/* A block of `size_bytes`, not cleared. */
static inline void *pool_get(size_t size_bytes)
{
    size_t steps = (size_bytes + POOL_STEP - 1) / POOL_STEP;
    if (POOL_BYPASSED || steps > POOL_CLASSES || pool_free[steps] == NULL) {
        return pool_get_new(size_bytes);
    }
    struct pool_cell *cell = pool_free[steps];
    pool_free[steps] = cell->next;
    return cell;
}

/* The same, every byte 0. */
static inline void *pool_get_zero(size_t size_bytes)
{
    return memset(pool_get(size_bytes), 0, size_bytes);
}

/* Give a block back; `size_bytes` is what was asked for. */
static inline void pool_put(void *block, size_t size_bytes)
{
    size_t steps = (size_bytes + POOL_STEP - 1) / POOL_STEP;
    if (POOL_BYPASSED || steps > POOL_CLASSES) {
        pool_put_large(block);
        return;
    }
    struct pool_cell *cell = block;
    cell->next = pool_free[steps];
    pool_free[steps] = cell;
}

#endif
