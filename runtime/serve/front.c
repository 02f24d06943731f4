#include "runtime/serve/front.h"

#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/random.h"
#include "runtime/exec/frame.h"
#include "runtime/loop/http.h"
#include "runtime/loop/loop.h"
#include "runtime/program/answer.h"
#include "runtime/serve/awaited.h"
#include "runtime/serve/beginning.h"
#include "runtime/serve/call.h"
#include "runtime/serve/gate.h"
#include "runtime/serve/reply.h"
#include "runtime/serve/request.h"
#include "runtime/serve/route.h"
#include "runtime/serve/routeinput.h"
#include "runtime/serve/startexec.h"
#include "runtime/serve/station.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define BODY_MAX  262144
#define TRACE_MAX 256

struct front {
    const struct front_options *options; /* borrowed */
    struct station *station;             /* borrowed */
    struct routes routes;
    char **arns; /* [routes.count] of their state machines; owned; NULL: any */
    struct gate *gate;
    struct random random;
    struct caller *first;
};

/* Who has made a request, until it is answered. */
struct caller {
    struct call call;         /* first */
    struct awaiting awaiting; /* of a synchronous one */
    struct front *front;
    struct http_request *http;
    const struct route *route;
    char id[RANDOM_UUID_SIZE + 1]; /* of the request */
    uint64_t timer;                /* of how long he waits; 0 */
    struct caller *next, *previous;
};

static const char *arn_of(const struct caller *c)
{
    const struct front *f = c->front;
    return f->arns[c->route - f->routes.list];
}

/* ---- Answers ---- */

static void send(const struct front *f, struct http_request *r, const char *id, int status,
                 const struct value *json)
{
    struct buf body = { 0 };
    write_json(&body, json);
    gate_put_headers(f->gate, r);
    http_add_header(r, "x-amzn-RequestId", id);
    http_answer(r, status, "application/json", buf_string(&body), body.size);
    buf_release(&body);
}

static struct value *message(const char *text)
{
    struct value *json = value_object();
    value_set_text(&json, "message", text);
    return json;
}

/* Answer who is no caller yet. */
static void refuse(struct front *f, struct http_request *r, int status, const char *text)
{
    char id[RANDOM_UUID_SIZE + 1];
    struct value *json = message(text);
    random_uuid(&f->random, id);
    send(f, r, id, status, json);
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
    struct front *f = c->front;
    loop_real_cancel(f->station->session.loop, c->timer);
    *(c->previous != NULL ? &c->previous->next : &f->first) = c->next;
    if (c->next != NULL) {
        c->next->previous = c->previous;
    }
    call_close(&c->call);
    memory_release(c);
}

static void on_answer(struct call *call, const struct service_answer *a)
{
    struct caller *c = (struct caller *)call;
    bool is_plain = service_answer_is_good(a) || c->route->kind == ROUTE_START;
    struct value *json =
        is_plain ? service_answer_json(a) : message(a->message != NULL ? a->message : a->code);
    send(c->front, c->http, c->id, is_plain ? a->status : status_of(a), json);
    value_release(json);
    release_caller(c);
}

/* Answer when the turn is committed. The body is taken. */
static void reply(struct caller *c, int status, struct value *body)
{
    struct service_answer a = { .status = status, .body = body };
    station_answer(c->front->station, &c->call, &a);
}

/* ---- Synchronous routes ---- */

static void reply_unavailable(struct caller *c)
{
    struct service_answer a = { .status = 503, .body = message("Service Unavailable") };
    call_answer(&c->call, &a);
}

static void on_end(void *owner, const struct execution *x)
{
    struct caller *c = owner;
    loop_real_cancel(c->front->station->session.loop, c->timer);
    c->timer = 0;
    if (x == NULL) {
        reply_unavailable(c);
    } else if (x->status == EXECUTION_SUCCEEDED) {
        reply(c, 200, value_share(x->output));
    } else {
        struct answer a = answer_of(x);
        reply(c, x->status == EXECUTION_TIMED_OUT ? 504 : 500, answer_failure(&a));
    }
}

static void on_timeout(void *owner)
{
    struct caller *c = owner;
    const struct execution *x = awaited_execution(c->awaiting.of);
    struct value *body = message("Endpoint request timed out");
    value_set_text(&body, "executionArn", identity_texts(&x->identity)->arn);
    c->timer = 0;
    awaited_leave(&c->awaiting, c->front->options->stops_abandoned);
    reply(c, 504, body);
}

