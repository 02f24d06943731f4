#include "runtime/aws/arn.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

#define LAMBDA  "arn:aws:lambda:us-east-1:123456789012:function:"
#define INVOKE  "arn:aws:states:::lambda:invoke"
#define MACHINE "arn:aws:states:us-east-1:123456789012:stateMachine:"

static void part(struct arn_part p, const char *wanted)
{
    struct buf text = { 0 };
    buf_put(&text, p.text, p.size);
    UNIT_TEXT(p.text == NULL ? "none" : buf_string(&text), wanted);
    buf_release(&text);
}

static void test_parts(void)
{
    struct arn arn;
    CU_ASSERT_TRUE_FATAL(arn_read(arn_part("arn:aws:sns:eu-west-1:12:topic:a:b"), &arn));
    part(arn.partition, "aws");
    part(arn.service, "sns");
    part(arn.region, "eu-west-1");
    part(arn.account, "12");
    part(arn.rest, "topic:a:b");
    CU_ASSERT_TRUE_FATAL(arn_read(arn_part("arn:aws-cn:states:::x"), &arn));
    part(arn.partition, "aws-cn");
    part(arn.region, "");
    part(arn.account, "");
    CU_ASSERT_TRUE_FATAL(arn_read(arn_part("arn:::::"), &arn));
    part(arn.rest, "");
    CU_ASSERT_FALSE(arn_read(arn_part("arn:aws:states::"), &arn));
    CU_ASSERT_FALSE(arn_read(arn_part("urn:aws:states:::x"), &arn));
    CU_ASSERT_FALSE(arn_read(arn_part("arnold:aws:states:::x"), &arn));
    CU_ASSERT_FALSE(arn_read(arn_part(""), &arn));
    /* What stands behind the part is not looked at. */
    CU_ASSERT_FALSE(arn_read((struct arn_part){ "arn:a:b:c:d:e", 11 }, &arn));
    CU_ASSERT_TRUE(arn_read((struct arn_part){ "arn:a:b:c:d:e", 12 }, &arn));
    part(arn.rest, "");
}

static void test_pieces(void)
{
    part(arn_part_before(arn_part("a:b:c"), ':'), "a");
    part(arn_part_before(arn_part("abc"), ':'), "abc");
    part(arn_part_before((struct arn_part){ NULL, 0 }, ':'), "none");
    part(arn_part_after(arn_part("abc"), 2), "c");
    part(arn_part_after(arn_part("abc"), 3), "");
    part(arn_part_after(arn_part("abc"), 4), "");
    CU_ASSERT_TRUE(arn_part_is(arn_part("abc"), "abc"));
    CU_ASSERT_FALSE(arn_part_is(arn_part("abc"), "ab"));
    CU_ASSERT_FALSE(arn_part_is(arn_part("ab"), "abc"));
    CU_ASSERT_TRUE(arn_part_begins(arn_part("abc"), "ab"));
    CU_ASSERT_FALSE(arn_part_begins(arn_part("ab"), "abc"));
    CU_ASSERT_FALSE(arn_part_begins((struct arn_part){ NULL, 0 }, "a"));
}

