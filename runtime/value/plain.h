/*
 * plain.h - the bytes of a JSON string that stand for themselves. Private to runtime/value/.
 */
#ifndef VALUE_PLAIN_H
#define VALUE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Each byte of a word. */
#define PLAIN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Not 0 if a byte of `word` is 0. */
static inline uint64_t plain_has_zero(uint64_t word)
{
    return (word - PLAIN_EACH(1)) & ~word & PLAIN_EACH(0x80);
}

/* Not 0 if a byte of `word` is a control character, a quote or a backslash. */
static inline uint64_t plain_has_special(uint64_t word)
{
    uint64_t control = (word - PLAIN_EACH(0x20)) & ~word & PLAIN_EACH(0x80);
    return control | plain_has_zero(word ^ PLAIN_EACH('"')) |
           plain_has_zero(word ^ PLAIN_EACH('\\'));
}

static inline bool plain_is_special(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\';
}

/* The first byte in [at, end) that is special, or, with `ascii_only`, beyond ASCII; else `end`.
 */
static inline const char *plain_end(const char *at, const char *end, bool ascii_only)
{
    const uint64_t beyond = ascii_only ? PLAIN_EACH(0x80) : 0;
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        if ((plain_has_special(word) | (word & beyond)) != 0) {
            break;
        }
        at += 8;
    }
    while (at < end) {
        unsigned char byte = (unsigned char)*at;
        if (plain_is_special(byte) || (ascii_only && byte >= 0x80)) {
            break;
        }
        at++;
    }
    return at;
}

#endif
