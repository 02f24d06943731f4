/*
 * spread.h - the steps of a path that lead to many nodes (P-09 .. P-18).
 */
#ifndef EXPR_SPREAD_H
#define EXPR_SPREAD_H

#include <stdbool.h>

#include "runtime/expr/look.h"

/* What comes of a step that leads nowhere from one of the nodes. */
enum spread_miss {
    SPREAD_SKIP,    /* nothing */
    SPREAD_NULL,    /* an index past the end yields null (P-21), anything else nothing */
    SPREAD_GIVE_UP, /* an object without the name makes all of it nothing, as Jayway has it
                       where a filter only asks whether there is something */
};

/*
 * All that the steps from `step` up to `end` (a step, or the list's end) lead to from `at`: a
 * new array. NULL: SPREAD_GIVE_UP did so, or the scope has failed, also when the data is nested
 * more than READ_DEPTH_MAX deep below a descent or SPREAD_VISITS_MAX nodes were seen.
 */
struct value *spread_all(struct asl_scope *s, struct value *at,
                         const struct asl_expr *const *step, const struct asl_expr *const *end,
                         enum spread_miss miss, path_looker *look);
#define SPREAD_VISITS_MAX 10000000

/* What of a union's names `object` has: a new object (P-16). */
struct value *spread_merge(const struct value *object, const struct asl_expr *names);

/* True if `at` is an object that has every name of a union. */
bool spread_has_all(const struct value *at, const struct asl_expr *names);

#endif
