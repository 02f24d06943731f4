#include "runtime/data/csv.h"

#include <stdbool.h>

#include "runtime/base/memory.h"
#include "runtime/base/stream.h"

static void end_field(struct csv_record *r)
{
    r->ends = memory_grow(r->ends, r->count, &r->room, sizeof *r->ends);
    r->ends[r->count++] = r->text.size;
}

static bool is_escaped(int c, char delimiter)
{
    return c == '\\' || c == '"' || (c >= 0 && c == (unsigned char)delimiter);
}

/* What follows a quote that opens no field: true while the field is still quoted. */
static bool pass_quote(struct stream *s, struct csv_record *r, bool quoted)
{
    if (stream_peek(s) == '"') {
        stream_take(s);
        buf_char(&r->text, '"');
        return quoted;
    }
    if (!quoted) {
        buf_char(&r->text, '"');
    }
    return false;
}

enum csv_outcome csv_next(struct stream *s, char delimiter, size_t limit, struct csv_record *r)
{
    bool quoted = false, at_start = true;
    buf_clear(&r->text);
    r->text.limit = limit;
    r->count = 0;
    if (stream_peek(s) < 0) {
        return CSV_END;
    }
    for (;;) {
        int c = stream_take(s);
        if (c < 0) {
            break;
        }
        bool opens = at_start && c == '"';
        at_start = false;
        if (c == '\\') {
            if (is_escaped(stream_peek(s), delimiter)) {
                buf_char(&r->text, (char)stream_take(s));
            }
        } else if (opens) {
            quoted = true;
        } else if (c == '"') {
            quoted = pass_quote(s, r, quoted);
        } else if (!quoted && c == (unsigned char)delimiter) {
            end_field(r);
            at_start = true;
        } else if (!quoted && (c == '\n' || c == '\r')) {
            if (c == '\r' && stream_peek(s) == '\n') {
                stream_take(s);
            }
            break;
        } else {
            buf_char(&r->text, (char)c);
        }
        if (r->text.full || r->count > limit) {
            return CSV_TOO_LONG;
        }
    }
    end_field(r);
    return quoted ? CSV_UNCLOSED : CSV_RECORD;
}

const char *csv_field(const struct csv_record *r, size_t index, size_t *ret_size)
{
    *ret_size = 0;
    if (index >= r->count) {
        return "";
    }
    size_t start = index == 0 ? 0 : r->ends[index - 1];
    *ret_size = r->ends[index] - start;
    return buf_string(&r->text) + start;
}

void csv_release(struct csv_record *r)
{
    buf_release(&r->text);
    memory_release(r->ends);
    *r = (struct csv_record){ .count = 0 };
}
