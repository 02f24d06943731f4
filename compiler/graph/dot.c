#include "compiler/graph/dot.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/graph/chart.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static const char head[] =
    "  graph [compound=true, fontname=\"Helvetica\", fontsize=11]\n"
    "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11, height=0.4]\n"
    "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7]\n";

/* Quoted; Graphviz takes "&lt;" for "<", and a backslash for the first half of an escape. */
static void put_text(struct buf *out, const char *text, size_t size)
{
    struct buf shown = { 0 };
    text_put_visible(&shown, text, size);
    for (const char *c = buf_string(&shown); *c != '\0'; c++) {
        buf_text(out, *c == '"' || *c == '\\' ? "\\" : "");
        if (*c == '&') {
            buf_text(out, "&amp;");
        } else {
            buf_char(out, *c);
        }
    }
    buf_release(&shown);
}

static void put_lines(struct buf *out, const char *const *lines, size_t count)
{
    chart_put_lines(out, lines, count, "\\n", put_text);
}

/* ---- Nodes ---- */

static const char *shape_of(const struct chart_node *n)
{
    if (n->state == NULL) {
        return ", shape=oval, style=filled, fillcolor=black, fontcolor=white";
    }
    switch (n->state->type) {
    case ASL_CHOICE: return ", shape=hexagon, style=solid, color=\"#2563b0\"";
    case ASL_SUCCEED: return ", shape=oval, color=\"#15803d\"";
    case ASL_FAIL: return ", shape=oval, color=\"#c81e1e\"";
    case ASL_PARALLEL:
    case ASL_MAP: return ", shape=plaintext";
    case ASL_TASK:
    case ASL_WAIT:
    case ASL_PASS:
    case ASL_TYPES: break;
    }
    return "";
}

/* Children stand behind their Parallel or Map. Its last node is where its arrows leave it. */
static size_t put_nodes(struct buf *out, const struct chart *c, size_t node, size_t depth)
{
    const struct chart_node *n = &c->nodes[node];
    chart_put_indent(out, depth);
    if (n->branches > 0) {
        buf_print(out, "subgraph cluster_%zu {\n", node);
        chart_put_indent(out, ++depth);
    }
    buf_print(out, "n%zu [label=", node);
    put_lines(out, n->lines, n->line_count);
    buf_print(out, "%s]\n", shape_of(n));
    size_t next = node + 1;
    while (next < c->node_count && n->branches > 0 && c->nodes[next].parent == node) {
        next = put_nodes(out, c, next, depth);
    }
    if (n->branches > 0) {
        chart_put_indent(out, depth);
        buf_print(out, "e%zu [shape=point, style=invis]\n", node);
        chart_put_indent(out, depth - 1);
        buf_text(out, "}\n");
    }
    return next;
}

/* ---- Arrows ---- */

static const char *style_of(enum asl_arrow_kind kind)
{
    return kind == ASL_ARROW_CATCH     ? ", style=dashed, color=\"#c2410c\""
           : kind == ASL_ARROW_DEFAULT ? ", style=dotted"
                                       : "";
}

static void put_edge(struct buf *out, const struct chart *c, const struct chart_edge *e)
{
    bool is_inner = c->nodes[e->to].parent == e->from, is_loop = e->from == e->to;
    bool leaves = c->nodes[e->from].branches > 0 && !is_inner;
    bool enters = c->nodes[e->to].branches > 0;
    buf_print(out, "  %c%zu -> n%zu [label=", leaves ? 'e' : 'n', e->from, e->to);
    put_lines(out, e->lines, e->line_count);
    buf_text(out, style_of(e->kind));
    if (leaves && !is_loop) {
        buf_print(out, ", ltail=cluster_%zu", e->from);
    }
    if (enters && !is_loop) {
        buf_print(out, ", lhead=cluster_%zu", e->to);
    }
    buf_text(out, "]\n");
}

/* What ends in a Parallel or Map is above the point where its arrows leave it. */
static void put_ends(struct buf *out, const struct chart *c, bool *leads_on)
{
    for (size_t i = 0; i < c->edge_count; i++) {
        leads_on[c->edges[i].from] |= c->nodes[c->edges[i].to].parent != c->edges[i].from;
    }
    for (size_t i = 0; i < c->node_count; i++) {
        const struct chart_node *n = &c->nodes[i];
        if (n->parent != CHART_NONE && !leads_on[i]) {
            buf_print(out, "  %c%zu -> e%zu [style=invis]\n", n->branches > 0 ? 'e' : 'n', i,
                      n->parent);
        }
    }
}

void dot_print(struct buf *out, const struct chart *c)
{
    bool *leads_on = arena_array(c->arena, c->node_count + 1, sizeof *leads_on);
    buf_text(out, "digraph \"");
    put_text(out, c->name, strlen(c->name));
    buf_print(out, "\" {\n%s", head);
    for (size_t node = 0; node < c->node_count;) {
        node = put_nodes(out, c, node, 1);
    }
    for (size_t i = 0; i < c->edge_count; i++) {
        put_edge(out, c, &c->edges[i]);
    }
    put_ends(out, c, leads_on);
    buf_text(out, "}\n");
}
