#include "runtime/host/runtimeapi.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/loop/http.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define ROOT "/2018-06-01/runtime/"
#define JSON "application/json"

/* Splits "ID/response" into the ID and what follows. Returns NULL if it is not so. */
static const char *split_id(const char *text, char id[RUNTIMEAPI_ID_MAX + 1])
{
    size_t size = strcspn(text, "/");
    if (size == 0 || size > RUNTIMEAPI_ID_MAX || text[size] == '\0') {
        return NULL;
    }
    memcpy(id, text, size);
    id[size] = '\0';
    return text + size + 1;
}

static enum runtimeapi_call read_post(const char *rest, char id[RUNTIMEAPI_ID_MAX + 1])
{
    static const char invocation[] = "invocation/";
    if (strcmp(rest, "init/error") == 0) {
        return RUNTIMEAPI_INIT_ERROR;
    }
    if (strncmp(rest, invocation, sizeof invocation - 1) != 0) {
        return RUNTIMEAPI_UNKNOWN;
    }
    const char *what = split_id(rest + sizeof invocation - 1, id);
    return text_is(what, "response") ? RUNTIMEAPI_RESPONSE
           : text_is(what, "error")  ? RUNTIMEAPI_ERROR
                                     : RUNTIMEAPI_UNKNOWN;
}

enum runtimeapi_call runtimeapi_read(const struct http_request *r,
                                     char ret_id[RUNTIMEAPI_ID_MAX + 1])
{
    const char *path = http_path(r), *method = http_method(r);
    ret_id[0] = '\0';
    if (strncmp(path, ROOT, sizeof ROOT - 1) != 0) {
        return RUNTIMEAPI_UNKNOWN;
    }
    path += sizeof ROOT - 1;
    if (strcmp(method, "GET") == 0) {
        return strcmp(path, "invocation/next") == 0 ? RUNTIMEAPI_NEXT : RUNTIMEAPI_UNKNOWN;
    }
    return strcmp(method, "POST") == 0 ? read_post(path, ret_id) : RUNTIMEAPI_UNKNOWN;
}

void runtimeapi_give(struct http_request *r, const struct runtimeapi_event *e)
{
    char deadline[32];
    snprintf(deadline, sizeof deadline, "%" PRId64, e->deadline_ms);
    http_add_header(r, "Lambda-Runtime-Aws-Request-Id", e->request_id);
    http_add_header(r, "Lambda-Runtime-Deadline-Ms", deadline);
    http_add_header(r, "Lambda-Runtime-Invoked-Function-Arn", e->arn);
    http_add_header(r, "Lambda-Runtime-Trace-Id", e->trace_id);
    if (e->client_context != NULL) {
        http_add_header(r, "Lambda-Runtime-Client-Context", e->client_context);
    }
    http_answer(r, 200, JSON, e->body, e->size);
}

void runtimeapi_accept(struct http_request *r)
{
    static const char ok[] = "{\"status\":\"OK\"}\n";
    http_answer(r, 202, JSON, ok, sizeof ok - 1);
}

void runtimeapi_refuse(struct http_request *r, int status, const char *type,
                       const char *message)
{
    struct buf body = { 0 };
    buf_print(&body, "{\"errorType\":\"%s\",\"errorMessage\":\"%s\"}\n", type, message);
    http_answer(r, status, JSON, body.text, body.size);
    buf_release(&body);
}

char *runtimeapi_error_type(const struct http_request *r)
{
    size_t size;
    const char *body = http_body(r, &size);
    struct value *error = NULL;
    struct read_error ignored;
    char *type = NULL;
    if (read_json(body, size, &error, &ignored)) {
        type = memory_text(value_member_text(error, "errorType"));
        value_release(error);
    }
    return type != NULL ? type
                        : memory_text(http_header(r, "Lambda-Runtime-Function-Error-Type"));
}

static int base64_digit(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

void runtimeapi_decode(struct buf *out, const char *text)
{
    unsigned bits = 0;
    int count = 0;
    for (; base64_digit(*text) >= 0; text++) {
        bits = bits << 6 | (unsigned)base64_digit(*text);
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_char(out, (char)(bits >> count & 0xFF));
        }
    }
}

char *runtimeapi_broken_stream(const struct http_request *r, struct buf *error)
{
    const char *type = http_header(r, "Lambda-Runtime-Function-Error-Type");
    const char *body = http_header(r, "Lambda-Runtime-Function-Error-Body");
    if (type != NULL && body != NULL) {
        runtimeapi_decode(error, body);
    }
    return memory_text(type);
}
