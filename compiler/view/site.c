#include "compiler/view/site.h"

#include <string.h>

#include "compiler/read/doc.h"
#include "compiler/view/view.h"

/* ---- What is where ---- */

static const struct state *state_of(const struct view *v, const struct doc_node *node)
{
    const struct state *s = v->tree == NULL ? NULL : workflow_next(v->tree, NULL);
    while (s != NULL && s->node != node) {
        s = workflow_next(v->tree, s);
    }
    return s;
}

static const struct shape_row *find_row(enum field_owner owner, const struct doc_node *n)
{
    const struct shape_row *part = field_find_part(owner, n->name, n->name_size);
    const struct shape_row *row = field_find(n->name, n->name_size);
    return part != NULL ? part : row != NULL && field_has_owner(row, owner) ? row : NULL;
}

static void enter_state(const struct view *v, struct site *s, const struct doc_node *node)
{
    const struct state *state = state_of(v, node);
    s->kind = SITE_OBJECT;
    s->owner = OWNER_ANY_STATE;
    s->row = NULL;
    if (state != NULL) {
        s->state = state;
        s->block = state->block;
        s->dialect = state->dialect;
        s->owner = state->type_known ? field_owner(state->type) : OWNER_ANY_STATE;
    }
}

/* The block whose object `node` is: the workflow, a branch, a processor. */
static const struct block *block_of(const struct view *v, const struct site *s,
                                    const struct doc_node *node)
{
    const struct block *b = s->state == NULL ? v->tree->block : s->state->processor;
    if (b != NULL && b->node == node) {
        return b;
    }
    for (b = s->state == NULL ? NULL : s->state->branches; b != NULL; b = b->next) {
        if (b->node == node) {
            return b;
        }
    }
    return NULL;
}

/* `s` is an object that holds fields, and `node` one of its members. */
static void enter_field(struct site *s, const struct doc_node *node)
{
    s->row = find_row(s->owner, node);
    s->holder = s->owner;
    s->field = node;
    if (s->row == NULL) {
        s->kind = SITE_NOTHING;
        return;
    }
    struct field_inside inside = field_inside(s->owner, s->row->shape);
    if (s->row->shape == SHAPE_STATES) {
        s->kind = SITE_STATES;
    } else if (inside.owner != OWNER_ANY_STATE) {
        s->kind = inside.is_list ? SITE_OBJECTS : SITE_OBJECT;
        s->owner = inside.owner;
    } else {
        s->kind = SITE_VALUE;
    }
}

/* From what holds `node` to `node`. */
static void enter(const struct view *v, struct site *s, const struct doc_node *node)
{
    switch (s->kind) {
    case SITE_OBJECT: enter_field(s, node); break;
    case SITE_STATES: enter_state(v, s, node); break;
    case SITE_OBJECTS: s->kind = SITE_OBJECT; break;
    case SITE_VALUE:
    case SITE_NOTHING: break;
    }
    bool is_block =
        s->kind == SITE_OBJECT && (s->owner == OWNER_BRANCH || s->owner == OWNER_PROCESSOR);
    const struct block *b = is_block ? block_of(v, s, node) : NULL;
    s->block = b != NULL ? b : s->block;
    s->node = node;
}

/* ---- Which node ---- */

static bool touches(struct span at, size_t offset)
{
    return at.start <= offset && offset <= at.end;
}

static bool is_container(const struct doc_node *n)
{
    return n->type == DOC_OBJECT || n->type == DOC_ARRAY;
}

/* The child that the byte touches; of two that it touches the one that it is in. */
static const struct doc_node *child_at(const struct doc_node *parent, size_t offset)
{
    const struct doc_node *found = NULL;
    for (const struct doc_node *n = parent->first; n != NULL; n = n->next) {
        bool is_named = n->name != NULL;
        struct span whole = n->span;
        if (is_named && n->name_span.start < whole.start) {
            whole.start = n->name_span.start;
        }
        if (is_named && n->name_span.end > whole.end) {
            whole.end = n->name_span.end;
        }
        if (whole.start > offset) {
            break;
        }
        found = touches(whole, offset) ? n : found;
    }
    return found;
}

struct site site_at(const struct view *v, size_t offset)
{
    struct site s = { .kind = SITE_NOTHING };
    if (v->tree == NULL) {
        return s;
    }
    s = (struct site){ .kind = SITE_OBJECT,
                       .owner = OWNER_WORKFLOW,
                       .node = v->doc,
                       .block = v->tree->block,
                       .dialect = v->tree->dialect };
    const struct doc_node *child;
    while (!s.is_name && is_container(s.node) && (child = child_at(s.node, offset)) != NULL) {
        enter(v, &s, child);
        s.is_name = child->name != NULL && touches(child->name_span, offset);
        s.span = s.is_name             ? child->name_span
                 : is_container(child) ? (struct span){ (uint32_t)offset, (uint32_t)offset }
                                       : child->span;
    }
    if (s.node == v->doc) {
        s.span = (struct span){ (uint32_t)offset, (uint32_t)offset };
    }
    return s;
}

bool site_is_target(const struct site *s)
{
    if (s->kind != SITE_VALUE || s->is_name || s->row == NULL || s->node != s->field) {
        return false;
    }
    return s->row == field_row(FIELD_NEXT) || s->row == field_row(FIELD_DEFAULT) ||
           s->row == field_row(FIELD_START_AT);
}

const struct state *site_find_state(const struct view *v, const struct block *b,
                                    const char *name, size_t size)
{
    const struct state *s = b == NULL ? NULL : block_state_n(b, name, size);
    if (s != NULL || v->tree == NULL) {
        return s;
    }
    s = workflow_next(v->tree, NULL);
    while (s != NULL && (s->name_size != size || memcmp(s->name, name, size) != 0)) {
        s = workflow_next(v->tree, s);
    }
    return s;
}

struct span site_text_span(const struct view *v, struct span at)
{
    const char *text = v->source->text;
    while (v->is_yaml && at.start < at.end && strchr("&!", text[at.start]) != NULL) {
        while (at.start < at.end && strchr(" \t\r\n", text[at.start]) == NULL) {
            at.start++;
        }
        while (at.start < at.end && strchr(" \t\r\n", text[at.start]) != NULL) {
            at.start++;
        }
    }
    return at;
}
