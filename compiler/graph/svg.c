#include "compiler/graph/svg.h"

#include <string.h>

#include "compiler/graph/caption.h"
#include "compiler/graph/chart.h"
#include "compiler/graph/glyph.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* Where letters stand on, below the middle of their line. */
#define BASELINE       5
#define LABEL_BASELINE 4

static const char style[] =
    "<style>\n"
    "  text { font: 13px Helvetica, Arial, 'Liberation Sans', sans-serif; fill: #1b2733 }\n"
    "  .paper { fill: #ffffff }\n"
    "  .box { fill: #ffffff; stroke: #8494a6; stroke-width: 1.2 }\n"
    "  .frame { fill: #f4f7fa; stroke: #8494a6; stroke-width: 1.2 }\n"
    "  .fence { stroke: #c3cdd8; stroke-dasharray: 2 4; fill: none }\n"
    "  .marker { fill: #1b2733; stroke: none }\n"
    "  .marker-text { fill: #ffffff; text-anchor: middle }\n"
    "  .line { fill: none; stroke: #5b6b7c; stroke-width: 1.4 }\n"
    "  .default { stroke-dasharray: 1 3; stroke-linecap: round; stroke-width: 1.8 }\n"
    "  .catch { stroke: #c2410c; stroke-dasharray: 5 3 }\n"
    "  .label { font-size: 11px; fill: #44525f; text-anchor: middle }\n"
    "  .catch-label { fill: #b03a09 }\n"
    "  .tip { fill: #5b6b7c } .catch-tip { fill: #c2410c }\n"
    "  .icon { fill: none; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round }\n"
    "  .Task { stroke: #c25400 } .Choice { stroke: #2563b0 } .Wait { stroke: #7a5195 }\n"
    "  .Pass { stroke: #5b6b7c } .Parallel { stroke: #0f766e } .Map { stroke: #0f766e }\n"
    "  .Succeed { stroke: #15803d } .Fail { stroke: #c81e1e }\n"
    "  @media (prefers-color-scheme: dark) {\n"
    "    text { fill: #e3e9ef } .paper { fill: #14191f } .box { fill: #202830 }\n"
    "    .box, .frame { stroke: #6b7a8a } .frame { fill: #191f26 } .fence { stroke: #46525e }\n"
    "    .marker { fill: #e3e9ef } .marker-text { fill: #14191f }\n"
    "    .line { stroke: #9aa8b6 } .tip { fill: #9aa8b6 }\n"
    "    .catch { stroke: #fb8c5a } .catch-tip { fill: #fb8c5a }\n"
    "    .label { fill: #b7c3ce } .catch-label { fill: #ffa477 }\n"
    "    .Task { stroke: #f5a25d } .Choice { stroke: #7fb2f5 } .Wait { stroke: #c9a3e6 }\n"
    "    .Pass { stroke: #9aa8b6 } .Parallel { stroke: #5ecbbf } .Map { stroke: #5ecbbf }\n"
    "    .Succeed { stroke: #62d28b } .Fail { stroke: #ff8080 }\n"
    "  }\n"
    "</style>\n";

/* What is drawn once and used often: the tips of arrows, and a sign for each type, 16 by 16. */
static const char definitions[] =
    "<defs>\n"
    "  <marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" "
    "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
    "<path class=\"tip\" d=\"M0 0.5L8 4L0 7.5z\"/></marker>\n"
    "  <marker id=\"catch-tip\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" "
    "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
    "<path class=\"catch-tip\" d=\"M0 0.5L8 4L0 7.5z\"/></marker>\n"
    "  <path id=\"Task\" d=\"M8 1.5l5.6 3.2v6.6L8 14.5l-5.6-3.2V4.7zM8 8l5.6-3.3M8 8v6.5M8 8"
    "L2.4 4.7\"/>\n"
    "  <path id=\"Choice\" d=\"M8 1.5L14.5 8L8 14.5L1.5 8zM8 5v3.6M8 10.9v.1\"/>\n"
    "  <path id=\"Wait\" d=\"M8 1.5a6.5 6.5 0 1 0 .01 0zM8 4.6V8l2.4 1.8\"/>\n"
    "  <path id=\"Pass\" d=\"M1.5 8h12M9.5 4l4 4l-4 4\"/>\n"
    "  <path id=\"Succeed\" d=\"M8 1.5a6.5 6.5 0 1 0 .01 0zM5 8.2l2.2 2.2L11 6\"/>\n"
    "  <path id=\"Fail\" d=\"M8 1.5a6.5 6.5 0 1 0 .01 0zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 "
    "4.8\"/>\n"
    "  <path id=\"Parallel\" d=\"M2 3.5h12M2 12.5h12M4.5 3.5v9M11.5 3.5v9\"/>\n"
    "  <path id=\"Map\" d=\"M4.5 4.5h9.5v9.5H4.5zM2 11.5V2h9.5\"/>\n"
    "  <path id=\"retry\" d=\"M9.6 3.2A4 4 0 1 0 10 6.6M10.2 1v2.6H7.6\"/>\n"
    "</defs>\n";

