#include "runtime/sns/subscription.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define PAGE 100

/* Protocols, and what their endpoints begin with, or NULL. */
static const struct {
    const char *word, *start, *what;
} protocols[] = {
    { "sqs", "arn:", "SQS endpoint ARN" },
    { "lambda", "arn:", "Lambda endpoint ARN" },
    { "firehose", "arn:", "Firehose endpoint ARN" },
    { "application", "arn:", "Application endpoint ARN" },
    { "http", "http://", "Endpoint must match the specified protocol" },
    { "https", "https://", "Endpoint must match the specified protocol" },
    { "email", NULL, "Email address" },
    { "email-json", NULL, "Email address" },
    { "sms", NULL, "Invalid SMS endpoint" },
};

static const char *const settable[] = { "RawMessageDelivery",  "FilterPolicy",
                                        "FilterPolicyScope",   "RedrivePolicy",
                                        "SubscriptionRoleArn", "DeliveryPolicy",
                                        "ReplayPolicy" };

/* ---- Filters ---- */

/* An attribute as a filter sees it: a number, a list, or its text. New. */
static struct value *seen(const struct value *attribute)
{
    const char *type = value_member_text(attribute, "DataType");
    const char *text = value_member_text(attribute, "StringValue");
    struct value *v = NULL;
    struct read_error ignored;
    if (type == NULL || text == NULL) {
        return NULL;
    }
    bool is_json = strcmp(type, "Number") == 0 || strcmp(type, "String.Array") == 0;
    if (is_json && read_json(text, strlen(text), &v, &ignored)) {
        return v;
    }
    return value_text(text);
}

static struct value *seen_all(const struct value *attributes)
{
    struct value *all = value_object();
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        struct value *v = seen(w.value);
        if (v != NULL) {
            value_set_take(&all, w.key, v);
        }
    }
    return all;
}

bool subscription_wants(const struct value *subscription, const char *message,
                        const struct value *attributes)
{
    const char *text = value_member_text(subscription, "FilterPolicy");
    const char *scope = value_member_text(subscription, "FilterPolicyScope");
    struct value *policy = NULL, *event = NULL;
    struct read_error ignored;
    if (text == NULL || !read_json(text, strlen(text), &policy, &ignored)) {
        return true;
    }
    if (scope == NULL || strcmp(scope, "MessageBody") != 0) {
        event = seen_all(attributes);
    } else if (!read_json(message, strlen(message), &event, &ignored)) {
        event = NULL;
    }
    bool is_wanted = event != NULL && pattern_matches(policy, event);
    value_release(event);
    value_release(policy);
    return is_wanted;
}

static bool check_policy(struct ask *a, const char *text)
{
    struct value *policy = NULL;
    struct read_error error;
    struct buf why = { 0 };
    bool is_good = true;
    if (!read_json(text, strlen(text), &policy, &error)) {
        is_good = ask_fail_value(a, "Invalid parameter: FilterPolicy: failed to parse JSON. %s",
                                 error.message);
    } else if (value_count(policy) > 0 && !pattern_check(policy, &why)) {
        is_good = ask_fail_value(a, "Invalid parameter: FilterPolicy: %s", buf_string(&why));
    }
    buf_release(&why);
    value_release(policy);
    return is_good;
}

static bool check_attributes(struct ask *a, const struct value *attributes)
{
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        bool is_known = false;
        for (size_t i = 0; i < sizeof settable / sizeof settable[0]; i++) {
            is_known = is_known || strcmp(settable[i], w.key) == 0;
        }
        if (!is_known || value_type(w.value) != VALUE_STRING) {
            return ask_fail_value(a, "Invalid parameter: AttributeName");
        }
        if (strcmp(w.key, "FilterPolicy") == 0 && !check_policy(a, value_string(w.value))) {
            return false;
        }
    }
    return true;
}

/* ---- Made and ended ---- */

static bool check_endpoint(struct ask *a, const char *protocol, const char *endpoint)
{
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        if (strcmp(protocols[i].word, protocol) == 0) {
            const char *start = protocols[i].start;
            bool is_good = endpoint[0] != '\0' &&
                           (start == NULL || strncmp(endpoint, start, strlen(start)) == 0);
            return is_good || ask_fail_value(a, "Invalid parameter: %s", protocols[i].what);
        }
    }
    return ask_fail_value(
        a, "Invalid parameter: Amazon SNS does not support this protocol string: %s", protocol);
}

/* The ARN of the subscription that is there already; new, or NULL. */
static char *same(struct ask *a, const char *topic, const char *protocol, const char *endpoint)
{
    struct statement *s = database_statement(
        a->database,
        "SELECT arn FROM subscription WHERE topic = ?1 AND protocol = ?2 AND endpoint = ?3");
    database_set_text(s, 1, topic);
    database_set_text(s, 2, protocol);
    database_set_text(s, 3, endpoint);
    char *arn = database_row(s) ? memory_text(database_text(s, 0)) : NULL;
    database_leave(s);
    return arn;
}

