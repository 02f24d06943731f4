#include "runtime/task/symbol.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/include/asl/task.h"
#include "runtime/include/asl/tree.h"
#include "runtime/loop/loop.h"
#include "runtime/task/worker.h"
#include "runtime/value/value.h"

#define EXIT_MACHINE      5
#define CRASH_STACK_BYTES 16384

/*
 * Until it is submitted and after its end the loop's thread has all of a call; in between the
 * function's thread has `result`, `error`, `cause` and `failed`.
 */
struct asl_call {
    const struct asl_handler *handler;
    struct loop_job *_Atomic job;
    struct json_object *input;
    struct json_object *result;
    char *error;
    char *cause;
    bool failed;
    char *crash_text;
    atomic_bool cancelled;
    atomic_bool has_beaten; /* and the loop has not heard of it */
    void (*done)(void *owner, struct worker_answer *answer);
    void (*heartbeat)(void *owner);
    void *owner;
};

/* ---- What a task says ---- */

void asl_call_fail(struct asl_call *call, const char *error, const char *cause)
{
    memory_release(call->error);
    memory_release(call->cause);
    call->error = memory_text(error);
    call->cause = memory_text(cause);
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

/* What this thread is doing, ready to be printed by a signal handler. */
static _Thread_local const char *volatile crash_text;
static _Thread_local char crash_stack[CRASH_STACK_BYTES];

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

static void on_crash(int number)
{
    if (crash_text == NULL) {
        crash_elsewhere(number);
        return;
    }
    say(crash_text);
    say(signal_name(number));
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

static char *make_crash_text(const struct asl_handler *h, struct symbol_place place)
{
    struct buf b = { 0 };
    buf_print(&b, "%s: state '%s': the task function '%s' for '%s' crashed: ", place.program,
              place.state, h->name, place.resource);
    return buf_take(&b);
}

/* ---- The call ---- */

/* On a pool thread. Its signal stack is its own: a function may have used up the other one. */
static void work(void *job)
{
    struct asl_call *c = job;
    stack_t stack = { .ss_sp = crash_stack, .ss_size = sizeof crash_stack }, former;
    bool has_stack = sigaltstack(&stack, &former) == 0;
    crash_text = c->crash_text;
    c->result = c->handler->run(c->input, c);
    crash_text = NULL;
    if (has_stack) {
        sigaltstack(&former, NULL);
    }
}

static void release_call(struct asl_call *c)
{
    value_release(c->result);
    value_release(c->input);
    memory_release(c->error);
    memory_release(c->cause);
    memory_release(c->crash_text);
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

struct asl_call *symbol_start(struct loop *l, const struct asl_handler *h,
                              struct symbol_place place, const struct json_object *input,
                              void (*done)(void *owner, struct worker_answer *answer),
                              void (*heartbeat)(void *owner), void *owner)
{
    struct asl_call *c = memory_zero(sizeof *c);
    catch_crashes();
    c->handler = h;
    c->input = value_copy(input);
    c->crash_text = make_crash_text(h, place);
    c->done = done;
    c->heartbeat = heartbeat;
    c->owner = owner;
    atomic_store(&c->job, loop_pool_submit(l, work, on_done, c));
    return c;
}

void symbol_abandon(struct asl_call *c)
{
    atomic_store(&c->cancelled, true);
    loop_pool_abandon(atomic_load(&c->job));
}
