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

/* No id has this bit, so that whoever has several heaps can tell their ids apart by it. */
#define TIMER_ID_FREE (UINT64_C(1) << 31)

/* Set a deadline; returns its id (never 0) for timer_cancel(). O(log timers). */
uint64_t timer_set(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket);

/* The turn of a deadline that is set: among equal deadlines the lower turn comes first. 0:
 * there is no such deadline. */
uint64_t timer_turn(const struct timer_heap *h, uint64_t id);

/* Set a deadline that has had its turn before, in a heap that is gone or in this one. */
uint64_t timer_set_again(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket,
                         uint64_t turn);

/* Forget a deadline; an id that has come out or is 0 is nothing. O(log timers). */
void timer_cancel(struct timer_heap *h, uint64_t id);

/* The same, and true with the ticket if there was such a deadline. */
bool timer_take(struct timer_heap *h, uint64_t id, uint64_t *ret_ticket);

/* The earliest deadline, if there is one. */
bool timer_next(const struct timer_heap *h, int64_t *ret_deadline_ms);

/* Take out the earliest deadline that is not after `now_ms`: true and its ticket. */
bool timer_due(struct timer_heap *h, int64_t now_ms, uint64_t *ret_ticket);

size_t timer_count(const struct timer_heap *h);

#endif
