#include "runtime/sns/subscription.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/member.h"
#include "runtime/service/plain.h"
#include "runtime/sns/filter.h"
#include "runtime/sns/notice.h"
#include "runtime/sns/phone.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define PAGE        100
#define ARN_PARTS   6
#define TOKEN_WORDS 10 /* of 16 hexadecimal digits */

/* Protocols, and what their endpoints begin with and have inside, or NULL. */
static const struct {
    const char *word, *start, *what, *inner;
} protocols[] = {
    { "sqs", "arn:", "SQS endpoint ARN", NULL },
    { "lambda", "arn:", "Lambda endpoint ARN", NULL },
    { "firehose", "arn:", "Firehose endpoint ARN", NULL },
    { "application", "arn:", "Application endpoint ARN", NULL },
    { "http", "http://", "Endpoint must match the specified protocol", NULL },
    { "https", "https://", "Endpoint must match the specified protocol", NULL },
    { "email", NULL, "Email address", "@" },
    { "email-json", NULL, "Email address", "@" },
    { "sms", NULL, "Invalid SMS endpoint", NULL },
};

static const char *const settable[] = { "RawMessageDelivery",  "FilterPolicy",
                                        "FilterPolicyScope",   "RedrivePolicy",
                                        "SubscriptionRoleArn", "DeliveryPolicy",
                                        "ReplayPolicy" };

/* ---- Attributes that are set ---- */

