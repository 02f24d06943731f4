#include "compiler/layout/order.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/layout/net.h"

/* Sweeps up and down from each start, and how many in a row may be of no use. */
#define SWEEPS     24
#define SWEEPS_BAD 6

/* Rounds in which neighbours change places, for each row and sweep. */
#define SWAP_ROUNDS 4

/* A net with more links than this gets few sweeps, and one start. */
#define LINKS_MANY     20000
#define SWEEPS_OF_MANY 4

/* Starts from anywhere: so many, or fewer where there are more links. */
#define TRIES       12
#define TRIES_LINKS 6000

/* Where a spot would like to be: the mean of its neighbours' places is sum / count. */
struct wish {
    size_t spot;
    int64_t sum, count;
    size_t place;
    bool turns; /* equals change places */
};

struct sorter {
    struct net *n;
    struct net_fan up, down; /* in no order */
    size_t *best;            /* [spots]: the places of the best order */
    size_t *places;          /* [links]: places of the neighbours, sorted for each spot */
    size_t *tree;            /* [spots]: counts, as Fenwick sums them */
    struct wish *wishes;
    size_t *slots;
};

static size_t other_end(const struct net *n, size_t link, bool is_up)
{
    return is_up ? n->links[link].upper : n->links[link].lower;
}

static int compare_places(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The places of a spot's neighbours, in order. They stand in `places` where its links are. */
static const size_t *places_of(struct sorter *o, size_t spot, bool is_up, size_t *ret_count)
{
    const struct net_fan *f = is_up ? &o->up : &o->down;
    size_t *places = o->places + f->at[spot], count = f->at[spot + 1] - f->at[spot];
    for (size_t i = 0; i < count; i++) {
        size_t other = other_end(o->n, f->link[f->at[spot] + i], is_up);
        places[i] = o->n->spots[other].place;
    }
    if (count > 1) {
        qsort(places, count, sizeof *places, compare_places);
    }
    *ret_count = count;
    return places;
}

/* ---- Crossings ---- */

/* Those of the links below a row. */
static size_t crossings_below(struct sorter *o, size_t row)
{
    const struct net_row *r = &o->n->rows[row];
    size_t width = r[1].count, seen = 0, crossings = 0;
    memset(o->tree, 0, (width + 1) * sizeof *o->tree);
    for (size_t p = 0; p < r->count; p++) {
        size_t count;
        const size_t *places = places_of(o, r->spots[p], false, &count);
        for (size_t i = 0; i < count; i++) {
            size_t within = 0;
            for (size_t k = places[i] + 1; k > 0; k -= k & -k) {
                within += o->tree[k];
            }
            crossings += seen - within;
        }
        for (size_t i = 0; i < count; i++, seen++) {
            for (size_t k = places[i] + 1; k <= width; k += k & -k) {
                o->tree[k]++;
            }
        }
    }
    return crossings;
}

static size_t count_all(struct sorter *o)
{
    size_t crossings = 0;
    for (size_t row = 0; row + 1 < o->n->row_count; row++) {
        crossings += crossings_below(o, row);
    }
    return crossings;
}

/* ---- Starts ---- */

static void put(struct net *n, size_t spot)
{
    struct net_row *r = &n->rows[n->spots[spot].row];
    n->spots[spot].place = r->count;
    r->spots[r->count++] = spot;
}

/* As somebody meets them who goes down from each spot first, or who goes on row by row; from
 * the left or from the right. */
static void start_order(struct sorter *o, bool is_deep, bool is_right)
{
    struct net *n = o->n;
    bool *seen = arena_array(n->arena, n->spot_count + 1, sizeof *seen);
    size_t *list = arena_array(n->arena, n->spot_count + n->link_count + 1, sizeof *list);
    for (size_t r = 0; r < n->row_count; r++) {
        n->rows[r].count = 0;
    }
    for (size_t first = 0; first < n->spot_count; first++) {
        size_t head = 0, end = 0;
        list[end++] = first;
        while (head < end) {
            size_t spot = is_deep ? list[--end] : list[head++];
            if (seen[spot]) {
                continue;
            }
            seen[spot] = true;
            put(n, spot);
            size_t from = o->down.at[spot], to = o->down.at[spot + 1];
            for (size_t i = from; i < to; i++) {
                size_t link = o->down.link[is_deep != is_right ? to - 1 - (i - from) : i];
                list[end] = n->links[link].lower;
                end += seen[list[end]] ? 0 : 1;
            }
        }
    }
}

/* In some order, another one for each number: `*seed` is changed. */
static void start_anywhere(struct sorter *o, uint32_t *seed)
{
    for (size_t r = 0; r < o->n->row_count; r++) {
        struct net_row *row = &o->n->rows[r];
        for (size_t p = row->count; p > 1; p--) {
            *seed = *seed * 1664525U + 1013904223U;
            size_t other = (*seed >> 8) % p, spot = row->spots[other];
            row->spots[other] = row->spots[p - 1];
            row->spots[p - 1] = spot;
        }
        for (size_t p = 0; p < row->count; p++) {
            o->n->spots[row->spots[p]].place = p;
        }
    }
}

/* ---- Sweeps ---- */

static int compare_wishes(const void *a, const void *b)
{
    const struct wish *x = a, *y = b;
    int64_t left = x->sum * y->count, right = y->sum * x->count;
    if (left != right) {
        return left < right ? -1 : 1;
    }
    int by_place = (x->place > y->place) - (x->place < y->place);
    return x->turns ? -by_place : by_place;
}

/* A spot without neighbours there stays where it is. */
static void sort_row(struct sorter *o, size_t row, bool is_up, bool turns)
{
    struct net_row *r = &o->n->rows[row];
    const struct net_fan *f = is_up ? &o->up : &o->down;
    size_t count = 0;
    for (size_t p = 0; p < r->count; p++) {
        struct wish w = { .spot = r->spots[p], .place = p, .turns = turns };
        for (size_t i = f->at[w.spot]; i < f->at[w.spot + 1]; i++) {
            w.sum += (int64_t)o->n->spots[other_end(o->n, f->link[i], is_up)].place;
            w.count++;
        }
        if (w.count > 0) {
            o->slots[count] = p;
            o->wishes[count++] = w;
        }
    }
    qsort(o->wishes, count, sizeof *o->wishes, compare_wishes);
    for (size_t i = 0; i < count; i++) {
        r->spots[o->slots[i]] = o->wishes[i].spot;
        o->n->spots[o->wishes[i].spot].place = o->slots[i];
    }
}

/* How many links of two spots cross if the first one stands at the left. */
static size_t crossings_of(const size_t *left, size_t left_count, const size_t *right,
                           size_t right_count)
{
    size_t crossings = 0, smaller = 0;
    for (size_t i = 0; i < left_count; i++) {
        while (smaller < right_count && right[smaller] < left[i]) {
            smaller++;
        }
        crossings += smaller;
    }
    return crossings;
}

/* What it would be worth if two spots changed places: crossings now, less those then. */
static int64_t worth(struct sorter *o, size_t left, size_t right, bool is_up)
{
    size_t a, b;
    const size_t *x = places_of(o, left, is_up, &a), *y = places_of(o, right, is_up, &b);
    return (int64_t)crossings_of(x, a, y, b) - (int64_t)crossings_of(y, b, x, a);
}

static void swap_neighbours(struct sorter *o, size_t row)
{
    struct net_row *r = &o->n->rows[row];
    bool has_changed = true;
    for (int round = 0; has_changed && round < SWAP_ROUNDS; round++) {
        has_changed = false;
        for (size_t p = 0; p + 1 < r->count; p++) {
            size_t left = r->spots[p], right = r->spots[p + 1];
            if (worth(o, left, right, true) + worth(o, left, right, false) > 0) {
                r->spots[p] = right;
                r->spots[p + 1] = left;
                o->n->spots[right].place = p;
                o->n->spots[left].place = p + 1;
                has_changed = true;
            }
        }
    }
}

static void sweep(struct sorter *o, bool is_down, bool turns, bool swaps)
{
    size_t rows = o->n->row_count;
    for (size_t i = 1; i < rows; i++) {
        sort_row(o, is_down ? i : rows - 1 - i, is_down, turns);
    }
    for (size_t i = 0; swaps && i < rows; i++) {
        swap_neighbours(o, i);
    }
}

static void keep(struct sorter *o)
{
    for (size_t s = 0; s < o->n->spot_count; s++) {
        o->best[s] = o->n->spots[s].place;
    }
}

static void take_back(struct sorter *o)
{
    for (size_t s = 0; s < o->n->spot_count; s++) {
        o->n->spots[s].place = o->best[s];
        o->n->rows[o->n->spots[s].row].spots[o->best[s]] = s;
    }
}

static size_t improve(struct sorter *o, size_t best)
{
    bool is_many = o->n->link_count > LINKS_MANY;
    int bad = 0, sweeps = is_many ? SWEEPS_OF_MANY : SWEEPS;
    size_t found = count_all(o);
    if (found < best) {
        best = found;
        keep(o);
    }
    for (int i = 0; i < sweeps && best > 0 && bad < SWEEPS_BAD; i++, bad++) {
        sweep(o, i % 2 == 0, i % 4 >= 2, !is_many);
        found = count_all(o);
        if (found < best) {
            best = found;
            bad = -1;
            keep(o);
        }
    }
    return best;
}

static struct sorter sorter_make(struct net *n)
{
    size_t most = n->spot_count + n->link_count + 2;
    return (struct sorter){ .n = n,
                            .up = net_fan_up(n, n->arena),
                            .down = net_fan_down(n, n->arena),
                            .best = arena_array(n->arena, most, sizeof(size_t)),
                            .places = arena_array(n->arena, most, sizeof(size_t)),
                            .tree = arena_array(n->arena, most, sizeof(size_t)),
                            .wishes = arena_array(n->arena, most, sizeof(struct wish)),
                            .slots = arena_array(n->arena, most, sizeof(size_t)) };
}

size_t order_find(struct net *n)
{
    struct sorter o = sorter_make(n);
    uint32_t seed = 1;
    start_order(&o, true, false);
    size_t best = improve(&o, SIZE_MAX), tries = TRIES_LINKS / (n->link_count + 1);
    for (int i = 1; i < 4 && best > 0 && n->link_count <= LINKS_MANY; i++) {
        start_order(&o, i == 1, i != 2);
        best = improve(&o, best);
    }
    for (size_t i = 0; i < tries && i < TRIES && best > 0; i++) {
        start_anywhere(&o, &seed);
        best = improve(&o, best);
    }
    take_back(&o);
    return best;
}
