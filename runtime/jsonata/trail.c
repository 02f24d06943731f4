#include "runtime/jsonata/trail.h"

#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/jsonata/group.h"
#include "runtime/jsonata/lookup.h"
#include "runtime/jsonata/order.h"
#include "runtime/jsonata/predicate.h"
#include "runtime/jsonata/states.h"
#include "runtime/jsonata/tuple.h"

/* A path on its way. What goes into the next step is `now`: the items of an array, or, if it is
 * not `is_list`, one item. */
struct trail {
    struct work *w;
    const struct ready *n;
    struct locals *locals;
    struct value *now; /* owned */
    bool is_list;
    struct value *tuples; /* owned; NULL until a step binds a name */
    bool has_tuples;
};

static void advance_take(struct trail *t, struct value *now, bool is_list)
{
    value_release(t->now);
    t->now = now;
    t->is_list = is_list;
}

/* ---- One step ---------------------------------------------------------------------------- */

static struct value *step_value(struct work *w, const struct ready *step, struct value *item,
                                struct locals *f)
{
    struct value *v = ready_eval(w, step, item, f);
    for (size_t i = 0; i < step->stages.count && !work_failed(w); i++) {
        v = predicate_filter_take(w, step->stages.of[i].where, v, f);
    }
    return v;
}

/* Results that are arrays give their items, except for constructed ones. */
static void flatten_take(struct work *w, struct value **all, struct value *v)
{
    if ((value_flags(v) & VALUE_IS_CONSTRUCTED) != 0) {
        sequence_add_take(w, all, v);
        return;
    }
    sequence_add_all(w, all, v);
    value_release(v);
}

/* The results as one sequence, if they were just one result (taken). */
static struct value *alone_take(struct work *w, struct value *only, bool is_last)
{
    bool is_array = value_type(only) == VALUE_ARRAY;
    if (is_last && is_array && !sequence_is(only)) {
        return only;
    }
    struct value *all = sequence_new();
    if (only != NULL) {
        flatten_take(w, &all, only);
    }
    return all;
}

static struct value *step_all(struct work *w, const struct ready *step,
                              struct value *const *items, size_t count, bool is_last,
                              struct locals *f)
{
    struct value *first = NULL, *all = NULL;
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct value *v = step_value(w, step, items[i], f);
        if (v == NULL || (first == NULL && all == NULL)) {
            first = v == NULL ? first : v;
            continue;
        }
        if (all == NULL) {
            all = sequence_new();
            flatten_take(w, &all, first);
            first = NULL;
        }
        flatten_take(w, &all, v);
    }
    return all != NULL ? all : alone_take(w, first, is_last);
}

static struct value *step_sort(struct work *w, const struct ready *step,
                               struct value *const *items, size_t count, struct locals *f)
{
    struct value *v = order_sort(w, step, items, count, false, f);
    for (size_t i = 0; i < step->stages.count && !work_failed(w); i++) {
        v = predicate_filter_take(w, step->stages.of[i].where, v, f);
    }
    return v;
}

/* Returns false if nothing is left for the steps that follow. */
static bool take_step(struct trail *t, const struct ready *step, bool is_last)
{
    struct value *const *items = t->is_list ? value_items(t->now) : &t->now;
    size_t count = t->is_list ? value_count(t->now) : 1;
    t->has_tuples = t->has_tuples || step->tuple.is_one;
    if (t->has_tuples) {
        t->tuples = tuple_step(t->w, t->n, step, t->tuples, items, count, t->locals);
        return !work_failed(t->w);
    }
    struct value *all = step->is_sort ? step_sort(t->w, step, items, count, t->locals)
                                      : step_all(t->w, step, items, count, is_last, t->locals);
    advance_take(t, all, true);
    return !work_failed(t->w) && value_count(all) > 0;
}

/* An array that is written as the first step is made once, whatever the input is. What it
 * yields is walked through if it is an array. */
