#include "compiler/layout/layout.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/layout/figure.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

#define STEPS 16

static struct arena *arena;

static struct layout figure(size_t boxes, size_t arrows)
{
    arena_release(arena);
    arena = arena_new();
    struct layout l = { .boxes = arena_array(arena, boxes, sizeof *l.boxes),
                        .box_count = boxes,
                        .arrows = arena_array(arena, arrows, sizeof *l.arrows) };
    for (size_t i = 0; i < boxes; i++) {
        l.boxes[i] =
            (struct layout_box){ 90 + (int)(i * 26 % 140), 40 + (int)(i * 7 % 60), 0, 0 };
        l.boxes[i].width += l.boxes[i].width % 2;
    }
    return l;
}

static void lead(struct layout *l, size_t from, size_t to, int label, bool is_side)
{
    l->arrows[l->arrow_count++] = (struct layout_arrow){ .from = from,
                                                         .to = to,
                                                         .label_width = label,
                                                         .label_height = label > 0 ? 16 : 0,
                                                         .is_side = is_side };
}

static bool is_inside(const struct layout_box *b, double x, double y)
{
    return x > b->x + 0.5 && x < b->x + b->width - 0.5 && y > b->y + 0.5 &&
           y < b->y + b->height - 0.5;
}

static bool overlap(const struct layout_box *a, const struct layout_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool is_at_edge(const struct layout_box *b, const struct layout_piece *p)
{
    bool is_beside = p->x >= b->x && p->x <= b->x + b->width;
    bool is_level = p->y >= b->y && p->y <= b->y + b->height;
    return (is_beside && (p->y == b->y || p->y == b->y + b->height)) ||
           (is_level && p->x == b->x + b->width);
}

static struct layout_box label_box(const struct layout_arrow *x)
{
    return (struct layout_box){ x->label_width, x->label_height,
                                x->label_x - x->label_width / 2,
                                x->label_y - x->label_height / 2 };
}

/* How many of a line's points are in boxes. */
static int points_inside(const struct layout *l, const struct layout_arrow *x)
{
    int inside = 0;
    for (size_t i = 1; i < x->piece_count; i++) {
        const struct layout_piece *p = &x->pieces[i], *from = p - 1;
        for (int s = 0; s <= STEPS && p->word != 'M'; s++) {
            double t = (double)s / STEPS, u = 1 - t;
            double at_x = from->x * u + p->x * t, at_y = from->y * u + p->y * t;
            if (p->word == 'C') {
                at_x = u * u * u * from->x + 3 * u * u * t * p->x1 + 3 * u * t * t * p->x2 +
                       t * t * t * p->x;
                at_y = u * u * u * from->y + 3 * u * u * t * p->y1 + 3 * u * t * t * p->y2 +
                       t * t * t * p->y;
            }
            for (size_t b = 0; b < l->box_count; b++) {
                inside += is_inside(&l->boxes[b], at_x, at_y) ? 1 : 0;
            }
        }
    }
    return inside;
}

static int overlaps(const struct layout *l)
{
    int count = 0;
    for (size_t i = 0; i < l->box_count; i++) {
        for (size_t k = 0; k < i; k++) {
            count += overlap(&l->boxes[i], &l->boxes[k]) ? 1 : 0;
        }
    }
    for (size_t i = 0; i < l->arrow_count; i++) {
        struct layout_box label = label_box(&l->arrows[i]);
        for (size_t k = 0; label.width > 0 && k < l->box_count; k++) {
            count += overlap(&label, &l->boxes[k]) ? 1 : 0;
        }
        for (size_t k = 0; label.width > 0 && k < i; k++) {
            struct layout_box other = label_box(&l->arrows[k]);
            count += other.width > 0 && overlap(&label, &other) ? 1 : 0;
        }
    }
    return count;
}

static int outside(const struct layout *l)
{
    int count = 0;
    for (size_t i = 0; i < l->box_count; i++) {
        const struct layout_box *b = &l->boxes[i];
        count +=
            b->x < 0 || b->y < 0 || b->x + b->width > l->width || b->y + b->height > l->height;
    }
    for (size_t i = 0; i < l->arrow_count; i++) {
        for (size_t k = 0; k < l->arrows[i].piece_count; k++) {
            const struct layout_piece *p = &l->arrows[i].pieces[k];
            count += p->x < 0 || p->y < 0 || p->x > l->width || p->y > l->height;
        }
    }
    return count;
}

/* Everything that holds of each picture. */
static void check_laws(struct layout *l)
{
    layout_find(l, arena);
    int loose = 0, through = 0;
    for (size_t i = 0; i < l->arrow_count; i++) {
        const struct layout_arrow *x = &l->arrows[i];
        CU_ASSERT_FATAL(x->piece_count > 1);
        loose += !is_at_edge(&l->boxes[x->from], &x->pieces[0]);
        loose += !is_at_edge(&l->boxes[x->to], &x->pieces[x->piece_count - 1]);
        through += points_inside(l, x);
    }
    CU_ASSERT_EQUAL(loose, 0);
    CU_ASSERT_EQUAL(through, 0);
    CU_ASSERT_EQUAL(overlaps(l), 0);
    CU_ASSERT_EQUAL(outside(l), 0);
}

static void test_one_box(void)
{
    struct layout l = figure(1, 1);
    check_laws(&l);
    CU_ASSERT_EQUAL(l.width, l.boxes[0].width);
    CU_ASSERT_EQUAL(l.height, l.boxes[0].height);
}

/* A chain is straight: its boxes have one middle. */
static void test_a_chain(void)
{
    struct layout l = figure(50, 50);
    for (size_t i = 0; i + 1 < 50; i++) {
        lead(&l, i, i + 1, 0, false);
    }
    check_laws(&l);
    for (size_t i = 1; i < 50; i++) {
        CU_ASSERT_EQUAL(l.boxes[i].x + l.boxes[i].width / 2,
                        l.boxes[0].x + l.boxes[0].width / 2);
        CU_ASSERT(l.boxes[i].y > l.boxes[i - 1].y + l.boxes[i - 1].height);
        CU_ASSERT_EQUAL(l.arrows[i - 1].piece_count, 2);
    }
}

/* It stays straight where errors of all its boxes lead to one. */
static void test_a_chain_with_catches(void)
{
    struct layout l = figure(31, 100);
    for (size_t i = 0; i + 2 < 31; i++) {
        lead(&l, i, i + 1, 0, false);
        lead(&l, i, 30, 60, true);
    }
    check_laws(&l);
    for (size_t i = 1; i + 1 < 31; i++) {
        CU_ASSERT_EQUAL(l.boxes[i].x + l.boxes[i].width / 2,
                        l.boxes[0].x + l.boxes[0].width / 2);
    }
}

static void test_a_large_choice(void)
{
    struct layout l = figure(42, 100);
    for (size_t i = 1; i < 41; i++) {
        lead(&l, 0, i, 80, false);
        lead(&l, i, 41, 0, false);
    }
    check_laws(&l);
    for (size_t i = 2; i < 41; i++) {
        CU_ASSERT_EQUAL(l.boxes[i].y / 40, l.boxes[1].y / 40);
    }
}

/* What leads back up ends at the lower side of its box. */
static void test_loops(void)
{
    struct layout l = figure(4, 10);
    lead(&l, 0, 1, 0, false);
    lead(&l, 1, 2, 0, false);
    lead(&l, 2, 1, 50, false);
    lead(&l, 2, 3, 50, false);
    lead(&l, 3, 0, 0, true);
    check_laws(&l);
    const struct layout_arrow *back = &l.arrows[2];
    CU_ASSERT_EQUAL(back->pieces[back->piece_count - 1].y, l.boxes[1].y + l.boxes[1].height);
    CU_ASSERT(l.boxes[3].y > l.boxes[2].y);
}

static void test_boxes_that_lead_to_themselves(void)
{
    struct layout l = figure(2, 10);
    l.boxes[0].height = 100;
    lead(&l, 0, 0, 70, false);
    lead(&l, 0, 0, 70, true);
    lead(&l, 0, 1, 0, false);
    lead(&l, 1, 1, 0, false);
    check_laws(&l);
    CU_ASSERT(l.arrows[0].label_x > l.boxes[0].x + l.boxes[0].width);
}

static void test_arrows_in_pairs(void)
{
    struct layout l = figure(2, 10);
    lead(&l, 0, 1, 40, false);
    lead(&l, 0, 1, 40, true);
    lead(&l, 0, 1, 0, false);
    lead(&l, 1, 0, 40, false);
    check_laws(&l);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static void make_any(struct layout *l, uint32_t seed, uint32_t boxes)
{
    for (uint32_t i = 1; i < boxes; i++) {
        lead(l, draw(&seed, i), i, draw(&seed, 3) == 0 ? 30 + (int)draw(&seed, 90) : 0, false);
    }
    for (uint32_t i = 0; i < boxes; i++) {
        size_t from = draw(&seed, boxes), to = draw(&seed, boxes);
        lead(l, from, from == to ? (to + 1) % boxes : to, draw(&seed, 2) == 0 ? 50 : 0,
             draw(&seed, 2) == 0);
    }
}

static void put(const struct layout *l, struct buf *out)
{
    for (size_t i = 0; i < l->box_count; i++) {
        buf_print(out, "%d %d\n", l->boxes[i].x, l->boxes[i].y);
    }
    for (size_t i = 0; i < l->arrow_count; i++) {
        for (size_t k = 0; k < l->arrows[i].piece_count; k++) {
            const struct layout_piece *p = &l->arrows[i].pieces[k];
            buf_print(out, "%c %d %d\n", p->word, p->x, p->y);
        }
    }
}

static void test_any(void)
{
    for (uint32_t seed = 0; seed < 60; seed++) {
        uint32_t boxes = 2 + seed * 7 % 40;
        struct layout l = figure(boxes, 2 * boxes);
        make_any(&l, seed, boxes);
        check_laws(&l);
    }
}

static void test_same_twice(void)
{
    struct buf first = { 0 }, second = { 0 };
    for (int i = 0; i < 2; i++) {
        struct layout l = figure(50, 100);
        make_any(&l, 7, 50);
        layout_find(&l, arena);
        put(&l, i == 0 ? &first : &second);
    }
    UNIT_TEXT(buf_string(&second), buf_string(&first));
    buf_release(&first);
    buf_release(&second);
}

/* Far more long arrows than there is room for between the boxes: they go round. */
static void test_thousands(void)
{
    enum { MANY = 4000 };
    struct layout l = figure(MANY, 3 * MANY);
    for (size_t i = 0; i + 1 < MANY; i++) {
        lead(&l, i, i + 1, 0, false);
        lead(&l, i, MANY - 1 - i / 2, 0, false);
        lead(&l, MANY - 1 - i / 3, i, 0, true);
    }
    layout_find(&l, arena);
    int loose = 0;
    for (size_t i = 0; i < l.arrow_count; i++) {
        const struct layout_arrow *x = &l.arrows[i];
        loose += !is_at_edge(&l.boxes[x->from], &x->pieces[0]) ||
                 !is_at_edge(&l.boxes[x->to], &x->pieces[x->piece_count - 1]);
    }
    CU_ASSERT_EQUAL(loose, 0);
    CU_ASSERT_EQUAL(outside(&l), 0);
    arena_release(arena);
    arena = NULL;
}

UNIT_MAIN("layout", { "one box", test_one_box }, { "a chain", test_a_chain },
          { "a chain with catches", test_a_chain_with_catches },
          { "a large choice", test_a_large_choice }, { "loops", test_loops },
          { "boxes that lead to themselves", test_boxes_that_lead_to_themselves },
          { "arrows in pairs", test_arrows_in_pairs }, { "any", test_any },
          { "same twice", test_same_twice }, { "thousands", test_thousands })
