#include "runtime/aws/envelope.h"

#include <stdbool.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static void check_json(struct value *taken, const char *wanted)
{
    char *text = write_text(taken);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(taken);
}

static struct value *described(const char *text)
{
    struct value *description = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &description, &error));
    return description;
}

/* I-11, Z-27: with .sync input and output are texts, with .sync:2 they are JSON. */
static void test_ended(void)
{
    struct value *description =
        described("{\"status\":\"SUCCEEDED\",\"input\":\"{\\\"a\\\":1}\",\"output\":\"[2]\","
                  "\"startDate\":1735689600.5,\"stopDate\":1735689601,\"redriveCount\":0,"
                  "\"redriveStatus\":\"NOT_REDRIVABLE\"}");
    struct envelope_execution x = { "e", "m", "n", description };
    check_json(
        envelope_ended(&x, false),
        "{\"ExecutionArn\":\"e\",\"Input\":\"{\\\"a\\\":1}\",\"InputDetails\":{\"Included\":"
        "true},\"Name\":\"n\",\"Output\":\"[2]\",\"OutputDetails\":{\"Included\":true},"
        "\"RedriveCount\":0,\"RedriveStatus\":\"NOT_REDRIVABLE\",\"RedriveStatusReason\":"
        "\"Execution is SUCCEEDED and cannot be redriven\",\"StartDate\":1735689600500,"
        "\"StateMachineArn\":\"m\",\"Status\":\"SUCCEEDED\",\"StopDate\":1735689601000}");
    check_json(
        envelope_ended(&x, true),
        "{\"ExecutionArn\":\"e\",\"Input\":{\"a\":1},\"InputDetails\":{\"Included\":true},"
        "\"Name\":\"n\",\"Output\":[2],\"OutputDetails\":{\"Included\":true},"
        "\"RedriveCount\":0,\"RedriveStatus\":\"NOT_REDRIVABLE\",\"RedriveStatusReason\":"
        "\"Execution is SUCCEEDED and cannot be redriven\",\"StartDate\":1735689600500,"
        "\"StateMachineArn\":\"m\",\"Status\":\"SUCCEEDED\",\"StopDate\":1735689601000}");
    value_release(description);
}

/* I-12: what a parent sees of an execution that failed, as text. */
static void test_cause(void)
{
    struct value *description = described(
        "{\"status\":\"FAILED\",\"error\":\"Card.Refused\",\"cause\":\"no \\\"money\\\"\","
        "\"input\":\"{}\"}");
    struct envelope_execution x = { "e", "m", "n", description };
    char *cause = envelope_cause(&x);
    UNIT_TEXT(
        cause,
        "{\"Cause\":\"no \\\"money\\\"\",\"Error\":\"Card.Refused\",\"ExecutionArn\":\"e\","
        "\"Input\":\"{}\",\"InputDetails\":{\"Included\":true},\"Name\":\"n\","
        "\"StateMachineArn\":\"m\",\"Status\":\"FAILED\"}");
    memory_release(cause);
    value_release(description);
}

/* I-02, I-10 */
static void test_metadata(void)
{
    struct value *answer = envelope_lambda(value_int(7), "r");
    struct value *payload;
    CU_ASSERT_TRUE(value_member(answer, "Payload", &payload));
    CU_ASSERT_EQUAL(value_to_number(payload).integer, 7);
    CU_ASSERT_TRUE(value_member(answer, "SdkHttpMetadata", &payload));
    CU_ASSERT_TRUE(value_member(answer, "SdkResponseMetadata", &payload));
    UNIT_TEXT(value_member_text(answer, "ExecutedVersion"), "$LATEST");
    value_release(answer);
    answer = envelope_started("e", 1735689600007, "r");
    UNIT_TEXT(value_member_text(answer, "ExecutionArn"), "e");
    CU_ASSERT_TRUE(value_member(answer, "StartDate", &payload));
    CU_ASSERT_DOUBLE_EQUAL(value_to_number(payload).real, 1735689600.007, 1e-6);
    value_release(answer);
}

UNIT_MAIN("envelope", { "an ended execution", test_ended },
          { "the cause of a failed one", test_cause }, { "metadata", test_metadata })