static bool take_constructed(struct trail *t, const struct ready *step)
{
    struct value *context = t->now;
    if (!t->is_list) {
        context = sequence_new();
        sequence_add_take(t->w, &context, value_share(t->now));
    }
    bool is_tuple = step->tuple.is_one;
    struct locals *f = is_tuple ? locals_new(t->w, t->locals, t->n->opens) : t->locals;
    struct value *v = ready_eval(t->w, step, context, f);
    if (is_tuple) {
        locals_release(f);
    }
    if (!t->is_list) {
        value_release(context);
    }
    if (value_type(v) != VALUE_ARRAY) {
        value_release(v);
        v = NULL;
    }
    /* Nothing of it is bound, even if it binds names; the steps behind it have tuples then. */
    t->has_tuples = is_tuple;
    if (step->tuple.focus != READY_NOWHERE) {
        value_release(v);
        return !work_failed(t->w);
    }
    advance_take(t, v, true);
    return v != NULL && (t->has_tuples ? !work_failed(t->w) : value_count(v) > 0);
}

static void take_steps(struct trail *t, size_t at)
{
    const struct ready *n = t->n;
    for (; at < n->count && !work_failed(t->w); at++) {
        bool goes_on = at == 0 && n->begins_constructed
                           ? take_constructed(t, n->of[0])
                           : take_step(t, n->of[at], at + 1 == n->count);
        if (!goes_on) {
            break;
        }
    }
}

/* ---- The end ----------------------------------------------------------------------------- */

static struct value *keep_singleton_take(struct work *w, struct value *v)
{
    unsigned flags = value_flags(v);
    if ((flags & VALUE_IS_CONSTRUCTED) != 0 && (flags & VALUE_IS_SEQUENCE) == 0) {
        struct value *outer = sequence_new();
        sequence_add_take(w, &outer, v);
        v = outer;
    }
    if ((value_flags(v) & VALUE_IS_SEQUENCE) != 0) {
        value_mark(v, VALUE_KEEPS_SINGLETON);
    }
    return v;
}

static struct value *group(struct trail *t, struct value *v)
{
    struct value *object = NULL;
    if (t->n->opens > 0) {
        /* Without a tuple, so also where the path ended before the step that makes the first,
         * the group is evaluated in one in which nothing is bound. */
        struct locals *none = locals_new(t->w, t->locals, t->n->opens);
        struct value *const *tuples = t->tuples != NULL ? value_items(t->tuples) : NULL;
        object = group_items(t->w, t->n->group, tuples, value_count(t->tuples), true, none);
        locals_release(none);
    } else if (value_type(v) == VALUE_ARRAY) {
        object =
            group_items(t->w, t->n->group, value_items(v), value_count(v), false, t->locals);
    } else {
        object = group_items(t->w, t->n->group, &v, 1, false, t->locals);
    }
    value_release(v);
    value_release(t->tuples);
    return object;
}

static struct value *finish(struct trail *t)
{
    const struct ready *n = t->n;
    struct value *v = t->now;
    if (t->has_tuples) {
        value_release(v);
        v = NULL;
        if (n->group == NULL && t->tuples != NULL) {
            v = n->yields_tuples ? t->tuples : tuple_items_take(t->w, t->tuples);
        }
    }
    if (work_failed(t->w)) {
        value_release(v);
        if (t->has_tuples && n->group != NULL) {
            value_release(t->tuples);
        }
        return NULL;
    }
    if (n->keeps_singleton) {
        v = keep_singleton_take(t->w, v);
    }
    return n->group != NULL ? group(t, v) : v;
}

/* ---- Chains of names --------------------------------------------------------------------- */

/* Where a chain of names begins: borrowed in *ret_value, or owned in *ret_owned as well.
 * Returns how many steps that were. */
static size_t begin(struct work *w, const struct ready *n, struct value *input,
                    struct locals *f, struct value **ret_value, struct value **ret_owned)
{
    *ret_owned = NULL;
    *ret_value = input;
    if (!n->is_absolute) {
        return 0;
    }
    if (n->states != STATES_NO_MEMBER &&
        states_look(w, (enum states_member)n->states, ret_value)) {
        return 2;
    }
    *ret_value = *ret_owned = ready_eval(w, n->of[0], input, f);
    return 1;
}

