/*
 * loop.h - one thread that waits for sockets, signals and deadlines, on libevent. child.h adds
 * child processes to it, and pool.h adds threads that work for it.
 *
 * Work in flight (a child, a pool's job, a request) is counted by loop_hold() and
 * loop_let_go(): while the count is not 0 a virtual clock does not jump, and real time passes.
 * All of this may be called on the loop's own thread only.
 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/loop/timer.h"

struct clock;
struct event_base;
struct loop; /* opaque */

/* A new loop. The clock is borrowed and must outlive it. `on_deadline` is called for each
 * deadline that strikes, with the ticket that was given when it was set. */
struct loop *loop_new(struct clock *c, void (*on_deadline)(void *owner, uint64_t ticket),
                      void *owner);

/* Releases a loop and its guests: the children are killed, and the pool's idle threads end.
 * Does nothing for NULL. */
void loop_release(struct loop *l);

/* libevent's base, borrowed, for code that serves sockets. */
struct event_base *loop_base(struct loop *l);

/* The clock that the loop was made with, borrowed. */
const struct clock *loop_clock(const struct loop *l);

/*
 * Strike once clock_steady_ms() has reached `at_ms`, whatever is done to the wall clock: the
 * end of a duration. Returns the deadline's id, which is never 0. Deadlines of the same time
 * strike in the order in which they were set.
 */
uint64_t loop_deadline(struct loop *l, int64_t at_ms, uint64_t ticket);

/* Strike once clock_now_ms() has reached `at_ms`: a time of day. The loop notices within a
 * second that the wall clock was set past it. On a virtual clock, where there is one time only,
 * it is a deadline like any other. */
uint64_t loop_instant(struct loop *l, int64_t at_ms, uint64_t ticket);

/* Forget a deadline of either kind. An id of 0, or of one that has struck, changes nothing. */
void loop_cancel(struct loop *l, uint64_t id);

/* When a deadline of either kind strikes, and its turn. A deadline that is set again with its
 * turn keeps its place among those of the same time, as when an execution is read back from
 * bytes. */
struct timer_setting loop_deadline_setting(const struct loop *l, uint64_t id);
uint64_t loop_deadline_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn);
uint64_t loop_instant_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn);

/* Count one more piece of work in flight, and one less. */
void loop_hold(struct loop *l);
void loop_let_go(struct loop *l);

/*
 * One turn: take what has come, then strike what is due. With `may_wait` the loop sleeps until
 * something comes or is due; where nothing is in flight, a virtual clock jumps to the next
 * deadline instead. Returns false if waiting would never end: nothing came, nothing is in
 * flight, and no deadline is set.
 */
bool loop_turn(struct loop *l, bool may_wait);

/* Returns true if a turn has something to call at once: it was asked for by loop_soon(), or a
 * guest has it. What the system would have to be asked for does not count. */
bool loop_has_news(const struct loop *l);

/* Tell now, and not in the next turn only, of what was over when it came to be known during a
 * wait in the middle of this one (calm.h): before somebody acts as if it went on. */
void loop_settle(struct loop *l);

/*
 * Call `f(owner)` once at the next turn, which then neither sleeps nor jumps. The calls are
 * made in the order in which they were asked for. loop_soon_cancel() takes back all calls that
 * were asked for with the same `f` and `owner`; it looks at each call that is to come.
 */
void loop_soon(struct loop *l, void (*f)(void *owner), void *owner);
void loop_soon_cancel(struct loop *l, void (*f)(void *owner), void *owner);

/* Call `f` after `after_ms` of real time, whatever the workflow's clock is: for the limits of
 * real work. The time that the machine is suspended does not count, since the work is suspended
 * as well. Returns an id, which is never 0, for loop_real_cancel(). */
uint64_t loop_real_deadline(struct loop *l, int64_t after_ms, void (*f)(void *owner),
                            void *owner);
void loop_real_cancel(struct loop *l, uint64_t id);

/* The first of SIGINT, SIGTERM and SIGHUP calls `f` on the loop; later ones do nothing. A
 * SIGHUP that is ignored when the program starts (nohup) stays ignored. */
void loop_on_stop(struct loop *l, void (*f)(void *owner, int signal), void *owner);

/* Returns true if such a signal has come, whether or not the loop has told of it: for what
 * holds the loop up. */
bool loop_is_told_to_stop(void);

/* From now on a SIGHUP does not stop anything, even one that was ignored before: each calls `f`
 * on the loop. Several that come at once may be one call. After loop_on_stop(). */
void loop_on_hangup(struct loop *l, void (*f)(void *owner), void *owner);

/* ---- For child.c, pool.c, fetch.c, tls.c and calm.c, which live on a loop and take part in
 * its turns
 * ----
 */

enum loop_place {
    LOOP_CHILDREN,
    LOOP_POOL,
    LOOP_FETCHES,
    LOOP_TLS,
    LOOP_CALM, /* of calm.h */
    LOOP_PLACES
};

/* The priorities of libevent's events, the first of them first. All have that of LOOP_EVENTS
 * but while the loop is calm. */
enum loop_priority {
    LOOP_CALM_EVENTS,
    LOOP_BARRIER,
    LOOP_EVENTS,
    LOOP_PRIORITIES = 2 * LOOP_EVENTS
};

/* Returns true inside libevent's own loop, which cannot be entered once more. */
bool loop_is_inside(const struct loop *l);

/* What a guest does in a turn; all but `release` may be NULL. */
struct loop_guest {
    void (*release)(void *guest);  /* the loop goes */
    void (*deliver)(void *guest);  /* make the calls for what has come */
    bool (*has_news)(void *guest); /* there are such calls */
    bool (*may_sleep)(
        void *guest);          /* the loop is about to sleep, and from now on something that
                                  comes must wake it; returns false if something has come already */
    void (*woke)(void *guest); /* the loop has slept */

    /* As loop_settle() says. */
    void (*settle)(void *guest);
};

/* Have a guest take part in each turn; `kind` is static. A place takes one guest. They are
 * released in the order of their places. */
void loop_take_in(struct loop *l, enum loop_place place, const struct loop_guest *kind,
                  void *guest);

/* The guest in a place; NULL if there is none. */
void *loop_guest(const struct loop *l, enum loop_place place);

/* For idle.h alone: so many more events are waited for that need not come. */
void loop_count_idle(struct loop *l, int more);

/* The eventfd that ends the loop's sleep when 1 is written to it, from any thread. */
int loop_wake_fd(struct loop *l);

#endif