static bool is_known(const char *name)
{
    for (size_t i = 0; i < sizeof settable / sizeof settable[0]; i++) {
        if (strcmp(settable[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_redrive(struct ask *a, const char *place, const char *text)
{
    struct value *policy = NULL;
    struct read_error ignored;
    bool is_good =
        text[0] == '\0' || (read_json(text, strlen(text), &policy, &ignored) &&
                            value_member_text(policy, "deadLetterTargetArn") != NULL);
    value_release(policy);
    return is_good ||
           ask_fail_value(a,
                          "Invalid parameter: %sRedrivePolicy: must be a JSON object "
                          "with a deadLetterTargetArn",
                          place);
}

static bool check_delivery(struct ask *a, const char *place, const char *text)
{
    struct value *policy = NULL;
    struct read_error ignored;
    bool is_good = text[0] == '\0' || (read_json(text, strlen(text), &policy, &ignored) &&
                                       value_type(policy) == VALUE_OBJECT);
    value_release(policy);
    return is_good ||
           ask_fail_value(a, "Invalid parameter: %sDeliveryPolicy: it is not JSON", place);
}

/* One attribute. `place` is what its errors say before its name; `all` is what is set along
 * with it. */
static bool check_attribute(struct ask *a, const char *place, const char *name,
                            const char *text, const struct value *all)
{
    if (strcmp(name, "RawMessageDelivery") == 0 && strcmp(text, "true") != 0 &&
        strcmp(text, "false") != 0) {
        return ask_fail_value(a,
                              "Invalid parameter: %sRawMessageDelivery: Invalid value [%s]. "
                              "Must be true or false.",
                              place, text);
    }
    if (strcmp(name, "FilterPolicyScope") == 0 && strcmp(text, "MessageBody") != 0 &&
        strcmp(text, "MessageAttributes") != 0) {
        return ask_fail_value(a,
                              "Invalid parameter: %sFilterPolicyScope: Invalid value [%s]. "
                              "Please use either MessageBody or MessageAttributes",
                              place, text);
    }
    if (strcmp(name, "RedrivePolicy") == 0) {
        return check_redrive(a, place, text);
    }
    if (strcmp(name, "DeliveryPolicy") == 0) {
        return check_delivery(a, place, text);
    }
    return strcmp(name, "FilterPolicy") != 0 || text[0] == '\0' ||
           filter_check(a, place, text, value_member_text(all, "FilterPolicyScope"));
}

static bool check_attributes(struct ask *a, const struct value *attributes)
{
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        if (!is_known(w.key) || value_type(w.value) != VALUE_STRING) {
            return ask_fail_value(
                a, "Invalid parameter: Attributes Reason: Unknown attribute: %s", w.key);
        }
        if (!check_attribute(a, "Attributes Reason: ", w.key, value_string(w.value),
                             attributes)) {
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
            const char *start = protocols[i].start, *inner = protocols[i].inner;
            bool is_good = endpoint[0] != '\0' &&
                           (start == NULL || strncmp(endpoint, start, strlen(start)) == 0) &&
                           (inner == NULL || strstr(endpoint, inner) != NULL);
            return is_good || ask_fail_value(a, "Invalid parameter: %s", protocols[i].what);
        }
    }
    return ask_fail_value(
        a, "Invalid parameter: Amazon SNS does not support this protocol string: %s", protocol);
}

/* FIFO queues take what FIFO topics publish. */
static bool check_kind(struct ask *a, const struct topic *t, const char *protocol,
                       const char *endpoint)
{
    bool is_fifo_queue = strcmp(protocol, "sqs") == 0 && plain_is_fifo(endpoint);
    bool is_service = strcmp(protocol, "sqs") == 0 || strcmp(protocol, "lambda") == 0 ||
                      strcmp(protocol, "firehose") == 0;
    if (t->is_fifo && !is_service) {
        return ask_fail_value(a, "Invalid parameter: Invalid protocol type: %s", protocol);
    }
    if (is_fifo_queue && !t->is_fifo) {
        return ask_fail_value(a, "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO "
                                 "SQS Queues can not be subscribed to standard SNS topics");
    }
    return strcmp(protocol, "sms") != 0 || phone_is_number(endpoint) ||
           ask_fail_value(a, "Invalid parameter: Invalid SMS endpoint: %s", endpoint);
}

/* What a new subscription is, and the one that is there. */
struct wish {
    const char *topic, *protocol, *endpoint;
    const struct value *attributes;
};

/* The ARN of the subscription that is there already; new, or NULL. */
static char *same(struct ask *a, const struct wish *w, struct value **ret_attributes)
{
    struct statement *s = database_statement(
        a->database, "SELECT arn, attributes FROM subscription WHERE topic = ?1 AND protocol = "
                     "?2 AND endpoint = ?3");
    database_set_text(s, 1, w->topic);
    database_set_text(s, 2, w->protocol);
    database_set_text(s, 3, w->endpoint);
    char *arn = NULL;
    if (database_row(s)) {
        arn = memory_text(database_text(s, 0));
        *ret_attributes = database_json(s, 1);
    }
    database_leave(s);
    return arn;
}

static bool is_pending(struct ask *a, const char *arn)
{
    struct statement *s =
        database_statement(a->database, "SELECT 1 FROM pending WHERE arn = ?1");
    database_set_text(s, 1, arn);
    bool is = database_row(s);
    database_leave(s);
    return is;
}

/* An address of the web has to say first that it wants this: by the token that it is sent. */
static void ask_endpoint(struct ask *a, const char *arn, const struct wish *w)
{
    struct buf token = { 0 };
    for (int i = 0; i < TOKEN_WORDS; i++) {
        buf_print(&token, "%016" PRIx64, random_next(a->random));
    }
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO pending (arn, topic, token) VALUES (?1, ?2, ?3)");
    struct receiver to = { arn, w->protocol, w->endpoint, w->attributes };
    database_set_text(s, 1, arn);
    database_set_text(s, 2, w->topic);
    database_set_text(s, 3, buf_string(&token));
    database_run(s);
    notice_confirm(a, w->topic, &to, buf_string(&token));
    buf_release(&token);
}

static char *insert(struct ask *a, const struct wish *w)
{
    struct buf arn = { 0 };
    struct value *none = value_object();
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    buf_print(&arn, "%s:%s", w->topic, id);
    struct statement *s = database_statement(
        a->database, "INSERT INTO subscription (arn, topic, protocol, endpoint, attributes) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)");
    database_set_text(s, 1, buf_string(&arn));
    database_set_text(s, 2, w->topic);
    database_set_text(s, 3, w->protocol);
    database_set_text(s, 4, w->endpoint);
    database_set_json(s, 5, w->attributes != NULL ? w->attributes : none);
    database_run(s);
    value_release(none);
    if (strncmp(w->protocol, "http", 4) == 0) {
        ask_endpoint(a, buf_string(&arn), w);
    }
    return buf_take(&arn);
}

/* Returns false after a failure: it is there with other attributes. */
static bool is_same(struct ask *a, const struct wish *w, const struct value *there)
{
    for (struct value_walk walk = value_walk(w->attributes); value_step(&walk);) {
        struct value *v = NULL;
        if (!value_member(there, walk.key, &v) || !value_equal(v, walk.value)) {
            return ask_fail_value(a, "Invalid parameter: Attributes Reason: Subscription "
                                     "already exists with different attributes");
        }
    }
    return true;
}

static void subscribe(struct ask *a, const struct wish *w)
{
    struct value *there = NULL, *all = NULL, *body = value_object();
    char *arn = same(a, w, &there);
    if (arn == NULL || is_same(a, w, there)) {
        arn = arn != NULL ? arn : insert(a, w);
        value_member(a->request, "ReturnSubscriptionArn", &all);
        bool is_hidden = is_pending(a, arn) && !value_is_true(all);
        value_set_text(&body, "SubscriptionArn", is_hidden ? "pending confirmation" : arn);
        service_answer_good(a->answer, value_share(body));
    }
    memory_release(arn);
    value_release(there);
    value_release(body);
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
        check_kind(a, &t, protocol, endpoint) && check_attributes(a, attributes)) {
        subscribe(a, &(struct wish){ t.arn, protocol, endpoint, attributes });
    }
    topic_release(&t);
}

static void forget(struct ask *a, const char *sql, const char *arn)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, arn);
    database_run(s);
}

/* One that is not there is ended without an error. */
void subscription_end(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "SubscriptionArn");
    size_t parts = 1;
    if (arn == NULL) {
        return;
    }
    for (const char *c = arn; *c != '\0'; c++) {
        parts += *c == ':';
    }
    if (parts < ARN_PARTS) {
        ask_fail_value(a,
                       "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 "
                       "elements, not %zu",
                       parts);
        return;
    }
    forget(a, "DELETE FROM subscription WHERE arn = ?1", arn);
    forget(a, "DELETE FROM pending WHERE arn = ?1", arn);
}

