#include "compiler/jsonata/steps.h"

#include "compiler/base/arena.h"
#include "compiler/jsonata/ancestry.h"
#include "compiler/jsonata/draft.h"
#include "compiler/jsonata/fault.h"

struct shaping {
    const struct reading *r;
    struct arena *arena;
    int labels; /* of the % so far */
};

static struct draft *shape(struct shaping *s, struct draft *d);

static struct draft *say(const struct shaping *s, enum fault fault, const struct draft *at)
{
    return fault_say(s->r, fault, at->start, at->end, at->end, NULL);
}

/* A path of this one step. */
static struct draft *path_of(const struct shaping *s, struct draft *step)
{
    struct draft *path = draft_new(s->arena, DRAFT_PATH, step);
    draft_list_add(s->arena, &path->of, step);
    return path;
}

static struct draft *last_step(const struct draft *path)
{
    return path->of.items[path->of.count - 1];
}

/* Shapes the children from `first` on. What they seek, `d` seeks if `climbs`. */
static bool shape_children(struct shaping *s, struct draft *d, uint32_t first, bool climbs)
{
    for (uint32_t i = first; i < d->of.count; i++) {
        struct draft *child = shape(s, d->of.items[i]);
        if (child == NULL) {
            return false;
        }
        d->of.items[i] = child;
        if (climbs) {
            ancestry_push(s->arena, d, child);
        }
    }
    return true;
}

/* ---- a.b ---- */

/* A text is a name here; other literals cannot be steps. */
static bool name_steps(const struct shaping *s, struct draft *path)
{
    for (uint32_t i = 0; i < path->of.count; i++) {
        struct draft *step = path->of.items[i];
        if (step->type == DRAFT_NUMBER || step->type == DRAFT_VALUE) {
            struct fault_words words = { .value = step->text };
            fault_say(s->r, FAULT_S0213, step->start, step->end, step->end, &words);
            return false;
        }
    }
    for (uint32_t i = 0; i < path->of.count; i++) {
        struct draft *step = path->of.items[i];
        step->type = step->type == DRAFT_STRING ? DRAFT_NAME : step->type;
        path->keeps_singleton |= step->keeps_array;
    }
    return true;
}

static void append(const struct shaping *s, struct draft *path, struct draft *rest)
{
    if (rest->type == DRAFT_PATH) {
        for (uint32_t i = 0; i < rest->of.count; i++) {
            draft_list_add(s->arena, &path->of, rest->of.items[i]);
        }
        return;
    }
    if (draft_peek(rest)->predicates.count > 0) {
        rest->more->stages = rest->more->predicates;
        rest->more->predicates = (struct draft_list){ 0 };
    }
    draft_list_add(s->arena, &path->of, rest);
}

static struct draft *dot(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    struct draft *path = left->type == DRAFT_PATH ? left : path_of(s, left);
    if (left->type == DRAFT_PARENT) {
        ancestry_add(s->arena, path, left->more->slot);
    }
    struct draft *rest = shape(s, d->of.items[1]);
    if (rest == NULL) {
        return NULL;
    }
    append(s, path, rest);
    return name_steps(s, path) && ancestry_resolve(s->r, path) ? path : NULL;
}

/* ---- a[b], a{b: c}, a^(b) ---- */

static struct draft *filter(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    bool is_path = left->type == DRAFT_PATH;
    struct draft *step = is_path ? last_step(left) : left;
    if (draft_peek(step)->group != NULL) {
        return say(s, FAULT_S0209, d);
    }
    struct draft *predicate = shape(s, d->of.items[1]);
    if (predicate == NULL || !ancestry_of_predicate(s->r, step, predicate)) {
        return NULL;
    }
    struct draft *stage = draft_new(s->arena, DRAFT_FILTER, d);
    draft_list_add(s->arena, &stage->of, predicate);
    struct draft_more *more = draft_more(s->arena, step);
    draft_list_add(s->arena, is_path ? &more->stages : &more->predicates, stage);
    return left;
}

