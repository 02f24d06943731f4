#include "runtime/words/transform.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/eval/accept.h"
#include "runtime/eval/function.h"
#include "runtime/eval/locals.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/*
 * JSONata changes the objects that the pattern has found where they are, in a copy of the
 * whole. Values here are never changed while others see them. So each object of the copy that
 * was found gets an identity: which value it is now. All values that it once was are kept and
 * lead to it; at the end the whole is made anew, with each identity's last value in its place.
 */
struct identity {
    struct value *now; /* owned */
    bool is_open;      /* it is being made anew: a value that contains itself ends there */
};

struct alias {
    const struct value *was; /* owned, so that its address is nobody else's; NULL: free */
    size_t identity;
};

struct changes {
    struct work *w;
    struct identity *identities; /* owned */
    size_t count, room;
    struct alias *aliases; /* by address; owned */
    size_t alias_count, alias_room;
};

/* ---- Identities -------------------------------------------------------------------------- */

static size_t place_of(const struct alias *aliases, size_t room, const struct value *v)
{
    size_t at = ((uintptr_t)v >> 3) * 0x9e3779b1u;
    while (aliases[at & (room - 1)].was != NULL && aliases[at & (room - 1)].was != v) {
        at++;
    }
    return at & (room - 1);
}

static void grow(struct changes *c)
{
    size_t room = c->alias_room == 0 ? 64 : c->alias_room * 2;
    struct alias *larger = memory_zero(room * sizeof *larger);
    for (size_t i = 0; i < c->alias_room; i++) {
        if (c->aliases[i].was != NULL) {
            larger[place_of(larger, room, c->aliases[i].was)] = c->aliases[i];
        }
    }
    memory_release(c->aliases);
    c->aliases = larger;
    c->alias_room = room;
}

static struct identity *identity_of(const struct changes *c, const struct value *v)
{
    if (c->alias_room == 0) {
        return NULL;
    }
    const struct alias *a = &c->aliases[place_of(c->aliases, c->alias_room, v)];
    return a->was == NULL ? NULL : &c->identities[a->identity];
}

static void add_alias(struct changes *c, struct value *v, size_t identity)
{
    if (2 * (c->alias_count + 1) > c->alias_room) {
        grow(c);
    }
    struct alias *a = &c->aliases[place_of(c->aliases, c->alias_room, v)];
    if (a->was == NULL) {
        c->alias_count++;
        *a = (struct alias){ value_share(v), identity };
    }
}

static void become(struct changes *c, size_t identity, struct value *now)
{
    add_alias(c, now, identity);
    value_release(c->identities[identity].now);
    c->identities[identity].now = now;
}

/* The identity of an object that was found. */
static size_t found(struct changes *c, struct value *v)
{
    struct identity *i = identity_of(c, v);
    if (i != NULL) {
        return (size_t)(i - c->identities);
    }
    c->identities = memory_grow(c->identities, c->count, &c->room, sizeof *c->identities);
    c->identities[c->count] = (struct identity){ .now = value_share(v) };
    add_alias(c, v, c->count);
    return c->count++;
}

static void end_changes(struct changes *c)
{
    for (size_t i = 0; i < c->count; i++) {
        value_release(c->identities[i].now);
    }
    for (size_t i = 0; i < c->alias_room; i++) {
        value_release((struct value *)(uintptr_t)c->aliases[i].was);
    }
    memory_release(c->identities);
    memory_release(c->aliases);
}

/* ---- Values made anew -------------------------------------------------------------------- */

typedef struct value *renew_child(struct changes *c, struct value *v);

/* A container with each child put through `child`; itself, if none of them has changed and it
 * need not be new. */
static struct value *renewed(struct changes *c, struct value *v, renew_child *child,
                             bool must_be_new)
{
    bool is_array = value_type(v) == VALUE_ARRAY, is_changed = must_be_new;
    struct value *copy = is_array ? value_array(value_count(v)) : value_object();
    work_may_make(c->w, 16 * value_count(v));
    for (size_t i = 0; is_array && i < value_count(v) && !work_failed(c->w); i++) {
        struct value *new = child(c, value_item(v, i));
        is_changed = is_changed || new != value_item(v, i);
        value_append_take(&copy, new);
    }
    for (struct value_walk m = value_walk(v); value_step(&m) && !work_failed(c->w);) {
        struct value *new = child(c, m.value);
        is_changed = is_changed || new != m.value;
        value_set_take(&copy, m.key, new);
    }
    if (!is_changed) {
        value_release(copy);
        return value_share(v);
    }
    return copy;
}

static bool is_container(const struct value *v)
{
    return value_type(v) == VALUE_ARRAY || value_type(v) == VALUE_OBJECT;
}

/* A copy in which each container is there once. Functions become texts, as in JSON. */
static struct value *clone(struct changes *c, struct value *v)
{
    if (apply_is_function(v)) {
        return value_text("");
    }
    return is_container(v) ? renewed(c, v, clone, true) : value_share(v);
}