static char *insert(struct ask *a, const char *topic, const char *protocol,
                    const char *endpoint, const struct value *attributes)
{
    struct buf arn = { 0 };
    struct value *none = value_object();
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    buf_print(&arn, "%s:%s", topic, id);
    struct statement *s = database_statement(
        a->database, "INSERT INTO subscription (arn, topic, protocol, endpoint, attributes) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)");
    database_set_text(s, 1, buf_string(&arn));
    database_set_text(s, 2, topic);
    database_set_text(s, 3, protocol);
    database_set_text(s, 4, endpoint);
    database_set_json(s, 5, attributes != NULL ? attributes : none);
    database_run(s);
    value_release(none);
    return buf_take(&arn);
}

void subscription_make(struct ask *a)
{
    struct topic t;
    struct value *attributes = NULL;
    const char *protocol = ask_text(a, a->request, "Protocol");
    const char *endpoint = value_member_text(a->request, "Endpoint");
    value_member(a->request, "Attributes", &attributes);
    if (protocol == NULL) {
        return;
    }
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t) &&
        check_endpoint(a, protocol, endpoint != NULL ? endpoint : "") &&
        check_attributes(a, attributes)) {
        struct value *body = value_object();
        char *arn = same(a, t.arn, protocol, endpoint);
        if (arn == NULL) {
            arn = insert(a, t.arn, protocol, endpoint, attributes);
        }
        value_set_text(&body, "SubscriptionArn", arn);
        memory_release(arn);
        service_answer_good(a->answer, body);
    }
    topic_release(&t);
}

/* One that is not there is ended without an error. */
void subscription_end(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "SubscriptionArn");
    if (arn == NULL) {
        return;
    }
    struct statement *s =
        database_statement(a->database, "DELETE FROM subscription WHERE arn = ?1");
    database_set_text(s, 1, arn);
    database_run(s);
}

/* Subscriptions are confirmed as soon as they are made: no token is ever given out. */
void subscription_confirm(struct ask *a)
{
    struct topic t;
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        ask_fail_value(a, "Invalid parameter: Token");
    }
    topic_release(&t);
}

/* ---- Listed ---- */

static struct value *described(struct statement *s)
{
    struct value *one = value_object();
    value_set_text(&one, "SubscriptionArn", database_text(s, 0));
    value_set_text(&one, "Owner", account_id());
    value_set_text(&one, "Protocol", database_text(s, 2));
    value_set_text(&one, "Endpoint", database_text(s, 3));
    value_set_text(&one, "TopicArn", database_text(s, 1));
    return one;
}

static void list(struct ask *a, const char *topic)
{
    const char *after = value_member_text(a->request, "NextToken");
    struct value *all = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database,
        "SELECT arn, topic, protocol, endpoint FROM subscription WHERE arn > ?1 AND "
        "(?2 IS NULL OR topic = ?2) ORDER BY arn LIMIT ?3");
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_text(s, 2, topic);
    database_set_int(s, 3, PAGE + 1);
    while (database_row(s)) {
        if (value_count(all) == PAGE) {
            const struct value *last = value_item(all, PAGE - 1);
            value_set_text(&body, "NextToken", value_member_text(last, "SubscriptionArn"));
            break;
        }
        value_append_take(&all, described(s));
    }
    value_set_take(&body, "Subscriptions", all);
    service_answer_good(a->answer, body);
}

void subscription_list(struct ask *a)
{
    list(a, NULL);
}

void subscription_list_of_topic(struct ask *a)
{
    struct topic t;
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        list(a, t.arn);
    }
    topic_release(&t);
}

/* ---- Attributes ---- */

static struct statement *find(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "SubscriptionArn");
    struct statement *s = database_statement(
        a->database,
        "SELECT arn, topic, protocol, endpoint, attributes FROM subscription WHERE arn = ?1");
    if (arn == NULL) {
        return NULL;
    }
    database_set_text(s, 1, arn);
    if (!database_row(s)) {
        ask_fail(a, "NotFoundException", "Subscription does not exist");
        return NULL;
    }
    return s;
}

void subscription_get_attributes(struct ask *a)
{
    struct statement *s = find(a);
    if (s == NULL) {
        return;
    }
    struct value *all = described(s), *set = database_json(s, 4), *body = value_object();
    value_set_text(&all, "ConfirmationWasAuthenticated", "true");
    value_set_text(&all, "PendingConfirmation", "false");
    value_set_text(&all, "RawMessageDelivery", "false");
    for (struct value_walk w = value_walk(set); value_step(&w);) {
        value_set_take(&all, w.key, value_share(w.value));
    }
    value_release(set);
    value_set_take(&body, "Attributes", all);
    service_answer_good(a->answer, body);
}

void subscription_set_attributes(struct ask *a)
{
    const char *name = ask_text(a, a->request, "AttributeName");
    const char *text = value_member_text(a->request, "AttributeValue");
    struct statement *s = name != NULL ? find(a) : NULL;
    if (s == NULL) {
        return;
    }
    struct value *set = database_json(s, 4), *one = value_object();
    database_leave(s);
    value_set_text(&one, name, text != NULL ? text : "");
    if (check_attributes(a, one)) {
        value_set_text(&set, name, text != NULL ? text : "");
        s = database_statement(a->database,
                               "UPDATE subscription SET attributes = ?2 WHERE arn = ?1");
        database_set_text(s, 1, value_member_text(a->request, "SubscriptionArn"));
        database_set_json(s, 2, set);
        database_run(s);
    }
    value_release(one);
    value_release(set);
}
