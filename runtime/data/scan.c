#include "runtime/data/scan.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/stream.h"
#include "runtime/base/text.h"

int scan_blank(struct stream *s)
{
    int c = stream_peek(s);
    while (text_is_blank(c)) {
        stream_take(s);
        c = stream_peek(s);
    }
    return c;
}

/* Where one is in a value: how many brackets are open, and whether a string is. */
struct scan {
    size_t depth;
    bool quoted, escaped;
};

/* Returns true if the value ends with `c`. */
static bool step(struct scan *at, char c)
{
    if (at->escaped) {
        at->escaped = false;
    } else if (at->quoted) {
        at->escaped = c == '\\';
        at->quoted = c != '"';
    } else if (c == '"') {
        at->quoted = true;
        return false;
    } else if (c == '{' || c == '[') {
        at->depth++;
    } else if (c == '}' || c == ']') {
        at->depth--;
    } else {
        return false;
    }
    return at->depth == 0 && !at->quoted;
}

/* Moves over `size` bytes of the block, into `out` or nowhere. Returns false if `out` is full.
 */
static bool pass(struct stream *s, size_t size, struct buf *out)
{
    if (out != NULL) {
        buf_put(out, s->bytes + s->at, size);
    }
    s->at += size;
    return out == NULL || !out->full;
}

/* A string, an object or an array: block by block. */
static bool scan_nested(struct stream *s, struct buf *out)
{
    struct scan at = { .depth = 0 };
    while (stream_peek(s) >= 0) {
        const char *from = s->bytes + s->at;
        size_t left = s->end - s->at, size = 0;
        bool ends = false;
        while (size < left && !ends) {
            ends = step(&at, from[size++]);
        }
        if (!pass(s, size, out)) {
            return false;
        }
        if (ends) {
            return true;
        }
    }
    return false;
}

static bool ends_scalar(int c)
{
    return text_is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':';
}

static bool scan_scalar(struct stream *s, struct buf *out)
{
    bool any = false;
    for (int c = stream_peek(s); c >= 0 && !ends_scalar(c); c = stream_peek(s)) {
        if (!pass(s, 1, out)) {
            return false;
        }
        any = true;
    }
    return any;
}

bool scan_value(struct stream *s, struct buf *out)
{
    int c = stream_peek(s);
    return c == '{' || c == '[' || c == '"' ? scan_nested(s, out) : scan_scalar(s, out);
}
