#include "runtime/sns/topic.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/member.h"
#include "runtime/service/plain.h"
#include "runtime/sns/policy.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define NAME_MAX_BYTES 256
#define PAGE           100
#define TAGS_MAX       50

/* How often and when an address of the web is tried, as a topic says that has no other policy.
 */
#define DELIVERY                                                                               \
    "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,"   \
    "\"numRetries\":3,\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,"                       \
    "\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"},"                                \
    "\"disableSubscriptionOverrides\":"                                                        \
    "false,\"defaultRequestPolicy\":{\"headerContentType\":\"text/plain; charset=UTF-8\"}}}"

/* The attributes that may be set. */
static const char *const settable[] = { "DisplayName",         "Policy",
                                        "DeliveryPolicy",      "KmsMasterKeyId",
                                        "FifoTopic",           "ContentBasedDeduplication",
                                        "FifoThroughputScope", "ArchivePolicy",
                                        "SignatureVersion",    "TracingConfig" };

static void put_arn(struct buf *out, const char *name)
{
    buf_print(out, "arn:%s:sns:%s:%s:%s", account_partition(), account_region(), account_id(),
              name);
}

/* ---- Rows ---- */

static bool load(struct ask *a, const char *arn, struct topic *ret)
{
    struct statement *s =
        database_statement(a->database, "SELECT attributes, tags FROM topic WHERE arn = ?1");
    *ret = (struct topic){ 0 };
    database_set_text(s, 1, arn);
    if (!database_row(s)) {
        return false;
    }
    ret->arn = memory_text(arn);
    ret->attributes = database_json(s, 0);
    ret->tags = database_json(s, 1);
    ret->is_fifo = plain_is_fifo(arn);
    database_leave(s);
    return true;
}

static size_t colons(const char *text)
{
    size_t count = 0;
    while ((text = strchr(text, ':')) != NULL) {
        count++;
        text++;
    }
    return count;
}

static bool check_arn(struct ask *a, const char *arn)
{
    return colons(arn) >= 5 ||
           ask_fail_value(a,
                          "Invalid parameter: TopicArn Reason: An ARN must have at least 6 "
                          "elements, not %zu",
                          colons(arn) + 1);
}

bool topic_find(struct ask *a, const char *arn, struct topic *ret)
{
    *ret = (struct topic){ 0 };
    if (arn == NULL || !check_arn(a, arn)) {
        return false;
    }
    return load(a, arn, ret) || ask_fail(a, "NotFoundException", "Topic does not exist");
}

void topic_release(struct topic *t)
{
    memory_release(t->arn);
    value_release(t->attributes);
    value_release(t->tags);
    *t = (struct topic){ 0 };
}

void topic_store(struct database *d, const struct topic *t)
{
    struct statement *s = database_statement(
        d, "INSERT INTO topic (arn, attributes, tags) VALUES (?1, ?2, ?3) ON CONFLICT "
           "(arn) DO UPDATE SET attributes = ?2, tags = ?3");
    database_set_text(s, 1, t->arn);
    database_set_json(s, 2, t->attributes);
    database_set_json(s, 3, t->tags);
    database_run(s);
}

void topic_make(struct database *d, const char *arn)
{
    struct topic t = { .arn = memory_text(arn),
                       .attributes = value_object(),
                       .tags = value_object(),
                       .is_fifo = plain_is_fifo(arn) };
    if (t.is_fifo) {
        value_set_text(&t.attributes, "FifoTopic", "true");
        value_set_text(&t.attributes, "ContentBasedDeduplication", "true");
    }
    topic_store(d, &t);
    topic_release(&t);
}

/* ---- Made ---- */

