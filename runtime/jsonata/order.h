/*
 * order.h - ^(a, >b): the items of a step in an order.
 */
#ifndef JSONATA_ORDER_H
#define JSONATA_ORDER_H

#include "runtime/eval/ready.h"

/* The items, or tuples, in the order of the step's terms, as a new array: what is equal keeps
 * its order. The pair that cannot be compared, of which T2007 or T2008 tells, is the one that
 * jsonata's own merge sort finds first. */
struct value *order_sort(struct work *w, const struct ready *step, struct value *const *items,
                         size_t count, bool are_tuples, struct locals *f);

#endif
