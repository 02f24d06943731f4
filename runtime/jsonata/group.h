/*
 * group.h - {k: v, ...}: an object, of the input alone or of groups of items.
 */
#ifndef JSONATA_GROUP_H
#define JSONATA_GROUP_H

#include "runtime/eval/ready.h"

ready_run group_object; /* {k: v} */
ready_run group_run;    /* e{k: v}, where e is no path */

/* The object of the pairs of `group` for these items or tuples (borrowed): new. Without an item
 * there is one group, whose context is undefined. */
struct value *group_items(struct work *w, const struct ready *group, struct value *const *items,
                          size_t count, bool are_tuples, struct locals *f);

#endif
