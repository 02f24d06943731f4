#include "runtime/mapping/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/door/invocation.h"
#include "runtime/front/caller.h"
#include "runtime/front/gate.h"
#include "runtime/front/mapped.h"
#include "runtime/front/route.h"
#include "runtime/loop/http.h"
#include "runtime/mapping/asking.h"
#include "runtime/mapping/carry.h"
#include "runtime/mapping/httpapi.h"
#include "runtime/mapping/incoming.h"
#include "runtime/mapping/outgoing.h"
#include "runtime/mapping/plan.h"
#include "runtime/mapping/scene.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

struct mapping {
    struct callers *callers; /* borrowed */
    struct plan **plans;     /* [routes.count]; owned; NULL: the route has no mapping */
    struct asking *first;
    size_t waiting;
};

static scene_finder *finder;

void mapping_find_by(scene_finder *find)
{
    finder = find;
}

/* ---- Requests that wait ---- */

static void take_out(struct asking *a)
{
    struct asking **at = &a->all->first;
    while (*at != a) {
        at = &(*at)->next;
    }
    *at = a->next;
    a->all->waiting--;
}

static void release(struct asking *a)
{
    take_out(a);
    carry_release(a);
    scene_close(&a->scene);
    outgoing_release(&a->out);
    memory_release(a);
}

static struct session *session_of(const struct mapping *m)
{
    return &m->callers->station->session;
}

/* Say on standard error what has gone wrong. */
static void tell(const struct asking *a, const char *why)
{
    message_print(session_of(a->all)->options->program, "%s %s: %s", a->route->method,
                  a->route->path, why);
}

static const struct plan *plan_of(const struct mapping *m, const struct route *route)
{
    return m->plans[route - m->callers->routes->list];
}

/* ---- Answers ---- */

static void refuse(struct asking *a, const struct outgoing_refusal *r)
{
    http_add_header(a->http, "x-amzn-ErrorType", r->type);
    callers_refuse(a->all->callers, a->http, a->route, r->status, r->message);
    release(a);
}

static void fail(struct asking *a, const char *why)
{
    static const struct outgoing_refusal broken = { 500, "InternalServerErrorException",
                                                    "Internal server error" };
    tell(a, why);
    refuse(a, &broken);
}

static bool says_origin(const struct value *headers)
{
    for (struct value_walk w = value_walk(headers); value_step(&w);) {
        if (strcasecmp(w.key, "Access-Control-Allow-Origin") == 0) {
            return true;
        }
    }
    return false;
}

/* The server says itself how long the answer is. */
static void put_header(struct http_request *r, const char *name, const struct value *v)
{
    bool is_list = value_type(v) == VALUE_ARRAY;
    for (size_t i = 0; scene_may_set(name) && i < (is_list ? value_count(v) : 1); i++) {
        struct buf text = { 0 };
        scene_put_header(&text, is_list ? value_item(v, i) : v);
        http_add_header(r, name, buf_string(&text));
        buf_release(&text);
    }
}

static void answer(struct asking *a, const struct incoming_reply *r)
{
    struct callers *all = a->all->callers;
    struct front_answered told = { .id = a->id,
                                   .status = r->status,
                                   .took_ms = (clock_monotonic_ns() - a->since_ns) / 1000000 };
    callers_count(all, a->http, a->route, &told);
    if (!says_origin(r->headers)) {
        gate_put_headers(all->gate, a->http);
    }
    http_add_header(a->http, "x-amzn-RequestId", a->id);
    for (struct value_walk w = value_walk(r->headers); value_step(&w);) {
        put_header(a->http, w.key, w.value);
    }
    http_answer(a->http, r->status, buf_string(&r->type), buf_string(&r->body), r->body.size);
    release(a);
}

