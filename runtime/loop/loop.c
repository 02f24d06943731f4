#include "runtime/loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "runtime/base/clock.h"
#include "runtime/base/fatal.h"
#include "runtime/base/memory.h"
#include "runtime/loop/timer.h"

/* How often the loop looks at its clocks while a deadline is set. The system counts a sleep
 * without the time that the machine is suspended, and knows nothing of the wall clock: so this
 * is how late a deadline may strike after the machine was suspended or its clock was set. */
#define LOOK_MS    1000
#define NO_LOOP    "the event loop cannot be set up"
#define OWN_EVENTS 1 /* the eventfd's; the alarm is set only while we sleep */

struct call {
    void (*f)(void *owner);
    void *owner;
};

struct call_list {
    struct call *calls;
    size_t count;
    size_t room;
};

struct loop {
    struct clock *clock;
    void (*on_deadline)(void *owner, uint64_t ticket);
    void *owner;
    struct timer_heap *deadlines;      /* on the steady clock */
    struct timer_heap *instants;       /* on the wall clock; empty for a virtual one */
    struct timer_heap *real_deadlines; /* on the monotonic clock; tickets are struct call */
    struct call_list soon;
    size_t in_flight;

    /* Made at first need: most executions never sleep. */
    struct event_base *base;
    bool is_inside; /* of libevent's own loop */
    struct event wake;
    struct event alarm;
    int wake_fd;
    int idle_events; /* of idle.h */
    void *guests[LOOP_PLACES];
    const struct loop_guest *kinds[LOOP_PLACES];

    void (*on_stop)(void *owner, int signal);
    void *stop_owner;
    void (*on_hangup)(void *owner); /* NULL: SIGHUP stops as the others do */
    void *hangup_owner;
};

/* Written by the signal handler: the signal, 0 if none has come, -1 once it has been taken. */
static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t stop_wake_fd = -1;

/* Whether a SIGHUP is no stop, and whether one has come that is not. */
static volatile sig_atomic_t has_hangups, has_hung_up;

struct loop *loop_new(struct clock *c, void (*on_deadline)(void *owner, uint64_t ticket),
                      void *owner)
{
    struct loop *l = memory_zero(sizeof *l);
    l->clock = c;
    l->on_deadline = on_deadline;
    l->owner = owner;
    l->deadlines = timer_heap_new();
    l->instants = timer_heap_new();
    l->real_deadlines = timer_heap_new();
    l->wake_fd = -1;
    return l;
}

static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP };
#define STOP_SIGNALS (sizeof stop_signals / sizeof stop_signals[0])

/* A program that nohup(1) has started ignores SIGHUP, and goes on doing so. The first call
 * looks, before anything here has changed what SIGHUP does. */
static bool is_left_alone(int number)
{
    static int is_ignored = -1;
    struct sigaction now;
    if (is_ignored < 0) {
        is_ignored = sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
    }
    return number == SIGHUP && is_ignored == 1;
}

static void handle_stops(void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < STOP_SIGNALS; i++) {
        if (!is_left_alone(stop_signals[i])) {
            sigaction(stop_signals[i], &action, NULL);
        }
    }
}

/* A program that has been stopped ends as it has begun to, with its children gone and its exit
 * code: what signals a group of processes signals each of them twice, as timeout(1) does. */
static void forget_stop(struct loop *l)
{
    if (l->on_stop != NULL) {
        has_hangups = 0;
        handle_stops(stop_signal == -1 ? SIG_IGN : SIG_DFL);
        stop_wake_fd = -1;
    }
}

static void release_guests(struct loop *l)
{
    for (size_t i = 0; i < LOOP_PLACES; i++) {
        if (l->guests[i] != NULL) {
            l->kinds[i]->release(l->guests[i]);
        }
    }
}