static bool is_settable(const char *name)
{
    for (size_t i = 0; i < sizeof settable / sizeof settable[0]; i++) {
        if (strcmp(settable[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_policy(struct ask *a, const char *name, const char *text)
{
    bool is_policy = strcmp(name, "Policy") == 0;
    struct value *policy = NULL;
    struct read_error ignored;
    if (text[0] == '\0' || (!is_policy && strcmp(name, "DeliveryPolicy") != 0)) {
        return true;
    }
    bool is_good =
        read_json(text, strlen(text), &policy, &ignored) && value_type(policy) == VALUE_OBJECT;
    value_release(policy);
    return is_good ||
           ask_fail_value(a, is_policy ? "Invalid parameter: Policy Error: it is not JSON"
                                       : "Invalid parameter: DeliveryPolicy: it is not JSON");
}

static bool check_attributes(struct ask *a, const struct value *attributes)
{
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        if (!is_settable(w.key) || value_type(w.value) != VALUE_STRING) {
            return ask_fail_value(a,
                                  "Invalid parameter: Attributes Reason: Unknown attribute "
                                  "%s",
                                  w.key);
        }
        if (!check_policy(a, w.key, value_string(w.value))) {
            return false;
        }
    }
    return true;
}

/* No key stands twice in a list of tags. */
static bool check_tags(struct ask *a, const struct value *list)
{
    for (size_t i = 0; i < value_count(list); i++) {
        for (size_t j = 0; j < i; j++) {
            const char *key = value_member_text(value_item(list, i), "Key");
            if (key != NULL && text_is(value_member_text(value_item(list, j), "Key"), key)) {
                return ask_fail_value(a, "Invalid parameter: Duplicated keys are not allowed.");
            }
        }
    }
    return true;
}

/* SNS's tags are a list of {"Key", "Value"}; new, a map. */
static struct value *tags_of(const struct value *list)
{
    struct value *map = value_object();
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *tag = value_item(list, i);
        const char *key = value_member_text(tag, "Key");
        if (key != NULL) {
            const char *text = value_member_text(tag, "Value");
            value_set_text(&map, key, text != NULL ? text : "");
        }
    }
    return map;
}

static bool is_same(struct ask *a, const struct topic *there, const struct value *attributes,
                    const struct value *tags)
{
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        struct value *v = NULL;
        if (!value_member(there->attributes, w.key, &v) || !value_equal(v, w.value)) {
            return ask_fail_value(a, "Invalid parameter: Attributes Reason: Topic already "
                                     "exists with different attributes");
        }
    }
    if (value_count(tags) > 0 && !value_equal(tags, there->tags)) {
        return ask_fail_value(
            a, "Invalid parameter: Tags Reason: Topic already exists with different tags");
    }
    return true;
}

static bool check_new(struct ask *a, const char *name, const struct value *attributes)
{
    const char *fifo = value_member_text(attributes, "FifoTopic");
    bool says_fifo = fifo != NULL && strcmp(fifo, "true") == 0;
    if (strlen(name) > NAME_MAX_BYTES ||
        !plain_is_name(name, plain_size(name), NAME_MAX_BYTES, "") ||
        says_fifo != plain_is_fifo(name)) {
        return ask_fail_value(
            a, says_fifo ? "Invalid parameter: Fifo Topic names must end with .fifo "
                           "and must be made up of only uppercase and lowercase ASCII "
                           "letters, numbers, underscores, and hyphens, and must be "
                           "between 1 and 256 characters long."
                         : "Invalid parameter: Topic Name");
    }
    return check_attributes(a, attributes);
}

static void answer_arn(struct ask *a, const char *member, const char *arn)
{
    struct value *body = value_object();
    value_set_text(&body, member, arn);
    service_answer_good(a->answer, body);
}

void topic_create(struct ask *a)
{
    struct value *attributes = NULL, *list = NULL;
    const char *name = ask_text(a, a->request, "Name");
    value_member(a->request, "Attributes", &attributes);
    value_member(a->request, "Tags", &list);
    if (name == NULL || !check_new(a, name, attributes) || !check_tags(a, list)) {
        return;
    }
    struct buf arn = { 0 };
    struct topic t;
    struct value *tags = tags_of(list);
    put_arn(&arn, name);
    if (!load(a, buf_string(&arn), &t)) {
        t = (struct topic){ .arn = memory_text(buf_string(&arn)),
                            .attributes =
                                attributes != NULL ? value_share(attributes) : value_object(),
                            .tags = value_share(tags) };
        topic_store(a->database, &t);
        answer_arn(a, "TopicArn", t.arn);
    } else if (is_same(a, &t, attributes, tags)) {
        answer_arn(a, "TopicArn", t.arn);
    }
    topic_release(&t);
    value_release(tags);
    buf_release(&arn);
}

/* A topic that is not there is deleted without an error. */
void topic_delete(struct ask *a)
{
    static const char *const all[] = { "DELETE FROM topic WHERE arn = ?1",
                                       "DELETE FROM subscription WHERE topic = ?1",
                                       "DELETE FROM pending WHERE topic = ?1",
                                       "DELETE FROM protection WHERE topic = ?1" };
    const char *arn = ask_text(a, a->request, "TopicArn");
    for (size_t i = 0; arn != NULL && check_arn(a, arn) && i < sizeof all / sizeof all[0];
         i++) {
        struct statement *s = database_statement(a->database, all[i]);
        database_set_text(s, 1, arn);
        database_run(s);
    }
}

void topic_list(struct ask *a)
{
    const char *after = value_member_text(a->request, "NextToken");
    struct value *topics = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database, "SELECT arn FROM topic WHERE arn > ?1 ORDER BY arn LIMIT ?2");
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_int(s, 2, PAGE + 1);
    while (database_row(s)) {
        if (value_count(topics) == PAGE) {
            const struct value *last = value_item(topics, PAGE - 1);
            value_set_text(&body, "NextToken", value_member_text(last, "TopicArn"));
            break;
        }
        struct value *topic = value_object();
        value_set_text(&topic, "TopicArn", database_text(s, 0));
        value_append_take(&topics, topic);
    }
    value_set_take(&body, "Topics", topics);
    service_answer_good(a->answer, body);
}

/* ---- Attributes and tags ---- */

static void put_count(struct ask *a, struct value **all, const char *name, const char *arn,
                      const char *sql)
{
    struct buf text = { 0 };
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, arn);
    buf_int(&text, database_row(s) ? database_int(s, 0) : 0);
    database_leave(s);
    value_set_text(all, name, buf_string(&text));
    buf_release(&text);
}

