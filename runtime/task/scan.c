#include "runtime/task/scan.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/task/stream.h"

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int scan_blank(struct stream *s)
{
    int c = stream_peek(s);
    while (is_blank(c)) {
        stream_take(s);
        c = stream_peek(s);
    }
    return c;
}

static int keep(struct stream *s, struct buf *out)
{
    int c = stream_take(s);
    if (out != NULL && c >= 0) {
        buf_char(out, (char)c);
    }
    return c;
}

/* The rest of a string whose opening quote has been taken. */
static bool scan_string(struct stream *s, struct buf *out)
{
    for (;;) {
        int c = keep(s, out);
        if (c == '\\') {
            c = keep(s, out);
        } else if (c == '"') {
            return true;
        }
        if (c < 0 || (out != NULL && out->full)) {
            return false;
        }
    }
}

static bool scan_scalar(struct stream *s, struct buf *out)
{
    bool any = false;
    for (int c = stream_peek(s); c >= 0; c = stream_peek(s)) {
        if (is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':') {
            break;
        }
        keep(s, out);
        any = true;
        if (out != NULL && out->full) {
            return false;
        }
    }
    return any;
}

bool scan_value(struct stream *s, struct buf *out)
{
    size_t depth = 0;
    int c = stream_peek(s);
    if (c != '{' && c != '[' && c != '"') {
        return scan_scalar(s, out);
    }
    do {
        c = keep(s, out);
        if (c == '"') {
            if (!scan_string(s, out)) {
                return false;
            }
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
        if (c < 0 || (out != NULL && out->full)) {
            return false;
        }
    } while (depth > 0);
    return true;
}
