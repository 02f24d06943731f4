#include "runtime/dynamo/backup.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/entries.h"
#include "runtime/dynamo/tables.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* The items of a backup stand among the items of tables, with the backup's number as owner. */
const char backup_schema[] =
    "CREATE TABLE IF NOT EXISTS backups (arn TEXT PRIMARY KEY, source TEXT NOT NULL,"
    " made_ms INTEGER NOT NULL, number INTEGER NOT NULL, details TEXT NOT NULL,"
    " document TEXT NOT NULL) WITHOUT ROWID;";

/* Where nothing says how many backups to list (AWS's documentation). */
enum { LIST_MOST = 100 };

/* A backup as it is kept. */
struct backup {
    int64_t number;
    struct value *details;  /* owned: BackupDetails */
    struct value *document; /* owned: the table's */
};

static void release(struct backup *b)
{
    value_release(b->details);
    value_release(b->document);
}

static void copy_items(struct inquiry *c, int64_t from, int64_t to)
{
    struct statement *s = database_statement(
        c->dynamo->database, "INSERT INTO items (owner, hash, range, size, item) SELECT ?1, "
                             "hash, range, size, item FROM items WHERE owner = ?2");
    database_set_int(s, 1, to);
    database_set_int(s, 2, from);
    database_run(s);
}

static bool find(struct inquiry *c, struct backup *ret)
{
    const char *arn = inquiry_text(c, "BackupArn");
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT number, details, document FROM backups WHERE arn = ?1");
    database_set_text(s, 1, arn);
    bool is_there = database_row(s);
    if (is_there) {
        ret->number = database_int(s, 0);
        ret->details = database_json(s, 1);
        ret->document = database_json(s, 2);
    }
    database_leave(s);
    return is_there || inquiry_fail(c, INQUIRY_BACKUP_NOT_FOUND, "Backup not found: %s", arn);
}

/* ---- Making them ---- */

static void put_arn(struct inquiry *c, const struct catalog_table *t, struct buf *out)
{
    tables_put_arn(out, t->name);
    buf_print(out, "/backup/0%lld-%08llx", (long long)c->now_ms,
              (unsigned long long)random_below(c->dynamo->random, UINT64_C(1) << 32));
}

/* What the document says of the table for as long as it lives, such as its tags, is not part of
 * a backup; its size when the backup was made is. */
static struct value *document_of(struct inquiry *c, const struct catalog_table *t,
                                 int64_t *ret_bytes)
{
    struct value *document = value_share(t->document);
    int64_t items = 0;
    catalog_measure(c, t, &items, ret_bytes);
    value_set_take(&document, "ItemCount", value_int(items));
    return document;
}

