/*
 * pool.h - threads that work for a loop.
 *
 * A thread that is stuck in its work cannot be ended. It shares the pool's memory, which the
 * last one out releases, so that the loop need not wait for it.
 */
#ifndef LOOP_POOL_H
#define LOOP_POOL_H

struct loop;
struct loop_job; /* opaque; gone after `done` */

/*
 * Do `work(job)` on a thread of the loop's pool, then call `done(job)` on the loop. Jobs are
 * begun in the order of asking, and done in the order of finishing; each one counts as in
 * flight. A job that still works at loop_release() is `done` on its own thread, whenever it
 * returns; one that has not begun is `done` without its work.
 */
struct loop_job *loop_pool_submit(struct loop *l, void (*work)(void *job),
                                  void (*done)(void *job), void *job);

/* How many threads the pool may have; less than 1 is 1. They are made when jobs need them.
 * Unless this is called there are at most 8. */
void loop_pool_size(struct loop *l, int threads);

/* Nobody waits for the job any more: it does not count as in flight, and its work is left out
 * if it has not begun. `done` is called all the same. */
void loop_pool_abandon(struct loop_job *j);

/* Call `f(argument)` on the loop, before the job's `done`. This may be called from any thread
 * while the job works. */
void loop_pool_post(struct loop_job *j, void (*f)(void *argument), void *argument);

#endif
