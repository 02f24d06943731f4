#include "runtime/stream/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/dynamo/changes.h"
#include "runtime/dynamo/inquiry.h"
#include "runtime/dynamo/streaming.h"
#include "runtime/store/database.h"
#include "runtime/stream/record.h"
#include "runtime/value/value.h"

#define STREAM     "/stream/"
#define LIST_MAX   100
#define RECORD_MAX 1000
#define BYTES_MAX  (1 << 20)
#define SHARD_ROOM 64

/* An iterator is good for a quarter of an hour. */
#define ITERATOR_MS (INT64_C(15) * 60 * 1000)

/* ---- Streams ---- */

static void set_arn(struct value **to, const struct catalog_table *t)
{
    struct buf arn = { 0 };
    streaming_put_arn(&arn, t);
    value_set_text(to, "StreamArn", buf_string(&arn));
    buf_release(&arn);
}

/* The one shard's name is made of the stream's. */
static void name_shard(char out[SHARD_ROOM], const struct catalog_table *t)
{
    double made = 0;
    const struct value *created = inquiry_member_of(t->document, "CreationDateTime");
    if (value_type(created) == VALUE_NUMBER) {
        made = value_to_number(created).real * 1000;
    }
    snprintf(out, SHARD_ROOM, "shardId-%020lld-%08llx", (long long)made,
             (unsigned long long)t->number & 0xffffffffULL);
}

/* Find the table of a stream. Returns false after a failure; catalog_release() is always
 * allowed. */
static bool open_stream(struct inquiry *c, const char *arn, struct catalog_table *ret)
{
    const char *table = arn != NULL ? strstr(arn, ":table/") : NULL;
    const char *slash = table != NULL ? strstr(table, STREAM) : NULL;
    *ret = (struct catalog_table){ .name = NULL };
    if (arn == NULL) {
        return inquiry_invalid(c, "1 validation error detected: Value null at 'streamArn' "
                                  "failed to satisfy constraint: Member must not be null");
    }
    if (strlen(arn) < 37) {
        return inquiry_invalid(c,
                               "1 validation error detected: Value '%s' at 'streamArn' failed "
                               "to satisfy constraint: Member must have length greater than or "
                               "equal to 37",
                               arn);
    }
    if (slash == NULL || strncmp(arn, "arn:", 4) != 0) {
        return inquiry_invalid(c, "Invalid StreamArn: %s", arn);
    }
    char *name = memory_text_n(table + 7, (size_t)(slash - table) - 7);
    const char *label = slash + strlen(STREAM);
    bool is_there = catalog_find(c, name, ret) && text_is(streaming_label(ret), label);
    if (!is_there) {
        catalog_release(ret);
        is_there = streaming_find_kept(c, name, label, ret);
    }
    memory_release(name);
    return is_there || inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND,
                                    "Requested resource not found: Stream: %s not found", arn);
}

/* A number within its bounds. Returns false after a failure. */
static bool read_limit(struct inquiry *c, int64_t most, int64_t *ret)
{
    *ret = inquiry_number(c, "Limit", most);
    if (*ret < 1) {
        return inquiry_invalid(c,
                               "1 validation error detected: Value '%lld' at 'limit' failed to "
                               "satisfy constraint: Member must have value greater than or "
                               "equal to 1",
                               (long long)*ret);
    }
    if (most == RECORD_MAX && *ret > most) {
        return inquiry_invalid(c,
                               "1 validation error detected: Value '%lld' at 'limit' failed to "
                               "satisfy constraint: Member must have value less than or equal "
                               "to %lld",
                               (long long)*ret, (long long)most);
    }
    *ret = *ret < most ? *ret : most;
    return true;
}

/* ---- Lists ---- */

static struct value *show_stream(const struct catalog_table *t)
{
    struct value *one = value_object();
    set_arn(&one, t);
    value_set_text(&one, "TableName", t->name);
    value_set_text(&one, "StreamLabel", streaming_label(t));
    return one;
}

