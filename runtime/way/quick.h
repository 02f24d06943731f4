/*
 * quick.h - task functions that say that they are quick (ASL_TASK_QUICK of asl/task.h): which
 * ones they are, and a watch over those that do not return.
 *
 * While such a function runs the loop's thread does nothing else, so no deadline of the loop
 * can strike. A timer's signal looks once a second whether the same call is still under way.
 * The timer is set at the first call and stops when there was none for a second: a call costs
 * no system call.
 */
#ifndef WAY_QUICK_H
#define WAY_QUICK_H

#include <stdbool.h>
#include <stdint.h>

struct asl_call;
struct crash_place;
struct json_object;

/* Returns true if calls of this function are to run on the loop's thread. For tests, the
 * environment's ASL_DEBUG=inline says that of all functions, and ASL_DEBUG=pooled of none. */
bool quick_is(struct json_object *(*function)(struct json_object *input,
                                              struct asl_call *call));

/* The loop's thread calls a function (`p` is borrowed until it leaves), and has left it. One
 * that takes one to two seconds is named on standard error; `limit_ms` and at most a second
 * later the process ends (crash.h), unless it is 0. */
void quick_enter(const struct crash_place *p, int64_t limit_ms);
void quick_leave(void);

#endif
