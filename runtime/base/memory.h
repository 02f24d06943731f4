/*
 * memory.h - memory that is always there.
 *
 * The only place that calls malloc. Out of memory ends the program (fatal.h), so no
 * caller checks for NULL. A size of 0 yields a pointer that may be released.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* New, not cleared. */
void *memory_get(size_t size_bytes);

/* New, every byte 0. */
void *memory_zero(size_t size_bytes);

/* An array of `count` things of `size_bytes`, not cleared; the product is checked. */
void *memory_array(size_t count, size_t size_bytes);

/* `block` (taken, or NULL) moved to `size_bytes`. */
void *memory_resize(void *block, size_t size_bytes);

/* `block` (taken, or NULL) is an array with room for *room things of `size_bytes`, of which
 * `count` are in use. Returns it with room for one more: where it is full, with twice the room.
 */
void *memory_grow(void *block, size_t count, size_t *room, size_t size_bytes);

/* New copies of a text: all of it, or its first `size_bytes` with a NUL behind. NULL stays
 * NULL. */
char *memory_text(const char *text);
char *memory_text_n(const char *text, size_t size_bytes);

/* Releases what the others gave; does nothing for NULL. */
void memory_release(void *block);

/* Ends the program as running out of memory does: one line, and no unwinding. Never returns. */
_Noreturn void memory_exhausted(void);

/*
 * To be called before a second thread is made. Where one thread releases what others have made,
 * glibc's malloc() would grow: each thread has an arena of its own, and what is free in one of
 * them is of no use to the others.
 */
void memory_expect_threads(void);

#endif
