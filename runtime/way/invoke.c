#include "runtime/way/invoke.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/include/asl/task.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/pool.h"
#include "runtime/task/notice.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"
#include "runtime/way/crash.h"
#include "runtime/way/function.h"
#include "runtime/way/quick.h"

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
    struct crash_place place;
    atomic_bool cancelled;
    atomic_bool has_beaten; /* and the loop does not know it yet */
    void (*done)(void *owner, struct notice *end);
    void (*heartbeat)(void *owner);
    void *owner;
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

bool asl_call_cancelled(const struct asl_call *call)
{
    return atomic_load(&call->cancelled);
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
    if (!c->failed) {
        c->function->run(c->function, c->work, c);
    }
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

bool invoke_prepare(void *bound, struct buf *why)
{
    struct function *f = bound;
    return f->prepare == NULL || f->prepare(f, why);
}

/* The answer waits for a later turn, as that of a pool thread does. */
static void do_here(const struct target_job *job, struct asl_call *c)
{
    struct loop_job *here = loop_pool_begin(job->loop, on_done, c);
    atomic_store(&c->job, here);
    quick_enter(&c->place, job->limit_ms);
    work(c);
    quick_leave();
    loop_pool_finish(here);
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
    if (c->function->is_quick) {
        do_here(job, c);
    } else {
        atomic_store(&c->job, loop_pool_submit(job->loop, work, on_done, c));
    }
    return c;
}

void invoke_abandon(void *work_in_flight)
{
    struct asl_call *c = work_in_flight;
    atomic_store(&c->cancelled, true);
    loop_pool_abandon(atomic_load(&c->job));
}

void invoke_release(void *bound)
{
    function_release(bound);
}
