#include "runtime/native/crash.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/exit.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/loop/child.h"
#include "runtime/loop/loop.h"

#define CRASH_STACK_BYTES 16384

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define CRASH_SIGNALS (sizeof crash_signals / sizeof crash_signals[0])

static struct sigaction before[CRASH_SIGNALS];

/* What this thread is doing, for a signal handler to tell. */
static _Thread_local const struct crash_place *volatile working;
static _Thread_local bool has_crash_stack;

/* The loop's thread has this one, and others one of their own. (In each thread's own variables
 * it would be cleared when the thread begins.) */
static char crash_stack[CRASH_STACK_BYTES];
static pthread_key_t other_stack;
static bool has_other_stacks;

/* The process and the thread that may end it. */
static pid_t process;
static pthread_t loop_thread;

/* Says who it was, and `how` the process ends. `p` is NULL for a thread that some function has
 * begun. */
static _Noreturn void end_process(const struct crash_place *p, const char *how,
                                  const char *detail)
{
    if (p != NULL) {
        const char *const words[] = { p->program,  ": state '",
                                      p->state,    "': the function '",
                                      p->function, "' for '",
                                      p->resource, "' ",
                                      how,         detail };
        fatal_say(words, sizeof words / sizeof words[0]);
    } else {
        const char *const words[] = { "a thread that a task's function has begun ", how,
                                      detail };
        fatal_say(words, sizeof words / sizeof words[0]);
    }
    loop_kill_groups();
    _exit(EXIT_MACHINE);
}

/* A function may have forked: what the child does is its own affair. */
static bool is_ours(void)
{
    return getpid() == process;
}

/* ---- Signals ---- */

static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    default: return "SIGABRT";
    }
}

/* Not in a task's function: then it goes the way it would have gone without us. */
static void crash_elsewhere(int number)
{
    if (is_ours()) {
        loop_kill_groups();
    }
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        if (crash_signals[i] == number) {
            sigaction(number, &before[i], NULL);
        }
    }
    raise(number);
}

static void on_crash(int number)
{
    if (working == NULL || !is_ours()) {
        crash_elsewhere(number);
        return;
    }
    end_process(working, "crashed: ", signal_name(number));
}

/* ---- exit() ---- */

/* Runs on the thread that has called exit(). A function that does so while the loop's thread is
 * at its own end is late: nothing is lost by it. */
static void on_exit_called(int status, void *unused)
{
    (void)unused;
    bool is_end = working == NULL && pthread_equal(pthread_self(), loop_thread) != 0;
    if (is_end || !is_ours()) {
        return;
    }
    char code[NUMBER_ROOM];
    number_print_int(code, status);
    fflush(stdout);
    end_process(working, "ended the program with exit code ", code);
}

static void on_quick_exit(void)
{
    bool is_end = working == NULL && pthread_equal(pthread_self(), loop_thread) != 0;
    if (!is_end && is_ours()) {
        end_process(working, "ended the program by quick_exit()", "");
    }
}

void crash_thread_ends(void *unused)
{
    (void)unused;
    if (is_ours()) {
        end_process(working, "ended its thread", "");
    }
}

/* At the end of a thread: its stack for crashes goes. */
static void take_crash_stack(void *own)
{
    stack_t none = { .ss_flags = SS_DISABLE };
    sigaltstack(&none, NULL);
    memory_release(own);
}

void crash_watch(void)
{
    static bool is_watching;
    process = getpid();
    loop_thread = pthread_self();
    if (is_watching) {
        return;
    }
    is_watching = true;
    has_other_stacks = pthread_key_create(&other_stack, take_crash_stack) == 0;
    struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        sigaction(crash_signals[i], &action, &before[i]);
    }
    on_exit(on_exit_called, NULL);
    (void)at_quick_exit(on_quick_exit); /* without it quick_exit() is not noticed */
}

void crash_end(const struct crash_place *p, const char *how)
{
    end_process(p, how, "");
}

/* ---- A thread's work ---- */

/* A function may use up its stack, so the handler runs on another one. A sanitizer's own stays.
 */
static void give_crash_stack(void)
{
    stack_t stack = { .ss_sp = crash_stack, .ss_size = CRASH_STACK_BYTES }, former;
    if (has_crash_stack) {
        return;
    }
    has_crash_stack = true;
    if (sigaltstack(NULL, &former) != 0 || (former.ss_flags & SS_DISABLE) == 0) {
        return;
    }
    if (pthread_equal(pthread_self(), loop_thread) == 0) {
        stack.ss_sp = has_other_stacks ? memory_get(CRASH_STACK_BYTES) : NULL;
        if (stack.ss_sp == NULL || pthread_setspecific(other_stack, stack.ss_sp) != 0) {
            memory_release(stack.ss_sp);
            return;
        }
    }
    sigaltstack(&stack, NULL);
}

void crash_enter(const struct crash_place *p)
{
    give_crash_stack();
    working = p;
}

void crash_leave(void)
{
    working = NULL;
}
