#include "runtime/front/routestart.h"

#include <string.h>

#include "runtime/api/beginning.h"
#include "runtime/api/reply.h"
#include "runtime/api/startexec.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/request.h"
#include "runtime/exec/frame.h"
#include "runtime/front/caller.h"
#include "runtime/front/gate.h"
#include "runtime/front/route.h"
#include "runtime/front/routeinput.h"
#include "runtime/ledger/outcome.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- What the ledger will not have ---- */

/* An Express execution that leaves nothing behind: what it comes to is written for whoever asks
 * again. */
struct keeper {
    struct callers *all;
    const struct route *route;
    struct ongoing *ongoing;
    struct ongoing_watcher watcher;
    struct repeat repeat;
    struct keeper *next;
};

static void forget(struct keeper *k)
{
    struct keeper **at = &k->all->keepers;
    while (*at != k) {
        at = &(*at)->next;
    }
    *at = k->next;
    memory_release(k);
}

static void on_end(void *owner, const struct execution *x)
{
    struct keeper *k = owner;
    if (x != NULL) {
        struct answer a = answer_of(x);
        struct value *body = caller_body_of(k->route, &a);
        repeat_ended(k->all->station->store, &k->repeat, caller_status_of(k->route, &a), body);
        value_release(body);
    }
    forget(k);
}

static void keep(struct caller *c, struct ongoing *g)
{
    struct keeper *k = memory_get(sizeof *k);
    *k = (struct keeper){ .all = c->all,
                          .route = c->route,
                          .ongoing = g,
                          .watcher = { .on_end = on_end, .owner = k },
                          .repeat = c->repeat,
                          .next = c->all->keepers };
    c->all->keepers = k;
    ongoing_watch(g, &k->watcher);
}

/* The execution that the same request has begun, if it is kept and under way. */
static struct ongoing *find_kept(const struct caller *c)
{
    const struct keeper *k = c->all->keepers;
    while (k != NULL && memcmp(k->repeat.id, c->repeat.id, REPEAT_DIGEST) != 0) {
        k = k->next;
    }
    return k != NULL ? k->ongoing : NULL;
}

/* ---- Requests that are made again ---- */

static void take_again(void *owner);

/* Answer a synchronous request by what is known of its execution. Returns false if that was an
 * Express one, and is lost: it begins anew. */
static bool await_again(struct caller *c, const struct value *row)
{
    struct station *s = c->all->station;
    const char *arn = value_member_text(row, "executionArn");
    struct value *body;
    struct ongoing *g = find_kept(c);
    struct outcome o;
    uint64_t number = 0;
    if (g == NULL && ledger_find(&s->ledger, arn, &number)) {
        g = ongoings_find(&s->ongoings, number);
    }
    caller_names(c, arn);
    if (g != NULL) {
        caller_wait(c, g);
    } else if (value_member(row, "body", &body)) {
        caller_reply(c, (int)outcome_int(row, "status"), value_share(body));
    } else if (number == 0 && repeat_is_elsewhere(s->store, row)) {
        caller_look_again(c, take_again);
    } else if (number == 0) {
        bool is_express = strstr(arn, ":express:") != NULL;
        if (!is_express) {
            caller_reply(c, 409, caller_message("The execution is not kept any more"));
        }
        return !is_express;
    } else if (outcome_read(&s->ledger, number, &o)) {
        if (o.answer.status != EXECUTION_RUNNING) {
            caller_reply_end(c, &o.answer);
        } else if (store_is_shared(s->store)) { /* another node has it, or will */
            caller_look_again(c, take_again);
        } else { /* its state machine is not here now */
            caller_put_off(c);
        }
        outcome_close(&o);
    }
    return true;
}

/* Returns true if the request has been made before, and is answered by what was done then. */
static bool is_known(struct caller *c)
{
    struct station *s = c->all->station;
    struct value *row = NULL;
    bool is = false;
    enum repeat_found found = repeat_find(s->store, &c->repeat, c->call.now_ms, &row);
    if (found == REPEAT_OTHER) {
        caller_reply(c, 422,
                     caller_message("The Idempotency-Key was used for another request"));
        is = true;
    } else if (found == REPEAT_SAME && c->route->kind == ROUTE_SYNC) {
        is = await_again(c, row);
    } else if (found == REPEAT_SAME) {
        reply_started(s, &c->call, value_member_text(row, "executionArn"),
                      outcome_int(row, "startDate"));
        is = true;
    }
    value_release(row);
    return is;
}

/* The same, or another node is about to begin the same, which is waited for. Returns false if
 * it is this node's to begin it. */
static bool is_again(struct caller *c)
{
    if (!c->repeat.is_wanted) {
        return false;
    }
    if (is_known(c)) {
        return true;
    }
    if (!repeat_hold(c->all->station->store, &c->repeat)) {
        caller_look_again(c, take_again);
        return true;
    }
    return store_is_shared(c->all->station->store) && is_known(c);
}

static void note_begun(struct caller *c, const char *arn, int64_t start_ms)
{
    if (c->repeat.is_wanted) {
        repeat_begun(c->all->station->store, &c->repeat, c->call.now_ms, arn, start_ms);
    }
}

/* ---- Synchronous and asynchronous routes ---- */

static bool exceeds(const struct beginning *b)
{
    size_t most = b->start.revision->deployment.limits.payload_bytes;
    return most > 0 && write_exceeds(b->start.input, most);
}

