#include "runtime/sqs/receive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/sqs/entries.h"
#include "runtime/sqs/digest.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/trait.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define RECEIVE_MAX 10
#define HIDDEN_MAX  43200

/* A receipt handle is the message's key, a stroke, and a UUID. */
#define HANDLE_MAX (20 + 1 + RANDOM_UUID_SIZE)

/* ---- What has grown old, and what was received too often ---- */

static void drop_old(struct ask *a, const struct queue *q)
{
    struct statement *s = database_statement(
        a->database, "DELETE FROM letter WHERE queue = ?1 AND sent_ms <= ?2");
    database_set_text(s, 1, q->name);
    database_set_int(s, 2,
                     a->now_ms - 1000 * trait_int(q->attributes, "MessageRetentionPeriod"));
    database_run(s);
    s = database_statement(a->database, "DELETE FROM sent WHERE queue = ?1 AND until_ms <= ?2");
    database_set_text(s, 1, q->name);
    database_set_int(s, 2, a->now_ms);
    database_run(s);
}

static void move_dead(struct ask *a, const struct queue *q)
{
    char *to = NULL;
    int64_t most;
    if (!queue_dead_letters(q, &to, &most)) {
        return;
    }
    struct buf arn = { 0 };
    queue_put_arn(&arn, q->name);
    struct statement *s = database_statement(
        a->database,
        "UPDATE letter SET queue = ?1, source = ?2, visible_ms = ?3, receipt = NULL "
        "WHERE queue = ?4 AND visible_ms <= ?3 AND received >= ?5 AND EXISTS "
        "(SELECT 1 FROM queue WHERE name = ?1)");
    database_set_text(s, 1, to);
    database_set_text(s, 2, buf_string(&arn));
    database_set_int(s, 3, a->now_ms);
    database_set_text(s, 4, q->name);
    database_set_int(s, 5, most);
    database_run(s);
    buf_release(&arn);
    memory_release(to);
}

/* ---- One message ---- */

static bool is_wanted(const struct value *names, const char *name)
{
    for (size_t i = 0; i < value_count(names); i++) {
        const struct value *v = value_item(names, i);
        const char *text = value_type(v) == VALUE_STRING ? value_string(v) : "";
        size_t size = strlen(text);
        bool is_start = size > 1 && strcmp(text + size - 2, ".*") == 0;
        if (strcmp(text, "All") == 0 || strcmp(text, name) == 0 ||
            (is_start && strncmp(text, name, size - 2) == 0)) {
            return true;
        }
    }
    return false;
}

struct wishes {
    const struct value *system, *older, *attributes; /* lists of names, NULL for none */
};

static void put_system(const struct wishes *w, struct value **all, const char *name,
                       const char *text)
{
    if (text != NULL && (is_wanted(w->system, name) || is_wanted(w->older, name))) {
        value_set_text(all, name, text);
    }
}

static void put_number(const struct wishes *w, struct value **all, const char *name,
                       int64_t number)
{
    char text[NUMBER_ROOM];
    number_print_int(text, number);
    put_system(w, all, name, text);
}

/* A sequence number has 20 digits, so that they sort as texts too. */
static void put_sequence(const struct wishes *w, struct value **all, int64_t key)
{
    char text[NUMBER_ROOM];
    snprintf(text, sizeof text, "%020" PRId64, key);
    put_system(w, all, "SequenceNumber", text);
}

/* What one row of `letter` says besides its text. */
enum column { KEY, ID, BODY, ATTRIBUTES, SYSTEM, SENT, RECEIVED, FIRST, GROUPED, SAME, SOURCE };

static void put_trace(const struct wishes *w, struct value **all, const char *system)
{
    struct value *json = NULL, *header = NULL;
    struct read_error ignored;
    if (system != NULL && read_json(system, strlen(system), &json, &ignored) &&
        value_member(json, "AWSTraceHeader", &header)) {
        put_system(w, all, "AWSTraceHeader", value_member_text(header, "StringValue"));
    }
    value_release(json);
}

