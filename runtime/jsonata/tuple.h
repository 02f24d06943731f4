/*
 * tuple.h - the steps of a path that binds names: a@$x, a#$i, %.
 *
 * From the first such step on, what goes from step to step are not items but tuples: locals
 * whose first slot is the item, and whose others are what was bound on the way to it.
 */
#ifndef JSONATA_TUPLE_H
#define JSONATA_TUPLE_H

#include "runtime/eval/ready.h"

/* The tuples (a new array) that a step of the path `n` makes of `tuples` (taken), or, if there
 * are none yet (NULL), of the items. */
struct value *tuple_step(struct work *w, const struct ready *n, const struct ready *step,
                         struct value *tuples, struct value *const *items, size_t count,
                         struct locals *f);

/* What the tuples (taken) are about, as a sequence: new. */
struct value *tuple_items_take(struct work *w, struct value *tuples);

#endif
