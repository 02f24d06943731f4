#include "runtime/expr/spread.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/number.h"
#include "runtime/expr/call.h"
#include "runtime/expr/filter.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

typedef const struct asl_expr *const *step_list;

struct spread {
    struct asl_scope *s;
    struct value *list; /* what was found */
    step_list end;
    path_looker *look; /* for paths inside the steps */
    enum spread_miss miss;
    bool gave_up;
    int depth;
    long visits;
};

static void go(struct spread *w, struct value *at, step_list step);

struct value *spread_merge(const struct value *object, const struct asl_expr *names)
{
    struct value *merged = value_object();
    for (step_list name = names->of; *name != NULL; name++) {
        struct value *member;
        if (value_member(object, (*name)->text, &member)) {
            value_set_take(&merged, (*name)->text, value_share(member));
        }
    }
    return merged;
}

/* An object has no such name. */
static void missed_name(struct spread *w)
{
    w->gave_up = w->miss == SPREAD_GIVE_UP;
}

static void to_key(struct spread *w, struct value *at, step_list step, const char *key)
{
    struct value *member;
    if (value_member(at, key, &member)) {
        go(w, member, step + 1);
    } else if (value_type(at) == VALUE_OBJECT) {
        missed_name(w);
    }
}

static void to_index(struct spread *w, struct value *at, step_list step, int64_t index)
{
    if (value_type(at) != VALUE_ARRAY) {
        return;
    }
    int64_t size = (int64_t)value_count(at);
    int64_t from_front = index < 0 ? size + index : index;
    if (from_front >= 0 && from_front < size) {
        go(w, value_item(at, (size_t)from_front), step + 1);
    } else if (w->miss == SPREAD_NULL) {
        go(w, value_null(), step + 1);
    }
}

static void step_key(struct spread *w, struct value *at, step_list step)
{
    to_key(w, at, step, (*step)->text);
}

static void step_index(struct spread *w, struct value *at, step_list step)
{
    to_index(w, at, step, (*step)->size);
}

static void step_each(struct spread *w, struct value *at, step_list step)
{
    if (value_type(at) == VALUE_ARRAY) {
        size_t count = value_count(at);
        for (size_t i = 0; i < count; i++) {
            go(w, value_item(at, i), step + 1);
        }
    } else if (value_type(at) == VALUE_OBJECT) {
        for (struct value_walk m = value_walk(at); value_step(&m);) {
            go(w, m.value, step + 1);
        }
    }
}

bool spread_has_all(const struct value *at, const struct asl_expr *names)
{
    for (step_list name = names->of; *name != NULL; name++) {
        if (!value_member(at, (*name)->text, NULL)) {
            return false;
        }
    }
    return true;
}

static void step_names_as_one(struct spread *w, const struct value *at, step_list step)
{
    if (value_type(at) != VALUE_OBJECT) {
        return;
    }
    if (!spread_has_all(at, *step)) {
        missed_name(w);
    }
    value_append_take(&w->list, spread_merge(at, *step));
}

static void step_union(struct spread *w, struct value *at, step_list step)
{
    bool of_names = (*step)->of[0] != NULL && (*step)->of[0]->op == ASL_OP_KEY;
    if (of_names && step + 1 == w->end) {
        step_names_as_one(w, at, step);
        return;
    }
    for (step_list part = (*step)->of; *part != NULL; part++) {
        if (of_names) {
            to_key(w, at, step, (*part)->text);
        } else {
            to_index(w, at, step, (*part)->size);
        }
    }
}

/* A bound of a slice within Java's int, which is all that Jayway reads. */
static bool bound_of(const struct asl_expr *e, int64_t *ret_bound)
{
    if (e == NULL || e->op != ASL_OP_NUMBER) {
        return false;
    }
    double real = number_read(e->text, strlen(e->text)).real;
    *ret_bound = real > INT32_MAX ? INT32_MAX : real < INT32_MIN ? INT32_MIN : (int64_t)real;
    return true;
}

/*
 * Jayway's arithmetic (P-11 .. P-13): with both bounds written, a negative one is not counted
 * from the end, so that [-4:1] runs over -4, -3 ... 0, each of them an index of its own, and
 * [3:-2] is empty.
 */
static void step_slice(struct spread *w, struct value *at, step_list step)
{
    if (value_type(at) != VALUE_ARRAY) {
        return;
    }
    int64_t size = (int64_t)value_count(at), from = 0, to = size;
    bool has_from = bound_of((*step)->of[0], &from);
    bool has_to = bound_of((*step)->of[1], &to);
    if (has_from && !has_to) {
        from = from < 0 ? size + from : from;
        from = from < 0 ? 0 : from;
    } else if (has_to && !has_from) {
        to = to < 0 ? size + to : to;
    }
    to = to > size ? size : to;
    from = from < -size ? -size : from;
    for (int64_t i = from; i < to; i++) {
        go(w, value_item(at, (size_t)(i < 0 ? size + i : i)), step + 1);
    }
}

