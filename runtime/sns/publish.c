#include "runtime/sns/publish.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/sns/subscription.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define MESSAGE_MAX 262144
#define SUBJECT_MAX 100
#define ENTRIES_MAX 10
#define SAME_MS     (5 * 60 * 1000) /* how long a FIFO topic knows what it has taken */

/* A message that is published: texts are borrowed from the request. */
struct news {
    const struct topic *topic; /* NULL: it goes to a telephone */
    const char *phone, *text, *subject, *group, *same;
    struct value *attributes;  /* NULL if it has none */
    struct value *by_protocol; /* with MessageStructure "json": owned, else NULL */
    char id[RANDOM_UUID_SIZE + 1];
    char sequence[20 + 1]; /* of a FIFO topic, else "" */
};

/* ---- Is it good? ---- */

static bool check_text(struct ask *a, const struct value *from, struct news *n)
{
    n->text = ask_text(a, from, "Message");
    if (n->text == NULL) {
        return false;
    }
    if (n->text[0] == '\0') {
        return ask_fail_value(a, "Invalid parameter: Empty message");
    }
    if (strlen(n->text) > MESSAGE_MAX) {
        return ask_fail_value(a, "Invalid parameter: Message too long");
    }
    n->subject = value_member_text(from, "Subject");
    if (n->subject != NULL && (n->subject[0] == '\0' || strlen(n->subject) > SUBJECT_MAX ||
                               strpbrk(n->subject, "\r\n") != NULL)) {
        return ask_fail_value(a, "Invalid parameter: Subject");
    }
    return true;
}

static bool check_structure(struct ask *a, const struct value *from, struct news *n)
{
    const char *structure = value_member_text(from, "MessageStructure");
    struct read_error ignored;
    if (structure == NULL || structure[0] == '\0') {
        return true;
    }
    if (strcmp(structure, "json") != 0) {
        return ask_fail_value(a, "Invalid parameter: MessageStructure");
    }
    if (!read_json(n->text, strlen(n->text), &n->by_protocol, &ignored) ||
        value_type(n->by_protocol) != VALUE_OBJECT) {
        return ask_fail_value(a, "Invalid parameter: Message Structure - JSON message body "
                                 "failed to parse");
    }
    if (value_member_text(n->by_protocol, "default") == NULL) {
        return ask_fail_value(a, "Invalid parameter: Message Structure - No default entry in "
                                 "JSON message body");
    }
    return true;
}

static bool is_type(const char *type, const char *word)
{
    size_t size = strlen(word);
    return strncmp(type, word, size) == 0 && (type[size] == '\0' || type[size] == '.');
}

static bool check_attributes(struct ask *a, const struct value *from, struct news *n)
{
    value_member(from, "MessageAttributes", &n->attributes);
    for (struct value_walk w = value_walk(n->attributes); value_step(&w);) {
        const char *type = value_member_text(w.value, "DataType");
        if (type == NULL || type[0] == '\0') {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' must contain non-empty message "
                            "attribute type.",
                            w.key);
        }
        if (!is_type(type, "String") && !is_type(type, "Number") && !is_type(type, "Binary")) {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' has an invalid message attribute "
                            "type, the set of supported type prefixes is Binary, Number, and "
                            "String.",
                            w.key);
        }
        const char *text =
            value_member_text(w.value, is_type(type, "Binary") ? "BinaryValue" : "StringValue");
        if (text == NULL || text[0] == '\0') {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' must contain non-empty message "
                            "attribute value for message attribute type '%s'.",
                            w.key, type);
        }
    }
    return true;
}

