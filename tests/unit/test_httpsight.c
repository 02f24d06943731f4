/*
 * What TestState shows of an HTTP Task's request and of the answer.
 */
#include "compiler/testing/httpsight.h"

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *read(const char *json)
{
    struct value *v = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(json, strlen(json), &v, &e));
    return v;
}

static void is(struct value *seen, const char *wanted)
{
    char *text = write_text(seen);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(seen);
}

static void shown(void)
{
    struct value *parameters =
        read("{\"ApiEndpoint\":\"https://api.example.com/v1?a=1\",\"Method\":\"POST\","
             "\"Authentication\":{},\"Headers\":{\"X-One\":[\"b\",\"c\"]},"
             "\"QueryParameters\":{\"d\":\"e f\"},\"RequestBody\":{\"g\":1}}");
    struct value *result = read("{\"Headers\":{\"server\":[\"s\"],\"x\":[\"1\",\"2\"]},"
                                "\"ResponseBody\":{\"h\":[2]},\"StatusCode\":201,"
                                "\"StatusText\":\"Created\"}");
    struct value *seen = value_object();
    httpsight_request(&seen, parameters);
    httpsight_response(&seen, result);
    is(seen, "{\"request\":{\"protocol\":\"https\",\"method\":\"POST\","
             "\"url\":\"https://api.example.com/v1?a=1&d=e%20f\",\"headers\":\"[User-Agent: "
             "Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144, X-One: b,c, "
             "Content-Type: application/json; charset=UTF-8]\",\"body\":\"{\\\"g\\\":1}\"},"
             "\"response\":{\"protocol\":\"https\",\"statusCode\":\"201\","
             "\"statusMessage\":\"Created\",\"headers\":\"[server: s, x: 1, x: 2]\","
             "\"body\":\"{\\\"h\\\":[2]}\"}}");
    value_release(parameters);
    value_release(result);
}

/* Without an address there is no request. */
static void none(void)
{
    struct value *parameters = read("{\"Method\":\"GET\",\"Authentication\":{}}");
    struct value *seen = value_object();
    httpsight_request(&seen, parameters);
    is(seen, "{}");
    value_release(parameters);
}

UNIT_MAIN("httpsight", { "shown", shown }, { "none", none })
