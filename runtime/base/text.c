#include "runtime/base/text.h"

#include <string.h>

#include "runtime/base/buf.h"

size_t text_decode(const char *text, size_t size, uint32_t *ret_character)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

    if (size == 0) {
        return 0;
    }
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        *ret_character = lead;
        return 1;
    }
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || length > size) {
        return 0;
    }
    uint32_t character = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (!text_is_tail(text[i])) {
            return 0;
        }
        character = character << 6 | ((unsigned char)text[i] & 0x3F);
    }
    if (character < least[length] || character > 0x10FFFF || text_is_surrogate(character)) {
        return 0;
    }
    *ret_character = character;
    return length;
}

size_t text_encode(char out[4], uint32_t character)
{
    if (character > 0x10FFFF || text_is_surrogate(character)) {
        character = TEXT_REPLACEMENT;
    }
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)((0xF00u >> length & 0xFF) | character);
    return length;
}

/* How many bytes from the start are ASCII, or up to seven less. */
static size_t ascii_span(const char *text, size_t size)
{
    size_t at = 0;
    for (uint64_t word; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
    }
    return at;
}

size_t text_utf8_span(const char *text, size_t size)
{
    size_t at = ascii_span(text, size);
    while (at < size) {
        uint32_t character;
        if ((unsigned char)text[at] < 0x80) {
            at++;
            continue;
        }
        size_t length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            break;
        }
        at += length;
    }
    return at;
}

size_t text_mark_size(const char *text, size_t size)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t mark_size = sizeof mark - 1;
    return size >= mark_size && memcmp(text, mark, mark_size) == 0 ? mark_size : 0;
}

void text_locate(const char *text, const char *at, int *ret_line, int *ret_column)
{
    *ret_line = *ret_column = 1;
    for (; text < at; text++) {
        if (*text == '\n') {
            (*ret_line)++;
            *ret_column = 1;
        } else if (!text_is_tail(*text)) {
            (*ret_column)++;
        }
    }
}

size_t text_count(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += !text_is_tail(text[i]);
    }
    return count;
}

size_t text_cut(const char *text, size_t size, size_t most)
{
    size_t end = size < most ? size : most;
    while (end < size && end > 0 && text_is_tail(text[end])) {
        end--;
    }
    return end;
}

/* The value of four hexadecimal digits at the start, or -1. */
static int32_t hex4(const char *text, size_t size)
{
    int32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = i < size ? text[i] : '\0', lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9') {
            value = value * 16 + (c - '0');
        } else if (lower >= 'a' && lower <= 'f') {
            value = value * 16 + (lower - 'a' + 10);
        } else {
            return -1;
        }
    }
    return value;
}

size_t text_read_escape(const char *text, size_t size, uint32_t *ret_character)
{
    int32_t unit = size > 0 ? hex4(text + 1, size - 1) : -1;
    if (unit < 0) {
        return 0;
    }
    if (unit >= 0xD800 && unit < 0xDC00 && size >= 11 && memcmp(text + 5, "\\u", 2) == 0) {
        int32_t second = hex4(text + 7, size - 7);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *ret_character = (uint32_t)(0x10000 + (unit - 0xD800) * 0x400 + (second - 0xDC00));
            return 11;
        }
    }
    *ret_character = (uint32_t)unit;
    return 5;
}

uint64_t text_hash(const char *text, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

bool text_is(const char *text, const char *other)
{
    return text != NULL && strcmp(text, other) == 0;
}

bool text_ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size > end_size && strcmp(text + size - end_size, end) == 0;
}

/* The letter after the backslash if JSON has a short form, else 0. */
static char short_escape(uint32_t character)
{
    switch (character) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

void text_put_escape(struct buf *out, uint32_t character)
{
    char letter = short_escape(character);
    if (letter != 0) {
        buf_char(out, '\\');
        buf_char(out, letter);
    } else if (character >= 0x10000) {
        uint32_t rest = character - 0x10000;
        buf_print(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (rest >> 10)),
                  (unsigned)(0xDC00 + (rest & 0x3FF)));
    } else {
        buf_print(out, "\\u%04x", (unsigned)character);
    }
}

/* Bytes from the start that a JSON string shows as they are. */
static size_t plain_span(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        uint32_t character;
        size_t length = text_decode(text + at, size - at, &character);
        if (length == 0 || character < 0x20 || character == '"' || character == '\\') {
            break;
        }
        at += length;
    }
    return at;
}

void text_put_utf8(struct buf *out, const char *text, size_t size)
{
    while (size > 0) {
        size_t good = text_utf8_span(text, size);
        buf_put(out, text, good);
        if (good < size) {
            char replacement[4];
            buf_put(out, replacement, text_encode(replacement, TEXT_REPLACEMENT));
            good++;
        }
        text += good;
        size -= good;
    }
}

void text_put_json(struct buf *out, const char *text, size_t size)
{
    buf_char(out, '"');
    for (size_t at = 0; at < size;) {
        size_t plain = plain_span(text + at, size - at);
        buf_put(out, text + at, plain);
        at += plain;
        if (at == size) {
            break;
        }
        if ((unsigned char)text[at] < 0x80) {
            text_put_escape(out, (unsigned char)text[at]);
        } else {
            char replacement[4];
            buf_put(out, replacement, text_encode(replacement, TEXT_REPLACEMENT));
        }
        at++;
    }
    buf_char(out, '"');
}

/* Returns true for a character that a terminal or an editor obeys rather than shows. */
static bool acts(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

void text_put_visible(struct buf *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t character = TEXT_REPLACEMENT;
        size_t length = text_decode(text + at, size - at, &character);
        if (length == 0) {
            char replacement[4];
            buf_put(out, replacement, text_encode(replacement, TEXT_REPLACEMENT));
        } else if (acts(character)) {
            text_put_escape(out, character);
        } else {
            buf_put(out, text + at, length);
        }
        at += length == 0 ? 1 : length;
    }
}
