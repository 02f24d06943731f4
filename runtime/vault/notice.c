#include "runtime/vault/notice.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/url.h"
#include "runtime/store/database.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vault/known.h"
#include "runtime/vault/visit.h"

static const struct {
    const char *type, *reason, *name;
} kinds[] = {
    [NOTICE_PUT] = { "Object Created", "PutObject", "ObjectCreated:Put" },
    [NOTICE_COPY] = { "Object Created", "CopyObject", "ObjectCreated:Copy" },
    [NOTICE_COMPLETE] = { "Object Created", "CompleteMultipartUpload",
                          "ObjectCreated:CompleteMultipartUpload" },
    [NOTICE_DELETE] = { "Object Deleted", "DeleteObject", "ObjectRemoved:Delete" },
    [NOTICE_MARKER] = { "Object Deleted", "DeleteObject", "ObjectRemoved:DeleteMarkerCreated" },
    [NOTICE_EXPIRED] = { "Object Deleted", "Lifecycle Expiration",
                         "LifecycleExpiration:Delete" },
    [NOTICE_EXPIRED_BY_MARKER] = { "Object Deleted", "Lifecycle Expiration",
                                   "LifecycleExpiration:DeleteMarkerCreated" },
};

/* The lists of a notification configuration, and who is told by them. */
static const struct {
    const char *list, *arn, *protocol, *subject;
} targets[] = {
    { "QueueConfigurations", "QueueArn", "sqs", NULL },
    { "TopicConfigurations", "TopicArn", "sns", "Amazon S3 Notification" },
    { "LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda", NULL },
};

/* What all that is told of one event has in common. */
struct news {
    enum notice_kind kind;
    const char *bucket, *key;
    const struct known *record;
    char request[17], sequencer[19];
};

/* ---- EventBridge ---- */

/* The ETag without its quotes. */
static void set_etag(struct value **to, const char *member, const char *etag)
{
    value_set_take(to, member, value_text_n(etag + 1, strlen(etag) - 2));
}

static struct value *detail_of(const struct news *n)
{
    struct value *detail = value_object(), *bucket = value_object(), *object = value_object();
    value_set_text(&bucket, "name", n->bucket);
    value_set_text(&object, "key", n->key);
    if (n->record != NULL) {
        value_set_take(&object, "size", value_int(n->record->blob.size));
        set_etag(&object, "etag", n->record->etag);
    }
    value_set_text(&object, "sequencer", n->sequencer);
    value_set_text(&detail, "version", "0");
    value_set_take(&detail, "bucket", bucket);
    value_set_take(&detail, "object", object);
    value_set_text(&detail, "request-id", n->request);
    value_set_text(&detail, "requester",
                   n->kind < NOTICE_EXPIRED ? account_id() : "s3.amazonaws.com");
    value_set_text(&detail, "source-ip-address", "127.0.0.1");
    value_set_text(&detail, "reason", kinds[n->kind].reason);
    if (n->record == NULL) {
        value_set_text(&detail, "deletion-type",
                       n->kind == NOTICE_MARKER || n->kind == NOTICE_EXPIRED_BY_MARKER
                           ? "Delete Marker Created"
                           : "Permanently Deleted");
    }
    return detail;
}

static void set_bucket_arn(struct value **to, const char *member, const char *bucket)
{
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:s3:::%s", account_partition(), bucket);
    value_set_text(to, member, buf_string(&arn));
    buf_release(&arn);
}

static void tell_bus(struct visit *v, const struct news *n)
{
    struct value *d = value_object();
    value_set_text(&d, "Protocol", "events");
    value_set_text(&d, "Source", "aws.s3");
    value_set_text(&d, "DetailType", kinds[n->kind].type);
    set_bucket_arn(&d, "Resource", n->bucket);
    value_set_take(&d, "Detail", detail_of(n));
    value_append_take(&v->ask.deliveries, d);
}

/* ---- Queues, topics, functions ---- */

static struct value *one_member(const char *member, const char *text)
{
    struct value *o = value_object();
    value_set_text(&o, member, text);
    return o;
}

/* A record's part about the object; its key is encoded as in a form. */
static struct value *about_object(const struct news *n, const char *id)
{
    struct value *s3 = value_object(), *bucket = value_object(), *object = value_object();
    struct buf key = { 0 };
    url_put_encoded(&key, n->key, strlen(n->key), "/ ");
    for (char *blank = strchr(key.text, ' '); blank != NULL; blank = strchr(blank, ' ')) {
        *blank = '+';
    }
    value_set_text(&bucket, "name", n->bucket);
    value_set_take(&bucket, "ownerIdentity", one_member("principalId", account_id()));
    set_bucket_arn(&bucket, "arn", n->bucket);
    value_set_text(&object, "key", key.text);
    if (n->record != NULL) {
        value_set_take(&object, "size", value_int(n->record->blob.size));
        set_etag(&object, "eTag", n->record->etag);
    }
    value_set_text(&object, "sequencer", n->sequencer);
    value_set_text(&s3, "s3SchemaVersion", "1.0");
    value_set_text(&s3, "configurationId", id);
    value_set_take(&s3, "bucket", bucket);
    value_set_take(&s3, "object", object);
    buf_release(&key);
    return s3;
}

