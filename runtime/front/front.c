#include "runtime/front/front.h"

#include <string.h>

#include "runtime/api/beginning.h"
#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/number.h"
#include "runtime/base/random.h"
#include "runtime/endpoint/access.h"
#include "runtime/front/caller.h"
#include "runtime/front/functionroute.h"
#include "runtime/front/gate.h"
#include "runtime/front/mapped.h"
#include "runtime/front/route.h"
#include "runtime/front/routestart.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"

#define BODY_MAX          262144
#define BODY_MAX_FUNCTION 10485760 /* as API Gateway takes them */

struct front {
    const struct front_options *options; /* borrowed */
    struct routes routes;
    char **arns; /* [routes.count] of their state machines; owned; NULL: any */
    struct gate *gate;
    struct callers callers;
    struct functionroutes functions;
    void *mapped; /* owned; NULL: no route has a mapping */
};

/* ---- Requests ---- */

static void take_preflight(struct front *f, struct http_request *r, const char *methods)
{
    if (gate_take_preflight(f->gate, r, methods)) {
        gate_put_headers(f->gate, r);
        callers_count(&f->callers, r, NULL, &(struct front_answered){ .status = 204 });
        http_answer(r, 204, NULL, "", 0);
    } else {
        callers_refuse(&f->callers, r, NULL, 403, "Forbidden");
    }
}

/* As API Gateway does for a path that an API does not have, or not for that method. */
static void refuse_unknown(struct front *f, struct http_request *r, enum route_api api)
{
    if (api == ROUTE_API_REST) {
        http_add_header(r, "x-amzn-ErrorType", "MissingAuthenticationTokenException");
        callers_refuse(&f->callers, r, NULL, 403, "Missing Authentication Token");
    } else {
        callers_refuse(&f->callers, r, NULL, 404, "Not Found");
    }
}

/* Returns false if it is not for routes at all. */
static bool take_other(struct front *f, struct http_request *r)
{
    struct buf methods = { 0 };
    enum route_api api = routes_api(&f->routes, http_path(r));
    routes_put_methods(&f->routes, http_path(r), &methods);
    bool is_there = methods.size > 0;
    bool has_answer = api == ROUTE_API_NONE || f->options->gate.origins.count > 0;
    if (is_there && has_answer && gate_is_preflight(r)) {
        take_preflight(f, r, buf_string(&methods));
    } else if (api != ROUTE_API_NONE) {
        refuse_unknown(f, r, api);
    } else if (is_there) {
        http_add_header(r, "Allow", buf_string(&methods));
        callers_refuse(&f->callers, r, NULL, 405, "Method Not Allowed");
    }
    buf_release(&methods);
    return is_there || api != ROUTE_API_NONE;
}

/* What a mock of API Gateway answers. */
static void take_mock(struct front *f, struct http_request *r, const struct route *route)
{
    const char *body = route->body != NULL ? route->body : "";
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(&f->callers.random, id);
    struct front_answered told = { .id = id, .status = route->status };
    callers_count(&f->callers, r, route, &told);
    http_add_header(r, "x-amzn-RequestId", id);
    caller_put_headers(route, r);
    http_answer(r, route->status, "application/json", body, strlen(body));
}

/* The key of a route, or one of several, has to be shown. */
static bool has_key(const struct http_request *r, const struct route *route)
{
    const char *shown = http_header(r, "x-api-key"), *key = route_text(route, ROUTE_KEY, 0);
    bool has = key == NULL;
    for (size_t i = 0; shown != NULL && key != NULL; i++) {
        has = access_is_same(shown, strlen(shown), key) || has;
        key = route_text(route, ROUTE_KEY, i + 1);
    }
    return has;
}

static void refuse_key(struct front *f, struct http_request *r, const struct route *route)
{
    http_add_header(r, "x-amzn-ErrorType", "ForbiddenException");
    callers_refuse(&f->callers, r, route, 403, "Forbidden");
}

static void refuse_busy(struct front *f, struct http_request *r, const struct route *route,
                        int64_t wait_s)
{
    char text[NUMBER_ROOM];
    number_print_int(text, wait_s);
    http_add_header(r, "Retry-After", text);
    callers_refuse(&f->callers, r, route, 429, "Too Many Requests");
}

