#include "compiler/jsonata/spot.h"

#include <string.h>

#include "compiler/base/arena.h"

const struct jsonata_spot *spot_of(const struct jsonata_spots *spots,
                                   const struct asl_expr *node)
{
    for (size_t i = 0; i < spots->count; i++) {
        if (spots->items[i].node == node) {
            return &spots->items[i];
        }
    }
    return NULL;
}

void spot_add(struct arena *a, struct jsonata_spots *spots, const struct asl_expr *node,
              size_t start, size_t end)
{
    if (spots->count == spots->room) {
        size_t room = spots->room == 0 ? 16 : 2 * spots->room;
        struct jsonata_spot *items = arena_array(a, room, sizeof(struct jsonata_spot));
        if (spots->count > 0) {
            memcpy(items, spots->items, spots->count * sizeof(struct jsonata_spot));
        }
        spots->items = items;
        spots->room = room;
    }
    spots->items[spots->count++] =
        (struct jsonata_spot){ .node = node, .start = (uint32_t)start, .end = (uint32_t)end };
}
