/*
 * keys.h - keys as bytes that sort as DynamoDB sorts keys, and conditions on keys.
 */
#ifndef ITEM_KEYS_H
#define ITEM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/item/expression.h"

struct buf;
struct value;

/* Appends bytes that compare, by memcmp(), as the values of one type S, N or B do. */
void keys_put_bytes(struct buf *out, const struct value *v);

enum keys_operator {
    KEYS_EQ,
    KEYS_LT,
    KEYS_LE,
    KEYS_GT,
    KEYS_GE,
    KEYS_BETWEEN,
    KEYS_BEGINS_WITH
};

/* A condition on one attribute of a key: all is borrowed. */
struct keys_condition {
    const char *name;
    enum keys_operator operator;
    const struct value *value, *upper; /* `upper` of BETWEEN alone */
};

/* A query has a condition on the hash key, and may have one on the range key. */
enum { KEYS_CONDITIONS = 2 };

struct keys_conditions {
    struct keys_condition list[KEYS_CONDITIONS];
    size_t count;
};

/* The conditions of a KeyConditionExpression: borrowed from it. Returns false with DynamoDB's
 * message. */
bool keys_of_expression(const struct expression_tree *n, struct keys_conditions *ret,
                        struct buf *why);

/* The bytes of range keys that a condition allows: from `low` on, up to, but without, `high`.
 */
void keys_put_bounds(const struct keys_condition *c, struct buf *low, struct buf *high);

/* Appends bytes behind which no key of DynamoDB comes. */
void keys_put_last(struct buf *out);

#endif