/* I-11, I-13 */
static void test_pattern(void)
{
    struct arn_part plain;
    CU_ASSERT_EQUAL(arn_pattern(arn_part("arn:aws:states:::ecs:runTask.sync"), &plain),
                    ARN_SYNC);
    part(plain, "arn:aws:states:::ecs:runTask");
    CU_ASSERT_EQUAL(
        arn_pattern(arn_part("arn:aws:states:::states:startExecution.sync:2"), &plain),
        ARN_SYNC_2);
    part(plain, "arn:aws:states:::states:startExecution");
    CU_ASSERT_EQUAL(
        arn_pattern(arn_part("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), &plain),
        ARN_TOKEN);
    part(plain, "arn:aws:states:::sqs:sendMessage");
    CU_ASSERT_EQUAL(arn_pattern(arn_part(INVOKE), &plain), ARN_CALL);
    part(plain, INVOKE);
    CU_ASSERT_EQUAL(arn_pattern(arn_part("arn:x.sync:3"), NULL), ARN_CALL);
    CU_ASSERT_EQUAL(arn_pattern(arn_part("local:f.sync"), NULL), ARN_CALL);
    CU_ASSERT_EQUAL(arn_pattern(arn_part(""), NULL), ARN_CALL);
}

/* I-01, I-02, I-19, I-23 */
static void test_function(void)
{
    part(arn_function(LAMBDA "f"), "f");
    part(arn_function(LAMBDA "f-1:prod"), "f-1");
    part(arn_function("arn:aws-cn:lambda:cn-north-1:1:function:g"), "g");
    part(arn_function("arn:aws:lambda:us-east-1:1:layer:f"), "none");
    part(arn_function("arn:aws:lambdas:us-east-1:1:function:f"), "none");
    part(arn_function(INVOKE), "none");
    part(arn_function("arn:aws:lambda"), "none");
    part(arn_function(""), "none");
    part(arn_bare_function("f"), "f");
    part(arn_bare_function("f:3"), "f");
    part(arn_bare_function("123456789012:function:f:3"), "f");
    part(arn_bare_function("function:f"), "f");
    part(arn_bare_function("my-function:3"), "my-function");
    part(arn_bare_function(LAMBDA "f:$LATEST"), "f");
}

/* */
static void test_machine(void)
{
    part(arn_bare_machine(MACHINE "ship"), "ship");
    part(arn_bare_machine(MACHINE "ship:3"), "ship");
    part(arn_bare_machine(MACHINE "ship:prod"), "ship");
    part(arn_bare_machine("ship"), "ship");
    part(arn_bare_machine(""), "");
}

static void test_resource(void)
{
    part(arn_last("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), "sendMessage");
    part(arn_last("arn:aws:states:::states:startExecution.sync:2"), "startExecution");
    part(arn_last("arn:aws:states:::ecs:runTask.sync"), "runTask");
    part(arn_last("arn:aws:states:us-east-1:1:activity:a"), "a");
    part(arn_last("plain"), "plain");
    part(arn_last("local:"), "");
    CU_ASSERT_TRUE(arn_is_call(INVOKE, "lambda:invoke"));
    CU_ASSERT_TRUE(arn_is_call(INVOKE ".waitForTaskToken", "lambda:invoke"));
    CU_ASSERT_TRUE(arn_is_call("arn:aws-us-gov:states:::lambda:invoke", "lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_call(INVOKE "Async", "lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_call("arn:aws:states:::aws-sdk:lambda:invoke", "lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_call("arn:aws:states:::x:.sync", "lambda:invoke"));
    CU_ASSERT_FALSE(arn_is_call("lambda:invoke", "lambda:invoke"));
    CU_ASSERT_TRUE(arn_is_activity("arn:aws:states:us-east-1:1:activity:a"));
    CU_ASSERT_FALSE(arn_is_activity("arn:aws:states:us-east-1:1:activityx:a"));
    CU_ASSERT_FALSE(arn_is_activity(INVOKE));
    CU_ASSERT_TRUE(arn_is_lambda(LAMBDA "f"));
    CU_ASSERT_FALSE(arn_is_lambda(INVOKE));
    CU_ASSERT_TRUE(arn_calls_lambda(LAMBDA "f"));
    CU_ASSERT_TRUE(arn_calls_lambda(INVOKE ".waitForTaskToken"));
    CU_ASSERT_FALSE(arn_calls_lambda("arn:aws:states:::sns:publish"));
    CU_ASSERT_FALSE(arn_calls_lambda("f"));
}

UNIT_MAIN("arn", { "parts", test_parts }, { "pieces", test_pieces },
          { "pattern", test_pattern }, { "function", test_function },
          { "machine", test_machine }, { "resource", test_resource })
