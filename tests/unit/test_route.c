#include "runtime/front/route.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/front/routeinput.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct routes routes;

static void add(const char *text)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(routes_add(&routes, text, false, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

static void refuses(const char *text, const char *wanted)
{
    struct buf why = { 0 };
    size_t before = routes.count;
    CU_ASSERT_FALSE(routes_add(&routes, text, false, &why));
    UNIT_TEXT(buf_string(&why), wanted);
    CU_ASSERT_EQUAL(routes.count, before);
    buf_release(&why);
}

/* Wants a word to be none that a route has. */
static void refuses_setting(const char *text, const char *word)
{
    struct buf wanted = { 0 };
    buf_print(
        &wanted,
        "what else there is to say is name=NAME, input=body or input=proxy, of sync "
        "error=NAME:STATUS and answer=execution, and of lambda payload=1.0, 2.0 or rest, not "
        "'%s'",
        word);
    refuses(text, buf_string(&wanted));
    buf_release(&wanted);
}

/* Wants this route, "METHOD /path", for a request; "" for none. */
static void finds(const char *method, const char *path, const char *wanted)
{
    struct buf got = { 0 };
    const struct route *r = routes_find(&routes, method, path);
    if (r != NULL) {
        buf_print(&got, "%s %s", r->method, r->path);
    }
    UNIT_TEXT(buf_string(&got), wanted);
    buf_release(&got);
}

/* Wants this JSON, or "absent"; the value is taken. */
static void is_json(struct value *v, const char *wanted)
{
    char *text = v == NULL ? memory_text("absent") : write_text(v);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    value_release(v);
}

static void is_split(const char *path, const char *wanted)
{
    const struct route *r = routes_find(&routes, "GET", path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    is_json(route_parameters(r, path), wanted);
}

static void test_words(void)
{
    add("POST /orders sync");
    add("  PUT\t/orders  start-execution   name=a-B_9:PROD input=proxy ");
    add("GET /orders async input=body name=x");
    add("GET /mocked sync name=x:1#Case/1");
    const struct route *r = routes_find(&routes, "PUT", "/orders");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->kind, ROUTE_START);
    CU_ASSERT_TRUE(r->is_proxy);
    UNIT_TEXT(r->machine, "a-B_9:PROD");
    r = routes_find(&routes, "GET", "/orders");
    CU_ASSERT_EQUAL(r->kind, ROUTE_ASYNC);
    CU_ASSERT_FALSE(r->is_proxy);
    r = routes_find(&routes, "POST", "/orders");
    CU_ASSERT_EQUAL(r->kind, ROUTE_SYNC);
    CU_ASSERT_PTR_NULL(r->machine);
    routes_close(&routes);
}

static void test_refused(void)
{
    refuses("", "'METHOD /path sync', async, start-execution, lambda or mock is wanted");
    refuses("POST /a", "'METHOD /path sync', async, start-execution, lambda or mock is wanted");
    refuses("post /a sync",
            "a method is GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or ANY, not 'post'");
    refuses("POST a sync", "a path begins with '/', and 'a' does not");
    refuses("POST / sync", "/ is the server's own");
    refuses("ANY /healthz sync", "/healthz is the server's own");
    refuses("GET /nodez sync", "/nodez is the server's own");
    refuses("POST /a later",
            "behind the path stands sync, async, start-execution, lambda or mock, not 'later'");
    refuses("POST /a?b=c sync", "'a?b=c' is no part of a path");
    refuses("POST /a{b} sync", "'a{b}' is no part of a path");
    refuses("POST /%00 sync", "'%00' is no part of a path");
    refuses("POST /\xff sync", "'\xff' is no part of a path");
    refuses("POST /{} sync", "'{}' is not {NAME}");
    refuses("POST /{+} sync", "'{+}' is not {NAME}");
    refuses("POST /{a b} sync", "'{a' is no part of a path");
    refuses("POST /{a$} sync", "'{a$}' is not {NAME}");
    refuses("POST /{a+}/b sync", "'{a+}' takes all that follows, and is the last part");
    refuses("POST /{a}/{a} sync", "there are two parameters 'a'");
    refuses_setting("POST /a sync name=", "name=");
    refuses_setting("POST /a sync name=a name=b", "name=b");
    refuses_setting("POST /a sync name=a/b", "name=a/b");
    refuses_setting("POST /a sync name=a:", "name=a:");
    refuses_setting("POST /a sync name=a#", "name=a#");
    refuses_setting("POST /a sync name=:a", "name=:a");
    refuses_setting("POST /a sync input=all", "input=all");
    refuses_setting("POST /a async answer=execution name=a", "answer=execution");
    refuses_setting("POST /a sync payload=1.0", "payload=1.0");
    refuses_setting("POST /a lambda name=a payload=3.0", "payload=3.0");
    refuses_setting("POST /a sync path=url", "path=url");
    refuses_setting("POST /a sync key=$default", "key=$default");
    refuses("POST /a lambda", "which function it calls is to be said by name=NAME");
    refuses("POST /a mapped", "what it does is to be said by mapping=JSON");
    refuses_setting("POST /a mapped mapping=%7B%7D mapping=%7B%7D", "mapping=%7B%7D");
    refuses_setting("POST /a sync mapping=%7B%7D", "mapping=%7B%7D");
    refuses_setting("POST /a lambda name=a pages=any", "pages=any");
    refuses("POST /a async error=A:404",
            "error=NAME:STATUS is for sync: no other route answers with the error");
    static const char *const odd[] = { "A",     "A:",    ":404",  "A:4040", "A:40", "A:200",
                                       "A:399", "A:600", "A:4x4", "A:-40",  "" };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct buf route = { 0 }, wanted = { 0 };
        buf_print(&route, "POST /a sync error=%s", odd[i]);
        buf_print(
            &wanted,
            "error=NAME:STATUS has an error's name, in which * stands for anything, and a "
            "status from 400 to 599, not '%s'",
            odd[i]);
        refuses(route.text, wanted.text);
        buf_release(&route);
        buf_release(&wanted);
    }
    refuses("POST /a sync error=A:404 error=B:404 error=A:405",
            "there are two statuses for the error 'A'");
    add("POST /a/{x} sync");
    refuses("POST /a/{y} async", "'POST /a/{x}' takes the same requests");
    routes_close(&routes);
}

/* Events of functions do not see the stage in front of a path. */
static void test_functions(void)
{
    add("ANY /live/shop/{rest+} lambda name=shop payload=1.0 path=stage");
    add("POST /shop lambda name=shop");
    const struct route *r = routes_find(&routes, "GET", "/live/shop/a/b");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->kind, ROUTE_FUNCTION);
    CU_ASSERT_TRUE(r->is_old);
    UNIT_TEXT(r->machine, "shop");
    UNIT_TEXT(route_own_path(r, "/live/shop/a/b"), "/shop/a/b");
    UNIT_TEXT(route_own_path(r, "/live"), "/");
    r = routes_find(&routes, "POST", "/shop");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_FALSE(r->is_old);
    CU_ASSERT_FALSE(r->takes_all);
    UNIT_TEXT(route_own_path(r, "/shop"), "/shop");
    add("ANY /rest lambda name=shop payload=rest");
    r = routes_find(&routes, "POST", "/rest");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_TRUE(r->is_rest && r->is_old && !r->has_stage);
    add("ANY /url-of-shop/{rest+} lambda name=shop path=url");
    r = routes_find(&routes, "PUT", "/url-of-shop/a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_TRUE(r->takes_all && r->is_url && !r->is_old);
    UNIT_TEXT(route_own_path(r, "/url-of-shop/a"), "/a");
    add("ANY /{rest+} lambda name=shop key=$default");
    r = routes_find(&routes, "PUT", "/shop");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_TRUE(r->takes_all);
    routes_close(&routes);
}

/* The first that fits counts; a name is compared as it is. */
static void test_errors(void)
{
    add("POST /a sync error=A.B:404 error=A.*:422 name=x error=*C:D*:409");
    add("POST /b sync error=*:599 error=A:400");
    add("POST /c sync");
    const struct route *a = routes_find(&routes, "POST", "/a");
    const struct route *b = routes_find(&routes, "POST", "/b");
    const struct route *c = routes_find(&routes, "POST", "/c");
    CU_ASSERT_TRUE_FATAL(a != NULL && b != NULL && c != NULL);
    CU_ASSERT_EQUAL(route_status_of(a, "A.B"), 404);
    CU_ASSERT_EQUAL(route_status_of(a, "A.B.C"), 422);
    CU_ASSERT_EQUAL(route_status_of(a, "A."), 422);
    CU_ASSERT_EQUAL(route_status_of(a, "a.b"), 0);
    CU_ASSERT_EQUAL(route_status_of(a, "xC:Dy"), 409);
    CU_ASSERT_EQUAL(route_status_of(a, ""), 0);
    CU_ASSERT_EQUAL(route_status_of(a, NULL), 0);
    CU_ASSERT_EQUAL(route_status_of(b, "A"), 599);
    CU_ASSERT_EQUAL(route_status_of(b, NULL), 599);
    CU_ASSERT_EQUAL(route_status_of(c, "A"), 0);
    routes_close(&routes);
}

static void test_which(void)
{
    add("ANY /{all+} sync");
    add("GET /orders/{id} sync");
    add("ANY /orders/{id} sync");
    add("GET /orders/new sync");
    add("GET /orders/{id}/lines sync");
    add("GET /orders sync");
    add("GET /caf%C3%A9/ sync");
    finds("GET", "/orders", "GET /orders");
    finds("GET", "/orders/", "ANY /{all+}");
    finds("GET", "/orders/new", "GET /orders/new");
    finds("GET", "/orders/n%65w", "GET /orders/new");
    finds("GET", "/orders/new%2Flines", "GET /orders/{id}");
    finds("GET", "/orders/7", "GET /orders/{id}");
    finds("PUT", "/orders/7", "ANY /orders/{id}");
    finds("PUT", "/orders/new", "ANY /orders/{id}");
    finds("GET", "/orders/7/lines", "GET /orders/{id}/lines");
    finds("GET", "/orders/7/lines/1", "ANY /{all+}");
    finds("GET", "/", "");
    finds("GET", "", "");
    finds("GET", "*", "");
    finds("GET", "/caf\xc3\xa9/", "GET /caf%C3%A9/");
    routes_close(&routes);
    add("GET /a/{b} sync");
    finds("GET", "/a", "");
    finds("GET", "/a/", "");
    finds("GET", "/a//", "");
    finds("POST", "/a/b", "");
    finds("get", "/a/b", "");
    finds("ANY", "/a/b", "");
    routes_close(&routes);
}

static void test_methods(void)
{
    struct buf methods = { 0 };
    add("POST /a sync");
    add("GET /a sync");
    add("ANY /b sync");
    routes_put_methods(&routes, "/a", &methods);
    UNIT_TEXT(buf_string(&methods), "GET, POST");
    buf_clear(&methods);
    routes_put_methods(&routes, "/b", &methods);
    UNIT_TEXT(buf_string(&methods), "DELETE, GET, HEAD, PATCH, POST, PUT");
    buf_clear(&methods);
    routes_put_methods(&routes, "/c", &methods);
    UNIT_TEXT(buf_string(&methods), "");
    buf_release(&methods);
    routes_close(&routes);
}

static void test_apis(void)
{
    add("GET /a lambda name=f payload=rest api=rest");
    add("GET /v1/a lambda name=f payload=rest api=rest path=stage");
    add("ANY /f.lambda-url/{proxy+} lambda name=f path=url");
    CU_ASSERT_EQUAL(routes_api(&routes, "/a"), ROUTE_API_REST);
    CU_ASSERT_EQUAL(routes_api(&routes, "/gone"), ROUTE_API_REST);
    CU_ASSERT_EQUAL(routes_api(&routes, "/f.lambda-url/x"), ROUTE_API_NONE);
    add("GET /b lambda name=f api=http");
    add("GET /c sync");
    CU_ASSERT_EQUAL(routes_api(&routes, "/a"), ROUTE_API_REST);
    CU_ASSERT_EQUAL(routes_api(&routes, "/b"), ROUTE_API_HTTP);
    CU_ASSERT_EQUAL(routes_api(&routes, "/c"), ROUTE_API_NONE);
    CU_ASSERT_EQUAL(routes_api(&routes, "/gone"), ROUTE_API_HTTP);
    CU_ASSERT_EQUAL(routes_api(&routes, "/v1"), ROUTE_API_REST);
    CU_ASSERT_EQUAL(routes_api(&routes, "/v1/gone/more"), ROUTE_API_REST);
    CU_ASSERT_EQUAL(routes_api(&routes, "/v10/a"), ROUTE_API_HTTP);
    routes_close(&routes);
    add("GET /c sync");
    CU_ASSERT_EQUAL(routes_api(&routes, "/gone"), ROUTE_API_NONE);
    routes_close(&routes);
}

static void test_texts(void)
{
    add("GET /a mock status=503 body=%7B%7D header=X-A:b%20c header=Y:d binary=a/* "
        "stage-variable=v:1 api-key=k api-key=l");
    const struct route *r = routes_find(&routes, "GET", "/a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->kind, ROUTE_MOCK);
    CU_ASSERT_EQUAL(r->status, 503);
    UNIT_TEXT(r->body, "{}");
    UNIT_TEXT(route_text(r, ROUTE_HEADER, 0), "X-A:b c");
    UNIT_TEXT(route_text(r, ROUTE_HEADER, 1), "Y:d");
    CU_ASSERT_PTR_NULL(route_text(r, ROUTE_HEADER, 2));
    UNIT_TEXT(route_text(r, ROUTE_BINARY, 0), "a/*");
    UNIT_TEXT(route_text(r, ROUTE_VARIABLE, 0), "v:1");
    UNIT_TEXT(route_text(r, ROUTE_KEY, 1), "l");
    routes_close(&routes);
    add("GET /a lambda name=f payload=body status=201 error=no%20such%20*:404");
    r = routes_find(&routes, "GET", "/a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->status, 201);
    CU_ASSERT_EQUAL(route_status_of(r, "no such thing"), 404);
    CU_ASSERT_EQUAL(route_status_of(r, "no suchthing"), 0);
    routes_close(&routes);
    refuses_setting("GET /a mock status=99", "status=99");
    refuses_setting("GET /a mock status=2000", "status=2000");
    refuses_setting("GET /a sync status=200", "status=200");
    refuses_setting("GET /a sync body=a", "body=a");
    refuses_setting("GET /a mock body=a body=b", "body=b");
    refuses_setting("GET /a mock header=%00", "header=%00");
    refuses_setting("GET /a mock api=soap", "api=soap");
    refuses_setting("GET /a sync payload=body", "payload=body");
}

static void test_parameters(void)
{
    add("GET /a/{x}/{y.z} sync");
    add("GET /b/{rest+} sync");
    is_split("/a/1/2", "{\"x\":\"1\",\"y.z\":\"2\"}");
    is_split("/a/%22%7D/..", "{\"x\":\"\\\"}\",\"y.z\":\"..\"}");
    is_split("/a/a+b/%2F%zz%", "{\"x\":\"a+b\",\"y.z\":\"/%zz%\"}");
    is_split("/b/a//b/%c3%a4/", "{\"rest\":\"a//b/\xc3\xa4/\"}");
    is_split("/a/%00/b", "absent");
    is_split("/a/b/%ff", "absent");
    is_split("/a/\xc3/%a4", "absent");
    routes_close(&routes);
}

/* Every byte is a text's, or refuses the whole; none is anything else. */
static void test_bytes(void)
{
    add("GET /{x} sync");
    for (int byte = 0; byte < 256; byte++) {
        struct buf path = { 0 }, query = { 0 }, text = { 0 }, wanted = { 0 };
        buf_print(&path, "/%%%02X", byte);
        buf_print(&query, "x=%%%02x", byte);
        buf_char(&text, (char)byte);
        buf_text(&wanted, "{\"x\":");
        write_string(&wanted, text.text, 1);
        buf_text(&wanted, "}");
        bool is_text = byte > 0 && byte < 0x80;
        is_split(path.text, is_text ? wanted.text : "absent");
        is_json(routeinput_query(query.text), is_text ? wanted.text : "absent");
        buf_release(&path);
        buf_release(&query);
        buf_release(&text);
        buf_release(&wanted);
    }
    routes_close(&routes);
}

static void test_query(void)
{
    is_json(routeinput_query(""), "{}");
    is_json(routeinput_query("a=1&b=&c&=d"), "{\"a\":\"1\",\"b\":\"\",\"c\":\"\",\"\":\"d\"}");
    is_json(routeinput_query("a=1&a=2&&"), "{\"a\":\"2\"}");
    is_json(routeinput_query("a=b=c&d+e=f%26g+h"), "{\"a\":\"b=c\",\"d e\":\"f&g h\"}");
    is_json(routeinput_query("%22%7d=%5c%0a"), "{\"\\\"}\":\"\\\\\\n\"}");
    is_json(routeinput_query("a=1&%ff=2"), "absent");
    is_json(routeinput_query("a=%00"), "absent");
}

UNIT_MAIN("route", { "words", test_words }, { "what is none", test_refused },
          { "functions", test_functions }, { "errors", test_errors },
          { "which one", test_which }, { "methods", test_methods }, { "APIs", test_apis },
          { "texts", test_texts }, { "parameters", test_parameters },
          { "every byte", test_bytes }, { "queries", test_query })
