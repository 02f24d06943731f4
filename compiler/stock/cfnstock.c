#include "compiler/stock/cfnstock.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define DESTINATION "AWS::Events::ApiDestination" /* its connection has to be there */

void cfn_things_add(struct cfn_things *all, struct cfn_thing thing)
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
                                         "StreamSpecification",
                                         NULL };
    struct value *stream = NULL;
    bool is_good = copy(t, r, names, input);
    if (value_member(*input, "StreamSpecification", &stream) &&
        value_type(stream) == VALUE_OBJECT) {
        stream = value_share(stream);
        value_set_take(&stream, "StreamEnabled", value_bool(true));
        value_set_take(input, "StreamSpecification", stream);
    }
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
        bool is_kind = strcmp(*names, "FifoQueue") == 0 ||
                       strcmp(*names, "FifoTopic") == 0; /* which is true, or unsaid */
        if (text != NULL && text[0] != '\0' && (!is_kind || strcmp(text, "true") == 0)) {
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
                                         "DeduplicationScope",
                                         "FifoThroughputLimit",
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
    static const char *const names[] = { "SecretString", "GenerateSecretString", "Description",
                                         NULL };
    return copy(t, r, names, input);
}

static bool fill_connection(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "AuthorizationType", "AuthParameters", "Description",
                                         NULL };
    return copy(t, r, names, input);
}

static bool fill_destination(struct template *t, const struct doc_node *r, struct value **input)
{
    static const char *const names[] = { "ConnectionArn",
                                         "Description",
                                         "HttpMethod",
                                         "InvocationEndpoint",
                                         "InvocationRateLimitPerSecond",
                                         NULL };
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
    { "AWS::SNS::Topic", "topic", "sns", "CreateTopic", "Name", "already exists with different",
      fill_topic },
    { "AWS::S3::Bucket", "bucket", "s3", "CreateBucket", "Bucket", "BucketAlready",
      fill_nothing },
    { "AWS::Events::EventBus", "event bus", "eventbridge", "CreateEventBus", "Name",
      "ResourceAlreadyExistsException", fill_nothing },
    { "AWS::Events::Connection", "connection", "eventbridge", "CreateConnection", "Name",
      "ResourceAlreadyExistsException", fill_connection },
    { DESTINATION, "API destination", "eventbridge", "CreateApiDestination", "Name",
      "ResourceAlreadyExistsException", fill_destination },
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

/* ---- What is done when all is there ---- */

/* A property that is an object, or a text, as text in `to`. Returns false after a failure. */
static bool put_text(struct template *t, const struct doc_node *n, const char *name,
                     struct value **to)
{
    struct value *v = NULL;
    enum cfn_found found = n == NULL ? CFN_NOTHING : cfn_value(t, n, &v);
    if (found == CFN_VALUE && value_type(v) == VALUE_STRING) {
        value_set_text(to, name, value_string(v));
    } else if (found == CFN_VALUE) {
        char *json = write_text(v);
        value_set_text(to, name, json);
        memory_release(json);
    }
    value_release(v);
    return found != CFN_FAILED;
}

bool cfn_subscription_add(struct template *t, const struct doc_node *resource,
                          const struct doc_node *properties, const struct cfn_subscription *s,
                          struct cfn_things *things)
{
    static const char *const names[] = { "FilterPolicy", "FilterPolicyScope",
                                         "RawMessageDelivery", "RedrivePolicy" };
    struct value *input = value_object(), *attributes = value_object();
    bool is_good = true;
    value_set_text(&input, "TopicArn", s->topic);
    value_set_text(&input, "Protocol", s->protocol);
    value_set_text(&input, "Endpoint", s->endpoint);
    for (size_t i = 0; properties != NULL && i < sizeof names / sizeof names[0]; i++) {
        const struct doc_node *n = doc_member(properties, names[i]);
        is_good = put_text(t, n, names[i], &attributes) && is_good;
    }
    value_set_take(&input, "Attributes", attributes);
    cfn_things_add(things, (struct cfn_thing){ .of = t,
                                               .resource = resource,
                                               .service = "sns",
                                               .operation = "Subscribe",
                                               .input = input });
    return is_good;
}

/* Of one topic: a list of {Endpoint, Protocol}. */
static bool add_subscriptions(struct template *t, const struct doc_node *resource,
                              struct cfn_things *later)
{
    const struct doc_node *list = template_property(resource, "Subscription");
    const struct doc_node *one = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    bool is_good = true;
    for (; one != NULL && is_good; one = one->next) {
        struct cfn_subscription s = {
            .topic = cfn_arn(t, resource),
            .protocol = result_text_of(t, doc_member(one, "Protocol"), ""),
            .endpoint = result_text_of(t, doc_member(one, "Endpoint"), ""),
        };
        is_good = s.topic != NULL && s.protocol != NULL && s.endpoint != NULL &&
                  cfn_subscription_add(t, resource, NULL, &s, later);
    }
    return is_good;
}

/* AWS::SNS::Subscription. */
static bool add_subscription(struct template *t, const struct doc_node *resource,
                             struct cfn_things *later)
{
    struct cfn_subscription s = {
        .topic = result_text_of(t, template_property(resource, "TopicArn"), ""),
        .protocol = result_text_of(t, template_property(resource, "Protocol"), ""),
        .endpoint = result_text_of(t, template_property(resource, "Endpoint"), ""),
    };
    return s.topic != NULL && s.protocol != NULL && s.endpoint != NULL &&
           cfn_subscription_add(t, resource, doc_member(resource, "Properties"), &s, later);
}

/* A queue's dead letters go to another one, which has to be there. */
static bool add_redrive(struct template *t, const struct doc_node *resource,
                        struct cfn_things *later)
{
    const struct doc_node *n = template_property(resource, "RedrivePolicy");
    struct value *input = value_object(), *attributes = value_object();
    bool is_good = put_text(t, n, "RedrivePolicy", &attributes);
    bool is_there = value_count(attributes) > 0;
    value_set_text(&input, "QueueUrl", cfn_arn(t, resource));
    value_set_take(&input, "Attributes", attributes);
    if (is_there) {
        cfn_things_add(later, (struct cfn_thing){ .of = t,
                                                  .resource = resource,
                                                  .service = "sqs",
                                                  .operation = "SetQueueAttributes",
                                                  .input = input });
    } else {
        value_release(input);
    }
    return is_good;
}

/* A property that has an operation of its own. */
static bool add_setting(struct template *t, const struct doc_node *resource,
                        const struct cfn_thing *thing, const char *name, const char *property,
                        struct cfn_things *later)
{
    const struct doc_node *n = template_property(resource, property);
    struct value *v = NULL;
    enum cfn_found found = n == NULL ? CFN_NOTHING : cfn_value(t, n, &v);
    if (found == CFN_VALUE) {
        struct cfn_thing one = *thing;
        one.of = t;
        one.resource = resource;
        one.input = value_object();
        value_set_text(&one.input, name, naming_resource(t, resource));
        value_set_take(&one.input, property, v);
        cfn_things_add(later, one);
    }
    return found != CFN_FAILED;
}

/* A rule of CORS, whose members have other names in the API: new. */
static struct value *cors_rule(const struct value *rule)
{
    static const char *const names[][2] = {
        { "AllowedHeaders", "AllowedHeaders" },
        { "AllowedMethods", "AllowedMethods" },
        { "AllowedOrigins", "AllowedOrigins" },
        { "ExposedHeaders", "ExposeHeaders" },
        { "Id", "ID" },
        { "MaxAge", "MaxAgeSeconds" },
    };
    struct value *all = value_object(), *v = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (value_member(rule, names[i][0], &v)) {
            value_set_take(&all, names[i][1], value_share(v));
        }
    }
    return all;
}

