/*
 * column.h - how far from the left each spot is: long lines are straight, boxes stand in the
 * middle of what they are joined to, and nothing is nearer to its neighbour than it may be. (By
 * Brandes and Koepf: four layouts, each aligned to one side, and the middle of them.)
 */
#ifndef LAYOUT_COLUMN_H
#define LAYOUT_COLUMN_H

struct net;

/* Sets the `x` of each spot; the leftmost spot begins at 0. Returns the width of all. */
int column_find(struct net *n);

#endif
