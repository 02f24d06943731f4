#include "compiler/layout/net.h"

#include <stdint.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/rank.h"

/* The most spots of trunks: a picture of some hundred states has a few thousand. */
#define TRUNK_SPOTS_MAX 60000

/* A loop's room beside its box, without its label. */
#define LOOP_ROOM 34

/* Arrows that are led together: all that come to a box from above, or all that come back up to
 * it; those beside the main course apart. */
struct trunk {
    size_t to; /* the box */
    bool is_turned, is_side;
    size_t top, end; /* rows: from `top` to before `end`; there are none if they are equal */
    size_t first;    /* its spot in `top` */
    size_t link;     /* to the box that its arrows come to */
    bool is_around;
};
enum { TRUNKS = 4 }; /* that each box may have in common for all arrows; then those of arrows */

struct maker {
    struct net *n;
    const struct layout *l;
    struct ranks ranks;
    size_t *row_of;       /* of each rank */
    bool *has_labels;     /* of each rank: labels stand in a row below it */
    struct trunk *trunks; /* [trunk_count]: TRUNKS of each box, and one of each arrow */
    size_t trunk_count;
    enum net_trunks kind;
};

static bool is_loop(const struct layout_arrow *x)
{
    return x->from == x->to;
}

static bool has_label(const struct layout_arrow *x)
{
    return x->label_width > 0;
}

static size_t upper_box(const struct maker *m, size_t arrow)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    return m->ranks.is_turned[arrow] ? x->to : x->from;
}

static size_t lower_box(const struct maker *m, size_t arrow)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    return m->ranks.is_turned[arrow] ? x->from : x->to;
}

static size_t box_row(const struct maker *m, size_t box)
{
    return m->row_of[m->ranks.rank[box]];
}

/* ---- Rows ---- */

/* A label stands next to the box that its arrow leaves. */
static void find_rows(struct maker *m, struct arena *a)
{
    m->row_of = arena_array(a, m->ranks.count + 1, sizeof *m->row_of);
    m->has_labels = arena_array(a, m->ranks.count + 1, sizeof *m->has_labels);
    for (size_t i = 0; i < m->l->arrow_count; i++) {
        const struct layout_arrow *x = &m->l->arrows[i];
        if (has_label(x) && !is_loop(x)) {
            m->has_labels[m->ranks.rank[x->from] - (m->ranks.is_turned[i] ? 1 : 0)] = true;
        }
    }
    size_t row = 0;
    for (size_t rank = 0; rank < m->ranks.count; rank++) {
        m->row_of[rank] = row;
        row += m->has_labels[rank] ? 2 : 1;
    }
    m->n->row_count = row;
}

/* ---- Trunks ---- */

static struct trunk *trunk_of(const struct maker *m, size_t arrow)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    bool is_own = m->kind == NET_FEW || (m->kind == NET_SIDES && !x->is_side);
    return &m->trunks[is_own ? m->l->box_count * TRUNKS + arrow
                             : x->to * TRUNKS + (m->ranks.is_turned[arrow] ? 2 : 0) +
                                   (x->is_side ? 1 : 0)];
}

/* The rows between an arrow's boxes that its trunk passes. */
static void rows_between(const struct maker *m, size_t arrow, size_t *ret_top, size_t *ret_end)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    size_t label = has_label(x) ? 1 : 0;
    bool is_turned = m->ranks.is_turned[arrow];
    *ret_top = box_row(m, upper_box(m, arrow)) + 1 + (is_turned ? 0 : label);
    *ret_end = box_row(m, lower_box(m, arrow)) - (is_turned ? label : 0);
}

static void measure_trunks(struct maker *m)
{
    for (size_t i = 0; i < m->l->arrow_count; i++) {
        size_t top, end;
        if (is_loop(&m->l->arrows[i])) {
            continue;
        }
        rows_between(m, i, &top, &end);
        struct trunk *t = trunk_of(m, i);
        if (top < end && t->top == t->end) {
            *t = (struct trunk){ .to = m->l->arrows[i].to,
                                 .is_turned = m->ranks.is_turned[i],
                                 .is_side = m->l->arrows[i].is_side,
                                 .top = top,
                                 .end = end };
        } else if (top < end) {
            t->top = top < t->top ? top : t->top;
            t->end = end > t->end ? end : t->end;
        }
    }
}

