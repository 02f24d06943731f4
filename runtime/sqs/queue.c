#include "runtime/sqs/queue.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/service/plain.h"
#include "runtime/service/ask.h"
#include "runtime/sqs/called.h"
#include "runtime/sqs/redrive.h"
#include "runtime/sqs/trait.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define NAME_MAX_BYTES 80
#define TAGS_MAX       50
#define LIST_MAX       1000

/* ---- Names ---- */

static void put_url(const struct ask *a, struct buf *out, const char *name)
{
    if (a->base != NULL) {
        buf_print(out, "%s/%s/%s", a->base, account_id(), name);
    } else {
        buf_print(out, "https://sqs.%s.amazonaws.com/%s/%s", account_region(), account_id(),
                  name);
    }
}

void queue_put_arn(struct buf *out, const char *name)
{
    buf_print(out, "arn:%s:sqs:%s:%s:%s", account_partition(), account_region(), account_id(),
              name);
}

/* Errors whose code in the query protocol is not their name without "Exception". */
static const struct {
    const char *code, *query;
} codes[] = {
    { "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue" },
    { "QueueNameExists", "QueueAlreadyExists" },
    { "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest" },
    { "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest" },
    { "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" },
    { "InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId" },
    { "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong" },
    { "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation" },
    { "InvalidParameterValueException", "InvalidParameterValue" },
    { "MissingRequiredParameterException", "MissingParameter" },
};

const char *queue_query_code(const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].code, code) == 0) {
            return codes[i].query;
        }
    }
    return code;
}

/* ---- Rows ---- */

static bool load(struct ask *a, const char *name, struct queue *ret)
{
    struct statement *s = database_statement(
        a->database, "SELECT attributes, tags, made_ms, changed_ms FROM queue WHERE name = ?1");
    *ret = (struct queue){ 0 };
    database_set_text(s, 1, name);
    if (!database_row(s)) {
        return false;
    }
    ret->name = memory_text(name);
    ret->attributes = database_json(s, 0);
    ret->tags = database_json(s, 1);
    ret->made_ms = database_int(s, 2);
    ret->changed_ms = database_int(s, 3);
    ret->is_fifo = plain_is_fifo(name);
    trait_fill(&ret->attributes, ret->is_fifo);
    database_leave(s);
    return true;
}

static bool fail_unknown(struct ask *a)
{
    return ask_fail(a, "QueueDoesNotExist", "The specified queue does not exist.");
}

static bool find_named(struct ask *a, const char *name, struct queue *ret)
{
    return load(a, name, ret) || fail_unknown(a);
}

bool queue_find(struct ask *a, struct queue *ret)
{
    *ret = (struct queue){ 0 };
    const char *url = ask_text(a, a->request, "QueueUrl");
    return url != NULL && find_named(a, called_of(url), ret);
}

void queue_release(struct queue *q)
{
    memory_release(q->name);
    value_release(q->attributes);
    value_release(q->tags);
    *q = (struct queue){ 0 };
}

void queue_store(struct ask *a, const struct queue *q)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO queue (name, attributes, tags, made_ms, changed_ms) VALUES "
                     "(?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET attributes = ?2, "
                     "tags = ?3, changed_ms = ?5");
    database_set_text(s, 1, q->name);
    database_set_json(s, 2, q->attributes);
    database_set_json(s, 3, q->tags);
    database_set_int(s, 4, q->made_ms);
    database_set_int(s, 5, q->changed_ms);
    database_run(s);
}

/* ---- Made and found ---- */

static struct value *url_body(const struct ask *a, const char *name)
{
    struct buf url = { 0 };
    struct value *body = value_object();
    put_url(a, &url, name);
    value_set_text(&body, "QueueUrl", buf_string(&url));
    buf_release(&url);
    return body;
}

/* A queue that is made again must not be asked for with another attribute. */
static bool is_same(struct ask *a, const struct queue *there, const struct value *wanted)
{
    for (struct value_walk w = value_walk(wanted); value_step(&w);) {
        struct value *v = NULL;
        if (!value_member(there->attributes, w.key, &v) || !value_equal(v, w.value)) {
            return ask_fail(a, "QueueNameExists",
                            "A queue already exists with the same name and a different value "
                            "for attribute %s",
                            w.key);
        }
    }
    return true;
}

