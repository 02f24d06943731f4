/*
 * terms.h - what a request says beside keys and items: conditions, filters, projections
 * and updates, as expressions or in the way from before them. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_TERMS_H
#define DYNAMO_TERMS_H

#include <stdbool.h>

#include "runtime/dynamo/inquiry.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/item/expression.h"
#include "runtime/item/keys.h"

struct terms {
    struct expression_names names;
    struct value *values;         /* owned: normal ExpressionAttributeValues; or NULL */
    struct expression condition;  /* a ConditionExpression or FilterExpression; or empty */
    struct expression projection; /* a ProjectionExpression or AttributesToGet; or empty */
    struct expression update;     /* an UpdateExpression; or empty */
    struct expression key;        /* a KeyConditionExpression; or empty */
    struct value *expected; /* owned: normal Expected, QueryFilter or ScanFilter; or NULL */
    bool is_or;             /* of `expected` */
    struct value *updates;  /* owned: normal AttributeUpdates; or NULL */
    struct value *key_conditions; /* owned: normal KeyConditions; or NULL */
};

/*
 * Read them in the order in which DynamoDB looks at them, so that of several faults the same
 * one is reported. terms_begin() checks that expressions and what was before them are not
 * mixed, terms_legacy() reads the latter, terms_expressions() the former.
 */
bool terms_begin(struct inquiry *c);
bool terms_legacy(struct inquiry *c, struct terms *p);
bool terms_expressions(struct inquiry *c, struct terms *p);
void terms_release(struct terms *p);

/* Returns true if the request's condition holds for the item (NULL: there is none). */
bool terms_hold(const struct terms *p, const struct value *item);

/* The item as the projection shows it: new. */
struct value *terms_project(const struct terms *p, const struct value *item);

/* Reads a map of attributes: new and normal in *ret. `before` is put in front of the message.
 */
bool terms_take_map(struct inquiry *c, const struct value *map, const char *before,
                    struct value **ret);

#endif