static struct draft *group(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    if (draft_peek(left)->group != NULL) {
        return say(s, FAULT_S0210, d);
    }
    if (!shape_children(s, d, 1, false)) {
        return NULL;
    }
    struct draft_more *more = draft_more(s->arena, left);
    more->group = arena_get(s->arena, sizeof *more->group);
    for (uint32_t i = 1; i < d->of.count; i++) {
        draft_list_add(s->arena, more->group, d->of.items[i]);
    }
    more->group_start = d->start;
    more->group_end = d->end;
    return left;
}

static struct draft *order(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    struct draft *path = left->type == DRAFT_PATH ? left : path_of(s, left);
    struct draft *sort = draft_new(s->arena, DRAFT_SORT, d);
    for (uint32_t i = 1; i < d->of.count; i++) {
        struct draft *term = d->of.items[i];
        struct draft *by = shape(s, term->of.items[0]);
        if (by == NULL) {
            return NULL;
        }
        ancestry_push(s->arena, sort, by);
        term->of.items[0] = by;
        draft_list_add(s->arena, &sort->of, term);
    }
    draft_list_add(s->arena, &path->of, sort);
    return ancestry_resolve(s->r, path) ? path : NULL;
}

/* ---- a@$v, a#$i ---- */

static struct draft *focus(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    struct draft *step = left->type == DRAFT_PATH ? last_step(left) : left;
    if (draft_peek(step)->stages.count > 0 || draft_peek(step)->predicates.count > 0) {
        return say(s, FAULT_S0215, d);
    }
    if (step->type == DRAFT_SORT) {
        return say(s, FAULT_S0216, d);
    }
    step->keeps_array |= d->keeps_array;
    step->is_tuple = true;
    draft_more(s->arena, step)->focus = d->of.items[1]->text;
    return left;
}

static struct draft *position(struct shaping *s, struct draft *d)
{
    struct draft *left = shape(s, d->of.items[0]);
    if (left == NULL) {
        return NULL;
    }
    struct draft *path = left->type == DRAFT_PATH ? left : path_of(s, left);
    struct draft *step = last_step(path);
    struct draft_more *more = draft_more(s->arena, step);
    if (path != left && more->predicates.count > 0) {
        more->stages = more->predicates;
        more->predicates = (struct draft_list){ 0 };
    }
    const char *name = d->of.items[1]->text;
    if (more->stages.count == 0) {
        more->index = name;
    } else {
        struct draft *stage = draft_new(s->arena, DRAFT_INDEX, d);
        stage->text = name;
        draft_list_add(s->arena, &more->stages, stage);
    }
    step->is_tuple = true;
    return path;
}

/* ---- The others ---- */

static struct draft *of_type(struct draft *d, enum draft_type type)
{
    d->type = type;
    return d;
}

static struct draft *chain(struct shaping *s, struct draft *d)
{
    if (!shape_children(s, d, 0, false)) {
        return NULL;
    }
    d->keeps_array |= d->of.items[0]->keeps_array || d->of.items[1]->keeps_array;
    return of_type(d, DRAFT_CHAIN);
}

static struct draft *bind(struct shaping *s, struct draft *d)
{
    if (!shape_children(s, d, 1, true)) {
        return NULL;
    }
    return of_type(d, DRAFT_BIND);
}

static struct draft *binary(struct shaping *s, struct draft *d)
{
    switch ((int)d->symbol) {
    case SYMBOL_DOT: return dot(s, d);
    case SYMBOL_OPEN_SQUARE: return filter(s, d);
    case SYMBOL_OPEN_CURLY: return group(s, d);
    case SYMBOL_ORDER: return order(s, d);
    case SYMBOL_BIND: return bind(s, d);
    case SYMBOL_AT: return focus(s, d);
    case SYMBOL_POSITION: return position(s, d);
    case SYMBOL_CHAIN: return chain(s, d);
    default: return shape_children(s, d, 0, true) ? d : NULL;
    }
}

