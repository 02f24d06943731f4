#include "runtime/dynamo/replicas.h"

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/streaming.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* Members of a table's document. */
#define REPLICAS "Replicas"
#define GROUP    "ReplicationGroup"
#define SINCE    "GlobalTableCreationDateTime"

static const char *region_of(const struct value *replica)
{
    return value_member_text(replica, "RegionName");
}

/* The replica in that region, borrowed; NULL if there is none. */
static const struct value *find(const struct value *list, const char *region)
{
    for (size_t i = 0; i < value_count(list); i++) {
        if (text_is(region_of(value_item(list, i)), region)) {
            return value_item(list, i);
        }
    }
    return NULL;
}

/* The list without the replica in that region, and with `more` (taken, or NULL) behind: new. */
static struct value *changed(const struct value *list, const char *region, struct value *more)
{
    struct value *out = value_array(value_count(list) + 1);
    for (size_t i = 0; i < value_count(list); i++) {
        if (!text_is(region_of(value_item(list, i)), region)) {
            value_append_take(&out, value_share(value_item(list, i)));
        }
    }
    if (more != NULL) {
        value_append_take(&out, more);
    }
    return out;
}

/* What one update does: the word, static, and its body; NULL if it does nothing. */
static const char *change_in(const struct value *update, const struct value **ret_body)
{
    static const char *const words[] = { "Create", "Update", "Delete" };
    for (size_t i = 0; i < 3; i++) {
        *ret_body = inquiry_member_of(update, words[i]);
        if (*ret_body != NULL) {
            return words[i];
        }
    }
    return NULL;
}

/* ---- By UpdateTable ---- */

/* A replica as it is described, with what the request says of it put over what was: new. */
static struct value *described(const struct value *old, const struct value *given)
{
    static const char *const members[] = { "RegionName", "KMSMasterKeyId",
                                           "ProvisionedThroughputOverride",
                                           "OnDemandThroughputOverride",
                                           "GlobalSecondaryIndexes" };
    const char *class = value_member_text(given, "TableClassOverride");
    struct value *out = old != NULL ? value_share((struct value *)old) : value_object();
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        inquiry_copy(&out, given, members[i]);
    }
    if (class != NULL) {
        struct value *summary = value_object();
        value_set_text(&summary, "TableClass", class);
        value_set_take(&out, "ReplicaTableClassSummary", summary);
    }
    value_set_text(&out, "ReplicaStatus", "ACTIVE");
    return out;
}

static bool check_change(struct inquiry *c, const char *word, const struct value *list,
                         const struct value *given, const char *table)
{
    bool is_there = find(list, region_of(given)) != NULL;
    if (text_is(region_of(given), account_region())) {
        return inquiry_invalid(c, "Cannot add, delete, or update the local region through "
                                  "ReplicaUpdates. Use CreateTable, DeleteTable, or "
                                  "UpdateTable as required.");
    }
    if (text_is(word, "Create") && is_there) {
        return inquiry_invalid(c,
                               "Failed to create a the new replica of table with name: '%s' "
                               "because one or more replicas already existed as tables.",
                               table);
    }
    if (!text_is(word, "Create") && !is_there) {
        return inquiry_invalid(c,
                               "Update global table operation failed because one or more "
                               "replicas were not part of the global table. Region: %s",
                               region_of(given));
    }
    return true;
}

static bool change(struct inquiry *c, const struct value *update, struct value **document)
{
    const struct value *given = NULL, *list = inquiry_member_of(*document, REPLICAS);
    const char *word = change_in(update, &given);
    if (word == NULL) {
        return inquiry_invalid(c, "One or more parameter values were invalid: One of "
                                  "ReplicationGroupUpdate.Create, ReplicationGroupUpdate."
                                  "Update, ReplicationGroupUpdate.Delete must not be null");
    }
    if (!check_change(c, word, list, given, value_member_text(*document, "TableName"))) {
        return false;
    }
    bool stays = !text_is(word, "Delete");
    const struct value *old = find(list, region_of(given));
    value_set_take(document, REPLICAS,
                   changed(list, region_of(given), stays ? described(old, given) : NULL));
    if (stays) {
        streaming_ensure(c, document);
    }
    return true;
}

