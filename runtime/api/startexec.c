#include "runtime/api/startexec.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/beginning.h"
#include "runtime/api/execref.h"
#include "runtime/api/reply.h"
#include "runtime/api/tellexec.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/endpoint/call.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/program/answer.h"
#include "runtime/service/answer.h"
#include "runtime/station/recall.h"
#include "runtime/station/revive.h"
#include "runtime/station/station.h"
#include "runtime/value/complaint.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- What is asked for ---- */

/* The input as a value: new. Returns NULL with an error in the answer. */
static struct value *payload_of(const struct value *input, struct service_answer *a)
{
    const char *text = value_member_text(input, "input");
    struct value *payload = NULL;
    struct read_error e;
    if (text == NULL) {
        return value_object();
    }
    if (!read_json(text, strlen(text), &payload, &e)) {
        struct buf why = { 0 };
        complaint_put_input(&why, text, strlen(text), &e);
        service_answer_fail(a, 400, NULL, "InvalidExecutionInput", "%s", buf_string(&why));
        buf_release(&why);
    }
    return payload;
}

/* Reads what both ways to start have in common: first what can be said without a look at the
 * state machine. Returns true, or false with an error in the answer; beginning_close() is to be
 * called in any case. */
static bool read_start(struct station *s, const struct call *c, struct beginning *ret_start,
                       struct service_answer *a)
{
    const struct value *input = c->input;
    const char *name = value_member_text(input, "name");
    *ret_start = (struct beginning){ .alias_arn = NULL };
    struct value *payload =
        name == NULL || apiarn_check_name(name, a) ? payload_of(input, a) : NULL;
    if (payload == NULL) {
        return false;
    }
    bool is_found =
        beginning_find(s, value_member_text(input, "stateMachineArn"), ret_start, a);
    ret_start->start.name = name;
    const char *trace = value_member_text(input, "traceHeader");
    ret_start->start.trace = trace != NULL ? trace : beginning_trace(c->trace);
    ret_start->start.input = payload;
    return is_found;
}

/* ---- StartExecution ---- */

static bool is_same_case(const struct value *entry, const struct ongoing_start *start)
{
    const char *before = value_member_text(entry, "testCase");
    return before == NULL ? start->test_case == NULL : text_is(start->test_case, before);
}

/* Returns true if the request is the one that this execution began with, made again by a task
 * after a restart. */
static bool is_made_again(const struct call *c, const struct value *entry)
{
    const char *before = value_member_text(entry, "startedBy");
    return c->starter != NULL && before != NULL && strcmp(c->starter, before) == 0;
}

/* Returns true if the request is the same as the one that this running execution began with. */
static bool is_repeated(struct station *s, uint64_t number, const struct value *entry,
                        const struct ongoing_start *start)
{
    struct buf before = { 0 };
    const char *status = value_member_text(entry, "status");
    bool same = false;
    if (strcmp(status, "RUNNING") == 0 && is_same_case(entry, start) &&
        ledger_get(&s->ledger, TABLE_INPUT, number, &before)) {
        char *now = write_text(start->input);
        same = strcmp(now, buf_string(&before)) == 0;
        memory_release(now);
    }
    buf_release(&before);
    return same;
}

/* An execution of that name is there already: the request may be for that one. */
static bool find_again(struct station *s, const struct call *c, uint64_t number,
                       const struct ongoing_start *start, struct startexec_begun *ret_begun,
                       struct service_answer *a)
{
    struct value *entry = ledger_read(&s->ledger, number);
    const char *arn = value_member_text(entry, "executionArn");
    bool is_same = is_made_again(c, entry) || is_repeated(s, number, entry, start);
    if (is_same) {
        *ret_begun = (struct startexec_begun){ .arn = memory_text(arn),
                                               .start_ms = outcome_int(entry, "startDate") };
    } else {
        service_answer_fail(a, 400, NULL, "ExecutionAlreadyExists",
                            "Execution Already Exists: '%s'", arn);
    }
    value_release(entry);
    return is_same;
}

/* Names are of Standard executions only: Express ones may share one. */
static bool is_taken(struct station *s, const struct ongoing_start *start, uint64_t *ret_number,
                     bool *ret_is_busy)
{
    const struct revision *r = start->revision;
    struct buf arn = { 0 };
    bool found = false;
    if (start->name != NULL && !r->machine->is_express) {
        buf_print(&arn, "%s%s", r->deployment.names.standard_stem, start->name);
        found = ledger_reserve(&s->ledger, buf_string(&arn), ret_number, ret_is_busy);
    }
    buf_release(&arn);
    return found;
}

