#include "compiler/aws/sdk.h"

#include "compiler/base/arena.h"
#include "tests/unit/unit.h"

static enum sdk_standing standing(const char *service, const char *action)
{
    return sdk_standing(arn_part(service), arn_part(action));
}

/* I-15, I-16: the first, the last and the largest services, and each kind of standing. */
static void names(void)
{
    CU_ASSERT_EQUAL(standing("accessanalyzer", "applyArchiveRule"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("xray", "updateSamplingRule"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("ec2", "describeInstances"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("sfn", "startExecution"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("rds", "describeDBInstances"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("cognitoidentity", "getId"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("s3", "getObject"), SDK_KNOWN);
    CU_ASSERT_EQUAL(standing("s3", "getobject"), SDK_ACTION_UNKNOWN);
    CU_ASSERT_EQUAL(standing("s3", "get"), SDK_ACTION_UNKNOWN);
    CU_ASSERT_EQUAL(standing("s3", ""), SDK_ACTION_UNKNOWN);
    CU_ASSERT_EQUAL(standing("s", "getObject"), SDK_SERVICE_UNKNOWN);
    CU_ASSERT_EQUAL(standing("S3", "getObject"), SDK_SERVICE_UNKNOWN);
    CU_ASSERT_EQUAL(standing("", ""), SDK_SERVICE_UNKNOWN);
    CU_ASSERT_EQUAL(standing("sts", "assumeRole"), SDK_ACTION_UNSUPPORTED);
    CU_ASSERT_EQUAL(standing("sts", "!assumeRole"), SDK_ACTION_UNKNOWN);
    CU_ASSERT_EQUAL(standing("qldb", "listLedgers"), SDK_SERVICE_RETIRED);
    CU_ASSERT_EQUAL(standing("wickr", "listBots"), SDK_SERVICE_UNLISTED);
}

static void meant(void)
{
    struct arena *a = arena_new();
    UNIT_TEXT(sdk_nearest_service(a, arn_part("stepfunctions")), "sfn");
    UNIT_TEXT(sdk_nearest_service(a, arn_part("logs")), "cloudwatchlogs");
    UNIT_TEXT(sdk_nearest_service(a, arn_part("dynamoDB")), "dynamodb");
    CU_ASSERT_PTR_NULL(sdk_nearest_service(a, arn_part("kettle-and-toaster")));
    UNIT_TEXT(sdk_nearest_action(a, arn_part("s3"), arn_part("getobject")), "getObject");
    UNIT_TEXT(sdk_nearest_action(a, arn_part("ec2"), arn_part("describeInstance")),
              "describeInstances");
    CU_ASSERT_PTR_NULL(sdk_nearest_action(a, arn_part("s3"), arn_part("boilWater")));
    CU_ASSERT_PTR_NULL(sdk_nearest_action(a, arn_part("kettle"), arn_part("boil")));
    arena_release(a);
}

UNIT_MAIN("sdk", { "names", names }, { "meant", meant })
