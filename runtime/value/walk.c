#include "runtime/value/walk.h"

#include <string.h>

void walk_grow(struct walk *w)
{
    struct walk_level *levels = memory_array(w->room * 2, sizeof *levels);
    memcpy(levels, w->levels, w->room * sizeof *levels);
    walk_end(w);
    w->levels = levels;
    w->room *= 2;
}