void loop_release(struct loop *l)
{
    if (l == NULL) {
        return;
    }
    uint64_t ticket;
    forget_stop(l);
    release_guests(l);
    while (timer_due(l->real_deadlines, INT64_MAX, &ticket)) {
        memory_release((void *)(uintptr_t)ticket);
    }
    timer_heap_release(l->real_deadlines);
    timer_heap_release(l->instants);
    timer_heap_release(l->deadlines);
    memory_release(l->soon.calls);
    if (l->base != NULL) {
        event_del(&l->wake);
        event_del(&l->alarm);
        event_base_free(l->base);
        close(l->wake_fd);
    }
    memory_release(l);
}

const struct clock *loop_clock(const struct loop *l)
{
    return l->clock;
}

/* ---- Guests ---- */

void loop_take_in(struct loop *l, enum loop_place place, const struct loop_guest *kind,
                  void *guest)
{
    assert(l->guests[place] == NULL);
    l->guests[place] = guest;
    l->kinds[place] = kind;
}

void *loop_guest(const struct loop *l, enum loop_place place)
{
    return l->guests[place];
}

static void deliver(struct loop *l)
{
    for (size_t i = 0; i < LOOP_PLACES; i++) {
        if (l->guests[i] != NULL && l->kinds[i]->deliver != NULL) {
            l->kinds[i]->deliver(l->guests[i]);
        }
    }
}

static bool may_sleep(struct loop *l)
{
    bool may = true;
    for (size_t i = 0; i < LOOP_PLACES && may; i++) {
        if (l->guests[i] != NULL && l->kinds[i]->may_sleep != NULL) {
            may = l->kinds[i]->may_sleep(l->guests[i]);
        }
    }
    return may;
}

static void woke(struct loop *l)
{
    for (size_t i = 0; i < LOOP_PLACES; i++) {
        if (l->guests[i] != NULL && l->kinds[i]->woke != NULL) {
            l->kinds[i]->woke(l->guests[i]);
        }
    }
}

/* ---- libevent, at first need ---- */

static void on_wake(evutil_socket_t fd, short what, void *owner)
{
    struct loop *l = owner;
    uint64_t count;
    ssize_t size = read(fd, &count, sizeof count);
    (void)size, (void)what;
    deliver(l);
}

static void on_alarm(evutil_socket_t fd, short what, void *owner)
{
    (void)fd, (void)what, (void)owner; /* it was to end the sleep */
}

/* libevent would print its own lines, and end the program its own way. */
static void drop_message(int severity, const char *message)
{
    (void)severity, (void)message;
}

static void on_fatal(int error)
{
    (void)error;
    fatal(NO_LOOP, errno);
}

struct event_base *loop_base(struct loop *l)
{
    if (l->base != NULL) {
        return l->base;
    }
    event_set_log_callback(drop_message);
    event_set_fatal_callback(on_fatal);
    l->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (l->wake_fd < 0) {
        fatal(NO_LOOP, errno);
    }
    l->base = event_base_new();
    if (l->base == NULL || event_base_priority_init(l->base, LOOP_PRIORITIES) != 0 ||
        event_assign(&l->wake, l->base, l->wake_fd, EV_READ | EV_PERSIST, on_wake, l) != 0 ||
        event_assign(&l->alarm, l->base, -1, 0, on_alarm, l) != 0 ||
        event_add(&l->wake, NULL) != 0) {
        memory_exhausted();
    }
    if (l->on_stop != NULL) {
        stop_wake_fd = l->wake_fd;
    }
    return l->base;
}

void loop_count_idle(struct loop *l, int more)
{
    l->idle_events += more;
}

int loop_wake_fd(struct loop *l)
{
    loop_base(l);
    return l->wake_fd;
}

/* ---- Deadlines ---- */

uint64_t loop_deadline(struct loop *l, int64_t at_ms, uint64_t ticket)
{
    return timer_set(l->deadlines, at_ms, ticket);
}