static bool check_order(struct ask *a, const struct value *from, struct news *n)
{
    n->group = value_member_text(from, "MessageGroupId");
    n->same = value_member_text(from, "MessageDeduplicationId");
    if (n->topic == NULL || !n->topic->is_fifo) {
        return n->same == NULL ||
               ask_fail_value(a,
                              "Invalid parameter: MessageDeduplicationId Reason: The request "
                              "includes MessageDeduplicationId parameter that is not valid "
                              "for this topic type");
    }
    if (n->group == NULL || n->group[0] == '\0') {
        return ask_fail_value(a, "Invalid parameter: The MessageGroupId parameter is required "
                                 "for FIFO topics");
    }
    const char *by_content =
        value_member_text(n->topic->attributes, "ContentBasedDeduplication");
    if (n->same == NULL) {
        if (by_content == NULL || strcmp(by_content, "true") != 0) {
            return ask_fail_value(a, "Invalid parameter: The topic should either have "
                                     "ContentBasedDeduplication enabled or "
                                     "MessageDeduplicationId provided explicitly");
        }
        n->same = n->text;
    }
    return true;
}

/* ---- What receivers get ---- */

static const char *text_for(const struct news *n, const char *protocol)
{
    const char *text = value_member_text(n->by_protocol, protocol);
    if (n->by_protocol == NULL) {
        return n->text;
    }
    return text != NULL ? text : value_member_text(n->by_protocol, "default");
}

/* {NAME: {"Type", "Value"}}, as envelopes have them. New. */
static struct value *shown_attributes(const struct news *n)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(n->attributes); value_step(&w);) {
        const char *type = value_member_text(w.value, "DataType");
        struct value *one = value_object();
        value_set_text(&one, "Type", type);
        value_set_text(&one, "Value",
                       value_member_text(w.value, is_type(type, "Binary") ? "BinaryValue"
                                                                          : "StringValue"));
        value_set_take(&all, w.key, one);
    }
    return all;
}

/* The notification around a text. `is_event` spells its members as Lambda's events do. New. */
static struct value *envelope(struct ask *a, const struct news *n, const char *text,
                              const char *subscription, bool is_event)
{
    struct value *e = value_object(), *attributes = shown_attributes(n);
    struct buf unsubscribe = { 0 };
    char time[TIME_TEXT_ROOM];
    time_write(time, a->now_ms);
    buf_print(&unsubscribe, "https://sns.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=%s",
              subscription);
    value_set_text(&e, "Type", "Notification");
    value_set_text(&e, "MessageId", n->id);
    value_set_text(&e, "TopicArn", n->topic->arn);
    if (n->subject != NULL) {
        value_set_text(&e, "Subject", n->subject);
    } else if (is_event) {
        value_set_take(&e, "Subject", value_null());
    }
    value_set_text(&e, "Message", text);
    value_set_text(&e, "Timestamp", time);
    value_set_text(&e, "SignatureVersion", "1");
    value_set_text(&e, "Signature", "EXAMPLE");
    value_set_text(&e, is_event ? "SigningCertUrl" : "SigningCertURL",
                   "https://sns.amazonaws.com/SimpleNotificationService-EXAMPLE.pem");
    value_set_text(&e, is_event ? "UnsubscribeUrl" : "UnsubscribeURL",
                   buf_string(&unsubscribe));
    if (value_count(attributes) > 0 || is_event) {
        value_set_take(&e, "MessageAttributes", value_share(attributes));
    }
    value_release(attributes);
    buf_release(&unsubscribe);
    return e;
}

/* The event that a Lambda function gets. New. */
static struct value *event(struct ask *a, const struct news *n, const char *subscription)
{
    struct value *record = value_object(), *records = value_array(1), *e = value_object();
    value_set_text(&record, "EventSource", "aws:sns");
    value_set_text(&record, "EventVersion", "1.0");
    value_set_text(&record, "EventSubscriptionArn", subscription);
    value_set_take(&record, "Sns", envelope(a, n, text_for(n, "lambda"), subscription, true));
    value_append_take(&records, record);
    value_set_take(&e, "Records", records);
    return e;
}

static void set_json_text(struct value **object, const char *key, struct value *v)
{
    char *text = write_text(v);
    value_set_text(object, key, text);
    memory_release(text);
    value_release(v);
}