static void begin_sync(struct caller *c, struct beginning *b)
{
    struct front *f = c->front;
    size_t most_s = f->options->sync_timeout_s;
    b->start.is_awaited = b->start.revision->machine->is_express;
    awaited_join(awaited_begin(f->station, &b->start), &c->awaiting);
    if (most_s > 0) {
        c->timer =
            loop_real_deadline(f->station->session.loop, (int64_t)most_s * 1000, on_timeout, c);
    }
}

/* ---- Asynchronous ones ---- */

static void begin_async(struct caller *c, struct beginning *b)
{
    struct station *s = c->front->station;
    const struct execution *x = ongoings_begin(&s->ongoings, &b->start)->x;
    reply_started(s, &c->call, identity_texts(&x->identity)->arn, x->start_ms);
}

/* Returns true if it is what StartExecution takes for a trace's header. */
static bool is_trace(const char *text)
{
    size_t size = 0;
    while (text[size] > 0 && size <= TRACE_MAX) {
        size++;
    }
    return size <= TRACE_MAX && text[size] == '\0';
}

static bool exceeds(const struct beginning *b)
{
    size_t most = b->start.revision->deployment.limits.payload_bytes;
    return most > 0 && write_exceeds(b->start.input, most);
}

/* Begin an execution with this input (taken). */
static void begin(struct caller *c, struct value *input)
{
    struct station *s = c->front->station;
    struct beginning b;
    struct service_answer a = { .status = 0 };
    const char *trace = http_header(c->http, "X-Amzn-Trace-Id");
    bool is_found = beginning_find(s, arn_of(c), &b, &a);
    b.start.input = input;
    b.start.trace = trace != NULL && is_trace(trace) ? trace : NULL;
    if (!is_found) {
        station_answer(s, &c->call, &a);
    } else if (exceeds(&b)) {
        reply(c, 413, message("The input is too large"));
    } else if (c->route->kind == ROUTE_SYNC) {
        begin_sync(c, &b);
    } else {
        begin_async(c, &b);
    }
    beginning_close(&b);
}

static void take_input(struct caller *c)
{
    struct buf why = { 0 };
    struct value *body = routeinput_body(c->http, &why);
    struct value *input =
        body == NULL ? NULL : routeinput_make(c->route, c->http, c->id, body, &why);
    if (input == NULL) {
        reply(c, 400, message(buf_string(&why)));
    } else {
        begin(c, input);
    }
    buf_release(&why);
}

/* ---- StartExecution through a route ---- */

/* The body, as StartExecution takes it; one that names no state machine gets the route's.
 * Returns false with an error in the answer. */
static bool read_start(struct caller *c, struct service_answer *a)
{
    static const char target[] = "AWSStepFunctions.StartExecution";
    size_t size;
    const char *text = http_body(c->http, &size);
    struct value *json = NULL;
    struct read_error e;
    struct buf with_arn = { 0 };
    if (arn_of(c) != NULL && read_json(text, size, &json, &e) &&
        value_type(json) == VALUE_OBJECT && !value_member(json, "stateMachineArn", NULL)) {
        value_set_text(&json, "stateMachineArn", arn_of(c));
        write_json(&with_arn, json);
        text = with_arn.text;
        size = with_arn.size;
    }
    bool is_read = request_read(target, text, size, &c->call.operation, &c->call.input, a);
    value_release(json);
    buf_release(&with_arn);
    return is_read;
}

/* Returns true if the route is for that state machine, or for a version or alias of it. */
static bool is_for(const struct caller *c, const char *arn)
{
    const char *own = arn_of(c);
    size_t size = own == NULL ? 0 : strlen(own);
    return own == NULL ||
           (strncmp(arn, own, size) == 0 && (arn[size] == '\0' || arn[size] == ':'));
}

static void start_execution(struct caller *c)
{
    struct service_answer a = { .status = 0 };
    if (!read_start(c, &a)) {
        call_answer(&c->call, &a);
        return;
    }
    const char *arn = call_text(&c->call, "stateMachineArn");
    if (is_for(c, arn)) {
        startexec_start(c->front->station, &c->call);
    } else {
        call_fail(&c->call, "AccessDeniedException",
                  "This route is not authorized to perform: states:StartExecution on "
                  "resource: %s",
                  arn);
    }
}

