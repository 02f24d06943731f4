#include "runtime/door/invocation.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/call/shape.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define BEGIN "/2015-03-31/functions/"
#define END   "/invocations"

bool invocation_is_for(const char *path)
{
    return strncmp(path, BEGIN, sizeof BEGIN - 1) == 0;
}

/* ---- Answers ---- */

static void add_id(struct exchange *x)
{
    struct buf id = { 0 };
    exchange_put_uuid(x, &id);
    http_add_header(x->http, "x-amzn-RequestId", buf_string(&id));
    buf_release(&id);
}

void invocation_answer(struct exchange *x, const struct invocation_result *result)
{
    struct http_request *r = x->http;
    add_id(x);
    http_add_header(r, "X-Amz-Executed-Version", "$LATEST");
    if (result->has_failed) {
        http_add_header(r, "X-Amz-Function-Error", "Unhandled");
    }
    x->http = NULL;
    http_answer(r, 200, "application/json", result->payload, result->size);
}

void invocation_add_log(struct exchange *x, const char *log)
{
    struct buf base64 = { 0 };
    shape_encode(&base64, log, strlen(log));
    http_add_header(x->http, "X-Amz-Log-Result", buf_string(&base64));
    buf_release(&base64);
}

void invocation_accept(struct exchange *x, const struct invocation_call *call)
{
    struct buf none = { 0 };
    add_id(x);
    exchange_send(x, call->is_dry_run ? 204 : 202, NULL, &none);
}

void invocation_fail(struct exchange *x, int status, const char *code, const char *message)
{
    struct buf body = { 0 };
    struct value *json = value_object();
    value_set_text(&json, "Type", status < 500 ? "User" : "Service");
    value_set_text(&json, "message", message);
    write_json(&body, json);
    value_release(json);
    add_id(x);
    http_add_header(x->http, "x-amzn-ErrorType", code);
    exchange_send(x, status, "application/json", &body);
}

static void write(struct exchange *x, const struct service_answer *a)
{
    invocation_fail(x, a->status, a->code, a->message);
}

/* ---- Requests ---- */

static bool refuse(struct exchange *x, int status, const char *code, const char *message)
{
    invocation_fail(x, status, code, message);
    return false;
}

static bool is_type(const struct exchange *x, const char *type)
{
    const char *asked = http_header(x->http, "X-Amz-Invocation-Type");
    return asked != NULL && strcasecmp(asked, type) == 0;
}

static bool check_body(struct exchange *x)
{
    size_t size;
    const char *body = http_body(x->http, &size);
    struct value *json = NULL;
    struct read_error error;
    size_t most = is_type(x, "Event") ? INVOCATION_EVENT_BYTES_MAX : INVOCATION_BYTES_MAX;
    if (size > most) {
        char message[128];
        snprintf(message, sizeof message,
                 "Request must be smaller than %zu bytes for the InvokeFunction operation",
                 most);
        return refuse(x, 413, "RequestEntityTooLargeException", message);
    }
    bool is_good = size == 0 || read_json(body, size, &json, &error);
    value_release(json);
    return is_good || refuse(x, 400, "InvalidRequestContentException",
                             "Could not parse request body into json");
}

/* The name between the two ends of the path, decoded: appended. */
static bool put_function(const struct exchange *x, struct buf *out)
{
    const char *name = http_path(x->http) + sizeof BEGIN - 1;
    size_t size = strlen(name), end = sizeof END - 1;
    bool is_there = size > end && strcmp(name + size - end, END) == 0 &&
                    memchr(name, '/', size - end) == NULL;
    if (is_there) {
        url_put_decoded(out, name, size - end, false);
    }
    return is_there && strlen(buf_string(out)) == out->size &&
           text_utf8_span(buf_string(out), out->size) == out->size;
}

static void add_qualifier(struct exchange *x)
{
    struct buf qualifier = { 0 }, clean = { 0 };
    if (exchange_find_pair(http_query(x->http), "Qualifier", &qualifier)) {
        text_put_utf8(&clean, buf_string(&qualifier), qualifier.size);
        value_set_text(&x->input, "Qualifier", buf_string(&clean));
    }
    buf_release(&clean);
    buf_release(&qualifier);
}

static bool read(struct exchange *x)
{
    struct buf function = { 0 };
    bool is_invoke = strcmp(http_method(x->http), "POST") == 0 && put_function(x, &function);
    if (is_invoke) {
        x->input = value_object();
        value_set_text(&x->input, "FunctionName", buf_string(&function));
        add_qualifier(x);
    }
    buf_release(&function);
    if (!is_invoke) {
        return refuse(x, 404, "UnknownOperationException",
                      "Of Lambda's API, Invoke alone is answered here.");
    }
    return check_body(x);
}

void invocation_get(const struct exchange *x, struct invocation_call *ret_call)
{
    size_t size;
    const char *event = http_body(x->http, &size);
    const char *log = http_header(x->http, "X-Amz-Log-Type");
    *ret_call = (struct invocation_call){
        .function = value_member_text(x->input, "FunctionName"),
        .qualifier = value_member_text(x->input, "Qualifier"),
        .client_context = http_header(x->http, "X-Amz-Client-Context"),
        .is_event = is_type(x, "Event"),
        .wants_log = log != NULL && strcmp(log, "Tail") == 0,
        .is_dry_run = is_type(x, "DryRun"),
        .event = size > 0 ? event : "{}",
        .size = size > 0 ? size : 2,
    };
}

const struct exchange_front invocation_front = { .read = read, .write = write };
