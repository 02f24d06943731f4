/*
 * desk.h - the tasks of a server that wait for somebody outside, of all its workflows: who
 * answers their tokens, and the workers who wait for tasks of activities.
 *
 * Nobody is told of a task, or that his answer to one has been taken, before that is committed.
 */
#ifndef STATION_DESK_H
#define STATION_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/task/target.h"

struct call;
struct desk; /* opaque */
struct held;
struct loop;
struct store;

/* New; all is borrowed. */
struct desk *desk_open(struct loop *l, struct held *h, struct store *s);

/* How long workers who come from now on wait for a task, of real time. */
void desk_patience(struct desk *d, int64_t wait_ms);

/* No task may wait any more. Workers who do are told that there is none. */
/* Returns how many tasks wait. */
size_t desk_waiting(const struct desk *d);

/* Returns true if a task waits here under that token. */
bool desk_knows(const struct desk *d, const char *token);

void desk_close(struct desk *d);

/* By which tasks wait at a desk, which is their place. */
extern const struct asl_tokens desk_tokens;

/* What does the task of an activity that nothing is bound to: it waits at the desk. */
extern const struct asl_target desk_activity;

/* GetActivityTask, of an activity that there is; and SendTaskSuccess, SendTaskFailure or
 * SendTaskHeartbeat. */
void desk_get_task(struct desk *d, struct call *c);
void desk_send(struct desk *d, struct call *c, const char *operation);

#endif
