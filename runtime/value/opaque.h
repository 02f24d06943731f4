/*
 * opaque.h - values that JSON has no word for: the functions and tuples of a JSONata
 * evaluation.
 *
 * They are counted as all values are, and may be items and members while the evaluation lasts.
 * They never leave it: nothing outside can write, compare or measure one. value_type() takes
 * one for absent.
 */
#ifndef VALUE_OPAQUE_H
#define VALUE_OPAQUE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/value/word.h"

struct node_opaque;

/* What a kind of opaque values has in common. Its address tells kinds apart. */
struct opaque_kind {
    void (*release)(void *content); /* ends the content; must not recurse without a bound */
    bool is_true;                   /* it counts as true in a condition */
};

/* A new value that owns `content` (taken). */
struct value *opaque_new(const struct opaque_kind *kind, void *content);

/* The content of an opaque value of that kind, borrowed; NULL of any other value. */
void *opaque_content(const struct value *v, const struct opaque_kind *kind);

static inline bool opaque_is(const struct value *v)
{
    return node_has_kind(v, NODE_OPAQUE);
}

/* Returns true if it is opaque, and counts as true. */
bool opaque_is_true(const struct value *v);

/* For container.c alone: ends the content of a node whose last reference is gone, and returns
 * the node's bytes. */
size_t opaque_end(struct node_opaque *n);

#endif