static struct value *system_of(struct ask *a, struct statement *s, const struct wishes *w,
                               bool is_fifo)
{
    struct value *all = value_object();
    int64_t first = database_int(s, FIRST) > 0 ? database_int(s, FIRST) : a->now_ms;
    put_system(w, &all, "SenderId", account_id());
    put_number(w, &all, "SentTimestamp", database_int(s, SENT));
    put_number(w, &all, "ApproximateReceiveCount", database_int(s, RECEIVED) + 1);
    put_number(w, &all, "ApproximateFirstReceiveTimestamp", first);
    put_system(w, &all, "MessageGroupId", database_text(s, GROUPED));
    put_system(w, &all, "MessageDeduplicationId", database_text(s, SAME));
    put_system(w, &all, "DeadLetterQueueSourceArn", database_text(s, SOURCE));
    put_trace(w, &all, database_text(s, SYSTEM));
    if (is_fifo) {
        put_sequence(w, &all, database_int(s, KEY));
    }
    return all;
}

static void put_attributes(struct value **message, const char *text, const struct wishes *w)
{
    struct value *all = NULL, *some = value_object();
    struct read_error ignored;
    char sum[DIGEST_SIZE + 1];
    if (text != NULL && read_json(text, strlen(text), &all, &ignored)) {
        for (struct value_walk walk = value_walk(all); value_step(&walk);) {
            if (is_wanted(w->attributes, walk.key)) {
                value_set_take(&some, walk.key, value_share(walk.value));
            }
        }
    }
    if (value_count(some) > 0) {
        digest_attributes(some, sum);
        value_set_text(message, "MD5OfMessageAttributes", sum);
        value_set_take(message, "MessageAttributes", value_share(some));
    }
    value_release(some);
    value_release(all);
}

static struct value *message_of(struct ask *a, struct statement *s, const struct wishes *w,
                                bool is_fifo)
{
    char sum[DIGEST_SIZE + 1], handle[HANDLE_MAX + 1], uuid[RANDOM_UUID_SIZE + 1];
    const char *body = database_text(s, BODY);
    struct value *message = value_object(), *system = system_of(a, s, w, is_fifo);
    random_uuid(a->random, uuid);
    snprintf(handle, sizeof handle, "%" PRId64 "-%s", database_int(s, KEY), uuid);
    digest_body(body, strlen(body), sum);
    value_set_text(&message, "MessageId", database_text(s, ID));
    value_set_text(&message, "ReceiptHandle", handle);
    value_set_text(&message, "MD5OfBody", sum);
    value_set_text(&message, "Body", body);
    if (value_count(system) > 0) {
        value_set_take(&message, "Attributes", value_share(system));
    }
    value_release(system);
    put_attributes(&message, database_text(s, ATTRIBUTES), w);
    return message;
}

/* ---- Some messages ---- */

/* In a FIFO queue a message waits for all before it in its group: those that are in flight hold
 * it up. */
#define COLUMNS                                                                                \
    "SELECT key, id, body, attributes, system, sent_ms, received, first_ms, grouped, same, "   \
    "source FROM letter WHERE queue = ?1 AND visible_ms <= ?2 "
#define FIFO                                                                                   \
    "AND NOT EXISTS (SELECT 1 FROM letter AS earlier WHERE earlier.queue = ?1 AND "            \
    "earlier.grouped = letter.grouped AND earlier.key < letter.key AND earlier.visible_ms > "  \
    "?2) "
#define ORDER "ORDER BY key LIMIT ?3"

/* Each is hidden once all have been read: the rows that are read must not change meanwhile. */
static void hide_all(struct ask *a, const struct value *messages, int64_t hidden_s)
{
    for (size_t i = 0; i < value_count(messages); i++) {
        const char *handle = value_member_text(value_item(messages, i), "ReceiptHandle");
        struct statement *s = database_statement(
            a->database,
            "UPDATE letter SET received = received + 1, visible_ms = ?2, receipt = "
            "?3, first_ms = coalesce(first_ms, ?4) WHERE key = ?1");
        database_set_int(s, 1, strtoll(handle, NULL, 10));
        database_set_int(s, 2, a->now_ms + 1000 * hidden_s);
        database_set_text(s, 3, handle);
        database_set_int(s, 4, a->now_ms);
        database_run(s);
    }
}

