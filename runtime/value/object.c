#include "runtime/value/object.h"

#include <string.h>

static void grow(struct object_walk *w)
{
    struct object_level *levels = memory_array(w->room * 2, sizeof *levels);
    memcpy(levels, w->levels, w->room * sizeof *levels);
    object_end(w);
    w->levels = levels;
    w->room *= 2;
}

void object_open(struct object_walk *w, const struct json_object *container)
{
    if (w->depth == w->room) {
        grow(w);
    }
    struct object_level *top = &w->levels[w->depth++];
    *top = (struct object_level){ .index = 0 };
    if (json_object_is_type(container, json_type_array)) {
        top->items = json_object_get_array(container);
    } else {
        top->member = lh_table_head(json_object_get_object(container));
    }
}
