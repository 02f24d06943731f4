/*
 * lambda.h - functions that an expression makes: lambdas, partial applications, compositions,
 * and words as values.
 */
#ifndef JSONATA_LAMBDA_H
#define JSONATA_LAMBDA_H

#include "runtime/eval/ready.h"

ready_run lambda_run;  /* function($a) {...} */
ready_run lambda_word; /* $sum, as a value */

/* The function (borrowed) with these arguments, of which those that are LOCALS_EMPTY stay open:
 * new. */
struct value *lambda_partial(struct work *w, struct value *function, size_t count,
                             struct value *const *args);

/* The function that calls `first`, and `second` with its result (both borrowed): new. */
struct value *lambda_compose(struct work *w, struct value *first, struct value *second);

#endif
