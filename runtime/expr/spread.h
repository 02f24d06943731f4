/*
 * spread.h - the steps of a path that lead to many nodes (P-09 .. P-18).
 */
#ifndef EXPR_SPREAD_H
#define EXPR_SPREAD_H

#include <stdbool.h>

struct asl_expr;
struct asl_scope;
struct json_object;

/*
 * All that the steps from `step` up to `end` (a step, or the list's end) lead to from `at`: a
 * new array. An index past the end yields null, or nothing. NULL: the scope has failed, also
 * when the data is nested more than READ_DEPTH_MAX deep below a descent or SPREAD_VISITS_MAX
 * nodes were seen.
 */
struct json_object *spread_all(struct asl_scope *s, struct json_object *at,
                               const struct asl_expr *const *step,
                               const struct asl_expr *const *end, bool past_end_is_null);
#define SPREAD_VISITS_MAX 10000000

/* What of a union's names `object` has: a new object (P-16). */
struct json_object *spread_merge(const struct json_object *object,
                                 const struct asl_expr *names);

#endif
