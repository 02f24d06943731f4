#include "compiler/serve/cfnkind.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static const struct cfn_kind kinds[] = {
    { "AWS::Serverless::StateMachine", "Name", "states", "stateMachine:", 'a', 'r' },
    { "AWS::StepFunctions::StateMachine", "StateMachineName", "states", "stateMachine:", 'a',
      'r' },
    { "AWS::StepFunctions::Activity", "Name", "states", "activity:", 'a', 'r' },
    { "AWS::Serverless::Function", "FunctionName", "lambda", "function:", 'n', 'r' },
    { "AWS::Lambda::Function", "FunctionName", "lambda", "function:", 'n', 'r' },
    { "AWS::DynamoDB::Table", "TableName", "dynamodb", "table/", 'n', 'r' },
    { "AWS::DynamoDB::GlobalTable", "TableName", "dynamodb", "table/", 'n', 'r' },
    { "AWS::Serverless::SimpleTable", "TableName", "dynamodb", "table/", 'n', 'r' },
    { "AWS::SQS::Queue", "QueueName", "sqs", "", 'u', 'r' },
    { "AWS::SNS::Topic", "TopicName", "sns", "", 'a', 'r' },
    { "AWS::S3::Bucket", "BucketName", "s3", "", 'n', '-' },
    { "AWS::Events::EventBus", "Name", "events", "event-bus/", 'n', 'r' },
    { "AWS::Events::Rule", "Name", "events", "rule/", 'n', 'r' },
    { "AWS::Events::Connection", "Name", "events", "connection/", 'n', 'r' },
    { "AWS::SSM::Parameter", "Name", "ssm", "parameter/", 'n', 'r' },
    { "AWS::SecretsManager::Secret", "Name", "secretsmanager", "secret:", 'a', 'r' },
    { "AWS::IAM::Role", "RoleName", "iam", "role/", 'n', 'a' },
    { "AWS::ECS::Cluster", "ClusterName", "ecs", "cluster/", 'n', 'r' },
    { "AWS::ECS::TaskDefinition", "Family", "ecs", "task-definition/", 'a', 'r' },
    { "AWS::Batch::JobQueue", "JobQueueName", "batch", "job-queue/", 'a', 'r' },
    { "AWS::Batch::JobDefinition", "JobDefinitionName", "batch", "job-definition/", 'a', 'r' },
    { "AWS::Glue::Job", "Name", "glue", "job/", 'n', 'r' },
    { "AWS::Glue::Crawler", "Name", "glue", "crawler/", 'n', 'r' },
    { "AWS::CodeBuild::Project", "Name", "codebuild", "project/", 'n', 'r' },
    { "AWS::Logs::LogGroup", "LogGroupName", "logs", "log-group:", 'n', 'r' },
    { "AWS::KMS::Key", NULL, "kms", "key/", 'n', 'r' },
};

const struct cfn_kind *cfn_kind(const char *type, struct cfn_kind *room)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].type, type) == 0) {
            return &kinds[i];
        }
    }
    *room = (struct cfn_kind){ type, NULL, type, "", 'n', 'r' };
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

void cfn_kind_put_arn(struct buf *out, const struct cfn_kind *k, const char *name)
{
    buf_print(out, "arn:%s:", account_partition());
    put_service(out, k->service);
    buf_print(out, ":%s:%s:%s%s", k->place == 'r' ? account_region() : "",
              k->place == '-' ? "" : account_id(), k->arn_prefix, name);
}

/* Queues have their URLs of AWS: the embedded ones are found by the name at the end. */
static void put_url(struct buf *out, const char *name)
{
    buf_print(out, "https://sqs.%s.amazonaws.com/%s/%s", account_region(), account_id(), name);
}

void cfn_kind_put_ref(struct buf *out, const struct cfn_kind *k, const char *name)
{
    switch (k->ref) {
    case 'a': cfn_kind_put_arn(out, k, name); break;
    case 'u': put_url(out, name); break;
    default: buf_text(out, name); break;
    }
}

bool cfn_kind_put_attribute(struct buf *out, const struct cfn_kind *k, const char *name,
                            const char *attribute)
{
    if (strcmp(attribute, "Arn") == 0 || text_ends_with(attribute, "Arn")) {
        cfn_kind_put_arn(out, k, name);
    } else if (strcmp(attribute, "QueueUrl") == 0) {
        put_url(out, name);
    } else if (strcmp(attribute, "Name") == 0 || text_ends_with(attribute, "Name")) {
        buf_text(out, name);
    } else {
        return false;
    }
    return true;
}
