#include "runtime/native/watch.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/fatal.h"
#include "runtime/native/crash.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* The signal's handler runs on the loop's thread, so these need only be whole at each moment.
 */
static const struct crash_place *volatile under_way;
static const char *volatile claim; /* of that call's function */
static volatile int64_t limit;     /* of that call, in milliseconds */
static volatile uint64_t entered;  /* counts the calls */
static volatile uint64_t seen;     /* the call that the last look has seen, and ... */
static volatile int64_t seen_for;  /* ... for how many looks before it */
static volatile sig_atomic_t is_set;
static timer_t timer;
static pid_t timer_process;

static void set_timer(time_t seconds)
{
    struct itimerspec each = { .it_interval.tv_sec = seconds, .it_value.tv_sec = seconds };
    timer_settime(timer, 0, &each, NULL);
    is_set = seconds > 0;
}

static void tell(const struct crash_place *p)
{
    const char *const words[] = {
        p->program,  ": state '",
        p->state,    "': the function '",
        p->function, "' for '",
        p->resource, "' ",
        claim,       ", but it has not returned for a second; the program waits for it",
    };
    fatal_say(words, sizeof words / sizeof words[0]);
}

static void look(int number)
{
    const struct crash_place *p = under_way;
    (void)number;
    if (getpid() != timer_process) {
        return;
    }
    if (entered != seen) {
        seen = entered;
        seen_for = 0;
        return;
    }
    if (p == NULL) {
        set_timer(0);
        return;
    }
    seen_for++;
    if (seen_for == 1) {
        tell(p);
    }
    if (limit > 0 && seen_for >= (limit + 999) / 1000) {
        crash_end(p, "has not returned within its state's TimeoutSeconds");
    }
}

/* A child that goes on with the program has no timer: the next call sets its own. */
static void in_child(void)
{
    is_set = 0;
}

/* A machine without room for a timer runs without the watch. */
static void watch(void)
{
    pid_t process = getpid();
    if (timer_process != process) {
        struct sigaction action = { .sa_handler = look, .sa_flags = SA_RESTART };
        struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMAX };
        event.sigev_notify_thread_id = gettid();
        sigemptyset(&action.sa_mask);
        if (sigaction(SIGRTMAX, &action, NULL) != 0 ||
            timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
            return;
        }
        if (timer_process == 0) {
            pthread_atfork(NULL, NULL, in_child);
        }
        timer_process = process;
    }
    set_timer(1);
}

void watch_enter(const struct crash_place *p, const char *what, int64_t limit_ms)
{
    limit = limit_ms;
    claim = what;
    entered++;
    under_way = p;
    if (!is_set) {
        watch();
    }
}

void watch_leave(void)
{
    under_way = NULL;
}