struct value *backup_create(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    const char *name = inquiry_text(c, "TableName");
    if (!catalog_find(c, name, &t)) {
        inquiry_fail(c, INQUIRY_TABLE_NOT_FOUND, "Table not found: %s",
                     catalog_bare_name(name));
        return NULL;
    }
    struct buf arn = { 0 };
    int64_t bytes = 0, number = catalog_new_number(c);
    struct value *details = value_object(), *document = document_of(c, &t, &bytes);
    put_arn(c, &t, &arn);
    value_set_text(&details, "BackupArn", buf_string(&arn));
    inquiry_copy(&details, c->request, "BackupName");
    value_set_take(&details, "BackupSizeBytes", value_int(bytes));
    value_set_text(&details, "BackupStatus", "AVAILABLE");
    value_set_text(&details, "BackupType", "USER");
    value_set_take(&details, "BackupCreationDateTime", inquiry_now(c));
    struct statement *s = database_statement(
        c->dynamo->database, "INSERT INTO backups (arn, source, made_ms, number, details, "
                             "document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    database_set_text(s, 1, buf_string(&arn));
    database_set_text(s, 2, t.name);
    database_set_int(s, 3, c->now_ms);
    database_set_int(s, 4, number);
    database_set_json(s, 5, details);
    database_set_json(s, 6, document);
    database_run(s);
    copy_items(c, t.number, number);
    buf_release(&arn);
    value_release(document);
    catalog_release(&t);
    return inquiry_body("BackupDetails", details);
}

/* ---- Showing them ---- */

static void put_source(struct value **to, const struct value *document)
{
    struct buf arn = { 0 };
    tables_put_arn(&arn, value_member_text(document, "TableName"));
    inquiry_copy(to, document, "TableName");
    inquiry_copy(to, document, "TableId");
    value_set_text(to, "TableArn", buf_string(&arn));
    buf_release(&arn);
}

static struct value *source_of(const struct backup *b)
{
    const struct value *throughput = inquiry_member_of(b->document, "ProvisionedThroughput");
    const char *mode = value_member_text(b->document, "BillingMode");
    struct value *out = value_object(), *units = value_object();
    put_source(&out, b->document);
    value_set_take(
        &out, "TableSizeBytes",
        value_share((struct value *)inquiry_member_of(b->details, "BackupSizeBytes")));
    inquiry_copy(&out, b->document, "KeySchema");
    value_set_take(
        &out, "TableCreationDateTime",
        value_share((struct value *)inquiry_member_of(b->document, "CreationDateTime")));
    inquiry_copy(&units, throughput, "ReadCapacityUnits");
    inquiry_copy(&units, throughput, "WriteCapacityUnits");
    value_set_take(&out, "ProvisionedThroughput", units);
    inquiry_copy(&out, b->document, "ItemCount");
    value_set_text(&out, "BillingMode", mode != NULL ? mode : "PROVISIONED");
    return out;
}

/* The indexes of a document as a backup shows them: new, or NULL where there are none. */
static struct value *indexes_of(const struct backup *b, const char *member)
{
    static const char *const members[] = { "IndexName", "KeySchema", "Projection",
                                           "ProvisionedThroughput" };
    const struct value *list = inquiry_member_of(b->document, member);
    struct value *out = value_count(list) > 0 ? value_array(value_count(list)) : NULL;
    for (size_t i = 0; i < value_count(list); i++) {
        struct value *one = value_object();
        for (size_t j = 0; j < sizeof members / sizeof members[0]; j++) {
            inquiry_copy(&one, value_item(list, i), members[j]);
        }
        value_append_take(&out, one);
    }
    return out;
}

static struct value *features_of(const struct backup *b)
{
    static const char *const lists[] = { "LocalSecondaryIndexes", "GlobalSecondaryIndexes" };
    const char *attribute = value_member_text(b->document, "TimeToLive");
    struct value *out = value_object();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct value *list = indexes_of(b, lists[i]);
        if (list != NULL) {
            value_set_take(&out, lists[i], list);
        }
    }
    if (attribute != NULL) {
        struct value *shown = value_object();
        value_set_text(&shown, "TimeToLiveStatus", "ENABLED");
        value_set_text(&shown, "AttributeName", attribute);
        value_set_take(&out, "TimeToLiveDescription", shown);
    }
    inquiry_copy(&out, b->document, "SSEDescription");
    return out;
}

static struct value *description_of(const struct backup *b)
{
    struct value *out = value_object();
    value_set_take(&out, "BackupDetails", value_share(b->details));
    value_set_take(&out, "SourceTableDetails", source_of(b));
    value_set_take(&out, "SourceTableFeatureDetails", features_of(b));
    return inquiry_body("BackupDescription", out);
}

struct value *backup_describe(struct inquiry *c)
{
    struct backup b = { 0 };
    struct value *body = find(c, &b) ? description_of(&b) : NULL;
    release(&b);
    return body;
}

struct value *backup_delete(struct inquiry *c)
{
    struct backup b = { 0 };
    if (!find(c, &b)) {
        return NULL;
    }
    struct statement *s =
        database_statement(c->dynamo->database, "DELETE FROM backups WHERE arn = ?1");
    database_set_text(s, 1, inquiry_text(c, "BackupArn"));
    database_run(s);
    s = database_statement(c->dynamo->database, "DELETE FROM items WHERE owner = ?1");
    database_set_int(s, 1, b.number);
    database_run(s);
    value_set_text(&b.details, "BackupStatus", "DELETED");
    struct value *body = description_of(&b);
    release(&b);
    return body;
}

static struct value *summary_of(struct statement *s)
{
    struct value *details = database_json(s, 0), *document = database_json(s, 1);
    struct value *out = value_object();
    put_source(&out, document);
    inquiry_copy(&out, details, "BackupArn");
    inquiry_copy(&out, details, "BackupName");
    inquiry_copy(&out, details, "BackupCreationDateTime");
    inquiry_copy(&out, details, "BackupStatus");
    inquiry_copy(&out, details, "BackupType");
    inquiry_copy(&out, details, "BackupSizeBytes");
    value_release(details);
    value_release(document);
    return out;
}