/* A token is good once; afterwards it tells its subscription no more. */
void subscription_confirm(struct ask *a)
{
    struct topic t;
    const char *token = ask_text(a, a->request, "Token");
    if (token == NULL) {
        return;
    }
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        struct statement *s = database_statement(
            a->database, "SELECT arn FROM pending WHERE topic = ?1 AND token = ?2");
        database_set_text(s, 1, t.arn);
        database_set_text(s, 2, token);
        char *arn = database_row(s) ? memory_text(database_text(s, 0)) : NULL;
        database_leave(s);
        if (arn != NULL) {
            struct value *body = value_object();
            forget(a, "DELETE FROM pending WHERE arn = ?1", arn);
            value_set_text(&body, "SubscriptionArn", arn);
            service_answer_good(a->answer, body);
        } else {
            ask_fail_value(a, "Invalid parameter: Token");
        }
        memory_release(arn);
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
    char *last = NULL;
    struct statement *s = database_statement(
        a->database,
        "SELECT arn, topic, protocol, endpoint, arn IN (SELECT arn FROM pending) FROM "
        "subscription WHERE arn > ?1 AND (?2 IS NULL OR topic = ?2) ORDER BY arn LIMIT ?3");
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_text(s, 2, topic);
    database_set_int(s, 3, PAGE + 1);
    while (database_row(s)) {
        if (value_count(all) == PAGE) {
            value_set_text(&body, "NextToken", last);
            break;
        }
        struct value *one = described(s);
        memory_release(last);
        last = memory_text(database_text(s, 0));
        if (database_int(s, 4) != 0) {
            value_set_text(&one, "SubscriptionArn", "PendingConfirmation");
        }
        value_append_take(&all, one);
    }
    memory_release(last);
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
    struct buf principal = { 0 };
    database_leave(s);
    bool waits = is_pending(a, value_member_text(all, "SubscriptionArn"));
    buf_print(&principal, "arn:%s:iam::%s:user/local", account_partition(), account_id());
    value_set_text(&all, "ConfirmationWasAuthenticated", waits ? "false" : "true");
    value_set_text(&all, "PendingConfirmation", waits ? "true" : "false");
    value_set_text(&all, "RawMessageDelivery", "false");
    value_set_text(&all, "SubscriptionPrincipal", buf_string(&principal));
    if (value_member(set, "FilterPolicy", NULL)) {
        value_set_text(&all, "FilterPolicyScope", "MessageAttributes");
    }
    for (struct value_walk w = value_walk(set); value_step(&w);) {
        value_set_take(&all, w.key, value_share(w.value));
    }
    buf_release(&principal);
    value_release(set);
    value_set_take(&body, "Attributes", all);
    service_answer_good(a->answer, body);
}

static void keep_attributes(struct ask *a, const struct value *set)
{
    struct statement *s = database_statement(
        a->database, "UPDATE subscription SET attributes = ?2 WHERE arn = ?1");
    database_set_text(s, 1, value_member_text(a->request, "SubscriptionArn"));
    database_set_json(s, 2, set);
    database_run(s);
}

/* An empty policy is none. */
void subscription_set_attributes(struct ask *a)
{
    const char *name = ask_text(a, a->request, "AttributeName");
    const char *text = value_member_text(a->request, "AttributeValue");
    struct statement *s = name != NULL ? find(a) : NULL;
    if (s == NULL) {
        return;
    }
    struct value *set = database_json(s, 4);
    database_leave(s);
    text = text != NULL ? text : "";
    if (!is_known(name)) {
        ask_fail_value(a, "Invalid parameter: AttributeName");
    } else if (check_attribute(a, "", name, text, set)) {
        bool is_none = strcmp(text, "") == 0 ||
                       (strcmp(name, "FilterPolicy") == 0 && strcmp(text, "{}") == 0);
        if (is_none) {
            member_drop(&set, name);
        } else {
            value_set_text(&set, name, text);
        }
        keep_attributes(a, set);
    }
    value_release(set);
}
