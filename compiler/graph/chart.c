#include "compiler/graph/chart.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/table.h"
#include "compiler/graph/caption.h"
#include "compiler/graph/glyph.h"
#include "compiler/layout/figure.h"
#include "compiler/layout/layout.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"

/* The text of a box: how wide its lines may be, how wide the box is at least, and what is above
 * and below them. */
#define TEXT_WIDTH  168
#define TITLE_WIDTH 300
#define LINES_MAX   5
#define BOX_WIDTH   96
#define BOX_EDGE    24
#define LABEL_WIDTH 150
#define LABEL_LINES 2
#define LABEL_EDGE  8

/* Bytes of what is told of an arrow, past which nothing more is added. */
#define TOLD_MAX 1000

/* Of a box, for each arrow from it to itself. */
#define LOOP_HEIGHT 32

#define MARKER_WIDTH  64
#define MARKER_HEIGHT 28

/* Around the whole picture, and around what is in a box. */
#define MARGIN      16
#define INSIDE      16
#define BRANCH_GAP  24
#define EMPTY_START 2 /* the size of what the first arrow in a box comes from */

/* The states of one machine, with their arrows, laid out for themselves. */
struct part {
    const struct block *block;
    size_t owner;  /* the node that it is in; CHART_NONE: none */
    size_t *nodes; /* [count]: the start comes first, as CHART_NONE in an inner one */
    size_t count;
    size_t first_edge, edge_count;
    int x, y, width, height; /* within its owner */
    struct part *inner;      /* those of its states, in their order */
    struct part *next;
};

struct draft {
    struct arena *arena;
    struct chart *chart;
    struct table *places; /* struct state * -> its node */
    size_t node_room, edge_room;
};

void chart_put_lines(struct buf *out, const char *const *lines, size_t count,
                     const char *between,
                     void (*put_text)(struct buf *out, const char *text, size_t size))
{
    buf_char(out, '"');
    for (size_t i = 0; i < count; i++) {
        buf_text(out, i > 0 ? between : "");
        put_text(out, lines[i], strlen(lines[i]));
    }
    buf_char(out, '"');
}

void chart_put_indent(struct buf *out, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        buf_text(out, "  ");
    }
}

const char *chart_kind_word(enum asl_arrow_kind kind)
{
    static const char *const words[] = {
#define ASL_ARROW(word, arrow) word,
#include <asl/words.def>
    };
    return words[kind];
}

/* ---- Nodes ---- */

static const char *type_word(enum asl_type type)
{
    static const char *const words[] = {
#define ASL_STATE_TYPE(word, type) word,
#include <asl/words.def>
    };
    return words[type];
}

/* The blocks in a state: a Parallel's branches, or a Map's processor. */
static const struct block *blocks_of(const struct state *s)
{
    return s->branches != NULL ? s->branches : s->processor;
}

static size_t node_of(const struct draft *d, const struct state *s)
{
    const struct chart_node *n = table_find(d->places, (const char *)&s, sizeof s);
    return (size_t)(n - d->chart->nodes);
}

/* A marker, or a state without its children. */
static void measure(struct draft *d, struct chart_node *n)
{
    bool is_marker = n->state == NULL;
    const char *text = is_marker ? n->type : n->name;
    size_t size = is_marker ? strlen(n->type) : n->name_size;
    n->lines =
        glyph_lines(d->arena, text, size, CHART_FONT,
                    n->branches > 0 ? TITLE_WIDTH : TEXT_WIDTH, LINES_MAX, &n->line_count);
    n->width = is_marker ? MARKER_WIDTH
                         : glyph_widest(n->lines, n->line_count, CHART_FONT) +
                               2 * CHART_PADDING + CHART_ICON + CHART_ICON_GAP;
    n->width = n->width < BOX_WIDTH && !is_marker ? BOX_WIDTH : n->width;
    n->width += n->width % 2;
    n->height = is_marker ? MARKER_HEIGHT : (int)n->line_count * CHART_LINE + BOX_EDGE;
    n->head = n->height;
}

static size_t add_node(struct draft *d, const struct state *s, const char *type,
                       const struct part *p)
{
    size_t index = d->chart->node_count++;
    struct chart_node *n = &d->chart->nodes[index];
    *n = (struct chart_node){ .state = s,
                              .name = s != NULL ? s->name : "",
                              .name_size = s != NULL ? s->name_size : 0,
                              .type = type,
                              .parent = p->owner,
                              .branch = p->block->index };
    for (const struct block *in = s != NULL ? blocks_of(s) : NULL; in != NULL; in = in->next) {
        n->branches++;
    }
    measure(d, n);
    return index;
}

