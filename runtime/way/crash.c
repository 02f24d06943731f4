#include "runtime/way/crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/exit.h"
#include "runtime/base/fatal.h"
#include "runtime/loop/loop.h"

#define CRASH_STACK_BYTES 16384

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define CRASH_SIGNALS (sizeof crash_signals / sizeof crash_signals[0])

static struct sigaction before[CRASH_SIGNALS];

/* What this thread is doing, for a signal handler to tell. */
static _Thread_local const struct crash_place *volatile working;
static _Thread_local char crash_stack[CRASH_STACK_BYTES];
static _Thread_local bool has_crash_stack;

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
    loop_kill_groups();
    for (size_t i = 0; i < CRASH_SIGNALS; i++) {
        if (crash_signals[i] == number) {
            sigaction(number, &before[i], NULL);
        }
    }
    raise(number);
}

/* Nothing here wants memory or a lock. */
static void say_crash(const struct crash_place *p, int number)
{
    const char *const words[] = { p->program,          ": state '",   p->state,
                                  "': the function '", p->function,   "' for '",
                                  p->resource,         "' crashed: ", signal_name(number) };
    fatal_say(words, sizeof words / sizeof words[0]);
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

void crash_watch(void)
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

/* A function may use up its stack, so the handler runs on another one. A sanitizer's own stays.
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

void crash_enter(const struct crash_place *p)
{
    give_crash_stack();
    working = p;
}

void crash_leave(void)
{
    working = NULL;
}