/* An HTTP API hands on what the service has answered. */
static void hand_on(struct asking *a, const struct incoming *in)
{
    struct incoming_reply r = { .status = in->answer.status, .headers = value_object() };
    struct value *like = value_object();
    const char *type = value_member_text(in->answer.headers, "content-type");
    buf_text(&r.type, type != NULL && strstr(type, "json") == NULL ? type : "application/json");
    buf_put(&r.body, in->answer.body, in->answer.size);
    value_set_take(&like, "statusCode", value_int(r.status));
    value_set_take(&like, "body", value_text_n(in->answer.body, in->answer.size));
    httpapi_change_answer(a->plan, &a->scene, a->http, &r.status, &like);
    struct value *headers = NULL;
    if (value_member(like, "headers", &headers)) {
        value_release(r.headers);
        r.headers = value_share(headers);
    }
    value_release(like);
    answer(a, &r);
    incoming_release(&r);
}

static void on_done(struct asking *a, const struct incoming *in)
{
    struct incoming_reply r;
    struct buf why = { 0 };
    if (a->plan->is_http_api) {
        hand_on(a, in);
        return;
    }
    if (incoming_make(&r, a->plan, &a->scene, a->http, in, &why)) {
        answer(a, &r);
    } else {
        fail(a, buf_string(&why));
    }
    incoming_release(&r);
    buf_release(&why);
}

/* ---- Requests ---- */

/* The status in a text such as {"statusCode": 204}, whose name may be without quotes; "" if
 * there is none. */
static void read_mocked(const char *text, char ret_status[4])
{
    static const char name[] = "statusCode";
    const char *at = strstr(text, name);
    ret_status[0] = '\0';
    if (at != NULL) {
        at += strlen(name);
        at += strspn(at, "\"' :\t\r\n");
        if (strspn(at, "0123456789") == 3) {
            memcpy(ret_status, at, 3);
            ret_status[3] = '\0';
        }
    }
}

static void mock(struct asking *a)
{
    char status[4];
    read_mocked(buf_string(&a->out.body), status);
    if (status[0] == '\0') {
        fail(a, "the request template of a mock makes {\"statusCode\": NUMBER}, and here is "
                "none");
        return;
    }
    struct incoming in = { { (int)strtol(status, NULL, 10), NULL, "", 0 }, status };
    on_done(a, &in);
}

/* Returns false, after an answer, if it is nothing for a function. */
static bool check_event(struct asking *a)
{
    static const struct outgoing_refusal no_json = { 400, "BadRequestException",
                                                     "Could not parse request body into json" },
                                         large = { 413, "RequestTooLargeException",
                                                   "Request Too Long" };
    struct value *event = NULL;
    struct read_error e;
    bool is_large = a->out.body.size > INVOCATION_BYTES_MAX;
    bool is_json =
        a->out.body.size == 0 || read_json(a->out.body.text, a->out.body.size, &event, &e);
    value_release(event);
    if (!is_json && a->out.is_mapped) {
        tell(a, "what the request template makes is not JSON");
    }
    if (is_large || !is_json) {
        refuse(a, is_large ? &large : &no_json);
    }
    return !is_large && is_json;
}

static void go_on(struct asking *a)
{
    struct buf why = { 0 };
    if (a->plan->kind == PLAN_MOCK) {
        mock(a);
    } else if ((a->plan->kind != PLAN_FUNCTION || check_event(a)) && !carry_begin(a, &why)) {
        fail(a, buf_string(&why));
    }
    buf_release(&why);
}

/* What a service of an HTTP API is asked. */
static void make_input(struct asking *a)
{
    static const struct outgoing_refusal bad = { 400, "BadRequestException", "Bad Request" };
    struct buf why = { 0 };
    a->out = (struct outgoing){ .headers = value_object() };
    if (httpapi_put_input(a->plan, &a->scene, a->http, &a->out.body, &why)) {
        go_on(a);
    } else {
        tell(a, buf_string(&why));
        refuse(a, &bad);
    }
    buf_release(&why);
}

