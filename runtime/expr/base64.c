/* base64.c - States.Base64Encode, Base64Decode (F-20, F-21), by the rules of java.util.Base64.
 */
#include <nettle/base64.h>
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/value/value.h"

struct value *asl_base64_encode(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 1 || !intrinsic_is_short_text(args[0])) {
        return intrinsic_fail(s, "Invalid arguments in States.Base64Encode");
    }
    struct buf out = { 0 };
    size_t size = value_string_size(args[0]), encoded_size = BASE64_ENCODE_RAW_LENGTH(size);
    base64_encode_raw(buf_room(&out, encoded_size), size,
                      (const uint8_t *)value_string(args[0]));
    out.size += encoded_size;
    struct value *text = value_text_n(buf_string(&out), out.size);
    buf_release(&out);
    return text;
}

/* Six bits, or -1. */
static int digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* No line breaks, and the padding is whole or absent; bits that are left over are dropped. */
static bool decode(struct buf *out, const char *text, size_t size)
{
    size_t padding = 0;
    while (padding < 2 && padding < size && text[size - 1 - padding] == '=') {
        padding++;
    }
    if (padding > 0 && size % 4 != 0) {
        return false;
    }
    size -= padding;
    uint32_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 0) {
            buf_char(out, (char)(bits >> (6 - 2 * (i % 4)) & 0xff));
        }
    }
    return size % 4 != 1;
}

/* How many bytes at `text` are one character of UTF-8, or 0 if they are not one; *ret_bad is
 * then how many of them begin one. */
static size_t character_at(const unsigned char *text, size_t size, size_t *ret_bad)
{
    unsigned char c = text[0];
    size_t span = c < 0x80                ? 1
                  : c >= 0xc2 && c < 0xe0 ? 2
                  : c >= 0xe0 && c < 0xf0 ? 3
                  : c >= 0xf0 && c < 0xf5 ? 4
                                          : 0;
    unsigned char least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    unsigned char most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    size_t at = 1;
    while (at < span && at < size && text[at] >= least && text[at] <= most) {
        least = 0x80;
        most = 0xbf;
        at++;
    }
    *ret_bad = at;
    return at == span ? span : 0;
}

/* Bytes as new String(bytes, UTF_8) reads them: U+FFFD for what is not UTF-8. */
static struct value *text_of(const struct buf *bytes)
{
    struct buf text = { 0 };
    const char *at = buf_string(bytes), *end = at + bytes->size;
    while (at < end) {
        size_t bad, good = character_at((const unsigned char *)at, (size_t)(end - at), &bad);
        if (good > 0) {
            buf_put(&text, at, good);
        } else {
            buf_text(&text, "\xef\xbf\xbd");
        }
        at += good > 0 ? good : bad;
    }
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

struct value *asl_base64_decode(struct asl_scope *s, size_t n, struct value *const *args)
{
    struct buf bytes = { 0 };
    bool fits = n == 1 && intrinsic_is_short_text(args[0]);
    if (!fits || !decode(&bytes, value_string(args[0]), value_string_size(args[0]))) {
        buf_release(&bytes);
        return intrinsic_fail(s, "Invalid arguments in States.Base64Decode");
    }
    struct value *text = text_of(&bytes);
    buf_release(&bytes);
    return text;
}
