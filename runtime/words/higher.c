/* higher.c - functions that take functions: $map, $filter, $single, $reduce, $sift, $each. */
#include "asl/tree.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

static struct value *apply_at(struct work *w, struct value *const *args, size_t index)
{
    return apply_to_item(w, args[1], value_item(args[0], index), value_int((int64_t)index),
                         args[0]);
}

/* Whether the function says yes to an item. */
static bool holds_at(struct work *w, struct value *const *args, size_t index)
{
    struct value *result = apply_at(w, args, index);
    bool holds = !work_failed(w) && cast_truth(w, result);
    value_release(result);
    return holds;
}

/* A sequence (taken) as a result, unless the evaluation has failed. */
static struct value *finish(struct work *w, struct value *sequence)
{
    if (work_failed(w)) {
        value_release(sequence);
        return NULL;
    }
    return sequence;
}

static struct value *map(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_count(args[0]);
    if (args[0] == NULL) {
        return NULL;
    }
    struct value *mapped = sequence_new();
    for (size_t i = 0; i < items; i++) {
        if (!sequence_add_take(w, &mapped, apply_at(w, args, i))) {
            break;
        }
    }
    return finish(w, mapped);
}

static struct value *filter(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_count(args[0]);
    if (args[0] == NULL) {
        return NULL;
    }
    struct value *kept = sequence_new();
    for (size_t i = 0; i < items && !work_failed(w); i++) {
        if (holds_at(w, args, i)) {
            sequence_add_take(w, &kept, value_share(value_item(args[0], i)));
        }
    }
    return finish(w, kept);
}

/* Without a function every item matches. */
static struct value *single(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_count(args[0]);
    struct value *found = NULL;
    bool is_found = false;
    if (args[0] == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < items && !work_failed(w); i++) {
        if (args[1] != NULL && !holds_at(w, args, i)) {
            continue;
        }
        if (is_found) {
            return work_fail(w, CODE_D3138, NULL);
        }
        found = value_item(args[0], i);
        is_found = true;
    }
    if (work_failed(w)) {
        return NULL;
    }
    return is_found ? value_share(found) : work_fail(w, CODE_D3139, NULL);
}

/* The result so far is taken. */
static struct value *reduce_at(struct work *w, struct value *const *args, size_t arity,
                               struct value *result, size_t index)
{
    struct value *position = value_int((int64_t)index);
    struct value *given[] = { result, value_item(args[0], index), position, args[0] };
    struct value *next = apply(w, args[1], arity < 4 ? arity : 4, given);
    value_release(position);
    value_release(result);
    return next;
}

static struct value *reduce(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    size_t items = value_count(args[0]), index = 0;
    if (args[0] == NULL) {
        return NULL;
    }
    size_t arity = args[1] != NULL ? apply_arity(args[1]) : 0;
    if (arity < 2) {
        return work_fail(w, CODE_D3050, NULL);
    }
    struct value *result = value_share(args[2]);
    if (result == NULL && items > 0) {
        result = value_share(value_item(args[0], index++));
    }
    for (; index < items && !work_failed(w); index++) {
        result = reduce_at(w, args, arity, result, index);
    }
    return finish(w, result);
}

static struct value *apply_to_member(struct work *w, struct value *const *args,
                                     const struct value_walk *m)
{
    return apply_to_item(w, args[1], m->value, value_text(m->key), args[0]);
}

static struct value *sift(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    struct value *kept = value_object();
    for (struct value_walk m = value_walk(args[0]); !work_failed(w) && value_step(&m);) {
        struct value *result = apply_to_member(w, args, &m);
        if (!work_failed(w) && cast_truth(w, result)) {
            value_set_take(&kept, m.key, value_share(m.value));
        }
        value_release(result);
    }
    if (work_failed(w) || value_count(kept) == 0) {
        value_release(kept);
        return NULL;
    }
    return kept;
}

static struct value *each(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct value *results = sequence_new();
    if (args[0] == NULL) {
        return results;
    }
    for (struct value_walk m = value_walk(args[0]); value_step(&m);) {
        if (!sequence_add_take(w, &results, apply_to_member(w, args, &m))) {
            break;
        }
    }
    return finish(w, results);
}

const struct jna_word jna_map = { .name = "map", .signature = "<af>", .call = map };
const struct jna_word jna_filter = { .name = "filter", .signature = "<af>", .call = filter };
const struct jna_word jna_single = { .name = "single", .signature = "<af?>", .call = single };
const struct jna_word jna_reduce = { .name = "reduce",
                                     .signature = "<afj?:j>",
                                     .call = reduce };
const struct jna_word jna_sift = { .name = "sift", .signature = "<o-f?:o>", .call = sift };
const struct jna_word jna_each = { .name = "each", .signature = "<o-f:a>", .call = each };
