#include "runtime/store/rowkey.h"

#include <string.h>

#include "runtime/base/buf.h"

/* Behind a NUL: the text has a NUL there, or ends in front of it. */
#define GOES_ON '\xFF'
#define ENDS    '\0'

struct store_bytes rowkey_of_u64(char to[ROWKEY_NUMBER], uint64_t number)
{
    for (int i = ROWKEY_NUMBER - 1; i >= 0; i--) {
        to[i] = (char)(unsigned char)(number & 0xFF);
        number >>= 8;
    }
    return (struct store_bytes){ to, ROWKEY_NUMBER };
}

uint64_t rowkey_u64(const char *from)
{
    uint64_t number = 0;
    for (int i = 0; i < ROWKEY_NUMBER; i++) {
        number = number << 8 | (unsigned char)from[i];
    }
    return number;
}

static void add_number(struct buf *key, uint64_t number, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        buf_char(key, (char)(unsigned char)(number >> shift & 0xFF));
    }
}

uint64_t rowkey_line_from(struct store_bytes bound)
{
    char bytes[ROWKEY_NUMBER] = { 0 };
    if (bound.size > 0) {
        memcpy(bytes, bound.at, bound.size < ROWKEY_NUMBER ? bound.size : ROWKEY_NUMBER);
    }
    uint64_t number = rowkey_u64(bytes);
    number += number < UINT64_MAX && bound.size > ROWKEY_NUMBER;
    return number < ROWKEY_LINES ? number : ROWKEY_LINES;
}

void rowkey_add_u32(struct buf *key, uint32_t number)
{
    add_number(key, number, 4);
}

void rowkey_add_u64(struct buf *key, uint64_t number)
{
    add_number(key, number, 8);
}

void rowkey_add_text(struct buf *key, const char *text, size_t size)
{
    const char *end = text + size, *nul;
    while (size > 0 && (nul = memchr(text, '\0', (size_t)(end - text))) != NULL) {
        buf_put(key, text, (size_t)(nul + 1 - text));
        buf_char(key, GOES_ON);
        text = nul + 1;
    }
    buf_put(key, text, (size_t)(end - text));
    buf_char(key, '\0');
    buf_char(key, ENDS);
}

static void pass(struct store_bytes *key, size_t size)
{
    key->at += size;
    key->size -= size;
}

static bool take_number(struct store_bytes *key, size_t bytes, uint64_t *ret_number)
{
    if (key->size < bytes) {
        return false;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number = number << 8 | (unsigned char)key->at[i];
    }
    pass(key, bytes);
    *ret_number = number;
    return true;
}

bool rowkey_take_u32(struct store_bytes *key, uint32_t *ret_number)
{
    uint64_t number;
    if (!take_number(key, 4, &number)) {
        return false;
    }
    *ret_number = (uint32_t)number;
    return true;
}

bool rowkey_take_u64(struct store_bytes *key, uint64_t *ret_number)
{
    return take_number(key, 8, ret_number);
}

bool rowkey_take_text(struct store_bytes *key, struct buf *text)
{
    struct store_bytes rest = *key;
    size_t start = text->size;
    const char *nul;
    while (rest.size > 0 && (nul = memchr(rest.at, '\0', rest.size)) != NULL) {
        size_t size = (size_t)(nul - rest.at);
        buf_put(text, rest.at, size);
        pass(&rest, size + 1);
        if (rest.size > 0 && rest.at[0] == ENDS) {
            pass(&rest, 1);
            *key = rest;
            return true;
        }
        if (rest.size == 0 || rest.at[0] != GOES_ON) {
            break;
        }
        buf_char(text, '\0');
        pass(&rest, 1);
    }
    if (text->size > start) {
        text->size = start;
        text->text[start] = '\0';
    }
    return false;
}
