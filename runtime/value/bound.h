/*
 * bound.h - upper bounds of a value's size as JSON text. Private to runtime/value/.
 *
 * Sums that do not fit become UINT32_MAX: no bound is known then.
 */
#ifndef VALUE_BOUND_H
#define VALUE_BOUND_H

#include <stdint.h>

#include "runtime/base/number.h"
#include "runtime/value/node.h"

static inline uint32_t bound_add(uint32_t a, uint32_t b)
{
    uint32_t sum;
    return __builtin_add_overflow(a, b, &sum) ? UINT32_MAX : sum;
}

/* The most that a text of `size` bytes takes as JSON: each byte escaped, and the quotes. */
static inline uint32_t bound_text(uint32_t size)
{
    return size > UINT32_MAX / 6 - 2 ? UINT32_MAX : size * 6 + 2;
}

static inline uint32_t bound_of_node(const struct node *n)
{
    const struct value *v = (const struct value *)n;
    switch ((enum node_kind)n->kind) {
    case NODE_INT:
    case NODE_DOUBLE: return NUMBER_ROOM;
    case NODE_BIG: return node_text_of(v)->size;
    case NODE_TEXT:
        return n->is_plain ? bound_add(node_text_of(v)->size, 2)
                           : bound_text(node_text_of(v)->size);
    case NODE_OPAQUE: return 4;
    case NODE_ARRAY:
    case NODE_OBJECT: return node_block_of(v)->most;
    }
    return UINT32_MAX;
}

/* A bit of a number is worth 0.301 digits; a digit more, and the sign. */
static inline uint32_t bound_of_word_int(const struct value *v)
{
    uint64_t word = (uint64_t)node_word_int(v);
    uint64_t bits = word >> 63 != 0 ? ~word : word;
    return ((uint32_t)(64 - __builtin_clzll(bits | 1)) * 1233 >> 12) + 2;
}

/* The most bytes that a value takes. */
static inline uint32_t bound_of(const struct value *v)
{
    return node_is(v)            ? bound_of_node(node_of(v))
           : node_is_word_int(v) ? bound_of_word_int(v)
                                 : 5;
}

/* No JSON text of the value is shorter. */
static inline uint32_t bound_least(const struct value *v)
{
    bool is_text = node_has_kind(v, NODE_TEXT);
    return is_text ? bound_add(node_text_of(v)->size, 2) : 1;
}

/* The most that a key takes, with its colon and a comma. */
static inline uint32_t bound_of_key(const struct key *k)
{
    return k->is_plain ? bound_add(k->size, 4) : bound_add(bound_text(k->size), 2);
}

/* The levels of a container that holds this value. */
static inline uint16_t bound_depth_above(const struct value *v)
{
    uint16_t depth = node_is(v) ? node_of(v)->depth : 0;
    return depth == UINT16_MAX ? depth : (uint16_t)(depth + 1);
}

#endif
