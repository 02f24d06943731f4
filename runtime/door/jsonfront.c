#include "runtime/door/jsonfront.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/door/authfront.h"
#include "runtime/door/errorcode.h"
#include "runtime/door/models.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define CORAL         "com.amazon.coral.service"
#define REQUEST_BYTES ((size_t)16 << 20)

/* Where nothing says which service is meant, DynamoDB answers. */
static bool is_dynamodb(const struct exchange *x)
{
    return x->service == NULL || strcmp(x->service->name, "dynamodb") == 0;
}

/* ---- Answers ---- */

/* What DynamoDB's clients check an answer by: the CRC of Ethernet and gzip. */
static uint32_t crc32_of(const char *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
        }
    }
    return ~crc;
}

static void add_id(struct exchange *x)
{
    struct buf id = { 0 };
    if (is_dynamodb(x)) {
        exchange_put_long_id(x, &id);
    } else {
        exchange_put_uuid(x, &id);
    }
    http_add_header(x->http, "x-amzn-RequestId", buf_string(&id));
    buf_release(&id);
}

/* A client that comes from a page of this very host is told that it may read the answer. */
static void add_origin(struct exchange *x)
{
    if (http_header(x->http, "Origin") != NULL) {
        http_add_header(x->http, "Access-Control-Allow-Origin", "*");
    }
}

static void send(struct exchange *x, int status, const char *type, struct buf *body)
{
    add_id(x);
    add_origin(x);
    if (is_dynamodb(x)) {
        struct buf crc = { 0 };
        buf_int(&crc, crc32_of(buf_string(body), body->size));
        http_add_header(x->http, "x-amz-crc32", buf_string(&crc));
        buf_release(&crc);
    }
    exchange_send(x, status, type, body);
}

static bool has_type(const struct exchange *x, const char *type)
{
    const char *value = http_header(x->http, "Content-Type");
    size_t size = value == NULL ? 0 : strcspn(value, ";");
    while (size > 0 && text_is_blank(value[size - 1])) {
        size--;
    }
    return size == strlen(type) && strncmp(value, type, size) == 0;
}

/* An answer comes in the request's own kind of JSON. */
static const char *type_of(const struct exchange *x)
{
    bool is_plain = has_type(x, "application/json") ||
                    (is_dynamodb(x) && http_header(x->http, "Content-Type") == NULL);
    bool is_newer =
        !is_dynamodb(x) && x->service != NULL && strcmp(x->service->version, "1.1") == 0;
    return is_plain   ? "application/json"
           : is_newer ? "application/x-amz-json-1.1"
                      : "application/x-amz-json-1.0";
}

/* SQS tells the code that an error had in its older protocol, too. */
static void add_old_code(struct exchange *x, const struct service_answer *a)
{
    if (x->service != NULL && strcmp(x->service->name, "sqs") == 0) {
        struct buf code = { 0 };
        buf_print(&code, "%s;%s", errorcode_of_form(x->service, a->code),
                  a->status < 500 ? "Sender" : "Receiver");
        http_add_header(x->http, "x-amzn-query-error", buf_string(&code));
        buf_release(&code);
    }
}

static void write(struct exchange *x, const struct service_answer *a)
{
    struct buf body = { 0 };
    if (!a->is_bare) {
        struct value *json = service_answer_json(a);
        write_json(&body, json);
        value_release(json);
    }
    if (!service_answer_is_good(a)) {
        add_old_code(x, a);
    }
    send(x, a->status, type_of(x), &body);
}

/* Returns false, so that a check can end with it. `message` may be NULL. */
static bool fail(struct exchange *x, const char *code, const char *message)
{
    struct service_answer a = { .status = 400, .space = CORAL, .code = code };
    if (message != NULL) {
        service_answer_fail(&a, 400, CORAL, code, "%s", message);
    }
    write(x, &a);
    service_answer_release(&a);
    return false;
}

/* ---- Requests ---- */

static void answer_preflight(struct exchange *x)
{
    static const char *const names[][2] = {
        { "Access-Control-Request-Headers", "Access-Control-Allow-Headers" },
        { "Access-Control-Request-Method", "Access-Control-Allow-Methods" },
    };
    struct buf none = { 0 };
    add_id(x);
    add_origin(x);
    http_add_header(x->http, "Access-Control-Max-Age", "172800");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *asked = http_header(x->http, names[i][0]);
        if (asked != NULL) {
            http_add_header(x->http, names[i][1], asked);
        }
    }
    exchange_send(x, 200, NULL, &none);
}

static bool answer_text(struct exchange *x, int status, const char *text)
{
    struct buf body = { 0 };
    buf_text(&body, text);
    send(x, status, NULL, &body);
    return false;
}

/* What has another method, or is not JSON. Returns false after it has answered. */
static bool check_kind(struct exchange *x, size_t size)
{
    const char *method = http_method(x->http);
    if (strcmp(method, "OPTIONS") == 0 && http_header(x->http, "Origin") != NULL) {
        answer_preflight(x);
        return false;
    }
    if (strcmp(method, "GET") == 0 && is_dynamodb(x)) {
        return answer_text(x, 200, "healthy: dynamodb.us-east-1.amazonaws.com ");
    }
    bool is_json = !is_dynamodb(x) || size == 0 || has_type(x, "application/json") ||
                   has_type(x, "application/x-amz-json-1.0");
    return (strcmp(method, "POST") == 0 && is_json) ||
           answer_text(x, 404, "<UnknownOperationException/>\n");
}

static bool read_body(struct exchange *x, const char *text, size_t size)
{
    struct read_error error;
    if (size == 0) {
        return true;
    }
    return (read_json(text, size, &x->input, &error) && value_type(x->input) == VALUE_OBJECT) ||
           fail(x, "SerializationException", NULL);
}

/* "DynamoDB_20120810.GetItem" */
static bool find_action(struct exchange *x)
{
    const char *target = http_header(x->http, "X-Amz-Target");
    const char *dot = target == NULL ? NULL : strchr(target, '.');
    if (dot != NULL && x->service != NULL) {
        x->action = models_action(x->service, dot + 1);
    }
    return x->action != NULL || fail(x, "UnknownOperationException", NULL);
}

static bool check_signature(struct exchange *x)
{
    struct buf why = { 0 };
    const char *code = authfront_check(x->http, &why);
    if (code != NULL) {
        fail(x, code, buf_string(&why));
    }
    buf_release(&why);
    return code == NULL;
}

static bool read(struct exchange *x)
{
    size_t size;
    const char *text = http_body(x->http, &size);
    if (size > REQUEST_BYTES) {
        struct buf none = { 0 };
        exchange_send(x, 413, NULL, &none);
        return false;
    }
    if (!check_kind(x, size) || !read_body(x, text, size) || !find_action(x) ||
        (is_dynamodb(x) && !check_signature(x))) {
        return false;
    }
    if (x->input == NULL && is_dynamodb(x)) {
        return fail(x, "SerializationException", NULL);
    }
    x->input = x->input != NULL ? x->input : value_object();
    return true;
}

const struct exchange_front jsonfront = { .read = read, .write = write };
