#include "runtime/host/fleet.h"

#include <assert.h>
#include <string.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/host/environment.h"
#include "runtime/host/outcome.h"
#include "runtime/host/process.h"
#include "runtime/host/report.h"
#include "runtime/host/runtimeapi.h"
#include "runtime/loop/loop.h"

#define INIT_MS 10000 /* a function may take so long to begin before its own timeout counts */

enum phase {
    STARTING,  /* it has not asked for an event yet */
    IDLE,      /* it waits for one */
    BUSY,      /* it has one */
    RETURNING, /* it has answered, and not asked again yet */
};

struct fleet_worker {
    struct fleet_worker *next;
    struct fleet *fleet;
    struct process *process;
    enum phase phase;
    struct fleet_call *call; /* of BUSY */
    uint64_t deadline_id;
    struct report report;
};

struct fleet {
    struct loop *loop;
    const struct fleet_settings *settings;
    char *name, *endpoint;
    struct fleet_worker *workers; /* the last that became idle comes first */
    size_t count;
    struct fleet_call *first, *last; /* calls that wait */
    size_t waiting;
};

struct fleet *fleet_new(struct loop *l, const char *name, const struct fleet_settings *s,
                        const char *endpoint)
{
    struct fleet *f = memory_zero(sizeof *f);
    f->loop = l;
    f->settings = s;
    f->name = memory_text(name);
    f->endpoint = memory_text(endpoint);
    return f;
}

const char *fleet_name(const struct fleet *f)
{
    return f->name;
}

/* ---- The calls that wait ---- */

static void append(struct fleet *f, struct fleet_call *c)
{
    c->next = NULL;
    *(f->last != NULL ? &f->last->next : &f->first) = c;
    f->last = c;
    f->waiting++;
}

static struct fleet_call *take_first(struct fleet *f)
{
    struct fleet_call *c = f->first;
    if (c != NULL) {
        f->first = c->next;
        f->last = f->first != NULL ? f->last : NULL;
        f->waiting--;
    }
    return c;
}

static void take_out(struct fleet *f, struct fleet_call *c)
{
    struct fleet_call *before = NULL, *at = f->first;
    while (at != c) {
        before = at;
        at = at->next;
    }
    *(before != NULL ? &before->next : &f->first) = c->next;
    f->last = f->last == c ? before : f->last;
    f->waiting--;
}

/* ---- Workers ---- */

static void stop_clock(struct fleet_worker *w)
{
    loop_real_cancel(w->fleet->loop, w->deadline_id);
    w->deadline_id = 0;
}

static struct fleet_worker **place_of(struct fleet_worker *w)
{
    struct fleet_worker **at = &w->fleet->workers;
    while (*at != w) {
        at = &(*at)->next;
    }
    return at;
}

/* It has ended, or is about to. */
static void forget(struct fleet_worker *w)
{
    stop_clock(w);
    *place_of(w) = w->next;
    w->fleet->count--;
    memory_release(w);
}

static void drop(struct fleet_worker *w)
{
    process_drop(w->process);
    forget(w);
}

static void on_overdue(void *owner);

static void give(struct fleet_worker *w, struct fleet_call *c)
{
    const struct fleet_settings *s = w->fleet->settings;
    struct runtimeapi_event e = { .request_id = c->request_id,
                                  .arn = c->arn,
                                  .trace_id = c->trace_id,
                                  .client_context = c->client_context,
                                  .deadline_ms = clock_wall_ms() + s->timeout_ms,
                                  .body = c->body,
                                  .size = c->size };
    w->phase = BUSY;
    w->call = c;
    c->worker = w;
    stop_clock(w);
    w->deadline_id = loop_real_deadline(w->fleet->loop, s->timeout_ms, on_overdue, w);
    if (c->wants_log) {
        process_keep_log(w->process);
    }
    if (s->has_reports || c->wants_log) {
        report_begin(&w->report, w->process, c->request_id);
    }
    process_give(w->process, &e);
}

static process_listener on_news;

