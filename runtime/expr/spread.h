/*
 * spread.h - the steps of a path that lead to many nodes (P-09 .. P-18).
 */
#ifndef EXPR_SPREAD_H
#define EXPR_SPREAD_H

#include <stdbool.h>

#include "runtime/expr/look.h"

/* What a step yields that leads nowhere from one of the nodes. */
enum spread_miss {
    SPREAD_SKIP,    /* nothing */
    SPREAD_NULL,    /* an index past the end yields null (P-21), anything else nothing */
    SPREAD_GIVE_UP, /* an object without the name ends it all with no result, as in Jayway where
                       a filter only asks whether something exists */
};

/*
 * All that the steps from `step` up to `end` (a step, or the list's end) lead to from `at`: a
 * new array. Returns NULL if a step led nowhere under SPREAD_GIVE_UP, or if the scope has
 * failed. It also fails if the data is nested more than READ_DEPTH_MAX deep below a descent, or
 * SPREAD_VISITS_MAX nodes were seen.
 */
struct value *spread_all(struct asl_scope *s, struct value *at,
                         const struct asl_expr *const *step, const struct asl_expr *const *end,
                         enum spread_miss miss, path_looker *look);
#define SPREAD_VISITS_MAX 10000000

/* A new object with those members of `object` that a union names (P-16). */
struct value *spread_merge(const struct value *object, const struct asl_expr *names);

/* Returns true if `at` is an object that has every name of a union. */
bool spread_has_all(const struct value *at, const struct asl_expr *names);

#endif
