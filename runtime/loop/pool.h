/*
 * pool.h - threads that work for a loop.
 *
 * A thread that is stuck in its work cannot be ended. So that the loop need not wait for it,
 * the threads share the pool's memory with the loop, and the last of them to end releases it.
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

/* For work that the loop's own thread does: begin it, and finish it before the next turn. It
 * counts as in flight, and `done(job)` is called on a later turn, in its place among the jobs
 * that threads have finished. No thread is made for it. */
struct loop_job *loop_pool_begin(struct loop *l, void (*done)(void *job), void *job);
void loop_pool_finish(struct loop_job *j);

/* Set how many threads the pool may have, at least 1; the default is 8. They are made when jobs
 * need them. */
void loop_pool_size(struct loop *l, int threads);

/* Give a job up: it does not count as in flight any more, and its work is skipped if it has not
 * begun. `done` is still called. */
void loop_pool_abandon(struct loop_job *j);

/* Call `f(argument)` on the loop, before the job's `done`. This may be called from any thread
 * while the job works. */
void loop_pool_post(struct loop_job *j, void (*f)(void *argument), void *argument);

#endif
