#include "runtime/aws/account.h"

#include <stdbool.h>
#include <stdlib.h>

#include "runtime/aws/names.h"
#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

static void set(const char *region, const char *default_region, const char *id)
{
    CU_ASSERT_EQUAL(setenv("AWS_REGION", region, 1), 0);
    CU_ASSERT_EQUAL(setenv("AWS_DEFAULT_REGION", default_region, 1), 0);
    CU_ASSERT_EQUAL(setenv("AWS_ACCOUNT_ID", id, 1), 0);
}

/* an empty variable is none. */
static void test_environment(void)
{
    set("", "", "");
    UNIT_TEXT(account_region(), "us-east-1");
    UNIT_TEXT(account_id(), "123456789012");
    set("", "eu-west-1", "111111111111");
    UNIT_TEXT(account_region(), "eu-west-1");
    UNIT_TEXT(account_id(), "111111111111");
    set("eu-north-1", "eu-west-1", "");
    UNIT_TEXT(account_region(), "eu-north-1");
}

/* I-23 */
static void test_partitions(void)
{
    static const char *const partitions[][2] = {
        { "us-east-1", "aws" },
        { "ca-central-1", "aws" },
        { "cn-north-1", "aws-cn" },
        { "cn-northwest-1", "aws-cn" },
        { "us-gov-west-1", "aws-us-gov" },
        { "us-iso-east-1", "aws-iso" },
        { "us-isob-east-1", "aws-iso-b" },
        { "cnn-1", "aws" },
    };
    for (size_t i = 0; i < sizeof partitions / sizeof partitions[0]; i++) {
        set(partitions[i][0], "cn-north-1", "");
        UNIT_TEXT(account_partition(), partitions[i][1]);
    }
}

/* */
static void test_arns(void)
{
    set("cn-north-1", "", "42");
    char *arn = names_arn("execution", "order", ":one");
    UNIT_TEXT(arn, "arn:aws-cn:states:cn-north-1:42:execution:order:one");
    memory_release(arn);
}

UNIT_MAIN("account", { "environment", test_environment }, { "partitions", test_partitions },
          { "ARNs", test_arns })