/* Names of system attributes, or of the queue's: the older parameter has both in its type. */
static bool check_names(struct ask *a, const char *parameter)
{
    static const char *const known[] = { "All",
                                         "ApproximateFirstReceiveTimestamp",
                                         "ApproximateReceiveCount",
                                         "AWSTraceHeader",
                                         "DeadLetterQueueSourceArn",
                                         "MessageDeduplicationId",
                                         "MessageGroupId",
                                         "SenderId",
                                         "SentTimestamp",
                                         "SequenceNumber" };
    struct value *names = NULL;
    value_member(a->request, parameter, &names);
    for (size_t i = 0; i < value_count(names); i++) {
        const struct value *name = value_item(names, i);
        const char *text = value_type(name) == VALUE_STRING ? value_string(name) : "";
        bool is_known = trait_is_known(text);
        for (size_t j = 0; j < sizeof known / sizeof known[0]; j++) {
            is_known = is_known || strcmp(text, known[j]) == 0;
        }
        if (!is_known) {
            return ask_fail(a, "InvalidAttributeName", "Unknown Attribute %s.", text);
        }
    }
    return true;
}

static struct value *messages(struct ask *a, const struct queue *q, int64_t most)
{
    struct value *found = value_array(0), *system = NULL, *older = NULL, *attributes = NULL;
    value_member(a->request, "MessageSystemAttributeNames", &system);
    value_member(a->request, "AttributeNames", &older);
    value_member(a->request, "MessageAttributeNames", &attributes);
    struct wishes w = { system, older, attributes };
    struct statement *s =
        database_statement(a->database, q->is_fifo ? COLUMNS FIFO ORDER : COLUMNS ORDER);
    database_set_text(s, 1, q->name);
    database_set_int(s, 2, a->now_ms);
    database_set_int(s, 3, most);
    while (database_row(s)) {
        value_append_take(&found, message_of(a, s, &w, q->is_fifo));
    }
    return found;
}

static void receive(struct ask *a, const struct queue *q)
{
    int64_t most, hidden_s, wait_s;
    int64_t usual_wait_s = trait_int(q->attributes, "ReceiveMessageWaitTimeSeconds");
    if (!trait_within(a, "MaxNumberOfMessages", 1, RECEIVE_MAX, 1, &most) ||
        !trait_within(a, "VisibilityTimeout", 0, HIDDEN_MAX,
                      trait_int(q->attributes, "VisibilityTimeout"), &hidden_s) ||
        !trait_within(a, "WaitTimeSeconds", 0, 20, usual_wait_s, &wait_s) ||
        !check_names(a, "AttributeNames") || !check_names(a, "MessageSystemAttributeNames")) {
        return;
    }
    drop_old(a, q);
    move_dead(a, q);
    struct value *found = messages(a, q, most), *body = value_object();
    hide_all(a, found, hidden_s);
    if (value_count(found) > 0) {
        value_set_take(&body, "Messages", value_share(found));
    } else {
        a->wait_ms = 1000 * wait_s;
    }
    value_release(found);
    service_answer_good(a->answer, body);
}

void receive_some(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        receive(a, &q);
    }
    queue_release(&q);
}

/* ---- By a receipt handle ---- */

/* Returns the message's key, or 0 after a failure. */
static int64_t key_of(struct ask *a, const char *handle)
{
    char *rest;
    int64_t key = strtoll(handle, &rest, 10);
    if (key <= 0 || *rest != '-' || strlen(rest + 1) != RANDOM_UUID_SIZE) {
        ask_fail(a, "ReceiptHandleIsInvalid",
                 "The input receipt handle \"%s\" is not a valid receipt handle.", handle);
        return 0;
    }
    return key;
}

