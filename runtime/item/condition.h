/*
 * condition.h - evaluates conditions and updates on an item.
 */
#ifndef ITEM_CONDITION_H
#define ITEM_CONDITION_H

#include <stdbool.h>

#include "runtime/item/expression.h"

struct buf;
struct value;

/* Returns true if the condition holds for the item (NULL: there is none). */
bool condition_holds(const struct expression_tree *n, const struct value *item);

/* Compares two attribute values as an operator does; NULL is absent. Values of different types
 * are only ever unequal. */
bool condition_compare(enum comparison c, const struct value *a, const struct value *b);

/* Change an item (the caller's own reference) as an update expression says. All values are
 * those of the item as it was. Returns false with DynamoDB's message in `why`; the item is then
 * half changed. */
bool condition_update(const struct expression *e, struct value **item, struct buf *why);

/* What ADD makes of an old value (NULL: none) and an operand, and what DELETE leaves of it: new
 * values in *ret, NULL if nothing is left. Return false with the message in `why`. */
bool condition_add(const struct value *old, const struct value *operand, struct value **ret,
                   struct buf *why);
bool condition_delete(const struct value *old, const struct value *operand, struct value **ret,
                      struct buf *why);

#endif
