#include "runtime/dynamo/tables.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/entries.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/definition.h"
#include "runtime/dynamo/kept.h"
#include "runtime/dynamo/options.h"
#include "runtime/dynamo/replicas.h"
#include "runtime/dynamo/streaming.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

/* ---- Names ---- */

enum { NAME_LEAST = 3, NAME_MOST = 255 };

bool tables_check_name(struct inquiry *c)
{
    const char *name = inquiry_text(c, "TableName");
    if (name == NULL) {
        return inquiry_invalid(
            c, "The parameter 'TableName' is required but was not present in the request");
    }
    size_t size = strlen(catalog_bare_name(name));
    return (size >= NAME_LEAST && size <= NAME_MOST) ||
           inquiry_invalid(
               c,
               "TableName must be at least %d characters long and at most %d characters "
               "long",
               NAME_LEAST, NAME_MOST);
}

void tables_put_arn(struct buf *out, const char *name)
{
    buf_print(out, "arn:%s:dynamodb:%s:%s:table/%s", account_partition(), account_region(),
              account_id(), name);
}

/* ---- Descriptions ---- */

static void set_arn(struct value **to, const char *member, const char *name, const char *more,
                    const char *rest)
{
    struct buf arn = { 0 };
    tables_put_arn(&arn, name);
    buf_text(&arn, more);
    buf_text(&arn, rest);
    value_set_text(to, member, buf_string(&arn));
    buf_release(&arn);
}

static void measure_index(struct inquiry *c, const struct catalog_table *t,
                          const struct catalog_index *index, int64_t *ret_items,
                          int64_t *ret_bytes)
{
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT count(*), total(size) FROM entries AS e JOIN items AS i "
                             "ON i.owner = ?1 AND i.hash"
                             " = item_hash AND i.range = item_range WHERE e.owner = ?2");
    *ret_items = *ret_bytes = 0;
    database_set_int(s, 1, t->number);
    database_set_int(s, 2, index->number);
    if (database_row(s)) {
        *ret_items = database_int(s, 0);
        *ret_bytes = database_int(s, 1);
    }
    database_leave(s);
}

static struct value *describe_index(struct inquiry *c, const struct catalog_table *t,
                                    const struct value *from, bool is_global,
                                    const char *status)
{
    static const char *const members[] = { "IndexName", "KeySchema", "Projection",
                                           "ProvisionedThroughput", "OnDemandThroughput" };
    const char *name = value_member_text(from, "IndexName");
    struct value *out = value_object();
    int64_t items = 0, bytes = 0;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        inquiry_copy(&out, from, members[i]);
    }
    measure_index(c, t, catalog_find_index(t, name), &items, &bytes);
    set_arn(&out, "IndexArn", t->name, "/index/", name);
    value_set_take(&out, "IndexSizeBytes", value_int(bytes));
    value_set_take(&out, "ItemCount", value_int(items));
    if (is_global) {
        value_set_text(&out, "IndexStatus", status);
    }
    return out;
}

static void describe_indexes(struct inquiry *c, const struct catalog_table *t,
                             const char *member, bool is_global, const char *status,
                             struct value **to)
{
    const struct value *list = inquiry_member_of(t->document, member);
    if (value_count(list) == 0) {
        return;
    }
    struct value *out = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        value_append_take(&out, describe_index(c, t, value_item(list, i), is_global, status));
    }
    value_set_take(to, member, out);
}

static void describe_billing(const struct catalog_table *t, bool is_new, struct value **to)
{
    const char *mode = value_member_text(t->document, "BillingMode");
    if (mode == NULL) {
        return;
    }
    struct value *summary = value_object(), *throughput = value_object();
    value_set_text(&summary, "BillingMode", mode);
    if (!is_new) {
        inquiry_copy(&summary, t->document, "LastUpdateToPayPerRequestDateTime");
    }
    value_set_text(&throughput, "TableThroughputMode", mode);
    value_set_take(to, "BillingModeSummary", summary);
    value_set_take(to, "TableThroughputModeSummary", throughput);
}

