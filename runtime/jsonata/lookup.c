#include "runtime/jsonata/lookup.h"

#include "runtime/eval/sequence.h"
#include "runtime/jsonata/basic.h"

/* ---- A name ------------------------------------------------------------------------------ */

static bool collect(struct work *w, struct key *key, struct value *array, struct value **all)
{
    size_t count = value_count(array);
    if (!work_may_go(w, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_item(array, i);
        if (value_type(item) == VALUE_ARRAY) {
            if (!collect(w, key, item, all)) {
                return false;
            }
            continue;
        }
        const struct value_place place = { .key = key };
        if (!sequence_add_all(w, all, value_find(item, &place, 1))) {
            return false;
        }
    }
    return true;
}

struct value *lookup_key(struct work *w, struct key *key, struct value *input)
{
    if (value_type(input) != VALUE_ARRAY) {
        const struct value_place place = { .key = key };
        return sequence_value_take(value_share(value_find(input, &place, 1)));
    }
    struct value *all = sequence_new();
    collect(w, key, input, &all);
    return sequence_value_take(all);
}

struct value *lookup_name(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    (void)f;
    return lookup_key(w, n->key, input);
}

/* ---- * ----------------------------------------------------------------------------------- */

/* All that is in an array, at any depth, in its order. */
static bool flatten(struct work *w, struct value *v, struct value **all)
{
    if (value_type(v) != VALUE_ARRAY) {
        return sequence_add_take(w, all, value_share(v));
    }
    for (size_t i = 0; i < value_count(v); i++) {
        if (!flatten(w, value_item(v, i), all)) {
            return false;
        }
    }
    return work_may_go(w, value_count(v));
}

/* Once an array was put in, what comes out is no sequence any more. */
static bool put_wild(struct work *w, struct value *v, struct value **all)
{
    if (value_type(v) == VALUE_ARRAY) {
        value_unmark(*all, VALUE_IS_SEQUENCE);
    }
    return flatten(w, v, all);
}

struct value *lookup_wild(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    (void)n;
    (void)f;
    input = basic_unwrapped(input);
    struct value *all = sequence_new();
    if (value_type(input) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(input); i++) {
            if (!put_wild(w, value_item(input, i), &all)) {
                break;
            }
        }
    }
    for (struct value_walk m = value_walk(input); value_step(&m);) {
        if (!put_wild(w, m.value, &all)) {
            break;
        }
    }
    return all;
}

/* ---- ** ---------------------------------------------------------------------------------- */

static bool descend(struct work *w, struct value *v, struct value **all)
{
    if (value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            if (!descend(w, value_item(v, i), all)) {
                return false;
            }
        }
        return work_may_go(w, 1);
    }
    if (!sequence_add_take(w, all, value_share(v))) {
        return false;
    }
    for (struct value_walk m = value_walk(v); value_step(&m);) {
        if (!descend(w, m.value, all)) {
            return false;
        }
    }
    return work_may_go(w, 1);
}

struct value *lookup_deep(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    (void)n;
    (void)f;
    struct value *all = sequence_new();
    if (input != NULL) {
        descend(w, input, &all);
    }
    return all;
}