bool replicas_update(struct inquiry *c, struct value **document)
{
    const struct value *updates = inquiry_member(c, "ReplicaUpdates");
    bool is_good = true;
    for (size_t i = 0; is_good && i < value_count(updates); i++) {
        is_good = change(c, value_item(updates, i), document);
    }
    inquiry_copy(document, c->request, "MultiRegionConsistency");
    return is_good;
}

/* The status of a replica in the answer to this request. */
static const char *status_in(const struct inquiry *c, const struct value *replica)
{
    const struct value *updates = inquiry_member(c, "ReplicaUpdates");
    for (size_t i = 0; i < value_count(updates); i++) {
        const struct value *given = NULL;
        const char *word = change_in(value_item(updates, i), &given);
        if (text_is(region_of(given), region_of(replica))) {
            return text_is(word, "Create") ? "CREATING" : "UPDATING";
        }
    }
    return "ACTIVE";
}

void replicas_show(const struct inquiry *c, const struct catalog_table *t, struct value **to)
{
    const struct value *list = inquiry_member_of(t->document, REPLICAS);
    if (inquiry_member_of(t->document, GROUP) != NULL) {
        value_set_text(to, "GlobalTableVersion", "2017.11.29");
    }
    if (value_count(list) == 0) {
        return;
    }
    struct value *shown = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        struct value *one = value_share(value_item(list, i));
        value_set_text(&one, "ReplicaStatus", status_in(c, one));
        value_append_take(&shown, one);
    }
    value_set_text(to, "GlobalTableVersion", "2019.11.21");
    value_set_take(to, REPLICAS, shown);
    inquiry_copy(to, t->document, "MultiRegionConsistency");
}

/* ---- By CreateGlobalTable ---- */

static struct value *global_shown(const struct catalog_table *t, const char *status)
{
    const struct value *group = inquiry_member_of(t->document, GROUP);
    struct value *out = value_object(), *list = value_array(value_count(group));
    struct buf arn = { 0 };
    for (size_t i = 0; i < value_count(group); i++) {
        struct value *one = value_object();
        inquiry_copy(&one, value_item(group, i), "RegionName");
        value_set_text(&one, "ReplicaStatus", "ACTIVE");
        value_append_take(&list, one);
    }
    buf_print(&arn, "arn:%s:dynamodb::%s:global-table/%s", account_partition(), account_id(),
              t->name);
    value_set_take(&out, GROUP, list);
    value_set_text(&out, "GlobalTableArn", buf_string(&arn));
    value_set_take(&out, "CreationDateTime",
                   value_share((struct value *)inquiry_member_of(t->document, SINCE)));
    value_set_text(&out, "GlobalTableStatus", status);
    value_set_text(&out, "GlobalTableName", t->name);
    buf_release(&arn);
    return inquiry_body("GlobalTableDescription", out);
}

/* The global table that the request names. */
static bool open_global(struct inquiry *c, struct catalog_table *t)
{
    const char *name = inquiry_text(c, "GlobalTableName");
    if (catalog_find(c, name, t) && inquiry_member_of(t->document, GROUP) != NULL) {
        return true;
    }
    catalog_release(t);
    return inquiry_fail(c, INQUIRY_GLOBAL_TABLE_NOT_FOUND,
                        "Global table not found: Global table with name: '%s' does not exist.",
                        name);
}

