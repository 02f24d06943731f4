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
struct service_answer;
struct store;
struct value;

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

/* For workers of other nodes: how many tasks wait for a worker; the first of an activity for a
 * worker (NULL: he has no name), as GetActivityTask answers: new, or NULL if there is none,
 * with the ARN of its execution: owned, or NULL; and that he was gone before he heard of it. */
size_t desk_queued(const struct desk *d);
struct value *desk_take(struct desk *d, const char *activity, const char *worker,
                        char **ret_execution);
void desk_return(struct desk *d, const char *token);

/* For workers here of whose tasks other nodes may have some: a call of each activity for which
 * one waits; and a task (taken) of another node: returns true if a worker gets it with the next
 * commit. If he is gone by then, if_lost is called with what he would have heard. */
void desk_each_wanted(struct desk *d, void (*visit)(void *owner, const struct call *c),
                      void *owner);
bool desk_give(struct desk *d, const char *activity, struct value *task,
               void (*if_lost)(void *owner, const struct service_answer *a), void *owner);

/* GetActivityTask, of an activity that there is; and SendTaskSuccess, SendTaskFailure or
 * SendTaskHeartbeat. */
void desk_get_task(struct desk *d, struct call *c);
void desk_send(struct desk *d, struct call *c, const char *operation);

#endif
