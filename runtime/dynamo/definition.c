#include "runtime/dynamo/definition.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

/* AWS's documentation of limits. */
enum { LOCAL_MOST = 5, GLOBAL_MOST = 20 };
#define UNITS_MOST INT64_C(1000000000000)

/* ---- Throughput ---- */

static bool check_units(struct inquiry *c, const struct value *throughput, const char *member,
                        const char *index)
{
    const struct value *units = inquiry_member_of(throughput, member);
    struct number n = units != NULL ? value_to_number(units) : (struct number){ 0 };
    if (n.real <= (double)UNITS_MOST) {
        return true;
    }
    return inquiry_invalid(c, "Given value %.0f for %s is out of bounds%s%s", n.real, member,
                           index != NULL ? " for index " : "", index != NULL ? index : "");
}

bool definition_check_throughput(struct inquiry *c, const struct value *throughput,
                                 const char *index)
{
    return throughput == NULL || (check_units(c, throughput, "ReadCapacityUnits", index) &&
                                  check_units(c, throughput, "WriteCapacityUnits", index));
}

static bool check_billing(struct inquiry *c)
{
    bool on_demand = inquiry_is(c, "BillingMode", "PAY_PER_REQUEST");
    const struct value *throughput = inquiry_member(c, "ProvisionedThroughput");
    if (on_demand && throughput != NULL) {
        return inquiry_invalid(c, INVALID
                               "Neither ReadCapacityUnits nor WriteCapacityUnits can be "
                               "specified when BillingMode is PAY_PER_REQUEST");
    }
    if (!on_demand && throughput == NULL) {
        return inquiry_invalid(c,
                               INVALID "ReadCapacityUnits and WriteCapacityUnits must both be "
                                       "specified when BillingMode is PROVISIONED");
    }
    return definition_check_throughput(c, throughput, NULL);
}

/* ---- Keys ---- */

static const char *key_name(const struct value *schema, size_t i)
{
    return i < value_count(schema) ? value_member_text(value_item(schema, i), "AttributeName")
                                   : NULL;
}

static bool is_defined(const struct value *definitions, const char *name)
{
    for (size_t i = 0; i < value_count(definitions); i++) {
        if (text_is(value_member_text(value_item(definitions, i), "AttributeName"), name)) {
            return true;
        }
    }
    return false;
}

/* Appends names, which must differ, as "[a, b]". */
static void put_names(struct buf *out, const struct value *list)
{
    buf_char(out, '[');
    for (size_t i = 0; i < value_count(list); i++) {
        buf_text(out, i > 0 ? ", " : "");
        buf_text(out, key_name(list, i));
    }
    buf_char(out, ']');
}

static bool check_defined(struct inquiry *c, const struct value *schema,
                          const struct value *definitions)
{
    for (size_t i = 0; i < value_count(schema); i++) {
        if (!is_defined(definitions, key_name(schema, i))) {
            struct buf keys = { 0 }, names = { 0 };
            put_names(&keys, schema);
            put_names(&names, definitions);
            inquiry_invalid(c,
                            INVALID "Some index key attributes are not defined in "
                                    "AttributeDefinitions. Keys: %s, AttributeDefinitions: %s",
                            buf_string(&keys), buf_string(&names));
            buf_release(&keys);
            buf_release(&names);
            return false;
        }
    }
    return true;
}

static bool check_order(struct inquiry *c, const struct value *schema)
{
    static const char *const kinds[] = { "HASH", "RANGE" };
    static const char *const places[] = { "first", "second" };
    if (value_count(schema) > 1 && text_is(key_name(schema, 0), key_name(schema, 1))) {
        return inquiry_invalid(
            c, "Both the Hash Key and the Range Key element in the KeySchema have "
               "the same name");
    }
    for (size_t i = 0; i < value_count(schema) && i < 2; i++) {
        if (!text_is(value_member_text(value_item(schema, i), "KeyType"), kinds[i])) {
            return inquiry_invalid(
                c, "Invalid KeySchema: The %s KeySchemaElement is not a %s key type", places[i],
                kinds[i]);
        }
    }
    return true;
}

