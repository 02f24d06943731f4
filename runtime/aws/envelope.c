#include "runtime/aws/envelope.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- A call's metadata ---- */

/* Bytes of a header that are not UTF-8 are shown as such. */
static struct value *text_of(const char *header)
{
    struct buf text = { 0 };
    text_put_utf8(&text, header, strlen(header));
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

static void put_header(struct value *headers, struct value **lists, const char *name,
                       const char *text)
{
    struct value *list = value_array(1);
    value_append_take(&list, value_text(text));
    value_set_take(lists, name, list);
    value_set_take(&headers, name, value_text(text));
}

/* `headers` and `lists` are taken. */
static void put_all(struct value **all, struct value *headers, struct value *lists, int status,
                    const char *request_id)
{
    struct value *http = value_object(), *response = value_object();
    value_set_take(&http, "AllHttpHeaders", lists);
    value_set_take(&http, "HttpHeaders", headers);
    value_set_take(&http, "HttpStatusCode", value_int(status));
    value_set_text(&response, "RequestId", request_id);
    value_set_take(all, "SdkHttpMetadata", http);
    value_set_take(all, "SdkResponseMetadata", response);
}

/* The same for an answer that nobody has sent. */
static void put_metadata(struct value **all, struct value *headers, struct value *lists,
                         const char *request_id)
{
    put_header(headers, &lists, "x-amzn-RequestId", request_id);
    put_all(all, headers, lists, 200, request_id);
}

void envelope_put_metadata(struct value **all, const struct wire_answer *w,
                           const char *request_id)
{
    struct value *headers = value_object(), *lists = value_object();
    for (size_t i = 0; i < w->headers.count; i++) {
        const struct wire_header *h = &w->headers.all[i];
        struct value *list = value_take_member(&lists, h->name);
        list = list != NULL ? list : value_array(1);
        value_append_take(&list, text_of(h->value));
        value_set_take(&lists, h->name, list);
        value_set_take(&headers, h->name, text_of(h->value));
    }
    put_all(all, headers, lists, w->status, request_id);
}

struct value *envelope_invoked(struct value *payload, const struct wire_answer *w,
                               const char *request_id)
{
    struct value *all = value_object();
    value_set_text(&all, "ExecutedVersion", wire_find(&w->headers, "X-Amz-Executed-Version"));
    value_set_text(&all, "LogResult", wire_find(&w->headers, "X-Amz-Log-Result"));
    value_set_take(&all, "Payload", payload != NULL ? payload : value_text(""));
    envelope_put_metadata(&all, w, request_id);
    value_set_take(&all, "StatusCode", value_int(w->status));
    return all;
}

struct value *envelope_lambda(struct value *payload, const char *request_id)
{
    struct value *all = value_object();
    struct value *headers = value_object(), *lists = value_object();
    put_header(headers, &lists, "Content-Type", "application/json");
    put_header(headers, &lists, "X-Amz-Executed-Version", "$LATEST");
    value_set_take(&all, "ExecutedVersion", value_text("$LATEST"));
    value_set_take(&all, "Payload", payload);
    put_metadata(&all, headers, lists, request_id);
    value_set_take(&all, "StatusCode", value_int(200));
    return all;
}

struct value *envelope_accepted(int status, const char *request_id)
{
    struct wire_answer w = { .status = status };
    wire_add(&w.headers, "x-amzn-RequestId", request_id);
    struct value *all = envelope_invoked(NULL, &w, request_id);
    wire_headers_release(&w.headers);
    return all;
}

static struct value *seconds(int64_t at_ms)
{
    char text[NUMBER_ROOM];
    int size =
        snprintf(text, sizeof text, "%" PRId64 ".%03d", at_ms / 1000, (int)(at_ms % 1000));
    return value_number(text, (size_t)size);
}

struct value *envelope_started(const char *execution_arn, int64_t start_ms,
                               const char *request_id)
{
    struct value *all = value_object();
    struct value *headers = value_object(), *lists = value_object();
    put_header(headers, &lists, "Content-Type", "application/x-amz-json-1.0");
    value_set_take(&all, "ExecutionArn", value_text(execution_arn));
    put_metadata(&all, headers, lists, request_id);
    value_set_take(&all, "StartDate", seconds(start_ms));
    return all;
}

/* ---- An execution that has ended ---- */

static void put_copy(struct value **all, const char *key, const struct envelope_execution *x,
                     const char *from)
{
    struct value *member;
    if (value_member(x->description, from, &member)) {
        value_set_take(all, key, value_share(member));
    }
}

/* Seconds with a fraction there, milliseconds here. */
static void put_date(struct value **all, const char *key, const struct envelope_execution *x,
                     const char *from)
{
    struct value *member;
    if (value_member(x->description, from, &member) && value_type(member) == VALUE_NUMBER) {
        double ms = value_to_number(member).real * 1000;
        value_set_take(all, key, value_int((int64_t)(ms + 0.5)));
    }
}

static void put_payload(struct value **all, const char *key, const char *details_key,
                        const char *text, bool parsed)
{
    struct value *payload = NULL, *details = value_object();
    struct read_error error;
    if (!parsed || !read_json(text, strlen(text), &payload, &error)) {
        payload = value_text(text);
    }
    value_set_take(all, key, payload);
    value_set_take(&details, "Included", value_bool(true));
    value_set_take(all, details_key, details);
}

struct value *envelope_ended(const struct envelope_execution *x, bool parsed)
{
    struct value *all = value_object();
    const char *input = value_member_text(x->description, "input");
    const char *output = value_member_text(x->description, "output");
    put_copy(&all, "Cause", x, "cause");
    put_copy(&all, "Error", x, "error");
    value_set_text(&all, "ExecutionArn", x->execution_arn);
    if (input != NULL) {
        put_payload(&all, "Input", "InputDetails", input, parsed);
    }
    value_set_text(&all, "Name", x->name);
    if (output != NULL) {
        put_payload(&all, "Output", "OutputDetails", output, parsed);
    }
    put_copy(&all, "RedriveCount", x, "redriveCount");
    put_copy(&all, "RedriveStatus", x, "redriveStatus");
    if (output != NULL && value_member(x->description, "redriveStatus", NULL)) {
        value_set_text(&all, "RedriveStatusReason",
                       "Execution is SUCCEEDED and cannot be redriven");
    }
    put_date(&all, "StartDate", x, "startDate");
    value_set_text(&all, "StateMachineArn", x->machine_arn);
    put_copy(&all, "Status", x, "status");
    put_date(&all, "StopDate", x, "stopDate");
    return all;
}

char *envelope_cause(const struct envelope_execution *x)
{
    struct value *all = envelope_ended(x, false);
    char *text = write_text(all);
    value_release(all);
    return text;
}
