/*
 * filter.h - the test inside [?()]: $.items[?(@.price > 10)] (P-18).
 *
 * An operand that is a path may lead nowhere, which differs from null: @.a == null does not
 * hold if the item lacks a. Such an operand is absent (NULL) among the arguments of the
 * asl_filter_* words.
 */
#ifndef EXPR_FILTER_H
#define EXPR_FILTER_H

#include <stdbool.h>

#include "runtime/expr/look.h"

/* Returns true if `test` holds where @ is `item`; false as well if the scope has failed. `look`
 * follows the paths in it. */
bool filter_holds(struct asl_scope *s, const struct asl_expr *test, struct value *item,
                  path_looker *look);

#endif
