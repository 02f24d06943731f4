#include "runtime/manage/sheet.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/output.h"
#include "runtime/base/text.h"

void sheet_open(struct sheet *s, const char *const *heads, size_t columns)
{
    *s = (struct sheet){ .columns = columns };
    for (size_t i = 0; i < columns; i++) {
        sheet_add(s, heads[i]);
    }
}

void sheet_add(struct sheet *s, const char *text)
{
    struct buf shown = { 0 };
    size_t *width = &s->widths[s->count % s->columns];
    if (text != NULL) {
        text_put_visible(&shown, text, strlen(text));
    }
    size_t size = text_count(buf_string(&shown), shown.size);
    *width = size > *width ? size : *width;
    s->cells = memory_grow(s->cells, s->count, &s->room, sizeof *s->cells);
    s->cells[s->count++] = buf_take(&shown);
}

/* The last cell of a row has nothing behind it. */
static void put_cell(const struct sheet *s, size_t at, struct buf *out)
{
    size_t column = at % s->columns, size = strlen(s->cells[at]);
    buf_put(out, s->cells[at], size);
    if (column + 1 == s->columns) {
        buf_char(out, '\n');
        return;
    }
    for (size_t i = text_count(s->cells[at], size); i < s->widths[column] + 2; i++) {
        buf_char(out, ' ');
    }
}

void sheet_print(struct sheet *s)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < s->count; i++) {
        put_cell(s, i, &out);
        memory_release(s->cells[i]);
    }
    output_print("%s", buf_string(&out));
    buf_release(&out);
    memory_release(s->cells);
}
