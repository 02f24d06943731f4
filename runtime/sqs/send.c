#include "runtime/sqs/send.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sqs/entries.h"
#include "runtime/sqs/digest.h"
#include "runtime/sqs/queue.h"
#include "runtime/sqs/trait.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define ATTRIBUTES_MAX 10
#define DELAY_MAX      900
#define NAME_MOST      256 /* of an attribute */
#define MARK_MAX       128
#define BATCH_MAX      1048576         /* bytes of all messages together */
#define SAME_MS        (5 * 60 * 1000) /* how long a FIFO queue knows what it has taken */

struct letter {
    struct queue *queue;
    const char *body, *group,
        *same; /* `same`: what tells equal messages, NULL outside of FIFO */
    struct value *attributes, *system;
    int64_t delay_s;
    char content[64 + 1];
    char id[RANDOM_UUID_SIZE + 1];
    char sequence[20 + 1];
};

/* ---- Is it good? ---- */

/* XML's characters: SQS takes no others. The text is UTF-8. */
static bool is_xml(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            return false;
        }
        if (c == 0xEF && i + 2 < size && (unsigned char)text[i + 1] == 0xBF &&
            (unsigned char)text[i + 2] >= 0xBE) {
            return false;
        }
    }
    return true;
}

static size_t attributes_size(const struct value *attributes)
{
    size_t size = 0;
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

static bool check_body(struct ask *a, const struct value *from, struct letter *l)
{
    l->body = ask_text(a, from, "MessageBody");
    if (l->body == NULL) {
        return false;
    }
    struct value *body = NULL;
    value_member(from, "MessageBody", &body);
    size_t size = value_string_size(body);
    int64_t most = trait_int(l->queue->attributes, "MaximumMessageSize");
    if (size == 0) {
        return ask_fail_missing(a, "MessageBody");
    }
    if (!is_xml(l->body, size)) {
        return ask_fail(a, "InvalidMessageContents",
                        "Invalid characters found in the message body. Valid unicode "
                        "characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | "
                        "#x10000 to #x10FFFF");
    }
    if ((int64_t)(size + attributes_size(l->attributes)) > most) {
        return ask_fail_value(a,
                              "One or more parameters are invalid. Reason: Message must be "
                              "shorter than %" PRId64 " bytes.",
                              most);
    }
    return true;
}

static bool begins_with_type(const char *type, const char *word)
{
    size_t size = strlen(word);
    return strncmp(type, word, size) == 0 && (type[size] == '\0' || type[size] == '.');
}

static bool check_attribute(struct ask *a, const char *name, const struct value *v)
{
    const char *type = value_member_text(v, "DataType");
    const char *text = value_member_text(v, "StringValue");
    const char *binary = value_member_text(v, "BinaryValue");
    if (type == NULL || type[0] == '\0') {
        return ask_fail_value(a,
                              "The message attribute '%s' must contain a non-empty message "
                              "attribute type.",
                              name);
    }
    bool is_binary = begins_with_type(type, "Binary");
    if (!is_binary && !begins_with_type(type, "String") && !begins_with_type(type, "Number")) {
        return ask_fail_value(a,
                              "The message attribute '%s' has an invalid message attribute "
                              "type, the set of supported type prefixes is Binary, Number, "
                              "and String.",
                              name);
    }
    const char *value = is_binary ? binary : text, *other = is_binary ? text : binary;
    if (other != NULL && other[0] != '\0') {
        return ask_fail_value(a,
                              "The message attribute '%s' with type '%s' must use field '%s'.",
                              name, type, is_binary ? "Binary" : "String");
    }
    if (value == NULL || value[0] == '\0') {
        return ask_fail_value(a,
                              "The message attribute '%s' must contain a non-empty message "
                              "attribute value for message attribute type '%s'.",
                              name, type);
    }
    if (begins_with_type(type, "Number") &&
        number_read(value, strlen(value)).kind == NUMBER_BAD) {
        return ask_fail_value(a, "Can't cast the value of message attribute '%s' to a number.",
                              name);
    }
    return true;
}

/* Names of attributes begin with no word of AWS, and dots stand between other characters. */
static bool check_name(struct ask *a, const char *name)
{
    size_t size = strlen(name);
    if (size > NAME_MOST || strncasecmp(name, "aws.", 4) == 0 ||
        strncasecmp(name, "amazon.", 7) == 0) {
        return ask_fail_value(a,
                              "Message (user) attribute name '%s' must have at most %d "
                              "characters, and must not begin with AWS. or Amazon.",
                              name, NAME_MOST);
    }
    if (!plain_is_name(name, size, NAME_MOST, ".") || name[0] == '.' || name[size - 1] == '.' ||
        strstr(name, "..") != NULL) {
        return ask_fail_value(a,
                              "Invalid message attribute name '%s': it can contain "
                              "alphanumeric characters, hyphens, underscores, and dots that "
                              "stand neither at its ends nor side by side.",
                              name);
    }
    return true;
}

/* There is one attribute of SQS's own that a sender may set. */
static bool check_system(struct ask *a, const struct value *system)
{
    for (struct value_walk w = value_walk(system); value_step(&w);) {
        if (strcmp(w.key, "AWSTraceHeader") != 0) {
            return ask_fail_value(a,
                                  "Message system attribute name '%s' is invalid. Reason: "
                                  "AWSTraceHeader is the only one that can be set.",
                                  w.key);
        }
        const char *type = value_member_text(w.value, "DataType");
        if (type == NULL || strcmp(type, "String") != 0) {
            return ask_fail_value(a, "The message system attribute 'AWSTraceHeader' has an "
                                     "invalid message system attribute type, the set of "
                                     "supported type prefixes is String.");
        }
    }
    return true;
}

static bool check_attributes(struct ask *a, const struct value *from, struct letter *l)
{
    value_member(from, "MessageAttributes", &l->attributes);
    value_member(from, "MessageSystemAttributes", &l->system);
    if (value_count(l->attributes) > ATTRIBUTES_MAX) {
        return ask_fail_value(a,
                              "Number of message attributes [%zu] exceeds the allowed "
                              "maximum [10].",
                              value_count(l->attributes));
    }
    for (struct value_walk w = value_walk(l->attributes); value_step(&w);) {
        if (!check_name(a, w.key) || !check_attribute(a, w.key, w.value)) {
            return false;
        }
    }
    return check_system(a, l->system);
}

static bool check_delay(struct ask *a, const struct value *from, struct letter *l)
{
    int64_t otherwise = trait_int(l->queue->attributes, "DelaySeconds");
    if (!ask_int(a, from, "DelaySeconds", otherwise, &l->delay_s)) {
        return false;
    }
    if (l->delay_s < 0 || l->delay_s > DELAY_MAX) {
        return ask_fail_value(a,
                              "Value %" PRId64 " for parameter DelaySeconds is invalid. "
                              "Reason: DelaySeconds must be >= 0 and <= 900.",
                              l->delay_s);
    }
    if (l->queue->is_fifo && l->delay_s != otherwise) {
        return ask_fail_value(a,
                              "Value %" PRId64 " for parameter DelaySeconds is invalid. "
                              "Reason: The request include parameter that is not valid for "
                              "this queue type.",
                              l->delay_s);
    }
    return true;
}

/* What tells messages, or their groups, apart: 1 to 128 characters that can be seen. */
static bool check_mark(struct ask *a, const char *parameter, const char *text)
{
    size_t size = text == NULL ? 1 : strlen(text);
    bool is_good = size > 0 && size <= MARK_MAX;
    for (size_t i = 0; text != NULL && i < size && is_good; i++) {
        is_good = text[i] > ' ' && text[i] < 0x7F;
    }
    return is_good ||
           ask_fail_value(a,
                          "Value %s for parameter %s is invalid. Reason: %s can only include "
                          "alphanumeric and punctuation characters. 1 to 128 in length.",
                          text, parameter, parameter);
}

static bool check_order(struct ask *a, const struct value *from, struct letter *l)
{
    l->group = value_member_text(from, "MessageGroupId");
    l->same = value_member_text(from, "MessageDeduplicationId");
    if (!l->queue->is_fifo) {
        if (l->same != NULL) {
            return ask_fail_value(a,
                                  "Value %s for parameter MessageDeduplicationId is invalid. "
                                  "Reason: The request includes a parameter that is not "
                                  "valid for this queue type.",
                                  l->same);
        }
        return true;
    }
    if (l->group == NULL || l->group[0] == '\0') {
        return ask_fail_missing(a, "MessageGroupId");
    }
    if (!check_mark(a, "MessageGroupId", l->group) ||
        !check_mark(a, "MessageDeduplicationId", l->same)) {
        return false;
    }
    if (l->same == NULL) {
        if (!trait_is_true(l->queue->attributes, "ContentBasedDeduplication")) {
            return ask_fail_value(a, "The queue should either have ContentBasedDeduplication "
                                     "enabled or MessageDeduplicationId provided explicitly");
        }
        digest_content(l->body, strlen(l->body), l->content);
        l->same = l->content;
    }
    return true;
}

/* ---- It is kept ---- */

/* Returns true if the FIFO queue has taken an equal message in the last minutes: that one's
 * identifiers are the answer's. */
static bool was_sent(struct ask *a, struct letter *l, const char *scope)
{
    struct statement *s = database_statement(
        a->database,
        "SELECT id, sequence FROM sent WHERE queue = ?1 AND scope = ?2 AND same = ?3 "
        "AND until_ms > ?4");
    database_set_text(s, 1, l->queue->name);
    database_set_text(s, 2, scope);
    database_set_text(s, 3, l->same);
    database_set_int(s, 4, a->now_ms);
    bool is_there = database_row(s);
    if (is_there) {
        snprintf(l->id, sizeof l->id, "%s", database_text(s, 0));
        snprintf(l->sequence, sizeof l->sequence, "%s", database_text(s, 1));
    }
    database_leave(s);
    return is_there;
}

static void note_sent(struct ask *a, const struct letter *l, const char *scope)
{
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO sent (queue, scope, same, id, sequence, until_ms) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    database_set_text(s, 1, l->queue->name);
    database_set_text(s, 2, scope);
    database_set_text(s, 3, l->same);
    database_set_text(s, 4, l->id);
    database_set_text(s, 5, l->sequence);
    database_set_int(s, 6, a->now_ms + SAME_MS);
    database_run(s);
}

static void set_json(struct statement *s, int at, const struct value *v)
{
    char *text = value_count(v) > 0 ? write_text(v) : NULL;
    database_set_text(s, at, text);
    memory_release(text);
}

static void keep(struct ask *a, struct letter *l)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO letter (queue, id, body, attributes, system, sent_ms, "
                     "visible_ms, grouped, same) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    database_set_text(s, 1, l->queue->name);
    database_set_text(s, 2, l->id);
    database_set_text(s, 3, l->body);
    set_json(s, 4, l->attributes);
    set_json(s, 5, l->system);
    database_set_int(s, 6, a->now_ms);
    database_set_int(s, 7, a->now_ms + l->delay_s * 1000);
    database_set_text(s, 8, l->group);
    database_set_text(s, 9, l->same);
    database_run(s);
    if (l->queue->is_fifo) {
        snprintf(l->sequence, sizeof l->sequence, "%020" PRId64,
                 database_last_key(a->database));
    }
}

static const char *scope_of(const struct letter *l)
{
    const char *scope = value_member_text(l->queue->attributes, "DeduplicationScope");
    return scope != NULL && strcmp(scope, "messageGroup") == 0 ? l->group : "";
}

static void take(struct ask *a, struct letter *l)
{
    random_uuid(a->random, l->id);
    if (!l->queue->is_fifo) {
        keep(a, l);
    } else if (!was_sent(a, l, scope_of(l))) {
        keep(a, l);
        note_sent(a, l, scope_of(l));
    }
}

static struct value *receipt(const struct letter *l)
{
    char sum[DIGEST_SIZE + 1];
    struct value *body = value_object();
    digest_body(l->body, strlen(l->body), sum);
    value_set_text(&body, "MD5OfMessageBody", sum);
    if (value_count(l->attributes) > 0) {
        digest_attributes(l->attributes, sum);
        value_set_text(&body, "MD5OfMessageAttributes", sum);
    }
    if (value_count(l->system) > 0) {
        digest_attributes(l->system, sum);
        value_set_text(&body, "MD5OfMessageSystemAttributes", sum);
    }
    value_set_text(&body, "MessageId", l->id);
    if (l->sequence[0] != '\0') {
        value_set_text(&body, "SequenceNumber", l->sequence);
    }
    return body;
}

/* Returns what is answered (new), or NULL after a failure. */
static struct value *send(struct ask *a, struct queue *q, const struct value *from)
{
    struct letter l = { .queue = q };
    bool is_good = check_attributes(a, from, &l) && check_body(a, from, &l) &&
                   check_delay(a, from, &l) && check_order(a, from, &l);
    if (!is_good) {
        return NULL;
    }
    take(a, &l);
    return receipt(&l);
}

void send_one(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q)) {
        struct value *body = send(a, &q, a->request);
        if (body != NULL) {
            service_answer_good(a->answer, body);
        }
    }
    queue_release(&q);
}

static bool check_size(struct ask *a)
{
    struct value *entries = NULL, *body;
    size_t size = 0;
    value_member(a->request, "Entries", &entries);
    for (size_t i = 0; i < value_count(entries); i++) {
        struct value *attributes = NULL;
        const struct value *entry = value_item(entries, i);
        if (value_member(entry, "MessageBody", &body) && value_type(body) == VALUE_STRING) {
            size += value_string_size(body);
        }
        value_member(entry, "MessageAttributes", &attributes);
        size += attributes_size(attributes);
    }
    return size <= BATCH_MAX ||
           ask_fail(a, "BatchRequestTooLong",
                    "Batch requests cannot be longer than %d bytes. You have sent %zu bytes.",
                    BATCH_MAX, size);
}

void send_batch(struct ask *a)
{
    struct queue q;
    if (queue_find(a, &q) && check_size(a)) {
        entries_run(a, &q, "SendMessageBatchRequestEntry", send);
    }
    queue_release(&q);
}
