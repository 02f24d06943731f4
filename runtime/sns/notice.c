#include "runtime/sns/notice.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/sns/news.h"
#include "runtime/sns/topic.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Nothing is signed: nobody could trust a key of this program. */
#define SIGNATURE   "EXAMPLE"
#define CERTIFICATE "https://sns.amazonaws.com/SimpleNotificationService-EXAMPLE.pem"

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
                       value_member_text(w.value, news_is_type(type, "Binary")
                                                      ? "BinaryValue"
                                                      : "StringValue"));
        value_set_take(&all, w.key, one);
    }
    return all;
}

/* Where SNS is asked for what an address in a message stands for. */
static const char *place_of(const struct ask *a)
{
    return a->base != NULL ? a->base : "https://sns.amazonaws.com";
}

/* The notification around a text. `is_event` spells its members as Lambda's events do. New. */
static struct value *envelope(struct ask *a, const struct news *n, const char *text,
                              const char *subscription, bool is_event)
{
    struct value *e = value_object(), *attributes = shown_attributes(n);
    struct buf unsubscribe = { 0 };
    char time[TIME_TEXT_ROOM];
    time_write(time, a->now_ms);
    buf_print(&unsubscribe, "%s/?Action=Unsubscribe&SubscriptionArn=%s", place_of(a),
              subscription);
    value_set_text(&e, "Type", "Notification");
    value_set_text(&e, "MessageId", n->id);
    if (n->sequence[0] != '\0') {
        value_set_text(&e, "SequenceNumber", n->sequence);
    }
    value_set_text(&e, "TopicArn", n->topic->arn);
    if (n->subject != NULL) {
        value_set_text(&e, "Subject", n->subject);
    } else if (is_event) {
        value_set_take(&e, "Subject", value_null());
    }
    value_set_text(&e, "Message", text);
    value_set_text(&e, "Timestamp", time);
    value_set_text(&e, "SignatureVersion", "1");
    value_set_text(&e, "Signature", SIGNATURE);
    value_set_text(&e, is_event ? "SigningCertUrl" : "SigningCertURL", CERTIFICATE);
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

/* ---- Over HTTP ---- */

static void set_header(struct value **headers, const char *name, const char *text)
{
    if (text != NULL) {
        value_set_text(headers, name, text);
    }
}

static struct value *headers_of(const char *kind, const char *id, const char *topic,
                                const char *subscription)
{
    struct value *all = value_object();
    value_set_text(&all, "Content-Type", "text/plain; charset=UTF-8");
    value_set_text(&all, "User-Agent", "Amazon Simple Notification Service Agent");
    value_set_text(&all, "x-amz-sns-message-type", kind);
    value_set_text(&all, "x-amz-sns-message-id", id);
    value_set_text(&all, "x-amz-sns-topic-arn", topic);
    set_header(&all, "x-amz-sns-subscription-arn", subscription);
    return all;
}

void notice_confirm(struct ask *a, const char *topic, const struct receiver *to,
                    const char *token)
{
    struct value *e = value_object(), *d = value_object();
    struct buf text = { 0 };
    char time[TIME_TEXT_ROOM], id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    time_write(time, a->now_ms);
    value_set_text(&e, "Type", "SubscriptionConfirmation");
    value_set_text(&e, "MessageId", id);
    value_set_text(&e, "Token", token);
    value_set_text(&e, "TopicArn", topic);
    buf_print(&text,
              "You have chosen to subscribe to the topic %s.\nTo confirm the subscription, "
              "visit the SubscribeURL included in this message.",
              topic);
    value_set_text(&e, "Message", buf_string(&text));
    buf_clear(&text);
    buf_print(&text, "%s/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn=%s&Token=%s",
              place_of(a), topic, token);
    value_set_text(&e, "SubscribeURL", buf_string(&text));
    value_set_text(&e, "Timestamp", time);
    value_set_text(&e, "SignatureVersion", "1");
    value_set_text(&e, "Signature", SIGNATURE);
    value_set_text(&e, "SigningCertURL", CERTIFICATE);
    value_set_text(&d, "Protocol", to->protocol);
    value_set_text(&d, "Endpoint", to->endpoint);
    set_json_text(&d, "Body", e);
    value_set_take(&d, "Headers", headers_of("SubscriptionConfirmation", id, topic, NULL));
    value_append_take(&a->deliveries, d);
    buf_release(&text);
}

/* ---- Delivered ---- */

static bool is_true(const struct value *attributes, const char *name)
{
    return text_is(value_member_text(attributes, name), "true");
}

/* Where a message goes that its receiver does not take. */
static void set_dead_letters(struct value **d, const struct value *subscription)
{
    const char *text = value_member_text(subscription, "RedrivePolicy");
    struct value *policy = NULL;
    struct read_error ignored;
    if (text != NULL && read_json(text, strlen(text), &policy, &ignored)) {
        value_set_text(d, "DeadLetter", value_member_text(policy, "deadLetterTargetArn"));
    }
    value_release(policy);
}

static void set_order(struct value **d, const struct news *n, const char *queue)
{
    value_set_text(d, "MessageGroupId", n->group);
    if (n->topic->is_fifo && plain_is_fifo(queue)) {
        value_set_text(d, "MessageDeduplicationId", n->same);
    }
}

static void set_body(struct ask *a, struct value **d, const struct news *n,
                     const struct receiver *to)
{
    const char *text = text_for(n, to->protocol);
    bool is_queue = strcmp(to->protocol, "sqs") == 0;
    if (strcmp(to->protocol, "lambda") == 0) {
        set_json_text(d, "Body", event(a, n, to->arn));
    } else if (!is_true(to->attributes, "RawMessageDelivery")) {
        set_json_text(d, "Body", envelope(a, n, text, to->arn, false));
    } else {
        value_set_text(d, "Body", text);
        if (is_queue && n->attributes != NULL) {
            value_set_take(d, "MessageAttributes", value_share(n->attributes));
        }
    }
}

static bool is_http(const char *protocol)
{
    return strcmp(protocol, "http") == 0 || strcmp(protocol, "https") == 0;
}

void notice_deliver(struct ask *a, const struct news *n, const struct receiver *to)
{
    bool is_queue = strcmp(to->protocol, "sqs") == 0;
    if (!is_queue && strcmp(to->protocol, "lambda") != 0 && !is_http(to->protocol)) {
        return;
    }
    struct value *d = value_object();
    value_set_text(&d, "Protocol", to->protocol);
    value_set_text(&d, "Endpoint", to->endpoint);
    set_body(a, &d, n, to);
    if (is_queue) {
        set_order(&d, n, to->endpoint);
    } else if (is_http(to->protocol)) {
        struct value *headers = headers_of("Notification", n->id, n->topic->arn, to->arn);
        if (is_true(to->attributes, "RawMessageDelivery")) {
            value_set_text(&headers, "x-amz-sns-rawdelivery", "true");
        }
        value_set_take(&d, "Headers", headers);
    }
    set_dead_letters(&d, to->attributes);
    value_append_take(&a->deliveries, d);
}
