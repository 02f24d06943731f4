#include "compiler/read/quoted.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

struct reader {
    struct arena *arena;
    struct diag *diag;
    const char *text;
    size_t at, end; /* of what stands between the quotes */
    char *out;
    size_t size;
};

static struct span span_of(size_t start, size_t end)
{
    return (struct span){ (uint32_t)start, (uint32_t)end };
}

/* The closing quote, or where the line or the text ends without one. */
static size_t find_close(const char *text, size_t size, size_t at)
{
    char quote = text[at++];
    while (at < size && text[at] != quote && text[at] != '\n') {
        at += text[at] == '\\' && at + 1 < size && text[at + 1] != '\n' ? 2 : 1;
    }
    return at;
}

static const char *raw(const struct reader *r, size_t start, size_t end)
{
    return arena_text_n(r->arena, r->text + start, end - start);
}

static void put(struct reader *r, uint32_t character)
{
    r->size += text_encode(r->out + r->size, character);
}

static bool is_half(int32_t unit, int32_t first)
{
    return unit >= first && unit < first + 0x400;
}

/* \uXXXX, of which two may make one character. */
static void read_unicode(struct reader *r)
{
    size_t start = r->at;
    int32_t unit = text_hex4(r->text + start + 2, r->end - start - 2);
    if (unit < 0) {
        r->at += 2;
        diag_say(r->diag, DIAG_JSON_ESCAPE, span_of(start, r->at),
                 "\\u without four hexadecimal digits", NULL);
        return;
    }
    r->at += 6;
    bool has_next = r->end - r->at >= 6 && memcmp(r->text + r->at, "\\u", 2) == 0;
    int32_t next = has_next ? text_hex4(r->text + r->at + 2, r->end - r->at - 2) : -1;
    if (is_half(unit, 0xD800) && is_half(next, 0xDC00)) {
        r->at += 6;
        unit = 0x10000 + (unit - 0xD800) * 0x400 + (next - 0xDC00);
    } else if (is_half(unit, 0xD800) || is_half(unit, 0xDC00)) {
        diag_say(r->diag, DIAG_JSON_SURROGATE, span_of(start, r->at), raw(r, start, r->at),
                 NULL);
    }
    put(r, (uint32_t)unit);
}

static void read_escape(struct reader *r)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

    char letter = r->at + 1 < r->end ? r->text[r->at + 1] : '\0';
    const char *known = letter == '\0' ? NULL : strchr(letters, letter);
    if (letter == 'u') {
        read_unicode(r);
    } else if (known != NULL) {
        put(r, (unsigned char)meant[known - letters]);
        r->at += 2;
    } else {
        uint32_t character;
        size_t start = r->at++;
        r->at += text_decode(r->text + r->at, r->end - r->at, &character);
        diag_say(r->diag, DIAG_JSON_ESCAPE, span_of(start, r->at), raw(r, start, r->at), NULL);
    }
}

static void say_control(struct reader *r)
{
    struct buf escape = { 0 };
    text_put_escape(&escape, (unsigned char)r->text[r->at]);
    diag_say(r->diag, DIAG_JSON_CONTROL, span_of(r->at, r->at + 1), buf_string(&escape), NULL);
    buf_release(&escape);
}

static void decode(struct reader *r)
{
    while (r->at < r->end) {
        char c = r->text[r->at];
        if (c == '\\') {
            read_escape(r);
            continue;
        }
        if ((unsigned char)c < 0x20) {
            say_control(r);
        }
        r->out[r->size++] = c;
        r->at++;
    }
}

struct quoted quoted_read(struct arena *a, struct diag *d, const char *text, size_t size,
                          size_t at)
{
    size_t end = find_close(text, size, at);
    bool is_closed = end < size && text[end] == text[at];
    if (!is_closed) {
        end = end > at && text[end - 1] == '\r' ? end - 1 : end;
        diag_say(d, DIAG_JSON_STRING_OPEN, span_of(at, end), NULL);
        return (struct quoted){ .text = "", .end = end };
    }
    /* Decoding never makes it longer. */
    struct reader r = { .arena = a, .diag = d, .text = text, .at = at + 1, .end = end };
    r.out = arena_get(a, end - at);
    decode(&r);
    if (text[at] == '\'') {
        diag_say(d, DIAG_JSON_QUOTES, span_of(at, end + 1), NULL);
    }
    return (struct quoted){ .text = r.out, .size = r.size, .end = end + 1, .is_closed = true };
}
