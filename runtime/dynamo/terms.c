#include "runtime/dynamo/terms.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/condition.h"
#include "runtime/item/legacy.h"
#include "runtime/item/docpath.h"
#include "runtime/item/token.h"
#include "runtime/value/value.h"

/* ---- Which parameters an operation has ---- */

/* In the order of DynamoDB's messages. `without` is what the message about values says where
 * there is no expression. */
struct rules {
    const char *operation;
    const char *legacy[5], *expressions[4];
    const char *without;
};

static const struct rules all_rules[] = {
    { "GetItem", { "AttributesToGet" }, { "ProjectionExpression" }, NULL },
    { "BatchGetItem", { "AttributesToGet" }, { "ProjectionExpression" }, NULL },
    { "TransactGetItems", { NULL }, { "ProjectionExpression" }, NULL },
    { "PutItem", { "Expected" }, { "ConditionExpression" }, "ConditionExpression is null" },
    { "DeleteItem", { "Expected" }, { "ConditionExpression" }, "ConditionExpression is null" },
    { "UpdateItem",
      { "AttributeUpdates", "Expected" },
      { "UpdateExpression", "ConditionExpression" },
      "UpdateExpression and ConditionExpression are null" },
    { "Query",
      { "AttributesToGet", "QueryFilter", "KeyConditions" },
      { "ProjectionExpression", "FilterExpression", "KeyConditionExpression" },
      "FilterExpression and KeyConditionExpression are null" },
    { "Scan",
      { "AttributesToGet", "ScanFilter" },
      { "ProjectionExpression", "FilterExpression" },
      "FilterExpression is null" },
    { "TransactWriteItems",
      { NULL },
      { "UpdateExpression", "ConditionExpression" },
      "ConditionExpression is null" },
};

static const struct rules *rules_of(const struct inquiry *c)
{
    size_t i = 0;
    while (i + 1 < sizeof all_rules / sizeof all_rules[0] &&
           strcmp(all_rules[i].operation, c->operation) != 0) {
        i++;
    }
    return &all_rules[i];
}

/* Appends those that the request has: "A, B". Returns false if it has none. */
static bool put_present(struct inquiry *c, const char *const *names, struct buf *out)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (inquiry_member(c, names[i]) != NULL) {
            buf_text(out, out->size > 0 ? ", " : "");
            buf_text(out, names[i]);
        }
    }
    return out->size > 0;
}

bool terms_begin(struct inquiry *c)
{
    const struct rules *r = rules_of(c);
    struct buf legacy = { 0 }, expressions = { 0 };
    bool has_legacy = put_present(c, r->legacy, &legacy);
    bool has_expressions = put_present(c, r->expressions, &expressions);
    bool is_good = true;
    if (has_legacy && has_expressions) {
        is_good =
            inquiry_invalid(c,
                            "Can not use both expression and non-expression parameters in "
                            "the same request: Non-expression parameters: {%s} Expression "
                            "parameters: {%s}",
                            buf_string(&legacy), buf_string(&expressions));
    } else if (!has_expressions && inquiry_member(c, "ExpressionAttributeNames") != NULL) {
        is_good = inquiry_invalid(
            c, "ExpressionAttributeNames can only be specified when using expressions");
    } else if (!has_expressions && inquiry_member(c, "ExpressionAttributeValues") != NULL) {
        is_good = inquiry_invalid(
            c, "ExpressionAttributeValues can only be specified when using expressions: %s",
            r->without);
    }
    buf_release(&legacy);
    buf_release(&expressions);
    return is_good;
}

/* ---- What was before expressions ---- */

static bool take_attributes_to_get(struct inquiry *c, struct terms *p)
{
    const struct value *names = inquiry_member(c, "AttributesToGet");
    if (names == NULL) {
        return true;
    }
    struct expression *e = &p->projection;
    e->kind = EXPRESSION_PROJECTION;
    e->paths = memory_zero(value_count(names) * sizeof *e->paths);
    for (size_t i = 0; i < value_count(names); i++) {
        const struct value *name = value_item(names, i);
        docpath_add_name(&e->paths[e->path_count++], value_string(name),
                         value_string_size(name));
        for (size_t j = 0; j < i; j++) {
            if (docpath_equal(&e->paths[i], &e->paths[j])) {
                return inquiry_invalid(c,
                                       "One or more parameter values were invalid: Duplicate "
                                       "value in attribute name: %s",
                                       value_string(name));
            }
        }
    }
    return true;
}

static bool say(struct inquiry *c, bool is_good, struct buf *why)
{
    if (!is_good) {
        inquiry_invalid(c, "%s", buf_string(why));
    }
    buf_release(why);
    return is_good;
}

/* Says whether conditions are joined by OR; that needs two or more. */
static bool take_operator(struct inquiry *c, struct terms *p)
{
    const char *word = inquiry_text(c, "ConditionalOperator");
    p->is_or = text_is(word, "OR");
    if (word == NULL || p->expected == NULL) {
        return true;
    }
    if (value_count(p->expected) == 1) {
        return inquiry_invalid(c,
                               "One or more parameter values were invalid: ConditionalOperator "
                               "can only be used when Filter or Expected has two or more "
                               "elements");
    }
    return true;
}