uint64_t loop_deadline_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn)
{
    return timer_set_again(l->deadlines, at_ms, ticket, turn);
}

/* The timers' ids leave this bit free: it tells whose id one is. */
#define OF_INSTANT TIMER_ID_FREE

uint64_t loop_instant(struct loop *l, int64_t at_ms, uint64_t ticket)
{
    return l->clock->is_virtual ? loop_deadline(l, at_ms, ticket)
                                : timer_set(l->instants, at_ms, ticket) | OF_INSTANT;
}

uint64_t loop_instant_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn)
{
    return l->clock->is_virtual
               ? loop_deadline_again(l, at_ms, ticket, turn)
               : timer_set_again(l->instants, at_ms, ticket, turn) | OF_INSTANT;
}

static struct timer_heap *heap_of(const struct loop *l, uint64_t id)
{
    return id & OF_INSTANT ? l->instants : l->deadlines;
}

void loop_cancel(struct loop *l, uint64_t id)
{
    timer_cancel(heap_of(l, id), id & ~OF_INSTANT);
}

struct timer_setting loop_deadline_setting(const struct loop *l, uint64_t id)
{
    return timer_setting(heap_of(l, id), id & ~OF_INSTANT);
}

static int64_t monotonic_ms(void)
{
    return clock_monotonic_ns() / 1000000;
}

uint64_t loop_real_deadline(struct loop *l, int64_t after_ms, void (*f)(void *owner),
                            void *owner)
{
    int64_t now_ms = monotonic_ms();
    int64_t deadline_ms = after_ms < INT64_MAX - now_ms - 1 ? now_ms + after_ms + 1 : INT64_MAX;
    struct call *call = memory_get(sizeof *call);
    *call = (struct call){ .f = f, .owner = owner };
    return timer_set(l->real_deadlines, deadline_ms, (uint64_t)(uintptr_t)call);
}

void loop_real_cancel(struct loop *l, uint64_t id)
{
    uint64_t ticket;
    if (timer_take(l->real_deadlines, id, &ticket)) {
        memory_release((void *)(uintptr_t)ticket);
    }
}

/* One that is set meanwhile waits for the next turn, even if it is due: so a turn ends. */
static bool strike(struct loop *l, struct timer_heap *deadlines,
                   int64_t (*time_ms)(const struct clock *c))
{
    bool struck = false;
    uint64_t ticket;
    size_t most = timer_count(deadlines);
    int64_t now_ms = most > 0 ? time_ms(l->clock) : 0;
    for (; most > 0 && timer_due(deadlines, now_ms, &ticket); most--) {
        l->on_deadline(l->owner, ticket);
        struck = true;
    }
    return struck;
}

static bool strike_real(struct loop *l)
{
    bool struck = false;
    uint64_t ticket;
    size_t most = timer_count(l->real_deadlines);
    int64_t now_ms = most > 0 ? monotonic_ms() : 0;
    for (; most > 0 && timer_due(l->real_deadlines, now_ms, &ticket); most--) {
        struct call *call = (void *)(uintptr_t)ticket;
        struct call copy = *call;
        memory_release(call);
        copy.f(copy.owner);
        struck = true;
    }
    return struck;
}

/* ---- Work in flight ---- */

void loop_hold(struct loop *l)
{
    l->in_flight++;
}

void loop_let_go(struct loop *l)
{
    assert(l->in_flight > 0);
    l->in_flight--;
}

/* ---- Soon ---- */

void loop_soon(struct loop *l, void (*f)(void *owner), void *owner)
{
    struct call_list *s = &l->soon;
    s->calls = memory_grow(s->calls, s->count, &s->room, sizeof *s->calls);
    s->calls[s->count++] = (struct call){ .f = f, .owner = owner };
}

/* The place stays, so that a turn may go on walking. */
void loop_soon_cancel(struct loop *l, void (*f)(void *owner), void *owner)
{
    for (size_t i = 0; i < l->soon.count; i++) {
        struct call *c = &l->soon.calls[i];
        if (c->f == f && c->owner == owner) {
            c->f = NULL;
        }
    }
}

