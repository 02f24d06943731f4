#include "compiler/layout/rank.h"

#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/layout/figure.h"

/* How often boxes are moved nearer to what they lead to. */
#define ROUNDS 8

/* The arrows that leave each box, or that come to it. */
struct fan {
    size_t *at; /* [boxes + 1]: where a box's arrows begin in `arrow` */
    size_t *arrow;
};

struct walk {
    const struct layout *l;
    struct fan out, in;
    struct ranks *r;
    size_t *order; /* boxes, each before those that it leads to */
    size_t ordered;
};

static struct fan fan_make(const struct layout *l, struct arena *a, bool is_out)
{
    struct fan f = { arena_array(a, l->box_count + 2, sizeof *f.at),
                     arena_array(a, l->arrow_count + 1, sizeof *f.arrow) };
    for (size_t i = 0; i < l->arrow_count; i++) {
        f.at[(is_out ? l->arrows[i].from : l->arrows[i].to) + 2]++;
    }
    for (size_t b = 2; b < l->box_count + 2; b++) {
        f.at[b] += f.at[b - 1];
    }
    for (size_t i = 0; i < l->arrow_count; i++) {
        f.arrow[f.at[(is_out ? l->arrows[i].from : l->arrows[i].to) + 1]++] = i;
    }
    return f;
}

/* ---- Circles ---- */

enum visit { UNSEEN, OPEN, DONE };

/* Go from `first` wherever arrows lead, and note each box once all behind it is known. */
static void go_from(struct walk *w, uint8_t *seen, size_t *stack, size_t *next, size_t first)
{
    size_t depth = 0;
    stack[depth++] = first;
    seen[first] = OPEN;
    next[first] = w->out.at[first];
    while (depth > 0) {
        size_t box = stack[depth - 1];
        if (next[box] == w->out.at[box + 1]) {
            seen[box] = DONE;
            w->order[--w->ordered] = box;
            depth--;
            continue;
        }
        size_t arrow = w->out.arrow[next[box]++], to = w->l->arrows[arrow].to;
        w->r->is_turned[arrow] = seen[to] == OPEN;
        if (seen[to] == UNSEEN) {
            seen[to] = OPEN;
            next[to] = w->out.at[to];
            stack[depth++] = to;
        }
    }
}

static void cut_circles(struct walk *w, struct arena *a)
{
    size_t count = w->l->box_count;
    uint8_t *seen = arena_array(a, count + 1, sizeof *seen);
    size_t *stack = arena_array(a, count + 1, sizeof *stack);
    size_t *next = arena_array(a, count + 1, sizeof *next);
    w->order = arena_array(a, count + 1, sizeof *w->order);
    w->ordered = count;
    for (size_t box = 0; box < count; box++) {
        if (seen[box] == UNSEEN) {
            go_from(w, seen, stack, next, box);
        }
    }
}

/* ---- Rows ---- */

/* The other end of an arrow, and whether the arrow leads down from it or to it. */
static size_t upper_end(const struct walk *w, size_t arrow)
{
    const struct layout_arrow *x = &w->l->arrows[arrow];
    return w->r->is_turned[arrow] ? x->to : x->from;
}

static size_t lower_end(const struct walk *w, size_t arrow)
{
    const struct layout_arrow *x = &w->l->arrows[arrow];
    return w->r->is_turned[arrow] ? x->from : x->to;
}

static bool is_loop(const struct walk *w, size_t arrow)
{
    return w->l->arrows[arrow].from == w->l->arrows[arrow].to;
}

/* An arrow that is turned comes from a box that its target leads to: the order holds for it. */
static void push_down(const struct walk *w, size_t box, const struct fan *f)
{
    for (size_t i = f->at[box]; i < f->at[box + 1]; i++) {
        size_t arrow = f->arrow[i], lower = lower_end(w, arrow);
        if (!is_loop(w, arrow) && upper_end(w, arrow) == box &&
            w->r->rank[lower] <= w->r->rank[box]) {
            w->r->rank[lower] = w->r->rank[box] + 1;
        }
    }
}

static void find_longest(const struct walk *w)
{
    for (size_t i = 0; i < w->l->box_count; i++) {
        push_down(w, w->order[i], &w->out);
        push_down(w, w->order[i], &w->in);
    }
}

/* What arrows of one direction mean for a box: how many lead up and down, and how far down it
 * may go. */
struct pull {
    size_t up, down, lowest;
};

static void pull_by(const struct walk *w, size_t box, const struct fan *f, struct pull *p)
{
    for (size_t i = f->at[box]; i < f->at[box + 1]; i++) {
        size_t arrow = f->arrow[i];
        if (is_loop(w, arrow)) {
            continue;
        }
        if (upper_end(w, arrow) == box) {
            size_t rank = w->r->rank[lower_end(w, arrow)];
            p->lowest = rank - 1 < p->lowest ? rank - 1 : p->lowest;
            p->down++;
        } else {
            p->up++;
        }
    }
}

/* Rows are as high as can be: a box that more arrows leave than reach goes down to them. */
static bool sink(const struct walk *w)
{
    bool has_moved = false;
    for (size_t i = w->l->box_count; i > 1; i--) {
        size_t box = w->order[i - 1];
        struct pull p = { 0, 0, SIZE_MAX };
        pull_by(w, box, &w->out, &p);
        pull_by(w, box, &w->in, &p);
        if (box != 0 && p.down > p.up && p.lowest != SIZE_MAX && p.lowest > w->r->rank[box]) {
            w->r->rank[box] = p.lowest;
            has_moved = true;
        }
    }
    return has_moved;
}

void rank_find(const struct layout *l, struct arena *a, struct ranks *ret_ranks)
{
    *ret_ranks = (struct ranks){ arena_array(a, l->box_count + 1, sizeof(size_t)),
                                 arena_array(a, l->arrow_count + 1, sizeof(bool)), 0 };
    struct walk w = { .l = l, .r = ret_ranks };
    w.out = fan_make(l, a, true);
    w.in = fan_make(l, a, false);
    cut_circles(&w, a);
    find_longest(&w);
    for (int round = 0; round < ROUNDS && sink(&w); round++) {
    }
    for (size_t box = 0; box < l->box_count; box++) {
        size_t count = ret_ranks->rank[box] + 1;
        ret_ranks->count = count > ret_ranks->count ? count : ret_ranks->count;
    }
}
