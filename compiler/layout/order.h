/*
 * order.h - the order of each row, so that few links cross.
 */
#ifndef LAYOUT_ORDER_H
#define LAYOUT_ORDER_H

#include <stddef.h>

struct net;

/* Sets the spots of each row, and their places. */
void order_find(struct net *n);

/* How many pairs of links cross. O(links * log spots). */
size_t order_crossings(const struct net *n);

#endif
