/*
 * node.h - how a value lies in its word and in memory. Private to runtime/value/.
 *
 * The word: NULL is absent; an odd number is an integer of 61 bits; NODE_NULL, NODE_FALSE and
 * NODE_TRUE are themselves; anything else is the address of a node.
 */
#ifndef VALUE_NODE_H
#define VALUE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/value/bytes.h"
#include "runtime/value/key.h"
#include "runtime/value/pool.h"

struct value;

enum node_kind {
    NODE_INT, /* one that does not fit into a word */
    NODE_DOUBLE,
    NODE_BIG, /* a number that is kept as its text */
    NODE_TEXT,
    NODE_ARRAY,
    NODE_OBJECT
};

/* What every node begins with. */
struct node {
    union {
        struct {
            uint32_t refs;
            uint8_t kind;     /* enum node_kind */
            uint8_t is_plain; /* of a TEXT: JSON writes it as it is */
            uint16_t depth;   /* levels of containers, at most; UINT16_MAX: any number */
        };
        struct node *next_dead; /* once its last reference is gone */
    };
};

struct node_scalar {
    struct node node;
    union {
        int64_t integer;
        double real;
    };
};

struct node_text { /* TEXT and BIG */
    struct node node;
    uint32_t size;
    char bytes[]; /* a NUL behind */
};

/* A container. */
struct node_block {
    struct node node;
    uint32_t used, room;
    uint32_t most;    /* bytes as JSON text, at most; UINT32_MAX: any number */
    bool is_object;   /* as `kind` says, which a dead node has lost */
    bool is_measured; /* `most` is lower than the sum of the members' bounds, since the text was
                         measured */
};

struct node_array {
    struct node_block block;
    struct value *items[]; /* [room] */
};

struct node_member {
    struct key *key;
    struct value *value;
};

struct node_object {
    struct node_block block;
    uint32_t index_room, index_used;
    uint32_t *index; /* [index_room]: members by their hashes, from 1; NULL if there is none */
    struct node_member members[]; /* [room] */
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

static inline bool node_is_container(const struct value *v)
{
    return node_is(v) && node_of(v)->kind >= NODE_ARRAY;
}

static inline struct node_scalar *node_scalar_of(const struct value *v)
{
    return (struct node_scalar *)node_of(v);
}

static inline struct node_text *node_text_of(const struct value *v)
{
    return (struct node_text *)node_of(v);
}

static inline struct node_block *node_block_of(const struct value *v)
{
    return (struct node_block *)node_of(v);
}

static inline struct node_array *node_array_of(const struct value *v)
{
    return (struct node_array *)node_of(v);
}

static inline struct node_object *node_object_of(const struct value *v)
{
    return (struct node_object *)node_of(v);
}

/* A text that JSON writes as it is, of less than 4 GiB. */
static inline struct value *node_plain_text(const char *bytes, size_t size)
{
    struct node_text *t = (struct node_text *)pool_get(sizeof *t + size + 1);
    t->node = (struct node){ .refs = 1, .kind = NODE_TEXT, .is_plain = true };
    t->size = (uint32_t)size;
    bytes_copy(t->bytes, bytes, size);
    t->bytes[size] = '\0';
    return (struct value *)t;
}

/* What is known of a container that is made at once. */
struct node_bounds {
    uint32_t most;
    uint16_t depth;
};

/* An array or an object of these (taken). Of members without keys an array is made as well. If
 * a key occurs twice, the last one wins, in the place of the first. Without bounds (NULL) they
 * are the sum of those of the values. */
struct value *node_new_array_of(const struct node_member *values, size_t count,
                                const struct node_bounds *bounds);
struct value *node_new_object(struct node_member *members, size_t count,
                              const struct node_bounds *bounds);

/* The container's JSON text was found to have `bytes` bytes: lower its bound to that. */
void node_measured(const struct value *v, size_t bytes);

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
