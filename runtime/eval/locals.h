/*
 * locals.h - the values of local names: what a block, a call of a lambda, or a tuple binds.
 *
 * They are counted, since functions keep those that they were made in. A function that is bound
 * to a name in the locals that it keeps is a circle, which no count ends: therefore an
 * evaluation knows all that are there, and locals_end() ends them.
 */
#ifndef EVAL_LOCALS_H
#define EVAL_LOCALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/value/value.h"

struct work;

struct locals {
    uint32_t refs, count;
    struct locals *up;             /* those around; owned, or NULL */
    struct locals *before, *after; /* of all in the evaluation, in no order */
    struct work *work;
    struct value *slots[]; /* owned */
};

/* Nothing was bound yet: another name of the same spelling may be meant, further out. Undefined
 * (NULL) is a value. */
#define LOCALS_EMPTY ((struct value *)(uintptr_t)14)

/* New, and empty; `up` is borrowed. */
struct locals *locals_new(struct work *w, struct locals *up, size_t count);

static inline struct locals *locals_share(struct locals *l)
{
    if (l != NULL) {
        l->refs++;
    }
    return l;
}

/* The last reference is gone. Does not recurse, however long the chain of functions is. */
void locals_free(struct locals *l);

static inline void locals_release(struct locals *l)
{
    if (l != NULL && --l->refs == 0) {
        locals_free(l);
    }
}

static inline void locals_bind_take(struct locals *l, size_t at, struct value *v)
{
    struct value *old = l->slots[at];
    l->slots[at] = v;
    value_release(old);
}

/* Ends all that are left at the end of the evaluation. */
void locals_end(struct work *w);

/* A tuple: locals as a value, whose first slot is what the tuple is about (@). `l` is taken. */
struct value *locals_tuple_take(struct locals *l);

/* Borrowed; NULL of any other value. */
struct locals *locals_of_tuple(const struct value *v);

#endif