static bool check_new(struct ask *a, const char *name, const struct value *attributes)
{
    bool is_fifo = plain_is_fifo(name), says_fifo = trait_is_true(attributes, "FifoQueue");
    if (is_fifo != says_fifo && says_fifo) {
        return ask_fail_value(a, "The name of a FIFO queue can only include alphanumeric "
                                 "characters, hyphens, or underscores, must end with .fifo "
                                 "suffix and be 1 to 80 in length");
    }
    if (is_fifo != says_fifo || strlen(name) > NAME_MAX_BYTES ||
        !plain_is_name(name, plain_size(name), NAME_MAX_BYTES, "")) {
        return ask_fail_value(a, "Can only include alphanumeric characters, hyphens, or "
                                 "underscores. 1 to 80 in length");
    }
    return trait_check(a, attributes, is_fifo) && redrive_check(a, name, attributes);
}

void queue_create(struct ask *a)
{
    struct value *attributes = NULL, *tags = NULL;
    struct queue q;
    const char *name = ask_text(a, a->request, "QueueName");
    value_member(a->request, "Attributes", &attributes);
    if (name == NULL || !check_new(a, name, attributes)) {
        return;
    }
    if (load(a, name, &q)) {
        if (is_same(a, &q, attributes)) {
            service_answer_good(a->answer, url_body(a, name));
        }
        queue_release(&q);
        return;
    }
    value_member(a->request, "tags", &tags);
    q = (struct queue){ .name = memory_text(name),
                        .attributes =
                            attributes != NULL ? value_share(attributes) : value_object(),
                        .tags = tags != NULL ? value_share(tags) : value_object(),
                        .made_ms = a->now_ms,
                        .changed_ms = a->now_ms };
    queue_store(a, &q);
    queue_release(&q);
    service_answer_good(a->answer, url_body(a, name));
}

void queue_get_url(struct ask *a)
{
    struct queue q = { 0 };
    const char *name = ask_text(a, a->request, "QueueName");
    const char *owner = value_member_text(a->request, "QueueOwnerAWSAccountId");
    if (name != NULL && owner != NULL && strcmp(owner, account_id()) != 0) {
        fail_unknown(a);
    } else if (name != NULL && find_named(a, name, &q)) {
        service_answer_good(a->answer, url_body(a, name));
    }
    queue_release(&q);
}

static void forget(struct ask *a, const char *sql, const char *name)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, name);
    database_run(s);
}

void queue_delete(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        forget(a, "DELETE FROM queue WHERE name = ?1", q.name);
        forget(a, "DELETE FROM letter WHERE queue = ?1", q.name);
        forget(a, "DELETE FROM sent WHERE queue = ?1", q.name);
    }
    queue_release(&q);
}

void queue_purge(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        forget(a, "DELETE FROM letter WHERE queue = ?1", q.name);
    }
    queue_release(&q);
}

/* ---- Lists ---- */

static void append_url(struct ask *a, struct value **urls, const char *name)
{
    struct buf url = { 0 };
    put_url(a, &url, name);
    value_append_take(urls, value_text(buf_string(&url)));
    buf_release(&url);
}

/* A page of queues: their names follow `after`, and the token of the next page is a name. */
static void list_page(struct ask *a, struct statement *s, const char *member)
{
    int64_t most;
    if (!trait_within(a, "MaxResults", 1, LIST_MAX, LIST_MAX, &most)) {
        database_leave(s);
        return;
    }
    struct value *urls = value_array(0), *body = value_object();
    char *last = NULL;
    while ((int64_t)value_count(urls) < most && database_row(s)) {
        memory_release(last);
        last = memory_text(database_text(s, 0));
        append_url(a, &urls, last);
    }
    bool has_more = (int64_t)value_count(urls) == most && database_row(s) &&
                    value_member(a->request, "MaxResults", NULL);
    database_leave(s);
    if (value_count(urls) > 0 || strcmp(member, "queueUrls") == 0) {
        value_set_take(&body, member, value_share(urls));
    }
    if (has_more) {
        value_set_text(&body, "NextToken", last);
    }
    value_release(urls);
    memory_release(last);
    service_answer_good(a->answer, body);
}

static const char *text_or(const struct value *from, const char *member, const char *otherwise)
{
    const char *text = value_member_text(from, member);
    return text != NULL ? text : otherwise;
}