bool terms_legacy(struct inquiry *c, struct terms *p)
{
    struct buf why = { 0 };
    const struct value *updates = inquiry_member(c, "AttributeUpdates");
    const struct value *expected = inquiry_member(c, "Expected");
    const struct value *filter = inquiry_member(c, "QueryFilter");
    const struct value *keys = inquiry_member(c, "KeyConditions");
    filter = filter != NULL ? filter : inquiry_member(c, "ScanFilter");
    if (!take_attributes_to_get(c, p)) {
        return false;
    }
    bool is_good = (updates == NULL || legacy_take_updates(updates, &p->updates, &why)) &&
                   (expected == NULL || legacy_take_expected(expected, &p->expected, &why)) &&
                   (filter == NULL || legacy_take_filter(filter, &p->expected, &why)) &&
                   (keys == NULL || legacy_take_filter(keys, &p->key_conditions, &why));
    return say(c, is_good, &why) && take_operator(c, p);
}

/* ---- Expressions ---- */

static bool take_names(struct inquiry *c, struct terms *p)
{
    const struct value *names = inquiry_member(c, "ExpressionAttributeNames");
    p->names.names = names;
    if (names == NULL) {
        return true;
    }
    if (value_count(names) == 0) {
        return inquiry_invalid(c, "ExpressionAttributeNames must not be empty");
    }
    for (struct value_walk w = value_walk(names); value_step(&w);) {
        if (!token_is_whole(w.key, strlen(w.key), TOKEN_NAME)) {
            return inquiry_invalid(
                c, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"%s\"",
                w.key);
        }
    }
    return true;
}

static bool take_values(struct inquiry *c, struct terms *p)
{
    const struct value *values = inquiry_member(c, "ExpressionAttributeValues");
    if (values == NULL) {
        return true;
    }
    if (value_count(values) == 0) {
        return inquiry_invalid(c, "ExpressionAttributeValues must not be empty");
    }
    p->values = value_object();
    p->names.values = p->values;
    for (struct value_walk w = value_walk(values); value_step(&w);) {
        struct value *normal = NULL;
        struct buf why = { 0 };
        if (!token_is_whole(w.key, strlen(w.key), TOKEN_VALUE)) {
            return inquiry_invalid(
                c, "ExpressionAttributeValues contains invalid key: Syntax error; key: \"%s\"",
                w.key);
        }
        if (!attribute_take_in(w.value, &normal, &why)) {
            inquiry_invalid(c,
                            "ExpressionAttributeValues contains invalid value: %s for key %s",
                            buf_string(&why), w.key);
            buf_release(&why);
            return false;
        }
        value_set_take(&p->values, w.key, normal);
        p->names.values = p->values;
    }
    return true;
}

static bool take_expression(struct inquiry *c, const char *name, enum expression_kind kind,
                            struct terms *p, struct expression *ret)
{
    const struct value *text = inquiry_member(c, name);
    struct buf why = { 0 };
    if (text == NULL) {
        return true;
    }
    bool is_good = expression_parse(value_string(text), value_string_size(text), kind,
                                    &p->names, ret, &why);
    if (!is_good) {
        inquiry_invalid(c, "Invalid %s: %s", name, buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}

/* Names or values that no expression has used are an error. */
static bool check_unused(struct inquiry *c, const struct terms *p, const struct value *given,
                         const char *what)
{
    struct buf unused = { 0 };
    if (given == NULL) {
        return true;
    }
    for (struct value_walk w = value_walk(given); value_step(&w);) {
        if (!value_member(p->names.used, w.key, NULL)) {
            buf_text(&unused, unused.size > 0 ? ", " : "");
            buf_text(&unused, w.key);
        }
    }
    bool is_good = unused.size == 0;
    if (!is_good) {
        inquiry_invalid(c, "Value provided in %s unused in expressions: keys: {%s}", what,
                        buf_string(&unused));
    }
    buf_release(&unused);
    return is_good;
}

bool terms_expressions(struct inquiry *c, struct terms *p)
{
    p->names.used = value_object();
    return take_names(c, p) && take_values(c, p) &&
           take_expression(c, "KeyConditionExpression", EXPRESSION_KEY, p, &p->key) &&
           take_expression(c, "UpdateExpression", EXPRESSION_UPDATE, p, &p->update) &&
           take_expression(c, "FilterExpression", EXPRESSION_CONDITION, p, &p->condition) &&
           take_expression(c, "ConditionExpression", EXPRESSION_CONDITION, p, &p->condition) &&
           take_expression(c, "ProjectionExpression", EXPRESSION_PROJECTION, p,
                           &p->projection) &&
           check_unused(c, p, p->names.names, "ExpressionAttributeNames") &&
           check_unused(c, p, p->names.values, "ExpressionAttributeValues");
}

void terms_release(struct terms *p)
{
    expression_release(&p->condition);
    expression_release(&p->projection);
    expression_release(&p->update);
    expression_release(&p->key);
    expression_names_release(&p->names);
    value_release(p->values);
    value_release(p->expected);
    value_release(p->updates);
    value_release(p->key_conditions);
    *p = (struct terms){ 0 };
}

/* ---- Use ---- */

bool terms_hold(const struct terms *p, const struct value *item)
{
    if (p->condition.condition != NULL) {
        return condition_holds(p->condition.condition, item);
    }
    return p->expected == NULL || legacy_holds(p->expected, p->is_or, item);
}

struct value *terms_project(const struct terms *p, const struct value *item)
{
    if (p->projection.path_count == 0) {
        return value_share((struct value *)item);
    }
    return docpath_project(item, p->projection.paths, p->projection.path_count);
}

bool terms_take_map(struct inquiry *c, const struct value *map, const char *before,
                    struct value **ret)
{
    struct buf why = { 0 };
    bool is_good = attribute_take_in_map(map, ret, &why);
    if (!is_good) {
        inquiry_invalid(c, "%s%s", before, buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}