static int compare_sizes(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Trunks that are too long for all to have spots go round the picture. Returns the most rows
 * that the others have. */
static size_t longest_trunk(const struct maker *m, struct arena *a)
{
    size_t count = m->trunk_count, used = 0;
    size_t *lengths = arena_array(a, count + 1, sizeof *lengths);
    for (size_t i = 0; i < count; i++) {
        lengths[i] = m->trunks[i].end - m->trunks[i].top;
    }
    qsort(lengths, count, sizeof *lengths, compare_sizes);
    for (size_t i = 0; i < count; i++) {
        used += lengths[i];
        if (used > TRUNK_SPOTS_MAX) {
            return lengths[i] - 1;
        }
    }
    return SIZE_MAX;
}

/* ---- Spots and links ---- */

static size_t add_spot(struct maker *m, const struct net_spot *s)
{
    m->n->spots[m->n->spot_count] = *s;
    return m->n->spot_count++;
}

static size_t add_link(struct maker *m, size_t upper, size_t lower, bool is_side,
                       bool is_straight)
{
    m->n->links[m->n->link_count] =
        (struct net_link){ upper, lower, is_straight, is_side, 0, 0 };
    return m->n->link_count++;
}

static size_t add_trunks(struct maker *m, struct arena *a)
{
    size_t longest = longest_trunk(m, a), spots = 0;
    for (size_t i = 0; i < m->trunk_count; i++) {
        struct trunk *t = &m->trunks[i];
        t->is_around = t->end - t->top > longest;
        t->end = t->is_around ? t->top : t->end;
        spots += t->end - t->top;
    }
    return spots;
}

static void add_boxes(struct maker *m)
{
    for (size_t b = 0; b < m->l->box_count; b++) {
        const struct layout_box *box = &m->l->boxes[b];
        add_spot(m, &(struct net_spot){ .row = box_row(m, b),
                                        .left = box->width / 2,
                                        .right = box->width / 2,
                                        .height = box->height,
                                        .is_box = true });
    }
    for (size_t i = 0; i < m->l->arrow_count; i++) {
        const struct layout_arrow *x = &m->l->arrows[i];
        struct net_spot *s = &m->n->spots[x->from];
        int right = m->l->boxes[x->from].width / 2 + LOOP_ROOM + x->label_width;
        s->right = is_loop(x) && right > s->right ? right : s->right;
    }
}

static void fill_trunk(struct maker *m, struct trunk *t)
{
    t->first = m->n->spot_count;
    for (size_t row = t->top; row < t->end; row++) {
        size_t s = add_spot(m, &(struct net_spot){ .row = row });
        if (row > t->top) {
            add_link(m, s - 1, s, t->is_side, true);
        }
    }
    if (t->top < t->end && t->is_turned) {
        t->link = add_link(m, t->to, t->first, t->is_side, false);
    } else if (t->top < t->end) {
        t->link = add_link(m, m->n->spot_count - 1, t->to, t->is_side, false);
    }
}

static size_t add_label(struct maker *m, size_t arrow)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    size_t row = box_row(m, x->from);
    return add_spot(m, &(struct net_spot){ .row = m->ranks.is_turned[arrow] ? row - 1 : row + 1,
                                           .left = x->label_width / 2,
                                           .right = x->label_width - x->label_width / 2,
                                           .height = x->label_height });
}

/* The rest of an arrow's way: from the box that it leaves to its trunk, or to its target. */
static void add_course(struct maker *m, size_t arrow)
{
    const struct layout_arrow *x = &m->l->arrows[arrow];
    const struct trunk *t = trunk_of(m, arrow);
    struct net_course *c = &m->n->courses[arrow];
    bool is_turned = m->ranks.is_turned[arrow];
    size_t top, end;
    *c = (struct net_course){ .label = NET_NONE,
                              .first = NET_NONE,
                              .last = NET_NONE,
                              .is_turned = is_turned,
                              .is_loop = is_loop(x) };
    if (c->is_loop) {
        return;
    }
    rows_between(m, arrow, &top, &end);
    c->is_around = t->is_around && top < end;
    size_t from = x->from, to = x->to, leaving = NET_NONE;
    if (has_label(x)) {
        c->label = add_label(m, arrow);
        leaving = is_turned ? add_link(m, c->label, from, x->is_side, false)
                            : add_link(m, from, c->label, x->is_side, false);
        from = c->label;
    }
    if (top < end && is_turned && !c->is_around) {
        c->first = t->first;
        c->last = to = t->first + (end - 1 - t->top);
    } else if (top < end && !c->is_around) {
        c->first = to = t->first + (top - t->top);
        c->last = t->first + (t->end - 1 - t->top);
    }
    size_t coming = c->is_around ? NET_NONE
                    : is_turned  ? add_link(m, to, from, x->is_side, false)
                                 : add_link(m, from, to, x->is_side, false);
    leaving = leaving == NET_NONE ? coming : leaving;
    coming = c->first != NET_NONE ? t->link : coming;
    c->upper_link = is_turned ? coming : leaving;
    c->lower_link = is_turned ? leaving : coming;
}

