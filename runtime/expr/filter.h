/*
 * filter.h - what stands in [?()]: $.items[?(@.price > 10)] (P-18).
 *
 * An operand that is a path may lead nowhere, which differs from null: @.a == null does
 * not hold where there is no a. Such an operand is FILTER_MISSING, an address that is
 * no value: the asl_filter_* words get it among their arguments and must look for it
 * before they touch one; nothing else ever sees it.
 */
#ifndef EXPR_FILTER_H
#define EXPR_FILTER_H

#include <stdbool.h>

#include "runtime/expr/look.h"

extern struct json_object *const FILTER_MISSING;

/* Whether `test` holds where @ is `item`. False too if the scope has failed. */
bool filter_holds(struct asl_scope *s, const struct asl_expr *test, struct json_object *item,
                  path_looker *look);

#endif
