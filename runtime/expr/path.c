#include "runtime/expr/path.h"

#include <assert.h>
#include <stdint.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/call.h"
#include "runtime/expr/form.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/expr/spread.h"
#include "runtime/value/value.h"

static bool is_start(const struct asl_expr *step)
{
    return step != NULL && (step->op == ASL_OP_ROOT || step->op == ASL_OP_CONTEXT ||
                            step->op == ASL_OP_VARIABLE || step->op == ASL_OP_ITEM);
}

static bool is_union_of_names(const struct asl_expr *step)
{
    return step->op == ASL_OP_UNION && step->of[0] != NULL && step->of[0]->op == ASL_OP_KEY;
}

static bool steps_are_definite(const struct asl_expr *const *step)
{
    for (; *step != NULL; step++) {
        bool makes_one_object = is_union_of_names(*step) && step[1] == NULL;
        bool is_single = (*step)->op == ASL_OP_KEY || (*step)->op == ASL_OP_INDEX ||
                         (*step)->op == ASL_OP_CALL || is_start(*step);
        if (!is_single && !makes_one_object) {
            return false;
        }
    }
    return true;
}

bool path_is_definite(const struct asl_expr *path)
{
    return steps_are_definite(path->of);
}

/* What the path begins with. Returns false if the variable or the context does not exist. */
static bool begin(struct asl_scope *s, const struct asl_expr *first, struct value **ret_at)
{
    *ret_at = s->data;
    if (!is_start(first)) {
        return true;
    }
    if (first->op == ASL_OP_ITEM) {
        *ret_at = s->item;
    } else if (first->op == ASL_OP_CONTEXT) {
        *ret_at = s->context != NULL ? s->context(s->owner) : NULL;
        return s->context != NULL;
    } else if (first->op == ASL_OP_VARIABLE) {
        return s->variable != NULL && s->variable(s->owner, first->text, ret_at);
    }
    return true;
}

static struct path_result found(struct value *value)
{
    return (struct path_result){ .outcome = PATH_FOUND, .value = value };
}

/* How the last step of a definite path fails on `at`. */
static enum path_outcome leaf_outcome(const struct asl_expr *step, const struct value *at)
{
    if (step->op == ASL_OP_INDEX) {
        return value_type(at) == VALUE_ARRAY ? PATH_PAST_END : PATH_NO_PARENT;
    }
    return is_start(step) || value_type(at) == VALUE_OBJECT ? PATH_NO_LEAF : PATH_NO_PARENT;
}

/* Step `i` leads nowhere from `at`. */
static struct path_result missed(const struct asl_expr *path, size_t i, struct value *at,
                                 enum path_rule rule)
{
    bool in_filter = rule == PATH_OPERAND || rule == PATH_EXISTENCE;
    if (!in_filter && !steps_are_definite(path->of + i)) {
        return found(value_array(0));
    }
    bool is_last = path->of[i + 1] == NULL;
    return (struct path_result){
        .outcome =
            is_last || is_start(path->of[i]) ? leaf_outcome(path->of[i], at) : PATH_NO_PARENT,
        .at = at,
        .missing = i + 1,
    };
}

/* Where an index leads in an array. Returns false if that is past its end. */
static bool item_at(struct value *at, int index, struct value **ret_item)
{
    int64_t size = value_type(at) == VALUE_ARRAY ? (int64_t)value_count(at) : 0;
    int64_t from_front = index < 0 ? size + index : index;
    if (from_front < 0 || from_front >= size) {
        return false;
    }
    *ret_item = value_item(at, (size_t)from_front);
    return true;
}

static struct path_result go_on(struct asl_scope *s, const struct asl_expr *path, size_t i,
                                struct value *at, enum path_rule rule);

