#include "compiler/format/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/format/slot.h"
#include "compiler/read/doc.h"
#include "compiler/read/field.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

#define INDENT 2

struct format {
    struct arena *a;
    struct buf *out;
    const char *raw; /* the JSON that spans refer to; NULL for YAML */
    size_t line;     /* where the line begins that is being written, in `out` */
};

/* ---- Tokens ---- */

/* A text of YAML, and one that was not read at all, has no JSON of its own. */
static void put_text(struct format *f, struct span at, const char *text, size_t size)
{
    if (f->raw != NULL && at.end > at.start) {
        buf_put(f->out, f->raw + at.start, at.end - at.start);
    } else {
        text_put_json(f->out, text, size);
    }
}

static void put_name(struct format *f, const struct doc_node *n)
{
    if (n->name != NULL) {
        put_text(f, n->name_span, n->name, n->name_size);
        buf_text(f->out, ": ");
    }
}

static void put_scalar(struct format *f, const struct doc_node *n)
{
    switch (n->type) {
    case DOC_NULL: buf_text(f->out, "null"); break;
    case DOC_FALSE: buf_text(f->out, "false"); break;
    case DOC_TRUE: buf_text(f->out, "true"); break;
    case DOC_NUMBER: buf_put(f->out, n->text, n->text_size); break;
    case DOC_STRING: put_text(f, n->span, n->text, n->text_size); break;
    case DOC_ARRAY:
    case DOC_OBJECT: break;
    }
}

/* ---- The order of members ---- */

struct ranked {
    const struct doc_node *node;
    size_t rank;
};

static int by_rank(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return a->node->index < b->node->index ? -1 : 1;
}

/* The children of `n`, [n->count], in the order in which they are written. */
static struct ranked *order(struct format *f, struct slot slot, const struct doc_node *n)
{
    struct ranked *list = arena_array(f->a, n->count + 1, sizeof *list);
    size_t count = 0;
    for (const struct doc_node *c = n->first; c != NULL; c = c->next) {
        bool is_field = slot.kind == SLOT_OBJECT;
        list[count++] = (struct ranked){
            .node = c,
            .rank = is_field ? field_rank(slot.owner, c->name, c->name_size) : 0,
        };
    }
    if (slot.kind == SLOT_OBJECT) {
        qsort(list, count, sizeof *list, by_rank);
    }
    return list;
}

/* ---- On one line ---- */

static bool is_container(const struct doc_node *n)
{
    return n->type == DOC_OBJECT || n->type == DOC_ARRAY;
}

/* What stands on the line so far has its place. */
static bool has_room(const struct format *f, size_t more)
{
    size_t bytes = f->out->size - f->line + more;
    return bytes <= FORMAT_WIDTH ||
           (bytes <= 4 * (size_t)FORMAT_WIDTH &&
            text_count(buf_string(f->out) + f->line, f->out->size - f->line) + more <=
                FORMAT_WIDTH);
}

/* The longest that a text may be that fits: the rest of a line is not worth looking at. */
static bool is_short(const struct doc_node *n)
{
    return n->count <= FORMAT_WIDTH && n->text_size + n->name_size <= 4 * (size_t)FORMAT_WIDTH;
}

static bool put_flat(struct format *f, struct slot slot, const struct doc_node *n);

static bool put_flat_children(struct format *f, struct slot slot, const struct doc_node *n)
{
    const struct ranked *list = order(f, slot, n);
    bool is_object = n->type == DOC_OBJECT;
    buf_text(f->out, n->count == 0 ? (is_object ? "{" : "[") : is_object ? "{ " : "[");
    for (size_t i = 0; i < n->count; i++) {
        const struct doc_node *child = list[i].node;
        buf_text(f->out, i == 0 ? "" : ", ");
        if (!is_short(child)) {
            return false;
        }
        put_name(f, child);
        if (!put_flat(f, slot_of_child(slot, child), child)) {
            return false;
        }
    }
    buf_text(f->out, n->count == 0 ? (is_object ? "}" : "]") : is_object ? " }" : "]");
    return has_room(f, 0);
}

/* Returns false, with a beginning of it in `out`, if it does not fit on the line. Recursion is
 * bounded by DOC_DEPTH_MAX, and by what fits. */
static bool put_flat(struct format *f, struct slot slot, const struct doc_node *n)
{
    if (!is_container(n)) {
        put_scalar(f, n);
        return has_room(f, 0);
    }
    bool is_tall = slot_is_tall(slot) && n->count > 0;
    return !is_tall && is_short(n) && has_room(f, 0) && put_flat_children(f, slot, n);
}

/* ---- On lines of its own ---- */

static void break_line(struct format *f, size_t level)
{
    buf_char(f->out, '\n');
    f->line = f->out->size;
    for (size_t i = 0; i < INDENT * level; i++) {
        buf_char(f->out, ' ');
    }
}

static void put_node(struct format *f, struct slot slot, const struct doc_node *n, size_t level,
                     bool is_last);

static void put_tall(struct format *f, struct slot slot, const struct doc_node *n, size_t level)
{
    const struct ranked *list = order(f, slot, n);
    buf_char(f->out, n->type == DOC_OBJECT ? '{' : '[');
    for (size_t i = 0; i < n->count; i++) {
        const struct doc_node *child = list[i].node;
        break_line(f, level + 1);
        put_name(f, child);
        put_node(f, slot_of_child(slot, child), child, level + 1, i + 1 == n->count);
    }
    break_line(f, level);
    buf_char(f->out, n->type == DOC_OBJECT ? '}' : ']');
}

/* Recursion is bounded by DOC_DEPTH_MAX. */
static void put_node(struct format *f, struct slot slot, const struct doc_node *n, size_t level,
                     bool is_last)
{
    size_t start = f->out->size;
    bool fits = put_flat(f, slot, n) && has_room(f, is_last ? 0 : 1);
    if (!fits && is_container(n) && n->count > 0) {
        f->out->size = start;
        put_tall(f, slot, n, level);
    }
    buf_text(f->out, is_last ? "" : ",");
}

void format_write(struct arena *a, struct buf *out, const struct source *s,
                  const struct doc_node *doc)
{
    struct format f = { .a = a, .out = out, .line = out->size };
    f.raw = reader_is_yaml(s) ? NULL : s->text;
    struct slot root = slot_root();
    struct slot data = { SLOT_VALUE, OWNER_ANY_STATE };
    put_node(&f, slot_fits(root, doc) ? root : data, doc, 0, true);
    buf_char(out, '\n');
}