/* ---- Texts ---- */

static void put_xml(struct buf *out, const char *text, size_t size)
{
    struct buf shown = { 0 };
    text_put_visible(&shown, text, size);
    for (const char *c = buf_string(&shown); *c != '\0'; c++) {
        switch (*c) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        default: buf_char(out, *c);
        }
    }
    buf_release(&shown);
}

static void put_name(struct buf *out, const struct chart_node *n)
{
    if (n->state == NULL) {
        buf_text(out, n->type);
    } else {
        put_xml(out, n->name, n->name_size);
    }
}

/* ---- Boxes ---- */

static void put_title(struct buf *out, const struct chart_node *n)
{
    struct buf retries = { 0 };
    const struct doc_node *resource = n->state->field[FIELD_RESOURCE];
    caption_put_retries(&retries, n->state);
    buf_text(out, "<title>");
    put_name(out, n);
    buf_print(out, ": %s", n->type);
    if (resource != NULL) {
        buf_char(out, ' ');
        put_xml(out, resource->text, resource->text_size);
    }
    if (retries.size > 0) {
        buf_text(out, ", retries ");
        put_xml(out, retries.text, retries.size);
    }
    buf_text(out, "</title>\n");
    buf_release(&retries);
}

static void put_shape(struct buf *out, const struct chart_node *n)
{
    int x = n->x, y = n->y, w = n->width, h = n->height, cut = 10;
    int round = n->state->type == ASL_SUCCEED || n->state->type == ASL_FAIL ? h / 2 : 6;
    if (n->state->type == ASL_CHOICE) {
        buf_print(out, "  <path class=\"box Choice\" d=\"M%d %dH%dL%d %dL%d %dH%dL%d %dz\"/>\n",
                  x + cut, y, x + w - cut, x + w, y + h / 2, x + w - cut, y + h, x + cut, x,
                  y + h / 2);
        return;
    }
    bool is_end = round != 6;
    buf_print(out,
              "  <rect class=\"%s%s%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
              "rx=\"%d\"/>\n",
              n->branches > 0 ? "frame" : "box", is_end ? " " : "", is_end ? n->type : "", x, y,
              w, h, round);
}

/* The sign of its type and its lines stand together in the middle. */
static void put_text(struct buf *out, const struct chart_node *n)
{
    int widest = glyph_widest(n->lines, n->line_count, CHART_FONT);
    int left = n->x + (n->width - widest - CHART_ICON - CHART_ICON_GAP) / 2;
    int middle = n->y + n->head / 2, text = left + CHART_ICON + CHART_ICON_GAP + widest / 2;
    int line = middle - (int)(n->line_count - 1) * CHART_LINE / 2 + BASELINE;
    buf_print(out, "  <use class=\"icon %s\" href=\"#%s\" x=\"%d\" y=\"%d\"/>\n", n->type,
              n->type, left, middle - CHART_ICON / 2);
    buf_text(out, "  <text text-anchor=\"middle\">");
    for (size_t i = 0; i < n->line_count; i++) {
        buf_print(out, "<tspan x=\"%d\" y=\"%d\">", text, line + (int)i * CHART_LINE);
        put_xml(out, n->lines[i], strlen(n->lines[i]));
        buf_text(out, "</tspan>");
    }
    buf_text(out, "</text>\n");
    if (n->state->retriers != NULL) {
        buf_print(out, "  <use class=\"icon %s\" href=\"#retry\" x=\"%d\" y=\"%d\"/>\n",
                  n->type, n->x + n->width - 15, n->y + 3);
    }
}

