/*
 * bytes.h - copying and comparing a few bytes without a call. Private to runtime/value/.
 *
 * Most keys and texts are short. What has 8 to 16 bytes is two words, which may overlap; what
 * has 4 to 8, two halves. Nothing outside of the bytes is read or written.
 */
#ifndef VALUE_BYTES_H
#define VALUE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t bytes_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint32_t bytes_load_half(const char *at)
{
    uint32_t half;
    memcpy(&half, at, sizeof half);
    return half;
}

/* Up to 16 bytes as two words: equal sizes and equal words are equal bytes. */
struct bytes_words {
    uint64_t first, last;
};

static inline struct bytes_words bytes_words(const char *at, size_t size)
{
    if (size >= 8) {
        return (struct bytes_words){ bytes_load(at), bytes_load(at + size - 8) };
    }
    if (size >= 4) {
        return (struct bytes_words){ bytes_load_half(at), bytes_load_half(at + size - 4) };
    }
    if (size == 0) {
        return (struct bytes_words){ 0, 0 };
    }
    return (struct bytes_words){ (unsigned char)at[0] | (unsigned)(unsigned char)at[size / 2]
                                                            << 8,
                                 (unsigned char)at[size - 1] };
}

/* Returns true if both have the same `size` bytes. */
static inline bool bytes_same(const char *a, const char *b, size_t size)
{
    if (size > 16) {
        return memcmp(a, b, size) == 0;
    }
    struct bytes_words x = bytes_words(a, size), y = bytes_words(b, size);
    return ((x.first ^ y.first) | (x.last ^ y.last)) == 0;
}

/* As memcpy() does. */
static inline void bytes_copy(char *to, const char *from, size_t size)
{
    if (size > 32) {
        memcpy(to, from, size);
    } else if (size >= 16) {
        char first[16], last[16];
        memcpy(first, from, 16);
        memcpy(last, from + size - 16, 16);
        memcpy(to, first, 16);
        memcpy(to + size - 16, last, 16);
    } else if (size >= 8) {
        uint64_t first = bytes_load(from), last = bytes_load(from + size - 8);
        memcpy(to, &first, 8);
        memcpy(to + size - 8, &last, 8);
    } else if (size >= 4) {
        uint32_t first = bytes_load_half(from), last = bytes_load_half(from + size - 4);
        memcpy(to, &first, 4);
        memcpy(to + size - 4, &last, 4);
    } else if (size > 0) {
        char middle = from[size / 2], last = from[size - 1];
        to[0] = from[0];
        to[size / 2] = middle;
        to[size - 1] = last;
    }
}

#endif
