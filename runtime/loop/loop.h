/*
 * loop.h - one thread that waits for sockets, children, pool threads, signals and deadlines, on
 * libevent.
 *
 * Work in flight (a child, a pool job, a request) is counted by loop_hold() and loop_let_go():
 * while the count is not 0 a virtual clock does not jump and real time passes. Everything here
 * runs on the loop's thread, but for loop_pool_submit()'s `work`.
 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct clock;
struct event_base;
struct loop; /* opaque */

/* New; `c` is borrowed and must outlive it. `on_deadline` gets each deadline's ticket when it
 * strikes. */
struct loop *loop_new(struct clock *c, void (*on_deadline)(void *owner, uint64_t ticket),
                      void *owner);
void loop_release(struct loop *l);

/* libevent's base, borrowed, for whoever serves sockets. */
struct event_base *loop_base(struct loop *l);

const struct clock *loop_clock(const struct loop *l);

/*
 * Strike once clock_steady_ms() has reached `at_ms`, whatever is done to the wall clock: the
 * end of a duration. Returns the deadline's id, which is never 0. Deadlines of the same time
 * strike in the order in which they were set.
 */
uint64_t loop_deadline(struct loop *l, int64_t at_ms, uint64_t ticket);

/* The same for clock_now_ms(): a time of day. The loop notices within a second that the wall
 * clock was set past it. On a virtual clock, where there is one time only, it is a deadline
 * like any other. */
uint64_t loop_instant(struct loop *l, int64_t at_ms, uint64_t ticket);

/* Forget a deadline of either kind. An id of 0, or of one that has struck, changes nothing. */
void loop_cancel(struct loop *l, uint64_t id);

/* The turn of a deadline of either kind; 0 if it is not set. Set again with its turn, one keeps
 * its place among those of the same time, though whoever waits for it went through bytes. */
uint64_t loop_deadline_turn(const struct loop *l, uint64_t id);
uint64_t loop_deadline_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn);
uint64_t loop_instant_again(struct loop *l, int64_t at_ms, uint64_t ticket, uint64_t turn);

/* Count real work in flight. */
void loop_hold(struct loop *l);
void loop_let_go(struct loop *l);

/*
 * One turn: take what has come, strike what is due. With `may_wait` it sleeps until something
 * comes or is due; a virtual clock jumps to the next deadline instead when nothing is in
 * flight. False: nothing is in flight, no deadline is set and nothing came, so that waiting
 * would never end.
 */
bool loop_turn(struct loop *l, bool may_wait);

/*
 * Call `f(owner)` once at the next turn, which then neither sleeps nor jumps; calls come in the
 * order of asking. loop_soon_cancel() takes back all that `f` and `owner` asked for. O(calls
 * asked for).
 */
void loop_soon(struct loop *l, void (*f)(void *owner), void *owner);
void loop_soon_cancel(struct loop *l, void (*f)(void *owner), void *owner);

/* Call `f` on a real deadline `after_ms` from now, whatever the clock is: for real tasks' own
 * timeouts. */
uint64_t loop_real_deadline(struct loop *l, int64_t after_ms, void (*f)(void *owner),
                            void *owner);
void loop_real_cancel(struct loop *l, uint64_t id);

/* The first of SIGINT, SIGTERM and SIGHUP calls `f` on the loop; later ones do nothing. A
 * SIGHUP that is ignored when the program starts (nohup) stays ignored. */
void loop_on_stop(struct loop *l, void (*f)(void *owner, int signal), void *owner);

/*
 * Do `work(job)` on a pool thread, then `done(job)` on the loop, in the order of finishing. The
 * pool has `loop_pool_size` threads, made at first need; more jobs wait in order. Counts as in
 * flight. A job that still works at loop_release() is `done` on its own thread, whenever it
 * returns; one that has not begun is `done` without its work.
 */
struct loop_job; /* opaque, gone after `done` */
struct loop_job *loop_pool_submit(struct loop *l, void (*work)(void *job),
                                  void (*done)(void *job), void *job);
void loop_pool_size(struct loop *l, int threads);

/* Nobody waits for the job any more: it does not count as in flight, and its work is left out
 * if it has not begun. `done` is called all the same. */
void loop_pool_abandon(struct loop_job *j);

/* From any thread while the job works: call `f(argument)` on the loop, before the job's `done`.
 */
void loop_pool_post(struct loop_job *j, void (*f)(void *argument), void *argument);

/*
 * A child process: argv[0] is searched on PATH, no shell. `input` goes to its standard input
 * (borrowed until then copied), its standard output is kept up to `output_limit` bytes, its
 * standard error is ours. `done` is called once on a later turn, when it has ended and its
 * output is read; after loop_child_kill() too. LOOP_CHILDREN_MAX run at once; more wait in
 * order, and so does one that the system has no room for yet. An `output_limit` of 0 is none.
 * `argv` and `extra_env` ("NAME=value", or NULL) end with NULL and are copied.
 */
#define LOOP_CHILDREN_MAX 64
struct loop_child; /* opaque, gone after `done` */
struct loop_child_end {
    int error;          /* errno of the start, ECANCELED: killed before it; 0: it ran */
    int status;         /* as waitpid gives it */
    const char *output; /* borrowed */
    size_t output_size;
    bool output_cut; /* it wrote more than output_limit; it was killed */
};
struct loop_child *loop_child_start(struct loop *l, const char *const *argv,
                                    const char *const *extra_env, const char *input,
                                    size_t input_size, size_t output_limit,
                                    void (*done)(void *owner, const struct loop_child_end *end),
                                    void *owner);

/*
 * The same for a child that is on its own: all its input is there from the start, what it
 * prints is lost, it is in a session of its own and lives on when we end. `done` is called when
 * it runs (or could not be started): from then on it is not ours, but for its place among those
 * that run at once.
 */
struct loop_child *
loop_child_detach(struct loop *l, const char *const *argv, const char *const *extra_env,
                  const char *input, size_t input_size,
                  void (*done)(void *owner, const struct loop_child_end *end), void *owner);

/* SIGTERM to its process group at once, SIGKILL after two seconds. A detached child that runs
 * is left alone. */
void loop_child_kill(struct loop_child *c);

/* How long it has between the two, for one that has children of its own to end. */
void loop_child_grace(struct loop_child *c, int64_t grace_ms);

/* Ends all children and calls their `done`; no more are started. Takes the longest grace at
 * most, on real time. */
void loop_kill_children(struct loop *l);

/* An end to every child's group, from a signal handler whose process is about to end: SIGKILL,
 * or SIGTERM where a child was given more time to end its own. */
void loop_kill_groups(void);

#endif
