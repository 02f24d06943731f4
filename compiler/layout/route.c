#include "compiler/layout/route.h"

#include <stdbool.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/net.h"

/* Between two rows: at least; where one of them has labels; and how much more for wide bends.
 */
#define ROW_GAP      36
#define LABEL_GAP    20
#define BEND_SHARE   7
#define BEND_GAP_MAX 44

/* The corners of a box, which lines keep away from, and the room between lines that meet it. */
#define CORNER   16
#define PORT_GAP 14

/* A box that is lower than its row stands at most so far below the row's upper end. */
#define DROP_MAX 14

/* How far a line from a box to itself goes out, and the room before its label. */
#define LOOP_REACH 30
#define LOOP_LABEL 27
#define LOOP_HALF  9

/* Lines that go round the picture: from its side, from each other, and how many lanes. */
#define LANE_FIRST 12
#define LANE_GAP   6
#define LANES      64

/* A point of a line, and how it is reached from the one before. */
enum reach { JUMP, STRAIGHT, BEND };
struct point {
    int x, y;
    enum reach reach;
};

/* Lines from a box to itself. */
struct loops {
    int count, drawn;
};

struct router {
    struct net *n;
    struct layout *l;
    struct net_fan up, down;
    struct point *points; /* of the line that is being drawn, from top to bottom */
    size_t count;
    int margin;          /* above the first row and below the last one: room for such lines */
    int lanes;           /* where the lanes of lines begin that go round the picture */
    struct loops *loops; /* [boxes] */
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

static int within(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

/* ---- Ports: where links meet boxes ---- */

static int reach_of(const struct net_spot *s, const struct layout *l, size_t spot)
{
    int half = s->is_box ? l->boxes[spot].width / 2 : 0;
    return half > CORNER ? half - CORNER : 0;
}

/* A link is straight down if its two ends allow that. */
static void wish_link(const struct router *r, struct net_link *x)
{
    const struct net_spot *upper = &r->n->spots[x->upper], *lower = &r->n->spots[x->lower];
    int a = reach_of(upper, r->l, x->upper), b = reach_of(lower, r->l, x->lower);
    int low = most(upper->x - a, lower->x - b), high = least(upper->x + a, lower->x + b);
    if (low <= high) {
        int middle = upper->is_box && lower->is_box ? (upper->x + lower->x) / 2
                     : upper->is_box                ? lower->x
                                                    : upper->x;
        x->upper_x = x->lower_x = within(middle, low, high);
    } else {
        x->upper_x = within(lower->x, upper->x - a, upper->x + a);
        x->lower_x = within(upper->x, lower->x - b, lower->x + b);
    }
}

static int *port_of(const struct router *r, size_t link, bool is_up)
{
    struct net_link *x = &r->n->links[link];
    return is_up ? &x->lower_x : &x->upper_x;
}

/* Lines that meet a box at one side keep apart. */
static void part_ports(const struct router *r, size_t box, bool is_up)
{
    const struct net_fan *f = is_up ? &r->up : &r->down;
    size_t from = f->at[box], count = f->at[box + 1] - from;
    int reach = reach_of(&r->n->spots[box], r->l, box), x = r->n->spots[box].x;
    if (count < 2) {
        return;
    }
    int gap = least(PORT_GAP, 2 * reach / (int)(count - 1));
    for (size_t i = 0; i < count; i++) {
        int *port = port_of(r, f->link[from + i], is_up);
        int before = i == 0 ? x - reach : *port_of(r, f->link[from + i - 1], is_up) + gap;
        *port = most(*port, before);
    }
    for (size_t i = count; i > 0; i--) {
        int *port = port_of(r, f->link[from + i - 1], is_up);
        int after = i == count ? x + reach : *port_of(r, f->link[from + i], is_up) - gap;
        *port = least(*port, after);
    }
}

static void find_ports(struct router *r)
{
    for (size_t i = 0; i < r->n->link_count; i++) {
        wish_link(r, &r->n->links[i]);
    }
    for (size_t box = 0; box < r->l->box_count; box++) {
        part_ports(r, box, true);
        part_ports(r, box, false);
    }
}

/* ---- Rows ---- */

static int gap_below(const struct router *r, size_t row)
{
    const struct net *n = r->n;
    bool has_labels = false;
    int widest = 0;
    for (size_t k = row; k < row + 2; k++) {
        for (size_t p = 0; p < n->rows[k].count; p++) {
            const struct net_spot *s = &n->spots[n->rows[k].spots[p]];
            has_labels |= !s->is_box && s->height > 0;
        }
    }
    for (size_t p = 0; p < n->rows[row].count; p++) {
        size_t s = n->rows[row].spots[p];
        for (size_t i = r->down.at[s]; i < r->down.at[s + 1]; i++) {
            const struct net_link *x = &n->links[r->down.link[i]];
            widest = most(widest, abs(x->upper_x - x->lower_x));
        }
    }
    return (has_labels ? LABEL_GAP : ROW_GAP) + least(widest / BEND_SHARE, BEND_GAP_MAX);
}

static void find_rows(struct router *r)
{
    struct net *n = r->n;
    int y = r->margin;
    for (size_t k = 0; k < n->row_count; k++) {
        struct net_row *row = &n->rows[k];
        row->y = y;
        for (size_t p = 0; p < row->count; p++) {
            row->height = most(row->height, n->spots[row->spots[p]].height);
        }
        for (size_t p = 0; p < row->count; p++) {
            struct net_spot *s = &n->spots[row->spots[p]];
            s->y = y + least((row->height - s->height) / 2, s->is_box ? DROP_MAX : row->height);
        }
        y += row->height;
        r->l->height = y + r->margin;
        y += k + 1 < n->row_count ? gap_below(r, k) : 0;
    }
}

static void place_boxes(struct router *r)
{
    for (size_t i = 0; i < r->l->box_count; i++) {
        struct layout_box *box = &r->l->boxes[i];
        box->x = r->n->spots[i].x - box->width / 2;
        box->y = r->n->spots[i].y;
    }
}

/* ---- Lines ---- */

static void add(struct router *r, int x, int y, enum reach reach)
{
    r->points[r->count++] = (struct point){ x, y, reach };
}

static int row_top(const struct router *r, size_t spot)
{
    return r->n->rows[r->n->spots[spot].row].y;
}

static int row_end(const struct router *r, size_t spot)
{
    const struct net_row *row = &r->n->rows[r->n->spots[spot].row];
    return row->y + row->height;
}

/* Down the row of a spot that the line comes to or leaves at `x`. */
static void pass_row(struct router *r, size_t spot)
{
    const struct net_spot *s = &r->n->spots[spot];
    add(r, s->x, row_top(r, spot), BEND);
    if (s->height > 0) {
        add(r, s->x, s->y, STRAIGHT);
        add(r, s->x, s->y + s->height, JUMP);
    }
    add(r, s->x, row_end(r, spot), STRAIGHT);
}

static void leave_box(struct router *r, size_t box, int x)
{
    const struct net_spot *s = &r->n->spots[box];
    add(r, x, s->y + s->height, JUMP);
    add(r, x, row_end(r, box), STRAIGHT);
}

static void reach_box(struct router *r, size_t box, int x)
{
    add(r, x, row_top(r, box), BEND);
    add(r, x, r->n->spots[box].y, STRAIGHT);
}

static void draw_through(struct router *r, size_t arrow)
{
    const struct net_course *c = &r->n->courses[arrow];
    const struct net_link *first = &r->n->links[c->upper_link];
    const struct net_link *last = &r->n->links[c->lower_link];
    const struct layout_arrow *x = &r->l->arrows[arrow];
    leave_box(r, c->is_turned ? x->to : x->from, first->upper_x);
    if (c->label != NET_NONE && !c->is_turned) {
        pass_row(r, c->label);
    }
    for (size_t s = c->first; s != NET_NONE && s <= c->last; s++) {
        pass_row(r, s);
    }
    if (c->label != NET_NONE && c->is_turned) {
        pass_row(r, c->label);
    }
    reach_box(r, c->is_turned ? x->from : x->to, last->lower_x);
}

/* From the lower end of a box or label out to the lane; and from there to the other's upper
 * end. */
static void draw_around(struct router *r, size_t arrow)
{
    const struct layout_arrow *x = &r->l->arrows[arrow];
    const struct net_course *c = &r->n->courses[arrow];
    size_t start = c->label != NET_NONE ? c->label : x->from;
    const struct net_spot *from = &r->n->spots[start], *to = &r->n->spots[x->to];
    int out = from->x + reach_of(from, r->l, start), in = to->x + reach_of(to, r->l, x->to);
    int lane = r->lanes + LANE_GAP * (int)(x->to % LANES);
    int under = row_end(r, start) + LABEL_GAP / 2, over = row_top(r, x->to) - LABEL_GAP / 2;
    if (c->label != NET_NONE) {
        const struct net_link *l = &r->n->links[c->is_turned ? c->lower_link : c->upper_link];
        bool is_up = c->is_turned;
        int port = is_up ? l->lower_x : l->upper_x;
        int edge = is_up ? row_top(r, x->from) : row_end(r, x->from);
        add(r, port,
            is_up ? r->n->spots[x->from].y
                  : r->n->spots[x->from].y + r->n->spots[x->from].height,
            JUMP);
        add(r, port, edge, STRAIGHT);
        add(r, from->x, is_up ? from->y + from->height : from->y, BEND);
    }
    add(r, out, from->y + from->height, JUMP);
    add(r, out, under, STRAIGHT);
    add(r, lane, under, STRAIGHT);
    add(r, lane, over, STRAIGHT);
    add(r, in, over, STRAIGHT);
    add(r, in, to->y, STRAIGHT);
}

/* The points may stand in the wrong order: then each is reached as the next one was. */
static void turn_points(struct router *r)
{
    for (size_t i = 0; i < r->count / 2; i++) {
        struct point *a = &r->points[i], *b = &r->points[r->count - 1 - i], was = *a;
        *a = *b;
        *b = was;
    }
    for (size_t i = r->count; i > 1; i--) {
        r->points[i - 1].reach = r->points[i - 2].reach;
    }
    r->points[0].reach = JUMP;
}

static bool goes_on_straight(const struct layout_arrow *x, const struct point *p)
{
    const struct layout_piece *last = &x->pieces[x->piece_count - 1];
    const struct layout_piece *before = last - 1;
    return x->piece_count > 1 && last->word == 'L' && last->x == p->x && before->x == p->x;
}

static void add_piece(struct layout_arrow *x, const struct point *p)
{
    struct layout_piece *piece = &x->pieces[x->piece_count];
    const struct layout_piece *last = piece - 1;
    bool is_first = x->piece_count == 0;
    if (is_first || p->reach == JUMP) {
        *piece = (struct layout_piece){ .word = 'M', .x = p->x, .y = p->y };
    } else if (last->x == p->x && last->y == p->y) {
        return;
    } else if (last->x == p->x || p->reach == STRAIGHT) {
        if (goes_on_straight(x, p)) {
            x->pieces[x->piece_count - 1].y = p->y;
            return;
        }
        *piece = (struct layout_piece){ .word = 'L', .x = p->x, .y = p->y };
    } else {
        int middle = (last->y + p->y) / 2;
        *piece = (struct layout_piece){ 'C', last->x, middle, p->x, middle, p->x, p->y };
    }
    x->piece_count++;
}

static void take_points(struct router *r, struct layout_arrow *x)
{
    x->pieces = arena_array(r->n->arena, r->count + 1, sizeof *x->pieces);
    for (size_t i = 0; i < r->count; i++) {
        add_piece(x, &r->points[i]);
    }
    r->count = 0;
}

/* A line from a box to itself stands at its right side, with its label beside it; several share
 * the height of the box. */
static void draw_loop(struct router *r, struct layout_arrow *x)
{
    const struct layout_box *box = &r->l->boxes[x->from];
    struct loops *all = &r->loops[x->from];
    int share = box->height / all->count, right = box->x + box->width;
    int middle = box->y + share * all->drawn++ + share / 2;
    int half = within(share / 2 - 2, 2, LOOP_HALF);
    x->pieces = arena_array(r->n->arena, 2, sizeof *x->pieces);
    x->pieces[0] = (struct layout_piece){ .word = 'M', .x = right, .y = middle - half };
    x->pieces[1] = (struct layout_piece){
        'C',   right + LOOP_REACH, middle - half - 4, right + LOOP_REACH, middle + half + 4,
        right, middle + half
    };
    x->piece_count = 2;
    x->label_x = right + LOOP_LABEL + x->label_width / 2;
    x->label_y = middle;
}

static void draw(struct router *r, size_t arrow)
{
    struct layout_arrow *x = &r->l->arrows[arrow];
    const struct net_course *c = &r->n->courses[arrow];
    if (c->is_loop) {
        draw_loop(r, x);
        return;
    }
    if (c->is_around) {
        draw_around(r, arrow);
    } else {
        draw_through(r, arrow);
        if (c->is_turned) {
            turn_points(r);
        }
    }
    take_points(r, x);
    if (c->label != NET_NONE) {
        const struct net_spot *s = &r->n->spots[c->label];
        x->label_x = s->x - s->left + x->label_width / 2;
        x->label_y = s->y + s->height / 2;
    }
}

void route_find(struct net *n, struct layout *l)
{
    struct router r = { .n = n, .l = l };
    r.up = net_fan_up(n, n->arena);
    r.down = net_fan_down(n, n->arena);
    r.points = arena_array(n->arena, 3 * n->row_count + 16, sizeof *r.points);
    r.loops = arena_array(n->arena, l->box_count + 1, sizeof *r.loops);
    r.lanes = l->width + LANE_FIRST;
    for (size_t i = 0; i < l->arrow_count; i++) {
        r.loops[l->arrows[i].from].count += n->courses[i].is_loop ? 1 : 0;
        r.margin = n->courses[i].is_around ? LABEL_GAP : r.margin;
    }
    find_ports(&r);
    find_rows(&r);
    place_boxes(&r);
    for (size_t i = 0; i < l->arrow_count; i++) {
        if (n->courses[i].is_around) {
            l->width = most(l->width, r.lanes + LANE_GAP * (int)(l->arrows[i].to % LANES) + 2);
        }
        draw(&r, i);
    }
}
