#include "compiler/stock/cfnkind.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

struct kind {
    const char *type;       /* "AWS::SQS::Queue" */
    const char *service;    /* in its ARN */
    const char *arn_prefix; /* "table/": what comes in front of the name there */
    char ref;               /* what Ref gives: 'n' its name, 'a' its ARN, 'u' its URL */
    char place;             /* in the ARN: 'r' region and account, 'a' the account, '-' none */
};

static const struct kind kinds[] = {
    { "AWS::Serverless::StateMachine", "states", "stateMachine:", 'a', 'r' },
    { "AWS::StepFunctions::StateMachine", "states", "stateMachine:", 'a', 'r' },
    { "AWS::StepFunctions::Activity", "states", "activity:", 'a', 'r' },
    { "AWS::Serverless::Function", "lambda", "function:", 'n', 'r' },
    { "AWS::Lambda::Function", "lambda", "function:", 'n', 'r' },
    { "AWS::DynamoDB::Table", "dynamodb", "table/", 'n', 'r' },
    { "AWS::DynamoDB::GlobalTable", "dynamodb", "table/", 'n', 'r' },
    { "AWS::Serverless::SimpleTable", "dynamodb", "table/", 'n', 'r' },
    { "AWS::SQS::Queue", "sqs", "", 'u', 'r' },
    { "AWS::SNS::Topic", "sns", "", 'a', 'r' },
    { "AWS::S3::Bucket", "s3", "", 'n', '-' },
    { "AWS::Events::EventBus", "events", "event-bus/", 'n', 'r' },
    { "AWS::Events::Rule", "events", "rule/", 'n', 'r' },
    { "AWS::Events::ApiDestination", "events", "api-destination/", 'n', 'r' },
    { "AWS::Events::Connection", "events", "connection/", 'n', 'r' },
    { "AWS::SSM::Parameter", "ssm", "parameter/", 'n', 'r' },
    { "AWS::SecretsManager::Secret", "secretsmanager", "secret:", 'a', 'r' },
    { "AWS::IAM::Role", "iam", "role/", 'n', 'a' },
    { "AWS::ECS::Cluster", "ecs", "cluster/", 'n', 'r' },
    { "AWS::ECS::TaskDefinition", "ecs", "task-definition/", 'a', 'r' },
    { "AWS::Batch::JobQueue", "batch", "job-queue/", 'a', 'r' },
    { "AWS::Batch::JobDefinition", "batch", "job-definition/", 'a', 'r' },
    { "AWS::Glue::Job", "glue", "job/", 'n', 'r' },
    { "AWS::Glue::Crawler", "glue", "crawler/", 'n', 'r' },
    { "AWS::CodeBuild::Project", "codebuild", "project/", 'n', 'r' },
    { "AWS::Logs::LogGroup", "logs", "log-group:", 'n', 'r' },
    { "AWS::KMS::Key", "kms", "key/", 'n', 'r' },
};

/* One that is not known is as most are: service after the type, its name as Ref. `room` is what
 * that is written to, where it is returned. */
static const struct kind *find(const char *type, struct kind *room)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].type, type) == 0) {
            return &kinds[i];
        }
    }
    *room = (struct kind){ type, type, "", 'n', 'r' };
    return room;
}

/* "AWS::ApiGateway::Method" is of apigateway; a name of the table's stands as it is. */
static void put_service(struct buf *out, const char *service)
{
    const char *colons = strstr(service, "::");
    const char *from = colons != NULL ? colons + 2 : service;
    for (; *from != '\0' && *from != ':'; from++) {
        buf_char(out, *from >= 'A' && *from <= 'Z' ? (char)(*from - 'A' + 'a') : *from);
    }
}

static void put_arn(struct buf *out, const struct kind *k, const char *name)
{
    buf_print(out, "arn:%s:", account_partition());
    put_service(out, k->service);
    buf_print(out, ":%s:%s:%s%s", k->place == 'r' ? account_region() : "",
              k->place == '-' ? "" : account_id(), k->arn_prefix, name);
}

static char *base; /* NULL: that of AWS */

void cfn_kind_set_base(const char *url)
{
    memory_release(base);
    base = memory_text(url);
}

static const char *server; /* NULL: it does not listen yet */

void cfn_kind_set_server(const char *url)
{
    server = url;
}

/* The embedded queues are found by the name at the end. */
static void put_url(struct buf *out, const char *name)
{
    if (base != NULL) {
        buf_print(out, "%s/%s/%s", base, account_id(), name);
        return;
    }
    buf_print(out, "https://sqs.%s.amazonaws.com/%s/%s", account_region(), account_id(), name);
}

static void put_ref(struct buf *out, const struct kind *k, const char *name)
{
    switch (k->ref) {
    case 'a': put_arn(out, k, name); break;
    case 'u': put_url(out, name); break;
    default: buf_text(out, name); break;
    }
}

static bool put_attribute(struct buf *out, const struct kind *k, const char *name,
                          const char *attribute)
{
    if (strcmp(attribute, "Arn") == 0 || text_ends_with(attribute, "Arn")) {
        put_arn(out, k, name);
        buf_text(out, strcmp(k->service, "logs") == 0 ? ":*" : ""); /* all of its streams */
    } else if (strcmp(attribute, "QueueUrl") == 0) {
        put_url(out, name);
    } else if (strcmp(k->service, "s3") == 0 && strcmp(attribute, "DomainName") == 0) {
        buf_print(out, "%s.s3.amazonaws.com", name);
    } else if (strcmp(k->service, "s3") == 0 && strcmp(attribute, "RegionalDomainName") == 0) {
        buf_print(out, "%s.s3.%s.amazonaws.com", name, account_region());
    } else if (strcmp(k->service, "secretsmanager") == 0 && strcmp(attribute, "Id") == 0) {
        put_arn(out, k, name);
    } else if (text_ends_with(attribute, "DomainName")) {
        return false;
    } else if (strcmp(attribute, "Name") == 0 || text_ends_with(attribute, "Name")) {
        buf_text(out, name);
    } else if (strcmp(attribute, "FunctionUrl") == 0 && server != NULL) {
        buf_print(out, "%s/%s.lambda-url/", server, name);
    } else if (strcmp(attribute, "ApiEndpoint") == 0 && server != NULL) {
        buf_text(out, server);
    } else {
        return false;
    }
    return true;
}

bool cfn_kind_put(struct buf *out, const char *type, const char *name, const char *attribute)
{
    struct kind room;
    const struct kind *k = find(type, &room);
    if (attribute != NULL) {
        return put_attribute(out, k, name, attribute);
    }
    put_ref(out, k, name);
    return true;
}

bool cfn_kind_put_pseudo(struct buf *out, const char *name, const char *stack)
{
    if (strcmp(name, "AWS::StackId") == 0) {
        buf_print(out, "arn:%s:cloudformation:%s:%s:stack/%s/%s", account_partition(),
                  account_region(), account_id(), stack, stack);
        return true;
    }
    const char *text = strcmp(name, "AWS::Region") == 0      ? account_region()
                       : strcmp(name, "AWS::AccountId") == 0 ? account_id()
                       : strcmp(name, "AWS::Partition") == 0 ? account_partition()
                       : strcmp(name, "AWS::StackName") == 0 ? stack
                       : strcmp(name, "AWS::URLSuffix") == 0 ? "amazonaws.com"
                                                             : NULL;
    buf_text(out, text != NULL ? text : "");
    return text != NULL;
}
