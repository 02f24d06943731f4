#include "compiler/serve/cfnstock.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/serve/cfnvalue.h"
#include "compiler/template/refer.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/local/hub.h"
#include "runtime/value/value.h"

static void add(struct cfn_things *all, struct cfn_thing thing)
{
    all->list = memory_grow(all->list, all->count, &all->room, sizeof *all->list);
    all->list[all->count++] = thing;
}

/* Copy properties that the API has by the same names. Returns false after a failure. */
static bool copy(struct template *t, const struct doc_node *resource, const char *const *names,
                 struct value **input)
{
    bool is_good = true;
    for (; *names != NULL && is_good; names++) {
        const struct doc_node *n = template_property(resource, *names);
        struct value *v = NULL;
        enum cfn_found found = n == NULL ? CFN_NOTHING : cfn_value(t, n, &v);
        is_good = found != CFN_FAILED;
        if (found == CFN_VALUE) {
            value_set_take(input, *names, v);
        }
    }
    return is_good;
}

/* ---- Each kind: fills the input of the request that makes it ---- */

static bool fill_table(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "KeySchema",
                                         "AttributeDefinitions",
                                         "GlobalSecondaryIndexes",
                                         "LocalSecondaryIndexes",
                                         "BillingMode",
                                         "ProvisionedThroughput",
                                         NULL };
    bool is_good = copy(t, r, names, input);
    if (!value_member(*input, "ProvisionedThroughput", NULL)) {
        value_set_text(input, "BillingMode", "PAY_PER_REQUEST");
    }
    return is_good;
}

static void append_one(struct value **input, const char *member, const char *name,
                       const char *key, const char *word)
{
    struct value *list = value_array(1), *one = value_object();
    value_set_text(&one, "AttributeName", name);
    value_set_text(&one, key, word);
    value_append_take(&list, one);
    value_set_take(input, member, list);
}

/* SAM's: a key called id that is a text, if it does not say otherwise. */
static bool fill_simple_table(struct template *t, const struct doc_node *r,
                              struct value **input)
{
    const struct doc_node *key = template_property(r, "PrimaryKey");
    const char *name = result_text_of(t, key == NULL ? NULL : doc_member(key, "Name"), "id");
    const char *type =
        result_text_of(t, key == NULL ? NULL : doc_member(key, "Type"), "String");
    if (name == NULL || type == NULL) {
        return false;
    }
    append_one(input, "KeySchema", name, "KeyType", "HASH");
    append_one(input, "AttributeDefinitions", name, "AttributeType",
               strcmp(type, "Number") == 0   ? "N"
               : strcmp(type, "Binary") == 0 ? "B"
                                             : "S");
    value_set_text(input, "BillingMode", "PAY_PER_REQUEST");
    return true;
}

/* Attributes are texts in the API. */
static bool put_attributes(struct template *t, const struct doc_node *r,
                           const char *const *names, struct value **input)
{
    struct value *attributes = value_object();
    const char *text = "";
    for (; *names != NULL && text != NULL; names++) {
        text = result_text_of(t, template_property(r, *names), "");
        if (text != NULL && text[0] != '\0') {
            value_set_text(&attributes, *names, text);
        }
    }
    value_set_take(input, "Attributes", attributes);
    return text != NULL;
}

static bool fill_queue(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "DelaySeconds",
                                         "MaximumMessageSize",
                                         "MessageRetentionPeriod",
                                         "ReceiveMessageWaitTimeSeconds",
                                         "VisibilityTimeout",
                                         "FifoQueue",
                                         "ContentBasedDeduplication",
                                         NULL };
    return put_attributes(t, r, names, input);
}

static bool fill_topic(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "DisplayName", "FifoTopic",
                                         "ContentBasedDeduplication", NULL };
    return put_attributes(t, r, names, input);
}

static bool fill_parameter(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "Type", "Value", NULL };
    value_set_take(input, "Overwrite", value_bool(true));
    return copy(t, r, names, input);
}

static bool fill_secret(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "SecretString", NULL };
    return copy(t, r, names, input);
}

static bool fill_nothing(struct template *t, const struct doc_node *r, struct value **input)
{
    (void)t, (void)r, (void)input;
    return true;
}

