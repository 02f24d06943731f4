/*
 * What TestState says of mocks that the task's service could not have answered.
 */
#include "compiler/testing/mockcheck.h"

#include "compiler/base/arena.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

#define WRONG "Mock result schema validation error: "

/* Returns true if that is said of the result. `wanted` NULL: nothing is. */
static bool says(enum mockcheck mode, const char *resource, const char *json,
                 const char *wanted)
{
    struct arena *a = arena_new();
    struct read_error error;
    struct value *result = NULL;
    char *whole = arena_print(a, "arn:aws:states:::%s", resource);
    bool same = read_json(json, strlen(json), &result, &error);
    const char *said = same ? mockcheck(a, whole, mode, result) : error.message;
    same = same && (wanted == NULL ? said == NULL : said != NULL && strcmp(said, wanted) == 0);
    if (!same) {
        fprintf(stderr, "%s %s: %s\n", resource, json, said == NULL ? "nothing" : said);
    }
    value_release(result);
    arena_release(a);
    return same;
}

static bool strict(const char *resource, const char *json, const char *wanted)
{
    return says(MOCKCHECK_STRICT, resource, json, wanted);
}

static bool present(const char *resource, const char *json, const char *wanted)
{
    return says(MOCKCHECK_PRESENT, resource, json, wanted);
}

static void types(void)
{
    const char *number = WRONG "Field 'StatusCode' must be a number";
    CU_ASSERT_TRUE(strict("lambda:invoke", "{\"StatusCode\":\"200\"}", number));
    CU_ASSERT_TRUE(present("lambda:invoke", "{\"StatusCode\":\"200\"}", number));
    CU_ASSERT_TRUE(present("lambda:invoke", "{\"StatusCode\":200}", NULL));
    CU_ASSERT_TRUE(present("aws-sdk:kms:encrypt", "{\"CiphertextBlob\":123}",
                           WRONG "Field 'CiphertextBlob' must be a string"));
    CU_ASSERT_TRUE(present("aws-sdk:s3:getObject", "{\"ContentLength\":\"9000\"}",
                           WRONG "Field 'ContentLength' must be a number"));
    CU_ASSERT_TRUE(present("states:startExecution", "{\"StartDate\":true}",
                           WRONG "Field 'StartDate' must be a string"));
    CU_ASSERT_TRUE(present("aws-sdk:s3:getObject", "{\"DeleteMarker\":\"no\"}",
                           WRONG "Field 'DeleteMarker' must be a boolean"));
    CU_ASSERT_TRUE(present("aws-sdk:s3:getObject", "{\"Metadata\":[]}",
                           WRONG "Field 'Metadata' must be an object"));
    CU_ASSERT_TRUE(present("events:putEvents", "{\"Entries\":{}}",
                           WRONG "Field 'Entries' must be an array"));
    CU_ASSERT_TRUE(present("lambda:invoke", "[]", WRONG "Mocked result must be a JSON object"));
}

static void depths(void)
{
    CU_ASSERT_TRUE(present("dynamodb:putItem",
                           "{\"ConsumedCapacity\":{\"CapacityUnits\":\"123.45\"}}",
                           WRONG "Field 'CapacityUnits' must be a number"));
    CU_ASSERT_TRUE(strict("events:putEvents",
                          "{\"Entries\":[{\"EventId\":\"a\"},{\"EventId\":[\"b\"]}]}",
                          WRONG "Field 'EventId' must be a string"));
    CU_ASSERT_TRUE(strict("aws-sdk:dynamodb:getItem", "{\"Item\":{\"id\":{\"S\":1}}}",
                          WRONG "Field 'S' must be a string"));
}

static void required(void)
{
    const char *missing = WRONG "Required field 'ExecutionArn' is missing";
    CU_ASSERT_TRUE(strict("states:startExecution", "{}", missing));
    CU_ASSERT_TRUE(strict("states:startExecution",
                          "{\"executionArn\":\"a\",\"startDate\":\"b\"}", missing));
    CU_ASSERT_TRUE(strict("states:startExecution",
                          "{\"ExecutionArn\":\"a\",\"StartDate\":1764103483}",
                          WRONG "Field 'StartDate' must be a string"));
    CU_ASSERT_TRUE(present("states:startExecution", "{}", NULL));
    CU_ASSERT_TRUE(
        present("states:startExecution", "{\"executionArn\":\"a\",\"startDate\":5}", NULL));
    CU_ASSERT_TRUE(says(MOCKCHECK_NONE, "states:startExecution", "{\"StartDate\":5}", NULL));
}

