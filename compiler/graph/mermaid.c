#include "compiler/graph/mermaid.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/graph/chart.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static const char foot[] = "  classDef marker fill:#1b2733,color:#ffffff,stroke:none\n"
                           "  classDef Choice stroke:#2563b0\n"
                           "  classDef Succeed stroke:#15803d\n"
                           "  classDef Fail stroke:#c81e1e\n";

/* Signs that mean nothing to Mermaid within quotes, wherever they stand. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || strchr(" ,:?!/()$='", c) != NULL;
}

/* Signs that mean a list at the beginning of a text, and nothing behind it. */
static bool is_plain_inside(char c)
{
    return strchr("-.+_", c) != NULL;
}

/* Quoted. All other signs are written by their number, as Mermaid knows them: #35; */
static void put_text(struct buf *out, const char *text, size_t size)
{
    struct buf shown = { 0 };
    text_put_visible(&shown, text, size);
    bool has_letter = false;
    for (const char *c = buf_string(&shown); *c != '\0'; c++) {
        has_letter = has_letter || strchr("0123456789-.+_ ", *c) == NULL;
        if (is_plain(*c) || (has_letter && is_plain_inside(*c))) {
            buf_char(out, *c);
        } else {
            buf_print(out, "#%d;", *c);
        }
    }
    buf_release(&shown);
}

static void put_lines(struct buf *out, const char *const *lines, size_t count)
{
    chart_put_lines(out, lines, count, "<br/>", put_text);
}

/* ---- Nodes ---- */

struct shape {
    const char *before, *after;
};

static struct shape shape_of(const struct chart_node *n)
{
    if (n->state == NULL) {
        return (struct shape){ "([", "]):::marker" };
    }
    switch (n->state->type) {
    case ASL_CHOICE: return (struct shape){ "{{", "}}:::Choice" };
    case ASL_SUCCEED: return (struct shape){ "([", "]):::Succeed" };
    case ASL_FAIL: return (struct shape){ "([", "]):::Fail" };
    case ASL_PARALLEL:
    case ASL_MAP:
    case ASL_TASK:
    case ASL_WAIT:
    case ASL_PASS:
    case ASL_TYPES: break;
    }
    return (struct shape){ "[", "]" };
}

static size_t put_nodes(struct buf *out, const struct chart *c, size_t node, size_t depth)
{
    const struct chart_node *n = &c->nodes[node];
    struct shape s = shape_of(n);
    chart_put_indent(out, depth);
    buf_print(out, "%sn%zu%s", n->branches > 0 ? "subgraph " : "", node, s.before);
    put_lines(out, n->lines, n->line_count);
    buf_print(out, "%s\n", s.after);
    size_t next = node + 1;
    if (n->branches == 0) {
        return next;
    }
    chart_put_indent(out, depth + 1);
    buf_text(out, "direction TB\n");
    for (size_t i = 0; i < n->branches; i++) {
        chart_put_indent(out, depth + 1);
        buf_print(out, "s%zu_%zu((\" \")):::marker\n", node, i);
    }
    while (next < c->node_count && c->nodes[next].parent == node) {
        next = put_nodes(out, c, next, depth + 1);
    }
    chart_put_indent(out, depth);
    buf_text(out, "end\n");
    return next;
}

/* ---- Arrows ---- */

static void put_edge(struct buf *out, const struct chart *c, const struct chart_edge *e)
{
    const struct chart_node *to = &c->nodes[e->to];
    bool is_dotted = e->kind == ASL_ARROW_CATCH || e->kind == ASL_ARROW_DEFAULT;
    if (to->parent == e->from) {
        buf_print(out, "  s%zu_%zu --> n%zu\n", e->from, to->branch, e->to);
        return;
    }
    buf_print(out, "  n%zu %s", e->from, is_dotted ? "-.->" : "-->");
    if (e->line_count > 0) {
        buf_char(out, '|');
        put_lines(out, e->lines, e->line_count);
        buf_char(out, '|');
    }
    buf_print(out, " n%zu\n", e->to);
}

void mermaid_print(struct buf *out, const struct chart *c)
{
    buf_text(out, "flowchart TD\n");
    for (size_t node = 0; node < c->node_count;) {
        node = put_nodes(out, c, node, 1);
    }
    for (size_t i = 0; i < c->edge_count; i++) {
        put_edge(out, c, &c->edges[i]);
    }
    buf_text(out, foot);
}