static void start(struct fleet *f)
{
    const struct fleet_settings *s = f->settings;
    struct fleet_worker *w = memory_zero(sizeof *w);
    struct environment e = { .function = f->name,
                             .handler = s->handler,
                             .runtime = s->runtime,
                             .endpoint = f->endpoint,
                             .api = s->api,
                             .is_local = f->settings->is_local,
                             .own = s->env,
                             .memory_mb = s->memory_mb };
    w->fleet = f;
    w->next = f->workers;
    f->workers = w;
    f->count++;
    w->report = (struct report){ .memory_mb = s->memory_mb, .is_shown = s->has_reports };
    report_start(&w->report);
    w->deadline_id = loop_real_deadline(f->loop, INIT_MS + s->timeout_ms, on_overdue, w);
    w->process = process_start(&(struct process_plan){ .loop = f->loop,
                                                       .argv = s->argv,
                                                       .input = s->input,
                                                       .input_size = s->input_size,
                                                       .environment = &e,
                                                       .listener = on_news,
                                                       .owner = w });
}

static struct fleet_worker *find_idle(const struct fleet *f)
{
    struct fleet_worker *w = f->workers;
    while (w != NULL && w->phase != IDLE) {
        w = w->next;
    }
    return w;
}

/* How many will ask for an event by themselves. */
static size_t count_coming(const struct fleet *f)
{
    size_t count = 0;
    for (const struct fleet_worker *w = f->workers; w != NULL; w = w->next) {
        count += w->phase == STARTING || w->phase == RETURNING;
    }
    return count;
}

/* Gives waiting calls to idle processes, and starts as many more as are needed. */
static void serve(struct fleet *f)
{
    struct fleet_worker *w;
    while (f->first != NULL && (w = find_idle(f)) != NULL) {
        give(w, take_first(f));
    }
    for (size_t coming = count_coming(f);
         coming < f->waiting && f->count < f->settings->concurrency; coming++) {
        start(f);
    }
}

/* ---- The end of a call ---- */

static void end_call(struct fleet_call *c, const struct fleet_end *end)
{
    c->worker = NULL;
    c->done(c, end);
}

/* The worker has no call any more; its owner is told. */
static void end_busy(struct fleet_worker *w, enum phase next, const struct fleet_end *end)
{
    struct fleet_call *c = w->call;
    struct fleet_end whole = *end;
    if (w->fleet->settings->has_reports || c->wants_log) {
        report_end(&w->report, w->process, c->request_id);
    }
    whole.log = c->wants_log ? process_log(w->process) : NULL;
    stop_clock(w);
    w->call = NULL;
    w->phase = next;
    end_call(c, &whole);
}

static struct fleet_end failure(const char *type, const struct buf *out)
{
    return (struct fleet_end){
        .kind = FLEET_FAILED, .text = buf_string(out), .size = out->size, .error_type = type
    };
}

static void fail_busy(struct fleet_worker *w, enum phase next, const char *type,
                      struct buf *text)
{
    struct fleet_end end = failure(type, text);
    end_busy(w, next, &end);
    buf_release(text);
}

/* A process that could not begin fails the call that has waited longest, so that as many
 * processes are started in vain as there are calls. */
static void fail_first(struct fleet *f, const struct fleet_end *end)
{
    struct fleet_call *c = take_first(f);
    if (c != NULL) {
        end_call(c, end);
    }
}

static void on_overdue(void *owner)
{
    struct fleet_worker *w = owner;
    struct fleet *f = w->fleet;
    struct buf text = { 0 };
    int64_t timeout_ms = f->settings->timeout_ms;
    w->deadline_id = 0;
    if (w->phase == BUSY) {
        outcome_timeout(&text, w->call->request_id, timeout_ms);
        fail_busy(w, RETURNING, OUTCOME_TIMEOUT, &text);
    } else if (f->first != NULL) {
        outcome_timeout(&text, f->first->request_id, timeout_ms);
        struct fleet_end end = failure(OUTCOME_TIMEOUT, &text);
        fail_first(f, &end);
        buf_release(&text);
    }
    drop(w);
    serve(f);
}

