#include "runtime/s3/objects.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/bucket/entrance.h"
#include "runtime/bucket/grants.h"
#include "runtime/bucket/retention.h"
#include "runtime/bucket/setup.h"
#include "runtime/s3/attributes.h"
#include "runtime/s3/bucket.h"
#include "runtime/s3/catalog.h"
#include "runtime/s3/deletion.h"
#include "runtime/s3/download.h"
#include "runtime/s3/history.h"
#include "runtime/s3/multipart.h"
#include "runtime/s3/restoring.h"
#include "runtime/s3/sweep.h"
#include "runtime/s3/tagging.h"
#include "runtime/s3/upload.h"
#include "runtime/s3/uploads.h"
#include "runtime/service/answer.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/blob.h"
#include "runtime/vault/visit.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* A row of an object counts while its file has this size and time. The headers of an upload
 * become its object's. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, made_ms INTEGER NOT NULL, "
    "region TEXT NOT NULL, notifications TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS object (bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER "
    "NOT NULL, changed_ns INTEGER NOT NULL, etag TEXT NOT NULL, modified_ms INTEGER NOT NULL, "
    "headers TEXT NOT NULL, sums TEXT NOT NULL, tags TEXT NOT NULL, PRIMARY KEY (bucket, key)) "
    "WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS upload (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT "
    "NOT NULL, made_ms INTEGER NOT NULL, headers TEXT NOT NULL, tags TEXT NOT NULL, kind "
    "INTEGER NOT NULL, is_full INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS upload_key ON upload (bucket, key, id);"
    "CREATE TABLE IF NOT EXISTS part (upload TEXT NOT NULL REFERENCES upload (id) ON DELETE "
    "CASCADE, number INTEGER NOT NULL, size INTEGER NOT NULL, md5 BLOB NOT NULL, digest BLOB "
    "NOT NULL, modified_ms INTEGER NOT NULL, PRIMARY KEY (upload, number)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS setting (bucket TEXT NOT NULL, name TEXT NOT NULL, body TEXT "
    "NOT NULL, PRIMARY KEY (bucket, name)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS version (rank INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT "
    "NOT "
    "NULL, key TEXT NOT NULL, id TEXT NOT NULL, is_marker INTEGER NOT NULL, size INTEGER NOT "
    "NULL, etag TEXT NOT NULL, modified_ms INTEGER NOT NULL, headers TEXT NOT NULL, sums TEXT "
    "NOT NULL, tags TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS version_key ON version (bucket, key, rank);"
    "CREATE TABLE IF NOT EXISTS counter (key INTEGER PRIMARY KEY, count INTEGER NOT NULL);";

struct objects {
    struct database *database;
    struct random *random;
    char *folder;
    char *base; /* NULL before it is set */
    int root;
    int64_t swept; /* the day, since 1970, at whose requests nothing is left to expire; or -1 */
};

static const struct ask_words words = {
    .value_code = "InvalidArgument",
    .missing = { NULL, "InvalidRequest", "The request lacks %s." },
    .not_text = { NULL, "InvalidArgument", "%s is not a text." },
    .not_integer = { NULL, "InvalidArgument", "%s is not an integer." },
};