static void fill_rows(struct net *n, struct arena *a)
{
    n->rows = arena_array(a, n->row_count + 1, sizeof *n->rows);
    for (size_t s = 0; s < n->spot_count; s++) {
        n->rows[n->spots[s].row].count++;
    }
    for (size_t r = 0; r < n->row_count; r++) {
        n->rows[r].spots = arena_array(a, n->rows[r].count + 1, sizeof *n->rows[r].spots);
        n->rows[r].count = 0;
    }
    for (size_t s = 0; s < n->spot_count; s++) {
        struct net_row *row = &n->rows[n->spots[s].row];
        n->spots[s].place = row->count;
        row->spots[row->count++] = s;
    }
}

void net_make(struct net *n, const struct layout *l, enum net_trunks trunks, struct arena *a)
{
    *n = (struct net){ .arena = a };
    struct maker m = { .n = n, .l = l, .kind = trunks };
    rank_find(l, a, &m.ranks);
    find_rows(&m, a);
    m.trunk_count = l->box_count * TRUNKS + l->arrow_count;
    m.trunks = arena_array(a, m.trunk_count + 1, sizeof *m.trunks);
    measure_trunks(&m);
    size_t most = add_trunks(&m, a) + l->box_count * (TRUNKS + 1) + 3 * l->arrow_count + 1;
    n->spots = arena_array(a, most, sizeof *n->spots);
    n->links = arena_array(a, most, sizeof *n->links);
    n->courses = arena_array(a, l->arrow_count + 1, sizeof *n->courses);
    add_boxes(&m);
    for (size_t i = 0; i < m.trunk_count; i++) {
        fill_trunk(&m, &m.trunks[i]);
    }
    for (size_t i = 0; i < l->arrow_count; i++) {
        add_course(&m, i);
    }
    fill_rows(n, a);
}

/* ---- Links of each spot ---- */

/* Links are put in by the order of their other ends, so that each spot has its own in order. */
static struct net_fan fan(const struct net *n, struct arena *a, const struct net_fan *plain,
                          bool is_up)
{
    struct net_fan f = { arena_array(a, n->spot_count + 2, sizeof *f.at),
                         arena_array(a, n->link_count + 1, sizeof *f.link) };
    for (size_t i = 0; i < n->link_count; i++) {
        f.at[(is_up ? n->links[i].lower : n->links[i].upper) + 2]++;
    }
    for (size_t s = 2; s < n->spot_count + 2; s++) {
        f.at[s] += f.at[s - 1];
    }
    if (plain == NULL) {
        for (size_t i = 0; i < n->link_count; i++) {
            f.link[f.at[(is_up ? n->links[i].lower : n->links[i].upper) + 1]++] = i;
        }
        return f;
    }
    for (size_t r = 0; r < n->row_count; r++) {
        for (size_t p = 0; p < n->rows[r].count; p++) {
            size_t s = n->rows[r].spots[p];
            for (size_t i = plain->at[s]; i < plain->at[s + 1]; i++) {
                const struct net_link *x = &n->links[plain->link[i]];
                f.link[f.at[(is_up ? x->lower : x->upper) + 1]++] = plain->link[i];
            }
        }
    }
    return f;
}

struct net_fan net_fan_up(const struct net *n, struct arena *a)
{
    struct net_fan down = fan(n, a, NULL, false);
    return fan(n, a, &down, true);
}

struct net_fan net_fan_down(const struct net *n, struct arena *a)
{
    struct net_fan up = fan(n, a, NULL, true);
    return fan(n, a, &up, false);
}
