#include "runtime/native/invoke.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/include/asl/task.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/pool.h"
#include "runtime/native/crash.h"
#include "runtime/native/function.h"
#include "runtime/native/pace.h"
#include "runtime/native/watch.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"

/*
 * Until it is submitted and after its end the loop's thread has all of a call; in between the
 * function's thread has `result`, `error`, `cause` and `failed`.
 */
struct asl_call {
    struct function *function;
    struct loop_job *_Atomic job;
    void *work; /* what the function was begun with */
    char *error;
    char *cause;
    bool failed;
    bool is_timed;
    bool is_inline; /* it runs on the loop's thread */
    int64_t took_ns;
    struct crash_place place;
    atomic_bool cancelled;
    atomic_bool has_beaten; /* and the loop does not know it yet */
    void (*done)(void *owner, struct notice *end);
    void (*heartbeat)(void *owner);
    void *owner;

    /* Only of a call on the loop's thread, where no deadline can strike meanwhile. */
    int64_t limit_ms, silence_ms; /* as in struct target_job */
    int64_t began_ns;
    _Atomic int64_t sign_ns; /* the last sign of life */
    atomic_bool is_late;     /* on the pool the task would have timed out */
};

/* ---- What a function may call (asl/task.h) ---- */

/* New; what is not UTF-8 becomes U+FFFD, since it goes into JSON. NULL stays NULL. */
static char *copy_text(const char *text)
{
    struct buf copy = { 0 };
    if (text == NULL) {
        return NULL;
    }
    text_put_utf8(&copy, text, strlen(text));
    return buf_take(&copy);
}

void asl_call_fail(struct asl_call *call, const char *error, const char *cause)
{
    memory_release(call->error);
    memory_release(call->cause);
    call->error = copy_text(error);
    call->cause = copy_text(cause);
    call->failed = true;
}

static bool is_past(int64_t since_ns, int64_t limit_ms)
{
    return limit_ms > 0 && (clock_monotonic_ns() - since_ns) / 1000000 >= limit_ms;
}

bool asl_call_cancelled(const struct asl_call *call)
{
    return atomic_load(&call->cancelled) ||
           (call->is_inline && is_past(call->began_ns, call->limit_ms));
}

/* What the loop would have noticed if the call had left it the thread: it has taken too long,
 * or was silent for too long. */
static bool is_late(struct asl_call *c)
{
    if (is_past(c->began_ns, c->limit_ms) || is_past(atomic_load(&c->sign_ns), c->silence_ms)) {
        atomic_store(&c->is_late, true);
    }
    return atomic_load(&c->is_late);
}

static void on_heartbeat(void *argument)
{
    struct asl_call *c = argument;
    atomic_store(&c->has_beaten, false);
    if (!atomic_load(&c->cancelled)) {
        c->heartbeat(c->owner);
    }
}

void asl_call_heartbeat(struct asl_call *call)
{
    struct loop_job *job = atomic_load(&call->job);
    if (call->is_inline && is_late(call)) {
        return;
    }
    if (call->is_inline && call->silence_ms > 0) {
        atomic_store(&call->sign_ns, clock_monotonic_ns());
    }
    if (job != NULL && !atomic_load(&call->cancelled) &&
        !atomic_exchange(&call->has_beaten, true)) {
        loop_pool_post(job, on_heartbeat, call);
    }
}

/* ---- The call ---- */

/* On a pool thread, or the loop's. What the function printed last need not end a line. */
static void work(void *job)
{
    struct asl_call *c = job;
    crash_enter(&c->place);
    pthread_cleanup_push(crash_thread_ends, NULL);
    int64_t began_ns = c->is_timed ? clock_monotonic_ns() : 0;
    if (!c->failed) {
        c->function->run(c->function, c->work, c);
    }
    c->took_ns = c->is_timed ? clock_monotonic_ns() - began_ns : 0;
    fflush(stdout);
    pthread_cleanup_pop(0);
    crash_leave();
}

