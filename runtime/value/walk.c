#include "runtime/value/walk.h"

#include <string.h>

static void grow(struct walk *w)
{
    struct walk_level *levels = memory_array(w->room * 2, sizeof *levels);
    memcpy(levels, w->levels, w->room * sizeof *levels);
    walk_end(w);
    w->levels = levels;
    w->room *= 2;
}

void walk_open(struct walk *w, const struct json_object *container, struct json_object *twin)
{
    if (w->depth == w->room) {
        grow(w);
    }
    struct walk_level *top = &w->levels[w->depth++];
    *top = (struct walk_level){ .twin = twin };
    if (json_object_is_type(container, json_type_array)) {
        top->items = json_object_get_array(container);
    } else {
        top->member = lh_table_head(json_object_get_object(container));
    }
}
