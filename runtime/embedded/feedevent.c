#include "runtime/embedded/feedevent.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/service/pattern.h"
#include "runtime/value/read.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

/* ---- Queues ---- */

static void copy_as(struct value **to, const char *name, const struct value *from,
                    const char *key)
{
    struct value *v = NULL;
    if (value_member(from, key, &v)) {
        value_set_take(to, name, value_share(v));
    }
}

static struct value *message_attributes(const struct value *message)
{
    struct value *all = value_object(), *given = NULL;
    value_member(message, "MessageAttributes", &given);
    for (struct value_walk w = value_walk(given); value_step(&w);) {
        struct value *one = value_object();
        copy_as(&one, "stringValue", w.value, "StringValue");
        copy_as(&one, "binaryValue", w.value, "BinaryValue");
        value_set_take(&one, "stringListValues", value_array(0));
        value_set_take(&one, "binaryListValues", value_array(0));
        copy_as(&one, "dataType", w.value, "DataType");
        value_set_take(&all, w.key, one);
    }
    return all;
}

static struct value *record_of_message(const struct value *message, const char *queue)
{
    struct value *r = value_object();
    copy_as(&r, "messageId", message, "MessageId");
    copy_as(&r, "receiptHandle", message, "ReceiptHandle");
    copy_as(&r, "body", message, "Body");
    copy_as(&r, "attributes", message, "Attributes");
    value_set_take(&r, "messageAttributes", message_attributes(message));
    copy_as(&r, "md5OfMessageAttributes", message, "MD5OfMessageAttributes");
    copy_as(&r, "md5OfBody", message, "MD5OfBody");
    value_set_text(&r, "eventSource", "aws:sqs");
    value_set_text(&r, "eventSourceARN", queue);
    value_set_text(&r, "awsRegion", account_region());
    return r;
}

static struct value *event_of(struct value *records)
{
    struct value *event = value_object();
    value_set_take(&event, "Records", records);
    return event;
}

struct value *feedevent_of_queue(const struct value *messages, const char *queue)
{
    struct value *records = value_array(value_count(messages));
    for (size_t i = 0; i < value_count(messages); i++) {
        value_append_take(&records, record_of_message(value_item(messages, i), queue));
    }
    return event_of(records);
}

/* ---- Streams ---- */

struct value *feedevent_of_stream(const struct value *all, const char *stream)
{
    struct value *records = value_array(value_count(all));
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *r = value_share(value_item(all, i));
        value_set_text(&r, "eventSourceARN", stream);
        value_append_take(&records, r);
    }
    return event_of(records);
}

const char *feedevent_sequence(const struct value *record)
{
    struct value *inner = NULL;
    return value_member(record, "dynamodb", &inner) ? value_member_text(inner, "SequenceNumber")
                                                    : NULL;
}

int64_t feedevent_time(const struct value *record)
{
    return member_int(member_of(record, "dynamodb"), "ApproximateCreationDateTime");
}

/* ---- Filters ---- */

struct value *feedevent_filters(const struct value *mapping)
{
    struct value *criteria = NULL, *list = NULL, *all = value_array(1);
    struct read_error ignored;
    value_member(mapping, "FilterCriteria", &criteria);
    value_member(criteria, "Filters", &list);
    for (size_t i = 0; value_type(list) == VALUE_ARRAY && i < value_count(list); i++) {
        const char *text = value_member_text(value_item(list, i), "Pattern");
        struct value *pattern = NULL;
        if (text != NULL && read_json(text, strlen(text), &pattern, &ignored)) {
            value_append_take(&all, pattern);
        }
    }
    if (value_count(all) == 0) {
        value_release(all);
        return NULL;
    }
    return all;
}

/* A body that is JSON is looked into, as AWS does. */
static struct value *message_to_match(const struct value *message)
{
    struct value *r = record_of_message(message, ""), *body = NULL;
    struct read_error ignored;
    const char *text = value_member_text(r, "body");
    if (text != NULL && read_json(text, strlen(text), &body, &ignored)) {
        value_set_take(&r, "body", body);
    }
    return r;
}

bool feedevent_is_wanted(const struct value *one, const struct value *filters, bool is_stream)
{
    struct value *shown = is_stream ? NULL : message_to_match(one);
    bool is_wanted = false;
    for (size_t i = 0; i < value_count(filters) && !is_wanted; i++) {
        is_wanted = pattern_matches(value_item(filters, i), is_stream ? one : shown);
    }
    value_release(shown);
    return is_wanted;
}
