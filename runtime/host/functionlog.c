#include "runtime/host/functionlog.h"

#include <stdio.h>
#include <string.h>

#include "runtime/base/memory.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)
#define TAIL_BYTES     ((size_t)4 << 10)

void functionlog_open(struct functionlog *f, const char *name)
{
    *f = (struct functionlog){ .name = memory_text(name) };
}

/* Only as many are moved as have come since: not the whole tail for each line. */
static void cut_tail(struct functionlog *f, size_t most)
{
    if (f->tail.size > most) {
        memmove(f->tail.text, f->tail.text + f->tail.size - TAIL_BYTES, TAIL_BYTES);
        f->tail.size = TAIL_BYTES;
    }
}

static void keep_line(struct functionlog *f, const char *bytes, size_t size)
{
    if (f->is_kept) {
        buf_put(&f->tail, buf_string(&f->begun), f->begun.size);
        buf_put(&f->tail, bytes, size);
        buf_char(&f->tail, '\n');
        cut_tail(f, 16 * TAIL_BYTES);
    }
}

/* The line that has begun, with these bytes at its end. */
static void end_line(struct functionlog *f, struct buf *out, const char *bytes, size_t size)
{
    buf_print(out, "[%s] ", f->name);
    buf_put(out, buf_string(&f->begun), f->begun.size);
    buf_put(out, bytes, size);
    buf_char(out, '\n');
    keep_line(f, bytes, size);
    buf_clear(&f->begun);
}

/* Standard error has no buffer of its own: this is one write. */
static void print(struct buf *out)
{
    if (out->size > 0) {
        fwrite(out->text, 1, out->size, stderr);
    }
    buf_release(out);
}

void functionlog_put(struct functionlog *f, const char *bytes, size_t size)
{
    struct buf out = { 0 };
    const char *end;
    while ((end = memchr(bytes, '\n', size)) != NULL) {
        size_t length = (size_t)(end - bytes);
        end_line(f, &out, bytes, length);
        bytes += length + 1;
        size -= length + 1;
    }
    buf_put(&f->begun, bytes, size);
    if (f->begun.size > LINE_MAX_BYTES) {
        end_line(f, &out, "", 0);
    }
    print(&out);
}

void functionlog_say(struct functionlog *f, const char *line)
{
    struct buf out = { 0 };
    if (f->begun.size > 0) {
        end_line(f, &out, "", 0);
    }
    end_line(f, &out, line, strlen(line));
    print(&out);
}

void functionlog_keep(struct functionlog *f)
{
    f->is_kept = true;
    buf_clear(&f->tail);
}

const struct buf *functionlog_tail(struct functionlog *f)
{
    f->is_kept = false;
    cut_tail(f, TAIL_BYTES);
    return &f->tail;
}

void functionlog_note(struct functionlog *f, const char *line)
{
    struct buf out = { 0 };
    if (f->begun.size > 0) {
        end_line(f, &out, "", 0);
    }
    keep_line(f, line, strlen(line));
    print(&out);
}

void functionlog_close(struct functionlog *f)
{
    if (f->begun.size > 0) {
        functionlog_put(f, "\n", 1);
    }
    buf_release(&f->begun);
    buf_release(&f->tail);
    memory_release(f->name);
}
