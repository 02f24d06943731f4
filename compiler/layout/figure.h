/*
 * figure.h - the boxes and arrows that a layout is given, and what it finds for them.
 */
#ifndef LAYOUT_FIGURE_H
#define LAYOUT_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* Between boxes of a row, and between a box and a line or two lines. */
#define LAYOUT_BOX_GAP  28
#define LAYOUT_LINE_GAP 14

struct layout_box {
    int width, height; /* given; the width is even */
    int x, y;          /* found: the upper left corner; the picture begins at 0, 0 */
};

/* One piece of a line: 'M' and 'L' go to x, y; 'C' is a cubic curve, whose first two points are
 * its handles. */
struct layout_piece {
    char word;
    int x1, y1, x2, y2, x, y;
};

struct layout_arrow {
    size_t from, to;               /* given: the boxes */
    int label_width, label_height; /* given; 0 without a label */
    bool is_side;                  /* given: it is beside the main course, as a catch is */
    int label_x, label_y;          /* found: the label's centre; its arrow leaves room for it */
    struct layout_piece *pieces;   /* found: in the arena */
    size_t piece_count;
};

struct layout {
    struct layout_box *boxes; /* the first is where reading begins */
    size_t box_count;
    struct layout_arrow *arrows;
    size_t arrow_count;
    int width, height; /* found */
};

#endif
