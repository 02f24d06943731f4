#include "compiler/plan/cut.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/ident.h"
#include "compiler/plan/plan.h"

static const char *const nothing_derived[] = { NULL };

static void hang(struct cut *c, struct plan_table table)
{
    struct plan_table *t = arena_get(c->arena, sizeof *t);
    *t = table;
    *c->end = t;
    c->end = &t->next;
}

static bool has_children(const struct asl_expr *e)
{
    if (e->op == ASL_OP_OBJECT) {
        return e->fields[0].name != NULL;
    }
    return e->of != NULL && e->of[0] != NULL;
}

static bool is_deeper(const struct asl_expr *e, int levels)
{
    if (!has_children(e)) {
        return false;
    }
    if (levels == 0) {
        return true;
    }
    if (e->op == ASL_OP_OBJECT) {
        for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
            if (is_deeper(f->value, levels - 1)) {
                return true;
            }
        }
        return false;
    }
    for (const struct asl_expr *const *of = e->of; *of != NULL; of++) {
        if (is_deeper(*of, levels - 1)) {
            return true;
        }
    }
    return false;
}

static const struct asl_expr *copy(struct cut *c, const struct asl_expr *e, int levels);

static const struct asl_field *copy_fields(struct cut *c, const struct asl_field *fields,
                                           int levels)
{
    size_t n = 0;
    while (fields[n].name != NULL) {
        n++;
    }
    struct asl_field *out = arena_array(c->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct asl_field){ fields[i].name, copy(c, fields[i].value, levels) };
    }
    return out;
}

static const struct asl_expr *const *copy_list(struct cut *c, const struct asl_expr *const *of,
                                               int levels)
{
    size_t n = 0;
    while (of[n] != NULL) {
        n++;
    }
    const struct asl_expr **out = arena_array(c->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        out[i] = copy(c, of[i], levels);
    }
    return out;
}

/* The tree goes on in a table of its own, which stands behind those that it needs itself. */
static const struct asl_expr *continue_elsewhere(struct cut *c, const struct asl_expr *e)
{
    const struct asl_expr **list = arena_array(c->arena, 2, sizeof *list);
    const char *id = ident_derive(c->names, c->name, "_deep", nothing_derived);
    list[0] = copy(c, e, CUT_LEVELS);
    hang(c, (struct plan_table){ .id = id, .tree = list[0], .is_list = true });
    struct asl_expr *same = arena_get(c->arena, sizeof *same);
    *same = (struct asl_expr){ .op = ASL_OP_SAME, .text = id, .of = list };
    return same;
}

static const struct asl_expr *copy(struct cut *c, const struct asl_expr *e, int levels)
{
    if (!has_children(e)) {
        return e;
    }
    if (levels == 0) {
        return continue_elsewhere(c, e);
    }
    struct asl_expr *out = arena_get(c->arena, sizeof *out);
    *out = *e;
    if (e->op == ASL_OP_OBJECT) {
        out->fields = copy_fields(c, e->fields, levels - 1);
    } else {
        out->of = copy_list(c, e->of, levels - 1);
    }
    return out;
}

void cut_text(struct cut *c, const char *text)
{
    c->has_long_text = c->has_long_text || strlen(text) > PLAN_STRING_MAX;
}

static void note_texts(struct cut *c, const struct asl_expr *e)
{
    if (e->text != NULL && e->op != ASL_OP_STRING) {
        cut_text(c, e->text);
    }
    if (!has_children(e)) {
        return;
    }
    if (e->op == ASL_OP_OBJECT) {
        for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
            cut_text(c, f->name);
            note_texts(c, f->value);
        }
        return;
    }
    for (const struct asl_expr *const *of = e->of; *of != NULL; of++) {
        note_texts(c, *of);
    }
}

const struct asl_expr *cut_tree(struct cut *c, const struct asl_expr *e)
{
    if (e == NULL) {
        return NULL;
    }
    note_texts(c, e);
    return is_deeper(e, CUT_LEVELS) ? copy(c, e, CUT_LEVELS) : e;
}

void cut_table(struct cut *c, const char *id, const struct asl_expr *e)
{
    const struct asl_expr *flat = cut_tree(c, e);
    hang(c, (struct plan_table){ .id = id, .tree = flat });
}