struct value *tables_show(struct inquiry *c, const struct catalog_table *t, const char *status)
{
    static const char *const first[] = { "AttributeDefinitions", "TableName", "KeySchema" };
    static const char *const more[] = { "ProvisionedThroughput",
                                        "OnDemandThroughput",
                                        "WarmThroughput",
                                        "SSEDescription",
                                        "TableClassSummary",
                                        "DeletionProtectionEnabled",
                                        "TableId",
                                        "CreationDateTime",
                                        "RestoreSummary" };
    bool is_new = text_is(status, "CREATING");
    struct value *out = value_object();
    int64_t items = 0, bytes = 0;
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        inquiry_copy(&out, t->document, first[i]);
    }
    value_set_text(&out, "TableStatus", status);
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        inquiry_copy(&out, t->document, more[i]);
    }
    catalog_measure(c, t, &items, &bytes);
    value_set_take(&out, "TableSizeBytes", value_int(bytes));
    value_set_take(&out, "ItemCount", value_int(items));
    set_arn(&out, "TableArn", t->name, "", "");
    describe_billing(t, is_new, &out);
    describe_indexes(c, t, "LocalSecondaryIndexes", false, "ACTIVE", &out);
    if (!text_is(status, "DELETING")) {
        describe_indexes(c, t, "GlobalSecondaryIndexes", true, is_new ? "CREATING" : "ACTIVE",
                         &out);
    }
    streaming_show(t, &out);
    replicas_show(c, t, &out);
    return out;
}

/* ---- Documents ---- */

static struct value *throughput_of(const struct value *given)
{
    struct value *out = value_object();
    static const char *const members[] = { "ReadCapacityUnits", "WriteCapacityUnits" };
    for (size_t i = 0; i < 2; i++) {
        const struct value *units = inquiry_member_of(given, members[i]);
        value_set_take(&out, members[i],
                       units != NULL ? value_share((struct value *)units) : value_int(0));
    }
    value_set_take(&out, "NumberOfDecreasesToday", value_int(0));
    return out;
}

static struct value *index_document(struct inquiry *c, const struct value *given,
                                    bool is_global)
{
    struct value *out = value_object();
    inquiry_copy(&out, given, "IndexName");
    inquiry_copy(&out, given, "KeySchema");
    inquiry_copy(&out, given, "Projection");
    inquiry_copy(&out, given, "OnDemandThroughput");
    if (is_global) {
        value_set_take(&out, "ProvisionedThroughput",
                       throughput_of(inquiry_member_of(given, "ProvisionedThroughput")));
    }
    value_set_take(&out, "Number", value_int(catalog_new_number(c)));
    return out;
}

static void put_index_documents(struct inquiry *c, const char *member, bool is_global,
                                struct value **to)
{
    const struct value *list = inquiry_member(c, member);
    struct value *out = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        value_append_take(&out, index_document(c, value_item(list, i), is_global));
    }
    value_set_take(to, member, out);
}

static struct value *new_document(struct inquiry *c)
{
    struct value *out = value_object();
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(c->dynamo->random, id);
    inquiry_copy(&out, c->request, "AttributeDefinitions");
    value_set_text(&out, "TableName", catalog_bare_name(inquiry_text(c, "TableName")));
    inquiry_copy(&out, c->request, "KeySchema");
    value_set_text(&out, "TableId", id);
    value_set_take(&out, "CreationDateTime", inquiry_now(c));
    value_set_take(&out, "ProvisionedThroughput",
                   throughput_of(inquiry_member(c, "ProvisionedThroughput")));
    if (inquiry_is(c, "BillingMode", "PAY_PER_REQUEST")) {
        inquiry_copy(&out, c->request, "BillingMode");
        value_set_take(&out, "LastUpdateToPayPerRequestDateTime", inquiry_now(c));
    }
    value_set_take(&out, "Number", value_int(catalog_new_number(c)));
    put_index_documents(c, "LocalSecondaryIndexes", false, &out);
    put_index_documents(c, "GlobalSecondaryIndexes", true, &out);
    streaming_change(c, NULL, &out);
    options_put(c, &out);
    inquiry_copy(&out, c->request, "Tags");
    struct buf arn = { 0 };
    tables_put_arn(&arn, value_member_text(out, "TableName"));
    kept_begin_policy(c, buf_string(&arn), &out);
    buf_release(&arn);
    return out;
}

/* ---- Operations ---- */

struct value *tables_create(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!definition_check_create(c) || !options_check(c, c->request)) {
        return NULL;
    }
    if (catalog_find(c, inquiry_text(c, "TableName"), &t)) {
        inquiry_fail(c, INQUIRY_RESOURCE_IN_USE, "Table already exists: %s", t.name);
        catalog_release(&t);
        return NULL;
    }
    catalog_of_document_take(&t, new_document(c));
    catalog_save(c, t.name, t.document);
    struct value *body = inquiry_body("TableDescription", tables_show(c, &t, "CREATING"));
    catalog_release(&t);
    return body;
}

