#include "compiler/emit/title.h"

#include <string.h>

#include "compiler/emit/fill.h"
#include "compiler/emit/quote.h"
#include "runtime/base/buf.h"

static void put_rule(struct buf *c, char rule, int count)
{
    for (; count > 0; count--) {
        buf_char(c, rule);
    }
}

/* The numbers of all titles end in the same column, and so do the rules before them. */
static void put_line(struct buf *end, const struct title *t)
{
    struct buf number = { 0 }, widest = { 0 };
    buf_print(&number, ":%d", t->line);
    buf_print(&widest, ":%d", t->last_line);
    buf_char(end, ' ');
    quote_blanks(end, (int)widest.size - (int)number.size);
    buf_put(end, number.text, number.size);
    buf_text(end, " */");
    buf_release(&number);
    buf_release(&widest);
}

void title_fill(struct fill *f, const char *hole, const struct title *t)
{
    struct buf c = { 0 }, end = { 0 };
    put_line(&end, t);
    buf_text(&c, "/* ");
    put_rule(&c, t->rule, 4);
    buf_print(&c, " %s", t->before);
    if (t->name != NULL) {
        int around =
            quote_column(&c) + quote_columns(t->after, strlen(t->after)) + (int)end.size;
        quote_comment(&c, t->name, t->name_size, QUOTE_COMMENT - around - 5);
    }
    buf_print(&c, "%s ", t->after);
    put_rule(&c, t->rule, QUOTE_COMMENT - quote_column(&c) - (int)end.size);
    buf_text(&c, buf_string(&end));
    fill_take(f, hole, &c);
    buf_release(&end);
}
