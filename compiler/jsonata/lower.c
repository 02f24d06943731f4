#include "compiler/jsonata/lower.h"

#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/draft.h"
#include "compiler/jsonata/fault.h"
#include "compiler/jsonata/words.h"
#include "runtime/base/buf.h"

/* The nodes of a list, while they are collected. */
struct list {
    const struct asl_expr **items;
    size_t count, room;
};

struct lowering {
    const struct reading *r;
    struct arena *arena;
    const struct jsonata_names *names;
    struct jsonata_spots *spots;
};

/* An expression with all that stands behind it; and one that ends a lambda's body. */
static const struct asl_expr *whole(struct lowering *l, const struct draft *d);
static const struct asl_expr *tail(struct lowering *l, const struct draft *d);

/* The same without what stands behind it. */
static const struct asl_expr *core(struct lowering *l, const struct draft *d, bool is_tail);

/* ---- Nodes ---- */

static void add(struct lowering *l, struct list *list, const struct asl_expr *e)
{
    if (list->count + 1 >= list->room) {
        size_t room = list->room == 0 ? 4 : 2 * list->room;
        const struct asl_expr **items =
            arena_array(l->arena, room, sizeof(const struct asl_expr *));
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof(const struct asl_expr *));
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = e;
    list->items[list->count] = NULL;
}

static struct asl_expr *node(struct lowering *l, enum asl_op op, const struct draft *from)
{
    struct asl_expr *e = arena_get(l->arena, sizeof *e);
    e->op = op;
    spot_add(l->arena, l->spots, e, from->start, from->end);
    return e;
}

static struct asl_expr *text_node(struct lowering *l, enum asl_op op, const struct draft *from)
{
    struct asl_expr *e = node(l, op, from);
    e->text = from->text;
    e->size = (int)from->size;
    return e;
}

static struct asl_expr *named(struct lowering *l, enum asl_op op, const char *name,
                              const struct draft *from)
{
    struct asl_expr *e = node(l, op, from);
    e->text = name;
    return e;
}

static struct asl_expr *list_node(struct lowering *l, enum asl_op op, const struct draft *from,
                                  const struct list *list)
{
    static const struct asl_expr *const nothing[] = { NULL };
    struct asl_expr *e = node(l, op, from);
    e->of = list->count == 0 ? nothing : (const struct asl_expr *const *)list->items;
    return e;
}

static void add_children(struct lowering *l, struct list *list, const struct draft *d,
                         uint32_t first)
{
    for (uint32_t i = first; i < d->of.count; i++) {
        add(l, list, whole(l, d->of.items[i]));
    }
}

static const struct asl_expr *with_children(struct lowering *l, enum asl_op op,
                                            const struct draft *d)
{
    struct list of = { 0 };
    add_children(l, &of, d, 0);
    return list_node(l, op, d, &of);
}

/* ---- Variables and words ---- */

static bool is_bound(const struct lowering *l, const char *name)
{
    for (const struct bound *b = l->r->bound; b != NULL; b = b->next) {
        if (strcmp(b->name, name) == 0) {
            return true;
        }
    }
    return l->names != NULL && l->names->has(l->names->owner, name);
}

/* The function that $name is, if nothing else can be. */
static const struct words_row *function_of(const struct lowering *l, const struct draft *d)
{
    const struct words_row *row = d->type == DRAFT_VARIABLE ? words_function(d->text) : NULL;
    return row != NULL && !is_bound(l, d->text) ? row : NULL;
}

static const struct asl_expr *variable(struct lowering *l, const struct draft *d)
{
    if (d->size == 0) {
        return node(l, ASL_OP_J_HERE, d);
    }
    if (strcmp(d->text, "$") == 0 && !is_bound(l, d->text)) {
        return node(l, ASL_OP_J_TOP, d);
    }
    const struct words_row *row = words_function(d->text);
    if (row == NULL) {
        return named(l, ASL_OP_VARIABLE, d->text, d);
    }
    bool is_free = !is_bound(l, d->text);
    struct asl_expr *e = node(l, is_free ? ASL_OP_J_WORD : ASL_OP_J_EITHER, d);
    e->text = is_free ? NULL : d->text;
    e->word = row->descriptor;
    return e;
}