/* The function at step `i` of `at`, and what follows it. */
static struct path_result call_and_go_on(struct asl_scope *s, const struct asl_expr *path,
                                         size_t i, struct value *at, enum path_rule rule)
{
    struct value *value = call_function(s, path->of[i], at, path_look);
    struct path_result r = { .outcome = PATH_FAILED };
    if (!s->failed) {
        r = go_on(s, path, i + 1, value, rule);
    }
    /* What a step was tried on must outlive this, and a function's value does not. */
    if (r.outcome != PATH_FOUND) {
        r.at = NULL;
    }
    value_release(value);
    return r;
}

/* The first function after a descent: it is given the list of all that was found, not each
 * alone. */
static size_t find_call_after_descent(const struct asl_expr *path, size_t i)
{
    bool descends = false;
    for (; path->of[i] != NULL; i++) {
        descends = descends || path->of[i]->op == ASL_OP_DEEP;
        if (descends && path->of[i]->op == ASL_OP_CALL) {
            return i;
        }
    }
    return i;
}

/* Indices want a list, a filter a list or an object. */
static bool can_take(const struct asl_expr *step, const struct value *at)
{
    enum value_type type = value_type(at);
    if (step->op == ASL_OP_SLICE || (step->op == ASL_OP_UNION && !is_union_of_names(step))) {
        return type == VALUE_ARRAY;
    }
    return step->op != ASL_OP_WHERE || type == VALUE_ARRAY || type == VALUE_OBJECT;
}

/* Step `i` is the first that may lead to several nodes. */
static struct path_result go_wide(struct asl_scope *s, const struct asl_expr *path, size_t i,
                                  struct value *at, enum path_rule rule)
{
    const struct asl_expr *step = path->of[i];
    struct path_result nothing = { .outcome = PATH_NO_PARENT, .at = at, .missing = i + 1 };
    if (rule != PATH_TEMPLATE && !can_take(step, at)) {
        return nothing;
    }
    size_t end = find_call_after_descent(path, i);
    enum spread_miss miss = rule == PATH_TEMPLATE    ? SPREAD_NULL
                            : rule == PATH_EXISTENCE ? SPREAD_GIVE_UP
                                                     : SPREAD_SKIP;
    struct value *list = spread_all(s, at, path->of + i, path->of + end, miss, path_look);
    if (list == NULL) {
        return s->failed ? (struct path_result){ .outcome = PATH_FAILED } : nothing;
    }
    if (path->of[end] == NULL) {
        return found(list);
    }
    struct path_result r = call_and_go_on(s, path, end, list, rule);
    value_release(list);
    return r;
}

static struct path_result merge_names(const struct asl_expr *path, size_t i, struct value *at,
                                      enum path_rule rule)
{
    bool is_there = rule == PATH_EXISTENCE ? spread_has_all(at, path->of[i])
                                           : value_type(at) == VALUE_OBJECT;
    if (!is_there) {
        return missed(path, i, at, rule);
    }
    return found(spread_merge(at, path->of[i]));
}

static struct path_result go_on(struct asl_scope *s, const struct asl_expr *path, size_t i,
                                struct value *at, enum path_rule rule)
{
    const struct asl_expr *step;
    for (; (step = path->of[i]) != NULL; i++) {
        struct value *next;
        if (step->op == ASL_OP_KEY) {
            if (!value_member(at, step->text, &next)) {
                return missed(path, i, at, rule);
            }
        } else if (step->op == ASL_OP_INDEX) {
            if (!item_at(at, step->size, &next)) {
                return missed(path, i, at, rule);
            }
        } else if (step->op == ASL_OP_CALL) {
            return call_and_go_on(s, path, i, at, rule);
        } else if (is_union_of_names(step) && path->of[i + 1] == NULL) {
            return merge_names(path, i, at, rule);
        } else {
            return go_wide(s, path, i, at, rule);
        }
        at = next;
    }
    return found(value_share(at));
}

