#include "runtime/way/lambda.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/host/fleet.h"
#include "runtime/host/runtimeapi.h"
#include "runtime/loop/loop.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/hosting.h"

#define SHOWN_BYTES   80
#define TRACE_ID_ROOM 512
#define EARLY_MS      10

/* A target: a pattern may bind several functions to it, each of which has processes of its
 * own. */
struct lambda {
    struct hosting hosting;
    bool is_ready; /* its command has been found: it is not looked for before each call */
    struct fleet **fleets;
    size_t count, room;
};

/* A task. */
struct call {
    struct fleet_call in; /* first */
    struct lambda *bound;
    const struct target_site *site; /* borrowed */
    char *name;                     /* the function's; owned */
    uint64_t early;                 /* the next look whether it may begin; 0: it has begun */
    struct fleet *fleet;            /* once it has begun */
    struct loop *loop;
    char request_id[RANDOM_UUID_SIZE + 1];
    char trace_id[TRACE_ID_ROOM];
    char *arn;
    struct buf body, client_context;
    bool is_lambda; /* the task of a Lambda function */
    void (*done)(void *owner, struct notice *end);
    void *owner;
};

static void release_call(struct call *c)
{
    loop_let_go(c->loop);
    memory_release(c->arn);
    memory_release(c->name);
    buf_release(&c->body);
    buf_release(&c->client_context);
    memory_release(c);
}

/* ---- The end of a task ---- */

static struct notice not_json(const struct call *c, const struct fleet_end *end,
                              const struct read_error *error)
{
    struct buf cause = { 0 };
    size_t shown = text_cut(end->text, end->size, SHOWN_BYTES);
    buf_print(&cause,
              "The function '%s' answered with what is not JSON (line %d, column %d: %s): ",
              fleet_name(c->fleet), error->line, error->column, error->message);
    text_put_visible(&cause, end->text, shown);
    buf_text(&cause, shown < end->size ? "..." : "");
    return notice_task_failed(&cause);
}

static struct notice answered(const struct call *c, const struct fleet_end *end)
{
    struct notice n = { .kind = NOTICE_SUCCEEDED };
    struct read_error error;
    return read_json(end->text, end->size, &n.value, &error) ? n : not_json(c, end, &error);
}

/* What a function says of its error is the cause, as it is; for a resource that is no function,
 * it is the message alone, as with exec: (I-03). */
static char *cause_of(const struct call *c, const struct fleet_end *end)
{
    struct value *error = NULL;
    struct read_error ignored;
    struct buf whole = { 0 };
    char *message = NULL;
    if (!c->is_lambda && read_json(end->text, end->size, &error, &ignored)) {
        message = memory_text(value_member_text(error, "errorMessage"));
        value_release(error);
    }
    if (message == NULL) {
        text_put_utf8(&whole, end->text, end->size);
        message = buf_take(&whole);
    }
    return message;
}

static struct notice failed(const struct call *c, const struct fleet_end *end)
{
    return (struct notice){
        .kind = NOTICE_FAILED,
        .error = memory_text(end->error_type != NULL ? end->error_type : "Lambda.Unknown"),
        .cause = cause_of(c, end),
    };
}

static struct notice judge(const struct call *c, const struct fleet_end *end)
{
    switch (end->kind) {
    case FLEET_ANSWERED: return answered(c, end);
    case FLEET_FAILED: return failed(c, end);
    case FLEET_NOT_RUN: break;
    }
    return notice_not_run("function", fleet_name(c->fleet), end->error);
}

static void on_done(struct fleet_call *in, const struct fleet_end *end)
{
    struct call *c = (struct call *)in;
    struct notice n = judge(c, end);
    n.log = end->log != NULL ? memory_text_n(buf_string(end->log), end->log->size) : NULL;
    c->done(c->owner, &n);
    release_call(c);
}

/* ---- The start of a task ---- */

/* The function's name, and *ret_arn (new) as the function is told it. New. */
static char *name_function(const struct target_job *job, char **ret_arn)
{
    struct arn_part name = arn_function(job->resource);
    struct buf arn = { 0 };
    if (name.text == NULL) {
        name = job->called != NULL ? arn_bare_function(job->called) : arn_last(job->resource);
    }
    if (arn_is_lambda(job->resource)) {
        buf_text(&arn, job->resource);
    } else if (job->called != NULL && strncmp(job->called, "arn:", 4) == 0) {
        buf_text(&arn, job->called);
    } else {
        buf_print(&arn, "arn:%s:lambda:%s:%s:function:%.*s", account_partition(),
                  account_region(), account_id(), (int)name.size, name.text);
    }
    *ret_arn = buf_take(&arn);
    return memory_text_n(name.text, name.size);
}

