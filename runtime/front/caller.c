#include "runtime/front/caller.h"

#include <string.h>

#include "runtime/api/reply.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/run.h"
#include "runtime/front/gate.h"
#include "runtime/front/route.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define NS_PER_MS INT64_C(1000000)

/* Between two looks at what another node does; and how long one that is about to begin
 * something is waited for. */
#define PAUSE_LEAST_MS 10
#define PAUSE_MS       1000
#define PUT_OFF_MS     10000

/* ---- Answers ---- */

void callers_count(struct callers *all, const struct http_request *r, const struct route *route,
                   const struct front_answered *a)
{
    const struct front_listener *l = &all->listener;
    size_t none = all->routes->count;
    tally_add(&all->tally, route != NULL ? (size_t)(route - all->routes->list) : none,
              a->status);
    if (l->answered != NULL) {
        struct front_answered whole = *a;
        whole.method = http_method(r);
        whole.path = route != NULL ? route->path : NULL;
        l->answered(l->owner, &whole);
    }
}

static void send(struct callers *all, struct http_request *r, const struct route *route,
                 const struct front_answered *a, const struct value *json)
{
    struct buf body = { 0 };
    write_json(&body, json);
    callers_count(all, r, route, a);
    gate_put_headers(all->gate, r);
    http_add_header(r, "x-amzn-RequestId", a->id);
    http_answer(r, a->status, "application/json", buf_string(&body), body.size);
    buf_release(&body);
}

struct value *caller_message(const char *text)
{
    struct value *json = value_object();
    value_set_text(&json, "message", text);
    return json;
}

void callers_refuse(struct callers *all, struct http_request *r, const struct route *route,
                    int status, const char *text)
{
    callers_refuse_with(all, r, route, status, caller_message(text));
}

void callers_refuse_with(struct callers *all, struct http_request *r, const struct route *route,
                         int status, struct value *json)
{
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(&all->random, id);
    send(all, r, route, &(struct front_answered){ .id = id, .status = status }, json);
    value_release(json);
}

/* What an error of the API is over HTTP, where its name is not shown. */
static int status_of(const struct service_answer *a)
{
    static const struct {
        const char *code;
        int status;
    } rows[] = { { "ThrottlingException", 429 },
                 { "ServiceUnavailable", 503 },
                 { "StateMachineDeleting", 503 },
                 { "StateMachineDoesNotExist", 503 },
                 { "ValidationException", 503 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(a->code, rows[i].code) == 0) {
            return rows[i].status;
        }
    }
    return a->status;
}

static void release_caller(struct caller *c)
{
    struct callers *all = c->all;
    loop_real_cancel(all->station->session.loop, c->timer);
    *(c->previous != NULL ? &c->previous->next : &all->first) = c->next;
    if (c->next != NULL) {
        c->next->previous = c->previous;
    }
    all->waiting--;
    call_close(&c->call);
    memory_release(c->execution);
    memory_release(c);
}

static void on_answer(struct call *call, const struct service_answer *a)
{
    struct caller *c = (struct caller *)call;
    bool is_plain = service_answer_is_good(a) || c->route->kind == ROUTE_START;
    struct value *json = is_plain ? service_answer_json(a)
                                  : caller_message(a->message != NULL ? a->message : a->code);
    const char *begun = value_member_text(json, "executionArn");
    struct front_answered told = { .id = c->id,
                                   .status = is_plain ? a->status : status_of(a),
                                   .execution =
                                       c->route->kind == ROUTE_SYNC ? c->execution : begun,
                                   .took_ms = (clock_monotonic_ns() - c->since_ns) / 1000000 };
    send(c->all, c->http, c->route, &told, json);
    value_release(json);
    release_caller(c);
}

void caller_reply(struct caller *c, int status, struct value *body)
{
    struct service_answer a = { .status = status, .body = body };
    station_answer(c->all->station, &c->call, &a);
}

void caller_put_off(struct caller *c)
{
    http_add_header(c->http, "Retry-After", "1");
    caller_refuse(c, 503, "Service Unavailable");
}

void caller_refuse(struct caller *c, int status, const char *text)
{
    struct service_answer a = { .status = status, .body = caller_message(text) };
    call_answer(&c->call, &a);
}

void caller_put_headers(const struct route *route, struct http_request *r)
{
    const char *header;
    for (size_t i = 0; (header = route_text(route, ROUTE_HEADER, i)) != NULL; i++) {
        size_t size = strcspn(header, ":");
        char *name = memory_text_n(header, size);
        http_add_header(r, name, header + size + (header[size] == ':'));
        memory_release(name);
    }
}

/* ---- Ends ---- */

int caller_status_of(const struct route *r, const struct answer *a)
{
    int own =
        a->status == EXECUTION_SUCCEEDED || r->is_whole ? 200 : route_status_of(r, a->error);
    return own != 0 ? own : a->status == EXECUTION_TIMED_OUT ? 504 : 500;
}

/* As StartSyncExecution tells it. */
static struct value *whole_of(const struct answer *a)
{
    static const char *const redrives[] = { "redriveCount", "redriveStatus",
                                            "redriveStatusReason", NULL };
    struct value *all = answer_describe(a), *body = reply_without(all, redrives);
    value_release(all);
    return body;
}

struct value *caller_body_of(const struct route *r, const struct answer *a)
{
    return r->is_whole                        ? whole_of(a)
           : a->status == EXECUTION_SUCCEEDED ? value_share(a->output)
                                              : answer_failure(a);
}

