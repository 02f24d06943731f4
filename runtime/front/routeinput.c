#include "runtime/front/routeinput.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/front/route.h"
#include "runtime/loop/http.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

struct value *routeinput_body(const struct http_request *r, struct buf *why)
{
    struct value *body = NULL;
    struct read_error e;
    size_t size;
    const char *text = http_body(r, &size);
    if (size == 0) {
        return value_object();
    }
    if (!read_json(text, size, &body, &e)) {
        buf_print(why, "The body is not JSON: %s, at line %d, column %d", e.message, e.line,
                  e.column);
    }
    return body;
}

/* Sets NAME=VALUE, both decoded. Returns false if they are no texts. */
static bool put_pair(struct value **all, const char *pair, size_t size)
{
    struct buf name = { 0 }, text = { 0 };
    size_t equal = strcspn(pair, "=&");
    equal = equal < size ? equal : size;
    url_put_decoded(&name, pair, equal, true);
    if (equal < size) {
        url_put_decoded(&text, pair + equal + 1, size - equal - 1, true);
    }
    bool is_good = route_is_text(name.text, name.size) && route_is_text(text.text, text.size);
    if (is_good && size > 0) {
        value_set_take(all, buf_string(&name), value_text_n(buf_string(&text), text.size));
    }
    buf_release(&name);
    buf_release(&text);
    return is_good;
}

struct value *routeinput_query(const char *query)
{
    struct value *all = value_object();
    while (*query != '\0') {
        size_t size = strcspn(query, "&");
        if (!put_pair(&all, query, size)) {
            value_release(all);
            return NULL;
        }
        query += size + (query[size] == '&');
    }
    return all;
}

/* Inputs are kept in histories, where nobody looks for secrets. */
static bool is_secret(const char *header)
{
    static const char *const secrets[] = { "Authorization",        "Cookie",
                                           "Idempotency-Key",      "Proxy-Authorization",
                                           "X-Amz-Security-Token", "X-Api-Key" };
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        if (strcasecmp(header, secrets[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A header's bytes are in no encoding that anybody has said. */
static struct value *text_of(const char *bytes)
{
    struct buf text = { 0 };
    text_put_utf8(&text, bytes, strlen(bytes));
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

static struct value *headers_of(const struct http_request *r)
{
    struct value *all = value_object();
    const char *name, *text;
    for (size_t i = 0; http_header_at(r, i, &name, &text); i++) {
        if (!is_secret(name)) {
            value_set_take(&all, name, text_of(text));
        }
    }
    return all;
}

static struct value *context_of(const struct route *route, const struct http_request *r,
                                const char *request_id)
{
    struct value *c = value_object();
    struct buf peer = { 0 };
    const char *agent = http_header(r, "User-Agent");
    http_put_peer(r, &peer);
    value_set_text(&c, "httpMethod", http_method(r));
    value_set_text(&c, "resourcePath", route->path);
    value_set_text(&c, "requestId", request_id);
    value_set_text(&c, "sourceIp", peer.text);
    value_set_take(&c, "userAgent", agent == NULL ? value_null() : text_of(agent));
    buf_release(&peer);
    return c;
}

struct value *routeinput_make(const struct route *route, const struct http_request *r,
                              const char *request_id, struct value *body, struct buf *why)
{
    if (!route->is_proxy) {
        return body;
    }
    struct value *query = routeinput_query(http_query(r));
    struct value *path = route_parameters(route, http_path(r));
    struct value *all = NULL;
    if (query == NULL || path == NULL) {
        buf_print(why, "The %s is not UTF-8", query == NULL ? "query" : "path");
        value_release(body);
        value_release(query);
        value_release(path);
    } else {
        all = value_object();
        value_set_take(&all, "body", body);
        value_set_take(&all, "header", headers_of(r));
        value_set_take(&all, "querystring", query);
        value_set_take(&all, "path", path);
        value_set_take(&all, "requestContext", context_of(route, r, request_id));
    }
    return all;
}
