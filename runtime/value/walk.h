/*
 * walk.h - where a walk through a value stands: one level for each container that is open.
 * Private to runtime/value/.
 *
 * No walk recurses, so none can overflow the C stack, however deep a value nests. The first
 * levels live in the walk itself; a struct walk must not be moved. Nothing here owns a value.
 */
#ifndef VALUE_WALK_H
#define VALUE_WALK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/memory.h"

enum { WALK_FIRST_LEVELS = 24 };

struct walk_level {
    const struct lh_entry *member;  /* of an object: the next one */
    const struct array_list *items; /* of an array, else NULL */
    size_t index;                   /* how many children have been visited */
    struct json_object *twin;       /* the container that stands beside in another value */
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

/* Open an object or array; `twin` may be NULL. */
void walk_open(struct walk *w, const struct json_object *container, struct json_object *twin);

/* The next child of the innermost container, and its key or NULL; false: it has no more. */
static inline bool walk_next(struct walk *w, const char **ret_key,
                             struct json_object **ret_child)
{
    struct walk_level *top = walk_top(w);
    if (top->items != NULL) {
        if (top->index >= top->items->length) {
            return false;
        }
        *ret_key = NULL;
        *ret_child = (struct json_object *)top->items->array[top->index++];
        return true;
    }
    if (top->member == NULL) {
        return false;
    }
    *ret_key = (const char *)lh_entry_k(top->member);
    *ret_child = (struct json_object *)lh_entry_v(top->member);
    top->member = lh_entry_next(top->member);
    top->index++;
    return true;
}

static inline void walk_close(struct walk *w)
{
    w->depth--;
}

static inline bool walk_is_container(const struct json_object *v)
{
    enum json_type type = json_object_get_type(v);
    return type == json_type_object || type == json_type_array;
}

#endif
