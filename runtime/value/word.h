/*
 * word.h - what can be told of a value by its word and by what its node begins with. Only
 * value.h and what is below runtime/value/ use it.
 *
 * The word: NULL is absent; an odd number is an integer of 61 bits; NODE_NULL, NODE_FALSE and
 * NODE_TRUE are themselves; anything else is the address of a node.
 */
#ifndef VALUE_WORD_H
#define VALUE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value;

enum node_kind {
    NODE_INT, /* one that does not fit into a word */
    NODE_DOUBLE,
    NODE_BIG, /* a number that is kept as its text */
    NODE_TEXT,
    NODE_OPAQUE, /* what JSON has no word for: a function of JSONata (opaque.h) */
    NODE_ARRAY,
    NODE_OBJECT
};

/* What every node begins with. */
struct node {
    union {
        struct {
            uint32_t refs;
            uint8_t kind; /* enum node_kind */
            union {
                uint8_t is_plain; /* of a TEXT: JSON writes it as it is */
                uint8_t flags;    /* of an ARRAY or an OBJECT: what value_flags() says */
            };
            uint16_t depth; /* levels of containers, at most; UINT16_MAX: any number */
        };
        struct node *next_dead; /* once its last reference is gone */
    };
};

#define NODE_NULL  ((struct value *)(uintptr_t)2)
#define NODE_FALSE ((struct value *)(uintptr_t)6)
#define NODE_TRUE  ((struct value *)(uintptr_t)10)

#define NODE_INT_MAX ((INT64_C(1) << 60) - 1)

static inline bool node_is_word_int(const struct value *v)
{
    return ((uintptr_t)v & 1) != 0;
}

static inline int64_t node_word_int(const struct value *v)
{
    return (int64_t)(intptr_t)v >> 1;
}

/* Returns true if the value has a node. */
static inline bool node_is(const struct value *v)
{
    return v != NULL && ((uintptr_t)v & 3) == 0;
}

static inline struct node *node_of(const struct value *v)
{
    return (struct node *)(uintptr_t)v;
}

static inline bool node_has_kind(const struct value *v, enum node_kind kind)
{
    return node_is(v) && node_of(v)->kind == kind;
}

/* Ends a node whose last reference is gone, and all that is only in it. */
void node_free(struct node *n);

/* As value_share() and value_release(). */
static inline struct value *node_share(struct value *v)
{
    if (node_is(v)) {
        node_of(v)->refs++;
    }
    return v;
}

static inline void node_release(struct value *v)
{
    if (node_is(v) && --node_of(v)->refs == 0) {
        node_free(node_of(v));
    }
}

#endif