/* ---- Arrows ---- */

static struct chart_edge *add_edge(struct draft *d, size_t from, size_t to,
                                   enum asl_arrow_kind kind)
{
    struct chart_edge *e = &d->chart->edges[d->chart->edge_count++];
    *e = (struct chart_edge){ .from = from, .to = to, .kind = kind };
    return e;
}

/* The node that a Next or the like names; CHART_NONE where it is not written. */
static size_t target(const struct draft *d, const struct state *s, const struct doc_node *name)
{
    const struct state *to =
        name != NULL ? block_state_n(s->block, name->text, name->text_size) : NULL;
    return to != NULL ? node_of(d, to) : CHART_NONE;
}

static const char *divider(enum asl_arrow_kind kind)
{
    return kind == ASL_ARROW_CATCH ? ", " : " or ";
}

/* What leads from one state to another in one way is one arrow, with all that is said of it. */
static void add_told(struct draft *d, size_t first, const struct state *s,
                     const struct doc_node *next, enum asl_arrow_kind kind, const char *text)
{
    size_t to = target(d, s, next), i = first;
    if (to == CHART_NONE) {
        return;
    }
    while (i < d->chart->edge_count &&
           (d->chart->edges[i].to != to || d->chart->edges[i].kind != kind)) {
        i++;
    }
    if (i == d->chart->edge_count) {
        struct chart_edge *e = add_edge(d, node_of(d, s), to, kind);
        e->full = e->first = arena_text(d->arena, text);
    } else if (strlen(d->chart->edges[i].full) < TOLD_MAX) {
        d->chart->edges[i].full =
            arena_print(d->arena, "%s%s%s", d->chart->edges[i].full, divider(kind), text);
    }
    d->chart->edges[i].told++;
}

static void add_branches(struct draft *d, size_t first, const struct state *s)
{
    struct buf text = { 0 };
    for (const struct rule *r = s->rules; r != NULL; r = r->next) {
        buf_clear(&text);
        caption_put_rule(&text, r);
        add_told(d, first, s, r->field[FIELD_NEXT], ASL_ARROW_CHOICE, buf_string(&text));
    }
    add_told(d, first, s, s->field[FIELD_DEFAULT], ASL_ARROW_DEFAULT, "default");
    for (const struct catcher *c = s->catchers; c != NULL; c = c->next) {
        buf_clear(&text);
        caption_put_catcher(&text, c);
        add_told(d, first, s, c->field[FIELD_NEXT], ASL_ARROW_CATCH, buf_string(&text));
    }
    buf_release(&text);
}

/* A label that is too long for its lines shows the first of its texts, and how many more there
 * are. */
static void measure_label(struct draft *d, struct chart_edge *e)
{
    const char *text = e->full;
    if (e->told > 1 &&
        !glyph_fits(d->arena, text, strlen(text), CHART_LABEL_FONT, LABEL_WIDTH, LABEL_LINES)) {
        text = arena_print(d->arena, "%s%s%zu more", e->first, divider(e->kind), e->told - 1);
    }
    e->lines = glyph_lines(d->arena, text, strlen(text), CHART_LABEL_FONT, LABEL_WIDTH,
                           LABEL_LINES, &e->line_count);
    e->label_width = glyph_widest(e->lines, e->line_count, CHART_LABEL_FONT) + LABEL_EDGE;
}

static bool is_last(const struct state *s)
{
    return s->field[FIELD_END] != NULL && s->field[FIELD_END]->type == DOC_TRUE;
}

/* The arrows of a state; `end` is the marker that it leads to if it is the last. */
static void add_edges(struct draft *d, const struct state *s, size_t end)
{
    size_t from = node_of(d, s), first = d->chart->edge_count;
    size_t next = target(d, s, s->field[FIELD_NEXT]);
    int loops = 0;
    if (next != CHART_NONE) {
        add_edge(d, from, next, ASL_ARROW_NEXT);
    }
    add_branches(d, first, s);
    if (is_last(s) && end != CHART_NONE) {
        add_edge(d, from, end, ASL_ARROW_END);
    }
    for (size_t i = first; i < d->chart->edge_count; i++) {
        struct chart_edge *e = &d->chart->edges[i];
        if (e->full != NULL && e->full[0] != '\0') {
            measure_label(d, e);
        }
        loops += e->from == e->to ? 1 : 0;
    }
    struct chart_node *n = &d->chart->nodes[from];
    n->height = loops * LOOP_HEIGHT > n->height ? loops * LOOP_HEIGHT : n->height;
    n->head = n->height;
}

