#include "runtime/front/functionroute.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/door/invocation.h"
#include "runtime/front/authorizer.h"
#include "runtime/front/caller.h"
#include "runtime/front/functionevent.h"
#include "runtime/front/gate.h"
#include "runtime/front/mapped.h"
#include "runtime/front/route.h"
#include "runtime/loop/http.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct functionroute {
    struct functionroutes *all;
    struct http_request *http;
    const struct route *route; /* borrowed */
    char id[RANDOM_UUID_SIZE + 1];
    int64_t since_ns;
    uint64_t call;
    struct value *authorizer; /* what it has said of the request; owned; NULL */
    struct functionroute *next;
};

static struct session *session_of(const struct functionroutes *all)
{
    return &all->callers->station->session;
}

static void take_out(struct functionroute *f)
{
    struct functionroute **at = &f->all->first;
    while (*at != f) {
        at = &(*at)->next;
    }
    *at = f->next;
    f->all->waiting--;
}

static void release(struct functionroute *f)
{
    value_release(f->authorizer);
    memory_release(f);
}

static struct mapped_request mapped_request_of(const struct functionroute *f)
{
    return (struct mapped_request){ f->http, f->route, f->id, f->since_ns, f->authorizer };
}

/* ---- Answers ---- */

/* Refuses with the words that API Gateway has for a function that does not answer. */
static void refuse(struct functionroute *f)
{
    bool is_old = f->route->is_old && !f->route->is_plain;
    if (f->route->is_rest || f->route->is_plain) {
        http_add_header(f->http, "x-amzn-ErrorType", "InternalServerErrorException");
    }
    callers_refuse(f->all->callers, f->http, f->route, is_old ? 502 : 500,
                   f->route->is_old ? "Internal server error" : "Internal Server Error");
}

static void answer(struct functionroute *f, const struct functionevent_answer *a)
{
    const struct callers *all = f->all->callers;
    struct front_answered told = { .id = f->id,
                                   .status = a->status,
                                   .took_ms = (clock_monotonic_ns() - f->since_ns) / 1000000 };
    callers_count(f->all->callers, f->http, f->route, &told);
    if (!functionevent_says_origin(a)) {
        gate_put_headers(all->gate, f->http);
    }
    http_add_header(f->http, "x-amzn-RequestId", f->id);
    functionevent_put_headers(a, f->http);
    caller_put_headers(f->route, f->http);
    http_answer(f->http, a->status, a->type, buf_string(&a->body), a->body.size);
}

static void on_done(void *owner, const char *text, size_t size, bool has_failed)
{
    struct functionroute *f = owner;
    struct functionevent_answer a = { .status = 0 };
    const char *program = session_of(f->all)->options->program;
    take_out(f);
    if (f->route->is_plain) {
        functionevent_read_plain(f->route, text, size, has_failed, &a);
        answer(f, &a);
    } else if (!has_failed &&
               functionevent_read(f->route, http_header(f->http, "Accept"), text, size, &a)) {
        if (f->route->mapping != NULL) {
            struct mapped_request r = mapped_request_of(f);
            f->all->mapping->change_answer(f->all->mapped, &r, &a.status, &a.json);
        }
        answer(f, &a);
    } else {
        message_print(program, "%s %s: the function %s %s: %.*s", f->route->method,
                      f->route->path, f->route->machine,
                      has_failed ? "has failed" : "gives no answer that a route takes",
                      (int)(size < 1000 ? size : 1000), text);
        refuse(f);
    }
    functionevent_release(&a);
    release(f);
}

/* ---- Requests ---- */

/* Returns false if the function cannot be called. */
static bool call(struct functionroute *f, const char *function, const char *text,
                 void (*done)(void *owner, const char *text, size_t size, bool has_failed))
{
    struct session *s = session_of(f->all);
    struct buf why = { 0 };
    struct feature_call c = {
        .function = function, .event = text, .size = strlen(text), .done = done, .owner = f
    };
    void *door = session_door(s, &why);
    bool is_begun = door != NULL && s->services->call(door, &c, &f->call, &why);
    if (!is_begun) {
        message_print(s->options->program, "%s %s: %s", f->route->method, f->route->path,
                      buf_string(&why));
    }
    buf_release(&why);
    return is_begun;
}

/* The request of a mapped route goes on there. */
static void hand_on(struct functionroute *f)
{
    struct mapped_request r = mapped_request_of(f);
    take_out(f);
    f->all->mapping->take(f->all->mapped, &r);
    release(f);
}