/* The message as a text. New. */
static char *message_of(const struct visit *v, const struct news *n, const char *id)
{
    struct value *record = value_object(), *records = value_array(1), *all = value_object();
    struct value *response = one_member("x-amz-request-id", n->request);
    char time[TIME_TEXT_ROOM];
    time_write(time, v->ask.now_ms);
    value_set_text(&response, "x-amz-id-2", n->request);
    value_set_text(&record, "eventVersion", "2.1");
    value_set_text(&record, "eventSource", "aws:s3");
    value_set_text(&record, "awsRegion", account_region());
    value_set_text(&record, "eventTime", time);
    value_set_text(&record, "eventName", kinds[n->kind].name);
    value_set_take(&record, "userIdentity", one_member("principalId", account_id()));
    value_set_take(&record, "requestParameters", one_member("sourceIPAddress", "127.0.0.1"));
    value_set_take(&record, "responseElements", response);
    value_set_take(&record, "s3", about_object(n, id));
    value_append_take(&records, record);
    value_set_take(&all, "Records", records);
    char *text = write_text(all);
    value_release(all);
    return text;
}

/* "s3:ObjectCreated:*" or the event's whole name. */
static bool is_event(const char *pattern, const char *name)
{
    size_t size = strlen(pattern);
    if (strncmp(pattern, "s3:", 3) != 0) {
        return false;
    }
    return pattern[size - 1] == '*' ? strncmp(pattern + 3, name, size - 4) == 0
                                    : strcmp(pattern + 3, name) == 0;
}

static bool has_event(const struct value *configuration, const char *name)
{
    struct value *events = NULL;
    value_member(configuration, "Events", &events);
    for (size_t i = 0; i < value_count(events); i++) {
        const struct value *one = value_item(events, i);
        if (value_type(one) == VALUE_STRING && is_event(value_string(one), name)) {
            return true;
        }
    }
    return false;
}

static bool passes_rule(const struct value *rule, const char *key)
{
    const char *name = value_member_text(rule, "Name"), *is = value_member_text(rule, "Value");
    if (name == NULL || is == NULL) {
        return true;
    }
    size_t size = strlen(is), whole = strlen(key);
    return size <= whole &&
           (strcasecmp(name, "suffix") == 0 ? strcmp(key + whole - size, is) == 0
                                            : strncmp(key, is, size) == 0);
}

static bool passes_filter(const struct value *configuration, const char *key)
{
    struct value *at = NULL, *rules = NULL;
    if (value_member(configuration, "Filter", &at) && value_member(at, "Key", &at)) {
        value_member(at, "FilterRules", &rules);
    }
    for (size_t i = 0; i < value_count(rules); i++) {
        if (!passes_rule(value_item(rules, i), key)) {
            return false;
        }
    }
    return true;
}

static void tell_list(struct visit *v, const struct news *n, const struct value *notifications,
                      size_t target)
{
    struct value *list = NULL;
    value_member(notifications, targets[target].list, &list);
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *one = value_item(list, i);
        if (has_event(one, kinds[n->kind].name) && passes_filter(one, n->key)) {
            char *message = message_of(v, n, value_member_text(one, "Id"));
            struct value *d = value_object();
            value_set_text(&d, "Protocol", targets[target].protocol);
            value_set_text(&d, "Endpoint", value_member_text(one, targets[target].arn));
            value_set_text(&d, "Body", message);
            value_set_text(&d, "Subject", targets[target].subject);
            value_append_take(&v->ask.deliveries, d);
            memory_release(message);
        }
    }
}

/* ---- All ---- */

static struct value *notifications_of(struct visit *v, const char *bucket)
{
    struct statement *s =
        database_statement(v->ask.database, "SELECT notifications FROM bucket WHERE name = ?1");
    struct value *notifications = NULL;
    database_set_text(s, 1, bucket);
    if (database_row(s)) {
        notifications = database_json(s, 0);
        database_leave(s);
    }
    return notifications;
}

/* Events of an object are told apart, and ordered, by their sequencers. */
static int64_t next_number(struct visit *v)
{
    struct statement *s = database_statement(
        v->ask.database, "INSERT INTO counter (key, count) VALUES (1, 1) ON CONFLICT (key) DO "
                         "UPDATE SET count = count + 1 RETURNING count");
    int64_t number = database_row(s) ? database_int(s, 0) : 0;
    database_leave(s);
    return number;
}

void notice_give(struct visit *v, enum notice_kind kind, const char *bucket, const char *key,
                 const struct known *r)
{
    struct value *notifications = notifications_of(v, bucket);
    if (value_count(notifications) > 0) {
        struct news n = { .kind = kind, .bucket = bucket, .key = key, .record = r };
        snprintf(n.request, sizeof n.request, "%016" PRIX64, random_next(v->ask.random));
        snprintf(n.sequencer, sizeof n.sequencer, "00%016" PRIX64, (uint64_t)next_number(v));
        if (value_member(notifications, "EventBridgeConfiguration", NULL)) {
            tell_bus(v, &n);
        }
        for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
            tell_list(v, &n, notifications, i);
        }
    }
    value_release(notifications);
}
