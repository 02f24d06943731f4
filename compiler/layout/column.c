#include "compiler/layout/column.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/net.h"

enum { SIDES = 4 };

/* The highest rank that each spot's links to the row above and below have. */
struct best {
    int *up, *down;
};

/* One of the four: spots are aligned with those above them or below, from the left or from the
 * right. What is aligned is a column, which its root stands for. */
struct side {
    struct net *n;
    struct arena *arena;
    bool is_up, is_right;
    struct net_fan fan; /* by place, to the row that is aligned with */
    bool *is_crossed;   /* of each link: it crosses a trunk, which is straight */
    struct best best;
    size_t *root, *below;
    int *x; /* found: of each root, then of each spot */
};

/* ---- Links that may not align ---- */

/* For each place in the upper row: the rightmost end of a trunk at its left, and the leftmost
 * end of one at its right; both count from 1. */
static void mark_row(struct net *n, const struct net_fan *down, size_t row, bool *is_crossed,
                     int64_t *reach)
{
    const struct net_row *r = &n->rows[row];
    int64_t *right_of = reach, *left_of = reach + r->count + 2;
    right_of[0] = -1;
    left_of[r->count + 1] = INT64_MAX;
    for (size_t p = 0; p < r->count; p++) {
        right_of[p + 1] = right_of[p];
        size_t s = r->spots[p];
        for (size_t i = down->at[s]; i < down->at[s + 1]; i++) {
            const struct net_link *x = &n->links[down->link[i]];
            int64_t place = (int64_t)n->spots[x->lower].place;
            if (x->is_straight && place > right_of[p + 1]) {
                right_of[p + 1] = place;
            }
        }
    }
    for (size_t p = r->count; p > 0; p--) {
        left_of[p] = left_of[p + 1];
        size_t s = r->spots[p - 1];
        for (size_t i = down->at[s]; i < down->at[s + 1]; i++) {
            const struct net_link *x = &n->links[down->link[i]];
            int64_t place = (int64_t)n->spots[x->lower].place;
            if (x->is_straight && place < left_of[p]) {
                left_of[p] = place;
            }
        }
    }
    for (size_t p = 0; p < r->count; p++) {
        size_t s = r->spots[p];
        for (size_t i = down->at[s]; i < down->at[s + 1]; i++) {
            const struct net_link *x = &n->links[down->link[i]];
            int64_t place = (int64_t)n->spots[x->lower].place;
            is_crossed[down->link[i]] =
                !x->is_straight && (right_of[p] > place || left_of[p + 2] < place);
        }
    }
}

static bool *mark_crossed(struct net *n, struct arena *a)
{
    struct net_fan down = net_fan_down(n, a);
    bool *is_crossed = arena_array(a, n->link_count + 1, sizeof *is_crossed);
    int64_t *reach = arena_array(a, 2 * n->spot_count + 8, sizeof *reach);
    for (size_t row = 0; row + 1 < n->row_count; row++) {
        mark_row(n, &down, row, is_crossed, reach);
    }
    return is_crossed;
}

/* ---- Columns ---- */

/* A trunk goes on straight, and a box is aligned with the main course if that touches it. */
static int rank_of(const struct net_link *x)
{
    return x->is_straight ? 3 : x->is_side ? 1 : 2;
}

static struct best find_best(const struct net *n, struct arena *a)
{
    struct best b = { arena_array(a, n->spot_count + 1, sizeof *b.up),
                      arena_array(a, n->spot_count + 1, sizeof *b.down) };
    for (size_t i = 0; i < n->link_count; i++) {
        const struct net_link *x = &n->links[i];
        int rank = rank_of(x);
        b.up[x->lower] = rank > b.up[x->lower] ? rank : b.up[x->lower];
        b.down[x->upper] = rank > b.down[x->upper] ? rank : b.down[x->upper];
    }
    return b;
}

/* The links of a spot that count: none is better for it, nor for its other end. Returns their
 * number. */
static size_t best_links(const struct side *d, size_t spot, size_t *ret_links)
{
    const struct net_fan *f = &d->fan;
    size_t count = 0;
    for (size_t i = f->at[spot]; i < f->at[spot + 1]; i++) {
        const struct net_link *x = &d->n->links[f->link[i]];
        int rank = rank_of(x);
        if (rank == d->best.up[x->lower] && rank == d->best.down[x->upper]) {
            ret_links[count++] = f->link[i];
        }
    }
    return count;
}