/* ---- Requests ---- */

static struct caller *arrive(struct front *f, struct http_request *r, const struct route *route)
{
    struct caller *c = memory_zero(sizeof *c);
    c->call = (struct call){ .operation = OPERATION_StartExecution,
                             .now_ms = station_now_ms(f->station),
                             .on_answer = on_answer };
    c->awaiting = (struct awaiting){ .on_end = on_end, .owner = c };
    c->front = f;
    c->http = r;
    c->route = route;
    c->next = f->first;
    if (f->first != NULL) {
        f->first->previous = c;
    }
    f->first = c;
    random_uuid(&f->random, c->id);
    http_set_mark(r, c);
    return c;
}

static void take_preflight(struct front *f, struct http_request *r, const char *methods)
{
    if (gate_take_preflight(f->gate, r, methods)) {
        gate_put_headers(f->gate, r);
        http_answer(r, 204, NULL, "", 0);
    } else {
        refuse(f, r, 403, "Forbidden");
    }
}

/* Returns false if no route has that path. */
static bool take_other_method(struct front *f, struct http_request *r)
{
    struct buf methods = { 0 };
    routes_put_methods(&f->routes, http_path(r), &methods);
    bool is_there = methods.size > 0;
    if (is_there && gate_is_preflight(r)) {
        take_preflight(f, r, buf_string(&methods));
    } else if (is_there) {
        http_add_header(r, "Allow", buf_string(&methods));
        refuse(f, r, 405, "Method Not Allowed");
    }
    buf_release(&methods);
    return is_there;
}

static void refuse_busy(struct front *f, struct http_request *r, int64_t wait_s)
{
    char text[NUMBER_ROOM];
    number_print_int(text, wait_s);
    http_add_header(r, "Retry-After", text);
    refuse(f, r, 429, "Too Many Requests");
}

bool front_take(struct front *f, struct http_request *r)
{
    size_t size;
    int64_t wait_s = 0;
    http_body(r, &size);
    const struct route *route = routes_find(&f->routes, http_method(r), http_path(r));
    if (route == NULL) {
        return take_other_method(f, r);
    }
    enum gate_verdict verdict = gate_ask(f->gate, r, &wait_s);
    if (verdict == GATE_FORBIDDEN) {
        refuse(f, r, 403, "Forbidden");
    } else if (verdict == GATE_BUSY) {
        refuse_busy(f, r, wait_s);
    } else if (http_is_large(r) || size > front_body_max(f)) {
        refuse(f, r, 413, "Request Too Long");
    } else if (route->kind == ROUTE_START) {
        start_execution(arrive(f, r, route));
    } else {
        take_input(arrive(f, r, route));
    }
    return true;
}

void front_gone(struct front *f, struct http_request *r)
{
    struct caller *c = http_mark(r);
    if (c == NULL) {
        return;
    }
    awaited_leave(&c->awaiting, f->options->stops_abandoned);
    if (c->call.on_gone != NULL) {
        c->call.on_gone(&c->call);
    }
    release_caller(c);
}

/* Executions go on when the server is started again. */
void front_late(struct front *f)
{
    while (f->first != NULL) {
        struct caller *c = f->first;
        awaited_leave(&c->awaiting, false);
        if (c->call.on_gone != NULL) {
            c->call.on_gone(&c->call);
        }
        reply_unavailable(c);
    }
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
        if (name == NULL && r->kind != ROUTE_START) {
            buf_print(why,
                      "--route '%s %s': there is not one state machine, but none or several: "
                      "say which by name=NAME",
                      r->method, r->path);
            return false;
        }
        f->arns[i] = name != NULL ? names_arn("stateMachine", name, "") : NULL;
    }
    return true;
}

struct front *front_open(const struct front_options *o, struct station *s, const char *machine,
                         struct buf *why)
{
    struct front *f = memory_zero(sizeof *f);
    f->options = o;
    f->station = s;
    random_seed_system(&f->random);
    if (!add_routes(f, why) || !find_machines(f, machine, why) ||
        !gate_open(&o->gate, &f->gate, why)) {
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
    routes_close(&f->routes);
    gate_close(f->gate);
    memory_release(f);
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
    return f->options->body_max > 0 ? f->options->body_max : BODY_MAX;
}
