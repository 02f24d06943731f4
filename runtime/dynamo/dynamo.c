#include "runtime/dynamo/dynamo.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/backup.h"
#include "runtime/dynamo/changes.h"
#include "runtime/dynamo/kept.h"
#include "runtime/dynamo/many.h"
#include "runtime/dynamo/inquiry.h"
#include "runtime/dynamo/item.h"
#include "runtime/dynamo/pages.h"
#include "runtime/dynamo/replicas.h"
#include "runtime/dynamo/statements.h"
#include "runtime/dynamo/streaming.h"
#include "runtime/dynamo/entries.h"
#include "runtime/dynamo/settings.h"
#include "runtime/dynamo/model.h"
#include "runtime/dynamo/tables.h"
#include "runtime/dynamo/transact.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

bool dynamo_open(const char *folder, struct random *random, struct dynamo **ret_dynamo,
                 struct buf *why)
{
    struct dynamo *d = memory_zero(sizeof *d);
    d->random = random;
    struct buf schema = { 0 };
    buf_print(&schema, "%s%s%s%s", entries_schema, changes_schema, streaming_schema,
              backup_schema);
    bool is_open = database_open(folder, "dynamodb.db", buf_string(&schema), &d->database, why);
    buf_release(&schema);
    if (!is_open) {
        memory_release(d);
        return false;
    }
    *ret_dynamo = d;
    return true;
}

void dynamo_close(struct dynamo *d)
{
    if (d != NULL) {
        database_close(d->database);
        memory_release(d);
    }
}

/* ---- Operations ---- */

struct operation {
    const char *name;
    struct value *(*run)(struct inquiry *c);
    bool writes;
    bool checks_name; /* TableName has messages of its own */
    bool is_bare;     /* its answer has no body */
};

static const struct operation operations[] = {
    { "BatchExecuteStatement", statements_batch, true, false, false },
    { "BatchGetItem", many_get, false, false, false },
    { "BatchWriteItem", many_write, true, false, false },
    { "CreateBackup", backup_create, true, false, false },
    { "CreateGlobalTable", replicas_create_global, true, false, false },
    { "CreateTable", tables_create, true, true, false },
    { "DeleteBackup", backup_delete, true, false, false },
    { "DeleteItem", item_delete, true, false, false },
    { "DeleteResourcePolicy", kept_delete_policy, true, false, false },
    { "DeleteTable", tables_delete, true, true, false },
    { "DescribeBackup", backup_describe, false, false, false },
    { "DescribeContinuousBackups", settings_describe_backups, false, true, false },
    { "DescribeContributorInsights", kept_describe_insights, false, false, false },
    { "DescribeEndpoints", settings_endpoints, false, false, false },
    { "DescribeExport", kept_describe_export, false, false, false },
    { "DescribeGlobalTable", replicas_describe_global, false, false, false },
    { "DescribeGlobalTableSettings", replicas_describe_settings, false, false, false },
    { "DescribeImport", kept_describe_import, false, false, false },
    { "DescribeKinesisStreamingDestination", kept_describe_kinesis, false, false, false },
    { "DescribeLimits", settings_limits, false, false, false },
    { "DescribeTable", tables_describe, false, true, false },
    { "DescribeTimeToLive", settings_describe_ttl, false, true, false },
    { "DisableKinesisStreamingDestination", kept_disable_kinesis, true, false, false },
    { "EnableKinesisStreamingDestination", kept_enable_kinesis, true, false, false },
    { "ExecuteStatement", statements_execute, true, false, false },
    { "ExecuteTransaction", statements_transact, true, false, false },
    { "GetItem", item_get, false, false, false },
    { "GetResourcePolicy", kept_get_policy, false, false, false },
    { "ListBackups", backup_list, false, false, false },
    { "ListContributorInsights", kept_list_insights, false, false, false },
    { "ListExports", kept_list_exports, false, false, false },
    { "ListGlobalTables", replicas_list_global, false, false, false },
    { "ListImports", kept_list_imports, false, false, false },
    { "ListTables", tables_list, false, false, false },
    { "ListTagsOfResource", settings_list_tags, false, false, false },
    { "PutItem", item_put, true, false, false },
    { "PutResourcePolicy", kept_put_policy, true, false, false },
    { "Query", pages_query, false, false, false },
    { "RestoreTableFromBackup", backup_restore, true, false, false },
    { "RestoreTableToPointInTime", backup_restore_to_time, true, false, false },
    { "Scan", pages_scan, false, false, false },
    { "TagResource", settings_tag, true, false, true },
    { "TransactGetItems", transact_get, false, false, false },
    { "TransactWriteItems", transact_write, true, false, false },
    { "UntagResource", settings_untag, true, false, true },
    { "UpdateContinuousBackups", settings_update_backups, true, true, false },
    { "UpdateContributorInsights", kept_update_insights, true, false, false },
    { "UpdateGlobalTable", replicas_update_global, true, false, false },
    { "UpdateItem", item_update, true, false, false },
    { "UpdateKinesisStreamingDestination", kept_update_kinesis, true, false, false },
    { "UpdateTable", tables_update, true, true, false },
    { "UpdateTimeToLive", settings_update_ttl, true, true, false },
};

static const struct operation *find(const char *name)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (text_is(name, operations[i].name)) {
            return &operations[i];
        }
    }
    return NULL;
}

/* The checks that need no table. */
static bool check(struct inquiry *c, const struct model *s, const struct operation *o)
{
    struct buf why = { 0 };
    bool is_good =
        (!o->checks_name || tables_check_name(c)) && model_check_bounds(s, c->request, &why);
    if (why.size > 0) {
        inquiry_invalid(c, "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}

/* A transaction of the file around the operation: its writes stay only where it answers well.
 */
static void run(struct inquiry *c, const struct operation *o)
{
    struct buf why = { 0 };
    database_begin(c->dynamo->database, o->writes);
    struct value *body = o->run(c);
    if (!database_end(c->dynamo->database, body != NULL, &why)) {
        inquiry_fail(c, INQUIRY_INTERNAL,
                     "The tables cannot be read or written: %s. Nothing was changed.",
                     buf_string(&why));
        value_release(body);
    } else if (body != NULL) {
        service_answer_good(c->answer, body);
        c->answer->is_bare = o->is_bare;
    }
    buf_release(&why);
}

void dynamo_answer(struct dynamo *d, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer)
{
    const struct operation *o = find(operation);
    struct inquiry c = { d, operation, request, ret_answer, now_ms, false };
    *ret_answer = (struct service_answer){ 0 };
    if (o == NULL) {
        inquiry_fail(&c, INQUIRY_UNKNOWN_OPERATION, "%s", "");
        memory_release(ret_answer->message);
        ret_answer->message = NULL;
        return;
    }
    const struct model *s = model_of_operation(operation);
    struct buf why = { 0 };
    if (!model_check_types(s, request, &why)) {
        inquiry_fail(&c, INQUIRY_SERIALIZATION, "%s", buf_string(&why));
        buf_release(&why);
        return;
    }
    struct value *trimmed = model_trim(s, request);
    c.request = trimmed;
    if (check(&c, s, o)) {
        run(&c, o);
    }
    value_release(trimmed);
}