static struct value *list_streams(struct inquiry *c)
{
    const char *only = inquiry_text(c, "TableName"), *after = NULL;
    int64_t limit;
    if (!read_limit(c, LIST_MAX, &limit)) {
        return NULL;
    }
    struct value *all = streaming_all(c), *list = value_array(0), *body = value_object();
    bool is_behind = (after = inquiry_text(c, "ExclusiveStartStreamArn")) == NULL;
    for (size_t i = 0; i < value_count(all); i++) {
        struct catalog_table t;
        catalog_of_document_take(&t, value_share(value_item(all, i)));
        bool is_wanted = streaming_label(&t) != NULL &&
                         (only == NULL || strcmp(catalog_bare_name(only), t.name) == 0);
        struct value *one = is_wanted ? show_stream(&t) : NULL;
        if (one != NULL && is_behind && (int64_t)value_count(list) < limit) {
            value_append_take(&list, value_share(one));
        } else if (one != NULL && is_behind) {
            struct value *last = value_item(list, value_count(list) - 1);
            value_set_text(&body, "LastEvaluatedStreamArn",
                           value_member_text(last, "StreamArn"));
        }
        is_behind = is_behind ||
                    (one != NULL && strcmp(value_member_text(one, "StreamArn"), after) == 0);
        value_release(one);
        catalog_release(&t);
    }
    value_set_take(&body, "Streams", list);
    value_release(all);
    return body;
}

/* ---- One stream ---- */

static struct value *show_shards(struct inquiry *c, const struct catalog_table *t)
{
    struct value *list = value_array(0), *shard = value_object(), *range = value_object();
    char name[SHARD_ROOM];
    name_shard(name, t);
    const char *after = inquiry_text(c, "ExclusiveStartShardId");
    record_set_sequence(&range, "StartingSequenceNumber", 0);
    if (!streaming_is_on(t)) {
        record_set_sequence(&range, "EndingSequenceNumber", changes_last(c));
    }
    value_set_text(&shard, "ShardId", name);
    value_set_take(&shard, "SequenceNumberRange", range);
    if (after == NULL || strcmp(after, name) < 0) {
        value_append_take(&list, value_share(shard));
    }
    value_release(shard);
    return list;
}

static struct value *describe_stream(struct inquiry *c)
{
    struct catalog_table t = { .name = NULL };
    struct value *body = NULL;
    int64_t limit;
    if (read_limit(c, LIST_MAX, &limit) && open_stream(c, inquiry_text(c, "StreamArn"), &t)) {
        struct value *shown = show_stream(&t), *is = NULL;
        value_set_text(&shown, "StreamStatus", streaming_is_on(&t) ? "ENABLED" : "DISABLED");
        value_set_text(&shown, "StreamViewType", streaming_view(&t));
        if (value_member(t.document, "CreationDateTime", &is)) {
            value_set_take(&shown, "CreationRequestDateTime", value_share(is));
        }
        if (value_member(t.document, "KeySchema", &is)) {
            value_set_take(&shown, "KeySchema", value_share(is));
        }
        value_set_take(&shown, "Shards", show_shards(c, &t));
        body = value_object();
        value_set_take(&body, "StreamDescription", shown);
    }
    catalog_release(&t);
    return body;
}

/* ---- Iterators ---- */

/* "ARN|1|RANK|TIME": where to go on behind, and when it was given. */
static void set_iterator(struct inquiry *c, struct value **to, const char *member,
                         const struct catalog_table *t, int64_t behind)
{
    struct buf text = { 0 };
    streaming_put_arn(&text, t);
    buf_print(&text, "|1|%lld|%lld", (long long)behind, (long long)c->now_ms);
    value_set_text(to, member, buf_string(&text));
    buf_release(&text);
}

/* Where a request wants to begin. Returns false after a failure. */
static bool find_start(struct inquiry *c, int64_t *ret_behind)
{
    static const char *const types[] = { "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER",
                                         "AFTER_SEQUENCE_NUMBER" };
    const char *type = inquiry_text(c, "ShardIteratorType");
    const char *number = inquiry_text(c, "SequenceNumber");
    size_t kind = 0;
    while (kind < 4 && !text_is(types[kind], type)) {
        kind++;
    }
    if (kind == 4) {
        return inquiry_invalid(c,
                               "1 validation error detected: Value '%s' at 'shardIteratorType' "
                               "failed to satisfy constraint: Member must satisfy enum value "
                               "set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, "
                               "TRIM_HORIZON]",
                               type != NULL ? type : "null");
    }
    if (kind < 2) {
        *ret_behind = kind == 0 ? 0 : changes_last(c);
        return number == NULL ||
               inquiry_invalid(c,
                               "Invalid parameter: SequenceNumber must not be given with "
                               "ShardIteratorType %s",
                               type);
    }
    if (number == NULL) {
        return inquiry_invalid(c,
                               "Invalid parameter: SequenceNumber is required with "
                               "ShardIteratorType %s",
                               type);
    }
    if (!record_read_sequence(number, ret_behind)) {
        return inquiry_invalid(c, "Invalid SequenceNumber: %s", number);
    }
    *ret_behind -= kind == 2;
    return true;
}