static void release_call(struct asl_call *c)
{
    function_release(c->function);
    memory_release(c->error);
    memory_release(c->cause);
    memory_release(c);
}

static void on_done(void *job)
{
    struct asl_call *c = job;
    struct value *result = c->function->end(c->function, c->work, c);
    if (!atomic_load(&c->cancelled)) {
        if (c->is_timed && !c->is_inline) {
            pace_pooled(&c->function->pace, c->took_ns);
        }
        struct notice end = { .kind = c->failed ? NOTICE_FAILED : NOTICE_SUCCEEDED };
        if (c->failed) {
            end.error = c->error;
            end.cause = c->cause;
            c->error = c->cause = NULL;
        } else {
            end.value = value_share(result);
        }
        c->done(c->owner, &end);
    }
    value_release(result);
    release_call(c);
}

/* ---- A way's operations ---- */

void invoke_set(void *bound, const char *key, const struct value *value)
{
    struct function *f = bound;
    if (text_is(key, "runs")) {
        pace_say(&f->pace, text_is(value_string(value), "quick") ? PACE_QUICK : PACE_BLOCKS);
    }
}

bool invoke_prepare(void *bound, struct buf *why)
{
    struct function *f = bound;
    return f->prepare == NULL || f->prepare(f, why);
}

/* Text for the watch: why the call is on the loop's thread. */
static const char *claim_of(const struct pace *p)
{
    return pace_is_measured(p)
               ? "was quick until now (ASL_TASK_BLOCKS would keep it off the main thread)"
               : "is said to be quick (ASL_TASK_QUICK, or \"runs\": \"quick\")";
}

/* The answer waits for a later turn, as that of a pool thread does. That of a late call is
 * never given: the deadline strikes once the loop has its thread back. */
static void do_here(const struct target_job *job, struct asl_call *c)
{
    struct loop_job *here = loop_pool_begin(job->loop, on_done, c);
    bool is_limited = job->limit_ms > 0 || job->silence_ms > 0;
    c->is_inline = true;
    c->limit_ms = job->limit_ms;
    c->silence_ms = job->silence_ms;
    c->began_ns = is_limited ? clock_monotonic_ns() : 0;
    atomic_store(&c->sign_ns, c->began_ns);
    atomic_store(&c->job, here);
    watch_enter(&c->place, claim_of(&c->function->pace), job->limit_ms);
    work(c);
    watch_leave();
    pace_inline(&c->function->pace, c->took_ns);
    if (!is_limited || !is_late(c)) {
        loop_pool_finish(here);
    }
}

void *invoke_start(void *bound, const struct target_job *job)
{
    struct asl_call *c = memory_zero(sizeof *c);
    crash_watch();
    c->function = function_share(bound);
    c->work = c->function->begin(c->function, job->input, c);
    c->place = (struct crash_place){ .program = job->program,
                                     .state = job->state,
                                     .resource = job->resource,
                                     .function = c->function->name };
    c->done = job->done;
    c->heartbeat = job->heartbeat;
    c->owner = job->owner;
    c->is_timed = job->may_measure && pace_is_measured(&c->function->pace);
    if (pace_is_inline(&c->function->pace, job->may_measure)) {
        do_here(job, c);
    } else {
        atomic_store(&c->job, loop_pool_submit(job->loop, work, on_done, c));
    }
    return c;
}

void invoke_abandon(void *work_in_flight)
{
    struct asl_call *c = work_in_flight;
    struct loop_job *job = atomic_load(&c->job);
    atomic_store(&c->cancelled, true);
    loop_pool_abandon(job);
    if (!c->is_inline) {
        pace_pooled(&c->function->pace, INT64_MAX);
    } else if (atomic_load(&c->is_late)) {
        loop_pool_finish(job);
    }
}

void invoke_release(void *bound)
{
    function_release(bound);
}
