/*
 * call.h - a function that ends a path: $.prices.sum() (P-19).
 */
#ifndef EXPR_CALL_H
#define EXPR_CALL_H

#include "runtime/expr/look.h"

/* The call `e` with `at`, the value so far, before its own arguments. The result is new; it is
 * NULL as well if the scope has failed. A path among the arguments begins at $; one that leads
 * nowhere yields null. */
struct value *call_function(struct asl_scope *s, const struct asl_expr *e, struct value *at,
                            path_looker *look);

#endif