/* A bound of the request, in milliseconds. */
static int64_t bound_ms(const struct inquiry *c, const char *name, int64_t absent)
{
    const int64_t most = INT64_MAX / 1000;
    int64_t seconds = inquiry_number(c, name, absent);
    return (seconds > most ? most : seconds < -most ? -most : seconds) * 1000;
}

/* The oldest first. */
struct value *backup_list(struct inquiry *c)
{
    const char *table = inquiry_text(c, "TableName");
    const char *after = inquiry_text(c, "ExclusiveStartBackupArn");
    const char *type = inquiry_text(c, "BackupType");
    bool has_any = type == NULL || text_is(type, "USER") || text_is(type, "ALL");
    int64_t limit = inquiry_number(c, "Limit", LIST_MOST);
    struct value *list = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        c->dynamo->database,
        "SELECT details, document FROM backups WHERE (?1 IS NULL OR source = ?1) AND made_ms "
        ">= ?2 AND made_ms < ?3 AND (?4 IS NULL OR (made_ms, arn) > (SELECT made_ms, arn FROM "
        "backups WHERE arn = ?4)) ORDER BY made_ms, arn");
    database_set_text(s, 1, table != NULL ? catalog_bare_name(table) : NULL);
    database_set_int(s, 2, bound_ms(c, "TimeRangeLowerBound", 0));
    database_set_int(s, 3, bound_ms(c, "TimeRangeUpperBound", INT64_MAX));
    database_set_text(s, 4, after);
    while (has_any && database_row(s)) {
        if ((int64_t)value_count(list) == limit) {
            const struct value *last = value_item(list, value_count(list) - 1);
            value_set_text(&body, "LastEvaluatedBackupArn",
                           value_member_text(last, "BackupArn"));
            break;
        }
        value_append_take(&list, summary_of(s));
    }
    database_leave(s);
    value_set_take(&body, "BackupSummaries", list);
    return body;
}

/* ---- Making tables of them ---- */

/* The indexes of the old table, or those of them that the request names, as new ones. */
static struct value *renewed_indexes(struct inquiry *c, const struct value *document,
                                     const char *member, const char *override)
{
    const struct value *list = inquiry_member_of(document, member);
    const struct value *wanted = inquiry_member(c, override);
    struct value *out = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        const char *name = value_member_text(value_item(list, i), "IndexName");
        bool is_wanted = wanted == NULL;
        for (size_t j = 0; !is_wanted && j < value_count(wanted); j++) {
            is_wanted = text_is(value_member_text(value_item(wanted, j), "IndexName"), name);
        }
        if (is_wanted) {
            struct value *one = value_share(value_item(list, i));
            value_set_take(&one, "Number", value_int(catalog_new_number(c)));
            value_append_take(&out, one);
        }
    }
    return out;
}

static void override_billing(struct inquiry *c, struct value **document)
{
    const char *mode = inquiry_text(c, "BillingModeOverride");
    const struct value *units = inquiry_member(c, "ProvisionedThroughputOverride");
    struct value *throughput = value_object();
    bool on_demand = text_is(mode, "PAY_PER_REQUEST");
    value_set_take(&throughput, "ReadCapacityUnits", value_int(0));
    value_set_take(&throughput, "WriteCapacityUnits", value_int(0));
    inquiry_copy(&throughput, units, "ReadCapacityUnits");
    inquiry_copy(&throughput, units, "WriteCapacityUnits");
    value_set_take(&throughput, "NumberOfDecreasesToday", value_int(0));
    if (on_demand || units != NULL) {
        value_set_take(document, "ProvisionedThroughput", value_share(throughput));
    }
    if (mode != NULL) {
        value_set_take(document, "BillingMode", on_demand ? value_text(mode) : value_null());
    }
    value_release(throughput);
}

/* The document of a new table like an old one: without its stream, tags and time to live, as
 * AWS restores it. */