static void deliver(struct ask *a, const struct news *n, const char *arn, const char *protocol,
                    const char *endpoint, const struct value *subscription)
{
    const char *raw = value_member_text(subscription, "RawMessageDelivery");
    bool is_queue = strcmp(protocol, "sqs") == 0;
    bool is_raw = raw != NULL && strcmp(raw, "true") == 0;
    struct value *d = value_object();
    value_set_text(&d, "Protocol", protocol);
    value_set_text(&d, "Endpoint", endpoint);
    if (!is_queue) {
        set_json_text(&d, "Body", event(a, n, arn));
    } else if (is_raw) {
        value_set_text(&d, "Body", text_for(n, protocol));
        if (n->attributes != NULL) {
            value_set_take(&d, "MessageAttributes", value_share(n->attributes));
        }
    } else {
        set_json_text(&d, "Body", envelope(a, n, text_for(n, protocol), arn, false));
    }
    if (is_queue && n->topic->is_fifo) {
        value_set_text(&d, "MessageGroupId", n->group);
        value_set_text(&d, "MessageDeduplicationId", n->same == n->text ? n->id : n->same);
    }
    value_append_take(&a->deliveries, d);
}

/* ---- Published ---- */

static void append_receiver(struct value **to, const char *protocol, const char *endpoint)
{
    struct buf text = { 0 };
    buf_print(&text, "%s:%s", protocol, endpoint);
    value_append_take(to, value_text(buf_string(&text)));
    buf_release(&text);
}

/* Deliver to all who want it. Returns whom it went to: a new array. */
static struct value *deliver_all(struct ask *a, const struct news *n)
{
    struct value *to = value_array(0);
    struct statement *s =
        database_statement(a->database, "SELECT arn, protocol, endpoint, attributes FROM "
                                        "subscription WHERE topic = ?1 ORDER BY "
                                        "rowid");
    database_set_text(s, 1, n->topic->arn);
    while (database_row(s)) {
        const char *protocol = database_text(s, 1), *endpoint = database_text(s, 2);
        struct value *subscription = database_json(s, 3);
        if (subscription_wants(subscription, n->text, n->attributes)) {
            append_receiver(&to, protocol, endpoint);
            if (strcmp(protocol, "sqs") == 0 || strcmp(protocol, "lambda") == 0) {
                deliver(a, n, database_text(s, 0), protocol, endpoint, subscription);
            }
        }
        value_release(subscription);
    }
    return to;
}