static const struct ask_operation operations[] = {
    { "AbortMultipartUpload", multipart_abort, true },
    { "CompleteMultipartUpload", multipart_complete, true },
    { "CopyObject", upload_copy, true },
    { "CreateBucket", bucket_create, true },
    { "CreateMultipartUpload", multipart_create, true },
    { "DeleteBucket", bucket_delete, true },
    { "DeleteBucketAnalyticsConfiguration", setup_delete, true },
    { "DeleteBucketCors", setup_delete, true },
    { "DeleteBucketEncryption", setup_delete, true },
    { "DeleteBucketIntelligentTieringConfiguration", setup_delete, true },
    { "DeleteBucketInventoryConfiguration", setup_delete, true },
    { "DeleteBucketLifecycle", setup_delete, true },
    { "DeleteBucketMetricsConfiguration", setup_delete, true },
    { "DeleteBucketOwnershipControls", setup_delete, true },
    { "DeleteBucketPolicy", setup_delete, true },
    { "DeleteBucketReplication", setup_delete, true },
    { "DeleteBucketTagging", setup_delete, true },
    { "DeleteBucketWebsite", setup_delete, true },
    { "DeleteObject", deletion_one, true },
    { "DeleteObjectTagging", tagging_delete, true },
    { "DeleteObjects", deletion_many, true },
    { "DeletePublicAccessBlock", setup_delete, true },
    { "GetBucketAccelerateConfiguration", setup_get, false },
    { "GetBucketAcl", grants_get_bucket, false },
    { "GetBucketAnalyticsConfiguration", setup_get, false },
    { "GetBucketCors", setup_get, false },
    { "GetBucketEncryption", setup_get, false },
    { "GetBucketIntelligentTieringConfiguration", setup_get, false },
    { "GetBucketInventoryConfiguration", setup_get, false },
    { "GetBucketLifecycle", setup_get, false },
    { "GetBucketLifecycleConfiguration", setup_get, false },
    { "GetBucketLocation", bucket_get_location, false },
    { "GetBucketLogging", setup_get, false },
    { "GetBucketMetricsConfiguration", setup_get, false },
    { "GetBucketNotificationConfiguration", bucket_get_notifications, false },
    { "GetBucketOwnershipControls", setup_get, false },
    { "GetBucketPolicy", setup_get, false },
    { "GetBucketPolicyStatus", grants_get_policy_status, false },
    { "GetBucketReplication", setup_get, false },
    { "GetBucketRequestPayment", setup_get, false },
    { "GetBucketTagging", setup_get, false },
    { "GetBucketVersioning", bucket_get_versioning, false },
    { "GetBucketWebsite", setup_get, false },
    { "GetObject", download_get, false },
    { "GetObjectAcl", grants_get_object, false },
    { "GetObjectAttributes", attributes_get, false },
    { "GetObjectLegalHold", retention_get_hold, false },
    { "GetObjectLockConfiguration", setup_get, false },
    { "GetObjectRetention", retention_get, false },
    { "GetObjectTagging", tagging_get, false },
    { "GetPublicAccessBlock", setup_get, false },
    { "HeadBucket", bucket_head, false },
    { "HeadObject", download_head, false },
    { "ListBucketAnalyticsConfigurations", setup_list, false },
    { "ListBucketIntelligentTieringConfigurations", setup_list, false },
    { "ListBucketInventoryConfigurations", setup_list, false },
    { "ListBucketMetricsConfigurations", setup_list, false },
    { "ListBuckets", bucket_list, false },
    { "ListMultipartUploads", uploads_list, false },
    { "ListObjectVersions", history_list, false },
    { "ListObjects", catalog_list, false },
    { "ListObjectsV2", catalog_list_second, false },
    { "ListParts", uploads_list_parts, false },
    { "PutBucketAccelerateConfiguration", setup_put, true },
    { "PutBucketAcl", grants_put_bucket, true },
    { "PutBucketAnalyticsConfiguration", setup_put, true },
    { "PutBucketCors", setup_put, true },
    { "PutBucketEncryption", setup_put, true },
    { "PutBucketIntelligentTieringConfiguration", setup_put, true },
    { "PutBucketInventoryConfiguration", setup_put, true },
    { "PutBucketLifecycle", setup_put, true },
    { "PutBucketLifecycleConfiguration", setup_put, true },
    { "PutBucketLogging", setup_put, true },
    { "PutBucketMetricsConfiguration", setup_put, true },
    { "PutBucketNotificationConfiguration", bucket_put_notifications, true },
    { "PutBucketOwnershipControls", setup_put, true },
    { "PutBucketPolicy", setup_put, true },
    { "PutBucketReplication", setup_put, true },
    { "PutBucketRequestPayment", setup_put, true },
    { "PutBucketTagging", setup_put, true },
    { "PutBucketVersioning", bucket_put_versioning, true },
    { "PutBucketWebsite", setup_put, true },
    { "PutObject", upload_put, true },
    { "PutObjectAcl", grants_put_object, true },
    { "PutObjectLegalHold", retention_put_hold, true },
    { "PutObjectLockConfiguration", setup_put, true },
    { "PutObjectRetention", retention_put, true },
    { "PutObjectTagging", tagging_put, true },
    { "PutPublicAccessBlock", setup_put, true },
    { "RestoreObject", restoring_begin, true },
    { "UploadPart", multipart_put, true },
    { "UploadPartCopy", multipart_copy, true },
    { NULL, NULL, false },
};

