#include "compiler/plan/deep.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/ident.h"
#include "compiler/plan/plan.h"

static const char *const nothing_derived[] = { NULL };

bool deep_is_leaf(const struct asl_expr *e)
{
    bool is_literal = e->op <= ASL_OP_NUMBER;
    bool is_empty = (e->op == ASL_OP_OBJECT && e->fields[0].name == NULL) ||
                    (e->op == ASL_OP_ARRAY && e->of[0] == NULL);
    return is_literal || is_empty || (e->op == ASL_OP_STRING && e->size <= DEEP_STRING_MAX);
}

static void hang(struct deep *c, struct plan_table table)
{
    struct plan_table *t = arena_get(c->arena, sizeof *t);
    *t = table;
    *c->end = t;
    c->end = &t->next;
}

/* The child `i` of a tree's root, or NULL if `i` is the number of its children. */
static const struct asl_expr *child(const struct asl_expr *e, size_t i)
{
    if (e->op == ASL_OP_OBJECT) {
        return e->fields[i].name == NULL ? NULL : e->fields[i].value;
    }
    return e->of == NULL ? NULL : e->of[i];
}

static bool has_children(const struct asl_expr *e)
{
    return child(e, 0) != NULL;
}

static bool is_deeper(const struct asl_expr *e, int levels)
{
    bool deeper = levels == 0 && has_children(e);
    for (size_t i = 0; levels > 0 && !deeper && child(e, i) != NULL; i++) {
        deeper = is_deeper(child(e, i), levels - 1);
    }
    return deeper;
}

static size_t count_children(const struct asl_expr *e)
{
    size_t n = 0;
    while (child(e, n) != NULL) {
        n++;
    }
    return n;
}

static const struct asl_expr *copy(struct deep *c, const struct asl_expr *e, int levels);

static const struct asl_field *copy_fields(struct deep *c, const struct asl_expr *e, int levels)
{
    size_t n = count_children(e);
    struct asl_field *out = arena_array(c->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct asl_field){ e->fields[i].name, copy(c, child(e, i), levels) };
    }
    return out;
}

static const struct asl_expr *const *copy_list(struct deep *c, const struct asl_expr *e,
                                               int levels)
{
    size_t n = count_children(e);
    const struct asl_expr **out = arena_array(c->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        out[i] = copy(c, child(e, i), levels);
    }
    return out;
}

/* The tree goes on in a table of its own, which comes after those that it names itself. */
static const struct asl_expr *continue_elsewhere(struct deep *c, const struct asl_expr *e)
{
    const struct asl_expr **list = arena_array(c->arena, 2, sizeof *list);
    const char *id = ident_derive(c->names, c->name, "_deep", nothing_derived);
    list[0] = copy(c, e, DEEP_LEVELS);
    hang(c, (struct plan_table){ .id = id, .tree = list[0], .is_list = true });
    struct asl_expr *same = arena_get(c->arena, sizeof *same);
    *same = (struct asl_expr){ .op = ASL_OP_SAME, .text = id, .of = list };
    return same;
}

/* What a path is made of is read one by one: it is continued elsewhere as a whole, and not
 * behind a step. So is what has stages or terms, and what is chained to a call. */
static bool is_read_whole(enum asl_op op)
{
    return op == ASL_OP_PATH || op == ASL_OP_J_PATH || op == ASL_OP_J_FILTERED ||
           op == ASL_OP_J_SORT || op == ASL_OP_J_CHAIN;
}

static bool must_stay_whole(const struct asl_expr *e)
{
    for (size_t i = 0; is_read_whole(e->op) && child(e, i) != NULL; i++) {
        if (has_children(child(e, i))) {
            return true;
        }
    }
    return false;
}

static const struct asl_expr *copy(struct deep *c, const struct asl_expr *e, int levels)
{
    if (!has_children(e)) {
        return e;
    }
    if (levels == 0 || (levels == 1 && must_stay_whole(e))) {
        return continue_elsewhere(c, e);
    }
    struct asl_expr *out = arena_get(c->arena, sizeof *out);
    *out = *e;
    if (e->op == ASL_OP_OBJECT) {
        out->fields = copy_fields(c, e, levels - 1);
    } else {
        out->of = copy_list(c, e, levels - 1);
    }
    return out;
}

void deep_text(struct deep *c, const char *text)
{
    c->has_long_text = c->has_long_text || strlen(text) > DEEP_STRING_MAX;
}

static void note_texts(struct deep *c, const struct asl_expr *e)
{
    if (e->text != NULL && e->op != ASL_OP_STRING) {
        deep_text(c, e->text);
    }
    for (size_t i = 0; child(e, i) != NULL; i++) {
        if (e->op == ASL_OP_OBJECT) {
            deep_text(c, e->fields[i].name);
        }
        note_texts(c, child(e, i));
    }
}

const struct asl_expr *deep_tree(struct deep *c, const struct asl_expr *e)
{
    if (e == NULL) {
        return NULL;
    }
    note_texts(c, e);
    return is_deeper(e, DEEP_LEVELS) ? copy(c, e, DEEP_LEVELS) : e;
}

void deep_table(struct deep *c, const char *id, const struct asl_expr *e)
{
    const struct asl_expr *flat = deep_tree(c, e);
    hang(c, (struct plan_table){ .id = id, .tree = flat });
}
