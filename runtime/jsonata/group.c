#include "runtime/jsonata/group.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/jsonata/basic.h"

/* The items of one key. */
struct member {
    struct key *key;    /* owned */
    struct value *data; /* one item, or an array of them; owned */
    size_t pair;        /* which pair made the key */
};

struct grouping {
    struct work *w;
    const struct ready *group;
    struct locals *locals;
    struct value *const *items;
    size_t count;
    bool are_tuples;
    struct member *members; /* owned */
    size_t used, room;
    struct value *index; /* the key's place in `members`, once there are many; owned */
};

#define INDEX_FROM 16

/* ---- Which items belong to which key ------------------------------------------------------
 */

static void index_member(struct grouping *g, size_t at)
{
    value_set_key_take(&g->index, g->members[at].key, value_int((int64_t)at));
}

static struct member *find(struct grouping *g, struct key *key)
{
    int64_t at = 0;
    if (g->used <= INDEX_FROM) {
        for (size_t i = 0; i < g->used; i++) {
            if (value_key_equal(g->members[i].key, key)) {
                return &g->members[i];
            }
        }
        return NULL;
    }
    if (g->index == NULL) {
        g->index = value_object();
        for (size_t i = 0; i < g->used; i++) {
            index_member(g, i);
        }
    }
    const struct value_place place = { .key = key };
    return value_is_int(value_find(g->index, &place, 1), &at) ? &g->members[at] : NULL;
}

static void add_item(struct grouping *g, struct member *m, struct value *item)
{
    m->data = sequence_append_take(g->w, m->data, item);
}

/* `key` is taken. */
static void add(struct grouping *g, struct key *key, size_t pair, struct value *item)
{
    struct member *m = find(g, key);
    if (m == NULL) {
        g->members = memory_grow(g->members, g->used, &g->room, sizeof *g->members);
        g->members[g->used++] = (struct member){ key, value_share(item), pair };
        if (g->index != NULL) {
            index_member(g, g->used - 1);
        }
        return;
    }
    value_key_release(key);
    if (m->pair != pair) {
        struct value *text = value_text(value_key_text(m->key));
        work_fail(g->w, CODE_D1009, text);
        work_blame(g->w, g->group->e, NULL);
        value_release(text);
        return;
    }
    add_item(g, m, item);
}

static void fail_key(struct grouping *g, struct value *key)
{
    work_fail(g->w, CODE_T1003, key);
    work_blame(g->w, g->group->e, NULL);
}

/* Undefined makes no key. */
static void add_for(struct grouping *g, struct value *key, size_t pair, struct value *item)
{
    if (key == NULL || work_failed(g->w)) {
        return;
    }
    bool is_key = value_type(key) == VALUE_STRING &&
                  memchr(value_string(key), '\0', value_string_size(key)) == NULL;
    if (is_key) {
        add(g, value_key(value_string(key)), pair, item);
    } else {
        fail_key(g, key);
    }
}

static void add_all(struct grouping *g)
{
    for (size_t i = 0; i < g->count && !work_failed(g->w); i++) {
        struct value *item = g->items[i];
        struct locals *l = g->are_tuples ? locals_of_tuple(item) : NULL;
        struct value *context = l != NULL ? l->slots[0] : item;
        for (size_t pair = 0; 2 * pair < g->group->count && !work_failed(g->w); pair++) {
            struct value *key =
                ready_eval(g->w, g->group->of[2 * pair], context, l != NULL ? l : g->locals);
            add_for(g, key, pair, item);
            value_release(key);
        }
    }
}

/* ---- The values -------------------------------------------------------------------------- */

/* Of several tuples one, in which each name has the values of all of them: new. */
static struct locals *reduce(struct grouping *g, struct value *data)
{
    if (value_type(data) != VALUE_ARRAY) {
        return locals_share(locals_of_tuple(data));
    }
    struct locals *first = locals_of_tuple(value_item(data, 0));
    struct locals *all = locals_new(g->w, first->up, first->count);
    for (size_t i = 0; i < value_count(data); i++) {
        struct locals *next = locals_of_tuple(value_item(data, i));
        for (uint32_t at = 0; at < first->count && !work_failed(g->w); at++) {
            struct value *v = next->slots[at];
            if (all->slots[at] == LOCALS_EMPTY) {
                locals_bind_take(all, at, value_share(v));
            } else if (v != LOCALS_EMPTY) {
                all->slots[at] = sequence_append_take(g->w, all->slots[at], v);
            }
        }
    }
    return all;
}

