/*
 * predicate.h - [e]: what is left of a step's results, or of any value.
 */
#ifndef JSONATA_PREDICATE_H
#define JSONATA_PREDICATE_H

#include "runtime/eval/ready.h"

/* The items of `v` (taken; a value that is no array is one item) for which `where` is true, or
 * whose index it is: new. Of tuples, each is seen in its own locals. */
struct value *predicate_filter_take(struct work *w, const struct ready *where, struct value *v,
                                    struct locals *f);

/* An expression with [e] behind it. */
ready_run predicate_run;

#endif
