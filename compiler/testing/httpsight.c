#include "compiler/testing/httpsight.h"

#include <asl/service.h>
#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/url.h"
#include "runtime/base/wire.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"

static const char *protocol_word(bool is_tls)
{
    return is_tls ? "https" : "http";
}

static void put_taken(struct value **object, const char *key, struct buf *text)
{
    value_set_text(object, key, buf_string(text));
    buf_release(text);
}

/* ---- The request ---- */

static void put_url(struct value **request, const struct url *u)
{
    struct buf text = { 0 };
    buf_print(&text, "%s://", protocol_word(u->is_tls));
    url_put_host(&text, u);
    buf_print(&text, "%s%s%s", u->path, u->query[0] == '\0' ? "" : "?", u->query);
    put_taken(request, "url", &text);
}

static void put_header(struct buf *text, const char *name, const char *value)
{
    buf_print(text, "%s%s: %s", text->size > 1 ? ", " : "", name, value);
}

static void put_sent_headers(struct value **request, const struct wire_headers *h)
{
    struct buf text = { 0 };
    buf_char(&text, '[');
    for (size_t i = 0; i < h->count; i++) {
        put_header(&text, h->all[i].name, h->all[i].value);
    }
    buf_char(&text, ']');
    put_taken(request, "headers", &text);
}

void httpsight_request(struct value **seen, const struct value *parameters)
{
    struct wire_request r = { .method = NULL };
    struct buf why = { 0 };
    if (asl_call_http.service->protocol->build(&asl_call_http, parameters, &r, &why)) {
        struct value *request = value_object();
        value_set_text(&request, "protocol", protocol_word(r.url.is_tls));
        value_set_text(&request, "method", r.method);
        put_url(&request, &r.url);
        put_sent_headers(&request, &r.headers);
        value_set_text(&request, "body", buf_string(&r.body));
        value_set_take(seen, "request", request);
    }
    wire_request_release(&r);
    buf_release(&why);
}

/* ---- The response ---- */

static void put_text(struct value **object, const char *key, const struct value *from,
                     const char *member)
{
    struct value *v;
    if (value_member(from, member, &v) && !value_is_null(v)) {
        struct buf text = { 0 };
        plainapi_put_text(&text, v);
        put_taken(object, key, &text);
    }
}

/* Each name has a list of values. */
static void put_got_headers(struct value **response, const struct value *result)
{
    struct value *headers = NULL;
    struct buf text = { 0 };
    value_member(result, "Headers", &headers);
    buf_char(&text, '[');
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        for (size_t i = 0; value_type(w.value) == VALUE_ARRAY && i < value_count(w.value);
             i++) {
            const struct value *one = value_item(w.value, i);
            if (value_type(one) == VALUE_STRING) {
                put_header(&text, w.key, value_string(one));
            }
        }
    }
    buf_char(&text, ']');
    put_taken(response, "headers", &text);
}

void httpsight_response(struct value **seen, const struct value *result)
{
    struct value *response = value_object(), *request = NULL;
    value_member(*seen, "request", &request);
    value_set_text(&response, "protocol", value_member_text(request, "protocol"));
    put_text(&response, "statusCode", result, "StatusCode");
    put_text(&response, "statusMessage", result, "StatusText");
    put_got_headers(&response, result);
    put_text(&response, "body", result, "ResponseBody");
    value_set_take(seen, "response", response);
}