/* A minus in front of a number is the number's own. */
static struct draft *unary(struct shaping *s, struct draft *d)
{
    bool is_minus = d->symbol == SYMBOL_MINUS;
    if (!shape_children(s, d, 0, !is_minus)) {
        return NULL;
    }
    if (!is_minus) {
        return d;
    }
    struct draft *number = d->of.items[0];
    if (number->type != DRAFT_NUMBER) {
        ancestry_push(s->arena, d, number);
        return d;
    }
    number->text =
        number->text[0] == '-' ? number->text + 1 : arena_print(s->arena, "-%s", number->text);
    return number;
}

/* What is called is shaped last. */
static struct draft *call(struct shaping *s, struct draft *d)
{
    if (!shape_children(s, d, 1, true)) {
        return NULL;
    }
    struct draft *procedure = shape(s, d->of.items[0]);
    if (procedure == NULL) {
        return NULL;
    }
    d->of.items[0] = procedure;
    return d;
}

static struct draft *lambda(struct shaping *s, struct draft *d)
{
    struct draft *body = shape(s, d->of.items[0]);
    if (body == NULL) {
        return NULL;
    }
    d->of.items[0] = body;
    return d;
}

static struct draft *name(const struct shaping *s, struct draft *d)
{
    d->type = DRAFT_NAME;
    struct draft *path = path_of(s, d);
    path->keeps_singleton = d->keeps_array;
    return path;
}

static struct draft *parent(struct shaping *s, struct draft *d)
{
    struct slot *slot = arena_get(s->arena, sizeof *slot);
    *slot = (struct slot){ .level = 1, .label = s->labels++, .at = d };
    draft_more(s->arena, d)->slot = slot;
    return d;
}

static struct draft *shape_as_is(struct shaping *s, struct draft *d)
{
    switch ((int)d->type) {
    case DRAFT_END: return say(s, FAULT_S0207, d);
    case DRAFT_NAME: return name(s, d);
    case DRAFT_OPERATOR: return d->symbol == SYMBOL_QUESTION ? d : name(s, d);
    case DRAFT_PARENT: return parent(s, d);
    case DRAFT_UNARY: return unary(s, d);
    case DRAFT_BINARY: return binary(s, d);
    case DRAFT_FUNCTION:
    case DRAFT_PARTIAL: return call(s, d);
    case DRAFT_LAMBDA: return lambda(s, d);
    case DRAFT_TRANSFORM: return shape_children(s, d, 0, false) ? d : NULL;
    case DRAFT_CONDITION:
    case DRAFT_BLOCK: return shape_children(s, d, 0, true) ? d : NULL;
    default: return d;
    }
}

static struct draft *shape(struct shaping *s, struct draft *d)
{
    bool keeps = d->keeps_array;
    struct draft *shaped = shape_as_is(s, d);
    if (shaped != NULL) {
        shaped->keeps_array |= keeps;
    }
    return shaped;
}

/* A % that no step of the whole expression is above of. */
static struct draft *fail_at_top(const struct shaping *s, const struct draft *d)
{
    const struct slots *seeking = draft_peek(d)->seeking;
    bool has_place = d->type != DRAFT_PATH && d->type != DRAFT_PARENT;
    return say(s, FAULT_S0217,
               has_place || seeking == NULL ? d : seeking->items[seeking->count - 1]->at);
}

struct draft *steps_shape(const struct reading *r, struct draft *d)
{
    struct shaping s = { .r = r, .arena = r->arena };
    struct draft *shaped = shape(&s, d);
    if (shaped != NULL &&
        (shaped->type == DRAFT_PARENT || draft_peek(shaped)->seeking != NULL)) {
        return fail_at_top(&s, shaped);
    }
    return shaped;
}