/* Returns true for a route that functionroute.c takes. */
static bool is_called(const struct route *route)
{
    return route->kind == ROUTE_FUNCTION || route->kind == ROUTE_MAPPED;
}

static size_t body_max_of(const struct front *f, const struct route *route)
{
    return f->options->body_max > 0 ? f->options->body_max
           : is_called(route)       ? BODY_MAX_FUNCTION
                                    : BODY_MAX;
}

bool front_take(struct front *f, struct http_request *r)
{
    size_t size;
    int64_t wait_s = 0;
    http_body(r, &size);
    const struct route *route = routes_find(&f->routes, http_method(r), http_path(r));
    /* A route of any method leaves to the server what browsers ask first. */
    bool is_first = gate_is_preflight(r) && f->options->gate.origins.count > 0;
    if (route == NULL || (is_first && strcmp(route->method, "OPTIONS") != 0)) {
        return take_other(f, r);
    }
    bool is_public =
        route->kind == ROUTE_FUNCTION || route->kind == ROUTE_MOCK || route->is_public;
    enum gate_verdict verdict = gate_ask(f->gate, r, is_public, &wait_s);
    if (verdict == GATE_FORBIDDEN) {
        callers_refuse(&f->callers, r, route, 403, "Forbidden");
    } else if (verdict == GATE_BUSY) {
        refuse_busy(f, r, route, wait_s);
    } else if (!has_key(r, route)) {
        refuse_key(f, r, route);
    } else if (http_is_large(r) || size > body_max_of(f, route)) {
        callers_refuse(&f->callers, r, route, 413, route_too_large(route));
    } else if (is_called(route)) {
        functionroute_take(&f->functions, r, route);
    } else if (route->kind == ROUTE_MOCK) {
        take_mock(f, r, route);
    } else {
        const char *arn = f->arns[route - f->routes.list];
        routestart_take(caller_new(&f->callers, r, route, arn), gate_key(f->gate, r));
    }
    return true;
}

void front_gone(struct front *f, struct http_request *r)
{
    struct caller *c = http_mark(r);
    if (c != NULL && !functionroute_gone(&f->functions, r) &&
        (f->mapped == NULL || !f->options->mapping->gone(f->mapped, r))) {
        caller_gone(c);
    }
}

void front_late(struct front *f)
{
    functionroute_late(&f->functions);
    if (f->mapped != NULL) {
        f->options->mapping->late(f->mapped);
    }
    callers_late(&f->callers);
}

/* ---- Open and closed ---- */

static bool add_routes(struct front *f, struct buf *why)
{
    const struct option_list *texts = &f->options->routes;
    struct buf reason = { 0 };
    bool is_good = texts->count > 0;
    if (!is_good) {
        buf_text(why, "--api-keys, --cors and --rate are for routes: give --route as well");
    }
    for (size_t i = 0; is_good && i < texts->count; i++) {
        is_good = routes_add(&f->routes, texts->texts[i], f->options->is_proxy, &reason);
        if (!is_good) {
            buf_print(why, "--route '%s': %s", texts->texts[i], buf_string(&reason));
        }
    }
    buf_release(&reason);
    return is_good;
}

/* Whose state machine each route starts. */
static bool find_machines(struct front *f, const char *machine, struct buf *why)
{
    f->arns = memory_zero((f->routes.count + 1) * sizeof *f->arns);
    for (size_t i = 0; i < f->routes.count; i++) {
        const struct route *r = &f->routes.list[i];
        const char *name = r->machine != NULL ? r->machine : machine;
        bool is_start =
            r->kind != ROUTE_FUNCTION && r->kind != ROUTE_MOCK && r->kind != ROUTE_MAPPED;
        if (name == NULL && is_start && r->kind != ROUTE_START) {
            buf_print(why,
                      "--route '%s %s': there is not one state machine, but none or several: "
                      "say which by name=NAME",
                      r->method, r->path);
            return false;
        }
        f->arns[i] = name != NULL && is_start ? names_arn("stateMachine", name, "") : NULL;
    }
    return true;
}

