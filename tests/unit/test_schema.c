#include "runtime/aws/schema.h"

#include <asl/asl.h>

#include "runtime/aws/parameters.h"
#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

static const struct {
    const char *call;
    const struct asl_schema *takes;
} integrations[] = {
#define ASL_INTEGRATION(service, action, patterns, takes) { service ":" action, &takes },
#include <asl/integrations.def>
};

static const struct asl_schema *below(const struct asl_schema *s, const char *member)
{
    const struct schema_member *m = schema_member(s, member);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    return m->schema;
}

/* Every member of every integration has a name that begins with a capital, and is there once;
 * every list and map is of something. Recursion ends where a table holds itself: `depth`. */
static void look(const struct asl_schema *s, int depth)
{
    if (depth == 0) {
        return;
    }
    if (s->kind == SCHEMA_LIST || s->kind == SCHEMA_MAP) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(s->of);
        look(s->of, depth - 1);
    }
    for (size_t i = 0; i < s->count; i++) {
        const char *name = schema_name(s, i);
        CU_ASSERT_TRUE(name[0] >= 'A' && name[0] <= 'Z');
        CU_ASSERT_PTR_EQUAL(schema_member(s, name), &s->members[i]);
        look(s->members[i].schema, depth - 1);
    }
}

static void tables(void)
{
    CU_ASSERT_TRUE(sizeof integrations / sizeof integrations[0] >= 63);
    for (size_t i = 0; i < sizeof integrations / sizeof integrations[0]; i++) {
        CU_ASSERT_EQUAL(integrations[i].takes->kind, SCHEMA_STRUCT);
        look(integrations[i].takes, 7);
    }
    const struct asl_schema *overrides = below(&asl_ecs_runTask, "Overrides");
    const struct asl_schema *environment =
        below(below(overrides, "ContainerOverrides")->of, "Environment");
    CU_ASSERT_EQUAL(below(environment->of, "Value")->kind, SCHEMA_TEXT);
    const struct asl_schema *item = below(&asl_dynamodb_putItem, "Item");
    CU_ASSERT_EQUAL(item->kind, SCHEMA_MAP);
    CU_ASSERT_PTR_EQUAL(below(item->of, "L")->of, item->of);
    CU_ASSERT_PTR_NULL(schema_member(&asl_sqs_sendMessage, "messageBody"));
    CU_ASSERT_TRUE(schema_member(&asl_sqs_sendMessage, "MessageBody")->is_needed);
}

static void kinds(void)
{
    const struct asl_schema *size =
        below(below(&asl_batch_submitJob, "ArrayProperties"), "Size");
    UNIT_TEXT(schema_words(size), "an INTEGER");
    CU_ASSERT_TRUE(schema_fits(size, SCHEMA_IS_NUMBER));
    CU_ASSERT_TRUE(schema_fits(size, SCHEMA_IS_NULL));
    CU_ASSERT_FALSE(schema_fits(size, SCHEMA_IS_TEXT));
    const struct asl_schema *payload = below(&asl_lambda_invoke, "Payload");
    UNIT_TEXT(schema_words(payload), "a STRING");
    CU_ASSERT_TRUE(schema_fits(payload, SCHEMA_IS_OBJECT));
    CU_ASSERT_TRUE(schema_fits(payload, SCHEMA_IS_ARRAY));
    CU_ASSERT_FALSE(schema_fits(payload, SCHEMA_IS_BOOLEAN));
    CU_ASSERT_TRUE(schema_fits(below(&asl_sns_publish, "Message"), SCHEMA_IS_NUMBER));
    const struct asl_schema *truth =
        below(&asl_elasticmapreduce_createCluster, "VisibleToAllUsers");
    CU_ASSERT_TRUE(schema_fits(truth, SCHEMA_IS_TEXT));
    CU_ASSERT_FALSE(schema_fits(truth, SCHEMA_IS_NUMBER));
}

/* What is wrong with the JSON for what an integration takes, or "". */
static void wrong(const struct asl_schema *takes, const char *json, const char *wanted)
{
    struct buf why = { 0 };
    struct value *v = NULL;
    CU_ASSERT_TRUE_FATAL(read_json(json, strlen(json), &v, NULL));
    bool fits = parameters_fit(takes, v, &why);
    UNIT_TEXT(buf_string(&why), wanted);
    CU_ASSERT_EQUAL(fits, why.size == 0);
    value_release(v);
    buf_release(&why);
}

/* TK-10 */
static void parameters(void)
{
    wrong(NULL, "{\"a\":1}", "");
    wrong(&asl_sqs_sendMessage, "5", "");
    wrong(&asl_sqs_sendMessage, "{\"QueueUrl\":\"q\",\"MessageBody\":null}", "");
    wrong(&asl_sqs_sendMessage, "{\"QueueUrl\":\"q\"}",
          "The field 'MessageBody' is required but was missing");
    wrong(&asl_sqs_sendMessage,
          "{\"QueueUrl\":1,\"MessageBody\":1,\"MessageAttributes\":{\"a\":{\"StringValue\":2,"
          "\"b\":3}}}",
          "The value for the field 'QueueUrl' must be a STRING, The value for the field "
          "'StringValue' must be a STRING, The field \"b\" is not supported by Step Functions");
    wrong(&asl_apigateway_invoke,
          "{\"ApiEndpoint\":\"e\",\"Method\":\"GET\",\"Headers\":{\"h\":[\"1\"]}}", "");
    wrong(&asl_apigateway_invoke,
          "{\"ApiEndpoint\":\"e\",\"Method\":\"GET\",\"Headers\":{\"h\":[1]}}",
          "The value of the field 'Headers' has an invalid format");
}

UNIT_MAIN("schema", { "tables", tables }, { "kinds", kinds }, { "parameters", parameters })
