#include "compiler/emit/drawing.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/emit/fill.h"
#include "compiler/emit/quote.h"
#include "compiler/graph/chart.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"

/* The longest literal that C promises to take. */
#define LITERAL_MAX 4095

/* What it is called in C. */
static const char *kind_name(enum asl_arrow_kind kind)
{
    static const char *const names[] = {
#define ASL_ARROW(word, arrow) #arrow,
#include <asl/words.def>
    };
    return names[kind];
}

static void put_lines(struct buf *c, const char *const *lines, size_t count)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++) {
        buf_text(&text, i > 0 ? "\n" : "");
        buf_text(&text, lines[i]);
    }
    quote_text(c, buf_string(&text), text.size);
    buf_release(&text);
}

/* The number of a box stands behind its row, since arrows name it. */
static void put_boxes(struct buf *c, const struct chart *chart)
{
    for (size_t i = 0; i < chart->node_count; i++) {
        const struct chart_node *n = &chart->nodes[i];
        buf_print(c, "{ %d, %d, %d, %d, ", n->x, n->y, n->width, n->height);
        put_lines(c, n->lines, n->line_count);
        buf_print(c, " }, /* %zu */\n", i);
    }
}

/* Returns the length of the longest path. */
static size_t put_arrows(struct buf *c, const struct chart *chart)
{
    size_t longest = 0;
    for (size_t i = 0; i < chart->edge_count; i++) {
        const struct chart_edge *e = &chart->edges[i];
        struct buf path = { 0 };
        buf_print(c, "{ %zu, %zu, %s, %d, %d, ", e->from, e->to, kind_name(e->kind), e->label_x,
                  e->label_y);
        if (e->line_count > 0) {
            put_lines(c, e->lines, e->line_count);
        } else {
            buf_text(c, "NULL");
        }
        chart_put_path(&path, e);
        bool fits = quote_column(c) + 6 + (int)path.size <= QUOTE_LINE;
        buf_text(c, fits ? ", " : ",\n  ");
        quote_lines(c, buf_string(&path), path.size, 2, 3, "");
        buf_text(c, " },\n");
        longest = path.size > longest ? path.size : longest;
        buf_release(&path);
    }
    return longest;
}

bool drawing_fill(struct fill *f, const struct plan *p, bool is_wanted)
{
    struct buf boxes = { 0 }, arrows = { 0 }, size = { 0 };
    size_t longest = 0;
    if (is_wanted) {
        const struct chart *chart =
            chart_make(f->arena, p->name, p->machines->first->written->block);
        buf_print(&size, "%d, %d", chart->width, chart->height);
        put_boxes(&boxes, chart);
        longest = put_arrows(&arrows, chart);
    }
    fill_take(f, "boxes", &boxes);
    fill_take(f, "arrows", &arrows);
    fill_take(f, "size", &size);
    return longest > LITERAL_MAX;
}
