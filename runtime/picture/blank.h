/*
 * blank.h - what JavaScript counts as a blank: \s of a regular expression has the same.
 */
#ifndef PICTURE_BLANK_H
#define PICTURE_BLANK_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/text.h"

static inline int blank_is(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000 || c == 0xfeff;
}

/* How many bytes at `text` are a blank; 0 if there is none. */
static inline size_t blank_at(const char *text, size_t size)
{
    uint32_t c;
    size_t bytes = text_decode(text, size, &c);
    return bytes > 0 && blank_is(c) ? bytes : 0;
}

#endif