static void put_marker(struct buf *out, const struct chart_node *n)
{
    buf_print(out,
              "<g role=\"graphics-symbol\" aria-label=\"%s\"><rect class=\"marker\" x=\"%d\" "
              "y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/><text class=\"marker-text\" "
              "x=\"%d\" y=\"%d\">%s</text></g>\n",
              n->type, n->x, n->y, n->width, n->height, n->height / 2, n->x + n->width / 2,
              n->y + n->height / 2 + BASELINE, n->type);
}

/* Dashed lines between the branches of a Parallel. */
static void put_fences(struct buf *out, const struct chart_node *n)
{
    for (size_t i = 0; i + 1 < n->branches; i++) {
        buf_print(out, "  <path class=\"fence\" d=\"M%d %dV%d\"/>\n", n->x + n->fences[i],
                  n->y + n->head, n->y + n->height - 8);
    }
}

static void put_node(struct buf *out, const struct chart_node *n)
{
    if (n->state == NULL) {
        put_marker(out, n);
        return;
    }
    buf_print(out, "<g role=\"graphics-symbol\" aria-roledescription=\"%s state\">", n->type);
    put_title(out, n);
    put_shape(out, n);
    put_fences(out, n);
    put_text(out, n);
    buf_text(out, "</g>\n");
}

/* ---- Arrows ---- */

static const char *kind_class(enum asl_arrow_kind kind)
{
    return kind == ASL_ARROW_CATCH ? " catch" : kind == ASL_ARROW_DEFAULT ? " default" : "";
}

static void put_label(struct buf *out, const struct chart_edge *e)
{
    if (e->line_count == 0) {
        return;
    }
    int line = e->label_y - (int)(e->line_count - 1) * CHART_LABEL_LINE / 2 + LABEL_BASELINE;
    buf_print(out, "<text class=\"label%s\">",
              e->kind == ASL_ARROW_CATCH ? " catch-label" : "");
    for (size_t i = 0; i < e->line_count; i++) {
        buf_print(out, "<tspan x=\"%d\" y=\"%d\">", e->label_x,
                  line + (int)i * CHART_LABEL_LINE);
        put_xml(out, e->lines[i], strlen(e->lines[i]));
        buf_text(out, "</tspan>");
    }
    buf_text(out, "</text>");
}

static void put_edge(struct buf *out, const struct chart *c, const struct chart_edge *e)
{
    bool is_catch = e->kind == ASL_ARROW_CATCH;
    buf_text(out, "<g role=\"graphics-symbol\" aria-roledescription=\"arrow\"><title>");
    put_name(out, &c->nodes[e->from]);
    buf_text(out, " \u2192 ");
    put_name(out, &c->nodes[e->to]);
    if (e->kind == ASL_ARROW_CATCH || e->kind == ASL_ARROW_CHOICE) {
        buf_print(out, is_catch ? ", on " : ", if ");
        put_xml(out, e->full, strlen(e->full));
    } else if (e->kind == ASL_ARROW_DEFAULT) {
        buf_text(out, ", by default");
    }
    buf_print(out, "</title><path class=\"line%s\" marker-end=\"url(#%s)\" d=\"",
              kind_class(e->kind), is_catch ? "catch-tip" : "tip");
    chart_put_path(out, e);
    buf_text(out, "\"/>");
    put_label(out, e);
    buf_text(out, "</g>\n");
}

/* ---- The file ---- */

static void put_head(struct buf *out, const struct chart *c)
{
    buf_print(out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
              "viewBox=\"0 0 %d %d\" role=\"graphics-document\" "
              "aria-labelledby=\"title description\">\n",
              c->width, c->height, c->width, c->height);
    buf_text(out, "<title id=\"title\">");
    put_xml(out, c->name, strlen(c->name));
    buf_text(out, "</title>\n<desc id=\"description\">");
    if (c->comment != NULL) {
        put_xml(out, c->comment, c->comment_size);
    } else {
        size_t states = 0;
        for (size_t i = 0; i < c->node_count; i++) {
            states += c->nodes[i].state != NULL;
        }
        buf_print(out, "A workflow of %zu state%s", states, states == 1 ? "" : "s");
    }
    buf_text(out, "</desc>\n");
    buf_text(out, style);
    buf_text(out, definitions);
    buf_text(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
}

void svg_print(struct buf *out, const struct chart *c)
{
    put_head(out, c);
    for (size_t i = 0; i < c->node_count; i++) {
        put_node(out, &c->nodes[i]);
    }
    for (size_t i = 0; i < c->edge_count; i++) {
        put_edge(out, c, &c->edges[i]);
    }
    buf_text(out, "</svg>\n");
}