/* The pages of a browser that may ask a bucket. */
static bool add_cors(struct template *t, const struct doc_node *resource,
                     const struct cfn_thing *thing, struct cfn_things *later)
{
    const struct doc_node *n = template_property(resource, "CorsConfiguration");
    struct value *v = NULL, *list = NULL, *rules = value_array(1);
    enum cfn_found found = n == NULL ? CFN_NOTHING : cfn_value(t, n, &v);
    value_member(v, "CorsRules", &list);
    for (size_t i = 0; i < cfn_length(list); i++) {
        value_append_take(&rules, cors_rule(value_item(list, i)));
    }
    if (found == CFN_VALUE) {
        struct cfn_thing one = *thing;
        struct value *whole = value_object();
        one.of = t;
        one.resource = resource;
        one.input = value_object();
        value_set_take(&whole, "CORSRules", value_share(rules));
        value_set_text(&one.input, "Bucket", naming_resource(t, resource));
        value_set_take(&one.input, "CORSConfiguration", whole);
        cfn_things_add(later, one);
    }
    value_release(rules);
    value_release(v);
    return found != CFN_FAILED;
}

static bool add_later(struct template *t, const struct doc_node *r, const struct stock *s,
                      struct cfn_things *later)
{
    static const struct cfn_thing expiry = { .service = "dynamodb",
                                             .operation = "UpdateTimeToLive",
                                             .but = "TimeToLive is already" };
    static const struct cfn_thing pages = { .service = "s3", .operation = "PutBucketCors" };
    static const struct cfn_thing versions = { .service = "s3",
                                               .operation = "PutBucketVersioning" };
    return strcmp(s->service, "sns") == 0   ? add_subscriptions(t, r, later)
           : strcmp(s->service, "sqs") == 0 ? add_redrive(t, r, later)
           : strcmp(s->service, "dynamodb") == 0
               ? add_setting(t, r, &expiry, "TableName", "TimeToLiveSpecification", later)
           : strcmp(s->service, "s3") == 0
               ? add_setting(t, r, &versions, "Bucket", "VersioningConfiguration", later) &&
                     add_cors(t, r, &pages, later)
               : true;
}

/* ---- One resource ---- */

static bool is_subscription(const struct doc_node *resource)
{
    return strcmp(template_type(resource), "AWS::SNS::Subscription") == 0;
}

bool cfn_is_stock(const struct doc_node *resource)
{
    return is_subscription(resource) || find(template_type(resource)) != NULL;
}

bool cfn_stock(struct template *t, const struct doc_node *resource, struct cfn_things *things,
               struct cfn_things *later)
{
    const struct stock *s = find(template_type(resource));
    if (is_subscription(resource)) {
        return add_subscription(t, resource, later);
    }
    struct value *input = value_object();
    const char *name = naming_resource(t, resource);
    value_set_text(&input, s->name, name);
    bool is_good = name != NULL && s->fill(t, resource, &input);
    bool is_late = strcmp(s->type, DESTINATION) == 0;
    cfn_things_add(is_late ? later : things, (struct cfn_thing){ .of = t,
                                                                 .resource = resource,
                                                                 .word = s->word,
                                                                 .service = s->service,
                                                                 .operation = s->operation,
                                                                 .input = input,
                                                                 .but = s->but });
    return is_good && add_later(t, resource, s, later);
}

void cfn_stock_release(struct cfn_things *things)
{
    for (size_t i = 0; i < things->count; i++) {
        value_release(things->list[i].input);
    }
    memory_release(things->list);
}