/* In a FIFO queue a message that can be received again is not deleted by its old handle. */
static bool check_expiry(struct ask *a, const struct queue *q, int64_t key, const char *handle)
{
    struct statement *s = database_statement(
        a->database, "SELECT 1 FROM letter WHERE key = ?1 AND queue = ?2 AND receipt = ?3 AND "
                     "visible_ms <= ?4");
    database_set_int(s, 1, key);
    database_set_text(s, 2, q->name);
    database_set_text(s, 3, handle);
    database_set_int(s, 4, a->now_ms);
    bool has_expired = q->is_fifo && database_row(s);
    database_leave(s);
    return !has_expired || ask_fail_value(a,
                                          "Value %s for parameter ReceiptHandle is invalid. "
                                          "Reason: The receipt handle has expired.",
                                          handle);
}

/* A handle of an earlier receive deletes nothing, and that is not an error. */
static struct value *delete_one(struct ask *a, struct queue *q, const struct value *from)
{
    const char *handle = ask_text(a, from, "ReceiptHandle");
    int64_t key = handle != NULL ? key_of(a, handle) : 0;
    if (key == 0 || !check_expiry(a, q, key, handle)) {
        return NULL;
    }
    struct statement *s = database_statement(
        a->database, "DELETE FROM letter WHERE key = ?1 AND queue = ?2 AND receipt = ?3");
    database_set_int(s, 1, key);
    database_set_text(s, 2, q->name);
    database_set_text(s, 3, handle);
    database_run(s);
    return value_object();
}

static struct value *hide_one(struct ask *a, struct queue *q, const struct value *from)
{
    int64_t hidden_s;
    const char *handle = ask_text(a, from, "ReceiptHandle");
    int64_t key = handle != NULL ? key_of(a, handle) : 0;
    if (key == 0 || !ask_int(a, from, "VisibilityTimeout", 0, &hidden_s)) {
        return NULL;
    }
    if (hidden_s < 0 || hidden_s > HIDDEN_MAX) {
        ask_fail_value(a,
                       "Value %" PRId64 " for parameter VisibilityTimeout is invalid. "
                       "Reason: VisibilityTimeout must be an integer between 0 and 43200.",
                       hidden_s);
        return NULL;
    }
    struct statement *s = database_statement(
        a->database, "UPDATE letter SET visible_ms = ?4 WHERE key = ?1 AND queue = ?2 AND "
                     "receipt = ?3 AND visible_ms > ?5");
    database_set_int(s, 1, key);
    database_set_text(s, 2, q->name);
    database_set_text(s, 3, handle);
    database_set_int(s, 4, a->now_ms + 1000 * hidden_s);
    database_set_int(s, 5, a->now_ms);
    if (database_run(s) == 0) {
        ask_fail_value(a,
                       "Value %s for parameter ReceiptHandle is invalid. Reason: Message does "
                       "not exist or is not available for visibility timeout change.",
                       handle);
        return NULL;
    }
    return value_object();
}

static void do_one(struct ask *a, entries_one *run)
{
    struct queue q;
    if (queue_find(a, &q)) {
        value_release(run(a, &q, a->request));
    }
    queue_release(&q);
}

void receive_delete(struct ask *a)
{
    do_one(a, delete_one);
}

void receive_hide(struct ask *a)
{
    struct value *ignored = NULL;
    if (!value_member(a->request, "VisibilityTimeout", &ignored)) {
        ask_fail_missing(a, "VisibilityTimeout");
        return;
    }
    do_one(a, hide_one);
}

void receive_delete_batch(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        entries_run(a, &q, "DeleteMessageBatchRequestEntry", delete_one);
    }
    queue_release(&q);
}

void receive_hide_batch(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        entries_run(a, &q, "ChangeMessageVisibilityBatchRequestEntry", hide_one);
    }
    queue_release(&q);
}