struct value *tables_describe(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    struct value *body = inquiry_body("Table", tables_show(c, &t, "ACTIVE"));
    catalog_release(&t);
    return body;
}

struct value *tables_list(struct inquiry *c)
{
    const char *after = inquiry_text(c, "ExclusiveStartTableName");
    int64_t limit = inquiry_number(c, "Limit", 100);
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT name FROM tables WHERE name > ?1 ORDER BY name LIMIT ?2");
    struct value *names = value_array(0), *body = value_object();
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_int(s, 2, limit + 1);
    while (database_row(s)) {
        if ((int64_t)value_count(names) == limit) {
            value_set_take(&body, "LastEvaluatedTableName",
                           value_share(value_item(names, value_count(names) - 1)));
            break;
        }
        value_append_take(&names, value_text(database_text(s, 0)));
    }
    database_leave(s);
    value_set_take(&body, "TableNames", names);
    return body;
}

struct value *tables_delete(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    if (value_is_true(inquiry_member_of(t.document, "DeletionProtectionEnabled"))) {
        inquiry_invalid(
            c, "Resource cannot be deleted as it is currently protected against deletion. "
               "Disable deletion protection first.");
    } else {
        body = inquiry_body("TableDescription", tables_show(c, &t, "DELETING"));
        streaming_keep(c, &t);
        catalog_remove(c, &t);
    }
    catalog_release(&t);
    return body;
}

/* ---- UpdateTable ---- */

static bool has_updates(struct inquiry *c)
{
    static const char *const members[] = { "ProvisionedThroughput",     "BillingMode",
                                           "StreamSpecification",       "SSESpecification",
                                           "DeletionProtectionEnabled", "TableClass",
                                           "OnDemandThroughput",        "WarmThroughput",
                                           "MultiRegionConsistency",    "ReplicaUpdates" };
    bool found = value_count(inquiry_member(c, "GlobalSecondaryIndexUpdates")) > 0;
    for (size_t i = 0; !found && i < sizeof members / sizeof members[0]; i++) {
        found = inquiry_member(c, members[i]) != NULL;
    }
    return found ||
           inquiry_invalid(
               c, "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                  "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is "
                  "required");
}

/* What one GlobalSecondaryIndexUpdate does: the word, static, and its body. */
static const char *index_change(const struct value *update, const struct value **ret_body)
{
    static const char *const words[] = { "Update", "Create", "Delete" };
    for (size_t i = 0; i < 3; i++) {
        *ret_body = inquiry_member_of(update, words[i]);
        if (*ret_body != NULL) {
            return words[i];
        }
    }
    return NULL;
}

static bool check_index_updates(struct inquiry *c)
{
    const struct value *list = inquiry_member(c, "GlobalSecondaryIndexUpdates");
    struct value *names = value_object();
    bool is_good = true;
    size_t built = 0;
    for (size_t i = 0; is_good && i < value_count(list); i++) {
        const struct value *body = NULL;
        const char *word = index_change(value_item(list, i), &body);
        built += word != NULL && !text_is(word, "Update");
        if (word == NULL) {
            is_good = inquiry_invalid(
                c,
                INVALID "One of GlobalSecondaryIndexUpdate.Update, "
                        "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete "
                        "must not be null");
            break;
        }
        const char *name = value_member_text(body, "IndexName");
        is_good = definition_check_throughput(
            c, inquiry_member_of(body, "ProvisionedThroughput"), name);
        if (is_good && value_member(names, name, NULL)) {
            is_good =
                inquiry_invalid(c,
                                INVALID "Only one global secondary index update per index is "
                                        "allowed simultaneously. Index: %s",
                                name);
        }
        value_set_take(&names, name, value_bool(true));
    }
    value_release(names);
    if (is_good && built > 1) {
        return inquiry_fail(c, INQUIRY_LIMIT_EXCEEDED,
                            "Subscriber limit exceeded: Only 1 online index can be created or "
                            "deleted simultaneously per table");
    }
    return is_good;
}

static int64_t units_in(const struct value *throughput, const char *member)
{
    return value_to_number(inquiry_member_of(throughput, member)).integer;
}

