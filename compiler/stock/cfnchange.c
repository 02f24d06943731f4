#include "compiler/stock/cfnchange.h"

#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/stock/cfntable.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/local/hub.h"
#include "runtime/sqs/trait.h"
#include "runtime/value/value.h"

/* `input` is taken. */
static void ask(const struct cfn_thing *t, struct hub *h, int64_t now_ms, const char *operation,
                struct value *input)
{
    struct buf why = { 0 };
    struct hub_request r = { t->service, operation, input, now_ms };
    struct value *answer = hub_ask(h, &r, &why);
    if (answer == NULL) {
        template_warn(t->of, t->resource, "'%s' could not be changed: %s", t->resource->name,
                      buf_string(&why));
    }
    value_release(answer);
    value_release(input);
    buf_release(&why);
}

/* ---- Queues ---- */

/* What the template does not say is as in a queue that is made just now. */
static void change_queue(const struct cfn_thing *t, struct hub *h, int64_t now_ms)
{
    struct value *given = NULL, *all = value_object(), *settable = value_object();
    struct value *input = value_object();
    value_member(t->input, "Attributes", &given);
    bool is_fifo = value_member(given, "FifoQueue", NULL);
    for (struct value_walk w = value_walk(given); value_step(&w);) {
        value_set_take(&all, w.key, value_share(w.value));
    }
    trait_fill(&all, is_fifo);
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        if (strcmp(w.key, "FifoQueue") != 0) {
            value_set_take(&settable, w.key, value_share(w.value));
        }
    }
    if (template_property(t->resource, "RedrivePolicy") == NULL) {
        value_set_text(&settable, "RedrivePolicy", "");
    }
    value_set_text(&input, "QueueUrl", value_member_text(t->input, "QueueName"));
    value_set_take(&input, "Attributes", settable);
    ask(t, h, now_ms, "SetQueueAttributes", input);
    value_release(all);
}

/* ---- Topics ---- */

static void change_topic(const struct cfn_thing *t, struct hub *h, int64_t now_ms)
{
    static const char *const names[][2] = { { "DisplayName", "" },
                                            { "ContentBasedDeduplication", "false" } };
    struct value *given = NULL;
    value_member(t->input, "Attributes", &given);
    bool is_fifo = value_member(given, "FifoTopic", NULL);
    for (size_t i = 0; i < (is_fifo ? 2 : 1); i++) {
        struct value *input = value_object();
        const char *text = value_member_text(given, names[i][0]);
        value_set_text(&input, "TopicArn", cfn_arn(t->of, t->resource));
        value_set_text(&input, "AttributeName", names[i][0]);
        value_set_text(&input, "AttributeValue", text != NULL ? text : names[i][1]);
        ask(t, h, now_ms, "SetTopicAttributes", input);
    }
}

/* ---- Secrets ---- */

/* One that is drawn stays as it was drawn. */
static void change_secret(const struct cfn_thing *t, struct hub *h, int64_t now_ms)
{
    const char *text = value_member_text(t->input, "SecretString");
    const char *name = value_member_text(t->input, "Name");
    struct value *input = value_object();
    struct buf ignored = { 0 };
    value_set_text(&input, "SecretId", name);
    struct hub_request r = { t->service, "GetSecretValue", input, now_ms };
    struct value *now = hub_ask(h, &r, &ignored);
    const char *has = value_member_text(now, "SecretString");
    if (template_property(t->resource, "SecretString") != NULL && text != NULL &&
        (has == NULL || strcmp(has, text) != 0)) {
        value_set_text(&input, "SecretString", text);
        ask(t, h, now_ms, "PutSecretValue", value_share(input));
    }
    value_release(now);
    value_release(input);
    buf_release(&ignored);
}

/* ---- Connections and API destinations ---- */

static void change_connection(const struct cfn_thing *t, struct hub *h, int64_t now_ms)
{
    ask(t, h, now_ms, "UpdateConnection", value_share(t->input));
}

static void change_destination(const struct cfn_thing *t, struct hub *h, int64_t now_ms)
{
    ask(t, h, now_ms, "UpdateApiDestination", value_share(t->input));
}

/* ---- All of them ---- */

/* A queue or a topic may be there as well where making it has not failed. */
static const struct {
    const char *operation;
    bool is_always;
    void (*change)(const struct cfn_thing *t, struct hub *h, int64_t now_ms);
} changes[] = {
    { "CreateQueue", true, change_queue },
    { "CreateTopic", true, change_topic },
    { "CreateTable", false, cfn_table_change },
    { "CreateSecret", false, change_secret },
    { "CreateConnection", false, change_connection },
    { "CreateApiDestination", false, change_destination },
};

void cfn_change(const struct cfn_thing *thing, bool was_there, struct hub *h, int64_t now_ms)
{
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (strcmp(changes[i].operation, thing->operation) == 0 &&
            (was_there || changes[i].is_always)) {
            changes[i].change(thing, h, now_ms);
        }
    }
}