/* ---- Opened ---- */

/* Parts whose upload is over: a process was killed before it removed them. */
static void remove_old_uploads(struct objects *o)
{
    struct value *old = blob_old_uploads(o->root);
    struct buf ignored = { 0 };
    database_begin(o->database, false);
    for (size_t i = 0; i < value_count(old); i++) {
        const char *id = value_string(value_item(old, i));
        struct statement *s =
            database_statement(o->database, "SELECT 1 FROM upload WHERE id = ?1");
        database_set_text(s, 1, id);
        bool is_there = database_row(s);
        database_leave(s);
        if (!is_there) {
            blob_remove_upload(o->root, id);
        }
    }
    database_end(o->database, true, &ignored);
    buf_release(&ignored);
    value_release(old);
}

bool objects_open(const char *folder, struct random *random, struct objects **ret_objects,
                  struct buf *why)
{
    struct database *d;
    if (!database_open(folder, "s3.db", schema, &d, why)) {
        return false;
    }
    int root = blob_open_root(folder);
    if (root < 0) {
        buf_print(why, "The folder %s/s3 cannot be used: %s", folder, strerror(-root));
        database_close(d);
        return false;
    }
    struct objects *o = memory_zero(sizeof *o);
    o->database = d;
    o->random = random;
    o->folder = memory_text(folder);
    o->root = root;
    o->swept = -1;
    remove_old_uploads(o);
    *ret_objects = o;
    return true;
}

void objects_close(struct objects *o)
{
    if (o != NULL) {
        database_close(o->database);
        close(o->root);
        memory_release(o->folder);
        memory_release(o->base);
        memory_release(o);
    }
}

void objects_set_base(struct objects *o, const char *base)
{
    memory_release(o->base);
    o->base = memory_text(base);
}

/* ---- Asked ---- */

static struct visit begin(struct objects *o, const struct value *request, int64_t now_ms,
                          struct service_answer *answer)
{
    return (struct visit){ .ask = { .words = &words,
                                    .database = o->database,
                                    .random = o->random,
                                    .base = o->base,
                                    .request = request,
                                    .now_ms = now_ms,
                                    .answer = answer,
                                    .deliveries = value_array(0),
                                    .may = entrance_check },
                           .folder = o->folder,
                           .root = o->root,
                           .uploads = value_array(0) };
}

/* What is done once the answer is stored. */
static void end(struct visit *v)
{
    bool has_failed = ask_has_failed(&v->ask);
    for (size_t i = 0; i < value_count(v->uploads) && !has_failed; i++) {
        blob_remove_upload(v->root, value_string(value_item(v->uploads, i)));
    }
    value_release(v->uploads);
    if (has_failed) {
        value_release(v->ask.deliveries);
        v->ask.deliveries = value_array(0);
    }
}

static bool is_writing(const char *operation)
{
    for (const struct ask_operation *p = operations; p->name != NULL; p++) {
        if (strcmp(p->name, operation) == 0) {
            return p->writes;
        }
    }
    return false;
}

/* The same operations, each as one that writes. */
static void run_again(struct visit *v, const char *operation)
{
    struct ask_operation again[sizeof operations / sizeof operations[0]];
    memcpy(again, operations, sizeof again);
    for (size_t i = 0; i < sizeof again / sizeof again[0]; i++) {
        again[i].writes = true;
    }
    v->writes = true;
    ask_run(&v->ask, again, operation);
}

