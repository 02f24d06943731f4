#include "runtime/expr/eval.h"

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/constant.h"
#include "runtime/expr/form.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static struct value *computed(struct asl_scope *s, const struct form *form);

/* A path that leads nowhere, or begins at nothing, is told of by its evaluator. */
static inline struct value *of_path(struct asl_scope *s, const struct form *form)
{
    struct value *v = value_is_null(s->data) ? NULL : path_follow(s, form);
    return v != NULL ? value_share(v) : form->e->eval(s, form->e);
}

/* Most parts of a template are constants and paths. */
static inline struct value *value_of(struct asl_scope *s, const struct form *form)
{
    return form->kind == FORM_CONSTANT ? value_share(form->constant)
           : form->kind == FORM_PATH   ? of_path(s, form)
                                       : computed(s, form);
}

/* If the scope fails, the array or object has only what was made so far, and is not used. */
__attribute__((noinline)) static struct value *of_array(struct asl_scope *s,
                                                        const struct form *form)
{
    struct value *array = value_array(form->count);
    struct scope_place place = { .up = s->place };
    s->place = &place;
    for (; place.index < form->count && !s->failed; place.index++) {
        value_append_take(&array, value_of(s, form->of[place.index]));
    }
    s->place = place.up;
    return array;
}

__attribute__((noinline)) static struct value *of_object(struct asl_scope *s,
                                                         const struct form *form)
{
    struct value *object = value_object_for(form->count);
    struct scope_place place = { .up = s->place };
    s->place = &place;
    for (size_t i = 0; i < form->count && !s->failed; i++) {
        place.key = form->e->fields[i].name;
        value_add_take(object, form->keys[i], value_of(s, form->of[i]));
    }
    s->place = place.up;
    return object;
}

/* Few calls have more arguments; their array needs no memory of its own. */
#define ARGS_FEW 8

__attribute__((noinline)) static struct value *of_call(struct asl_scope *s,
                                                       const struct form *form)
{
    size_t n = form->count, made = 0;
    struct value *few[ARGS_FEW], **args = few;
    if (n > ARGS_FEW) {
        args = memory_array(n, sizeof *args);
    }
    const struct asl_expr *outer = s->call;
    s->call = outer == NULL ? form->outer : outer;
    for (; made < n && !s->failed; made++) {
        args[made] = value_of(s, form->of[made]);
    }
    struct value *result = s->failed ? NULL : form->e->call(s, n, args);
    s->call = outer;
    while (made > 0) {
        value_release(args[--made]);
    }
    if (args != few) {
        memory_release(args);
    }
    return result;
}

/* JSONata's undefined is no value (J-07). */
static struct value *of_language(struct asl_scope *s, const struct asl_expr *e)
{
    struct value *v = e->eval(s, e);
    if (v == NULL && e->op == ASL_OP_JSONATA) {
        scope_fail_query(s, e, "returned nothing (undefined).");
    }
    return v;
}

static struct value *computed(struct asl_scope *s, const struct form *form)
{
    switch (form->kind) {
    case FORM_CONSTANT:
    case FORM_PATH: break;
    case FORM_LANGUAGE: return of_language(s, form->e);
    case FORM_ARRAY: return of_array(s, form);
    case FORM_OBJECT: return of_object(s, form);
    case FORM_CALL:
    case FORM_INTRINSIC: return of_call(s, form);
    }
    return value_of(s, form);
}

/* Where no forms are kept, one is made for this once. */
static struct value *evaluated(struct asl_scope *s, const struct asl_expr *e)
{
    if (!literal_is_kept(e)) {
        return constant_value(e);
    }
    if (s->literals != NULL) {
        return value_of(s, literal_form(s->literals, e));
    }
    struct form *form = form_new(e);
    struct value *v = value_of(s, form);
    form_release(form);
    return v;
}

bool eval(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value)
{
    if (s->failed) {
        return false;
    }
    struct value *v = evaluated(s, e);
    if (s->failed) {
        value_release(v);
        return false;
    }
    *ret_value = v;
    return true;
}

struct value *eval_literal(const struct asl_expr *e)
{
    return constant_value(e);
}

