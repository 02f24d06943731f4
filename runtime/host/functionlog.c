#include "runtime/host/functionlog.h"

#include <stdio.h>
#include <string.h>

#include "runtime/base/memory.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)

void functionlog_open(struct functionlog *f, const char *name)
{
    *f = (struct functionlog){ .name = memory_text(name) };
}

/* The line that has begun, with these bytes at its end. */
static void end_line(struct functionlog *f, struct buf *out, const char *bytes, size_t size)
{
    buf_print(out, "[%s] ", f->name);
    buf_put(out, buf_string(&f->begun), f->begun.size);
    buf_put(out, bytes, size);
    buf_char(out, '\n');
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

void functionlog_close(struct functionlog *f)
{
    if (f->begun.size > 0) {
        functionlog_put(f, "\n", 1);
    }
    buf_release(&f->begun);
    memory_release(f->name);
}
