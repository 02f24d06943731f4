/*
 * node.h - how a value lies in memory. Private to runtime/value/.
 */
#ifndef VALUE_NODE_H
#define VALUE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/value/bytes.h"
#include "runtime/value/key.h"
#include "runtime/base/pool.h"
#include "runtime/value/word.h"

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

/* What the node of a text of `size` bytes takes, without the gap at the end of the struct. */
static inline size_t node_text_bytes(size_t size)
{
    return offsetof(struct node_text, bytes) + size + 1;
}

struct opaque_kind;
struct node_opaque {
    struct node node;
    const struct opaque_kind *kind;
    void *content; /* owned, as `kind` says */
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

/* An object with room for more than NODE_INDEX_FROM members has an index behind them. */
struct node_object {
    struct node_block block;
    struct node_member members[]; /* [room] */
};

#define NODE_INDEX_FROM 24

struct node_index {
    uint32_t room, used;
    uint32_t
        *places; /* [room]: members by their hashes, from 1; owned; NULL before it is used */
};

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

static inline struct node_opaque *node_opaque_of(const struct value *v)
{
    return (struct node_opaque *)node_of(v);
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

/* Returns true if an object with so much room has an index. */
static inline bool node_has_index(size_t room)
{
    return room > NODE_INDEX_FROM;
}

static inline struct node_index *node_index_of(const struct node_object *o)
{
    return (struct node_index *)(uintptr_t)&o->members[o->block.room];
}

/* A text that JSON writes as it is, of less than 4 GiB. */
static inline struct value *node_plain_text(const char *bytes, size_t size)
{
    struct node_text *t = (struct node_text *)pool_get(node_text_bytes(size));
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
 * are the sum of those of the values. All empty ones are the same. */
struct value *node_new_array_of(const struct node_member *values, size_t count,
                                const struct node_bounds *bounds);
struct value *node_new_object(struct node_member *members, size_t count,
                              const struct node_bounds *bounds);

/* The container's JSON text was found to have `bytes` bytes: lower its bound to that. */
void node_measured(const struct value *v, size_t bytes);

#endif