static bool check_shard(struct inquiry *c, const struct catalog_table *t)
{
    const char *shard = inquiry_text(c, "ShardId");
    char name[SHARD_ROOM];
    name_shard(name, t);
    if (shard == NULL) {
        return inquiry_invalid(c, "1 validation error detected: Value null at 'shardId' failed "
                                  "to satisfy constraint: Member must not be null");
    }
    if (strlen(shard) < 28) {
        return inquiry_invalid(c,
                               "1 validation error detected: Value '%s' at 'shardId' failed to "
                               "satisfy constraint: Member must have length greater than or "
                               "equal to 28",
                               shard);
    }
    return strcmp(shard, name) == 0 ||
           inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND,
                        "Requested resource not found: Shard does not exist");
}

static struct value *get_iterator(struct inquiry *c)
{
    struct catalog_table t;
    struct value *body = NULL;
    int64_t behind;
    if (open_stream(c, inquiry_text(c, "StreamArn"), &t) && check_shard(c, &t) &&
        find_start(c, &behind)) {
        body = value_object();
        set_iterator(c, &body, "ShardIterator", &t, behind);
    }
    catalog_release(&t);
    return body;
}

/* Take an iterator apart: *ret_arn is new. Returns false after a failure. */
static bool read_iterator(struct inquiry *c, char **ret_arn, int64_t *ret_behind)
{
    const char *text = inquiry_text(c, "ShardIterator");
    const char *bar = text != NULL ? strstr(text, "|1|") : NULL;
    char *end = NULL;
    *ret_arn = NULL;
    *ret_behind = bar != NULL ? strtoll(bar + 3, &end, 10) : 0;
    if (end == NULL || *end != '|' || *ret_behind < 0) {
        return inquiry_invalid(c, "Invalid ShardIterator.");
    }
    *ret_arn = memory_text_n(text, (size_t)(bar - text));
    return strtoll(end + 1, NULL, 10) + ITERATOR_MS >= c->now_ms ||
           inquiry_fail(c, INQUIRY_EXPIRED_ITERATOR, "Iterator expired");
}

/* ---- Records ---- */

static struct value *records_behind(struct inquiry *c, const struct catalog_table *t,
                                    int64_t limit, int64_t *behind)
{
    struct value *records = value_array(0), *change;
    size_t bytes = 0;
    int64_t rank;
    while ((int64_t)value_count(records) < limit && bytes < BYTES_MAX &&
           changes_next(c, t, *behind, &rank, &change)) {
        value_append_take(&records, record_of(change, rank, &bytes));
        value_release(change);
        *behind = rank;
    }
    return records;
}

static struct value *get_records(struct inquiry *c)
{
    struct catalog_table t = { .name = NULL };
    struct value *body = NULL;
    char *arn = NULL;
    int64_t limit, behind;
    if (read_limit(c, RECORD_MAX, &limit) && read_iterator(c, &arn, &behind) &&
        open_stream(c, arn, &t)) {
        struct value *records = records_behind(c, &t, limit, &behind);
        bool is_over = !streaming_is_on(&t) && value_count(records) == 0;
        body = value_object();
        value_set_take(&body, "Records", records);
        if (!is_over) {
            set_iterator(c, &body, "NextShardIterator", &t, behind);
        }
    }
    catalog_release(&t);
    memory_release(arn);
    return body;
}

/* ---- Operations ---- */

static const struct {
    const char *name;
    struct value *(*run)(struct inquiry *c);
} operations[] = {
    { "DescribeStream", describe_stream },
    { "GetRecords", get_records },
    { "GetShardIterator", get_iterator },
    { "ListStreams", list_streams },
};

static void run(struct inquiry *c, struct value *(*run_it)(struct inquiry *c))
{
    struct buf why = { 0 };
    database_begin(c->dynamo->database, false);
    struct value *body = run_it(c);
    if (!database_end(c->dynamo->database, body != NULL, &why)) {
        inquiry_fail(c, INQUIRY_INTERNAL, "The tables cannot be read: %s.", buf_string(&why));
        value_release(body);
    } else if (body != NULL) {
        service_answer_good(c->answer, body);
    }
    buf_release(&why);
}

void streams_answer(struct dynamo *d, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer)
{
    struct inquiry c = { .dynamo = d,
                         .operation = operation,
                         .request = request,
                         .answer = ret_answer,
                         .now_ms = now_ms };
    *ret_answer = (struct service_answer){ 0 };
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(operations[i].name, operation) == 0) {
            run(&c, operations[i].run);
            return;
        }
    }
    inquiry_fail(&c, INQUIRY_UNKNOWN_OPERATION, "The operation %s is not one of streams.",
                 operation);
}