/* Whether a table can become a global one: its stream tells all of each change. */
static bool check_global(struct inquiry *c, const struct catalog_table *t)
{
    if (inquiry_member_of(t->document, GROUP) != NULL) {
        return inquiry_fail(c, INQUIRY_GLOBAL_TABLE_EXISTS,
                            "Global table already exists: Global table with name: '%s' "
                            "already exists.",
                            t->name);
    }
    return (streaming_is_on(t) && text_is(streaming_view(t), "NEW_AND_OLD_IMAGES")) ||
           inquiry_invalid(c,
                           "One or more parameter values were invalid: The table %s must have "
                           "a stream with the view type NEW_AND_OLD_IMAGES",
                           t->name);
}

/* Each region once. */
static bool check_group(struct inquiry *c, const struct value *group)
{
    struct value *regions = value_object();
    bool is_good = true;
    for (size_t i = 0; is_good && i < value_count(group); i++) {
        const char *region = region_of(value_item(group, i));
        is_good = region != NULL && !value_member(regions, region, NULL);
        value_set_take(&regions, region != NULL ? region : "", value_bool(true));
    }
    value_release(regions);
    return is_good || inquiry_invalid(c, "One or more parameter values were invalid: Each "
                                         "replica must have a RegionName of its own");
}

struct value *replicas_create_global(struct inquiry *c)
{
    const struct value *given = inquiry_member(c, GROUP);
    const char *name = inquiry_text(c, "GlobalTableName");
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!check_group(c, given)) {
        return NULL;
    }
    if (!catalog_find(c, name, &t)) {
        inquiry_fail(c, INQUIRY_TABLE_NOT_FOUND, "Table not found: %s", name);
        return NULL;
    }
    if (check_global(c, &t)) {
        value_set_take(&t.document, GROUP, value_share((struct value *)given));
        value_set_take(&t.document, SINCE, inquiry_now(c));
        catalog_save(c, t.name, t.document);
        body = global_shown(&t, "CREATING");
    }
    catalog_release(&t);
    return body;
}

static bool change_global(struct inquiry *c, const struct value *update, struct value **group)
{
    const struct value *given = NULL;
    const char *word = change_in(update, &given);
    if (word == NULL) {
        return inquiry_invalid(c,
                               "One or more parameter values were invalid: One of "
                               "ReplicaUpdate.Create, ReplicaUpdate.Delete must not be null");
    }
    const char *region = region_of(given);
    bool is_there = find(*group, region) != NULL, creates = text_is(word, "Create");
    if (creates && is_there) {
        return inquiry_fail(c, INQUIRY_REPLICA_EXISTS, "Replica already exists in region: %s",
                            region);
    }
    if (!creates && !is_there) {
        return inquiry_fail(c, INQUIRY_REPLICA_NOT_FOUND, "Replica not found in region: %s",
                            region);
    }
    struct value *after =
        changed(*group, region, creates ? value_share((struct value *)given) : NULL);
    value_release(*group);
    *group = after;
    return true;
}

struct value *replicas_update_global(struct inquiry *c)
{
    const struct value *updates = inquiry_member(c, "ReplicaUpdates");
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    bool is_good = true;
    if (!open_global(c, &t)) {
        return NULL;
    }
    struct value *group = value_share((struct value *)inquiry_member_of(t.document, GROUP));
    for (size_t i = 0; is_good && i < value_count(updates); i++) {
        is_good = change_global(c, value_item(updates, i), &group);
    }
    if (is_good) {
        value_set_take(&t.document, GROUP, value_share(group));
        catalog_save(c, t.name, t.document);
        body = global_shown(&t, "UPDATING");
    }
    value_release(group);
    catalog_release(&t);
    return body;
}

struct value *replicas_describe_global(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_global(c, &t)) {
        return NULL;
    }
    struct value *body = global_shown(&t, "ACTIVE");
    catalog_release(&t);
    return body;
}

