#include "runtime/expr/form.h"

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/expr/constant.h"
#include "runtime/value/value.h"

static size_t count_of(const struct asl_expr *const *of)
{
    size_t n = 0;
    while (of[n] != NULL) {
        n++;
    }
    return n;
}

static bool is_start(const struct asl_expr *step)
{
    return step != NULL && (step->op == ASL_OP_ROOT || step->op == ASL_OP_ITEM);
}

static bool is_simple(const struct asl_expr *const *step)
{
    for (; *step != NULL; step++) {
        bool is_from_front = (*step)->op == ASL_OP_INDEX && (*step)->size >= 0;
        if ((*step)->op != ASL_OP_KEY && !is_from_front) {
            return false;
        }
    }
    return true;
}

static void make_path(struct form *form, const struct asl_expr *path)
{
    const struct asl_expr *const *step = path->of + (is_start(path->of[0]) ? 1 : 0);
    if (!is_simple(step)) {
        form->kind = FORM_LANGUAGE;
        return;
    }
    form->kind = FORM_PATH;
    form->is_of_item = step != path->of && path->of[0]->op == ASL_OP_ITEM;
    form->count = count_of(step);
    form->places = memory_array(form->count, sizeof *form->places);
    for (size_t i = 0; i < form->count; i++) {
        form->places[i] = step[i]->op == ASL_OP_KEY
                              ? (struct value_place){ .key = value_key(step[i]->text) }
                              : (struct value_place){ .index = (size_t)step[i]->size };
    }
}

static void make_list(struct form *form, enum form_kind kind, const struct asl_expr *e)
{
    form->kind = kind;
    form->count = count_of(e->of);
    form->of = memory_array(form->count, sizeof(struct form *));
    for (size_t i = 0; i < form->count; i++) {
        form->of[i] = form_new(e->of[i]);
    }
}

static void make_object(struct form *form, const struct asl_expr *e)
{
    form->kind = FORM_OBJECT;
    while (e->fields[form->count].name != NULL) {
        form->count++;
    }
    form->of = memory_array(form->count, sizeof(struct form *));
    form->keys = memory_array(form->count, sizeof(struct key *));
    for (size_t i = 0; i < form->count; i++) {
        form->of[i] = form_new(e->fields[i].value);
        form->keys[i] = value_key(e->fields[i].name);
    }
}

/* The tree that goes on elsewhere. */
static const struct asl_expr *itself(const struct asl_expr *e)
{
    while (e->op == ASL_OP_SAME) {
        e = e->of[0];
    }
    return e;
}

struct form *form_new(const struct asl_expr *e)
{
    e = itself(e);
    struct form *form = memory_zero(sizeof *form);
    if (constant_is(e)) {
        form->kind = FORM_CONSTANT;
        form->constant = constant_value(e);
        return form;
    }
    form->e = e;
    switch ((int)e->op) {
    case ASL_OP_PATH: make_path(form, e); break;
    case ASL_OP_ARRAY: make_list(form, FORM_ARRAY, e); break;
    case ASL_OP_OBJECT: make_object(form, e); break;
    case ASL_OP_INTRINSIC:
        form->outer = e;
        form->e = itself(e->of[0]);
        make_list(form, FORM_INTRINSIC, form->e);
        break;
    case ASL_OP_CALL: make_list(form, FORM_CALL, e); break;
    default: form->kind = FORM_LANGUAGE; break;
    }
    return form;
}

void form_release(struct form *form)
{
    value_release(form->constant);
    if (form->end != NULL) {
        form->end(form->kept);
    }
    for (size_t i = 0; i < form->count; i++) {
        if (form->of != NULL) {
            form_release(form->of[i]);
        }
        if (form->keys != NULL) {
            value_key_release(form->keys[i]);
        }
        if (form->places != NULL && form->places[i].key != NULL) {
            value_key_release(form->places[i].key);
        }
    }
    memory_release(form->places);
    memory_release(form->of);
    memory_release(form->keys);
    memory_release(form);
}
