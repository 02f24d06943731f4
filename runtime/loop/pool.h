/*
 * pool.h - the threads behind loop_pool_submit(). Only loop.c calls this.
 *
 * A thread that is stuck in its work cannot be ended: it shares the pool's memory, which the
 * last one out releases, so that the loop need not wait for it.
 */
#ifndef LOOP_POOL_H
#define LOOP_POOL_H

struct loop;
struct loop_job;
struct pool; /* opaque */

/* New. One byte-count is written to the eventfd `wake_fd` when messages begin to wait. */
struct pool *pool_new(struct loop *l, int wake_fd);

/* Ends the idle threads; see loop_pool_submit() for the jobs that are left. NULL is nothing. */
void pool_release(struct pool *p);

void pool_size(struct pool *p, int threads);
struct loop_job *pool_submit(struct pool *p, void (*work)(void *job), void (*done)(void *job),
                             void *job);

/* Call what the threads have asked for so far. */
void pool_deliver(struct pool *p);

#endif
