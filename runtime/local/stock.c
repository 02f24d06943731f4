#include "runtime/local/stock.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/nearest.h"
#include "runtime/call/shape.h"
#include "runtime/local/hub.h"
#include "runtime/local/typed.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define OBJECT_MAX ((size_t)64 << 20)

struct stock {
    struct hub *hub;
    const char *folder;
    int64_t now_ms;
    struct buf *why;
};

/* ---- What all parts need ---- */

static bool fail(struct stock *s, const char *service, const char *name, const char *what)
{
    buf_print(s->why, "%s", service);
    if (name != NULL) {
        buf_print(s->why, ".%s", name);
    }
    buf_print(s->why, ": %s", what);
    return false;
}

/* Asks a service; `input` is taken. An error whose code is `but` is none. */
static bool ask(struct stock *s, const char *service, const char *operation,
                struct value *input, const char *but)
{
    struct hub_request r = { service, operation, input, s->now_ms };
    struct buf why = { 0 };
    struct value *answer = hub_ask(s->hub, &r, &why);
    bool is_good = answer != NULL || (but != NULL && strstr(buf_string(&why), but) != NULL);
    if (!is_good) {
        buf_text(s->why, buf_string(&why));
    }
    buf_release(&why);
    value_release(answer);
    value_release(input);
    return is_good;
}

/* A value as text: of a string its own, of all else its JSON. New. */
static struct value *text_of(const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        return value_text_n(value_string(v), value_string_size(v));
    }
    char *json = write_text(v);
    struct value *text = value_text(json);
    memory_release(json);
    return text;
}

/* sqs:NAME and the like as the ARN that it stands for; anything else as it is. Appended. */
static void put_arn(struct buf *out, const char *receiver)
{
    static const char *const services[] = { "sqs", "sns", "lambda" };
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        size_t size = strlen(services[i]);
        if (strncmp(receiver, services[i], size) == 0 && receiver[size] == ':') {
            buf_print(out, "arn:%s:%s:%s:%s:%s%s", account_partition(), services[i],
                      account_region(), account_id(), i == 2 ? "function:" : "",
                      receiver + size + 1);
            return;
        }
    }
    buf_text(out, receiver);
}

/* ---- DynamoDB ---- */

/* The attribute definitions of the keys: their types are those of the first item. */
static bool put_keys(struct stock *s, const char *table, const struct value *keys,
                     const struct value *first, struct value **input)
{
    struct value *schema = value_array(0), *types = value_array(0);
    bool is_good = value_count(keys) == 1 || value_count(keys) == 2;
    for (size_t i = 0; i < value_count(keys) && is_good; i++) {
        const struct value *key = value_item(keys, i);
        const char *name = value_type(key) == VALUE_STRING ? value_string(key) : "";
        struct value *one = value_object(), *type = value_object(), *v = NULL;
        struct value_walk w = value_walk(value_member(first, name, &v) ? v : NULL);
        value_set_text(&one, "AttributeName", name);
        value_set_text(&one, "KeyType", i == 0 ? "HASH" : "RANGE");
        value_set_text(&type, "AttributeName", name);
        value_set_text(&type, "AttributeType", v != NULL && value_step(&w) ? w.key : "S");
        value_append_take(&schema, one);
        value_append_take(&types, type);
    }
    value_set_take(input, "KeySchema", schema);
    value_set_take(input, "AttributeDefinitions", types);
    return is_good || fail(s, "dynamodb", table, "\"keys\" is a list of one or two names");
}

static bool make_table(struct stock *s, const char *table, const struct value *keys,
                       const struct value *first)
{
    struct value *input = value_object();
    value_set_text(&input, "TableName", table);
    value_set_text(&input, "BillingMode", "PAY_PER_REQUEST");
    if (!put_keys(s, table, keys, first, &input)) {
        value_release(input);
        return false;
    }
    return ask(s, "dynamodb", "CreateTable", input, "ResourceInUseException");
}

static bool put_item(struct stock *s, const char *table, struct value *item)
{
    struct value *input = value_object();
    value_set_text(&input, "TableName", table);
    value_set_take(&input, "Item", item);
    return ask(s, "dynamodb", "PutItem", input, NULL);
}