bool startexec_begin(struct station *s, const struct call *c, struct startexec_begun *ret_begun,
                     struct service_answer *ret_answer)
{
    struct beginning b;
    uint64_t number;
    bool is_busy = false;
    bool has_begun = read_start(s, c, &b, ret_answer);
    if (has_begun && is_taken(s, &b.start, &number, &is_busy)) {
        has_begun = find_again(s, c, number, &b.start, ret_begun, ret_answer);
    } else if (is_busy) {
        service_answer_fail(ret_answer, 503, NULL, "ServiceUnavailable",
                            "Another node is about to start an execution of that name. Try "
                            "again.");
        has_begun = false;
    } else if (has_begun && c->starter == NULL && !beginning_has_room(s, ret_answer)) {
        has_begun = false;
    } else if (has_begun) {
        b.start.starter = c->starter;
        b.start.follower = c->follower;
        struct ongoing *g = ongoings_begin(&s->ongoings, &b.start);
        if (c->watcher != NULL) {
            ongoing_watch(g, c->watcher);
        }
        *ret_begun =
            (struct startexec_begun){ .arn = memory_text(identity_texts(&g->x->identity)->arn),
                                      .start_ms = g->x->start_ms };
    }
    ret_begun->unloaded = b.unloaded;
    beginning_close(&b);
    return has_begun;
}

static void not_loaded(struct station *s, struct call *c, const char *why)
{
    reply_fail(s, c, "ValidationException", "The server could not load the state machine: %s",
               why);
}

/* A revision that is there and cannot run yet, as one that another server has made: it is
 * loaded, and then the call is made again. Returns false if that is not so, or not possible. */
static bool is_begun_later(struct station *s, struct call *c, uint64_t revision,
                           void (*then)(struct station *s, struct call *c),
                           struct service_answer *a)
{
    bool is_later = revision != 0 && recall_begin(s, c, revision, then, not_loaded);
    if (is_later) {
        service_answer_release(a);
    }
    return is_later;
}

void startexec_start(struct station *s, struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct startexec_begun begun = { .unloaded = 0 };
    if (startexec_begin(s, c, &begun, &a)) {
        reply_started(s, c, begun.arn, begun.start_ms);
        memory_release(begun.arn);
    } else if (!is_begun_later(s, c, begun.unloaded, startexec_start, &a)) {
        station_answer(s, c, &a);
    }
}

/* ---- StartSyncExecution ---- */

/* A call that waits for its execution, which goes on if the client is gone. */
struct waiting {
    struct station *station;
    struct call *call; /* NULL: its client is gone */
};

static void on_gone(struct call *c)
{
    struct waiting *w = c->mark;
    w->call = NULL;
}

/* AWS counts memory in steps of 64 MB, and time in steps of 100 ms. */
static void put_billing(struct value **body, const struct execution *x)
{
    struct value *billing = value_object();
    int64_t took_ms = x->stop_ms - x->start_ms;
    value_set_take(&billing, "billedMemoryUsedInMB", value_int(64));
    value_set_take(&billing, "billedDurationInMilliseconds",
                   value_int(took_ms <= 0 ? 100 : (took_ms + 99) / 100 * 100));
    value_set_take(body, "billingDetails", billing);
}

/* That an output was included is said even where there is none. */
static struct value *ended(const struct call *c, const struct execution *x)
{
    static const char *const redrives[] = { "redriveCount", "redriveStatus", NULL };
    static const char *const data[] = { "input", "inputDetails", "output", "outputDetails",
                                        NULL };
    struct answer a = answer_of(x);
    struct value *all = answer_describe(&a), *body;
    member_put_flag(&all, "outputDetails", "included", true);
    body = reply_without(all, redrives);
    value_release(all);
    if (!call_wants_data(c)) {
        all = body;
        body = reply_without(all, data);
        value_release(all);
    }
    reply_copy_text(&body, "traceHeader", c->input);
    put_billing(&body, x);
    return body;
}

static void on_sync_end(void *owner, const struct execution *x)
{
    struct waiting *w = owner;
    if (w->call != NULL && x == NULL) {
        call_fail(w->call, "ServiceUnavailable",
                  "The server stops before the execution has ended");
    } else if (w->call != NULL) {
        reply_good(w->station, w->call, ended(w->call, x));
    }
    memory_release(w);
}

void startexec_sync(struct station *s, struct call *c)
{
    struct beginning b;
    struct service_answer a = { .status = 0 };
    if (!read_start(s, c, &b, &a)) {
        if (!is_begun_later(s, c, b.unloaded, startexec_sync, &a)) {
            station_answer(s, c, &a);
        }
    } else if (!b.start.revision->machine->is_express) {
        reply_fail(s, c, "StateMachineTypeNotSupported",
                   "This operation is not supported by this type of state machine");
    } else if (c->starter == NULL && !beginning_has_room(s, &a)) {
        station_answer(s, c, &a);
    } else {
        struct waiting *w = memory_get(sizeof *w);
        *w = (struct waiting){ s, c };
        c->on_gone = on_gone;
        c->mark = w;
        b.start.is_awaited = true;
        b.start.on_end = on_sync_end;
        b.start.owner = w;
        ongoings_begin(&s->ongoings, &b.start);
    }
    beginning_close(&b);
}

