/*
 * pool.h - the threads behind loop_pool_submit(). Only loop.c calls this.
 *
 * A thread that is stuck in its work cannot be ended: it shares the pool's memory, which the
 * last one out releases, so that the loop need not wait for it.
 */
#ifndef LOOP_POOL_H
#define LOOP_POOL_H

#include <stdbool.h>

struct loop;
struct loop_job;
struct pool; /* opaque */

/* New. The eventfd `wake_fd` is written to when a message comes while the loop sleeps. */
struct pool *pool_new(struct loop *l, int wake_fd);

/* Ends the idle threads; see loop_pool_submit() for the jobs that are left. NULL is nothing. */
void pool_release(struct pool *p);

void pool_size(struct pool *p, int threads);
struct loop_job *pool_submit(struct pool *p, void (*work)(void *job), void (*done)(void *job),
                             void *job);

/* Call what the threads have asked for so far. */
void pool_deliver(struct pool *p);

/* The loop is about to sleep, and to be woken by a message; true. False: one waits already. */
bool pool_sleep(struct pool *p);
void pool_wake(struct pool *p);

/* For some microseconds after a job was submitted, stay awake for its answer: a short one takes
 * less time than to be put to sleep and woken. True: a message has come. */
bool pool_watch(struct pool *p);

#endif
