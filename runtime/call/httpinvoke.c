/* httpinvoke.c - http:invoke, which calls any API over HTTPS (I-17): asl_call_http. */
#include <asl/service.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/urlform.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How much of an answer is asked for: as much as a state's output may have. */
#define RANGE "bytes=0-262144"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* Headers that AWS does not let a definition set. */
static const char *const refused[] = {
    "A-IM",
    "Accept-Charset",
    "Accept-Datetime",
    "Accept-Encoding",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Forwarded",
    "From",
    "Host",
    "HTTP2-Settings",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Max-Forwards",
    "Origin",
    "Pragma",
    "Proxy-Authorization",
    "Referer",
    "Server",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
    "Warning",
    "X-Forwarded-*",
    "X-Amz-*",
    "X-Amzn-*",
    NULL,
};

/* The values of a list stand in one header. */
static void set_header(struct wire_request *r, const char *name, const struct value *v)
{
    struct buf text = { 0 };
    if (value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            buf_text(&text, i > 0 ? "," : "");
            plainapi_put_text(&text, value_item(v, i));
        }
    } else {
        plainapi_put_text(&text, v);
    }
    wire_set(&r->headers, name, buf_string(&text));
    buf_release(&text);
}

static bool set_headers(struct wire_request *r, const struct value *parameters, struct buf *why)
{
    struct value *headers = NULL;
    struct buf agent = { 0 };
    buf_print(&agent, "Amazon|StepFunctions|HttpInvoke|%s", account_region());
    wire_set(&r->headers, "User-Agent", buf_string(&agent));
    buf_release(&agent);
    wire_set(&r->headers, "Range", RANGE);
    value_member(parameters, "Headers", &headers);
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (!plainapi_may_send(w.key, refused, why)) {
            return false;
        }
        if (!value_is_null(w.value)) {
            set_header(r, w.key, w.value);
        }
    }
    return true;
}

static void add_query(struct wire_request *r, const struct value *parameters)
{
    struct value *query = NULL;
    value_member(parameters, "QueryParameters", &query);
    for (struct value_walk w = value_walk(query); value_step(&w);) {
        if (value_type(w.value) != VALUE_ARRAY) {
            plainapi_add_query(r, w.key, w.value);
            continue;
        }
        for (size_t i = 0; i < value_count(w.value); i++) {
            plainapi_add_query(r, w.key, value_item(w.value, i));
        }
    }
}

/* ---- The body ---- */

static bool read_encoding(const struct value *parameters, bool *ret_is_form,
                          enum urlform_lists *ret_lists, struct buf *why)
{
    struct value *transform = NULL, *options = NULL;
    *ret_is_form = false;
    *ret_lists = URLFORM_INDICES;
    if (!value_member(parameters, "Transform", &transform)) {
        return true;
    }
    const char *encoding = value_member_text(transform, "RequestBodyEncoding");
    value_member(transform, "RequestEncodingOptions", &options);
    const char *lists = value_member_text(options, "ArrayFormat");
    *ret_is_form = text_is(encoding, "URL_ENCODED");
    if (encoding != NULL && !*ret_is_form && !text_is(encoding, "NONE")) {
        buf_text(why, "The field 'RequestBodyEncoding' must be NONE or URL_ENCODED");
        return false;
    }
    if (lists != NULL && !urlform_lists_of(lists, ret_lists)) {
        buf_text(why, "The field 'ArrayFormat' must be one of INDICES, REPEAT, COMMAS and "
                      "BRACKETS");
        return false;
    }
    return true;
}

static bool set_body(struct wire_request *r, const struct value *parameters, struct buf *why)
{
    struct value *body = NULL;
    bool is_form;
    enum urlform_lists lists;
    if (!read_encoding(parameters, &is_form, &lists, why)) {
        return false;
    }
    if (!value_member(parameters, "RequestBody", &body) || value_is_null(body)) {
        return true;
    }
    if (is_form && value_type(body) != VALUE_OBJECT) {
        buf_text(why, "The field 'RequestBody' must be an object to be URL_ENCODED");
        return false;
    }
    if (is_form) {
        urlform_put(&r->body, body, lists);
    } else {
        plainapi_put_text(&r->body, body);
    }
    if (wire_find(&r->headers, "Content-Type") == NULL) {
        wire_set(&r->headers, "Content-Type",
                 is_form ? FORM_TYPE : "application/json; charset=UTF-8");
    }
    return true;
}

/* ---- The protocol ---- */

static bool has_connection(const struct value *parameters, struct buf *why)
{
    bool has = value_member(parameters, "Authentication", NULL) ||
               value_member(parameters, "InvocationConfig", NULL);
    if (!has) {
        buf_text(why, "The field 'Authentication' is required but was missing");
    }
    return has;
}

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    (void)a;
    const char *endpoint = value_member_text(input, "ApiEndpoint");
    if (!has_connection(input, why) || !plainapi_set_method(r, input, why) ||
        !plainapi_set_address(r, "ApiEndpoint", endpoint != NULL ? endpoint : "", why) ||
        !set_headers(r, input, why) || !set_body(r, input, why)) {
        return false;
    }
    add_query(r, input);
    return true;
}

static const struct protocol_plain plain = {
    .lost = "States.Http.Socket",
    .unauthorized = "Events.ConnectionResource.InvalidConnectionState",
    .by_status = "States.Http.StatusCode.",
};

static const struct asl_protocol protocol = {
    .plain = &plain,
    .build = build,
    .read = plainapi_read,
    .read_fault = plainapi_read_fault,
};

static const struct asl_service service = {
    .name = "http",
    .id = "HTTP",
    .prefix = "States.Http",
    .client = "HTTP",
    .own = "States.Http",
    .other = "",
    .protocol = &protocol,
    .host = "",
    .signing = "",
};

const struct asl_action asl_call_http = {
    .service = &service,
    .operation = "Invoke",
    .method = "GET",
    .path = "/",
    .is_optimised = true,
    .is_unsigned = true,
};
