#include "runtime/host/environment.h"

#include <stdbool.h>
#include <stdlib.h>

#include "runtime/base/words.h"
#include "tests/unit/unit.h"

/* What the list says of a variable: its value, "taken out", or NULL if nothing. */
static const char *value_of(char **list, const char *name)
{
    const char *value = NULL;
    size_t size = strlen(name);
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strncmp(list[i], name, size) == 0 && strchr("=", list[i][size]) != NULL) {
            CU_ASSERT_PTR_NULL(value); /* each stands there once */
            value = list[i][size] == '=' ? list[i] + size + 1 : "taken out";
        }
    }
    return value;
}

static struct environment plain(void)
{
    unsetenv("AWS_REGION");
    unsetenv("AWS_DEFAULT_REGION");
    return (struct environment){
        .function = "f", .memory_mb = 128, .port = 4711, .now_ms = 1735689600000
    };
}

static void test_function(void)
{
    struct environment e = plain();
    e.handler = "index.handler";
    e.runtime = "AWS_Lambda_nodejs18.x";
    char **list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_LAMBDA_RUNTIME_API"), "127.0.0.1:4711");
    UNIT_TEXT(value_of(list, "AWS_LAMBDA_FUNCTION_NAME"), "f");
    UNIT_TEXT(value_of(list, "AWS_LAMBDA_FUNCTION_VERSION"), "$LATEST");
    UNIT_TEXT(value_of(list, "AWS_LAMBDA_LOG_GROUP_NAME"), "/aws/lambda/f");
    CU_ASSERT_EQUAL(
        strncmp(value_of(list, "AWS_LAMBDA_LOG_STREAM_NAME"), "2025/01/01/[$LATEST]", 20), 0);
    UNIT_TEXT(value_of(list, "AWS_REGION"), "us-east-1");
    UNIT_TEXT(value_of(list, "_HANDLER"), "index.handler");
    UNIT_TEXT(value_of(list, "AWS_EXECUTION_ENV"), "AWS_Lambda_nodejs18.x");
    CU_ASSERT_PTR_NULL(value_of(list, "AWS_ENDPOINT_URL"));
    CU_ASSERT_PTR_NULL(value_of(list, "AWS_ACCESS_KEY_ID"));
    words_release(list);
}

/* A server's functions reach its API of Step Functions, unless another one is named. */
static void test_api(void)
{
    struct environment e = plain();
    e.endpoint = "http://127.0.0.1:4100";
    e.api = "http://127.0.0.1:8083";
    unsetenv("AWS_ENDPOINT_URL_SFN");
    char **list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_ENDPOINT_URL_SFN"), "http://127.0.0.1:8083");
    words_release(list);
    setenv("AWS_ENDPOINT_URL_SFN", "http://127.0.0.1:1", 1);
    list = environment_make(&e);
    CU_ASSERT_PTR_NULL(value_of(list, "AWS_ENDPOINT_URL_SFN"));
    words_release(list);
    e.is_local = true;
    list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_ENDPOINT_URL_SFN"), "http://127.0.0.1:8083");
    words_release(list);
    unsetenv("AWS_ENDPOINT_URL_SFN");
}

/* With embedded services nothing of a real account reaches the function. */
static void test_endpoint(void)
{
    struct environment e = plain();
    e.endpoint = "http://127.0.0.1:8083";
    char **list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_ENDPOINT_URL"), "http://127.0.0.1:8083");
    UNIT_TEXT(value_of(list, "AWS_ACCESS_KEY_ID"), "local");
    UNIT_TEXT(value_of(list, "AWS_SECRET_ACCESS_KEY"), "local");
    UNIT_TEXT(value_of(list, "AWS_SESSION_TOKEN"), "taken out");
    UNIT_TEXT(value_of(list, "AWS_PROFILE"), "taken out");
    words_release(list);
}

/* A service with an address of its own keeps it, but where all are to be the embedded ones. */
static void test_address(void)
{
    struct environment e = plain();
    setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000", 1);
    char **list = environment_make(&e);
    CU_ASSERT_PTR_NULL(value_of(list, "AWS_ENDPOINT_URL_DYNAMODB"));
    words_release(list);
    e.endpoint = "http://127.0.0.1:8083";
    list = environment_make(&e);
    CU_ASSERT_PTR_NULL(value_of(list, "AWS_ENDPOINT_URL_DYNAMODB"));
    words_release(list);
    e.is_local = true;
    list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_ENDPOINT_URL_DYNAMODB"), "taken out");
    UNIT_TEXT(value_of(list, "AWS_ENDPOINT_URL"), "http://127.0.0.1:8083");
    words_release(list);
    unsetenv("AWS_ENDPOINT_URL_DYNAMODB");
}

static void test_own(void)
{
    static const char *const own[] = { "AWS_REGION=eu-west-1", "AWS_SESSION_TOKEN=mine",
                                       "STAGE=a=b", NULL };
    struct environment e = plain();
    e.endpoint = "http://127.0.0.1:8083";
    e.own = own;
    char **list = environment_make(&e);
    UNIT_TEXT(value_of(list, "AWS_REGION"), "eu-west-1");
    UNIT_TEXT(value_of(list, "AWS_DEFAULT_REGION"), "us-east-1");
    UNIT_TEXT(value_of(list, "AWS_SESSION_TOKEN"), "mine");
    UNIT_TEXT(value_of(list, "STAGE"), "a=b");
    words_release(list);
}

UNIT_MAIN("environment", { "function", test_function }, { "api", test_api },
          { "endpoint", test_endpoint }, { "address", test_address }, { "own", test_own })