static void step_where(struct spread *w, struct value *at, step_list step)
{
    if (value_type(at) == VALUE_ARRAY) {
        size_t count = value_count(at);
        for (size_t i = 0; i < count && !w->s->failed; i++) {
            struct value *item = value_item(at, i);
            if (filter_holds(w->s, (*step)->of[0], item, w->look)) {
                go(w, item, step + 1);
            }
        }
    } else if (value_type(at) == VALUE_OBJECT &&
               filter_holds(w->s, (*step)->of[0], at, w->look)) {
        go(w, at, step + 1);
    }
}

/* Whether a descent tries `step` on `at`. A filter is asked of a list as a whole first, so that
 * an object in a list is found once, as itself. */
static bool is_tried(struct spread *w, struct value *at, step_list step)
{
    enum asl_op op = (*step)->op;
    if (op == ASL_OP_WHERE && value_type(at) == VALUE_ARRAY) {
        return filter_holds(w->s, (*step)->of[0], at, w->look);
    }
    if (op == ASL_OP_KEY) {
        return value_type(at) == VALUE_OBJECT &&
               (w->miss != SPREAD_GIVE_UP || value_member(at, (*step)->text, NULL));
    }
    bool of_names =
        op == ASL_OP_UNION && (*step)->of[0] != NULL && (*step)->of[0]->op == ASL_OP_KEY;
    bool makes_object = of_names && step + 1 == w->end;
    return makes_object ? spread_has_all(at, *step)
                        : !of_names || value_type(at) == VALUE_OBJECT;
}

/* The step behind a descent. In a list, Jayway goes on from each item where more steps follow,
 * whatever index or filter comes here: $..[0].a is the a of all items. */
static void try_step(struct spread *w, struct value *at, step_list step)
{
    if (value_type(at) != VALUE_ARRAY || step + 1 == w->end) {
        go(w, at, step);
        return;
    }
    size_t count = value_count(at);
    for (size_t i = 0; i < count; i++) {
        go(w, value_item(at, i), step + 1);
    }
}

static void descend(struct spread *w, struct value *at, step_list step)
{
    enum value_type type = value_type(at);
    if ((type != VALUE_ARRAY && type != VALUE_OBJECT) || w->s->failed || w->gave_up) {
        return;
    }
    if (++w->depth > READ_DEPTH_MAX) {
        scope_fail(w->s, "States.Runtime", "The data is nested too deeply for '..'.");
    } else if (is_tried(w, at, step)) {
        try_step(w, at, step);
    }
    if (type == VALUE_ARRAY) {
        size_t count = value_count(at);
        for (size_t i = 0; i < count; i++) {
            descend(w, value_item(at, i), step);
        }
    } else {
        for (struct value_walk m = value_walk(at); value_step(&m);) {
            descend(w, m.value, step);
        }
    }
    w->depth--;
}

static void step_deep(struct spread *w, struct value *at, step_list step)
{
    if (step + 1 != w->end) {
        descend(w, at, step + 1);
    }
}

static void step_call(struct spread *w, struct value *at, step_list step)
{
    struct value *value = call_function(w->s, *step, at, w->look);
    go(w, value, step + 1);
    value_release(value);
}

static void (*const steps[])(struct spread *w, struct value *at, step_list step) = {
    [ASL_OP_KEY] = step_key,     [ASL_OP_INDEX] = step_index, [ASL_OP_EACH] = step_each,
    [ASL_OP_UNION] = step_union, [ASL_OP_SLICE] = step_slice, [ASL_OP_WHERE] = step_where,
    [ASL_OP_DEEP] = step_deep,   [ASL_OP_CALL] = step_call,
};

static void go(struct spread *w, struct value *at, step_list step)
{
    if (w->s->failed || w->gave_up) {
        return;
    }
    if (++w->visits > SPREAD_VISITS_MAX) {
        scope_fail(w->s, "States.Runtime", "The path leads to more than %d nodes.",
                   SPREAD_VISITS_MAX);
    } else if (step == w->end) {
        value_append_take(&w->list, value_share(at));
    } else if ((*step)->op < sizeof steps / sizeof steps[0] && steps[(*step)->op] != NULL) {
        steps[(*step)->op](w, at, step);
    }
}

struct value *spread_all(struct asl_scope *s, struct value *at,
                         const struct asl_expr *const *step, const struct asl_expr *const *end,
                         enum spread_miss miss, path_looker *look)
{
    struct spread w = {
        .s = s, .list = value_array(0), .end = end, .miss = miss, .look = look
    };
    go(&w, at, step);
    if (s->failed || w.gave_up) {
        value_release(w.list);
        return NULL;
    }
    return w.list;
}
