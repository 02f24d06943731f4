#include "runtime/jsonata/order.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/eval/cast.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/expr/java.h"

/* What the terms yield for an item; each is evaluated when it is wanted the first time. */
struct row {
    struct value *item;  /* borrowed */
    struct value **keys; /* owned; LOCALS_EMPTY: not yet wanted */
};

struct order {
    struct work *w;
    const struct ready *step;
    struct locals *locals;
    bool are_tuples;
    struct row *rows;
    uint32_t *at, *spare; /* the rows' numbers, in their order */
};

static struct value *key_of(const struct order *o, uint32_t row, size_t term)
{
    struct row *r = &o->rows[row];
    if (r->keys[term] == LOCALS_EMPTY) {
        struct locals *l = o->are_tuples ? locals_of_tuple(r->item) : NULL;
        const struct ready *e = o->step->of[term];
        r->keys[term] = l != NULL ? ready_eval(o->w, e, l->slots[0], l)
                                  : ready_eval(o->w, e, r->item, o->locals);
    }
    return r->keys[term];
}

static bool is_comparable(const struct value *v)
{
    return value_type(v) == VALUE_NUMBER || value_type(v) == VALUE_STRING;
}

static int compare_different(struct order *o, struct value *a, struct value *b)
{
    if (!is_comparable(a) || !is_comparable(b)) {
        work_fail(o->w, CODE_T2008, is_comparable(a) ? b : a);
    } else {
        work_fail_with(o->w, CODE_T2007,
                       &(const struct work_details){ .value = a, .value2 = b });
    }
    work_blame(o->w, o->step->e, NULL);
    return 0;
}

/* Undefined is last, whichever way the term goes: *ret_is_last. */
static int compare(struct order *o, struct value *a, struct value *b, bool *ret_is_last)
{
    if (node_is_word_int(a) && node_is_word_int(b)) {
        return value_compare_numbers(a, b);
    }
    if (a == NULL || b == NULL) {
        *ret_is_last = true;
        return a == b ? 0 : a == NULL ? 1 : -1;
    }
    if (value_type(a) != value_type(b) || !is_comparable(a)) {
        return compare_different(o, a, b);
    }
    if (value_type(a) == VALUE_STRING) {
        return java_compare(value_string(a), value_string_size(a), value_string(b),
                            value_string_size(b));
    }
    double m = cast_double(a), n = cast_double(b);
    return m == n ? 0 : m < n ? -1 : 1;
}

/* Returns true if row b belongs in front of row a. */
static bool goes_behind(struct order *o, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < o->step->count && !work_failed(o->w); i++) {
        struct value *x = key_of(o, a, i);
        struct value *y = work_failed(o->w) ? NULL : key_of(o, b, i);
        if (work_failed(o->w)) {
            return false;
        }
        bool is_last = false;
        int order = compare(o, x, y, &is_last);
        if (order != 0) {
            return o->step->of[i]->is_descending && !is_last ? order < 0 : order > 0;
        }
    }
    return false;
}

static void merge(struct order *o, uint32_t *at, size_t left, size_t count)
{
    size_t i = 0, j = left, n = 0;
    memcpy(o->spare, at, count * sizeof *at);
    while (i < left && j < count && !work_failed(o->w)) {
        at[n++] = goes_behind(o, o->spare[i], o->spare[j]) ? o->spare[j++] : o->spare[i++];
    }
    while (i < left) {
        at[n++] = o->spare[i++];
    }
    while (j < count && n < count) {
        at[n++] = o->spare[j++];
    }
}

/* Recurses once for each halving. */
static void sort(struct order *o, uint32_t *at, size_t count)
{
    if (count < 2 || work_failed(o->w)) {
        return;
    }
    size_t left = count / 2;
    sort(o, at, left);
    sort(o, at + left, count - left);
    merge(o, at, left, count);
}

static void prepare(struct order *o, struct value *const *items, size_t count,
                    struct value **keys)
{
    size_t terms = o->step->count;
    for (size_t i = 0; i < count * terms; i++) {
        keys[i] = LOCALS_EMPTY;
    }
    for (size_t i = 0; i < count; i++) {
        o->rows[i] = (struct row){ items[i], keys + i * terms };
        o->at[i] = (uint32_t)i;
    }
}

static struct value *in_order(const struct order *o, size_t count)
{
    struct value *sorted = value_array(count);
    for (size_t i = 0; i < count && !work_failed(o->w); i++) {
        struct value *item = o->rows[o->at[i]].item;
        value_append_take(&sorted, value_share(item));
    }
    if (o->are_tuples) {
        value_mark(sorted, VALUE_IS_SEQUENCE | VALUE_HAS_TUPLES);
    }
    return sorted;
}

struct value *order_sort(struct work *w, const struct ready *step, struct value *const *items,
                         size_t count, bool are_tuples, struct locals *f)
{
    size_t terms = step->count;
    struct order o = {
        .w = w,
        .step = step,
        .locals = f,
        .are_tuples = are_tuples,
        .rows = memory_array(count, sizeof *o.rows),
        .at = memory_array(count, sizeof *o.at),
        .spare = memory_array(count, sizeof *o.spare),
    };
    struct value **keys = memory_array(count * terms, sizeof *keys);
    prepare(&o, items, count, keys);
    sort(&o, o.at, count);
    struct value *sorted = in_order(&o, count);
    if (count < 2 && !are_tuples) {
        value_mark(sorted, VALUE_IS_SEQUENCE);
    }
    for (size_t i = 0; i < count * terms; i++) {
        value_release(keys[i]);
    }
    memory_release(keys);
    memory_release(o.rows);
    memory_release(o.at);
    memory_release(o.spare);
    return sorted;
}
