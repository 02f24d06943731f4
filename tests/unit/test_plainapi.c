/*
 * Requests to APIs that are no services of AWS (I-17, I-18), and what connections put on them;
 * tests/apis.sh sends them.
 */
#include "runtime/call/plainapi.h"

#include <asl/service.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/call/authorization.h"
#include "runtime/call/protocol.h"
#include "runtime/call/urlform.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *read(const char *text)
{
    struct value *v = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &e));
    return v;
}

static void form(const char *object, enum urlform_lists lists, const char *wanted)
{
    struct value *v = read(object);
    struct buf text = { 0 };
    urlform_put(&text, v, lists);
    UNIT_TEXT(buf_string(&text), wanted);
    buf_release(&text);
    value_release(v);
}

static void test_forms(void)
{
    form("{}", URLFORM_INDICES, "");
    form("{\"a b\":\"c&d=e\",\"t\":true,\"n\":1.5,\"z\":null}", URLFORM_INDICES,
         "a%20b=c%26d%3De&t=true&n=1.5&z=");
    form("{\"a\":[]}", URLFORM_INDICES, "");
    form("{\"a\":[]}", URLFORM_COMMAS, "a=");
    form("{\"a\":[1,\"x,y\"]}", URLFORM_INDICES, "a%5B0%5D=1&a%5B1%5D=x%2Cy");
    form("{\"a\":[1,\"x,y\"]}", URLFORM_REPEAT, "a=1&a=x%2Cy");
    form("{\"a\":[1,\"x,y\"]}", URLFORM_COMMAS, "a=1,x%2Cy");
    form("{\"a\":[1,\"x,y\"]}", URLFORM_BRACKETS, "a%5B%5D=1&a%5B%5D=x%2Cy");
    form("{\"a\":[[1],{\"b\":2}]}", URLFORM_REPEAT, "a%5B0%5D%5B0%5D=1&a%5B1%5D%5Bb%5D=2");
    form("{\"a\":{\"b\":{\"c d\":[1]}}}", URLFORM_BRACKETS, "a%5Bb%5D%5Bc%20d%5D%5B%5D=1");
}

static void others(const char *pairs, const char *name, const char *wanted)
{
    struct buf text = { 0 };
    urlform_put_others(&text, pairs, name);
    UNIT_TEXT(buf_string(&text), wanted);
    buf_release(&text);
}

static void test_others(void)
{
    others("", "a", "");
    others("a=1&b=2&a=3&ab=4&a", "a", "b=2&ab=4");
    others("&&b", "a", "b");
}

static const char *const none[] = { NULL };

static void test_headers(void)
{
    static const char *const refused[] = { "Host", "X-Amz-*", NULL };
    struct buf why = { 0 };
    CU_ASSERT_TRUE(plainapi_may_send("X-Own", refused, &why));
    CU_ASSERT_TRUE(plainapi_may_send("X-Amz", refused, &why));
    CU_ASSERT_TRUE(plainapi_may_send("Host", none, &why));
    CU_ASSERT_EQUAL(why.size, 0);
    CU_ASSERT_FALSE(plainapi_may_send("hOST", refused, &why));
    UNIT_TEXT(buf_string(&why), "The header 'hOST' is not supported by Step Functions");
    CU_ASSERT_FALSE(plainapi_may_send("x-amz-Date", refused, &why));
    CU_ASSERT_FALSE(plainapi_may_send("", none, &why));
    CU_ASSERT_FALSE(plainapi_may_send("a b", none, &why));
    CU_ASSERT_FALSE(plainapi_may_send("a\r\nb", none, &why));
    buf_release(&why);
}

/* ---- Answers ---- */

static void answers(int status, const char *type, const char *body, const char *wanted)
{
    struct wire_answer w = { .status = status };
    struct value *output = NULL;
    struct buf why = { 0 };
    wire_add(&w.headers, "b-Second", "1");
    wire_add(&w.headers, "A-First", "2");
    wire_add(&w.headers, "B-second", "3");
    if (type != NULL) {
        wire_add(&w.headers, "Content-Type", type);
    }
    buf_text(&w.body, body);
    bool is_good = plainapi_read(&asl_call_gateway, &w, &output, &why);
    char *text = is_good ? write_text(output) : memory_text(buf_string(&why));
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(output);
    buf_release(&why);
    wire_answer_release(&w);
}

static void test_answers(void)
{
    answers(200, NULL, "{\"a\": 1}",
            "{\"Headers\":{\"A-First\":[\"2\"],\"b-Second\":[\"1\",\"3\"]},"
            "\"ResponseBody\":{\"a\":1},\"StatusCode\":200,\"StatusText\":\"OK\"}");
    answers(204, NULL, "",
            "{\"Headers\":{\"A-First\":[\"2\"],\"b-Second\":[\"1\",\"3\"]},"
            "\"ResponseBody\":\"\",\"StatusCode\":204,\"StatusText\":\"No Content\"}");
    answers(200, "application/vnd.api+json; charset=utf-8", "[",
            "{\"Headers\":{\"A-First\":[\"2\"],\"b-Second\":[\"1\",\"3\"],\"Content-Type\":"
            "[\"application/vnd.api+json; charset=utf-8\"]},\"ResponseBody\":\"[\","
            "\"StatusCode\":200,\"StatusText\":\"OK\"}");
    answers(200, "Audio/mp3", "x",
            "The answer is of the type 'Audio/mp3', which is not supported");
}

/* ---- Where a request goes ---- */