/* The list may grow and move while it is walked; what is added belongs to the next turn. */
static bool call_soon(struct loop *l)
{
    size_t now = l->soon.count;
    bool called = false;
    for (size_t i = 0; i < now; i++) {
        struct call c = l->soon.calls[i];
        l->soon.calls[i].f = NULL;
        if (c.f != NULL) {
            c.f(c.owner);
            called = true;
        }
    }
    if (now > 0) {
        l->soon.count -= now;
        memmove(l->soon.calls, l->soon.calls + now, l->soon.count * sizeof *l->soon.calls);
    }
    return called;
}

/* ---- Signals ---- */

static void on_signal(int number)
{
    int saved = errno;
    if (number == SIGHUP && has_hangups) {
        has_hung_up = 1;
    } else if (stop_signal == 0) {
        stop_signal = number;
    }
    if (stop_wake_fd >= 0) {
        uint64_t one = 1;
        ssize_t size = write(stop_wake_fd, &one, sizeof one);
        (void)size;
    }
    errno = saved;
}

void loop_on_stop(struct loop *l, void (*f)(void *owner, int signal), void *owner)
{
    l->on_stop = f;
    l->stop_owner = owner;
    stop_signal = 0;
    stop_wake_fd = l->wake_fd;
    handle_stops(on_signal);
}

bool loop_is_told_to_stop(void)
{
    return stop_signal != 0;
}

void loop_on_hangup(struct loop *l, void (*f)(void *owner), void *owner)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    l->on_hangup = f;
    l->hangup_owner = owner;
    has_hung_up = 0;
    has_hangups = 1;
    sigaction(SIGHUP, &action, NULL);
}

static bool take_hangup(struct loop *l)
{
    if (!has_hung_up || l->on_hangup == NULL) {
        return false;
    }
    has_hung_up = 0;
    l->on_hangup(l->hangup_owner);
    return true;
}

/* Once: the handlers stay, so that a second signal does not cut an orderly end short. */
static bool take_stop(struct loop *l)
{
    if (stop_signal <= 0 || l->on_stop == NULL) {
        return false;
    }
    int number = stop_signal;
    void (*f)(void *, int) = l->on_stop;
    stop_signal = -1;
    f(l->stop_owner, number);
    return true;
}

/* ---- A turn ---- */

/* Returns true if more than so many events of libevent are waited for. */
static bool has_events(const struct loop *l, int count)
{
    return l->base != NULL &&
           event_base_get_num_events(l->base, EVENT_BASE_COUNT_ADDED) > count;
}

static bool can_come(const struct loop *l)
{
    return l->in_flight > 0 || l->soon.count > 0 || timer_count(l->deadlines) > 0 ||
           timer_count(l->instants) > 0 || timer_count(l->real_deadlines) > 0 ||
           has_events(l, OWN_EVENTS + l->idle_events);
}

static void enter_base(struct loop *l, int flags)
{
    l->is_inside = true;
    event_base_loop(l->base, flags);
    l->is_inside = false;
}

bool loop_is_inside(const struct loop *l)
{
    return l->is_inside;
}

/* Without sockets there is nothing to ask the system for. */
static void poll_all(struct loop *l)
{
    if (has_events(l, OWN_EVENTS)) {
        enter_base(l, EVLOOP_NONBLOCK);
    }
    deliver(l);
}

/* How long until `at_ms`, but at most `most_ms`. */
static int64_t time_left(int64_t at_ms, int64_t now_ms, int64_t most_ms)
{
    return at_ms <= now_ms ? 0 : at_ms - now_ms < most_ms ? at_ms - now_ms : most_ms;
}

/* How long until something is due by itself, or is to be looked at; -1: nothing ever is. A
 * virtual clock does not move while the loop sleeps. */