/* Throughput of a table or an index, in members that begin with `before`. */
static void put_units(struct value **to, const struct value *from, const char *before)
{
    static const char *const kinds[] = { "Read", "Write" };
    const struct value *units = inquiry_member_of(from, "ProvisionedThroughput");
    struct buf member = { 0 };
    for (size_t i = 0; i < 2; i++) {
        struct value *scaling = value_object();
        buf_print(&member, "%sCapacityUnits", kinds[i]);
        const struct value *n = inquiry_member_of(units, buf_string(&member));
        struct value *shown = n != NULL ? value_share((struct value *)n) : value_int(0);
        buf_clear(&member);
        buf_print(&member, "%s%sCapacityUnits", before, kinds[i]);
        value_set_take(to, buf_string(&member), shown);
        buf_clear(&member);
        buf_print(&member, "%s%sCapacityAutoScalingSettings", before, kinds[i]);
        value_set_take(&scaling, "AutoScalingDisabled", value_bool(true));
        value_set_take(to, buf_string(&member), scaling);
        buf_clear(&member);
    }
    buf_release(&member);
}

static struct value *settings_of(const struct catalog_table *t, const struct value *replica)
{
    const struct value *indexes = inquiry_member_of(t->document, "GlobalSecondaryIndexes");
    const char *mode = value_member_text(t->document, "BillingMode");
    struct value *out = value_object(), *list = value_array(value_count(indexes));
    inquiry_copy(&out, replica, "RegionName");
    value_set_text(&out, "ReplicaStatus", "ACTIVE");
    if (mode != NULL) {
        struct value *summary = value_object();
        value_set_text(&summary, "BillingMode", mode);
        value_set_take(&out, "ReplicaBillingModeSummary", summary);
    }
    put_units(&out, t->document, "ReplicaProvisioned");
    for (size_t i = 0; i < value_count(indexes); i++) {
        struct value *one = value_object();
        inquiry_copy(&one, value_item(indexes, i), "IndexName");
        value_set_text(&one, "IndexStatus", "ACTIVE");
        put_units(&one, value_item(indexes, i), "Provisioned");
        value_append_take(&list, one);
    }
    value_set_take(&out, "ReplicaGlobalSecondaryIndexSettings", list);
    return out;
}

struct value *replicas_describe_settings(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_global(c, &t)) {
        return NULL;
    }
    const struct value *group = inquiry_member_of(t.document, GROUP);
    struct value *body = value_object(), *list = value_array(value_count(group));
    for (size_t i = 0; i < value_count(group); i++) {
        value_append_take(&list, settings_of(&t, value_item(group, i)));
    }
    value_set_text(&body, "GlobalTableName", t.name);
    value_set_take(&body, "ReplicaSettings", list);
    catalog_release(&t);
    return body;
}

/* Where nothing says how many to list (AWS's documentation). */
enum { LIST_MOST = 100 };

struct value *replicas_list_global(struct inquiry *c)
{
    const char *after = inquiry_text(c, "ExclusiveStartGlobalTableName");
    const char *region = inquiry_text(c, "RegionName");
    int64_t limit = inquiry_number(c, "Limit", LIST_MOST);
    struct value *list = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT document FROM tables WHERE name > ?1 ORDER BY name");
    database_set_text(s, 1, after != NULL ? after : "");
    while (database_row(s)) {
        struct value *document = database_json(s, 0), *one = value_object();
        const struct value *group = inquiry_member_of(document, GROUP);
        bool is_wanted = group != NULL && (region == NULL || find(group, region) != NULL);
        bool is_full = (int64_t)value_count(list) == limit;
        if (is_wanted && is_full) {
            const struct value *last = value_item(list, value_count(list) - 1);
            value_set_text(&body, "LastEvaluatedGlobalTableName",
                           value_member_text(last, "GlobalTableName"));
        }
        value_set_text(&one, "GlobalTableName", value_member_text(document, "TableName"));
        inquiry_copy(&one, document, GROUP);
        if (is_wanted && !is_full) {
            value_append_take(&list, value_share(one));
        }
        value_release(one);
        value_release(document);
        if (is_wanted && is_full) {
            break;
        }
    }
    database_leave(s);
    value_set_take(&body, "GlobalTables", list);
    return body;
}