static const struct asl_expr *operation(struct lowering *l, const struct draft *d,
                                        const char *name)
{
    struct list of = { 0 };
    add_children(l, &of, d, 0);
    struct asl_expr *e = list_node(l, ASL_OP_J_CALL, d, &of);
    e->word = words_operator(name)->descriptor;
    return e;
}

/* The name that was meant to be called, if a function has it: the $ is missing. */
static const char *meant(const struct draft *procedure)
{
    if (procedure->type != DRAFT_PATH) {
        return NULL;
    }
    const struct draft *first = procedure->of.items[0];
    return first->type == DRAFT_NAME && words_function(first->text) != NULL ? first->text
                                                                            : NULL;
}

static const struct asl_expr *call(struct lowering *l, const struct draft *d)
{
    const struct draft *procedure = d->of.items[0];
    bool is_plain =
        draft_peek(procedure)->predicates.count == 0 && draft_peek(procedure)->group == NULL;
    const struct words_row *row = is_plain ? function_of(l, procedure) : NULL;
    struct list of = { 0 };
    bool is_call = row != NULL && d->type == DRAFT_FUNCTION;
    add_children(l, &of, d, is_call ? 1 : 0);
    enum asl_op op = is_call                     ? ASL_OP_J_CALL
                     : d->type == DRAFT_FUNCTION ? ASL_OP_J_APPLY
                                                 : ASL_OP_J_PARTIAL;
    struct asl_expr *e = list_node(l, op, d, &of);
    e->word = is_call ? row->descriptor : NULL;
    e->text = is_call ? NULL : meant(procedure);
    return e;
}

/* ---- Functions of one's own ---- */

static const char *parameters(struct lowering *l, const struct draft *d)
{
    struct buf text = { 0 };
    for (uint32_t i = 1; i < d->of.count; i++) {
        buf_print(&text, "%s$%s", i == 1 ? "" : ", ", d->of.items[i]->text);
    }
    const char *kept = arena_text_n(l->arena, buf_string(&text), text.size);
    buf_release(&text);
    return kept;
}

static const struct asl_expr *lambda(struct lowering *l, const struct draft *d)
{
    struct list of = { 0 };
    struct asl_expr *signature = node(l, d->extra == NULL ? ASL_OP_NULL : ASL_OP_STRING, d);
    signature->text = d->extra;
    signature->size = d->extra == NULL ? 0 : (int)strlen(d->extra);
    add(l, &of, signature);
    add(l, &of, tail(l, d->of.items[0]));
    struct asl_expr *e = list_node(l, ASL_OP_J_LAMBDA, d, &of);
    e->text = parameters(l, d);
    return e;
}

/* The right side of ~> is called with the left one, whatever stands behind the call. */
static const struct asl_expr *chain(struct lowering *l, const struct draft *d)
{
    const struct draft *right = d->of.items[1];
    struct list of = { 0 };
    add(l, &of, whole(l, d->of.items[0]));
    add(l, &of, right->type == DRAFT_FUNCTION ? call(l, right) : whole(l, right));
    return list_node(l, ASL_OP_J_CHAIN, d, &of);
}

/* ---- Paths ---- */

static void add_stages(struct lowering *l, struct list *list, const struct draft_list *stages)
{
    for (uint32_t i = 0; i < stages->count; i++) {
        const struct draft *d = stages->items[i];
        add(l, list,
            d->type == DRAFT_FILTER ? with_children(l, ASL_OP_J_WHERE, d)
                                    : named(l, ASL_OP_J_POSITION, d->text, d));
    }
}

