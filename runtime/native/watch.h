/*
 * watch.h - a watch over functions that run on the loop's thread and do not return.
 *
 * While such a function runs the loop's thread does nothing else, so no deadline of the loop
 * can strike. A timer's signal looks once a second whether the same call is still under way.
 * The timer is set at the first call and stops when there was none for a second: a call costs
 * no system call.
 */
#ifndef NATIVE_WATCH_H
#define NATIVE_WATCH_H

#include <stdint.h>

struct crash_place;

/* The loop's thread calls a function (`p` is borrowed until it leaves), and has left it. One
 * that takes one to two seconds is named on standard error, with `claim` (static), such as "was
 * quick until now"; `limit_ms` and at most a second later the process ends (crash.h), unless
 * that is 0. */
void watch_enter(const struct crash_place *p, const char *claim, int64_t limit_ms);
void watch_leave(void);

#endif
