/*
 * legacy.h - conditions from before expressions: Expected, QueryFilter, ScanFilter,
 * KeyConditions, and the changes of AttributeUpdates.
 */
#ifndef ITEM_LEGACY_H
#define ITEM_LEGACY_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/item/keys.h"

struct buf;
struct value;

/*
 * Make conditions normal: a new object of NAME -> {"ComparisonOperator", "AttributeValueList"}.
 * legacy_take_expected() reads Expected, with its Value and Exists as well, and
 * legacy_take_filter() the others, of which the values must have types that a comparison is
 * valid for. Both return false with DynamoDB's message.
 */
bool legacy_take_expected(const struct value *expected, struct value **ret, struct buf *why);
bool legacy_take_filter(const struct value *filter, struct value **ret, struct buf *why);

/* Returns true if the conditions, all or with `is_or` one of them, hold for the item (NULL:
 * there is none). */
bool legacy_holds(const struct value *conditions, bool is_or, const struct value *item);

/* The conditions of KeyConditions, which are normal: borrowed. */
bool legacy_keys(const struct value *conditions, struct keys_conditions *ret, struct buf *why);

/* Make AttributeUpdates normal: a new object of NAME -> {"Action", "Value"}. */
bool legacy_take_updates(const struct value *updates, struct value **ret, struct buf *why);

/* Change an item (the caller's own reference) as normal updates say. */
bool legacy_update(const struct value *updates, struct value **item, struct buf *why);

#endif
