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

/* \uXXXX, of which two may make one character. */
static void read_unicode(struct reader *r)
{
    size_t start = r->at;
    uint32_t character = 0;
    size_t size = text_read_escape(r->text + start + 1, r->end - start - 1, &character);
    r->at += size == 0 ? 2 : 1 + size;
    if (size == 0) {
        diag_say(r->diag, DIAG_JSON_ESCAPE, span_of(start, r->at),
                 "\\u without four hexadecimal digits", NULL);
        return;
    }
    if (text_is_surrogate(character)) {
        diag_say(r->diag, DIAG_JSON_SURROGATE, span_of(start, r->at), raw(r, start, r->at),
                 NULL);
    }
    put(r, character);
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