static bool same_throughput(const struct value *a, const struct value *b)
{
    return units_in(a, "ReadCapacityUnits") == units_in(b, "ReadCapacityUnits") &&
           units_in(a, "WriteCapacityUnits") == units_in(b, "WriteCapacityUnits");
}

/* The new throughput, with the times at which the old one grew or shrank. */
static struct value *changed_throughput(const struct inquiry *c, const struct value *old,
                                        const struct value *given)
{
    static const char *const members[] = { "ReadCapacityUnits", "WriteCapacityUnits" };
    struct value *out = throughput_of(given);
    inquiry_copy(&out, old, "LastIncreaseDateTime");
    inquiry_copy(&out, old, "LastDecreaseDateTime");
    for (size_t i = 0; i < 2; i++) {
        int64_t before = units_in(old, members[i]), after = units_in(out, members[i]);
        if (after != before) {
            value_set_take(&out,
                           after > before ? "LastIncreaseDateTime" : "LastDecreaseDateTime",
                           inquiry_now(c));
        }
    }
    return out;
}

static bool update_throughput(struct inquiry *c, const struct catalog_table *t,
                              struct value **document)
{
    const struct value *given = inquiry_member(c, "ProvisionedThroughput");
    const struct value *old = inquiry_member_of(t->document, "ProvisionedThroughput");
    const char *mode = inquiry_text(c, "BillingMode");
    const char *old_mode = value_member_text(t->document, "BillingMode");
    bool on_demand = text_is(mode != NULL ? mode : old_mode, "PAY_PER_REQUEST");
    if (on_demand && given != NULL) {
        return inquiry_invalid(c, INVALID
                               "Neither ReadCapacityUnits nor WriteCapacityUnits can be "
                               "specified when BillingMode is PAY_PER_REQUEST");
    }
    if (text_is(mode, "PROVISIONED") && text_is(old_mode, "PAY_PER_REQUEST") && given == NULL) {
        return inquiry_invalid(c, INVALID
                               "ProvisionedThroughput must be specified when BillingMode "
                               "is PROVISIONED");
    }
    if (given != NULL && same_throughput(given, old)) {
        return inquiry_invalid(
            c,
            "The provisioned throughput for the table will not change. The requested value "
            "equals "
            "the current value. Current ReadCapacityUnits provisioned for the table: %lld. "
            "Requested ReadCapacityUnits: %lld. Current WriteCapacityUnits provisioned for the "
            "table: %lld. Requested WriteCapacityUnits: %lld. Refer to the Amazon DynamoDB "
            "Developer Guide for current limits and how to request higher limits.",
            (long long)units_in(old, "ReadCapacityUnits"),
            (long long)units_in(given, "ReadCapacityUnits"),
            (long long)units_in(old, "WriteCapacityUnits"),
            (long long)units_in(given, "WriteCapacityUnits"));
    }
    if (mode != NULL && (old_mode != NULL || text_is(mode, "PAY_PER_REQUEST"))) {
        value_set_text(document, "BillingMode", mode);
        if (text_is(mode, "PAY_PER_REQUEST") && !text_is(old_mode, mode)) {
            value_set_take(document, "LastUpdateToPayPerRequestDateTime", inquiry_now(c));
        }
    }
    if (given != NULL || (on_demand && !text_is(old_mode, "PAY_PER_REQUEST"))) {
        value_set_take(document, "ProvisionedThroughput", changed_throughput(c, old, given));
    }
    return true;
}

static void add_definitions(struct inquiry *c, struct value **document)
{
    const struct value *more = inquiry_member(c, "AttributeDefinitions");
    struct value *all =
        value_share((struct value *)inquiry_member_of(*document, "AttributeDefinitions"));
    for (size_t i = 0; i < value_count(more); i++) {
        const char *name = value_member_text(value_item(more, i), "AttributeName");
        bool is_there = false;
        for (size_t j = 0; j < value_count(all); j++) {
            is_there = is_there ||
                       text_is(value_member_text(value_item(all, j), "AttributeName"), name);
        }
        if (!is_there) {
            value_append_take(&all, value_share(value_item(more, i)));
        }
    }
    value_set_take(document, "AttributeDefinitions", all);
}

/* All indexes but the one of that name: new. */
static struct value *without_index(const struct value *list, const char *name)
{
    struct value *out = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        if (!text_is(value_member_text(value_item(list, i), "IndexName"), name)) {
            value_append_take(&out, value_share(value_item(list, i)));
        }
    }
    return out;
}