/* What stands behind an expression: predicates, [] if it `keeps`, a grouping. */
static const struct asl_expr *wrap(struct lowering *l, const struct draft *d,
                                   const struct asl_expr *e, bool keeps)
{
    const struct draft_more *more = draft_peek(d);
    struct list of = { 0 };
    add(l, &of, e);
    if (d->type == DRAFT_PATH && d->is_tuple && more->group == NULL) {
        add(l, &of, node(l, ASL_OP_J_TUPLES, d));
    }
    add_stages(l, &of, &more->predicates);
    if (keeps && more->group == NULL) {
        add(l, &of, node(l, ASL_OP_J_KEEP, d));
    }
    if (of.count > 1) {
        e = list_node(l, ASL_OP_J_FILTERED, d, &of);
    }
    if (more->group == NULL) {
        return e;
    }
    struct list group = { 0 };
    add(l, &group, e);
    for (uint32_t i = 0; i < more->group->count; i++) {
        add(l, &group, whole(l, more->group->items[i]));
    }
    struct draft at = { .start = more->group_start, .end = more->group_end };
    return list_node(l, ASL_OP_J_GROUP, &at, &group);
}

/* The stages that make tuples of a step's results. */
static void add_bindings(struct lowering *l, struct list *list, const struct draft *step)
{
    const struct draft_more *more = draft_peek(step);
    if (more->focus != NULL) {
        add(l, list, named(l, ASL_OP_J_AT, more->focus, step));
    }
    if (more->index != NULL) {
        add(l, list, named(l, ASL_OP_J_POSITION, more->index, step));
    }
    if (more->ancestor != NULL) {
        struct asl_expr *e = node(l, ASL_OP_J_ANCESTOR, step);
        e->size = more->ancestor->label;
        add(l, list, e);
    }
}

/* A step and its stages. The path of a step that keeps its array keeps its own, once a dot has
 * joined them. */
static void add_step(struct lowering *l, struct list *list, const struct draft *step,
                     bool path_keeps)
{
    const struct draft_more *more = draft_peek(step);
    add(l, list, wrap(l, step, core(l, step, false), step->keeps_array && !path_keeps));
    size_t before = list->count;
    add_bindings(l, list, step);
    bool has_bindings = list->count > before;
    for (uint32_t i = 0; i < more->stages.count; i++) {
        has_bindings |= more->stages.items[i]->type == DRAFT_INDEX;
    }
    if (step->is_tuple && !has_bindings) {
        add(l, list, node(l, ASL_OP_J_TUPLES, step));
    }
    add_stages(l, list, &more->stages);
    if (step->keeps_array && path_keeps) {
        add(l, list, node(l, ASL_OP_J_KEEP, step));
    }
}

static const struct asl_expr *path(struct lowering *l, const struct draft *d)
{
    struct list of = { 0 };
    for (uint32_t i = 0; i < d->of.count; i++) {
        add_step(l, &of, d->of.items[i], d->keeps_singleton);
    }
    return list_node(l, ASL_OP_J_PATH, d, &of);
}

static const struct asl_expr *sort(struct lowering *l, const struct draft *d)
{
    struct list of = { 0 };
    for (uint32_t i = 0; i < d->of.count; i++) {
        const struct draft *term = d->of.items[i];
        add(l, &of,
            term->is_descending ? with_children(l, ASL_OP_J_DOWN, term)
                                : whole(l, term->of.items[0]));
    }
    return list_node(l, ASL_OP_J_SORT, d, &of);
}

/* ---- Expressions ---- */

static const struct asl_expr *constant(struct lowering *l, const struct draft *d)
{
    return node(l,
                d->text[0] == 't'   ? ASL_OP_TRUE
                : d->text[0] == 'f' ? ASL_OP_FALSE
                                    : ASL_OP_NULL,
                d);
}

static const struct asl_expr *regex(struct lowering *l, const struct draft *d)
{
    struct asl_expr *flags = named(l, ASL_OP_STRING, d->extra, d);
    flags->size = (int)strlen(d->extra);
    struct list of = { 0 };
    add(l, &of, flags);
    struct asl_expr *e = list_node(l, ASL_OP_J_REGEX, d, &of);
    e->text = d->text;
    e->size = (int)d->size;
    e->word = words_operator(WORDS_REGEX)->descriptor;
    return e;
}

static const struct asl_expr *parent(struct lowering *l, const struct draft *d)
{
    struct asl_expr *e = node(l, ASL_OP_J_PARENT, d);
    e->size = d->more->slot->label;
    return e;
}

