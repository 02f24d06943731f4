/*
 * walk.h - how far a walk through a value has come: one level for each container that is open.
 * Private to runtime/value/.
 *
 * No walk recurses, so none can overflow the C stack, however deep a value nests. The first
 * levels live in the walk itself; a struct walk must not be moved. Nothing here owns a value.
 */
#ifndef VALUE_WALK_H
#define VALUE_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/value/node.h"

enum { WALK_FIRST_LEVELS = 24 };

struct walk_level {
    const struct node_block *block;
    uint32_t at;      /* how many children have been visited */
    const void *twin; /* the container at the same place of another value */
};

struct walk {
    struct walk_level *levels;
    size_t depth; /* containers open */
    size_t room;
    struct walk_level first[WALK_FIRST_LEVELS];
};

static inline void walk_start(struct walk *w)
{
    w->levels = w->first;
    w->depth = 0;
    w->room = WALK_FIRST_LEVELS;
}

static inline void walk_end(struct walk *w)
{
    if (w->levels != w->first) {
        memory_release(w->levels);
    }
}

static inline struct walk_level *walk_top(struct walk *w)
{
    return &w->levels[w->depth - 1];
}

/* Room for more levels. */
void walk_grow(struct walk *w);

/* Open an object or array; `twin` may be NULL. */
static inline void walk_open(struct walk *w, const struct value *container, const void *twin)
{
    if (w->depth == w->room) {
        walk_grow(w);
    }
    w->levels[w->depth++] =
        (struct walk_level){ .block = node_block_of(container), .twin = twin };
}

/* The next child of the innermost container, and its key; NULL for an item. Returns false if it
 * has no more. */
static inline bool walk_next(struct walk *w, const struct key **ret_key,
                             const struct value **ret_child)
{
    struct walk_level *top = walk_top(w);
    if (top->at == top->block->used) {
        return false;
    }
    if (top->block->is_object) {
        const struct node_member *m =
            &((const struct node_object *)top->block)->members[top->at++];
        *ret_key = m->key;
        *ret_child = m->value;
    } else {
        *ret_key = NULL;
        *ret_child = ((const struct node_array *)top->block)->items[top->at++];
    }
    return true;
}

static inline void walk_close(struct walk *w)
{
    w->depth--;
}

#endif