/* ---- StopExecution ---- */

/* The date that the entry has under that key. */
static void reply_date(struct station *s, struct call *c, const char *key,
                       const struct value *entry)
{
    struct value *body = value_object();
    reply_copy_date(&body, key, entry);
    reply_good(s, c, body);
}

/* It may have been here when this node was asked, and have been left to another one since. */
void startexec_stop(struct station *s, struct call *c)
{
    uint64_t number;
    if (!execref_find(s, c, &number)) {
        return;
    }
    struct ongoing *g = ongoings_find(&s->ongoings, number);
    if (g != NULL) {
        run_stop(g->x, EXECUTION_ABORTED, call_text(c, "error"), call_text(c, "cause"));
    }
    struct value *entry = ledger_read(&s->ledger, number);
    if (g == NULL && outcome_status(entry) == EXECUTION_RUNNING) {
        reply_elsewhere(s, c);
    } else {
        reply_date(s, c, "stopDate", entry);
    }
    value_release(entry);
}

/* ---- RedriveExecution ---- */

/* The entry of an execution that runs again: new. */
static struct value *redriven(struct station *s, struct call *c, const struct value *entry)
{
    struct value *e = outcome_redriven(entry, station_now_ms(s));
    value_set_text(&e, "redriveToken", call_text(c, "clientToken"));
    return e;
}

/* A request that was made before: it is answered as it was then. */
static bool is_repeated_redrive(struct call *c, const struct value *entry)
{
    const char *token = call_text(c, "clientToken");
    const char *before = value_member_text(entry, "redriveToken");
    return token != NULL && before != NULL && strcmp(token, before) == 0;
}

static void not_recalled(struct station *s, struct call *c, const char *why)
{
    reply_fail(s, c, "ExecutionNotRedrivable",
               "Execution is not redrivable because its state machine cannot be loaded: %s",
               why);
}

/* It goes on with the state machine as that was then. */
static void recall(struct station *s, struct call *c, uint64_t number)
{
    uint64_t revision = ledger_revision(&s->ledger, number);
    if (!recall_begin(s, c, revision, startexec_redrive, not_recalled)) {
        reply_fail(
            s, c, "ExecutionNotRedrivable",
            "Execution is not redrivable because its state machine is not here any more");
    }
}

/* Nobody else does it at the same time: the entry is read when that is sure. */
static void redrive(struct station *s, struct call *c, uint64_t number,
                    const struct value *entry, struct revision *r)
{
    struct value *e = redriven(s, c, entry);
    ledger_update(&s->ledger, number, e);
    if (revive_redrive(&s->ongoings, number, r)) {
        reply_date(s, c, "redriveDate", e);
    } else {
        ledger_update(&s->ledger, number, entry);
        reply_fail(s, c, "ExecutionNotRedrivable", "Execution cannot be redriven");
    }
    value_release(e);
}

/* Returns true if the execution may be redriven. Else the call is answered: the execution
 * cannot be redriven, or the same request has redriven it before. There is no entry if another
 * server has just cleared the execution away. */
static bool may_redrive(struct station *s, struct call *c, const struct value *entry)
{
    struct buf why = { 0 };
    if (entry == NULL) {
        reply_fail(s, c, "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'",
                   call_text(c, "executionArn"));
        return false;
    }
    bool is_repeated = is_repeated_redrive(c, entry);
    bool can = !is_repeated && tellexec_can_redrive(s, entry, &why);
    if (is_repeated) {
        reply_date(s, c, "redriveDate", entry);
    } else if (!can) {
        reply_fail(s, c, "ExecutionNotRedrivable", "%s", buf_string(&why));
    }
    buf_release(&why);
    return can;
}

static void hold_and_redrive(struct station *s, struct call *c, uint64_t number,
                             struct revision *r)
{
    if (!ledger_hold(&s->ledger, number)) {
        struct service_answer a = { .status = 0 };
        service_answer_fail(&a, 503, NULL, "ServiceUnavailable",
                            "Another node is about to redrive the execution. Try again.");
        station_answer(s, c, &a);
        return;
    }
    struct value *entry = ledger_read(&s->ledger, number);
    if (may_redrive(s, c, entry)) {
        redrive(s, c, number, entry, r);
    }
    value_release(entry);
}

void startexec_redrive(struct station *s, struct call *c)
{
    uint64_t number;
    if (!execref_find(s, c, &number)) {
        return;
    }
    struct value *entry = ledger_read(&s->ledger, number);
    struct revision *r = station_revision(s, number);
    if (may_redrive(s, c, entry)) {
        if (r != NULL) {
            hold_and_redrive(s, c, number, r);
        } else {
            recall(s, c, number);
        }
    }
    value_release(entry);
}