/* Most paths are simple, and most lead somewhere. */
static inline struct value *find_simply(const struct asl_scope *s, const struct asl_expr *path)
{
    const struct form *form = s->literals != NULL ? literal_form(s->literals, path) : NULL;
    return form != NULL && form->kind == FORM_PATH ? path_follow(s, form) : NULL;
}

struct path_result path_look(struct asl_scope *s, const struct asl_expr *path,
                             enum path_rule rule)
{
    assert(path->op == ASL_OP_PATH);
    if (s->failed) {
        return (struct path_result){ .outcome = PATH_FAILED };
    }
    struct value *simple = find_simply(s, path);
    if (simple != NULL) {
        return found(value_share(simple));
    }
    struct value *at = NULL;
    if (!begin(s, path->of[0], &at)) {
        return missed(path, 0, NULL, rule);
    }
    return go_on(s, path, is_start(path->of[0]) ? 1 : 0, at, rule);
}

bool path_is_of_nothing(const struct asl_scope *s, const struct asl_expr *path)
{
    const struct asl_expr *first = path->of[0];
    return (s->data == NULL || value_is_null(s->data)) &&
           (!is_start(first) || first->op == ASL_OP_ROOT);
}

void path_fail_of_nothing(struct asl_scope *s)
{
    scope_fail(s, "States.Runtime",
               "Unable to apply Path transformation to null or empty input.");
}

enum path_outcome path_find(struct asl_scope *s, const struct asl_expr *path,
                            struct value **ret_value, size_t *ret_missing)
{
    struct value *simple = s->failed || value_is_null(s->data) ? NULL : find_simply(s, path);
    if (simple != NULL) {
        *ret_value = value_share(simple);
        return PATH_FOUND;
    }
    if (path_is_of_nothing(s, path)) {
        path_fail_of_nothing(s);
    }
    struct path_result r = path_look(s, path, PATH_FIELD);
    if (r.outcome == PATH_FOUND) {
        *ret_value = r.value;
    } else if (r.outcome != PATH_FAILED && ret_missing != NULL) {
        *ret_missing = r.missing;
    }
    return r.outcome;
}

/* A missing path in a template, or as an intrinsic's argument (P-20, F-07). */
static void fail_missing(struct asl_scope *s, const struct asl_expr *path)
{
    bool is_context = path->of[0] != NULL && path->of[0]->op == ASL_OP_CONTEXT;
    if (s->call != NULL) {
        char *shown = scope_show(s->data);
        scope_fail(
            s, "States.Runtime",
            "The function '%s' had the following error: The JsonPath argument for the field "
            "'%s' could not be found in the input '%s'",
            s->call->text, path->text + (is_context ? 1 : 0), shown);
        memory_release(shown);
        return;
    }
    struct value *input = is_context && s->context ? s->context(s->owner) : s->data;
    char *shown = scope_show(input);
    struct buf field = { 0 };
    scope_print_field(&field, s);
    scope_fail(
        s, "States.Runtime",
        "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'",
        path->text, buf_string(&field), shown);
    buf_release(&field);
    memory_release(shown);
}

struct value *asl_eval_path(struct asl_scope *s, const struct asl_expr *e)
{
    if (path_is_of_nothing(s, e)) {
        path_fail_of_nothing(s);
        return NULL;
    }
    struct path_result r = path_look(s, e, s->call == NULL ? PATH_TEMPLATE : PATH_FIELD);
    if (r.outcome == PATH_FOUND) {
        return r.value;
    }
    bool is_null = r.outcome == PATH_PAST_END && s->call == NULL;
    if (r.outcome != PATH_FAILED && !is_null) {
        fail_missing(s, e);
    }
    return value_null();
}

static void print_list(struct buf *b, const struct asl_expr *step, const char *comma)
{
    buf_char(b, '[');
    for (size_t i = 0; step->of[i] != NULL; i++) {
        const struct asl_expr *part = step->of[i];
        buf_text(b, i > 0 ? comma : "");
        if (part->op == ASL_OP_KEY) {
            buf_print(b, "'%s'", part->text);
        } else if (part->op == ASL_OP_INDEX) {
            buf_int(b, part->size);
        } else if (part->op == ASL_OP_NUMBER) {
            buf_text(b, part->text);
        }
    }
    buf_char(b, ']');
}