/* A row of repeat.h may have been written at the end, after the commit of this turn: the answer
 * waits for the next one. */
void caller_reply_end(struct caller *c, const struct answer *a)
{
    struct service_answer reply = { .status = caller_status_of(c->route, a),
                                    .body = caller_body_of(c->route, a) };
    if (c->repeat.is_wanted) {
        held_answer_late(&c->all->station->held, &c->call, &reply, NULL, NULL);
    } else {
        station_answer(c->all->station, &c->call, &reply);
    }
}

static void stop_timer(struct caller *c)
{
    loop_real_cancel(c->all->station->session.loop, c->timer);
    c->timer = 0;
}

static void on_end(void *owner, const struct execution *x)
{
    struct caller *c = owner;
    c->awaited = NULL;
    stop_timer(c);
    if (x == NULL) {
        caller_put_off(c);
    } else {
        struct answer a = answer_of(x);
        caller_reply_end(c, &a);
    }
}

static bool is_awaited(const struct callers *all, const struct ongoing *g)
{
    const struct caller *c = all->first;
    while (c != NULL && c->awaited != g) {
        c = c->next;
    }
    return c != NULL;
}

/* He waits no more. With `stops` the execution is stopped if no other caller waits. */
static void leave(struct caller *c, bool stops)
{
    struct ongoing *g = c->awaited;
    if (g == NULL) {
        return;
    }
    ongoing_unwatch(&c->watcher);
    c->awaited = NULL;
    stop_timer(c);
    if (stops && !is_awaited(c->all, g)) {
        run_stop(g->x, EXECUTION_ABORTED, "Route.Abandoned",
                 "Nobody waits for the answer any more");
    }
}

static void on_timeout(void *owner)
{
    struct caller *c = owner;
    struct value *body = caller_message("Endpoint request timed out");
    value_set_text(&body, "executionArn", c->execution);
    leave(c, c->all->stops_abandoned);
    caller_reply(c, 504, body);
}

/* How much longer he may wait. */
static int64_t left_ms(const struct caller *c)
{
    int64_t waited_ms = (clock_monotonic_ns() - c->since_ns) / NS_PER_MS;
    int64_t most_ms = (int64_t)c->all->most_s * 1000;
    return waited_ms < most_ms ? most_ms - waited_ms : 0;
}

void caller_names(struct caller *c, const char *arn)
{
    memory_release(c->execution);
    c->execution = memory_text(arn);
}

void caller_wait(struct caller *c, struct ongoing *g)
{
    const struct callers *all = c->all;
    c->awaited = g;
    caller_names(c, identity_texts(&g->x->identity)->arn);
    c->watcher = (struct ongoing_watcher){ .on_end = on_end, .owner = c };
    ongoing_watch(g, &c->watcher);
    if (all->most_s > 0) {
        c->timer = loop_real_deadline(all->station->session.loop, left_ms(c), on_timeout, c);
    }
}

void caller_look_again(struct caller *c, void (*look)(void *owner))
{
    struct loop *l = c->all->station->session.loop;
    int64_t waited_ms = (clock_monotonic_ns() - c->since_ns) / NS_PER_MS;
    int64_t twice_ms = 2 * c->pause_ms;
    c->pause_ms = twice_ms == 0 ? PAUSE_LEAST_MS : twice_ms < PAUSE_MS ? twice_ms : PAUSE_MS;
    int64_t wait_ms =
        c->pause_ms / 2 + (int64_t)(random_below(&c->all->random, (uint64_t)c->pause_ms));
    bool is_limited = c->all->most_s > 0;
    if (c->execution == NULL && (waited_ms > PUT_OFF_MS || (is_limited && left_ms(c) == 0))) {
        caller_put_off(c);
    } else if (is_limited && c->execution != NULL && left_ms(c) <= wait_ms) {
        c->timer = loop_real_deadline(l, left_ms(c), on_timeout, c);
    } else {
        c->timer = loop_real_deadline(l, wait_ms, look, c);
    }
}

/* ---- Coming and going ---- */

struct caller *caller_new(struct callers *all, struct http_request *r,
                          const struct route *route, const char *arn)
{
    struct caller *c = memory_zero(sizeof *c);
    c->call = (struct call){ .operation = OPERATION_StartExecution,
                             .now_ms = station_now_ms(all->station),
                             .on_answer = on_answer };
    c->since_ns = clock_monotonic_ns();
    c->all = all;
    c->http = r;
    c->route = route;
    c->arn = arn;
    c->next = all->first;
    if (all->first != NULL) {
        all->first->previous = c;
    }
    all->first = c;
    all->waiting++;
    random_uuid(&all->random, c->id);
    http_set_mark(r, c);
    return c;
}

/* His answer may be held back. */
static void let_go(struct caller *c, bool stops)
{
    leave(c, stops);
    stop_timer(c); /* he may wait for what another node does */
    if (c->call.on_gone != NULL) {
        c->call.on_gone(&c->call);
    }
}

void caller_gone(struct caller *c)
{
    let_go(c, c->all->stops_abandoned);
    release_caller(c);
}

void callers_late(struct callers *all)
{
    while (all->first != NULL) {
        struct caller *c = all->first;
        let_go(c, false);
        caller_refuse(c, 503, "Service Unavailable");
    }
}
