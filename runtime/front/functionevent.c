#include "runtime/front/functionevent.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "runtime/aws/account.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/call/shape.h"
#include "runtime/front/route.h"
#include "runtime/loop/http.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define API_ID      "local"
#define RESOURCE_ID "local"

/* ---- Names with one value, or with several ---- */

/* An object of texts, and one of lists of texts. */
struct pairs {
    struct value *last, *all; /* owned */
    const char *join; /* what stands between several of one name; NULL: the last counts */
};

static struct value *text_of(const char *bytes, size_t size)
{
    struct buf text = { 0 };
    text_put_utf8(&text, bytes, size);
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

static struct value *path_of(const struct route *route, const struct http_request *r)
{
    const char *path = route_own_path(route, http_path(r));
    return text_of(path, strlen(path));
}

/* The text is taken. */
static void put(struct pairs *p, const char *name, struct value *text)
{
    struct value *list = value_take_member(&p->all, name), *before = NULL;
    list = list != NULL ? list : value_array(1);
    value_append_take(&list, value_share(text));
    value_set_take(&p->all, name, list);
    if (p->join != NULL && value_member(p->last, name, &before)) {
        struct buf both = { 0 };
        buf_print(&both, "%s%s%s", value_string(before), p->join, value_string(text));
        value_release(text);
        text = value_text_n(buf_string(&both), both.size);
        buf_release(&both);
    }
    value_set_take(&p->last, name, text);
}

/* These tell what was said to API Gateway, whatever a client has written there. */
static const char *const forwarded[] = { "X-Forwarded-For", "X-Forwarded-Port",
                                         "X-Forwarded-Proto" };

static bool is_forwarded(const char *name)
{
    for (size_t i = 0; i < sizeof forwarded / sizeof forwarded[0]; i++) {
        if (strcasecmp(name, forwarded[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The text is taken. */
static void put_forwarded(struct pairs *p, size_t which, bool is_old, struct buf *text)
{
    char *name = memory_text(forwarded[which]);
    for (char *at = name; !is_old && *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    put(p, name, text_of(buf_string(text), text->size));
    memory_release(name);
    buf_release(text);
}

/* The port is the one that the client has asked for. */
static void put_all_forwarded(struct pairs *p, const struct http_request *r, bool is_old)
{
    struct buf peers = { 0 }, port = { 0 }, proto = { 0 };
    const char *before = http_header(r, forwarded[0]), *host = http_header(r, "Host");
    const char *colon = host != NULL ? strrchr(host, ':') : NULL;
    bool has_port = colon != NULL && colon[1] != '\0' &&
                    strspn(colon + 1, "0123456789") == strlen(colon + 1);
    buf_print(&peers, "%s%s", before != NULL ? before : "", before != NULL ? ", " : "");
    http_put_peer(r, &peers);
    buf_text(&port, has_port ? colon + 1 : "80");
    buf_text(&proto, "http");
    put_forwarded(p, 0, is_old, &peers);
    put_forwarded(p, 1, is_old, &port);
    put_forwarded(p, 2, is_old, &proto);
}

static struct pairs pairs_of_headers(const struct http_request *r, bool is_old)
{
    struct pairs p = { value_object(), value_object(), is_old ? NULL : "," };
    const char *name, *text;
    for (size_t i = 0; http_header_at(r, i, &name, &text); i++) {
        char *low = memory_text(name);
        for (char *at = low; !is_old && *at != '\0'; at++) {
            *at = (char)tolower((unsigned char)*at);
        }
        if ((is_old || strcmp(low, "cookie") != 0) && !is_forwarded(low)) {
            put(&p, low, text_of(text, strlen(text)));
        }
        memory_release(low);
    }
    put_all_forwarded(&p, r, is_old);
    return p;
}

static struct pairs pairs_of_query(const struct http_request *r, bool is_old)
{
    struct pairs p = { value_object(), value_object(), is_old ? NULL : "," };
    for (const char *at = http_query(r); *at != '\0';) {
        struct buf name = { 0 }, text = { 0 }, plain = { 0 };
        size_t size = strcspn(at, "&"), equal = strcspn(at, "=&");
        url_put_decoded(&name, at, equal, true);
        if (equal < size) {
            url_put_decoded(&text, at + equal + 1, size - equal - 1, true);
        }
        text_put_utf8(&plain, buf_string(&name), strlen(buf_string(&name)));
        if (size > 0) {
            put(&p, buf_string(&plain), text_of(buf_string(&text), text.size));
        }
        buf_release(&name);
        buf_release(&text);
        buf_release(&plain);
        at += size + (at[size] == '&');
    }
    return p;
}

/* Sets what is not empty; else null, or nothing where `name` is of the newer format. Taken. */
static void set_pairs(struct value **event, const char *name, struct value *v, bool is_old)
{
    if (value_count(v) > 0) {
        value_set_take(event, name, v);
    } else {
        value_release(v);
        if (is_old) {
            value_set_take(event, name, value_null());
        }
    }
}

/* ---- Parts that both have ---- */

/* Whether the first of the types, such as of an Accept header, is one of bytes for a REST API.
 */
static bool is_binary(const struct route *route, const char *types)
{
    const char *one, *type = types != NULL ? types : "application/json";
    size_t size = strcspn(type, ";, ");
    for (size_t i = 0; (one = route_text(route, ROUTE_BINARY, i)) != NULL; i++) {
        size_t same = strcspn(one, "*");
        bool has_rest = one[same] == '*' || size == same;
        if (strcmp(one, "*/*") == 0 ||
            (size >= same && has_rest && strncasecmp(one, type, same) == 0)) {
            return true;
        }
    }
    return false;
}

/* A REST API says by its types what is bytes; to it all else is text, whatever is in it. */
static void set_body(struct value **event, const struct route *route,
                     const struct http_request *r, bool is_old)
{
    size_t size;
    const char *body = http_body(r, &size);
    bool is_text = route->is_rest
                       ? size == 0 || !is_binary(route, http_header(r, "Content-Type"))
                       : route_is_text(body, size);
    struct buf base64 = { 0 };
    if (size > 0 && is_text) {
        value_set_take(event, "body", text_of(body, size));
    } else if (size > 0) {
        shape_encode(&base64, body, size);
        value_set_take(event, "body", value_text_n(buf_string(&base64), base64.size));
    } else if (is_old) {
        value_set_take(event, "body", value_null());
    }
    value_set_take(event, "isBase64Encoded", value_bool(!is_text));
    buf_release(&base64);
}

static void set_peer(struct value **to, const struct http_request *r)
{
    struct buf peer = { 0 };
    const char *agent = http_header(r, "User-Agent");
    http_put_peer(r, &peer);
    value_set_text(to, "sourceIp", buf_string(&peer));
    value_set_take(to, "userAgent",
                   agent != NULL ? text_of(agent, strlen(agent)) : value_null());
    buf_release(&peer);
}

static struct value *variables_of(const struct route *route)
{
    struct value *all = value_object();
    const char *pair;
    for (size_t i = 0; (pair = route_text(route, ROUTE_VARIABLE, i)) != NULL; i++) {
        size_t size = strcspn(pair, ":");
        char *name = memory_text_n(pair, size);
        value_set_text(&all, name, pair + size + (pair[size] == ':'));
        memory_release(name);
    }
    return all;
}

static void set_time(struct value **to, const char *text_name, const char *number_name,
                     int64_t now_ms)
{
    char text[64];
    time_t now = (time_t)(now_ms / 1000);
    struct tm t;
    gmtime_r(&now, &t);
    strftime(text, sizeof text, "%d/%b/%Y:%H:%M:%S +0000", &t);
    value_set_text(to, text_name, text);
    value_set_take(to, number_name, value_int(now_ms));
}

static bool is_of_rest(const struct route *route)
{
    return route->is_rest || route->api == ROUTE_API_REST;
}

/* New. */
static char *stage_of(const struct route *route)
{
    bool has_stage = route->has_stage && !route->is_url;
    size_t size = has_stage ? strcspn(route->path + 1, "/") : 0;
    return size > 0 ? memory_text_n(route->path + 1, size)
                    : memory_text(is_of_rest(route) ? "Prod" : "$default");
}

void functionevent_put_arn(const struct route *route, const struct http_request *r,
                           struct buf *out)
{
    char *stage = stage_of(route);
    const char *path = route_own_path(route, http_path(r));
    buf_print(out, "arn:%s:execute-api:%s:%s:" API_ID "/%s/%s%s", account_partition(),
              account_region(), account_id(), stage, http_method(r), path);
    memory_release(stage);
}

static void set_authorizer(struct value **to, const struct functionevent_context *c)
{
    if (c->authorizer != NULL) {
        value_set_take(to, "authorizer", value_share(c->authorizer));
    }
}

static void set_api(struct value **to, const struct route *route, const struct http_request *r)
{
    char *stage = stage_of(route);
    const char *host = http_header(r, "Host");
    value_set_text(to, "accountId", account_id());
    value_set_text(to, "apiId", API_ID);
    value_set_text(to, "domainName", host != NULL ? host : "localhost");
    value_set_text(to, "domainPrefix", API_ID);
    value_set_text(to, "stage", stage);
    memory_release(stage);
}

/* ---- 1.0 ---- */

static struct value *old_context(const struct route *route, const struct http_request *r,
                                 const struct functionevent_context *c)
{
    static const char *const nobody[] = { "accessKey",
                                          "accountId",
                                          "caller",
                                          "cognitoAuthenticationProvider",
                                          "cognitoAuthenticationType",
                                          "cognitoIdentityId",
                                          "cognitoIdentityPoolId",
                                          "principalOrgId",
                                          "user",
                                          "userArn" };
    struct value *context = value_object(), *identity = value_object();
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        value_set_take(&identity, nobody[i], value_null());
    }
    set_peer(&identity, r);
    set_api(&context, route, r);
    value_set_text(&context, "resourceId", RESOURCE_ID);
    value_set_text(&context, "extendedRequestId", c->id);
    value_set_text(&context, "resourcePath", route_own_path(route, route->path));
    value_set_text(&context, "httpMethod", http_method(r));
    value_set_take(&context, "path", text_of(http_path(r), strlen(http_path(r))));
    value_set_text(&context, "protocol", "HTTP/1.1");
    value_set_text(&context, "requestId", c->id);
    set_time(&context, "requestTime", "requestTimeEpoch", c->now_ms);
    value_set_take(&context, "identity", identity);
    set_authorizer(&context, c);
    return context;
}

static struct value *old_event(const struct route *route, const struct http_request *r,
                               const struct functionevent_context *c, struct value *path)
{
    struct value *e = value_object();
    struct pairs headers = pairs_of_headers(r, true), query = pairs_of_query(r, true);
    value_set_text(&e, "version", is_of_rest(route) ? NULL : "1.0");
    value_set_text(&e, "resource", route_own_path(route, route->path));
    value_set_take(&e, "path", path_of(route, r));
    value_set_text(&e, "httpMethod", http_method(r));
    set_pairs(&e, "headers", headers.last, true);
    set_pairs(&e, "multiValueHeaders", headers.all, true);
    set_pairs(&e, "queryStringParameters", query.last, true);
    set_pairs(&e, "multiValueQueryStringParameters", query.all, true);
    value_set_take(&e, "requestContext", old_context(route, r, c));
    set_pairs(&e, "pathParameters", path, true);
    set_pairs(&e, "stageVariables", variables_of(route), true);
    return e;
}

/* ---- 2.0 ---- */

static struct value *cookies_of(const struct http_request *r)
{
    struct value *all = value_array(0);
    const char *text = http_header(r, "Cookie");
    while (text != NULL && *text != '\0') {
        text += strspn(text, "; ");
        size_t size = strcspn(text, ";");
        if (size > 0) {
            value_append_take(&all, text_of(text, size));
        }
        text += size;
    }
    return all;
}

/* With its stage; without what makes it that of a function's URL. */
static struct value *raw_path_of(const struct route *route, const struct http_request *r)
{
    const char *whole = http_path(r);
    return route->is_url ? path_of(route, r) : text_of(whole, strlen(whole));
}

static struct value *new_context(const struct route *route, const struct http_request *r,
                                 const struct functionevent_context *c, const char *key)
{
    struct value *context = value_object(), *http = value_object();
    value_set_text(&http, "method", http_method(r));
    value_set_take(&http, "path", raw_path_of(route, r));
    value_set_text(&http, "protocol", "HTTP/1.1");
    set_peer(&http, r);
    set_api(&context, route, r);
    value_set_take(&context, "http", http);
    value_set_text(&context, "requestId", c->id);
    value_set_text(&context, "routeKey", key);
    set_time(&context, "time", "timeEpoch", c->now_ms);
    set_authorizer(&context, c);
    return context;
}

static struct value *new_event(const struct route *route, const struct http_request *r,
                               const struct functionevent_context *c, struct value *path)
{
    struct value *e = value_object();
    struct pairs headers = pairs_of_headers(r, false), query = pairs_of_query(r, false);
    struct buf key = { 0 };
    if (route->takes_all) {
        buf_text(&key, "$default");
        value_release(path);
        path = value_object();
    } else {
        buf_print(&key, "%s %s", route->method, route_own_path(route, route->path));
    }
    value_set_text(&e, "version", "2.0");
    value_set_text(&e, "routeKey", buf_string(&key));
    value_set_take(&e, "rawPath", raw_path_of(route, r));
    value_set_take(&e, "rawQueryString", text_of(http_query(r), strlen(http_query(r))));
    set_pairs(&e, "cookies", cookies_of(r), false);
    value_set_take(&e, "headers", headers.last);
    set_pairs(&e, "queryStringParameters", query.last, false);
    value_set_take(&e, "requestContext", new_context(route, r, c, buf_string(&key)));
    set_pairs(&e, "pathParameters", path, false);
    set_pairs(&e, "stageVariables", variables_of(route), false);
    value_release(headers.all);
    value_release(query.all);
    buf_release(&key);
    return e;
}

struct value *functionevent_describe(const struct route *route, const struct http_request *r,
                                     const struct functionevent_context *c, bool is_old)
{
    struct value *path = route_parameters(route, http_path(r));
    return path == NULL ? NULL
           : is_old     ? old_event(route, r, c, path)
                        : new_event(route, r, c, path);
}

/* ---- The body alone ---- */

static struct value *plain_event(const struct http_request *r, const char **ret_why)
{
    size_t size;
    const char *body = http_body(r, &size);
    struct value *event = NULL;
    struct read_error ignored;
    if (size == 0) {
        return value_object();
    }
    if (!read_json(body, size, &event, &ignored)) {
        *ret_why = "Could not parse request body into json";
        return NULL;
    }
    return event;
}

struct value *functionevent_make(const struct route *route, const struct http_request *r,
                                 const struct functionevent_context *c, const char **ret_why)
{
    if (route->is_plain) {
        return plain_event(r, ret_why);
    }
    struct value *event = functionevent_describe(route, r, c, route->is_old);
    if (event != NULL) {
        set_body(&event, route, r, route->is_old);
    }
    *ret_why = "The path is not UTF-8";
    return event;
}

/* ---- Answers ---- */

/* The first header of that name, in whatever case, borrowed; NULL if there is none. */
static const char *header_of(const struct value *headers, const char *name)
{
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (strcasecmp(w.key, name) == 0 && value_type(w.value) == VALUE_STRING) {
            return value_string(w.value);
        }
    }
    return NULL;
}

/* Without a statusCode all that a function says of the newer format is the body. */
static bool read_plain(struct functionevent_answer *a)
{
    a->status = 200;
    a->type = "application/json";
    if (value_type(a->json) == VALUE_STRING) {
        buf_put(&a->body, value_string(a->json), value_string_size(a->json));
    } else {
        write_json(&a->body, a->json);
    }
    return true;
}

/* Of a REST API the types say as well whether it is for bytes that a client asks. */
static bool read_body(const struct route *route, const char *accept,
                      struct functionevent_answer *a)
{
    struct value *body = NULL, *is_base64 = NULL;
    if (!value_member(a->json, "body", &body) || value_is_null(body)) {
        return true;
    }
    if (value_type(body) != VALUE_STRING) {
        return false;
    }
    value_member(a->json, "isBase64Encoded", &is_base64);
    if (value_is_true(is_base64) && (!route->is_rest || is_binary(route, accept))) {
        return shape_decode(&a->body, value_string(body), value_string_size(body));
    }
    buf_put(&a->body, value_string(body), value_string_size(body));
    return true;
}

/* A number, or a text of its digits; 0 if it is none. */
static int status_of(const struct value *code)
{
    struct number n = value_read_number(code);
    bool is_text = value_type(code) == VALUE_STRING && value_string_size(code) == 3 &&
                   strspn(value_string(code), "0123456789") == 3;
    int64_t status = is_text                ? strtol(value_string(code), NULL, 10)
                     : n.kind == NUMBER_INT ? n.integer
                                            : 0;
    return status >= 200 && status <= 599 ? (int)status : 0;
}

/* Whatever lists of values the format does not have are as good as not there. */
static bool read_answer(const struct route *route, const char *accept,
                        struct functionevent_answer *a, const struct value *code)
{
    struct value *headers = NULL, *lists = NULL, *list = NULL;
    value_member(a->json, "headers", &headers);
    if (a->is_old) {
        value_member(a->json, "multiValueHeaders", &lists);
    }
    a->type = header_of(headers, "Content-Type");
    for (struct value_walk w = value_walk(lists); a->type == NULL && value_step(&w);) {
        list = strcasecmp(w.key, "Content-Type") == 0 ? w.value : NULL;
        a->type = value_type(list) == VALUE_ARRAY && value_count(list) > 0 &&
                          value_type(value_item(list, 0)) == VALUE_STRING
                      ? value_string(value_item(list, 0))
                      : NULL;
    }
    a->type = a->type != NULL ? a->type
              : a->is_old     ? "application/json"
                              : "text/plain;charset=UTF-8";
    a->status = status_of(code);
    return a->status != 0 && read_body(route, accept, a);
}

void functionevent_read_plain(const struct route *route, const char *text, size_t size,
                              bool has_failed, struct functionevent_answer *ret_answer)
{
    struct value *error = NULL;
    struct read_error ignored;
    int own = 0;
    if (has_failed && read_json(text, size, &error, &ignored)) {
        own = route_status_of(route, value_member_text(error, "errorMessage"));
    }
    *ret_answer = (struct functionevent_answer){ .status = own != 0 ? own : route->status,
                                                 .type = "application/json",
                                                 .is_old = true };
    buf_put(&ret_answer->body, text, size);
    value_release(error);
}

bool functionevent_read(const struct route *route, const char *accept, const char *text,
                        size_t size, struct functionevent_answer *ret_answer)
{
    struct read_error ignored;
    struct value *code = NULL;
    *ret_answer = (struct functionevent_answer){ .is_old = route->is_old };
    if (!read_json(text, size, &ret_answer->json, &ignored)) {
        return false;
    }
    if (value_member(ret_answer->json, "statusCode", &code)) {
        return read_answer(route, accept, ret_answer, code);
    }
    return !route->is_old && read_plain(ret_answer);
}

void functionevent_release(struct functionevent_answer *a)
{
    value_release(a->json);
    buf_release(&a->body);
}

bool functionevent_says_origin(const struct functionevent_answer *a)
{
    static const char name[] = "Access-Control-Allow-Origin";
    struct value *headers = NULL, *lists = NULL;
    value_member(a->json, "headers", &headers);
    if (a->is_old) {
        value_member(a->json, "multiValueHeaders", &lists);
    }
    bool says = header_of(headers, name) != NULL;
    for (struct value_walk w = value_walk(lists); !says && value_step(&w);) {
        says = strcasecmp(w.key, name) == 0;
    }
    return says;
}

/* The server says these itself. */
static bool is_own(const char *name)
{
    static const char *const own[] = { "Content-Type", "Content-Length", "Connection",
                                       "Transfer-Encoding", "Date" };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (strcasecmp(name, own[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void add_header(struct http_request *r, const char *name, const struct value *v)
{
    char *text = NULL;
    if (!is_own(name) && value_type(v) == VALUE_STRING) {
        http_add_header(r, name, value_string(v));
    } else if (!is_own(name) &&
               (value_type(v) == VALUE_NUMBER || value_type(v) == VALUE_BOOLEAN)) {
        text = write_text(v);
        http_add_header(r, name, text);
    }
    memory_release(text);
}

void functionevent_put_headers(const struct functionevent_answer *a, struct http_request *r)
{
    struct value *headers = NULL, *lists = NULL, *cookies = NULL;
    value_member(a->json, "headers", &headers);
    value_member(a->json, a->is_old ? "multiValueHeaders" : "cookies",
                 a->is_old ? &lists : &cookies);
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (!value_member(lists, w.key, NULL)) {
            add_header(r, w.key, w.value);
        }
    }
    for (struct value_walk w = value_walk(lists); value_step(&w);) {
        for (size_t i = 0; value_type(w.value) == VALUE_ARRAY && i < value_count(w.value);
             i++) {
            add_header(r, w.key, value_item(w.value, i));
        }
    }
    for (size_t i = 0; value_type(cookies) == VALUE_ARRAY && i < value_count(cookies); i++) {
        add_header(r, "Set-Cookie", value_item(cookies, i));
    }
}