void path_print_step(struct buf *b, const struct asl_expr *step)
{
    if (is_start(step)) {
        buf_char(b, '$');
    } else if (step->op == ASL_OP_KEY) {
        buf_print(b, "['%s']", step->text);
    } else if (step->op == ASL_OP_INDEX) {
        buf_print(b, "[%d]", step->size);
    } else if (step->op == ASL_OP_EACH) {
        buf_text(b, "[*]");
    } else if (step->op == ASL_OP_DEEP) {
        buf_text(b, "..");
    } else if (step->op == ASL_OP_WHERE) {
        buf_text(b, "[?]");
    } else if (step->op == ASL_OP_UNION) {
        print_list(b, step, ",");
    } else if (step->op == ASL_OP_SLICE) {
        const struct asl_expr *from = step->of[0], *to = step->of[1];
        buf_print(b, "[%s:%s]", from->op == ASL_OP_NUMBER ? from->text : "",
                  to->op == ASL_OP_NUMBER ? to->text : "");
    }
}

void path_print(struct buf *b, const struct asl_expr *path, size_t steps)
{
    if (!is_start(path->of[0])) {
        buf_char(b, '$');
    }
    for (size_t i = 0; i < steps && path->of[i] != NULL; i++) {
        path_print_step(b, path->of[i]);
    }
}

/* Which item an index in a reference path names. Returns false if the array does not have it
 * (P-31). */
static bool has_keys_only(const struct asl_expr *const *step)
{
    while (*step != NULL && (*step)->op == ASL_OP_KEY) {
        step++;
    }
    return *step == NULL;
}

static bool slot_of(const struct value *array, int index, size_t *ret_slot)
{
    int64_t size = (int64_t)value_count(array), from_front = index < 0 ? size + index : index;
    *ret_slot = (size_t)from_front;
    return value_type(array) == VALUE_ARRAY && from_front >= 0 && from_front < size;
}

bool path_fits(const struct value *into, const struct asl_expr *path)
{
    const struct asl_expr *const *step = path->of + (is_start(path->of[0]) ? 1 : 0);
    for (; *step != NULL; step++) {
        struct value *inner = NULL;
        size_t slot;
        if ((*step)->op != ASL_OP_KEY) {
            if (!slot_of(into, (*step)->size, &slot)) {
                return false;
            }
            inner = value_item(into, slot);
        } else if (value_type(into) != VALUE_OBJECT) {
            return false;
        } else if (step[1] == NULL || !value_member(into, (*step)->text, &inner)) {
            return has_keys_only(step + 1);
        }
        into = inner;
    }
    return true;
}

/* Puts `value` (taken) at the steps; what is missing on the way are objects. Recursion is
 * bounded by the path's length. */
static void put(struct value **at, const struct asl_expr *const *step, struct value *value)
{
    size_t slot = 0;
    if (*step == NULL) {
        value_release(*at);
        *at = value;
        return;
    }
    if (*at == NULL) {
        *at = value_object();
    }
    bool is_key = (*step)->op == ASL_OP_KEY;
    struct value *inner = NULL;
    if (!is_key) {
        slot_of(*at, (*step)->size, &slot);
        inner = value_take_item(at, slot);
    } else if (step[1] != NULL) {
        inner = value_take_member(at, (*step)->text);
    }
    put(&inner, step + 1, value);
    if (is_key) {
        value_set_take(at, (*step)->text, inner);
    } else {
        value_set_item_take(at, slot, inner);
    }
}

void path_put_take(struct value **into, const struct asl_expr *path, struct value *value)
{
    put(into, path->of + (is_start(path->of[0]) ? 1 : 0), value);
}