/* The class that Jayway's message names: Jackson's node. */
static const char *class_of(const struct value *v)
{
    switch (value_type(v)) {
    case VALUE_ABSENT:
    case VALUE_NULL: return "null";
    case VALUE_BOOLEAN: return "com.fasterxml.jackson.databind.node.BooleanNode";
    case VALUE_STRING: return "com.fasterxml.jackson.databind.node.TextNode";
    case VALUE_ARRAY: return "com.fasterxml.jackson.databind.node.ArrayNode";
    case VALUE_OBJECT: return "com.fasterxml.jackson.databind.node.ObjectNode";
    case VALUE_NUMBER: break;
    }
    switch (value_to_number(v).kind) {
    case NUMBER_BIG: return "com.fasterxml.jackson.databind.node.BigIntegerNode";
    case NUMBER_DOUBLE: return "com.fasterxml.jackson.databind.node.DoubleNode";
    case NUMBER_INT:
    case NUMBER_BAD: break;
    }
    int64_t n = value_to_number(v).integer;
    return n >= INT32_MIN && n <= INT32_MAX ? "com.fasterxml.jackson.databind.node.IntNode"
                                            : "com.fasterxml.jackson.databind.node.LongNode";
}

static void print_no_object(struct buf *b, const struct asl_expr *path, struct path_result r)
{
    buf_text(b, "Expected to find an object with property ");
    path_print_step(b, path->of[r.missing - 1]);
    buf_text(b, " in path ");
    path_print(b, path, r.missing - 1);
    buf_print(b,
              " but found '%s'. This is not a json object according to the JsonProvider: "
              "'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
              class_of(r.at));
}

static void print_no_array(struct buf *b, const struct asl_expr *path, struct path_result r)
{
    const struct asl_expr *step = path->of[r.missing - 1];
    bool is_filter = step->op == ASL_OP_WHERE;
    if ((r.at == NULL || value_is_null(r.at)) && !is_filter) {
        buf_text(b, "The path ");
        path_print(b, path, r.missing - 1);
        buf_text(b, " is null");
        return;
    }
    char *shown = scope_show(r.at);
    buf_text(b, "Filter: ");
    path_print_step(b, step);
    buf_print(b, " %s. Current context is: %s",
              is_filter ? "can not be applied to primitives" : "can only be applied to arrays",
              shown);
    memory_release(shown);
}

static bool asks_for_names(const struct asl_expr *step)
{
    return step->op == ASL_OP_KEY ||
           (step->op == ASL_OP_UNION && step->of[0] != NULL && step->of[0]->op == ASL_OP_KEY);
}

/* Why the step `r.missing` led nowhere, in Jayway's words. */
static void print_reason(struct buf *b, const struct asl_expr *path, struct path_result r)
{
    if (r.outcome != PATH_NO_PARENT) {
        buf_text(b, "No results for path: ");
        path_print(b, path, r.missing);
        return;
    }
    /* To Jayway an index past the end leads to null, and the step behind it fails. */
    if (path->of[r.missing - 1]->op == ASL_OP_INDEX && value_type(r.at) == VALUE_ARRAY) {
        r.at = NULL;
        r.missing++;
    }
    if (!asks_for_names(path->of[r.missing - 1])) {
        print_no_array(b, path, r);
    } else if (value_type(r.at) != VALUE_OBJECT) {
        print_no_object(b, path, r);
    } else {
        buf_text(b, "Missing property in path ");
        path_print(b, path, r.missing);
    }
}

bool eval_path_field(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value)
{
    if (e->op != ASL_OP_PATH) {
        return eval(s, e, ret_value);
    }
    struct path_result r = path_look(s, e, PATH_FIELD);
    if (r.outcome == PATH_FOUND) {
        *ret_value = r.value;
        return true;
    }
    if (r.outcome != PATH_FAILED && path_is_of_nothing(s, e)) {
        path_fail_of_nothing(s);
    } else if (r.outcome != PATH_FAILED) {
        struct buf reason = { 0 };
        print_reason(&reason, e, r);
        scope_fail(s, "States.Runtime", "Invalid path '%s' : %s", e->text, buf_string(&reason));
        buf_release(&reason);
    }
    return false;
}