/* The value as it is now. */
static struct value *current(struct changes *c, struct value *v)
{
    if (!is_container(v)) {
        return value_share(v);
    }
    struct identity *i = identity_of(c, v);
    if (i == NULL) {
        return renewed(c, v, current, false);
    }
    if (i->is_open) {
        return value_share(v);
    }
    size_t at = (size_t)(i - c->identities);
    i->is_open = true;
    struct value *new = renewed(c, i->now, current, false);
    c->identities[at].is_open = false;
    return new;
}

/* ---- The transform ----------------------------------------------------------------------- */

/* Returns false if the evaluation has failed. `now` is the caller's own. */
static bool update(struct work *w, const struct ready *n, struct value **now, struct locals *f)
{
    struct value *changes = ready_eval(w, n->of[1], *now, f);
    if (changes != NULL && value_type(changes) != VALUE_OBJECT) {
        work_fail(w, CODE_T2011, changes);
        work_blame(w, n->of[1]->e, NULL);
    }
    if (!work_failed(w) && value_type(*now) == VALUE_OBJECT) {
        for (struct value_walk m = value_walk(changes); value_step(&m);) {
            value_set_take(now, m.key, value_share(m.value));
        }
        work_may_make(w, 16 * value_count(changes));
        sequence_fits(w, *now);
    }
    value_release(changes);
    return !work_failed(w);
}

static bool is_named(const struct value *names, const char *key)
{
    bool is_array = value_type(names) == VALUE_ARRAY;
    for (size_t i = 0; i < (is_array ? value_count(names) : 1); i++) {
        const struct value *name = is_array ? value_item(names, i) : names;
        if (strcmp(value_string(name), key) == 0) {
            return true;
        }
    }
    return false;
}

static bool are_names(const struct value *v)
{
    bool is_array = value_type(v) == VALUE_ARRAY;
    for (size_t i = 0; i < (is_array ? value_count(v) : 1); i++) {
        if (value_type(is_array ? value_item(v, i) : v) != VALUE_STRING) {
            return false;
        }
    }
    return true;
}

static struct value *without(struct value *object, const struct value *names)
{
    struct value *rest = value_object();
    for (struct value_walk m = value_walk(object); value_step(&m);) {
        if (!is_named(names, m.key)) {
            value_set_take(&rest, m.key, value_share(m.value));
        }
    }
    return rest;
}

static bool delete (struct work *w, const struct ready *n, struct value **now, struct locals *f)
{
    struct value *names = n->count < 3 ? NULL : ready_eval(w, n->of[2], *now, f);
    if (names != NULL && !are_names(names)) {
        work_fail(w, CODE_T2012, names);
        work_blame(w, n->of[2]->e, NULL);
    } else if (names != NULL && value_type(*now) == VALUE_OBJECT &&
               work_may_go(w, value_count(*now) * (1 + value_count(names)))) {
        struct value *rest = without(*now, names);
        value_release(*now);
        *now = rest;
    }
    value_release(names);
    return !work_failed(w);
}

static void change(struct changes *c, const struct ready *n, struct value *match,
                   struct locals *f)
{
    struct value *now = current(c, match);
    if (value_type(match) != VALUE_OBJECT) {
        update(c->w, n, &now, f);
        value_release(now);
        return;
    }
    size_t identity = found(c, match);
    if (update(c->w, n, &now, f) && delete (c->w, n, &now, f)) {
        become(c, identity, now);
    } else {
        value_release(now);
    }
}

static struct value *transformed(struct work *w, const struct ready *n, struct value *object,
                                 struct locals *f)
{
    struct changes c = { .w = w };
    struct value *copy = clone(&c, object), *result = NULL;
    struct value *matches = work_failed(w) ? NULL : ready_eval(w, n->of[0], copy, f);
    bool is_array = value_type(matches) == VALUE_ARRAY;
    size_t count = matches == NULL ? 0 : is_array ? value_count(matches) : 1;
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        change(&c, n, is_array ? value_item(matches, i) : matches, f);
    }
    if (!work_failed(w)) {
        result = current(&c, copy);
    }
    value_release(matches);
    value_release(copy);
    end_changes(&c);
    return result;
}

static struct value *call_transform(struct work *w, const struct function *f, size_t count,
                                    struct value *const *args, struct value *context)
{
    struct accepted a;
    struct value *result = NULL;
    struct locals *l = locals_share(f->captured);
    if (accept_arguments(w, f->node->accept, count, args, context, 1, &a)) {
        result = a.args[0] == NULL ? NULL : transformed(w, f->node, a.args[0], l);
        accept_end(&a);
    }
    locals_release(l);
    return result;
}

struct value *transform_run(struct work *w, const struct ready *n, struct value *input,
                            struct locals *f)
{
    (void)w;
    (void)input;
    return function_new_take((struct function){
        .call = call_transform, .arity = 1, .node = n, .captured = locals_share(f) });
}