static const struct asl_expr *bind(struct lowering *l, const struct draft *d)
{
    struct list of = { 0 };
    add_children(l, &of, d, 1);
    struct asl_expr *e = list_node(l, ASL_OP_J_BIND, d, &of);
    e->text = d->of.items[0]->text;
    return e;
}

static const struct asl_expr *operator(struct lowering *l, const struct draft *d)
{
    switch ((int)d->symbol) {
    case SYMBOL_AND: return with_children(l, ASL_OP_J_AND, d);
    case SYMBOL_OR: return with_children(l, ASL_OP_J_OR, d);
    case SYMBOL_OPEN_SQUARE: return with_children(l, ASL_OP_J_ARRAY, d);
    case SYMBOL_OPEN_CURLY: return with_children(l, ASL_OP_J_OBJECT, d);
    default:
        return operation(l, d, d->type == DRAFT_UNARY ? WORDS_NEGATE : symbol_text(d->symbol));
    }
}

/* One of several expressions of which the last ones may end a lambda's body. */
static const struct asl_expr *branching(struct lowering *l, enum asl_op op,
                                        const struct draft *d, uint32_t first_tail)
{
    struct list of = { 0 };
    for (uint32_t i = 0; i < d->of.count; i++) {
        add(l, &of, i >= first_tail ? tail(l, d->of.items[i]) : whole(l, d->of.items[i]));
    }
    return list_node(l, op, d, &of);
}

static const struct asl_expr *core(struct lowering *l, const struct draft *d, bool is_tail)
{
    switch ((int)d->type) {
    case DRAFT_NAME: return text_node(l, ASL_OP_J_NAME, d);
    case DRAFT_VARIABLE: return variable(l, d);
    case DRAFT_OPERATOR: return node(l, ASL_OP_J_HOLE, d);
    case DRAFT_STRING: return text_node(l, ASL_OP_STRING, d);
    case DRAFT_NUMBER: return named(l, ASL_OP_NUMBER, d->text, d);
    case DRAFT_VALUE: return constant(l, d);
    case DRAFT_REGEX: return regex(l, d);
    case DRAFT_WILD: return node(l, ASL_OP_J_WILD, d);
    case DRAFT_DEEP: return node(l, ASL_OP_J_DEEP, d);
    case DRAFT_PARENT: return parent(l, d);
    case DRAFT_LAMBDA: return lambda(l, d);
    case DRAFT_TRANSFORM: return with_children(l, ASL_OP_J_TRANSFORM, d);
    case DRAFT_CONDITION: return branching(l, ASL_OP_J_IF, d, is_tail ? 1 : UINT32_MAX);
    case DRAFT_BLOCK:
        return branching(l, ASL_OP_J_BLOCK, d, is_tail ? d->of.count - 1 : UINT32_MAX);
    case DRAFT_PATH: return path(l, d);
    case DRAFT_SORT: return sort(l, d);
    case DRAFT_BIND: return bind(l, d);
    case DRAFT_CHAIN: return chain(l, d);
    case DRAFT_FUNCTION:
    case DRAFT_PARTIAL: return call(l, d);
    default: return operator(l, d);
    }
}

static const struct asl_expr *whole(struct lowering *l, const struct draft *d)
{
    bool keeps = d->keeps_array && !(d->type == DRAFT_PATH && d->keeps_singleton);
    return wrap(l, d, core(l, d, false), keeps);
}

/* A call that ends a lambda's body is made once the lambda has been left, and the reference
 * then forgets what stands behind the call, unless that is a predicate. */
static const struct asl_expr *tail(struct lowering *l, const struct draft *d)
{
    if (d->type == DRAFT_FUNCTION && draft_peek(d)->predicates.count == 0) {
        return call(l, d);
    }
    bool keeps = d->keeps_array && !(d->type == DRAFT_PATH && d->keeps_singleton);
    return wrap(l, d, core(l, d, true), keeps);
}

const struct asl_expr *lower(const struct reading *r, const struct draft *d,
                             const struct jsonata_names *names, struct jsonata_spots *spots)
{
    struct lowering l = { .r = r, .arena = r->arena, .names = names, .spots = spots };
    return whole(&l, d);
}