static bool load_table(struct stock *s, const char *name, const struct value *v)
{
    struct value *keys = NULL, *items = NULL;
    value_member(v, "items", &items);
    if (!value_member(v, "keys", &keys)) {
        return fail(s, "dynamodb", name,
                    "a table is {\"keys\": [NAME, ...], \"items\": [...]}");
    }
    struct value *first =
        value_count(items) > 0 ? typed_item(value_item(items, 0)) : value_object();
    bool is_good = make_table(s, name, keys, first);
    for (size_t i = 0; i < value_count(items) && is_good; i++) {
        is_good = put_item(s, name, typed_item(value_item(items, i)));
    }
    value_release(first);
    return is_good;
}

/* ---- S3 ---- */

static struct value *base64_of(const char *bytes, size_t size)
{
    struct buf text = { 0 };
    shape_encode(&text, bytes, size);
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

/* The body of an object: a text, or what is in a file. Returns NULL after a failure. */
static struct value *body_of(struct stock *s, const struct value *v)
{
    const char *name = value_member_text(v, "file");
    if (name == NULL) {
        struct value *text = text_of(v);
        struct value *body = base64_of(value_string(text), value_string_size(text));
        value_release(text);
        return body;
    }
    struct buf path = { 0 }, bytes = { 0 };
    struct value *body = NULL;
    buf_print(&path, "%s%s%s", name[0] == '/' ? "" : s->folder, name[0] == '/' ? "" : "/",
              name);
    int status = descriptor_read_path(buf_string(&path), &bytes, OBJECT_MAX);
    if (status == 0) {
        body = base64_of(buf_string(&bytes), bytes.size);
    } else {
        buf_print(s->why, "%s: cannot be read: %s", buf_string(&path), strerror(-status));
    }
    buf_release(&bytes);
    buf_release(&path);
    return body;
}

static bool load_bucket(struct stock *s, const char *name, const struct value *v)
{
    struct value *bucket = value_object();
    value_set_text(&bucket, "Bucket", name);
    if (value_type(v) != VALUE_OBJECT) {
        value_release(bucket);
        return fail(s, "s3", name, "a bucket is {KEY: text or {\"file\": PATH}}");
    }
    bool is_good = ask(s, "s3", "CreateBucket", bucket, "BucketAlready");
    for (struct value_walk w = value_walk(v); is_good && value_step(&w);) {
        struct value *input = value_object(), *body = body_of(s, w.value);
        value_set_text(&input, "Bucket", name);
        value_set_text(&input, "Key", w.key);
        is_good = body != NULL;
        value_set_take(&input, "Body", body);
        if (is_good) {
            is_good = ask(s, "s3", "PutObject", input, NULL);
        } else {
            value_release(input);
        }
    }
    return is_good;
}

/* ---- Queues, topics and rules ---- */

static bool load_queue(struct stock *s, const char *name, const struct value *v)
{
    struct value *queue = value_object();
    struct buf ignored = { 0 };
    if (value_type(v) != VALUE_ARRAY) {
        value_release(queue);
        return fail(s, "sqs", name, "a queue is a list of messages");
    }
    value_set_text(&queue, "QueueUrl", name);
    struct hub_request r = { "sqs", "SendMessage", queue, s->now_ms };
    struct service_answer failure = { 0 };
    bool is_good =
        hub_make_for(s->hub, &r, &ignored, &failure) || fail(s, "sqs", name, failure.message);
    service_answer_release(&failure);
    buf_release(&ignored);
    value_release(queue);
    for (size_t i = 0; i < value_count(v) && is_good; i++) {
        struct value *input = value_object();
        value_set_text(&input, "QueueUrl", name);
        value_set_take(&input, "MessageBody", text_of(value_item(v, i)));
        is_good = ask(s, "sqs", "SendMessage", input, NULL);
    }
    return is_good;
}

static bool subscribe(struct stock *s, const char *topic, const char *receiver)
{
    struct value *input = value_object();
    struct buf arn = { 0 }, endpoint = { 0 };
    size_t size = strcspn(receiver, ":");
    char *protocol = memory_text_n(receiver, size);
    buf_print(&arn, "sns:%s", topic);
    struct buf whole = { 0 };
    put_arn(&whole, buf_string(&arn));
    put_arn(&endpoint, receiver);
    bool is_arn = strncmp(buf_string(&endpoint), "arn:", 4) == 0;
    const char *plain = receiver[size] == ':' ? receiver + size + 1 : receiver;
    value_set_text(&input, "TopicArn", buf_string(&whole));
    value_set_text(&input, "Protocol", protocol);
    value_set_text(&input, "Endpoint", is_arn ? buf_string(&endpoint) : plain);
    buf_release(&whole);
    buf_release(&endpoint);
    buf_release(&arn);
    memory_release(protocol);
    return ask(s, "sns", "Subscribe", input, NULL);
}

static bool load_topic(struct stock *s, const struct value *v)
{
    const char *name =
        value_type(v) == VALUE_STRING ? value_string(v) : value_member_text(v, "topic");
    struct value *input = value_object(), *receivers = NULL;
    if (name == NULL) {
        value_release(input);
        return fail(s, "sns", NULL,
                    "a topic is its name, or {\"topic\": NAME, "
                    "\"subscriptions\": [RECEIVER, ...]}");
    }
    value_set_text(&input, "Name", name);
    value_member(v, "subscriptions", &receivers);
    bool is_good = ask(s, "sns", "CreateTopic", input, NULL);
    for (size_t i = 0; i < value_count(receivers) && is_good; i++) {
        const struct value *receiver = value_item(receivers, i);
        is_good = value_type(receiver) == VALUE_STRING
                      ? subscribe(s, name, value_string(receiver))
                      : fail(s, "sns", name, "a receiver is a text, such as sqs:people");
    }
    return is_good;
}

static bool load_topics(struct stock *s, const struct value *v)
{
    bool is_good =
        value_type(v) == VALUE_ARRAY || fail(s, "sns", NULL, "a list of topics is wanted");
    for (size_t i = 0; i < value_count(v) && is_good; i++) {
        is_good = load_topic(s, value_item(v, i));
    }
    return is_good;
}

static bool put_targets(struct stock *s, const char *rule, const struct value *receivers)
{
    struct value *input = value_object(), *targets = value_array(0);
    for (size_t i = 0; i < value_count(receivers); i++) {
        const struct value *receiver = value_item(receivers, i);
        struct value *target = value_object();
        struct buf id = { 0 }, arn = { 0 };
        buf_print(&id, "%zu", i + 1);
        put_arn(&arn, value_type(receiver) == VALUE_STRING ? value_string(receiver) : "");
        value_set_text(&target, "Id", buf_string(&id));
        value_set_text(&target, "Arn", buf_string(&arn));
        value_append_take(&targets, target);
        buf_release(&arn);
        buf_release(&id);
    }
    value_set_text(&input, "Rule", rule);
    value_set_take(&input, "Targets", targets);
    return ask(s, "eventbridge", "PutTargets", input, NULL);
}

static bool load_rule(struct stock *s, const char *name, const struct value *v)
{
    struct value *pattern = NULL, *receivers = NULL, *input = value_object();
    if (!value_member(v, "pattern", &pattern) || !value_member(v, "targets", &receivers)) {
        value_release(input);
        return fail(s, "eventbridge", name,
                    "a rule is {\"pattern\": {...}, \"targets\": [RECEIVER, ...]}");
    }
    value_set_text(&input, "Name", name);
    value_set_take(&input, "EventPattern", text_of(pattern));
    return ask(s, "eventbridge", "PutRule", input, NULL) && put_targets(s, name, receivers);
}

static bool load_bucket_events(struct stock *s, const struct value *v)
{
    bool is_good = value_type(v) == VALUE_ARRAY ||
                   fail(s, "s3events", NULL, "a list of buckets is wanted");
    for (size_t i = 0; i < value_count(v) && is_good; i++) {
        struct value *input = value_object(), *on = value_object();
        const struct value *bucket = value_item(v, i);
        value_set_take(&on, "EventBridgeConfiguration", value_object());
        value_set_text(&input, "Bucket",
                       value_type(bucket) == VALUE_STRING ? value_string(bucket) : "");
        struct value *made = value_share(input);
        value_set_take(&input, "NotificationConfiguration", on);
        is_good = ask(s, "s3", "CreateBucket", made, "BucketAlready") &&
                  ask(s, "s3", "PutBucketNotificationConfiguration", value_share(input), NULL);
        value_release(input);
    }
    return is_good;
}

/* ---- Parameters and secrets ---- */

static bool load_parameter(struct stock *s, const char *name, const struct value *v)
{
    const char *type = value_member_text(v, "type");
    struct value *input = value_object(), *text = NULL;
    value_set_text(&input, "Name", name);
    value_set_text(&input, "Type", type != NULL ? type : "String");
    value_set_take(&input, "Overwrite", value_bool(true));
    value_set_take(&input, "Value",
                   text_of(type != NULL && value_member(v, "value", &text) ? text : v));
    return ask(s, "ssm", "PutParameter", input, NULL);
}

static bool load_secret(struct stock *s, const char *name, const struct value *v)
{
    struct value *made = value_object(), *put = value_object();
    value_set_text(&made, "Name", name);
    value_set_text(&put, "SecretId", name);
    value_set_take(&put, "SecretString", text_of(v));
    bool is_good = ask(s, "secretsmanager", "CreateSecret", made, "ResourceExistsException");
    if (!is_good) {
        value_release(put);
        return false;
    }
    return ask(s, "secretsmanager", "PutSecretValue", put, NULL);
}

/* ---- The file ---- */

/* A part of the file: an object whose members are loaded one by one, or a list. */
static const struct part {
    const char *name, *service;
    bool (*one)(struct stock *s, const char *name, const struct value *v);
    bool (*whole)(struct stock *s, const struct value *v);
} parts[] = {
    { "dynamodb", "dynamodb", load_table, NULL },
    { "s3", "s3", load_bucket, NULL },
    { "sqs", "sqs", load_queue, NULL },
    { "sns", "sns", NULL, load_topics },
    { "eventbridge", "eventbridge", load_rule, NULL },
    { "s3events", "s3", NULL, load_bucket_events },
    { "ssm", "ssm", load_parameter, NULL },
    { "secretsmanager", "secretsmanager", load_secret, NULL },
};
#define PARTS (sizeof parts / sizeof parts[0])

static bool load_part(struct stock *s, const struct part *p, const struct value *v)
{
    if (p->whole != NULL) {
        return p->whole(s, v);
    }
    if (value_type(v) != VALUE_OBJECT) {
        return fail(s, p->name, NULL, "an object is wanted");
    }
    bool is_good = true;
    for (struct value_walk w = value_walk(v); is_good && value_step(&w);) {
        is_good = p->one(s, w.key, w.value);
    }
    return is_good;
}

static bool refuse(struct stock *s, const char *name)
{
    const char *words[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        words[i] = parts[i].name;
    }
    const char *meant = nearest_word(name, words, PARTS);
    buf_print(s->why, "there is no embedded service '%s'", name);
    if (meant != NULL) {
        buf_print(s->why, "; did you mean '%s'?", meant);
    }
    return false;
}

static bool load_named(struct stock *s, const char *name, const struct value *v)
{
    for (size_t i = 0; i < PARTS; i++) {
        if (strcmp(parts[i].name, name) == 0 && hub_has(parts[i].service)) {
            return load_part(s, &parts[i], v);
        }
    }
    return refuse(s, name);
}

bool stock_load(struct hub *h, const char *text, size_t size, const char *folder,
                int64_t now_ms, struct buf *why)
{
    struct stock s = { h, folder, now_ms, why };
    struct value *all = NULL;
    struct read_error error;
    bool is_good = read_json_written(text, size, &all, &error);
    if (!is_good) {
        buf_print(why, "%d:%d: %s", error.line, error.column, error.message);
        return false;
    }
    if (value_type(all) != VALUE_OBJECT) {
        buf_text(why, "an object is wanted: {SERVICE: ...}");
        is_good = false;
    }
    for (struct value_walk w = value_walk(all); is_good && value_step(&w);) {
        is_good = load_named(&s, w.key, w.value);
    }
    value_release(all);
    return is_good;
}