static bool check_key(struct inquiry *c, const struct value *schema,
                      const struct value *definitions)
{
    if (value_count(schema) > value_count(definitions)) {
        return inquiry_invalid(
            c, "Invalid KeySchema: Some index key attribute have no definition");
    }
    return check_defined(c, schema, definitions) && check_order(c, schema);
}

/* ---- Indexes ---- */

static bool check_projection(struct inquiry *c, const struct value *index)
{
    const struct value *projection = inquiry_member_of(index, "Projection");
    const char *kind = value_member_text(projection, "ProjectionType");
    bool has_names = inquiry_member_of(projection, "NonKeyAttributes") != NULL;
    if (kind == NULL) {
        return inquiry_invalid(c, INVALID "Unknown ProjectionType: null");
    }
    if (text_is(kind, "INCLUDE") != has_names) {
        return inquiry_invalid(
            c, INVALID "ProjectionType is %s, but NonKeyAttributes is%s specified", kind,
            has_names ? "" : " not");
    }
    return true;
}

bool definition_check_index(struct inquiry *c, const struct value *index,
                            const struct value *definitions)
{
    const struct value *schema = inquiry_member_of(index, "KeySchema");
    return check_defined(c, schema, definitions) && check_order(c, schema) &&
           check_projection(c, index) &&
           definition_check_throughput(c, inquiry_member_of(index, "ProvisionedThroughput"),
                                       value_member_text(index, "IndexName"));
}

/* A local index has the table's hash key, and a range key. */
static bool check_local(struct inquiry *c, const struct value *index)
{
    const struct value *schema = inquiry_member_of(index, "KeySchema");
    const char *table_hash = key_name(inquiry_member(c, "KeySchema"), 0);
    const char *name = value_member_text(index, "IndexName");
    if (value_count(schema) < 2) {
        return inquiry_invalid(
            c, INVALID "Index KeySchema does not have a range key for index: %s", name);
    }
    if (!text_is(key_name(schema, 0), table_hash)) {
        return inquiry_invalid(c,
                               INVALID
                               "Index KeySchema does not have the same leading hash key as "
                               "table KeySchema for index: %s. index hash key: %s, table "
                               "hash key: %s",
                               name, key_name(schema, 0), table_hash);
    }
    return true;
}

static bool check_duplicate(struct inquiry *c, struct value **names, const struct value *index)
{
    const char *name = value_member_text(index, "IndexName");
    if (value_member(*names, name, NULL)) {
        return inquiry_invalid(c, INVALID "Duplicate index name: %s", name);
    }
    value_set_take(names, name, value_bool(true));
    return true;
}

static bool check_locals(struct inquiry *c, const struct value *definitions,
                         struct value **names)
{
    const struct value *list = inquiry_member(c, "LocalSecondaryIndexes");
    if (list == NULL) {
        return true;
    }
    if (value_count(list) == 0) {
        return inquiry_invalid(c, INVALID "List of LocalSecondaryIndexes is empty");
    }
    if (value_count(inquiry_member(c, "KeySchema")) < 2) {
        return inquiry_invalid(c, INVALID "Table KeySchema does not have a range key, which is "
                                          "required when specifying a LocalSecondaryIndex");
    }
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *index = value_item(list, i);
        const struct value *schema = inquiry_member_of(index, "KeySchema");
        if (!check_defined(c, schema, definitions) || !check_order(c, schema) ||
            !check_local(c, index) || !check_projection(c, index) ||
            !check_duplicate(c, names, index)) {
            return false;
        }
    }
    return value_count(list) <= LOCAL_MOST ||
           inquiry_invalid(
               c, INVALID "Number of LocalSecondaryIndexes exceeds per-table limit of %d",
               LOCAL_MOST);
}

bool definition_check_index_billing(struct inquiry *c, const struct value *index,
                                    bool on_demand)
{
    bool has_throughput = inquiry_member_of(index, "ProvisionedThroughput") != NULL;
    const char *name = value_member_text(index, "IndexName");
    if (on_demand && has_throughput) {
        return inquiry_invalid(c,
                               INVALID
                               "ProvisionedThroughput should not be specified for index: %s "
                               "when BillingMode is PAY_PER_REQUEST",
                               name);
    }
    if (!on_demand && !has_throughput) {
        return inquiry_invalid(
            c, INVALID "ProvisionedThroughput must be specified for index: %s", name);
    }
    return true;
}

