#include "runtime/mapping/carry.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/api/api.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/request.h"
#include "runtime/loop/fetch.h"
#include "runtime/loop/http.h"
#include "runtime/mapping/asking.h"
#include "runtime/mapping/formanswer.h"
#include "runtime/mapping/incoming.h"
#include "runtime/mapping/message.h"
#include "runtime/mapping/plan.h"
#include "runtime/program/feature.h"
#include "runtime/program/session.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define CONNECT_MS 5000
#define TOTAL_MS   29000 /* API Gateway waits as long */
#define BODY_MAX   ((size_t)10 << 20)

/* ---- Step Functions ---- */

static void on_answer(struct call *call, const struct service_answer *a)
{
    struct asking *asking = (struct asking *)call;
    struct value *json = service_answer_json(a), *headers = value_object();
    struct buf body = { 0 };
    char status[16];
    snprintf(status, sizeof status, "%d", a->status);
    value_set_text(&headers, "content-type", "application/x-amz-json-1.0");
    write_json(&body, json);
    value_release(json);
    asking->has_call = false;
    struct incoming in = { { a->status, headers, buf_string(&body), body.size }, status };
    asking->done(asking, &in);
    buf_release(&body);
    value_release(headers);
}

static bool ask_states(struct asking *a, const char *action)
{
    struct service_answer answer = { .status = 0 };
    struct buf target = { 0 };
    enum operation operation = OPERATION_StartExecution;
    struct value *input = NULL;
    buf_print(&target, "AWSStepFunctions.%s", action);
    bool is_read = request_read(buf_string(&target), buf_string(&a->out.body), a->out.body.size,
                                &operation, &input, &answer);
    buf_release(&target);
    a->call = (struct call){ .operation = operation,
                             .input = input,
                             .now_ms = station_now_ms(a->station),
                             .on_answer = on_answer };
    a->has_call = true;
    api_function *f = is_read ? api_of(operation) : NULL;
    if (!is_read) {
        call_answer(&a->call, &answer);
    } else if (f == NULL) {
        call_needs_compiler(&a->call);
    } else {
        f(a->station, &a->call);
    }
    return true;
}

/* ---- Functions ---- */

static void on_done(void *owner, const char *text, size_t size, bool has_failed)
{
    struct asking *a = owner;
    struct value *error = NULL;
    struct read_error ignored;
    const char *message = NULL;
    if (has_failed && read_json(text, size, &error, &ignored)) {
        message = value_member_text(error, "errorMessage");
    }
    struct incoming in = { { 200, NULL, text, size },
                           !has_failed       ? NULL
                           : message != NULL ? message
                                             : "" };
    a->has_function = false;
    a->done(a, &in);
    value_release(error);
}

/* Of a call that nobody waits for. */
static void on_ignored(void *owner, const char *text, size_t size, bool has_failed)
{
    (void)owner, (void)text, (void)size, (void)has_failed;
}

static bool ask_function(struct asking *a, struct buf *why)
{
    struct session *s = a->session;
    const char *kind = outgoing_header(&a->out, "X-Amz-Invocation-Type");
    bool is_event = kind != NULL && strcasecmp(kind, "Event") == 0;
    struct feature_call c = { .function = a->plan->function,
                              .event = a->out.body.size > 0 ? a->out.body.text : "{}",
                              .size = a->out.body.size > 0 ? a->out.body.size : 2,
                              .done = is_event ? on_ignored : on_done,
                              .owner = a };
    void *door = session_door(s, why);
    if (door == NULL || !s->services->call(door, &c, &a->function, why)) {
        return false;
    }
    a->has_function = !is_event;
    if (is_event) {
        struct incoming in = { { 202, NULL, "", 0 }, NULL };
        a->done(a, &in);
    }
    return true;
}

/* ---- Embedded services ---- */

static void on_end(void *owner, struct fetch_end *end)
{
    struct asking *a = owner;
    char status[16];
    struct buf body = { 0 };
    bool is_good = end->fault == FETCH_GOOD;
    struct incoming in = { { is_good ? end->answer->status : 504, NULL, "", 0 }, status };
    struct value *headers = value_object();
    a->work = NULL;
    for (size_t i = 0; is_good && i < end->answer->headers.count; i++) {
        const struct wire_header *h = &end->answer->headers.all[i];
        value_set_text(&headers, h->name, h->value);
    }
    if (is_good && message_is_form(a->plan)) {
        formanswer_put(end->answer, &body);
    } else if (is_good) {
        buf_put(&body, end->answer->body.text, end->answer->body.size);
    } else {
        buf_print(&body, "{\"message\":\"Endpoint request timed out\"}");
    }
    in.answer.headers = headers;
    in.answer.body = buf_string(&body);
    in.answer.size = body.size;
    snprintf(status, sizeof status, "%d", in.answer.status);
    a->done(a, &in);
    value_release(headers);
    buf_release(&body);
}

static bool ask_service(struct asking *a, struct buf *why)
{
    struct session *s = a->session;
    void *door = session_door(s, why);
    if (door == NULL ||
        !message_fill(&a->request, a->plan, &a->out, s->services->url(door), why)) {
        return false;
    }
    struct fetch_job job = {
        .loop = s->loop,
        .request = &a->request,
        .limits = { .connect_ms = CONNECT_MS, .total_ms = TOTAL_MS, .body_max = BODY_MAX },
        .done = on_end,
        .owner = a
    };
    a->work = fetch_plain.start(&job);
    return true;
}

/* ---- Which ---- */

bool carry_begin(struct asking *a, struct buf *why)
{
    const struct plan *p = a->plan;
    if (p->kind == PLAN_FUNCTION) {
        return ask_function(a, why);
    }
    if (strcmp(p->service, "states") != 0) {
        return ask_service(a, why);
    }
    const char *target = outgoing_header(&a->out, "X-Amz-Target");
    const char *dot = target != NULL ? strrchr(target, '.') : NULL;
    return ask_states(a, p->action != NULL ? p->action : dot != NULL ? dot + 1 : "");
}

void carry_stop(struct asking *a)
{
    if (a->has_call && a->call.on_gone != NULL) {
        a->call.on_gone(&a->call);
    }
    if (a->has_function && a->session->door != NULL) {
        a->session->services->cancel(a->session->door, a->function);
    }
    if (a->work != NULL) {
        fetch_plain.abandon(a->work);
    }
    a->has_call = a->has_function = false;
    a->work = NULL;
}

void carry_release(struct asking *a)
{
    call_close(&a->call);
    wire_request_release(&a->request);
}