/* ---- From the workflow to nodes and arrows ---- */

static void count(const struct block *b, struct draft *d)
{
    d->edge_room++;
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        d->node_room++;
        d->edge_room += 3;
        for (const struct rule *r = s->rules; r != NULL; r = r->next) {
            d->edge_room++;
        }
        for (const struct catcher *c = s->catchers; c != NULL; c = c->next) {
            d->edge_room++;
        }
        for (const struct block *in = blocks_of(s); in != NULL; in = in->next) {
            count(in, d);
        }
    }
}

static struct part *take_nodes(struct draft *d, const struct block *b, size_t owner)
{
    struct part *p = arena_get(d->arena, sizeof *p), **end = &p->inner;
    *p = (struct part){ .block = b, .owner = owner };
    p->nodes = arena_array(d->arena, b->count + 2, sizeof *p->nodes);
    p->nodes[p->count++] = owner == CHART_NONE ? add_node(d, NULL, "Start", p) : CHART_NONE;
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        size_t node = add_node(d, s, type_word(s->type), p);
        p->nodes[p->count++] = node;
        const struct state **key = arena_get(d->arena, sizeof *key);
        *key = s;
        *table_place(d->places, (const char *)key, sizeof *key) = &d->chart->nodes[node];
        for (const struct block *in = blocks_of(s); in != NULL; in = in->next) {
            *end = take_nodes(d, in, node);
            end = &(*end)->next;
        }
    }
    return p;
}

static bool has_end(const struct block *b)
{
    const struct state *s = b->first;
    while (s != NULL && !is_last(s)) {
        s = s->next;
    }
    return s != NULL;
}

static void take_edges(struct draft *d, struct part *p)
{
    bool is_whole = p->owner == CHART_NONE;
    const struct doc_node *start = p->block->field[FIELD_START_AT];
    size_t end = CHART_NONE;
    if (is_whole && has_end(p->block)) {
        end = p->nodes[p->count++] = add_node(d, NULL, "End", p);
    }
    p->first_edge = d->chart->edge_count;
    add_edge(d, is_whole ? p->nodes[0] : p->owner,
             node_of(d, block_state_n(p->block, start->text, start->text_size)),
             ASL_ARROW_START);
    for (const struct state *s = p->block->first; s != NULL; s = s->next) {
        add_edges(d, s, end);
    }
    p->edge_count = d->chart->edge_count - p->first_edge;
    for (struct part *in = p->inner; in != NULL; in = in->next) {
        take_edges(d, in);
    }
}

/* ---- Places ---- */

/* The branches of a Parallel stand side by side below its title; a Map has one. */
static void enclose(struct draft *d, struct chart_node *n, struct part *first)
{
    int *fences = arena_array(d->arena, n->branches, sizeof *fences);
    int width = 2 * INSIDE - BRANCH_GAP, height = 0;
    size_t i = 0;
    for (const struct part *p = first; i < n->branches; p = p->next, i++) {
        width += p->width + BRANCH_GAP;
        height = p->height > height ? p->height : height;
    }
    n->width = width > n->width ? width + width % 2 : n->width;
    n->height = n->head + height + INSIDE;
    n->fences = fences;
    int x = (n->width - width) / 2 + INSIDE;
    for (i = 0; i < n->branches; i++, first = first->next) {
        first->x = x;
        first->y = n->head;
        x += first->width + BRANCH_GAP;
        fences[i] = x - BRANCH_GAP / 2;
    }
}

/* Which box of a part's layout a node is: its place among the part's nodes. */
static void make_boxes(const struct draft *d, const struct part *p, struct layout *l,
                       size_t *box_of)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t node = p->nodes[i];
        l->boxes[i] = node == CHART_NONE
                          ? (struct layout_box){ EMPTY_START, 0, 0, 0 }
                          : (struct layout_box){ d->chart->nodes[node].width,
                                                 d->chart->nodes[node].height, 0, 0 };
        if (node != CHART_NONE) {
            box_of[node] = i;
        }
    }
    for (size_t i = 0; i < p->edge_count; i++) {
        const struct chart_edge *e = &d->chart->edges[p->first_edge + i];
        l->arrows[i] = (struct layout_arrow){
            .from = i == 0 ? 0 : box_of[e->from],
            .to = box_of[e->to],
            .label_width = e->label_width,
            .label_height = (int)e->line_count * CHART_LABEL_LINE + (e->line_count > 0 ? 3 : 0),
            .is_side = e->kind == ASL_ARROW_CATCH,
        };
    }
}