static bool check_globals(struct inquiry *c, const struct value *definitions,
                          struct value **names)
{
    const struct value *list = inquiry_member(c, "GlobalSecondaryIndexes");
    if (list == NULL) {
        return true;
    }
    if (value_count(list) == 0) {
        return inquiry_invalid(c, INVALID "List of GlobalSecondaryIndexes is empty");
    }
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *index = value_item(list, i);
        const struct value *schema = inquiry_member_of(index, "KeySchema");
        if (!check_defined(c, schema, definitions) || !check_order(c, schema) ||
            !check_projection(c, index) ||
            !definition_check_index_billing(c, index,
                                            inquiry_is(c, "BillingMode", "PAY_PER_REQUEST")) ||
            !check_duplicate(c, names, index) ||
            !definition_check_throughput(c, inquiry_member_of(index, "ProvisionedThroughput"),
                                         value_member_text(index, "IndexName"))) {
            return false;
        }
    }
    return value_count(list) <= GLOBAL_MOST ||
           inquiry_invalid(
               c, INVALID "GlobalSecondaryIndex count exceeds the per-table limit of %d",
               GLOBAL_MOST);
}

/* ---- Definitions ---- */

static void mark_keys(struct value **used, const struct value *schema)
{
    for (size_t i = 0; i < value_count(schema); i++) {
        value_set_take(used, key_name(schema, i), value_bool(true));
    }
}

static void mark_indexes(struct value **used, const struct value *list)
{
    for (size_t i = 0; i < value_count(list); i++) {
        mark_keys(used, inquiry_member_of(value_item(list, i), "KeySchema"));
    }
}

/* Each attribute that is defined must be of a key. */
static bool check_used(struct inquiry *c, const struct value *definitions)
{
    const struct value *locals = inquiry_member(c, "LocalSecondaryIndexes");
    const struct value *globals = inquiry_member(c, "GlobalSecondaryIndexes");
    struct value *used = value_object();
    mark_keys(&used, inquiry_member(c, "KeySchema"));
    mark_indexes(&used, locals);
    mark_indexes(&used, globals);
    bool is_good = value_count(used) == value_count(definitions);
    if (!is_good && locals == NULL && globals == NULL) {
        inquiry_invalid(c, INVALID
                        "Number of attributes in KeySchema does not exactly match number "
                        "of attributes defined in AttributeDefinitions");
    } else if (!is_good) {
        struct buf names = { 0 }, keys = { 0 };
        put_names(&names, definitions);
        for (struct value_walk w = value_walk(used); value_step(&w);) {
            buf_print(&keys, "%s%s", keys.size > 0 ? ", " : "", w.key);
        }
        inquiry_invalid(c,
                        INVALID
                        "Some AttributeDefinitions are not used. AttributeDefinitions: %s, "
                        "keys used: [%s]",
                        buf_string(&names), buf_string(&keys));
        buf_release(&names);
        buf_release(&keys);
    }
    value_release(used);
    return is_good;
}

static bool check_stream(struct inquiry *c)
{
    const struct value *stream = inquiry_member(c, "StreamSpecification");
    bool is_enabled = value_is_true(inquiry_member_of(stream, "StreamEnabled"));
    bool has_view = inquiry_member_of(stream, "StreamViewType") != NULL;
    if (stream == NULL || is_enabled == has_view) {
        return true;
    }
    return inquiry_invalid(c,
                           INVALID "StreamSpecification must have StreamViewType exactly when "
                                   "StreamEnabled is true");
}

bool definition_check_create(struct inquiry *c)
{
    const struct value *definitions = inquiry_member(c, "AttributeDefinitions");
    struct value *names = value_object();
    bool is_good =
        check_billing(c) && check_key(c, inquiry_member(c, "KeySchema"), definitions) &&
        check_locals(c, definitions, &names) && check_globals(c, definitions, &names) &&
        check_used(c, definitions) && check_stream(c);
    value_release(names);
    return is_good;
}