static struct value *event_of(const struct functionroute *f, const char **ret_why)
{
    struct functionevent_context c = { f->id, station_now_ms(f->all->callers->station),
                                       f->authorizer };
    struct value *event = functionevent_make(f->route, f->http, &c, ret_why);
    if (event != NULL && f->route->mapping != NULL) {
        struct mapped_request r = mapped_request_of(f);
        f->all->mapping->change_event(f->all->mapped, &r, &event);
    }
    return event;
}

/* Ask the function of the route. */
static void ask(struct functionroute *f)
{
    if (f->route->kind == ROUTE_MAPPED) {
        hand_on(f);
        return;
    }
    struct callers *callers = f->all->callers;
    const char *why = NULL;
    struct value *event = event_of(f, &why);
    char *text = event != NULL ? write_text(event) : NULL;
    bool is_large = text != NULL && strlen(text) > INVOCATION_BYTES_MAX;
    if (text == NULL || is_large || !call(f, f->route->machine, text, on_done)) {
        take_out(f);
        if (text == NULL) {
            callers_refuse(callers, f->http, f->route, 400, why);
        } else if (is_large) {
            callers_refuse(callers, f->http, f->route, 413, route_too_large(f->route));
        } else {
            refuse(f);
        }
        release(f);
    }
    memory_release(text);
    value_release(event);
}

/* ---- Authorizers ---- */

static void shut_out(struct functionroute *f, const struct authorizer_refusal *why)
{
    struct value *json = value_object();
    value_set_take(&json, why->name,
                   why->message != NULL ? value_text(why->message) : value_null());
    if (why->type != NULL) {
        http_add_header(f->http, "x-amzn-ErrorType", why->type);
    }
    take_out(f);
    callers_refuse_with(f->all->callers, f->http, f->route, why->status, json);
    release(f);
}

static void on_authorized(void *owner, const char *text, size_t size, bool has_failed)
{
    struct functionroute *f = owner;
    struct authorizer_refusal why;
    struct value *answer = NULL;
    struct read_error ignored;
    read_json(text, size, &answer, &ignored);
    bool is_allowed =
        authorizer_allows(f->route, f->http, answer, has_failed, &f->authorizer, &why);
    if (!is_allowed && why.status == 500) {
        message_print(session_of(f->all)->options->program,
                      "%s %s: the authorizer says nothing that counts: %.*s", f->route->method,
                      f->route->path, (int)(size < 1000 ? size : 1000), text);
    }
    value_release(answer);
    if (is_allowed) {
        ask(f);
    } else {
        shut_out(f, &why);
    }
}

/* Ask the authorizer first. */
static void authorize(struct functionroute *f, const char *function)
{
    struct functionevent_context c = { f->id, station_now_ms(f->all->callers->station), NULL };
    struct authorizer_refusal why;
    struct value *event = authorizer_event(f->route, f->http, &c, &why);
    char *text = event != NULL ? write_text(event) : NULL;
    if (text == NULL || !call(f, function, text, on_authorized)) {
        if (text != NULL) {
            why = authorizer_is_gone(f->route);
        }
        shut_out(f, &why);
    }
    memory_release(text);
    value_release(event);
}

void functionroute_take(struct functionroutes *all, struct http_request *r,
                        const struct route *route)
{
    struct functionroute *f = memory_zero(sizeof *f);
    char *authorizer = authorizer_function(route);
    *f = (struct functionroute){ .all = all,
                                 .http = r,
                                 .route = route,
                                 .since_ns = clock_monotonic_ns(),
                                 .next = all->first };
    all->first = f;
    all->waiting++;
    random_uuid(&all->callers->random, f->id);
    http_set_mark(r, f);
    if (authorizer != NULL) {
        authorize(f, authorizer);
    } else {
        ask(f);
    }
    memory_release(authorizer);
}

static void stop(struct functionroute *f)
{
    struct session *s = session_of(f->all);
    if (s->door != NULL) {
        s->services->cancel(s->door, f->call);
    }
    take_out(f);
}

bool functionroute_gone(struct functionroutes *all, struct http_request *r)
{
    struct functionroute *f = all->first;
    while (f != NULL && f->http != r) {
        f = f->next;
    }
    if (f != NULL) {
        stop(f);
        release(f);
    }
    return f != NULL;
}

void functionroute_late(struct functionroutes *all)
{
    while (all->first != NULL) {
        struct functionroute *f = all->first;
        stop(f);
        callers_refuse(all->callers, f->http, f->route, 503, "Service Unavailable");
        release(f);
    }
}