void queue_list(struct ask *a)
{
    struct statement *s = database_statement(
        a->database, "SELECT name FROM queue WHERE name > ?1 AND substr(name, 1, length(?2)) = "
                     "?2 ORDER BY name");
    database_set_text(s, 1, text_or(a->request, "NextToken", ""));
    database_set_text(s, 2, text_or(a->request, "QueueNamePrefix", ""));
    list_page(a, s, "QueueUrls");
}

void queue_list_sources(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        struct buf arn = { 0 };
        queue_put_arn(&arn, q.name);
        struct statement *s = database_statement(
            a->database,
            "SELECT name FROM queue WHERE name > ?1 AND "
            "json_extract(nullif(json_extract(attributes, "
            "'$.RedrivePolicy'), ''), '$.deadLetterTargetArn') = ?2 ORDER BY name");
        database_set_text(s, 1, text_or(a->request, "NextToken", ""));
        database_set_text(s, 2, buf_string(&arn));
        list_page(a, s, "queueUrls");
        buf_release(&arn);
    }
    queue_release(&q);
}

static struct value *json_of(const char *text)
{
    struct value *v = NULL;
    struct read_error ignored;
    return text != NULL && read_json(text, strlen(text), &v, &ignored) ? v : value_object();
}

bool queue_dead_letters(const struct queue *q, char **ret_name, int64_t *ret_most)
{
    const char *text = value_member_text(q->attributes, "RedrivePolicy");
    struct value *policy = json_of(text), *most = NULL;
    const char *arn = value_member_text(policy, "deadLetterTargetArn");
    struct number n = { .kind = NUMBER_BAD };
    if (value_member(policy, "maxReceiveCount", &most)) {
        n = value_read_number(most);
    }
    bool has_some = arn != NULL && n.kind == NUMBER_INT;
    if (has_some) {
        *ret_name = memory_text(called_of(arn));
        *ret_most = n.integer;
    }
    value_release(policy);
    return has_some;
}

/* ---- Attributes ---- */

/* What is too old is not there any more, though it is forgotten only at the next receive. */
static void put_count(struct ask *a, const struct queue *q, struct value **all,
                      const char *name, const char *sql)
{
    int64_t kept_s = trait_int(q->attributes, "MessageRetentionPeriod");
    struct buf text = { 0 };
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, q->name);
    database_set_int(s, 2, a->now_ms);
    database_set_int(s, 3, a->now_ms - 1000 * kept_s);
    buf_int(&text, database_row(s) ? database_int(s, 0) : 0);
    database_leave(s);
    value_set_text(all, name, buf_string(&text));
    buf_release(&text);
}

static void put_seconds(struct value **all, const char *name, int64_t ms)
{
    struct buf text = { 0 };
    buf_int(&text, ms / 1000);
    value_set_text(all, name, buf_string(&text));
    buf_release(&text);
}

/* All that can be told of a queue; new. */
static struct value *told(struct ask *a, const struct queue *q)
{
    struct value *all = value_object();
    struct buf arn = { 0 };
    for (struct value_walk w = value_walk(q->attributes); value_step(&w);) {
        if (value_string_size(w.value) > 0) {
            value_set_take(&all, w.key, value_share(w.value));
        }
    }
    const char *key = value_member_text(all, "KmsMasterKeyId");
    if (key != NULL) {
        value_set_text(&all, "SqsManagedSseEnabled", "false");
        if (!value_member(all, "KmsDataKeyReusePeriodSeconds", NULL)) {
            value_set_text(&all, "KmsDataKeyReusePeriodSeconds", "300");
        }
    }
    put_count(
        a, q, &all, "ApproximateNumberOfMessages",
        "SELECT count(*) FROM letter WHERE queue = ?1 AND sent_ms > ?3 AND visible_ms <= ?2");
    put_count(a, q, &all, "ApproximateNumberOfMessagesNotVisible",
              "SELECT count(*) FROM letter WHERE queue = ?1 AND sent_ms > ?3 AND visible_ms > "
              "?2 AND received > 0");
    put_count(a, q, &all, "ApproximateNumberOfMessagesDelayed",
              "SELECT count(*) FROM letter WHERE queue = ?1 AND sent_ms > ?3 AND visible_ms > "
              "?2 AND received = 0");
    put_seconds(&all, "CreatedTimestamp", q->made_ms);
    put_seconds(&all, "LastModifiedTimestamp", q->changed_ms);
    queue_put_arn(&arn, q->name);
    value_set_text(&all, "QueueArn", buf_string(&arn));
    buf_release(&arn);
    return all;
}