static const struct stock {
    const char *type, *word;
    const char *service, *operation;
    const char *name; /* the member of its name */
    const char *but;  /* as in struct cfn_thing */
    bool (*fill)(struct template *t, const struct doc_node *r, struct value **input);
} stocks[] = {
    { "AWS::DynamoDB::Table", "table", "dynamodb", "CreateTable", "TableName",
      "ResourceInUseException", fill_table },
    { "AWS::DynamoDB::GlobalTable", "table", "dynamodb", "CreateTable", "TableName",
      "ResourceInUseException", fill_table },
    { "AWS::Serverless::SimpleTable", "table", "dynamodb", "CreateTable", "TableName",
      "ResourceInUseException", fill_simple_table },
    { "AWS::SQS::Queue", "queue", "sqs", "CreateQueue", "QueueName", "QueueNameExists",
      fill_queue },
    { "AWS::SNS::Topic", "topic", "sns", "CreateTopic", "Name", NULL, fill_topic },
    { "AWS::S3::Bucket", "bucket", "s3", "CreateBucket", "Bucket", "BucketAlready",
      fill_nothing },
    { "AWS::Events::EventBus", "event bus", "eventbridge", "CreateEventBus", "Name",
      "ResourceAlreadyExistsException", fill_nothing },
    { "AWS::SSM::Parameter", "parameter", "ssm", "PutParameter", "Name", NULL, fill_parameter },
    { "AWS::SecretsManager::Secret", "secret", "secretsmanager", "CreateSecret", "Name",
      "ResourceExistsException", fill_secret },
};

static const struct stock *find(const char *type)
{
    for (size_t i = 0; i < sizeof stocks / sizeof stocks[0]; i++) {
        if (strcmp(stocks[i].type, type) == 0) {
            return &stocks[i];
        }
    }
    return NULL;
}

/* ---- Subscriptions ---- */

/* Of one topic: a list of {Endpoint, Protocol}. */
static bool add_subscriptions(struct template *t, const struct doc_node *resource,
                              struct cfn_things *things)
{
    static const char *const names[] = { "Endpoint", "Protocol", NULL };
    const struct doc_node *list = template_property(resource, "Subscription");
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    bool is_good = true;
    for (; one != NULL && is_good; one = one->next) {
        struct value *input = value_object();
        const char *arn = cfn_arn(t, resource);
        value_set_text(&input, "TopicArn", arn);
        is_good = arn != NULL;
        for (size_t i = 0; names[i] != NULL && is_good; i++) {
            const char *text = result_text_of(t, doc_member(one, names[i]), "");
            value_set_text(&input, names[i], text);
            is_good = text != NULL;
        }
        add(things, (struct cfn_thing){ resource, NULL, "sns", "Subscribe", input, NULL });
    }
    return is_good;
}

/* AWS::SNS::Subscription. */
static bool add_subscription(struct template *t, const struct doc_node *resource,
                             struct cfn_things *things)
{
    static const char *const names[] = { "TopicArn", "Endpoint", "Protocol", NULL };
    struct value *input = value_object();
    bool is_good = copy(t, resource, names, &input);
    add(things, (struct cfn_thing){ resource, NULL, "sns", "Subscribe", input, NULL });
    return is_good;
}

/* ---- One resource ---- */

bool cfn_stock(struct template *t, const struct doc_node *resource, struct cfn_things *things)
{
    const struct stock *s = find(template_type(resource));
    if (strcmp(template_type(resource), "AWS::SNS::Subscription") == 0) {
        return add_subscription(t, resource, things);
    }
    if (s == NULL) {
        return true;
    }
    struct value *input = value_object();
    const char *name = refer_resource(t, resource);
    value_set_text(&input, s->name, name);
    bool is_good = name != NULL && s->fill(t, resource, &input);
    add(things,
        (struct cfn_thing){ resource, s->word, s->service, s->operation, input, s->but });
    return is_good && add_subscriptions(t, resource, things);
}

void cfn_stock_make(const struct cfn_things *things, const char *program, struct hub *h,
                    int64_t now_ms)
{
    for (size_t i = 0; i < things->count; i++) {
        const struct cfn_thing *t = &things->list[i];
        struct hub_request r = { t->service, t->operation, t->input, now_ms };
        struct buf why = { 0 };
        struct value *answer = hub_ask(h, &r, &why);
        bool is_there = t->but != NULL && strstr(buf_string(&why), t->but) != NULL;
        if (answer == NULL && !is_there) {
            message_print(program, "warning: '%s' could not be made: %s", t->resource->name,
                          buf_string(&why));
        }
        value_release(answer);
        buf_release(&why);
    }
}

void cfn_stock_release(struct cfn_things *things)
{
    for (size_t i = 0; i < things->count; i++) {
        value_release(things->list[i].input);
    }
    memory_release(things->list);
}