static void goes(const struct asl_action *a, const char *base, const char *parameters,
                 const char *wanted)
{
    struct wire_request r = { .method = NULL };
    struct value *v = read(parameters);
    struct buf why = { 0 }, text = { 0 };
    CU_ASSERT_TRUE_FATAL(base == NULL || url_read(base, &r.url, &why));
    if (a->service->protocol->build(a, v, &r, &why)) {
        buf_print(&text, "%s %s ", r.method, r.url.is_tls ? "https" : "http");
        url_put_host(&text, &r.url);
        buf_print(&text, " %s?%s", r.url.path, r.url.query);
    }
    UNIT_TEXT(text.size > 0 ? buf_string(&text) : buf_string(&why), wanted);
    buf_release(&why);
    buf_release(&text);
    value_release(v);
    wire_request_release(&r);
}

#define SECRET "\"Authentication\":{\"ConnectionArn\":\"c\"}"

static void test_addresses(void)
{
    const struct asl_action *http = &asl_call_http, *gateway = &asl_call_gateway;
    goes(http, NULL,
         "{\"ApiEndpoint\":\"https://A.example/b?c=d#e\",\"Method\":\"GET\"," SECRET "}",
         "GET https a.example /b?c=d");
    goes(http, "http://stand.in:81/x/",
         "{\"ApiEndpoint\":\"https://a.example/b?c=d\",\"Method\":\"PUT\"," SECRET "}",
         "PUT http stand.in:81 /x/b?c=d");
    goes(http, NULL,
         "{\"ApiEndpoint\":\"http://127.evil.example/\",\"Method\":\"GET\"," SECRET "}",
         "The field 'ApiEndpoint' cannot be used: it must begin with https://, unless it is on "
         "this machine");
    goes(http, NULL, "{\"Method\":\"GET\"," SECRET "}",
         "The field 'ApiEndpoint' cannot be used: '' is not an address: it begins with neither "
         "http:// nor https://");
    goes(gateway, NULL,
         "{\"ApiEndpoint\":\"abc.execute-api.us-east-1.amazonaws.com\",\"Method\":\"GET\","
         "\"Stage\":\"prod\",\"Path\":\"/pets/\xc3\xa4 "
         "1\",\"QueryParameters\":{\"q\":[\"1\",\"2\"]}}",
         "GET https abc.execute-api.us-east-1.amazonaws.com /prod/pets/%C3%A4%201?q=1&q=2");
    goes(gateway, NULL, "{\"ApiEndpoint\":\"localhost:8080\",\"Method\":\"GET\"}",
         "GET http localhost:8080 /?");
    goes(gateway, NULL,
         "{\"ApiEndpoint\":\"a.example/../x\",\"Method\":\"GET\",\"Path\":\"?a#b\"}",
         "GET https a.example /../x/%3Fa%23b?");
}

/* ---- Connections ---- */

static void says(const char *connection, const char *wanted)
{
    struct value *v = read(connection);
    struct authorization *a = NULL;
    struct buf why = { 0 };
    bool is_good = authorization_read(v, &a, &why);
    UNIT_TEXT(is_good ? "good" : buf_string(&why), wanted);
    authorization_release(a);
    buf_release(&why);
    value_release(v);
}

static void test_connections(void)
{
    says("{\"AuthorizationType\":\"BASIC\",\"AuthParameters\":{\"BasicAuthParameters\":"
         "{\"Username\":\"u\",\"Password\":\"\"}}}",
         "good");
    says("{\"AuthorizationType\":\"API_KEY\",\"AuthParameters\":{\"ApiKeyAuthParameters\":"
         "{\"ApiKeyName\":\"X-Key\",\"ApiKeyValue\":\"v\"},\"InvocationHttpParameters\":"
         "{\"HeaderParameters\":[{\"Key\":\"a:\",\"Value\":\"b\"}]}}}",
         "The header 'a:' is not supported by Step Functions");
    says("{\"AuthorizationType\":\"OAUTH_CLIENT_CREDENTIALS\",\"AuthParameters\":"
         "{\"OAuthParameters\":{\"AuthorizationEndpoint\":\"https://a\"}}}",
         "OAUTH_CLIENT_CREDENTIALS needs the texts 'ClientID' and 'ClientSecret' in "
         "'AuthParameters.OAuthParameters.ClientParameters'");
}

static void reads_token(int status, const char *body, const char *wanted, int64_t wanted_s)
{
    struct wire_answer w = { .status = status };
    struct buf why = { 0 };
    char *token = NULL;
    int64_t life_s = -1;
    buf_text(&w.body, body);
    bool is_good = authorization_read_token(&w, &token, &life_s, &why);
    UNIT_TEXT(is_good ? token : buf_string(&why), wanted);
    CU_ASSERT_EQUAL(life_s, wanted_s);
    memory_release(token);
    buf_release(&why);
    wire_answer_release(&w);
}

static void test_tokens(void)
{
    reads_token(200, "{\"access_token\":\"t\",\"expires_in\":60}", "t", 60);
    reads_token(200, "{\"access_token\":\"t\",\"expires_in\":\"60\"}", "t", 60);
    reads_token(200, "{\"access_token\":\"t\"}", "t", 0);
    reads_token(200, "{\"access_token\":\"t\",\"expires_in\":1e300}", "t", 0);
    reads_token(200, "{\"access_token\":\"t\",\"expires_in\":-5}", "t", 0);
    reads_token(200, "{\"token\":\"secret\"}",
                "the server that gives tokens answered without an 'access_token'", -1);
    reads_token(200, "secret",
                "the server that gives tokens answered without an 'access_token'", -1);
    reads_token(403, "{\"access_token\":\"t\"}",
                "the server that gives tokens answered with the status 403", -1);
}

UNIT_MAIN("plainapi", { "an object as a form", test_forms },
          { "pairs of other names", test_others }, { "headers", test_headers },
          { "answers", test_answers }, { "addresses", test_addresses },
          { "connections", test_connections }, { "tokens", test_tokens })