/* `more` is taken. */
static void append_all(struct value **to, struct value *more)
{
    for (size_t i = 0; i < value_count(more); i++) {
        value_append_take(to, value_share(value_item(more, i)));
    }
    value_release(more);
}

/* Run one of the operations that nobody can ask for; what it tells others goes into
 * *deliveries. Returns true unless it has failed. */
static bool run_own(struct objects *o, const char *operation, int64_t now_ms,
                    struct value **deliveries, bool *ret_is_there)
{
    static const struct ask_operation own[] = { { "Look", sweep_look, false },
                                                { "Sweep", sweep_run, true },
                                                { NULL, NULL, false } };
    struct service_answer answer = { 0 };
    struct value *request = value_object(), *is = NULL;
    struct visit v = begin(o, request, now_ms, &answer);
    v.writes = strcmp(operation, "Sweep") == 0;
    v.operation = operation;
    v.ask.may = NULL;
    ask_run(&v.ask, own, operation);
    bool has_failed = ask_has_failed(&v.ask);
    *ret_is_there = value_member(answer.body, "IsThere", &is) && value_is_true(is);
    end(&v);
    append_all(deliveries, v.ask.deliveries);
    value_release(request);
    service_answer_release(&answer);
    return !has_failed;
}

/* What is due is so from a midnight on, and is done before the first request of the day. A new
 * lifecycle may have something to do at once. */
static void sweep(struct objects *o, int64_t now_ms, struct value **deliveries)
{
    int64_t day = now_ms / DAY_MS;
    bool is_there, ignored;
    if (o->swept != day && run_own(o, "Look", now_ms, deliveries, &is_there) &&
        (!is_there || run_own(o, "Sweep", now_ms, deliveries, &ignored))) {
        o->swept = day;
    }
}

void objects_answer(struct objects *o, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer,
                    struct value **ret_deliveries)
{
    *ret_deliveries = value_array(0);
    sweep(o, now_ms, ret_deliveries);
    struct visit v = begin(o, request, now_ms, ret_answer);
    v.writes = is_writing(operation);
    v.operation = operation;
    ask_run(&v.ask, operations, operation);
    if (v.is_unsure) {
        run_again(&v, operation);
    }
    end(&v);
    if (strncmp(operation, "PutBucketLifecycle", strlen("PutBucketLifecycle")) == 0) {
        o->swept = -1;
    }
    append_all(ret_deliveries, v.ask.deliveries);
}

/* ---- Made at first use ---- */

static void make(struct ask *a)
{
    struct visit *v = visit_of(a);
    bucket_make(v, v->bucket, account_region());
}

void objects_make_for(struct objects *o, const char *operation, const struct value *request,
                      int64_t now_ms, struct buf *made)
{
    static const char *const about_buckets[] = { "CreateBucket", "DeleteBucket", "HeadBucket" };
    static const struct ask_operation making[] = { { "Make", make, true },
                                                   { NULL, NULL, false } };
    struct service_answer answer = { 0 };
    struct visit v = begin(o, request, now_ms, &answer);
    v.bucket = value_member_text(request, "Bucket");
    bool is_wanted =
        v.bucket != NULL && bucket_is_name(v.bucket) && !visit_has_bucket(&v, v.bucket);
    for (size_t i = 0; i < sizeof about_buckets / sizeof about_buckets[0]; i++) {
        is_wanted = is_wanted && strcmp(operation, about_buckets[i]) != 0;
    }
    v.ask.may = NULL;
    if (is_wanted) {
        ask_run(&v.ask, making, "Make");
        if (!ask_has_failed(&v.ask)) {
            buf_print(made, "bucket %s\n", v.bucket);
        }
    }
    end(&v);
    value_release(v.ask.deliveries);
    service_answer_release(&answer);
}