/* A sequence in an object stands for its one item, or for nothing. */
static struct value *settled(struct value *v)
{
    bool is_sequence =
        (value_flags(v) & (VALUE_IS_SEQUENCE | VALUE_KEEPS_SINGLETON)) == VALUE_IS_SEQUENCE;
    return !is_sequence || value_count(v) > 1 ? v
           : value_count(v) == 0              ? NULL
                                              : value_item(v, 0);
}

/* Follows names as long as they lead from object to object. Returns at which step it has
 * stopped; *at is what that step is given, borrowed; NULL if there is nothing. */
static size_t follow(const struct ready *n, size_t step, struct value **at)
{
    while (step < n->names && value_type(*at) == VALUE_OBJECT) {
        const struct value_place place = { .key = n->of[step]->key };
        *at = settled(value_find(*at, &place, 1));
        step++;
    }
    return step;
}

static bool is_plain_end(const struct ready *n, const struct value *v)
{
    return (value_flags(v) & VALUE_IS_SEQUENCE) == 0 && !n->keeps_singleton && n->group == NULL;
}

static struct value *general(struct work *w, const struct ready *n, struct value *start,
                             size_t step, bool is_list, struct locals *f)
{
    struct trail t = { .w = w, .n = n, .locals = f, .now = start, .is_list = is_list };
    take_steps(&t, step);
    return finish(&t);
}

/* What a chain of names has led to at step `done` (taken): the result if all steps are done. */
static struct value *go_on(struct work *w, const struct ready *n, struct value *v, size_t done,
                           bool is_input, struct locals *f)
{
    bool is_array = value_type(v) == VALUE_ARRAY;
    if (done == n->count && is_plain_end(n, v)) {
        return v;
    }
    if (n->group == NULL && (v == NULL || (!is_array && done < n->names))) {
        value_release(v);
        return NULL;
    }
    if (done == n->count || v == NULL) { /* nothing takes no further steps */
        struct trail t = { .w = w, .n = n, .locals = f, .now = alone_take(w, v, true) };
        return finish(&t);
    }
    bool is_list = is_array && (is_input || (value_flags(v) & VALUE_IS_CONSTRUCTED) == 0);
    return general(w, n, v, done, is_list, f);
}

struct value *trail_run(struct work *w, const struct ready *n, struct value *input,
                        struct locals *f)
{
    struct value *at, *owned;
    if (w->depth >= w->most_depth) {
        return ready_stop(w);
    }
    if (n->names == 0) {
        bool is_list = value_type(input) == VALUE_ARRAY && !n->is_absolute;
        return general(w, n, value_share(input), 0, is_list, f);
    }
    size_t begun = begin(w, n, input, f, &at, &owned);
    if (work_failed(w)) {
        value_release(owned);
        return NULL;
    }
    size_t done = follow(n, begun, &at);
    struct value *v = value_share(at);
    value_release(owned);
    return go_on(w, n, v, done, done == 0, f);
}

/* The name in each item of an array, which may be one itself. */
static struct value *name_in_all(struct work *w, const struct ready *n, struct value *array)
{
    struct value *first = NULL, *all = NULL;
    size_t count = value_count(array);
    work_may_go(w, count);
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct value *v = lookup_key(w, n->key, value_item(array, i));
        if (v == NULL || (first == NULL && all == NULL)) {
            first = v == NULL ? first : v;
            continue;
        }
        if (all == NULL) {
            all = sequence_new();
            flatten_take(w, &all, first);
            first = NULL;
        }
        flatten_take(w, &all, v);
    }
    return all != NULL ? all : alone_take(w, first, true);
}

struct value *trail_name(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    (void)f;
    if (w->depth >= w->most_depth) {
        return ready_stop(w);
    }
    if (value_type(input) == VALUE_ARRAY) {
        return name_in_all(w, n, input);
    }
    const struct value_place place = { .key = n->key };
    return value_share(value_find(input, &place, 1));
}
