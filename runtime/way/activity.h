/*
 * activity.h - a task done by a worker (activity:): a program for each task, as exec: has them,
 * whose answer is that to the task's token. It may say that it is alive by a heartbeat, or
 * answer before it ends: for `PROGRAM send-task-heartbeat`, and the others, its environment has
 * the token, ASL_TASK_TOKEN, and the folder in which it is awaited, ASL_LOCAL.
 *
 * Without a command the task is left to workers of other processes (task/waiting.h).
 */
#ifndef WAY_ACTIVITY_H
#define WAY_ACTIVITY_H

struct asl_target;

/* What it binds are the words of a command (base/words.h), or NULL. */
extern const struct asl_target asl_target_activity;

#endif