static bool on_demand(const struct value *document)
{
    return text_is(value_member_text(document, "BillingMode"), "PAY_PER_REQUEST");
}

static bool create_index(struct inquiry *c, const struct catalog_table *t,
                         const struct value *given, struct value **document)
{
    const char *name = value_member_text(given, "IndexName");
    if (catalog_find_index(t, name) != NULL) {
        return inquiry_invalid(c, "Attempting to create an index which already exists");
    }
    add_definitions(c, document);
    if (!definition_check_index_billing(c, given, on_demand(*document)) ||
        !definition_check_index(c, given,
                                inquiry_member_of(*document, "AttributeDefinitions"))) {
        return false;
    }
    struct value *list =
        value_share((struct value *)inquiry_member_of(*document, "GlobalSecondaryIndexes"));
    list = list != NULL ? list : value_array(1);
    value_append_take(&list, index_document(c, given, true));
    value_set_take(document, "GlobalSecondaryIndexes", list);
    struct catalog_table after;
    catalog_of_document_take(&after, value_share(*document));
    entries_fill_index(c, &after, catalog_find_index(&after, name));
    catalog_release(&after);
    return true;
}

/* Give an index that is there another throughput. */
static bool update_index(struct inquiry *c, const struct value *given, struct value **document)
{
    const struct value *all = inquiry_member_of(*document, "GlobalSecondaryIndexes");
    const struct value *throughput = inquiry_member_of(given, "ProvisionedThroughput");
    const char *name = value_member_text(given, "IndexName");
    if (throughput != NULL && !definition_check_index_billing(c, given, on_demand(*document))) {
        return false;
    }
    struct value *list = value_array(value_count(all));
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *one = value_share(value_item(all, i));
        bool is_meant = text_is(value_member_text(one, "IndexName"), name);
        if (is_meant && throughput != NULL) {
            value_set_take(&one, "ProvisionedThroughput",
                           changed_throughput(
                               c, inquiry_member_of(one, "ProvisionedThroughput"), throughput));
        }
        if (is_meant) {
            inquiry_copy(&one, given, "OnDemandThroughput");
        }
        value_append_take(&list, one);
    }
    value_set_take(document, "GlobalSecondaryIndexes", list);
    return true;
}

static bool change_index(struct inquiry *c, const struct catalog_table *t,
                         const struct value *update, struct value **document)
{
    const struct value *given = NULL;
    const char *word = index_change(update, &given);
    const char *name = value_member_text(given, "IndexName");
    const struct catalog_index *index = catalog_find_index(t, name);
    if (text_is(word, "Create")) {
        return create_index(c, t, given, document);
    }
    if (index == NULL || !index->is_global) {
        return inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND, "Requested resource not found");
    }
    struct value *list =
        without_index(inquiry_member_of(*document, "GlobalSecondaryIndexes"), name);
    if (text_is(word, "Delete")) {
        entries_drop_index(c, index);
        value_set_take(document, "GlobalSecondaryIndexes", list);
        return true;
    }
    value_release(list);
    return update_index(c, given, document);
}

static bool update_indexes(struct inquiry *c, const struct catalog_table *t,
                           struct value **document)
{
    const struct value *list = inquiry_member(c, "GlobalSecondaryIndexUpdates");
    bool is_good = true;
    for (size_t i = 0; is_good && i < value_count(list); i++) {
        is_good = change_index(c, t, value_item(list, i), document);
    }
    return is_good;
}

struct value *tables_update(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!has_updates(c) ||
        !definition_check_throughput(c, inquiry_member(c, "ProvisionedThroughput"), NULL) ||
        !check_index_updates(c) || !catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    struct value *document = value_share(t.document);
    if (update_throughput(c, &t, &document) && update_indexes(c, &t, &document) &&
        streaming_change(c, &t, &document) && options_check(c, document) &&
        replicas_update(c, &document)) {
        options_put(c, &document);
        catalog_save(c, t.name, document);
        struct catalog_table after;
        catalog_of_document_take(&after, value_share(document));
        struct value *shown = tables_show(c, &after, "UPDATING");
        if (inquiry_member(c, "BillingMode") == NULL) {
            inquiry_copy(&shown, t.document, "ProvisionedThroughput");
        }
        catalog_release(&after);
        body = inquiry_body("TableDescription", shown);
    }
    value_release(document);
    catalog_release(&t);
    return body;
}
