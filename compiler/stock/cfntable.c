#include "compiler/stock/cfntable.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/local/hub.h"
#include "runtime/value/value.h"

/* A table of the template, and as it is. */
struct table {
    const struct cfn_thing *thing;
    const char *name;
    const struct value *given; /* as CreateTable has it */
    struct value *has;         /* as DescribeTable has it; owned */
    struct hub *hub;
    int64_t now_ms;
};

static const struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    return value_member(v, name, &found) && !value_is_null(found) ? found : NULL;
}

/* What says that property; else the whole resource. */
static const struct doc_node *place_of(const struct table *t, const char *property)
{
    const struct doc_node *n = template_property(t->thing->resource, property);
    return n != NULL ? n : t->thing->resource;
}

/* The answer to a request with the table's name in it: new; NULL after a warning at a property.
 * `input` is taken. */
static struct value *ask(const struct table *t, const char *operation, struct value *input,
                         const char *property)
{
    struct buf why = { 0 };
    value_set_text(&input, "TableName", t->name);
    struct hub_request r = { "dynamodb", operation, input, t->now_ms };
    struct value *answer = hub_ask(t->hub, &r, &why);
    if (answer == NULL) {
        template_warn(t->thing->of, place_of(t, property), "'%s' could not be changed: %s",
                      t->thing->resource->name, buf_string(&why));
    }
    value_release(input);
    buf_release(&why);
    return answer;
}

/* Takes the value. */
static void update(const struct table *t, const char *name, struct value *v,
                   const char *property)
{
    struct value *input = value_object();
    value_set_take(&input, name, v);
    if (strcmp(name, "GlobalSecondaryIndexUpdates") == 0) {
        const struct value *types = member(t->given, "AttributeDefinitions");
        value_set_take(&input, "AttributeDefinitions", value_share((struct value *)types));
    }
    value_release(ask(t, "UpdateTable", input, property));
}

/* ---- Lists whose items have names ---- */

/* The item that has the same text there; NULL if there is none. */
static const struct value *same_item(const struct value *list, const struct value *item,
                                     const char *name)
{
    const char *text = value_member_text(item, name);
    for (size_t i = 0; i < cfn_length(list); i++) {
        const char *other = value_member_text(value_item(list, i), name);
        if (text != NULL && other != NULL && strcmp(text, other) == 0) {
            return value_item(list, i);
        }
    }
    return NULL;
}

/* ---- Keys ---- */

static bool has_same_key(const struct table *t, const struct value *key)
{
    const struct value *other = same_item(member(t->has, "KeySchema"), key, "AttributeName");
    const struct value *type =
        same_item(member(t->given, "AttributeDefinitions"), key, "AttributeName");
    const struct value *other_type =
        same_item(member(t->has, "AttributeDefinitions"), key, "AttributeName");
    return other != NULL && value_equal(key, other) && type != NULL && other_type != NULL &&
           value_equal(type, other_type);
}

/* Returns false after a warning, if they are others. */
static bool has_same_keys(const struct table *t)
{
    const struct value *keys = member(t->given, "KeySchema");
    bool is_same = cfn_length(keys) == value_count(member(t->has, "KeySchema"));
    const struct doc_node *at = place_of(t, "KeySchema");
    for (size_t i = 0; is_same && i < cfn_length(keys); i++) {
        is_same = has_same_key(t, value_item(keys, i));
    }
    if (!is_same) {
        template_warn(
            t->thing->of, at == t->thing->resource ? place_of(t, "PrimaryKey") : at,
            "the table '%s' has another KeySchema already, and is kept as it is: give "
            "the table another name, or --local another folder",
            t->name);
    }
    return is_same;
}

/* ---- Streams ---- */

static struct value *stream_off(void)
{
    struct value *off = value_object();
    value_set_take(&off, "StreamEnabled", value_bool(false));
    return off;
}

static void change_stream(const struct table *t)
{
    static const char property[] = "StreamSpecification";
    const struct value *given = member(t->given, property), *has = member(t->has, property);
    if (has != NULL && !value_is_true(member(has, "StreamEnabled"))) {
        has = NULL;
    }
    if (has != NULL && (given == NULL || !value_equal(given, has))) {
        update(t, property, stream_off(), property);
    }
    if (given != NULL && (has == NULL || !value_equal(given, has))) {
        update(t, property, value_share((struct value *)given), property);
    }
}

/* ---- Billing ---- */

static bool is_same_number(const struct value *a, const struct value *b, const char *name)
{
    return value_read_number(member(a, name)).integer ==
           value_read_number(member(b, name)).integer;
}