static struct value *value_of(struct grouping *g, const struct member *m)
{
    const struct ready *e = g->group->of[2 * m->pair + 1];
    if (!g->are_tuples) {
        return ready_eval(g->w, e, m->data, g->locals);
    }
    struct locals *l = reduce(g, m->data);
    struct value *v = work_failed(g->w) ? NULL : ready_eval(g->w, e, l->slots[0], l);
    locals_release(l);
    return v;
}

/* The object (taken), or NULL if the evaluation has failed. */
static struct value *fitting_take(struct work *w, struct value *object)
{
    sequence_fits(w, object);
    if (work_failed(w)) {
        value_release(object);
        object = NULL;
    }
    return object;
}

static struct value *object_of(struct grouping *g)
{
    struct value *object = value_object_for(g->used);
    for (size_t i = 0; i < g->used && !work_failed(g->w); i++) {
        struct value *v = value_of(g, &g->members[i]);
        if (v != NULL && !work_failed(g->w)) {
            value_add_take(object, g->members[i].key, v);
        } else {
            value_release(v);
        }
    }
    return fitting_take(g->w, object);
}

struct value *group_items(struct work *w, const struct ready *group, struct value *const *items,
                          size_t count, bool are_tuples, struct locals *f)
{
    struct value *const nothing[] = { NULL };
    struct grouping g = { .w = w,
                          .group = group,
                          .locals = f,
                          .items = count == 0 ? nothing : items,
                          .count = count == 0 ? 1 : count,
                          .are_tuples = are_tuples && count > 0 };
    add_all(&g);
    struct value *object = work_failed(w) ? NULL : object_of(&g);
    for (size_t i = 0; i < g.used; i++) {
        value_key_release(g.members[i].key);
        value_release(g.members[i].data);
    }
    memory_release(g.members);
    value_release(g.index);
    return object;
}

/* ---- Objects ----------------------------------------------------------------------------- */

/* Keys that are constants, and differ, need no groups: all items are in each. */
static struct value *with_constant_keys(struct work *w, const struct ready *n,
                                        struct value *context, struct locals *f)
{
    size_t count = n->count / 2;
    struct value *object = value_object_for(count);
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        struct value *v = ready_eval(w, n->of[2 * i + 1], context, f);
        if (v != NULL && !work_failed(w)) {
            value_add_take(object, n->keys[i], v);
        } else {
            value_release(v);
        }
    }
    return fitting_take(w, object);
}

/* What all items of an array are as the context of one group: new. */
static struct value *context_of(struct work *w, struct value *array)
{
    size_t count = value_count(array);
    struct value *context = count == 0 ? NULL : value_share(value_item(array, 0));
    for (size_t i = 1; i < count && !work_failed(w); i++) {
        context = sequence_append_take(w, context, value_item(array, i));
    }
    return context;
}

static struct value *object_for(struct work *w, const struct ready *n, struct value *input,
                                struct locals *f)
{
    bool is_array = value_type(input) == VALUE_ARRAY;
    if (n->opens > 0 && (value_flags(input) & VALUE_HAS_TUPLES) == 0) {
        return value_object(); /* it needs tuples, and there are none */
    }
    if (n->keys == NULL || (value_flags(input) & VALUE_HAS_TUPLES) != 0) {
        bool are_tuples = (value_flags(input) & VALUE_HAS_TUPLES) != 0;
        return is_array
                   ? group_items(w, n, value_items(input), value_count(input), are_tuples, f)
                   : group_items(w, n, &input, 1, false, f);
    }
    if (!is_array) {
        return with_constant_keys(w, n, input, f);
    }
    struct value *context = context_of(w, input);
    struct value *object = work_failed(w) ? NULL : with_constant_keys(w, n, context, f);
    value_release(context);
    return object;
}

struct value *group_object(struct work *w, const struct ready *n, struct value *input,
                           struct locals *f)
{
    return object_for(w, n, input, f);
}

struct value *group_run(struct work *w, const struct ready *n, struct value *input,
                        struct locals *f)
{
    struct value *items = n->of[0]->run(w, n->of[0], input, f), *object = NULL;
    if (!work_failed(w)) {
        object = object_for(w, n->group, items, f);
    }
    value_release(items);
    return object;
}
