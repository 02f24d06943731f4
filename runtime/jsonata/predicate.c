#include "runtime/jsonata/predicate.h"

#include <math.h>

#include "runtime/eval/cast.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/jsonata/basic.h"

static bool is_index(const struct ready *where)
{
    return where->run == basic_constant && value_type(where->constant) == VALUE_NUMBER;
}

/* The index is rounded down, and counts from the end if it is negative. */
static bool leads_to(const struct value *index, size_t count, size_t at)
{
    double i = floor(cast_double(index));
    return (i < 0 ? i + (double)count : i) == (double)at;
}

/* An item that is an array itself comes out as it is. */
static struct value *item_at(struct work *w, const struct value *index,
                             struct value *const *items, size_t count)
{
    double i = floor(cast_double(index));
    i = i < 0 ? i + (double)count : i;
    if (i < 0 || i >= (double)count || items[(size_t)i] == NULL) {
        return sequence_new();
    }
    struct value *item = items[(size_t)i];
    if (value_type(item) == VALUE_ARRAY) {
        return value_share(item);
    }
    struct value *found = sequence_new();
    sequence_add_take(w, &found, value_share(item));
    return found;
}

/* As often as its index is among the numbers. */
static void add_indexed(struct work *w, struct value **found, const struct value *numbers,
                        struct value *item, size_t at, size_t count)
{
    for (size_t i = 0; i < value_count(numbers); i++) {
        if (leads_to(value_item(numbers, i), count, at)) {
            sequence_add_take(w, found, value_share(item));
        }
    }
}

static bool are_numbers(struct work *w, const struct value *v)
{
    if (value_type(v) != VALUE_ARRAY) {
        return false;
    }
    size_t i = 0;
    while (i < value_count(v) && cast_is_numeric(w, value_item(v, i))) {
        i++;
    }
    return i == value_count(v);
}

static void decide(struct work *w, struct value **found, const struct value *result,
                   struct value *item, size_t at, size_t count)
{
    bool wanted = value_is_true(result);
    if (value_type(result) == VALUE_NUMBER && cast_is_numeric(w, result)) {
        wanted = leads_to(result, count, at);
    } else if (are_numbers(w, result)) {
        add_indexed(w, found, result, item, at, count);
        return;
    } else if (!wanted && result != NULL) {
        wanted = cast_truth(w, result);
    }
    if (wanted) {
        sequence_add_take(w, found, value_share(item));
    }
}

static struct value *filtered(struct work *w, const struct ready *where,
                              struct value *const *items, size_t count, bool are_tuples,
                              struct locals *f)
{
    struct value *found = sequence_new();
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct locals *l = are_tuples ? locals_of_tuple(items[i]) : NULL;
        struct value *result = l != NULL ? ready_eval(w, where, l->slots[0], l)
                                         : ready_eval(w, where, items[i], f);
        if (!work_failed(w)) {
            decide(w, &found, result, items[i], i, count);
        }
        value_release(result);
    }
    return found;
}

struct value *predicate_filter_take(struct work *w, const struct ready *where, struct value *v,
                                    struct locals *f)
{
    bool is_array = value_type(v) == VALUE_ARRAY;
    struct value *const *items = is_array ? value_items(v) : &v;
    size_t count = is_array ? value_count(v) : 1;
    unsigned tuples = value_flags(v) & VALUE_HAS_TUPLES;
    struct value *found = is_index(where) ? item_at(w, where->constant, items, count)
                                          : filtered(w, where, items, count, tuples != 0, f);
    if (tuples != 0 && value_is_sole(found)) {
        value_mark(found, tuples);
    }
    value_release(v);
    return found;
}

struct value *predicate_run(struct work *w, const struct ready *n, struct value *input,
                            struct locals *f)
{
    struct value *v = n->bare(w, n, input, f);
    for (size_t i = 0; i < n->where.count && !work_failed(w); i++) {
        v = predicate_filter_take(w, n->where.of[i].where, v, f);
    }
    return v;
}