static void begin_found(struct caller *c, struct beginning *b)
{
    struct station *s = c->all->station;
    bool is_sync = c->route->kind == ROUTE_SYNC;
    bool is_express = b->start.revision->machine->is_express;
    b->start.is_awaited = is_sync && is_express;
    struct ongoing *g = ongoings_begin(&s->ongoings, &b->start);
    const char *arn = identity_texts(&g->x->identity)->arn;
    note_begun(c, arn, g->x->start_ms);
    if (is_sync && is_express && c->repeat.is_wanted) {
        keep(c, g);
    }
    if (is_sync) {
        caller_wait(c, g);
    } else {
        reply_started(s, &c->call, arn, g->x->start_ms);
    }
}

/* Begin an execution with this input (taken). */
static void begin(struct caller *c, struct value *input)
{
    struct beginning b;
    struct service_answer a = { .status = 0 };
    bool is_found = beginning_find(c->all->station, c->arn, &b, &a);
    b.start.input = input;
    b.start.trace = beginning_trace(http_header(c->http, "X-Amzn-Trace-Id"));
    if (!is_found) {
        station_answer(c->all->station, &c->call, &a);
    } else if (exceeds(&b)) {
        caller_reply(c, 413, caller_message("The input is too large"));
    } else if (!beginning_has_room(c->all->station, &a)) {
        station_answer(c->all->station, &c->call, &a);
    } else {
        begin_found(c, &b);
    }
    beginning_close(&b);
}

/* Returns false, after an answer, if the Idempotency-Key is none. */
static bool read_repeat(struct caller *c, const char *key, const struct value *what)
{
    bool is_good = repeat_read(c->http, c->route, key, what, &c->repeat);
    if (!is_good) {
        caller_refuse(c, 400, "An Idempotency-Key has 1 to 255 visible characters");
    }
    return is_good;
}

static void take_input(struct caller *c, const char *key)
{
    struct buf why = { 0 };
    struct value *body = routeinput_body(c->http, &why);
    struct value *input = NULL;
    if (body != NULL && (!read_repeat(c, key, body) || is_again(c))) {
        value_release(body);
    } else if (body != NULL &&
               (input = routeinput_make(c->route, c->http, c->id, body, &why)) != NULL) {
        begin(c, input);
    } else {
        caller_refuse(c, 400, buf_string(&why));
    }
    buf_release(&why);
}

/* ---- StartExecution through a route ---- */

/* The body, as StartExecution takes it; one that names no state machine gets the route's.
 * Returns false with an error in the answer. */
static bool read_start(struct caller *c, struct service_answer *a)
{
    const char *target = c->route->is_whole ? "AWSStepFunctions.StartSyncExecution"
                                            : "AWSStepFunctions.StartExecution";
    size_t size;
    const char *text = http_body(c->http, &size);
    struct value *json = NULL;
    struct read_error e;
    struct buf with_arn = { 0 };
    if (c->arn != NULL && read_json(text, size, &json, &e) &&
        value_type(json) == VALUE_OBJECT && !value_member(json, "stateMachineArn", NULL)) {
        value_set_text(&json, "stateMachineArn", c->arn);
        write_json(&with_arn, json);
        text = with_arn.text;
        size = with_arn.size;
    }
    bool is_read = request_read(target, text, size, &c->call.operation, &c->call.input, a);
    value_release(json);
    buf_release(&with_arn);
    return is_read;
}

/* Returns true if the route is for that state machine, or for a version or alias of it. Returns
 * false with an error in the answer. */
static bool is_for(const struct caller *c, const char *arn, struct service_answer *a)
{
    size_t size = c->arn == NULL ? 0 : strlen(c->arn);
    bool is = c->arn == NULL ||
              (strncmp(arn, c->arn, size) == 0 && (arn[size] == '\0' || arn[size] == ':'));
    if (!is) {
        service_answer_fail(a, 400, NULL, "AccessDeniedException",
                            "This route is not authorized to perform: states:StartExecution on "
                            "resource: %s",
                            arn);
    }
    return is;
}

static void start_execution(struct caller *c)
{
    struct startexec_begun begun;
    struct service_answer a = { .status = 0 };
    if (startexec_begin(c->all->station, &c->call, &begun, &a)) {
        note_begun(c, begun.arn, begun.start_ms);
        reply_started(c->all->station, &c->call, begun.arn, begun.start_ms);
        memory_release(begun.arn);
    } else {
        station_answer(c->all->station, &c->call, &a);
    }
}

static void take_start(struct caller *c, const char *key)
{
    struct service_answer a = { .status = 0 };
    if (!read_start(c, &a) || !is_for(c, call_text(&c->call, "stateMachineArn"), &a)) {
        call_answer(&c->call, &a);
    } else if (c->route->is_whole) {
        startexec_sync(c->all->station, &c->call);
    } else if (read_repeat(c, key, c->call.input) && !is_again(c)) {
        start_execution(c);
    }
}

/* The request is looked at anew. */
static void take_again(void *owner)
{
    struct caller *c = owner;
    c->timer = 0;
    value_release(c->call.input);
    c->call.input = NULL;
    c->call.now_ms = station_now_ms(c->all->station);
    store_look_anew(c->all->station->store);
    routestart_take(c, gate_key(c->all->gate, c->http));
}

void routestart_take(struct caller *c, const char *key)
{
    if (c->route->kind == ROUTE_START) {
        take_start(c, key);
    } else {
        take_input(c, key);
    }
}
