#include "runtime/expr/eval.h"

#include <assert.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static struct value *value_of(struct asl_scope *s, const struct asl_expr *e);

static struct value *of_constant(struct asl_scope *s, const struct asl_expr *e)
{
    (void)s;
    return literal_value(e);
}

static size_t count_of(const struct asl_expr *e)
{
    size_t n = 0;
    while (e->of[n] != NULL) {
        n++;
    }
    return n;
}

static struct value *of_array(struct asl_scope *s, const struct asl_expr *e)
{
    struct value *array = value_array(count_of(e));
    struct scope_place place = { .up = s->place };
    s->place = &place;
    for (; e->of[place.index] != NULL && !s->failed; place.index++) {
        value_append_take(&array, value_of(s, e->of[place.index]));
    }
    s->place = place.up;
    return array;
}

/* Few templates have more members; their array needs no memory of its own. */
#define MEMBERS_FEW 16

static size_t fields_in(const struct asl_field *fields)
{
    size_t n = 0;
    while (fields[n].name != NULL) {
        n++;
    }
    return n;
}

/* If the scope fails, the object has only the members made so far, and is not used. */
static struct value *of_object(struct asl_scope *s, const struct asl_expr *e)
{
    size_t n = fields_in(e->fields), made = 0;
    const char *few_keys[MEMBERS_FEW] = { NULL };
    struct value *few[MEMBERS_FEW] = { NULL };
    const char **keys = n <= MEMBERS_FEW ? few_keys : memory_array(n, sizeof *keys);
    struct value **values = n <= MEMBERS_FEW ? few : memory_array(n, sizeof *values);
    struct scope_place place = { .up = s->place };
    s->place = &place;
    for (; made < n && !s->failed; made++) {
        place.key = keys[made] = e->fields[made].name;
        values[made] = value_of(s, e->fields[made].value);
    }
    s->place = place.up;
    struct value *object = value_object_take(keys, values, made);
    if (n > MEMBERS_FEW) {
        memory_release(keys);
        memory_release(values);
    }
    return object;
}

static struct value *of_same(struct asl_scope *s, const struct asl_expr *e)
{
    return value_of(s, e->of[0]);
}

static struct value *of_language(struct asl_scope *s, const struct asl_expr *e)
{
    return e->eval(s, e);
}

/* Few calls have more arguments; their array needs no memory of its own. */
#define ARGS_FEW 8

static struct value *of_call(struct asl_scope *s, const struct asl_expr *e)
{
    size_t n = count_of(e), made = 0;
    struct value *few[ARGS_FEW];
    struct value **args = n <= ARGS_FEW ? few : memory_array(n, sizeof *args);
    while (made < n && !s->failed) {
        args[made] = value_of(s, e->of[made]);
        made++;
    }
    struct value *result = s->failed ? NULL : e->call(s, n, args);
    while (made > 0) {
        value_release(args[--made]);
    }
    if (args != few) {
        memory_release(args);
    }
    return result;
}

static struct value *of_intrinsic(struct asl_scope *s, const struct asl_expr *e)
{
    const struct asl_expr *outer = s->call;
    if (outer == NULL) {
        s->call = e;
    }
    struct value *result = value_of(s, e->of[0]);
    s->call = outer;
    return result;
}

/* Each node that can be used where a value is wanted; the others are only used inside these. */
static asl_evaluator *const evaluators[] = {
    [ASL_OP_NULL] = of_constant,    [ASL_OP_FALSE] = of_constant,
    [ASL_OP_TRUE] = of_constant,    [ASL_OP_NUMBER] = of_constant,
    [ASL_OP_STRING] = of_constant,  [ASL_OP_ARRAY] = of_array,
    [ASL_OP_OBJECT] = of_object,    [ASL_OP_JOIN] = of_constant,
    [ASL_OP_SAME] = of_same,        [ASL_OP_PATH] = of_language,
    [ASL_OP_JSONATA] = of_language, [ASL_OP_INTRINSIC] = of_intrinsic,
    [ASL_OP_CALL] = of_call,
};

static bool may_be_constant(const struct asl_expr *e)
{
    return e->op != ASL_OP_PATH && e->op != ASL_OP_JSONATA && e->op != ASL_OP_INTRINSIC &&
           e->op != ASL_OP_CALL;
}

static struct value *value_of(struct asl_scope *s, const struct asl_expr *e)
{
    struct value *constant;
    if (may_be_constant(e) && s->literals != NULL && literal_find(s->literals, e, &constant)) {
        return constant;
    }
    assert(e->op < sizeof evaluators / sizeof evaluators[0] && evaluators[e->op] != NULL);
    return evaluators[e->op](s, e);
}

bool eval(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value)
{
    if (s->failed) {
        return false;
    }
    struct value *v = value_of(s, e);
    if (s->failed) {
        value_release(v);
        return false;
    }
    *ret_value = v;
    return true;
}

struct value *eval_literal(const struct asl_expr *e)
{
    return literal_value(e);
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
