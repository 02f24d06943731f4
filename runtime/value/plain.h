/*
 * plain.h - the bytes of a JSON string that stand for themselves. Private to runtime/value/.
 *
 * They are looked at 16 at a time: with SSE2 or NEON where the machine has them, which all of
 * amd64 and arm64 do, otherwise as two words.
 */
#ifndef VALUE_PLAIN_H
#define VALUE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/value/bytes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

#define PLAIN_STEP 16

static inline bool plain_is_special(unsigned char byte, bool ascii_only)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || (ascii_only && byte >= 0x80);
}

#if defined(__SSE2__)

/* The index of the first byte of PLAIN_STEP, without the first `skip`, that is a control
 * character, a quote or a backslash or, with `ascii_only`, beyond ASCII; PLAIN_STEP if there is
 * none. */
static inline size_t plain_first_special(const char *at, size_t skip, bool ascii_only)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i space = _mm_set1_epi8(0x1f);
    __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, space), space);
    __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                 _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    __m128i found = _mm_or_si128(control, marks);
    found = ascii_only ? _mm_or_si128(found, bytes) : found;
    unsigned mask = (unsigned)_mm_movemask_epi8(found) & ~0u << skip;
    return (size_t)__builtin_ctz(mask | 1u << PLAIN_STEP);
}

/* Returns true if both begin with the same `size` bytes, PLAIN_STEP at most; PLAIN_STEP can be
 * read of both. */
static inline bool plain_begins(const char *at, const char *with, size_t size)
{
    __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)at),
                                  _mm_loadu_si128((const __m128i *)(const void *)with));
    return ((unsigned)_mm_movemask_epi8(same) | ~0u << size) == ~0u;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

static inline bool plain_begins(const char *at, const char *with, size_t size)
{
    return bytes_same(at, with, size);
}

/* As above. NEON has no mask of bits: four bits a byte are as good. */
static inline size_t plain_first_special(const char *at, size_t skip, bool ascii_only)
{
    uint8x16_t bytes = vld1q_u8((const uint8_t *)at);
    uint8x16_t found = vcltq_u8(bytes, vdupq_n_u8(0x20));
    found = vorrq_u8(found, vceqq_u8(bytes, vdupq_n_u8('"')));
    found = vorrq_u8(found, vceqq_u8(bytes, vdupq_n_u8('\\')));
    found = ascii_only ? vorrq_u8(found, vcgeq_u8(bytes, vdupq_n_u8(0x80))) : found;
    uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(found), 4);
    uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(nibbles), 0) & ~UINT64_C(0) << skip * 4;
    return mask == 0 ? PLAIN_STEP : (size_t)__builtin_ctzll(mask) / 4;
}

#else

static inline bool plain_begins(const char *at, const char *with, size_t size)
{
    return bytes_same(at, with, size);
}

/* Each byte of a word. */
#define PLAIN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Not 0 if a byte of `word` is 0. */
static inline uint64_t plain_has_zero(uint64_t word)
{
    return (word - PLAIN_EACH(1)) & ~word & PLAIN_EACH(0x80);
}

static inline bool plain_has_special(uint64_t word, bool ascii_only)
{
    uint64_t control = (word - PLAIN_EACH(0x20)) & ~word & PLAIN_EACH(0x80);
    uint64_t found = control | plain_has_zero(word ^ PLAIN_EACH('"')) |
                     plain_has_zero(word ^ PLAIN_EACH('\\'));
    return (found | (ascii_only ? word & PLAIN_EACH(0x80) : 0)) != 0;
}

/* As above, whatever the order of a word's bytes is. */
static inline size_t plain_first_special(const char *at, size_t skip, bool ascii_only)
{
    size_t i = skip;
    for (; i + 8 <= PLAIN_STEP && !plain_has_special(bytes_load(at + i), ascii_only); i += 8) {
    }
    while (i < PLAIN_STEP && !plain_is_special((unsigned char)at[i], ascii_only)) {
        i++;
    }
    return i;
}

#endif

/* The first byte in [at, end) that is special, or, with `ascii_only`, beyond ASCII; else `end`.
 * From `start` on the bytes may be read. */
static inline const char *plain_end_from(const char *start, const char *at, const char *end,
                                         bool ascii_only)
{
    while (end - at >= PLAIN_STEP) {
        size_t first = plain_first_special(at, 0, ascii_only);
        at += first;
        if (first < PLAIN_STEP) {
            return at;
        }
    }
    if (at < end && end - start >= PLAIN_STEP) {
        size_t skip = PLAIN_STEP - (size_t)(end - at);
        return end - PLAIN_STEP + plain_first_special(end - PLAIN_STEP, skip, ascii_only);
    }
    while (at < end && !plain_is_special((unsigned char)*at, ascii_only)) {
        at++;
    }
    return at;
}

static inline const char *plain_end(const char *at, const char *end, bool ascii_only)
{
    return plain_end_from(at, at, end, ascii_only);
}

#endif
