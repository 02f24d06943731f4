#include "runtime/way/c.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/include/asl/task.h"
#include "runtime/loop/loop.h"
#include "runtime/task/target.h"
#include "runtime/task/workers.h"
#include "runtime/value/sound.h"
#include "runtime/value/value.h"
#include "runtime/way/function.h"

#define CRASH_STACK_BYTES 16384

/*
 * Until it is submitted and after its end the loop's thread has all of a call; in between the
 * function's thread has `result`, `error`, `cause` and `failed`.
 */
struct asl_call {
    struct function *function;
    struct loop_job *_Atomic job;
    struct json_object *input;
    struct json_object *result;
    char *error;
    char *cause;
    bool failed;
    const char *program, *state, *resource; /* static, for a crash */
    atomic_bool cancelled;
    atomic_bool has_beaten; /* and the loop has not heard of it */
    void (*done)(void *owner, struct worker_answer *answer);
    void (*heartbeat)(void *owner);
    void *owner;
};

/* ---- What a task says ---- */

/* New; what is no UTF-8 becomes U+FFFD, since it goes into JSON. NULL stays NULL. */
static char *copy_text(const char *text)
{
    struct buf copy = { 0 };
    size_t size = text != NULL ? strlen(text) : 0;
    while (size > 0) {
        size_t good = text_utf8_span(text, size);
        buf_put(&copy, text, good);
        buf_text(&copy, good < size ? "\xef\xbf\xbd" : "");
        good += good < size;
        text += good;
        size -= good;
    }
    return text != NULL ? buf_take(&copy) : NULL;
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

/* ---- A crash ---- */

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define CRASH_SIGNALS (sizeof crash_signals / sizeof crash_signals[0])

static struct sigaction before[CRASH_SIGNALS];

/* What this thread is doing, for a signal handler to tell. */
static _Thread_local struct asl_call *volatile working;
static _Thread_local char crash_stack[CRASH_STACK_BYTES];
static _Thread_local bool has_crash_stack;

static void say(const char *text)
{
    ssize_t size = write(STDERR_FILENO, text, strlen(text));
    (void)size;
}

static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV: return "SIGSEGV\n";
    case SIGBUS: return "SIGBUS\n";
    case SIGFPE: return "SIGFPE\n";
    case SIGILL: return "SIGILL\n";
    default: return "SIGABRT\n";
    }
}

/* Not in a task's function: then it goes the way it would have gone without us. */
static void crash_elsewhere(int number)
{
    loop_kill_groups();
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        if (crash_signals[i] == number) {
            sigaction(number, &before[i], NULL);
        }
    }
    raise(number);
}

/* Nothing here wants memory or a lock. */
static void say_crash(const struct asl_call *c, int number)
{
    const char *const words[] = { c->program,          ": state '",       c->state,
                                  "': the function '", c->function->name, "' for '",
                                  c->resource,         "' crashed: ",     signal_name(number) };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        say(words[i]);
    }
}

static void on_crash(int number)
{
    if (working == NULL) {
        crash_elsewhere(number);
        return;
    }
    say_crash(working, number);
    loop_kill_groups();
    _exit(EXIT_MACHINE);
}

static void catch_crashes(void)
{
    static bool caught;
    if (caught) {
        return;
    }
    caught = true;
    struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        sigaction(crash_signals[i], &action, &before[i]);
    }
}

/* ---- The call ---- */

/* A function may use up its stack, so a signal is told of on another one. A sanitizer's stays.
 */
static void give_crash_stack(void)
{
    stack_t stack = { .ss_sp = crash_stack, .ss_size = sizeof crash_stack }, former;
    if (has_crash_stack) {
        return;
    }
    has_crash_stack = true;
    if (sigaltstack(NULL, &former) == 0 && (former.ss_flags & SS_DISABLE) != 0) {
        sigaltstack(&stack, NULL);
    }
}

/* What the function returned must be JSON before anybody else sees it. */
static void check_result(struct asl_call *c)
{
    const char *flaw = sound_flaw(c->result);
    if (flaw == NULL) {
        return;
    }
    struct buf cause = { 0 };
    sound_release(c->result);
    c->result = NULL;
    buf_print(&cause, "The function '%s' returned %s.", c->function->name, flaw);
    asl_call_fail(c, "States.TaskFailed", buf_string(&cause));
    buf_release(&cause);
}

/* On a pool thread. */
static void work(void *job)
{
    struct asl_call *c = job;
    give_crash_stack();
    working = c;
    c->result = c->function->run(c->function, c->input, c);
    check_result(c);
    working = NULL;
}

static void release_call(struct asl_call *c)
{
    value_release(c->result);
    value_release(c->input);
    function_release(c->function);
    memory_release(c->error);
    memory_release(c->cause);
    memory_release(c);
}

static void on_done(void *job)
{
    struct asl_call *c = job;
    if (!atomic_load(&c->cancelled)) {
        struct worker_answer answer = { .news = c->failed ? WORKER_FAILED : WORKER_SUCCEEDED };
        if (c->failed) {
            answer.error = c->error;
            answer.cause = c->cause;
            c->error = c->cause = NULL;
        } else {
            answer.value = c->result;
            c->result = NULL;
        }
        c->done(c->owner, &answer);
    }
    release_call(c);
}

/* ---- The way ---- */

static int prepare(void *bound, struct buf *why)
{
    struct function *f = bound;
    return f->prepare != NULL ? f->prepare(f, why) : 0;
}

static void *start(void *bound, const struct target_job *job)
{
    struct asl_call *c = memory_zero(sizeof *c);
    catch_crashes();
    c->function = function_share(bound);
    c->input = value_copy(job->input);
    c->program = job->program;
    c->state = job->state;
    c->resource = job->resource;
    c->done = job->done;
    c->heartbeat = job->heartbeat;
    c->owner = job->owner;
    atomic_store(&c->job, loop_pool_submit(job->loop, work, on_done, c));
    return c;
}

static void abandon(void *work_in_flight)
{
    struct asl_call *c = work_in_flight;
    atomic_store(&c->cancelled, true);
    loop_pool_abandon(atomic_load(&c->job));
}

static void release(void *bound)
{
    function_release(bound);
}

const struct target_way c_way = {
    .prepare = prepare, .start = start, .abandon = abandon, .release = release
};
