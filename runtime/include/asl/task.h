/*
 * task.h - a workflow's task, written in C.
 *
 * A task is a function of this shape, compiled into the program (target c:charge), or
 * into a shared library (c:LIB.so#charge) that is linked with json-c itself:
 *
 *     struct json_object *charge(struct json_object *input, struct asl_call *call);
 *
 * In C++ it is declared extern "C", and no exception may leave it.
 *
 * `input` is borrowed and private to this call. Returns a new value; NULL is JSON
 * null. A value that goes into another one, or is returned, needs a reference of its own
 * (json_object_get()). For the input and its parts, a json_object_get() that was forgotten and
 * a json_object_put() too many are put right.
 *
 * It runs on a thread of its own from a small pool, so it may block. To fail it calls
 * asl_call_fail() and returns NULL. What it prints on standard output goes to standard
 * error: standard output is for answers only. A task that crashes, or calls exit(),
 * quick_exit() or pthread_exit(), ends the program with one line that names it and exit code 5;
 * _exit(), execve() and SIGKILL end the program without a message, since it cannot notice them.
 *
 * Values are json-c's: see <json-c/json.h>.
 */
#ifndef ASL_TASK_H
#define ASL_TASK_H

#include <stdbool.h>
#include <json-c/json.h>

#ifdef __cplusplus
extern "C" {
#endif

struct asl_call;

/* Fail this call with an error name and a cause, as a Lambda function would. Both are copied;
 * either may be NULL to leave it out. If it is called more than once, the last call counts. */
void asl_call_fail(struct asl_call *call, const char *error, const char *cause);

/* Returns true once the state that wanted the result has timed out or was stopped: whatever the
 * task returns will be dropped, so a long task may give up. */
bool asl_call_cancelled(const struct asl_call *call);

/* Report that the task is alive: its HeartbeatSeconds start again from now. */
void asl_call_heartbeat(struct asl_call *call);

#ifdef __cplusplus
}
#endif

#endif