/* What was asked for of all that can be told. Returns false after a failure. */
static bool choose(struct ask *a, const struct value *all, struct value **ret)
{
    struct value *names = NULL;
    value_member(a->request, "AttributeNames", &names);
    *ret = value_object();
    for (size_t i = 0; i < value_count(names); i++) {
        struct value *name = value_item(names, i), *member = NULL;
        const char *text = value_type(name) == VALUE_STRING ? value_string(name) : "";
        if (strcmp(text, "All") == 0) {
            value_release(*ret);
            *ret = value_share((struct value *)all);
            return true;
        }
        if (!trait_is_known(text)) {
            return ask_fail(a, "InvalidAttributeName", "Unknown Attribute %s.", text);
        }
        if (value_member(all, text, &member)) {
            value_set_take(ret, text, value_share(member));
        }
    }
    return true;
}

void queue_get_attributes(struct ask *a)
{
    struct queue q;
    struct value *chosen = NULL;
    if (queue_find(a, &q)) {
        struct value *all = told(a, &q), *body = value_object();
        if (choose(a, all, &chosen)) {
            if (value_count(chosen) > 0) {
                value_set_take(&body, "Attributes", value_share(chosen));
            }
            service_answer_good(a->answer, value_share(body));
        }
        value_release(chosen);
        value_release(body);
        value_release(all);
    }
    queue_release(&q);
}

static bool check_type(struct ask *a, const struct queue *q, const struct value *wanted)
{
    const char *fifo = value_member_text(wanted, "FifoQueue");
    return fifo == NULL || !q->is_fifo || strcmp(fifo, "true") == 0 ||
           ask_fail(a, "InvalidAttributeValue",
                    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type "
                    "is not supported.");
}

void queue_set_attributes(struct ask *a)
{
    struct queue q;
    struct value *wanted = NULL;
    if (queue_find(a, &q)) {
        value_member(a->request, "Attributes", &wanted);
        if (value_count(wanted) == 0) {
            ask_fail_missing(a, "Attribute.Name");
        } else if (check_type(a, &q, wanted) && trait_check(a, wanted, q.is_fifo) &&
                   redrive_check(a, q.name, wanted)) {
            for (struct value_walk w = value_walk(wanted); value_step(&w);) {
                value_set_take(&q.attributes, w.key, value_share(w.value));
            }
            q.changed_ms = a->now_ms;
            queue_store(a, &q);
        }
    }
    queue_release(&q);
}

/* ---- Tags ---- */

void queue_tag(struct ask *a)
{
    struct queue q;
    struct value *tags = NULL;
    if (queue_find(a, &q)) {
        value_member(a->request, "Tags", &tags);
        for (struct value_walk w = value_walk(tags); value_step(&w);) {
            value_set_take(&q.tags, w.key, value_share(w.value));
        }
        if (value_count(tags) == 0) {
            ask_fail_missing(a, "Tags");
        } else if (value_count(q.tags) > TAGS_MAX) {
            ask_fail_value(a, "Too many tags added for queue %s.", q.name);
        } else {
            queue_store(a, &q);
        }
    }
    queue_release(&q);
}

static bool is_among(const struct value *texts, const char *text)
{
    for (size_t i = 0; i < value_count(texts); i++) {
        const struct value *item = value_item(texts, i);
        if (value_type(item) == VALUE_STRING && strcmp(value_string(item), text) == 0) {
            return true;
        }
    }
    return false;
}

void queue_untag(struct ask *a)
{
    struct queue q;
    struct value *keys = NULL, *left = value_object();
    if (queue_find(a, &q)) {
        value_member(a->request, "TagKeys", &keys);
        for (struct value_walk w = value_walk(q.tags); value_step(&w);) {
            if (!is_among(keys, w.key)) {
                value_set_take(&left, w.key, value_share(w.value));
            }
        }
        value_release(q.tags);
        q.tags = value_share(left);
        queue_store(a, &q);
    }
    value_release(left);
    queue_release(&q);
}

void queue_list_tags(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        struct value *body = value_object();
        if (value_count(q.tags) > 0) {
            value_set_take(&body, "Tags", value_share(q.tags));
        }
        service_answer_good(a->answer, body);
    }
    queue_release(&q);
}