static int64_t sleep_ms(const struct loop *l)
{
    int64_t most_ms = INT64_MAX, at_ms;
    if (!l->clock->is_virtual && timer_next(l->deadlines, &at_ms)) {
        most_ms = time_left(at_ms, clock_steady_ms(l->clock), LOOK_MS);
    }
    if (timer_next(l->instants, &at_ms)) {
        most_ms =
            time_left(at_ms, clock_now_ms(l->clock), most_ms < LOOK_MS ? most_ms : LOOK_MS);
    }
    if (timer_next(l->real_deadlines, &at_ms)) {
        most_ms = time_left(at_ms, monotonic_ms(), most_ms);
    }
    return most_ms == INT64_MAX ? -1 : most_ms;
}

static void set_alarm(struct loop *l, int64_t after_ms)
{
    struct timeval after = { .tv_sec = after_ms / 1000, .tv_usec = after_ms % 1000 * 1000 };
    if (after_ms >= 0 && event_add(&l->alarm, &after) != 0) {
        memory_exhausted();
    }
}

/* The eventfd exists before the signal is looked for, so that one which comes in between ends
 * the sleep. */
static void sleep_once(struct loop *l)
{
    loop_base(l);
    if (take_stop(l) || take_hangup(l)) {
        return;
    }
    if (!may_sleep(l)) {
        poll_all(l);
        return;
    }
    set_alarm(l, sleep_ms(l));
    enter_base(l, EVLOOP_ONCE);
    event_del(&l->alarm);
    woke(l);
    deliver(l);
}

static bool is_due(const struct loop *l)
{
    int64_t at_ms;
    return (timer_next(l->deadlines, &at_ms) && at_ms <= clock_steady_ms(l->clock)) ||
           (timer_next(l->instants, &at_ms) && at_ms <= clock_now_ms(l->clock)) ||
           (timer_next(l->real_deadlines, &at_ms) && at_ms <= monotonic_ms());
}

bool loop_has_news(const struct loop *l)
{
    bool has = l->soon.count > 0;
    for (size_t i = 0; i < LOOP_PLACES && !has; i++) {
        has = l->guests[i] != NULL && l->kinds[i]->has_news != NULL &&
              l->kinds[i]->has_news(l->guests[i]);
    }
    return has;
}

void loop_settle(struct loop *l)
{
    for (size_t i = 0; i < LOOP_PLACES; i++) {
        if (l->guests[i] != NULL && l->kinds[i]->settle != NULL) {
            l->kinds[i]->settle(l->guests[i]);
        }
    }
}

static bool can_jump(const struct loop *l)
{
    return l->clock->is_virtual && l->in_flight == 0 && l->soon.count == 0 &&
           timer_count(l->deadlines) > 0;
}

static void jump(struct loop *l)
{
    int64_t at_ms;
    if (can_jump(l) && timer_next(l->deadlines, &at_ms)) {
        clock_jump(l->clock, at_ms);
    }
}

/*
 * Events that have come are handled before deadlines that are due, so that an answer that came
 * in time counts as in time. libevent does not say whether it called a callback: so the loop
 * does not sleep in a turn in which libevent was polled.
 */
bool loop_turn(struct loop *l, bool may_wait)
{
    bool came = call_soon(l);
    came = take_stop(l) || came;
    came = take_hangup(l) || came;
    if (came || !may_wait || l->soon.count > 0 || is_due(l)) {
        poll_all(l);
    } else if (can_jump(l)) {
        poll_all(l);
        jump(l);
    } else if (can_come(l)) {
        sleep_once(l);
        came = true;
    } else {
        return false;
    }
    came = take_stop(l) || came;
    came = strike_real(l) || came;
    came = strike(l, l->deadlines, clock_steady_ms) || came;
    came = strike(l, l->instants, clock_now_ms) || came;
    return came || can_come(l);
}