static void keep(struct ask *a, struct news *n, const struct value *to)
{
    struct statement *s = database_statement(
        a->database,
        "INSERT INTO mail (id, topic, phone, subject, message, attributes, receivers, "
        "at_ms, same) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    struct value *none = value_object();
    database_set_text(s, 1, n->id);
    database_set_text(s, 2, n->topic != NULL ? n->topic->arn : NULL);
    database_set_text(s, 3, n->phone);
    database_set_text(s, 4, n->subject);
    database_set_text(s, 5, n->text);
    database_set_json(s, 6, n->attributes != NULL ? n->attributes : none);
    database_set_json(s, 7, to);
    database_set_int(s, 8, a->now_ms);
    database_set_text(s, 9, n->same);
    database_run(s);
    value_release(none);
    if (n->topic != NULL && n->topic->is_fifo) {
        snprintf(n->sequence, sizeof n->sequence, "1%019lld",
                 (long long)database_last_key(a->database));
    }
}

/* Returns true if the FIFO topic has taken an equal message in the last minutes: that one's
 * identifiers are the answer's. */
static bool was_taken(struct ask *a, struct news *n)
{
    struct statement *s = database_statement(
        a->database, "SELECT id, key FROM mail WHERE topic = ?1 AND same = ?2 AND at_ms > ?3");
    database_set_text(s, 1, n->topic->arn);
    database_set_text(s, 2, n->same);
    database_set_int(s, 3, a->now_ms - SAME_MS);
    bool is_there = database_row(s);
    if (is_there) {
        snprintf(n->id, sizeof n->id, "%s", database_text(s, 0));
        snprintf(n->sequence, sizeof n->sequence, "1%019lld", (long long)database_int(s, 1));
    }
    database_leave(s);
    return is_there;
}

static struct value *receipt(const struct news *n)
{
    struct value *body = value_object();
    value_set_text(&body, "MessageId", n->id);
    if (n->sequence[0] != '\0') {
        value_set_text(&body, "SequenceNumber", n->sequence);
    }
    return body;
}

/* Returns what is answered (new), or NULL after a failure. */
static struct value *publish(struct ask *a, const struct topic *t, const char *phone,
                             const struct value *from)
{
    struct news n = { .topic = t, .phone = phone };
    struct value *body = NULL;
    if (check_text(a, from, &n) && check_structure(a, from, &n) &&
        check_attributes(a, from, &n) && check_order(a, from, &n)) {
        random_uuid(a->random, n.id);
        if (t == NULL || !t->is_fifo || !was_taken(a, &n)) {
            struct value *to = t != NULL ? deliver_all(a, &n) : value_array(0);
            keep(a, &n, to);
            value_release(to);
        }
        body = receipt(&n);
    }
    value_release(n.by_protocol);
    return body;
}

void publish_one(struct ask *a)
{
    struct topic t = { 0 };
    struct value *body = NULL;
    const char *arn = value_member_text(a->request, "TopicArn");
    const char *phone = value_member_text(a->request, "PhoneNumber");
    arn = arn != NULL ? arn : value_member_text(a->request, "TargetArn");
    if (arn == NULL && phone == NULL) {
        ask_fail_value(a, "Invalid parameter: TopicArn or TargetArn Reason: no value for "
                          "required parameter");
    } else if (arn == NULL) {
        body = publish(a, NULL, phone, a->request);
    } else if (topic_find(a, arn, &t)) {
        body = publish(a, &t, NULL, a->request);
    }
    if (body != NULL) {
        service_answer_good(a->answer, body);
    }
    topic_release(&t);
}

static bool check_entries(struct ask *a, const struct value *entries)
{
    size_t count = value_count(entries);
    if (count == 0) {
        return ask_fail(a, "EmptyBatchRequestException",
                        "The batch request doesn't contain any entries.");
    }
    if (count > ENTRIES_MAX) {
        return ask_fail(a, "TooManyEntriesInBatchRequestException",
                        "The batch request contains more entries than permissible.");
    }
    for (size_t i = 0; i < count; i++) {
        const char *id = value_member_text(value_item(entries, i), "Id");
        if (id == NULL || id[0] == '\0') {
            return ask_fail(a, "InvalidBatchEntryIdException",
                            "The Id of a batch entry in a batch request doesn't abide by the "
                            "specification.");
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(id, value_member_text(value_item(entries, j), "Id")) == 0) {
                return ask_fail(a, "BatchEntryIdsNotDistinctException",
                                "Two or more batch entries in the request have the same Id.");
            }
        }
    }
    return true;
}

static void publish_entries(struct ask *a, const struct topic *t, const struct value *entries)
{
    struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(entries); i++) {
        const struct value *entry = value_item(entries, i);
        struct value *said = publish(a, t, NULL, entry);
        struct value **list = &good;
        if (said == NULL) {
            list = &bad;
            said = value_object();
            value_set_text(&said, "Code", a->answer->code);
            value_set_text(&said, "Message", a->answer->message);
            value_set_take(&said, "SenderFault", value_bool(true));
            service_answer_release(a->answer);
            service_answer_good(a->answer, NULL);
        }
        value_set_text(&said, "Id", value_member_text(entry, "Id"));
        value_append_take(list, said);
    }
    value_set_take(&body, "Successful", good);
    value_set_take(&body, "Failed", bad);
    service_answer_release(a->answer);
    service_answer_good(a->answer, body);
}

void publish_batch(struct ask *a)
{
    struct topic t;
    struct value *entries = NULL;
    value_member(a->request, "PublishBatchRequestEntries", &entries);
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t) && check_entries(a, entries)) {
        publish_entries(a, &t, entries);
    }
    topic_release(&t);
}
