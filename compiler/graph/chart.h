/*
 * chart.h - a workflow as a picture: its states and the arrows between them, each with its
 * place. The writers (svg.h, dot.h, mermaid.h) and the tables of generated C (drawing.h) print
 * this.
 */
#ifndef GRAPH_CHART_H
#define GRAPH_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/tree.h>

struct arena;
struct block;
struct buf;
struct layout_piece;
struct state;

#define CHART_NONE ((size_t)-1)

/* Sizes of letters, and of the lines that they stand in. */
#define CHART_FONT       13
#define CHART_LINE       16
#define CHART_LABEL_FONT 11
#define CHART_LABEL_LINE 13

/* What stands before the text of a box: a sign of its type. */
#define CHART_PADDING  12
#define CHART_ICON     16
#define CHART_ICON_GAP 8

/* Of the markers of start and end, `state` is NULL and the name is "". */
struct chart_node {
    const struct state *state;
    const char *name;
    size_t name_size;
    const char *type; /* "Task", "Start", ...; static */
    const char *const *lines;
    size_t line_count;
    size_t parent; /* the node of its Parallel or Map; CHART_NONE: none */
    size_t branch;
    int x, y, width, height;
    int head;          /* the height of what its text stands in: above its children, or all */
    const int *fences; /* [branches - 1]: what parts its branches, from its own `x` on */
    size_t branches;   /* 0: it has no children */
};

struct chart_edge {
    size_t from, to; /* nodes; within a Parallel or Map, a START begins at that */
    enum asl_arrow_kind kind;
    const char *full;  /* all that is to be said at it; NULL: nothing */
    const char *first; /* the first thing of that, and how many they are */
    size_t told;
    const char *const *lines; /* as it is shown, perhaps cut */
    size_t line_count;
    int label_x, label_y, label_width; /* the middle of the label */
    struct layout_piece *pieces;
    size_t piece_count;
};

/* Nodes stand in the order that struct asl_graph (tree.h) describes. */
struct chart {
    struct arena *arena;
    const char *name, *comment; /* of the workflow; the comment may be NULL */
    size_t comment_size;
    struct chart_node *nodes;
    size_t node_count;
    struct chart_edge *edges;
    size_t edge_count;
    int width, height;
};

/* New, in the arena; a workflow without errors and its name are borrowed for the chart's
 * life. */
struct chart *chart_make(struct arena *a, const char *name, const struct block *whole);

/* An edge's line as an SVG path. */
void chart_put_path(struct buf *out, const struct chart_edge *e);

/* Lines in quotes, with `between` from one to the next; `put_text` writes one as it stands in
 * them. */
void chart_put_lines(struct buf *out, const char *const *lines, size_t count,
                     const char *between,
                     void (*put_text)(struct buf *out, const char *text, size_t size));

/* Two blanks for each step. */
void chart_put_indent(struct buf *out, size_t depth);

/* "next", "catch", ...; static. */
const char *chart_kind_word(enum asl_arrow_kind kind);

#endif
