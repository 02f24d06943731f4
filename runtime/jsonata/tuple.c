#include "runtime/jsonata/tuple.h"

#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/jsonata/order.h"
#include "runtime/jsonata/predicate.h"

static struct value *new_stream(void)
{
    struct value *tuples = sequence_new();
    value_mark(tuples, VALUE_HAS_TUPLES);
    return tuples;
}

/* A tuple of the path about an item, with nothing bound: new. */
static struct locals *tuple_of(struct work *w, const struct ready *n, struct value *item,
                               struct locals *f)
{
    struct locals *l = locals_new(w, f, n->opens);
    locals_bind_take(l, 0, value_share(item));
    return l;
}

static struct locals *copy_of(struct work *w, const struct locals *tuple)
{
    struct locals *copy = locals_new(w, tuple->up, tuple->count);
    for (uint32_t i = 0; i < tuple->count; i++) {
        copy->slots[i] = value_share(tuple->slots[i]);
    }
    return copy;
}

static struct value *stream_of(struct work *w, const struct ready *n,
                               struct value *const *items, size_t count, struct locals *f)
{
    struct value *tuples = new_stream();
    for (size_t i = 0; i < count; i++) {
        sequence_add_take(w, &tuples, locals_tuple_take(tuple_of(w, n, items[i], f)));
    }
    return tuples;
}

static void bind(struct locals *l, unsigned at, struct value *v)
{
    if (at != READY_NOWHERE) {
        locals_bind_take(l, at, value_share(v));
    }
}

/* What an inner path has bound goes into the outer path's tuple. */
static void merge(const struct ready_tuple *t, struct locals *to, const struct locals *from)
{
    for (size_t i = 0; i < t->move_count; i++) {
        struct value *v = from->slots[t->moves[i].from];
        if (v != LOCALS_EMPTY) {
            bind(to, t->moves[i].to, v);
        }
    }
}

/* The tuple for the result of a step, which is its `index`th. */
static struct locals *extended(struct work *w, const struct ready_tuple *t,
                               const struct locals *tuple, struct value *result, size_t index)
{
    struct locals *next = copy_of(w, tuple);
    const struct locals *inner = locals_of_tuple(result);
    if (inner != NULL) {
        merge(t, next, inner);
        return next;
    }
    bind(next, t->focus != READY_NOWHERE ? t->focus : 0, result);
    bind(next, t->position, value_int((int64_t)index));
    for (size_t i = 0; i < t->ancestor_count; i++) {
        bind(next, t->ancestors[i], tuple->slots[0]);
    }
    return next;
}

static void extend(struct work *w, const struct ready *step, const struct locals *tuple,
                   struct value *results, struct value **all)
{
    bool is_array = value_type(results) == VALUE_ARRAY;
    size_t count = results == NULL ? 0 : is_array ? value_count(results) : 1;
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct value *result = is_array ? value_item(results, i) : results;
        struct locals *next = extended(w, &step->tuple, tuple, result, i);
        sequence_add_take(w, all, locals_tuple_take(next));
    }
}

static struct value *mapped(struct work *w, const struct ready *step, struct value *tuples)
{
    struct value *all = new_stream();
    for (size_t i = 0; i < value_count(tuples) && !work_failed(w); i++) {
        struct locals *l = locals_of_tuple(value_item(tuples, i));
        struct value *results = ready_eval(w, step, l->slots[0], l);
        extend(w, step, l, results, &all);
        value_release(results);
    }
    return all;
}

static struct value *sorted(struct work *w, const struct ready *n, const struct ready *step,
                            struct value *tuples, struct value *const *items, size_t count,
                            struct locals *f)
{
    if (tuples != NULL) {
        return order_sort(w, step, value_items(tuples), value_count(tuples), true, f);
    }
    struct value *in_order = order_sort(w, step, items, count, false, f);
    struct value *all = stream_of(w, n, value_items(in_order), value_count(in_order), f);
    for (size_t i = 0; i < value_count(all); i++) {
        bind(locals_of_tuple(value_item(all, i)), step->tuple.position, value_int((int64_t)i));
    }
    value_release(in_order);
    return all;
}

/* Of #$i behind a predicate: what is left is counted anew. */
static void number(struct value *tuples, unsigned at)
{
    for (size_t i = 0; i < value_count(tuples); i++) {
        bind(locals_of_tuple(value_item(tuples, i)), at, value_int((int64_t)i));
    }
}

static struct value *staged(struct work *w, const struct ready *step, struct value *tuples,
                            struct locals *f)
{
    for (size_t i = 0; i < step->stages.count && !work_failed(w); i++) {
        const struct ready_stage *stage = &step->stages.of[i];
        if (stage->where == NULL) {
            number(tuples, stage->position);
        } else {
            tuples = predicate_filter_take(w, stage->where, tuples, f);
        }
    }
    return tuples;
}

struct value *tuple_step(struct work *w, const struct ready *n, const struct ready *step,
                         struct value *tuples, struct value *const *items, size_t count,
                         struct locals *f)
{
    struct value *all;
    if (step->is_sort) {
        all = sorted(w, n, step, tuples, items, count, f);
    } else {
        struct value *stream = tuples != NULL ? tuples : stream_of(w, n, items, count, f);
        all = mapped(w, step, stream);
        if (tuples == NULL) {
            value_release(stream);
        }
    }
    value_release(tuples);
    return staged(w, step, all, f);
}

struct value *tuple_items_take(struct work *w, struct value *tuples)
{
    struct value *items = sequence_new();
    for (size_t i = 0; i < value_count(tuples); i++) {
        struct value *item = locals_of_tuple(value_item(tuples, i))->slots[0];
        sequence_add_take(w, &items, value_share(item));
    }
    value_release(tuples);
    return items;
}