static void align_spot(struct side *d, size_t spot, size_t *links, int64_t *last)
{
    size_t count = best_links(d, spot, links);
    for (size_t k = 0; k < 2 && count > 0; k++) {
        size_t lower = (count - 1) / 2, upper = count / 2;
        size_t link = links[(k == 0) != d->is_right ? lower : upper];
        const struct net_link *x = &d->n->links[link];
        size_t other = d->is_up ? x->upper : x->lower;
        int64_t place = (int64_t)d->n->spots[other].place;
        bool is_free = d->is_right ? place < *last : place > *last;
        if (d->below[spot] == spot && !d->is_crossed[link] && is_free) {
            d->below[other] = spot;
            d->root[spot] = d->root[other];
            d->below[spot] = d->root[spot];
            *last = place;
        }
    }
}

static void align(struct side *d, size_t *links)
{
    struct net *n = d->n;
    for (size_t s = 0; s < n->spot_count; s++) {
        d->root[s] = d->below[s] = s;
    }
    for (size_t i = 0; i < n->row_count; i++) {
        const struct net_row *r = &n->rows[d->is_up ? i : n->row_count - 1 - i];
        int64_t last = d->is_right ? INT64_MAX : -1;
        for (size_t p = 0; p < r->count; p++) {
            align_spot(d, r->spots[d->is_right ? r->count - 1 - p : p], links, &last);
        }
    }
}

/* ---- Where columns stand ---- */

static int distance(const struct net_spot *left, const struct net_spot *right)
{
    int gap = left->is_box && right->is_box ? LAYOUT_BOX_GAP : LAYOUT_LINE_GAP;
    return left->right + gap + right->left;
}

/* Which columns stand at the right of which: for each pair of spots that follow each other. */
struct beside {
    size_t *at, *to; /* of each root: to[at[root]] .. */
    int *gap;
    size_t *incoming;
};

static struct beside find_beside(const struct side *d, struct arena *a)
{
    struct net *n = d->n;
    struct beside b = { arena_array(a, n->spot_count + 2, sizeof *b.at),
                        arena_array(a, n->spot_count + 1, sizeof *b.to),
                        arena_array(a, n->spot_count + 1, sizeof *b.gap),
                        arena_array(a, n->spot_count + 1, sizeof *b.incoming) };
    for (int pass = 0; pass < 2; pass++) {
        for (size_t r = 0; r < n->row_count; r++) {
            for (size_t p = 0; p + 1 < n->rows[r].count; p++) {
                size_t left = n->rows[r].spots[p], right = n->rows[r].spots[p + 1];
                if (pass == 0) {
                    b.at[d->root[left] + 2]++;
                    continue;
                }
                size_t place = b.at[d->root[left] + 1]++;
                b.to[place] = d->root[right];
                b.gap[place] = distance(&n->spots[left], &n->spots[right]);
                b.incoming[d->root[right]]++;
            }
        }
        for (size_t s = 2; pass == 0 && s < n->spot_count + 2; s++) {
            b.at[s] += b.at[s - 1];
        }
    }
    return b;
}

/* The roots, each before those at its right. Returns their number. */
static size_t sort_columns(const struct side *d, struct beside *b, size_t *ret_order)
{
    size_t count = 0;
    for (size_t s = 0; s < d->n->spot_count; s++) {
        if (d->root[s] == s && b->incoming[s] == 0) {
            ret_order[count++] = s;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = b->at[ret_order[i]]; k < b->at[ret_order[i] + 1]; k++) {
            if (--b->incoming[b->to[k]] == 0) {
                ret_order[count++] = b->to[k];
            }
        }
    }
    return count;
}

/* As far to the left as the columns at its left let each one be. */
static void push_left(struct side *d, const struct beside *b, const size_t *order, size_t count,
                      int start)
{
    int *least = arena_array(d->arena, d->n->spot_count + 1, sizeof *least);
    for (size_t i = 0; i < count; i++) {
        least[order[i]] = INT_MIN;
    }
    for (size_t i = 0; i < count; i++) {
        size_t s = order[i];
        d->x[s] = least[s] != INT_MIN ? least[s] : start != INT_MIN ? start : d->x[s];
        for (size_t k = b->at[s]; k < b->at[s + 1]; k++) {
            int x = d->x[s] + b->gap[k];
            least[b->to[k]] = x > least[b->to[k]] ? x : least[b->to[k]];
        }
    }
}