/* Returns false, with the reason in `why`, if a route has a mapping that cannot be done. */
static bool open_mappings(struct front *f, struct buf *why)
{
    const struct front_mapping *m = f->options->mapping;
    for (size_t i = 0; i < f->routes.count && f->mapped == NULL; i++) {
        if (f->routes.list[i].mapping == NULL) {
            continue;
        }
        if (m == NULL) {
            buf_print(why, "--route '%s %s': mapped routes are of templates alone",
                      f->routes.list[i].method, f->routes.list[i].path);
            return false;
        }
        f->mapped = m->open(&f->callers, why);
        if (f->mapped == NULL) {
            return false;
        }
    }
    f->functions.mapping = m;
    f->functions.mapped = f->mapped;
    return true;
}

struct front *front_open(const struct front_options *o, struct station *s, const char *machine,
                         struct buf *why)
{
    struct front *f = memory_zero(sizeof *f);
    f->options = o;
    if (!add_routes(f, why) || !find_machines(f, machine, why) ||
        !gate_open(&o->gate, &f->gate, why)) {
        front_close(f);
        return NULL;
    }
    f->callers = (struct callers){ .station = s,
                                   .gate = f->gate,
                                   .routes = &f->routes,
                                   .most_s = o->sync_timeout_s,
                                   .stops_abandoned = o->stops_abandoned };
    f->functions = (struct functionroutes){ .callers = &f->callers };
    tally_open(&f->callers.tally, f->routes.count + 1);
    random_seed_system(&f->callers.random);
    if (!open_mappings(f, why)) {
        front_close(f);
        return NULL;
    }
    return f;
}

void front_close(struct front *f)
{
    if (f == NULL) {
        return;
    }
    for (size_t i = 0; f->arns != NULL && i < f->routes.count; i++) {
        memory_release(f->arns[i]);
    }
    memory_release(f->arns);
    if (f->mapped != NULL) {
        f->options->mapping->close(f->mapped);
    }
    tally_close(&f->callers.tally);
    routes_close(&f->routes);
    gate_close(f->gate);
    memory_release(f);
}

void front_listen(struct front *f, struct front_listener listener)
{
    f->callers.listener = listener;
}

void front_warn(const struct front *f, const char *program)
{
    for (size_t i = 0; i < f->routes.count; i++) {
        const struct route *r = &f->routes.list[i];
        struct service_answer a = { .status = 0 };
        struct beginning b = { .plain_arn = NULL };
        if (f->arns[i] != NULL && !beginning_find(f->callers.station, f->arns[i], &b, &a)) {
            message_print(program, "warning: --route '%s %s' can start nothing now: %s",
                          r->method, r->path, a.message);
        }
        beginning_close(&b);
        service_answer_release(&a);
    }
}

bool front_read_keys(struct front *f, struct buf *why)
{
    return gate_read_keys(f->gate, why);
}

void front_guard(struct front *f, const char *token)
{
    gate_guard(f->gate, token);
}

bool front_is_wanted(const struct front_options *o)
{
    return o->routes.count > 0 || o->gate.keys != NULL || o->gate.origins.count > 0 ||
           o->gate.rate.requests > 0;
}

size_t front_body_max(const struct front *f)
{
    size_t most = 0;
    for (size_t i = 0; i < f->routes.count; i++) {
        size_t one = body_max_of(f, &f->routes.list[i]);
        most = one > most ? one : most;
    }
    return most;
}

size_t front_waiting(const struct front *f)
{
    size_t mapped = f->mapped != NULL ? f->options->mapping->waiting(f->mapped) : 0;
    return f->callers.waiting + f->functions.waiting + mapped;
}

size_t front_routes(const struct front *f)
{
    return f->routes.count;
}

void front_put_route(const struct front *f, size_t index, struct buf *out)
{
    const struct route *r = index < f->routes.count ? &f->routes.list[index] : NULL;
    buf_print(out, "%s%s%s", r != NULL ? r->method : "none", r != NULL ? " " : "",
              r != NULL ? r->path : "");
}

void front_each_status(const struct front *f, size_t index,
                       void (*visit)(void *owner, int status, uint64_t count), void *owner)
{
    tally_each(&f->callers.tally, index, visit, owner);
}
