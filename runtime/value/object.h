/*
 * object.h - how far a walk through an object of json-c has come: one level for each container
 * that is open. Private to runtime/value/.
 *
 * No walk recurses, so none can overflow the C stack, however deep a value nests. The first
 * levels live in the walk itself; a struct object_walk must not be moved. Nothing here owns a
 * value.
 */
#ifndef VALUE_OBJECT_H
#define VALUE_OBJECT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/memory.h"

enum { OBJECT_FIRST_LEVELS = 24 };

struct object_level {
    const struct lh_entry *member;  /* of an object: the next one */
    const struct array_list *items; /* of an array, else NULL */
    size_t index;                   /* how many children have been visited */
    size_t base;                    /* a number that the walk's user may keep here */
};

struct object_walk {
    struct object_level *levels;
    size_t depth; /* containers open */
    size_t room;
    struct object_level first[OBJECT_FIRST_LEVELS];
};

static inline void object_start(struct object_walk *w)
{
    w->levels = w->first;
    w->depth = 0;
    w->room = OBJECT_FIRST_LEVELS;
}

static inline void object_end(struct object_walk *w)
{
    if (w->levels != w->first) {
        memory_release(w->levels);
    }
}

static inline struct object_level *object_top(struct object_walk *w)
{
    return &w->levels[w->depth - 1];
}

/* Open an object or array. */
void object_open(struct object_walk *w, const struct json_object *container);

/* The next child of the innermost container, and its key or NULL; returns false if it has no
 * more. */
static inline bool object_next(struct object_walk *w, const char **ret_key,
                               struct json_object **ret_child)
{
    struct object_level *top = object_top(w);
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

static inline void object_close(struct object_walk *w)
{
    w->depth--;
}

static inline bool object_is_container(const struct json_object *v)
{
    enum json_type type = json_object_get_type(v);
    return type == json_type_object || type == json_type_array;
}

#endif