static void take(void *mapping, const struct mapped_request *r)
{
    static const struct outgoing_refusal no_text = { 400, "BadRequestException",
                                                     "The path is not UTF-8" };
    struct mapping *m = mapping;
    struct asking *a = memory_zero(sizeof *a);
    struct outgoing_refusal refusal;
    struct buf why = { 0 };
    *a = (struct asking){ .all = m,
                          .station = m->callers->station,
                          .session = session_of(m),
                          .http = r->http,
                          .route = r->route,
                          .plan = plan_of(m, r->route),
                          .since_ns = r->since_ns,
                          .done = on_done,
                          .next = m->first };
    m->first = a;
    m->waiting++;
    snprintf(a->id, sizeof a->id, "%s", r->id);
    http_set_mark(r->http, a);
    if (!scene_open(&a->scene, r, station_now_ms(a->station), finder)) {
        refuse(a, &no_text);
    } else if (a->plan->is_http_api) {
        make_input(a);
    } else if (outgoing_make(&a->out, a->plan, &a->scene, a->http, &refusal, &why)) {
        go_on(a);
    } else {
        if (why.size > 0) {
            tell(a, buf_string(&why));
        }
        refuse(a, &refusal);
    }
    buf_release(&why);
}

static bool gone(void *mapping, struct http_request *r)
{
    struct mapping *m = mapping;
    struct asking *a = m->first;
    while (a != NULL && a->http != r) {
        a = a->next;
    }
    if (a != NULL) {
        carry_stop(a);
        release(a);
    }
    return a != NULL;
}

static void late(void *mapping)
{
    static const struct outgoing_refusal stopping = { 503, "ServiceUnavailableException",
                                                      "Service Unavailable" };
    struct mapping *m = mapping;
    while (m->first != NULL) {
        carry_stop(m->first);
        refuse(m->first, &stopping);
    }
}

static size_t waiting(const void *mapping)
{
    const struct mapping *m = mapping;
    return m->waiting;
}

/* ---- Functions of HTTP APIs ---- */

static void alter_event(void *mapping, const struct mapped_request *r, struct value **event)
{
    struct mapping *m = mapping;
    struct scene s;
    if (scene_open(&s, r, station_now_ms(m->callers->station), finder)) {
        httpapi_change_event(plan_of(m, r->route), &s, r->http, event);
        scene_close(&s);
    }
}

static void alter_answer(void *mapping, const struct mapped_request *r, int *status,
                         struct value **whole)
{
    struct mapping *m = mapping;
    struct scene s;
    if (scene_open(&s, r, station_now_ms(m->callers->station), finder)) {
        httpapi_change_answer(plan_of(m, r->route), &s, r->http, status, whole);
        scene_close(&s);
    }
}

/* ---- Open and closed ---- */

static void close(void *mapping)
{
    struct mapping *m = mapping;
    while (m->first != NULL) {
        carry_stop(m->first);
        release(m->first);
    }
    for (size_t i = 0; i < m->callers->routes->count; i++) {
        plan_close(m->plans[i]);
    }
    memory_release(m->plans);
    memory_release(m);
}

static void *open(struct callers *all, struct buf *why)
{
    const struct routes *routes = all->routes;
    struct mapping *m = memory_zero(sizeof *m);
    m->callers = all;
    m->plans = memory_zero((routes->count + 1) * sizeof *m->plans);
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *r = &routes->list[i];
        struct buf reason = { 0 };
        m->plans[i] = r->mapping != NULL ? plan_open(r->mapping, &reason) : NULL;
        bool is_proxy = m->plans[i] != NULL && m->plans[i]->kind == PLAN_PROXY;
        bool is_good = r->mapping == NULL ||
                       (m->plans[i] != NULL && is_proxy == (r->kind == ROUTE_FUNCTION));
        if (m->plans[i] != NULL && !is_good) {
            buf_text(&reason, "a proxy is for functions, and nothing else is");
        }
        if (!is_good) {
            buf_print(why, "--route '%s %s': %s", r->method, r->path, buf_string(&reason));
        }
        buf_release(&reason);
        if (!is_good) {
            close(m);
            return NULL;
        }
    }
    return m;
}

const struct front_mapping mapping_front = { .open = open,
                                             .close = close,
                                             .take = take,
                                             .gone = gone,
                                             .late = late,
                                             .waiting = waiting,
                                             .change_event = alter_event,
                                             .change_answer = alter_answer };