static void take_places(struct draft *d, struct part *p, const struct layout *l)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->nodes[i] != CHART_NONE) {
            d->chart->nodes[p->nodes[i]].x = l->boxes[i].x;
            d->chart->nodes[p->nodes[i]].y = l->boxes[i].y;
        }
    }
    for (size_t i = 0; i < p->edge_count; i++) {
        struct chart_edge *e = &d->chart->edges[p->first_edge + i];
        e->pieces = l->arrows[i].pieces;
        e->piece_count = l->arrows[i].piece_count;
        e->label_x = l->arrows[i].label_x;
        e->label_y = l->arrows[i].label_y;
    }
    p->width = l->width;
    p->height = l->height;
}

static void find_places(struct draft *d, struct part *p, size_t *box_of)
{
    for (struct part *in = p->inner, *first = in; in != NULL; in = in->next) {
        find_places(d, in, box_of);
        if (in->next == NULL || in->next->owner != first->owner) {
            enclose(d, &d->chart->nodes[first->owner], first);
            first = in->next;
        }
    }
    struct arena *own = arena_new();
    struct layout l = { .boxes = arena_array(own, p->count + 1, sizeof *l.boxes),
                        .box_count = p->count,
                        .arrows = arena_array(own, p->edge_count + 1, sizeof *l.arrows),
                        .arrow_count = p->edge_count };
    make_boxes(d, p, &l, box_of);
    layout_find(&l, d->arena);
    take_places(d, p, &l);
    arena_release(own);
}

static void move_edge(struct chart_edge *e, int x, int y)
{
    e->label_x += e->line_count > 0 ? x : 0;
    e->label_y += e->line_count > 0 ? y : 0;
    for (size_t i = 0; i < e->piece_count; i++) {
        struct layout_piece *p = &e->pieces[i];
        p->x += x, p->y += y;
        p->x1 += x, p->y1 += y;
        p->x2 += x, p->y2 += y;
    }
}

static void move_node(struct chart_node *n, int x, int y)
{
    n->x += x;
    n->y += y;
}

/* From places within a part to places in the picture. */
static void move(struct draft *d, const struct part *p, int x, int y)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->nodes[i] != CHART_NONE) {
            move_node(&d->chart->nodes[p->nodes[i]], x, y);
        }
    }
    for (size_t i = 0; i < p->edge_count; i++) {
        move_edge(&d->chart->edges[p->first_edge + i], x, y);
    }
    for (const struct part *in = p->inner; in != NULL; in = in->next) {
        const struct chart_node *owner = &d->chart->nodes[in->owner];
        move(d, in, owner->x + in->x, owner->y + in->y);
    }
}

struct chart *chart_make(struct arena *a, const char *name, const struct block *whole)
{
    struct draft d = { .arena = a,
                       .chart = arena_get(a, sizeof *d.chart),
                       .places = table_new(a) };
    d.chart->arena = a;
    const struct doc_node *comment = whole->field[FIELD_COMMENT];
    d.chart->name = name;
    d.chart->comment = comment != NULL ? comment->text : NULL;
    d.chart->comment_size = comment != NULL ? comment->text_size : 0;
    count(whole, &d);
    d.chart->nodes = arena_array(a, d.node_room + 2, sizeof *d.chart->nodes);
    d.chart->edges = arena_array(a, d.edge_room + 1, sizeof *d.chart->edges);
    struct part *p = take_nodes(&d, whole, CHART_NONE);
    take_edges(&d, p);
    find_places(&d, p, arena_array(a, d.node_room + 2, sizeof(size_t)));
    move(&d, p, MARGIN, MARGIN);
    d.chart->width = p->width + 2 * MARGIN;
    d.chart->height = p->height + 2 * MARGIN;
    return d.chart;
}

void chart_put_path(struct buf *out, const struct chart_edge *e)
{
    for (size_t i = 0; i < e->piece_count; i++) {
        const struct layout_piece *p = &e->pieces[i];
        buf_char(out, p->word);
        if (p->word == 'C') {
            buf_print(out, "%d %d %d %d ", p->x1, p->y1, p->x2, p->y2);
        }
        buf_print(out, "%d %d", p->x, p->y);
    }
}
