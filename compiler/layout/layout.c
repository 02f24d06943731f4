#include "compiler/layout/layout.h"

#include "compiler/base/arena.h"
#include "compiler/layout/column.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/net.h"
#include "compiler/layout/order.h"
#include "compiler/layout/route.h"

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

void layout_find(struct layout *l, struct arena *a)
{
    struct arena *own = arena_new();
    struct net n;
    net_make(&n, l, own);
    order_find(&n);
    l->width = column_find(&n);
    route_find(&n, l);
    keep_lines(l, a);
    arena_release(own);
}
