/*
 * timer.h - deadlines, in a heap of our own.
 *
 * Plain data: a deadline is a time and a ticket (a number that its owner understands), so that
 * it can be written to a journal. Equal deadlines come out in the order in which they were set.
 */
#ifndef LOOP_TIMER_H
#define LOOP_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer_heap; /* opaque */

struct timer_heap *timer_heap_new(void);
void timer_heap_release(struct timer_heap *h);

/* No id has this bit, so that an owner of several heaps can tell their ids apart by it. */
#define TIMER_ID_FREE (UINT64_C(1) << 31)

/* Set a deadline; returns its id (never 0) for timer_cancel(). O(log timers). */
uint64_t timer_set(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket);

/* A deadline that is set: among equal ones the lower turn comes first. */
struct timer_setting {
    int64_t at_ms;
    uint64_t turn; /* from 1; 0 if the deadline is not set */
};
struct timer_setting timer_setting(const struct timer_heap *h, uint64_t id);

/* Set a deadline with the turn that it had before, in this heap or in one that is gone. */
uint64_t timer_set_again(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket,
                         uint64_t turn);

/* Forget a deadline. Does nothing if the id is 0 or its deadline has come out. O(log
 * timers). */
void timer_cancel(struct timer_heap *h, uint64_t id);

/* Forget a deadline, and return true with its ticket if it was set. */
bool timer_take(struct timer_heap *h, uint64_t id, uint64_t *ret_ticket);

/* The earliest deadline; returns false if none is set. */
bool timer_next(const struct timer_heap *h, int64_t *ret_deadline_ms);

/* Take out the earliest deadline if it is not after `now_ms`: returns true and its ticket. */
bool timer_due(struct timer_heap *h, int64_t now_ms, uint64_t *ret_ticket);

size_t timer_count(const struct timer_heap *h);

#endif