static struct fleet *fleet_of(struct lambda *l, const char *name, struct loop *loop,
                              const struct target_site *site)
{
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(fleet_name(l->fleets[i]), name) == 0) {
            return l->fleets[i];
        }
    }
    const char *endpoint =
        site != NULL && site->endpoint != NULL ? site->endpoint(site->owner) : NULL;
    l->hosting.settings.has_reports = site != NULL && site->has_reports;
    l->hosting.settings.is_local = site != NULL && site->is_local_given;
    l->hosting.settings.api = site != NULL && site->api != NULL ? site->api(site->owner) : NULL;
    l->fleets = memory_grow(l->fleets, l->count, &l->room, sizeof *l->fleets);
    return l->fleets[l->count++] = fleet_new(loop, name, &l->hosting.settings, endpoint);
}

/* A trace that this process is part of goes on, also where it tells nobody of its own part. */
static void take_trace(struct call *c, const struct target_trace *trace)
{
    const char *id = trace != NULL ? trace->amazon : getenv("_X_AMZN_TRACE_ID");
    if (id != NULL && id[0] != '\0') {
        snprintf(c->trace_id, sizeof c->trace_id, "%s", id);
    }
}

/* What is drawn does not depend on who watches. */
static void name_call(struct call *c, const struct target_job *job)
{
    int64_t now_s = (clock_now_ms(loop_clock(job->loop)) - job->ahead_ms) / 1000;
    if (job->request_id != NULL) {
        snprintf(c->request_id, sizeof c->request_id, "%s", job->request_id);
    } else {
        random_uuid(job->random, c->request_id);
    }
    uint64_t high = random_next(job->random), low = random_next(job->random);
    snprintf(c->trace_id, sizeof c->trace_id,
             "Root=1-%08x-%08x%016" PRIx64 ";Parent=%016" PRIx64 ";Sampled=0", (unsigned)now_s,
             (unsigned)(high >> 32), low, random_next(job->random));
    take_trace(c, job->trace);
}

/* lambda:invoke has it in base64; the function is told what that stands for. */
static void read_client_context(struct call *c, const struct target_job *job)
{
    const char *text =
        job->arguments != NULL ? value_member_text(job->arguments, "ClientContext") : NULL;
    if (text != NULL) {
        runtimeapi_decode(&c->client_context, text);
        c->in.client_context = buf_string(&c->client_context);
    }
}

/* A function begins when there is all that it is told of. */
static void begin(void *owner)
{
    struct call *c = owner;
    const struct target_site *site = c->site;
    c->early = 0;
    if (site != NULL && site->is_early != NULL && site->is_early(site->owner)) {
        c->early = loop_real_deadline(c->loop, EARLY_MS, begin, c);
        return;
    }
    c->fleet = fleet_of(c->bound, c->name, c->loop, site);
    fleet_begin(c->fleet, &c->in);
}

static void *start(void *bound, const struct target_job *job)
{
    struct call *c = memory_zero(sizeof *c);
    c->name = name_function(job, &c->arn);
    loop_hold(job->loop);
    c->loop = job->loop;
    c->bound = bound;
    c->site = job->site;
    c->is_lambda = arn_calls_lambda(job->resource);
    c->done = job->done;
    c->owner = job->owner;
    name_call(c, job);
    write_json(&c->body, job->input);
    c->in.request_id = c->request_id;
    c->in.arn = c->arn;
    c->in.trace_id = c->trace_id;
    c->in.body = c->body.text;
    c->in.size = c->body.size;
    c->in.wants_log = job->wants_log;
    c->in.done = on_done;
    read_client_context(c, job);
    begin(c);
    return c;
}

static void abandon(void *work)
{
    struct call *c = work;
    if (c->fleet != NULL) {
        fleet_cancel(c->fleet, &c->in);
    }
    loop_real_cancel(c->loop, c->early);
    release_call(c);
}

/* ---- The way ---- */

static bool read_target(const struct asl_workflow *w, const char *text, void **ret_bound,
                        struct buf *why)
{
    struct lambda *l = memory_zero(sizeof *l);
    (void)w;
    bool is_good = hosting_open(&l->hosting, text, why);
    if (is_good) {
        *ret_bound = l;
    } else {
        hosting_close(&l->hosting);
        memory_release(l);
    }
    return is_good;
}

static void set(void *bound, const char *key, const struct value *value)
{
    struct lambda *l = bound;
    hosting_set(&l->hosting, key, value);
}

static bool prepare(void *bound, struct buf *why)
{
    struct lambda *l = bound;
    l->is_ready = l->is_ready || hosting_prepare(&l->hosting, why);
    return l->is_ready;
}

static void release(void *bound)
{
    struct lambda *l = bound;
    for (size_t i = 0; i < l->count; i++) {
        fleet_release(l->fleets[i]);
    }
    memory_release(l->fleets);
    hosting_close(&l->hosting);
    memory_release(l);
}

const struct asl_target asl_target_lambda = {
    .word = "lambda",
    .read = read_target,
    .set = set,
    .prepare = prepare,
    .start = start,
    .abandon = abandon,
    .release = release,
};