void topic_get_attributes(struct ask *a)
{
    struct topic t;
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        struct value *all = value_object(), *body = value_object();
        value_set_text(&all, "TopicArn", t.arn);
        value_set_text(&all, "Owner", account_id());
        value_set_text(&all, "DisplayName", "");
        value_set_take(&all, "Policy", policy_usual(t.arn));
        value_set_text(&all, "EffectiveDeliveryPolicy", DELIVERY);
        put_count(a, &all, "SubscriptionsConfirmed", t.arn,
                  "SELECT count(*) FROM subscription WHERE topic = ?1 AND arn NOT IN (SELECT "
                  "arn FROM pending)");
        put_count(a, &all, "SubscriptionsPending", t.arn,
                  "SELECT count(*) FROM pending WHERE topic = ?1");
        value_set_text(&all, "SubscriptionsDeleted", "0");
        if (t.is_fifo) {
            value_set_text(&all, "FifoTopic", "true");
            value_set_text(&all, "ContentBasedDeduplication", "false");
        }
        for (struct value_walk w = value_walk(t.attributes); value_step(&w);) {
            value_set_take(&all, w.key, value_share(w.value));
        }
        value_set_take(&body, "Attributes", all);
        service_answer_good(a->answer, body);
    }
    topic_release(&t);
}

void topic_set_attributes(struct ask *a)
{
    struct topic t;
    const char *name = ask_text(a, a->request, "AttributeName");
    const char *text = value_member_text(a->request, "AttributeValue");
    if (name == NULL) {
        return;
    }
    if (topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        if (strcmp(name, "FifoTopic") == 0 || !is_settable(name)) {
            ask_fail_value(a, "Invalid parameter: AttributeName");
        } else if (check_policy(a, name, text != NULL ? text : "")) {
            value_set_text(&t.attributes, name, text != NULL ? text : "");
            topic_store(a->database, &t);
        }
    }
    topic_release(&t);
}

/* Of tags the request's ResourceArn names the topic. */
static bool find_tagged(struct ask *a, struct topic *ret)
{
    const char *arn = ask_text(a, a->request, "ResourceArn");
    *ret = (struct topic){ 0 };
    return arn != NULL && (load(a, arn, ret) ||
                           ask_fail(a, "ResourceNotFoundException", "Resource does not exist"));
}

void topic_tag(struct ask *a)
{
    struct topic t;
    struct value *list = NULL;
    value_member(a->request, "Tags", &list);
    if (find_tagged(a, &t) && check_tags(a, list)) {
        struct value *tags = tags_of(list);
        for (struct value_walk w = value_walk(tags); value_step(&w);) {
            value_set_take(&t.tags, w.key, value_share(w.value));
        }
        value_release(tags);
        if (value_count(t.tags) > TAGS_MAX) {
            ask_fail(a, "TagLimitExceededException",
                     "Could not complete request: tag quota of per resource exceeded");
        } else {
            topic_store(a->database, &t);
        }
    }
    topic_release(&t);
}

void topic_untag(struct ask *a)
{
    struct topic t;
    struct value *keys = NULL;
    value_member(a->request, "TagKeys", &keys);
    if (find_tagged(a, &t)) {
        for (size_t i = 0; i < value_count(keys); i++) {
            const struct value *key = value_item(keys, i);
            if (value_type(key) == VALUE_STRING) {
                member_drop(&t.tags, value_string(key));
            }
        }
        topic_store(a->database, &t);
    }
    topic_release(&t);
}

void topic_list_tags(struct ask *a)
{
    struct topic t;
    if (find_tagged(a, &t)) {
        struct value *list = value_array(0), *body = value_object();
        for (struct value_walk w = value_walk(t.tags); value_step(&w);) {
            struct value *tag = value_object();
            value_set_text(&tag, "Key", w.key);
            value_set_take(&tag, "Value", value_share(w.value));
            value_append_take(&list, tag);
        }
        value_set_take(&body, "Tags", list);
        service_answer_good(a->answer, body);
    }
    topic_release(&t);
}