static void bounds(void)
{
    CU_ASSERT_TRUE(strict("aws-sdk:kms:encrypt", "{\"CiphertextBlob\":\"\"}",
                          WRONG "Field 'CiphertextBlob' is smaller than the minimum length"));
    CU_ASSERT_TRUE(strict("aws-sdk:lambda:getFunction",
                          "{\"Configuration\":{\"MemorySize\":10241}}",
                          WRONG "Field 'MemorySize' exceeds the maximum value"));
    CU_ASSERT_TRUE(strict("aws-sdk:lambda:getFunction",
                          "{\"Configuration\":{\"MemorySize\":127}}",
                          WRONG "Field 'MemorySize' is less than the minimum value"));
    CU_ASSERT_TRUE(
        strict("aws-sdk:lambda:getFunction", "{\"Configuration\":{\"MemorySize\":128}}", NULL));
    CU_ASSERT_TRUE(strict("aws-sdk:s3:getObject", "{\"StorageClass\":\"Papyrus\"}",
                          WRONG "Field 'StorageClass' is not an expected value"));
    CU_ASSERT_TRUE(strict("aws-sdk:s3:getObject", "{\"StorageClass\":\"GLACIER\"}", NULL));
    CU_ASSERT_TRUE(
        present("aws-sdk:m2:getDeployment", "{\"Status\":\"Updating Deployment\"}", NULL));
    CU_ASSERT_TRUE(present("aws-sdk:m2:getDeployment", "{\"Status\":\"Updating\"}",
                           WRONG "Field 'Status' is not an expected value"));
}

/* Optimised integrations spell as the model does, and give some texts as JSON. */
static void spellings(void)
{
    const char *wrong = WRONG "Field 'BOOL' must be a boolean";
    CU_ASSERT_TRUE(present("dynamodb:getItem", "{\"Item\":{\"a\":{\"BOOL\":1}}}", wrong));
    CU_ASSERT_TRUE(
        present("aws-sdk:dynamodb:getItem", "{\"Item\":{\"a\":{\"BOOL\":1}}}", NULL));
    CU_ASSERT_TRUE(present("aws-sdk:dynamodb:getItem", "{\"Item\":{\"a\":{\"Bool\":1}}}",
                           WRONG "Field 'Bool' must be a boolean"));
    CU_ASSERT_TRUE(strict("lambda:invoke", "{\"Payload\":{\"a\":1}}", NULL));
    CU_ASSERT_TRUE(strict("aws-sdk:lambda:invoke", "{\"Payload\":{\"a\":1}}",
                          WRONG "Field 'Payload' must be a string"));
}

/* Every service has its shapes there. */
static void services(void)
{
    CU_ASSERT_TRUE(strict("aws-sdk:rds:describeDBInstances", "{\"DbInstances\":{}}",
                          WRONG "Field 'DbInstances' must be an array"));
    CU_ASSERT_TRUE(strict("aws-sdk:ec2:describeInstances",
                          "{\"Reservations\":[{\"Instances\":[{\"InstanceId\":1}]}]}",
                          WRONG "Field 'InstanceId' must be a string"));
    CU_ASSERT_TRUE(strict("mediaconvert:createJob", "{\"Job\":{\"Role\":\"r\"}}",
                          WRONG "Required field 'Settings' is missing"));
    CU_ASSERT_TRUE(strict("bedrock:invokeModel", "{\"Body\":\"\",\"ContentType\":1}",
                          WRONG "Field 'ContentType' must be a string"));
    CU_ASSERT_TRUE(strict("bedrock:createModelCustomizationJob", "{}",
                          WRONG "Required field 'JobArn' is missing"));
}

/* What waits for somebody outside may answer anything, and so may what no model tells of. */
static void others(void)
{
    CU_ASSERT_TRUE(strict("lambda:invoke.waitForTaskToken", "5", NULL));
    CU_ASSERT_TRUE(strict("states:startExecution.sync", "{}",
                          WRONG "Required field 'ExecutionArn' is missing"));
    CU_ASSERT_TRUE(strict("ecs:runTask.sync", "5", NULL));
    CU_ASSERT_TRUE(strict("apigateway:invoke", "{\"approval\":true}", NULL));
    CU_ASSERT_TRUE(strict("http:invoke", "5", NULL));
    CU_ASSERT_TRUE(strict("aws-sdk:s3:boilWater", "5", NULL));
    CU_ASSERT_TRUE(strict("aws-sdk:kettle:boilWater", "5", NULL));
    CU_ASSERT_TRUE(strict("aws-sdk:sqs:deleteMessage", "5", NULL));
}

UNIT_MAIN("mockcheck", { "types", types }, { "depths", depths }, { "required", required },
          { "bounds", bounds }, { "spellings", spellings }, { "services", services },
          { "others", others })