/* ---- News of a process ---- */

static void on_asks(struct fleet_worker *w)
{
    struct buf text = { 0 };
    if (w->phase == BUSY) {
        outcome_silence(&text, w->call->request_id);
        fail_busy(w, RETURNING, OUTCOME_SILENCE, &text);
    }
    report_is_ready(&w->report);
    stop_clock(w);
    w->phase = IDLE;
    *place_of(w) = w->next;
    w->next = w->fleet->workers;
    w->fleet->workers = w;
    serve(w->fleet);
}

static void on_answer(struct fleet_worker *w, const struct process_news *n)
{
    struct fleet_end end = { .kind =
                                 n->kind == PROCESS_ANSWERED ? FLEET_ANSWERED : FLEET_FAILED,
                             .text = n->text,
                             .size = n->size,
                             .error_type = n->error_type };
    if (w->phase == BUSY) {
        end_busy(w, RETURNING, &end);
    }
}

static void on_init_failed(struct fleet_worker *w, const struct process_news *n)
{
    struct fleet *f = w->fleet;
    struct fleet_end end = {
        .kind = FLEET_FAILED, .text = n->text, .size = n->size, .error_type = n->error_type
    };
    if (w->phase == STARTING) {
        drop(w);
        fail_first(f, &end);
        serve(f);
    }
}

/* What the process's end means for a call: it could not be run, or it ended without an
 * answer. */
static void fail_by_end(const char *request_id, const struct process_news *n,
                        struct fleet_end *ret_end, struct buf *text)
{
    if (n->error != 0) {
        *ret_end = (struct fleet_end){ .kind = FLEET_NOT_RUN, .error = n->error };
    } else {
        outcome_exit(text, request_id, n->status);
        *ret_end = failure(OUTCOME_EXIT, text);
    }
}

static void on_ended(struct fleet_worker *w, const struct process_news *n)
{
    struct fleet *f = w->fleet;
    struct buf text = { 0 };
    struct fleet_end end;
    if (w->phase == BUSY) {
        fail_by_end(w->call->request_id, n, &end, &text);
        end_busy(w, RETURNING, &end);
        forget(w);
    } else {
        bool is_vain = w->phase == STARTING && f->first != NULL;
        if (is_vain) {
            fail_by_end(f->first->request_id, n, &end, &text);
        }
        forget(w);
        if (is_vain) {
            fail_first(f, &end);
        }
    }
    buf_release(&text);
    serve(f);
}

static void on_news(void *owner, struct process *p, const struct process_news *n)
{
    struct fleet_worker *w = owner;
    struct buf text = { 0 };
    (void)p;
    switch (n->kind) {
    case PROCESS_ASKS: on_asks(w); break;
    case PROCESS_ANSWERED:
    case PROCESS_FAILED: on_answer(w, n); break;
    case PROCESS_TOO_LARGE:
        outcome_too_large(&text);
        fail_busy(w, RETURNING, OUTCOME_TOO_LARGE, &text);
        break;
    case PROCESS_INIT_FAILED: on_init_failed(w, n); break;
    case PROCESS_ENDED: on_ended(w, n); break;
    }
}

/* ---- Calls ---- */

void fleet_begin(struct fleet *f, struct fleet_call *c)
{
    c->worker = NULL;
    append(f, c);
    serve(f);
}

void fleet_cancel(struct fleet *f, struct fleet_call *c)
{
    struct fleet_worker *w = c->worker;
    if (w == NULL) {
        take_out(f, c);
        return;
    }
    if (f->settings->has_reports) {
        report_end(&w->report, w->process, c->request_id);
    }
    w->call = NULL;
    drop(w);
    serve(f);
}

void fleet_release(struct fleet *f)
{
    assert(f->first == NULL);
    while (f->workers != NULL) {
        drop(f->workers);
    }
    memory_release(f->name);
    memory_release(f->endpoint);
    memory_release(f);
}
