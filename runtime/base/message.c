#include "runtime/base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static void put_line(struct buf *out, const char *program, const char *text, size_t size)
{
    text_put_visible(out, program, strlen(program));
    buf_text(out, ": ");
    text_put_visible(out, text, size);
    buf_char(out, '\n');
}

void message_print(const char *program, const char *format, ...)
{
    struct buf text = { 0 }, lines = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&text, format, args);
    va_end(args);
    const char *at = buf_string(&text);
    while (*at != '\0') {
        size_t size = strcspn(at, "\n");
        put_line(&lines, program, at, size);
        at += size + (at[size] == '\n');
    }
    /* In one piece, so that no other process writes into the middle of it. */
    fwrite(buf_string(&lines), 1, lines.size, stderr);
    buf_release(&lines);
    buf_release(&text);
}
