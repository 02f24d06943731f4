#include "runtime/sns/publish.h"

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sns/filter.h"
#include "runtime/sns/mail.h"
#include "runtime/sns/news.h"
#include "runtime/sns/notice.h"
#include "runtime/sns/phone.h"
#include "runtime/sns/push.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define MESSAGE_MAX 262144
#define SUBJECT_MAX 100
#define ENTRIES_MAX 10
#define ID_MAX      80

#define ATTRIBUTE_NAME_MAX 256

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

/* Dots stand between other characters. */
static bool check_name(struct ask *a, const char *name)
{
    size_t size = strlen(name);
    return (plain_is_name(name, size, ATTRIBUTE_NAME_MAX, ".") && name[0] != '.' &&
            name[size - 1] != '.' && strstr(name, "..") == NULL) ||
           ask_fail(a, "InvalidParameterValueException",
                    "Invalid message attribute name '%s': it can contain alphanumeric "
                    "characters, hyphens, underscores, and dots that stand neither at its "
                    "ends nor side by side.",
                    name);
}

static bool check_attributes(struct ask *a, const struct value *from, struct news *n)
{
    value_member(from, "MessageAttributes", &n->attributes);
    for (struct value_walk w = value_walk(n->attributes); value_step(&w);) {
        const char *type = value_member_text(w.value, "DataType");
        if (!check_name(a, w.key)) {
            return false;
        }
        if (type == NULL || type[0] == '\0') {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' must contain non-empty message "
                            "attribute type.",
                            w.key);
        }
        if (!news_is_type(type, "String") && !news_is_type(type, "Number") &&
            !news_is_type(type, "Binary")) {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' has an invalid message attribute "
                            "type, the set of supported type prefixes is Binary, Number, and "
                            "String.",
                            w.key);
        }
        const char *text = value_member_text(
            w.value, news_is_type(type, "Binary") ? "BinaryValue" : "StringValue");
        if (text == NULL || text[0] == '\0') {
            return ask_fail(a, "InvalidParameterValueException",
                            "The message attribute '%s' must contain non-empty message "
                            "attribute value for message attribute type '%s'.",
                            w.key, type);
        }
        if (news_is_type(type, "Number") &&
            number_read(text, strlen(text)).kind == NUMBER_BAD) {
            return ask_fail(a, "InvalidParameterValueException",
                            "Could not cast message attribute '%s' value to number.", w.key);
        }
    }
    return true;
}

/* The text's SHA-256, which tells equal messages. */
static void set_content(struct news *n)
{
    struct sha256_ctx sum;
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_init(&sum);
    sha256_update(&sum, strlen(n->text), (const uint8_t *)n->text);
    sha256_digest(&sum, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        snprintf(n->content + 2 * i, 3, "%02x", bytes[i]);
    }
}

/* Attributes count as well. */
static size_t size_of(const char *text, const struct value *attributes)
{
    size_t size = strlen(text);
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        const char *parts[] = { w.key, value_member_text(w.value, "DataType"),
                                value_member_text(w.value, "StringValue"),
                                value_member_text(w.value, "BinaryValue") };
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
            size += parts[i] != NULL ? strlen(parts[i]) : 0;
        }
    }
    return size;
}

static bool check_size(struct ask *a, const struct news *n)
{
    return size_of(n->text, n->attributes) <= MESSAGE_MAX ||
           ask_fail_value(a, "Invalid parameter: Message too long");
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
        set_content(n);
        n->same = n->content;
    }
    return true;
}

/* ---- Published ---- */

static void append_receiver(struct value **to, const char *protocol, const char *endpoint)
{
    struct buf text = { 0 };
    buf_print(&text, "%s:%s", protocol, endpoint);
    value_append_take(to, value_text(buf_string(&text)));
    buf_release(&text);
}

/* Deliver to all who want it, and have confirmed that they do. Returns whom it went to: a new
 * array. */
static struct value *deliver_all(struct ask *a, const struct news *n)
{
    struct value *to = value_array(0);
    struct statement *s = database_statement(
        a->database, "SELECT arn, protocol, endpoint, attributes FROM subscription WHERE topic "
                     "= ?1 AND arn NOT IN (SELECT arn FROM pending) ORDER BY rowid");
    database_set_text(s, 1, n->topic->arn);
    while (database_row(s)) {
        struct value *attributes = database_json(s, 3);
        if (filter_wants(attributes, n->text, n->attributes)) {
            struct receiver r = { database_text(s, 0), database_text(s, 1), database_text(s, 2),
                                  attributes };
            append_receiver(&to, r.protocol, r.endpoint);
            notice_deliver(a, n, &r);
        }
        value_release(attributes);
    }
    return to;
}

/* To a topic, a telephone or a device. */
static void send(struct ask *a, struct news *n)
{
    mail_keep(a, n);
    struct value *to = n->topic != NULL ? deliver_all(a, n) : value_array(0);
    if (n->device != NULL) {
        append_receiver(&to, "application", n->device);
    }
    mail_set_receivers(a, n, to);
    value_release(to);
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

/* `to` says where it goes. Returns what is answered (new), or NULL after a failure. */
static struct value *publish(struct ask *a, const struct news *to, const struct value *from)
{
    struct news n = *to;
    struct value *body = NULL;
    if (check_text(a, from, &n) && check_structure(a, from, &n) &&
        check_attributes(a, from, &n) && check_size(a, &n) && check_order(a, from, &n)) {
        random_uuid(a->random, n.id);
        if (n.topic == NULL || !n.topic->is_fifo || !mail_was_taken(a, &n)) {
            send(a, &n);
        }
        body = receipt(&n);
    }
    value_release(n.by_protocol);
    return body;
}

static bool check_phone(struct ask *a, const char *phone)
{
    return phone_is_number(phone) ||
           ask_fail_value(
               a, "Invalid parameter: PhoneNumber Reason: %s is not valid to publish to",
               phone);
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
        body = check_phone(a, phone) ? publish(a, &(struct news){ .phone = phone }, a->request)
                                     : NULL;
    } else if (push_is_endpoint(arn)) {
        body = push_check_endpoint(a, arn)
                   ? publish(a, &(struct news){ .device = arn }, a->request)
                   : NULL;
    } else if (topic_find(a, arn, &t)) {
        body = publish(a, &(struct news){ .topic = &t }, a->request);
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
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        struct value *attributes = NULL;
        const struct value *entry = value_item(entries, i);
        const char *id = value_member_text(entry, "Id");
        const char *text = value_member_text(entry, "Message");
        value_member(entry, "MessageAttributes", &attributes);
        size += text != NULL ? size_of(text, attributes) : 0;
        if (id == NULL || !plain_is_name(id, strlen(id), ID_MAX, "")) {
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
    return size <= MESSAGE_MAX ||
           ask_fail(a, "BatchRequestTooLongException",
                    "The length of all the messages put together is more than the limit.");
}

/* What an error is called over HTTP: entries of a batch say so as well. */
static const char *code_of_entry(const char *code)
{
    return strcmp(code, "InvalidParameterException") == 0        ? "InvalidParameter"
           : strcmp(code, "InvalidParameterValueException") == 0 ? "ParameterValueInvalid"
                                                                 : code;
}

static void publish_entries(struct ask *a, const struct topic *t, const struct value *entries)
{
    struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(entries); i++) {
        const struct value *entry = value_item(entries, i);
        struct value *said = publish(a, &(struct news){ .topic = t }, entry);
        struct value **list = &good;
        if (said == NULL) {
            list = &bad;
            said = value_object();
            value_set_text(&said, "Code", code_of_entry(a->answer->code));
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
