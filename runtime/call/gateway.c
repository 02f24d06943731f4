/* gateway.c - apigateway:invoke, which calls an API of API Gateway (I-18): asl_call_gateway. */
#include <asl/service.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Headers that AWS does not let a definition set. */
static const char *const refused[] = {
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
    "Server",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
    "WWW-Authenticate",
    "X-Forwarded*",
    "X-Amz*",
    "X-Amzn*",
    NULL,
};

/* ---- The address ---- */

/* Appends a part of a path with one slash before it. */
static void put_part(struct buf *address, const char *part)
{
    if (part != NULL && part[0] != '\0') {
        part += part[0] == '/';
        buf_char(address, '/');
        url_put_encoded(address, part, strlen(part), "/%:@!$&'()*+,;=");
    }
}

/* ApiEndpoint is a host's name, which is reached by HTTPS, unless it is this machine. */
static bool set_address(struct wire_request *r, const struct value *parameters, struct buf *why)
{
    const char *endpoint = value_member_text(parameters, "ApiEndpoint");
    struct buf address = { 0 };
    endpoint = endpoint != NULL ? endpoint : "";
    char *host = memory_text_n(endpoint, strcspn(endpoint, ":/"));
    bool is_whole = strstr(endpoint, "://") != NULL;
    buf_print(&address, "%s%s",
              is_whole                 ? ""
              : plainapi_is_here(host) ? "http://"
                                       : "https://",
              endpoint);
    put_part(&address, value_member_text(parameters, "Stage"));
    put_part(&address, value_member_text(parameters, "Path"));
    bool is_good = plainapi_set_address(r, "ApiEndpoint", buf_string(&address), why);
    memory_release(host);
    buf_release(&address);
    return is_good;
}

/* ---- What goes along ---- */

static bool set_headers(struct wire_request *r, const struct value *parameters, struct buf *why)
{
    struct value *headers = NULL;
    value_member(parameters, "Headers", &headers);
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (!plainapi_may_send(w.key, refused, why)) {
            return false;
        }
        for (size_t i = 0; value_type(w.value) == VALUE_ARRAY && i < value_count(w.value);
             i++) {
            struct buf text = { 0 };
            plainapi_put_text(&text, value_item(w.value, i));
            wire_add(&r->headers, w.key, buf_string(&text));
            buf_release(&text);
        }
    }
    return true;
}

static void add_query(struct wire_request *r, const struct value *parameters)
{
    struct value *query = NULL;
    value_member(parameters, "QueryParameters", &query);
    for (struct value_walk w = value_walk(query); value_step(&w);) {
        for (size_t i = 0; value_type(w.value) == VALUE_ARRAY && i < value_count(w.value);
             i++) {
            plainapi_add_query(r, w.key, value_item(w.value, i));
        }
    }
}

/* The value without members that are null, at any depth. New. */
static struct value *without_nulls(struct value *v)
{
    if (value_type(v) == VALUE_ARRAY) {
        struct value *items = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            value_append_take(&items, without_nulls(value_item(v, i)));
        }
        return items;
    }
    if (value_type(v) != VALUE_OBJECT) {
        return value_share(v);
    }
    struct value *object = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        if (!value_is_null(w.value)) {
            value_set_take(&object, w.key, without_nulls(w.value));
        }
    }
    return object;
}

/* A text is sent as JSON too, with its quotes. */
static void set_body(struct wire_request *r, const struct value *parameters)
{
    struct value *body = NULL, *nulls = NULL;
    if (!value_member(parameters, "RequestBody", &body) || value_is_null(body)) {
        return;
    }
    value_member(parameters, "AllowNullValues", &nulls);
    bool keeps = value_is_true(nulls) ||
                 text_is(value_member_text(parameters, "AllowNullValues"), "true");
    struct value *sent = keeps ? value_share(body) : without_nulls(body);
    write_json(&r->body, sent);
    value_release(sent);
    if (wire_find(&r->headers, "Content-Type") == NULL) {
        wire_set(&r->headers, "Content-Type", "application/json");
    }
}

/* ---- The protocol ---- */

static bool knows_authority(const struct value *parameters, struct buf *why)
{
    const char *type = value_member_text(parameters, "AuthType");
    bool knows = type == NULL || text_is(type, "NO_AUTH") || text_is(type, "IAM_ROLE") ||
                 text_is(type, "RESOURCE_POLICY");
    if (!knows) {
        buf_text(why,
                 "The field 'AuthType' must be one of NO_AUTH, IAM_ROLE and RESOURCE_POLICY");
    }
    return knows;
}

static bool build(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why)
{
    (void)a;
    if (!plainapi_set_method(r, input, why) || !knows_authority(input, why) ||
        !set_address(r, input, why) || !set_headers(r, input, why)) {
        return false;
    }
    add_query(r, input);
    set_body(r, input);
    return true;
}

static bool signs(const struct value *parameters)
{
    return text_is(value_member_text(parameters, "AuthType"), "IAM_ROLE");
}

static const struct protocol_plain plain = {
    .lost = "ApiGateway.SdkClientException",
    .unauthorized = "ApiGateway.SdkClientException",
    .by_status = "ApiGateway.",
    .signs = signs,
};

static const struct asl_protocol protocol = {
    .plain = &plain,
    .build = build,
    .read = plainapi_read,
    .read_fault = plainapi_read_fault,
};

static const struct asl_service service = {
    .name = "apigateway",
    .id = "API Gateway",
    .prefix = "ApiGateway",
    .client = "ApiGateway",
    .own = "ApiGateway",
    .other = "",
    .protocol = &protocol,
    .host = "execute-api",
    .signing = "execute-api",
};

const struct asl_action asl_call_gateway = {
    .service = &service,
    .operation = "Invoke",
    .method = "GET",
    .path = "/",
    .is_optimised = true,
};
