/*
 * limit.h - simdjson for text.c, where it is installed.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef WITH_SIMDJSON
enum { LIMIT_IS_THERE = 1 };
#ifdef __cplusplus
extern "C" {
#endif
/* Read a text, and keep what it says until the next one; false if it is no JSON. */
bool limit_read(const char *text, size_t size);
/* Write again what was read last. */
void limit_write(void);
#ifdef __cplusplus
}
#endif
#else
enum { LIMIT_IS_THERE = 0 };
static inline bool limit_read(const char *text, size_t size)
{
    (void)text;
    (void)size;
    return true;
}
static inline void limit_write(void)
{
}
#endif

#endif