static struct value *renewed(struct inquiry *c, const struct value *document)
{
    static const char *const members[] = {
        "KeySchema",        "ProvisionedThroughput",
        "BillingMode",      "LastUpdateToPayPerRequestDateTime",
        "SSEDescription",   "OnDemandThroughput",
        "TableClassSummary"
    };
    struct value *out = value_object();
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(c->dynamo->random, id);
    inquiry_copy(&out, document, "AttributeDefinitions");
    value_set_text(&out, "TableName", inquiry_text(c, "TargetTableName"));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        inquiry_copy(&out, document, members[i]);
    }
    value_set_text(&out, "TableId", id);
    value_set_take(&out, "CreationDateTime", inquiry_now(c));
    value_set_take(&out, "Number", value_int(catalog_new_number(c)));
    value_set_take(
        &out, "LocalSecondaryIndexes",
        renewed_indexes(c, document, "LocalSecondaryIndexes", "LocalSecondaryIndexOverride"));
    value_set_take(
        &out, "GlobalSecondaryIndexes",
        renewed_indexes(c, document, "GlobalSecondaryIndexes", "GlobalSecondaryIndexOverride"));
    override_billing(c, &out);
    return out;
}

/* Make the table of the items of `number`. `arn` is the backup's, or NULL. */
static struct value *restore(struct inquiry *c, const struct value *document, int64_t number,
                             const char *arn)
{
    struct catalog_table t = { 0 };
    if (catalog_find(c, inquiry_text(c, "TargetTableName"), &t)) {
        inquiry_fail(c, INQUIRY_TABLE_EXISTS, "Table already exists: %s", t.name);
        catalog_release(&t);
        return NULL;
    }
    struct value *made = renewed(c, document), *summary = value_object();
    struct buf source = { 0 };
    tables_put_arn(&source, value_member_text(document, "TableName"));
    value_set_text(&summary, "SourceBackupArn", arn);
    value_set_text(&summary, "SourceTableArn", buf_string(&source));
    value_set_take(&summary, "RestoreDateTime", inquiry_now(c));
    value_set_take(&summary, "RestoreInProgress", value_bool(false));
    value_set_take(&made, "RestoreSummary", value_share(summary));
    catalog_of_document_take(&t, made);
    catalog_save(c, t.name, t.document);
    copy_items(c, number, t.number);
    for (size_t i = 0; i < t.count; i++) {
        entries_fill_index(c, &t, &t.indexes[i]);
    }
    struct value *shown = tables_show(c, &t, "CREATING");
    value_set_take(&summary, "RestoreInProgress", value_bool(true));
    value_set_take(&shown, "RestoreSummary", summary);
    buf_release(&source);
    catalog_release(&t);
    return inquiry_body("TableDescription", shown);
}

struct value *backup_restore(struct inquiry *c)
{
    struct backup b = { 0 };
    struct value *body = NULL;
    if (find(c, &b)) {
        body = restore(c, b.document, b.number, inquiry_text(c, "BackupArn"));
    }
    release(&b);
    return body;
}

/* Only the table as it is can be had: nothing keeps how it was. */
static bool check_time(struct inquiry *c, const struct catalog_table *t)
{
    bool is_latest = inquiry_is_true(c, "UseLatestRestorableTime");
    bool has_time = inquiry_member(c, "RestoreDateTime") != NULL;
    if (!value_is_true(inquiry_member_of(t->document, "PointInTimeRecovery"))) {
        return inquiry_fail(c, INQUIRY_NO_RECOVERY,
                            "Point in time recovery is not enabled for table '%s'", t->name);
    }
    if (is_latest == has_time) {
        return inquiry_invalid(
            c, "One and only one of UseLatestRestorableTime and RestoreDateTime must be given");
    }
    if (has_time) {
        return inquiry_fail(c, INQUIRY_RESTORE_TIME,
                            "Only the table as it is can be restored here: give "
                            "UseLatestRestorableTime, or restore a backup");
    }
    return true;
}

struct value *backup_restore_to_time(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    const char *arn = inquiry_text(c, "SourceTableArn");
    const char *source = arn != NULL ? arn : inquiry_text(c, "SourceTableName");
    if (source == NULL) {
        inquiry_invalid(c, "SourceTableName or SourceTableArn must be given");
        return NULL;
    }
    if (!catalog_find(c, source, &t)) {
        inquiry_fail(c, INQUIRY_TABLE_NOT_FOUND, "Table not found: %s",
                     catalog_bare_name(source));
        return NULL;
    }
    if (check_time(c, &t)) {
        body = restore(c, t.document, t.number, NULL);
    }
    catalog_release(&t);
    return body;
}
