/*
 * order.h - the order of each row, so that few links cross.
 */
#ifndef LAYOUT_ORDER_H
#define LAYOUT_ORDER_H

#include <stddef.h>

struct net;

/* Sets the spots of each row, and their places. Returns how many pairs of links cross. */
size_t order_find(struct net *n);

#endif