/* The same to the right. */
static void push_right(struct side *d, const struct beside *b, const size_t *order,
                       size_t count, int start)
{
    for (size_t i = count; i > 0; i--) {
        size_t s = order[i - 1];
        int most = INT_MAX;
        for (size_t k = b->at[s]; k < b->at[s + 1]; k++) {
            int x = d->x[b->to[k]] - b->gap[k];
            most = x < most ? x : most;
        }
        d->x[s] = most != INT_MAX ? most : start != INT_MIN ? start : d->x[s];
    }
}

/* All to one side; and then each column as near as can be to those that keep it from there. A
 * column that is beside nothing stays where it is. */
static void push_together(struct side *d)
{
    struct beside b = find_beside(d, d->arena);
    size_t *order = arena_array(d->arena, d->n->spot_count + 1, sizeof *order);
    size_t count = sort_columns(d, &b, order);
    if (d->is_right) {
        push_right(d, &b, order, count, 0);
        push_left(d, &b, order, count, INT_MIN);
    } else {
        push_left(d, &b, order, count, 0);
        push_right(d, &b, order, count, INT_MIN);
    }
    for (size_t s = 0; s < d->n->spot_count; s++) {
        d->x[s] = d->x[d->root[s]];
    }
}

/* ---- All four ---- */

struct bounds {
    int least, most;
};

static struct bounds bounds_of(const struct net *n, const int *x)
{
    struct bounds b = { INT_MAX, INT_MIN };
    for (size_t s = 0; s < n->spot_count; s++) {
        int left = x[s] - n->spots[s].left, right = x[s] + n->spots[s].right;
        b.least = left < b.least ? left : b.least;
        b.most = right > b.most ? right : b.most;
    }
    return b;
}

/* Each beside the narrowest: those from the left begin where it begins, the others end where it
 * ends. */
static void bring_together(const struct net *n, int *const x[SIDES])
{
    struct bounds b[SIDES];
    int narrowest = 0;
    for (int i = 0; i < SIDES; i++) {
        b[i] = bounds_of(n, x[i]);
        if (b[i].most - b[i].least < b[narrowest].most - b[narrowest].least) {
            narrowest = i;
        }
    }
    for (int i = 0; i < SIDES; i++) {
        int by = i % 2 == 0 ? b[narrowest].least - b[i].least : b[narrowest].most - b[i].most;
        for (size_t s = 0; s < n->spot_count; s++) {
            x[i][s] += by;
        }
    }
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static void take_middle(struct net *n, int *const x[SIDES])
{
    for (size_t s = 0; s < n->spot_count; s++) {
        int four[SIDES] = { x[0][s], x[1][s], x[2][s], x[3][s] };
        qsort(four, SIDES, sizeof four[0], compare_ints);
        n->spots[s].x = (four[1] + four[2]) >> 1;
    }
}

int column_find(struct net *n)
{
    struct arena *a = arena_new();
    bool *is_crossed = mark_crossed(n, a);
    struct net_fan up = net_fan_up(n, a), down = net_fan_down(n, a);
    struct best best = find_best(n, a);
    size_t *links = arena_array(a, n->link_count + 1, sizeof *links);
    int *x[SIDES];
    for (int i = 0; i < SIDES; i++) {
        x[i] = arena_array(a, n->spot_count + 1, sizeof *x[i]);
        struct side d = { .n = n, .arena = a, .is_up = i < 2, .is_right = i % 2 != 0 };
        d.fan = d.is_up ? up : down;
        d.is_crossed = is_crossed;
        d.best = best;
        d.root = arena_array(a, n->spot_count + 1, sizeof *d.root);
        d.below = arena_array(a, n->spot_count + 1, sizeof *d.below);
        d.x = x[i];
        align(&d, links);
        push_together(&d);
    }
    bring_together(n, x);
    take_middle(n, x);
    int *middle = x[0];
    for (size_t s = 0; s < n->spot_count; s++) {
        middle[s] = n->spots[s].x;
    }
    struct bounds b = bounds_of(n, middle);
    for (size_t s = 0; s < n->spot_count; s++) {
        n->spots[s].x -= b.least;
    }
    arena_release(a);
    return n->spot_count > 0 ? b.most - b.least : 0;
}
