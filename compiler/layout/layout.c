#include "compiler/layout/layout.h"

#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/layout/column.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/net.h"
#include "compiler/layout/order.h"
#include "compiler/layout/route.h"

/* A picture with more arrows is found in one way only. */
#define ARROWS_MANY 2000

/* The lines alone are kept. */
static void keep_lines(struct layout *l, struct arena *a)
{
    for (size_t i = 0; i < l->arrow_count; i++) {
        struct layout_arrow *x = &l->arrows[i];
        struct layout_piece *pieces = arena_array(a, x->piece_count + 1, sizeof *pieces);
        for (size_t k = 0; k < x->piece_count; k++) {
            pieces[k] = x->pieces[k];
        }
        x->pieces = pieces;
    }
}

/* Arrows are led together, unless fewer cross when they are not. */
static void choose_net(struct layout *l, struct arena *a, struct net *ret_net)
{
    size_t fewest = SIZE_MAX;
    int tries = l->arrow_count <= ARROWS_MANY ? NET_TRUNKS : 1;
    for (int i = 0; i < tries && fewest > 0; i++) {
        struct net n;
        net_make(&n, l, (enum net_trunks)i, a);
        size_t crossings = order_find(&n);
        if (crossings < fewest) {
            fewest = crossings;
            *ret_net = n;
        }
    }
}

void layout_find(struct layout *l, struct arena *a)
{
    struct arena *own = arena_new();
    struct net n;
    choose_net(l, own, &n);
    l->width = column_find(&n);
    route_find(&n, l);
    keep_lines(l, a);
    arena_release(own);
}