static void change_billing(const struct table *t)
{
    const struct value *given = member(t->given, "ProvisionedThroughput");
    const struct value *has = member(t->has, "ProvisionedThroughput");
    const struct value *summary = member(t->has, "BillingModeSummary");
    const char *mode = given != NULL ? "PROVISIONED" : "PAY_PER_REQUEST";
    const char *has_mode = value_member_text(summary, "BillingMode");
    has_mode = has_mode != NULL ? has_mode : "PROVISIONED";
    if (strcmp(mode, has_mode) == 0 &&
        (given == NULL || (is_same_number(given, has, "ReadCapacityUnits") &&
                           is_same_number(given, has, "WriteCapacityUnits")))) {
        return;
    }
    struct value *input = value_object();
    value_set_text(&input, "BillingMode", mode);
    if (given != NULL) {
        value_set_take(&input, "ProvisionedThroughput", value_share((struct value *)given));
    }
    value_release(ask(t, "UpdateTable", input, "BillingMode"));
}

/* ---- Indexes ---- */

static void change_index(const struct table *t, const char *word, struct value *body)
{
    struct value *list = value_array(1), *one = value_object();
    value_set_take(&one, word, body);
    value_append_take(&list, one);
    update(t, "GlobalSecondaryIndexUpdates", list, "GlobalSecondaryIndexes");
}

static bool is_same_index(const struct value *a, const struct value *b)
{
    return b != NULL && value_equal(member(a, "KeySchema"), member(b, "KeySchema")) &&
           value_equal(member(a, "Projection"), member(b, "Projection"));
}

/* One at a time, as the service has it. */
static void change_indexes(const struct table *t)
{
    const struct value *given = member(t->given, "GlobalSecondaryIndexes");
    const struct value *has = member(t->has, "GlobalSecondaryIndexes");
    for (size_t i = 0; i < cfn_length(has); i++) {
        const struct value *one = value_item(has, i);
        if (!is_same_index(one, same_item(given, one, "IndexName"))) {
            struct value *body = value_object();
            value_set_text(&body, "IndexName", value_member_text(one, "IndexName"));
            change_index(t, "Delete", body);
        }
    }
    for (size_t i = 0; i < cfn_length(given); i++) {
        struct value *one = value_item(given, i);
        if (!is_same_index(one, same_item(has, one, "IndexName"))) {
            change_index(t, "Create", value_share(one));
        }
    }
}

/* They are made with a table, or never. */
static void look_at_local_indexes(const struct table *t)
{
    static const char property[] = "LocalSecondaryIndexes";
    const struct value *given = member(t->given, property), *has = member(t->has, property);
    bool is_same = cfn_length(given) == cfn_length(has);
    for (size_t i = 0; is_same && i < cfn_length(given); i++) {
        const struct value *one = value_item(given, i);
        is_same = is_same_index(one, same_item(has, one, "IndexName"));
    }
    if (!is_same) {
        template_warn(t->thing->of, place_of(t, property),
                      "the table '%s' keeps the local indexes that it has: they are made with "
                      "a table alone",
                      t->name);
    }
}

/* ---- Times to live ---- */

/* What is wanted is made with what comes later; here what is not wanted ends. */
static void end_expiry(const struct table *t)
{
    static const char property[] = "TimeToLiveSpecification";
    const struct doc_node *n = template_property(t->thing->resource, property);
    struct value *wanted = NULL;
    struct value *has = ask(t, "DescribeTimeToLive", value_object(), property);
    const struct value *description = member(has, "TimeToLiveDescription");
    const char *name = value_member_text(description, "AttributeName");
    if (n != NULL && cfn_value(t->thing->of, n, &wanted) != CFN_VALUE) {
        wanted = NULL;
    }
    const char *other = value_member_text(wanted, "AttributeName");
    if (name != NULL && (other == NULL || strcmp(name, other) != 0)) {
        struct value *input = value_object(), *off = value_object();
        value_set_text(&off, "AttributeName", name);
        value_set_take(&off, "Enabled", value_bool(false));
        value_set_take(&input, property, off);
        value_release(ask(t, "UpdateTimeToLive", input, property));
    }
    value_release(wanted);
    value_release(has);
}

/* ---- The whole ---- */

void cfn_table_change(const struct cfn_thing *thing, struct hub *h, int64_t now_ms)
{
    struct table t = { .thing = thing,
                       .name = value_member_text(thing->input, "TableName"),
                       .given = thing->input,
                       .hub = h,
                       .now_ms = now_ms };
    struct value *answer = ask(&t, "DescribeTable", value_object(), "TableName");
    t.has = answer == NULL ? NULL : value_share((struct value *)member(answer, "Table"));
    if (t.has != NULL && has_same_keys(&t)) {
        change_billing(&t);
        change_stream(&t);
        change_indexes(&t);
        look_at_local_indexes(&t);
        end_expiry(&t);
    }
    value_release(t.has);
    value_release(answer);
}
