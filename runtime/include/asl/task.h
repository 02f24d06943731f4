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
 * null. A value that goes into another one, or is returned, needs a reference of its
 * own (json_object_get()); for the input and its parts one that is forgotten is made
 * up for, and so is one json_object_put() too many.
 *
 * It runs on a thread of its own from a small pool, so it may block. To fail it calls
 * asl_call_fail() and returns NULL. What it prints on standard output goes to standard
 * error: only answers belong there. One that crashes, or calls exit(), quick_exit() or
 * pthread_exit(), ends the program with one line that names it and exit code 5;
 * _exit(), execve() and SIGKILL end it without a word, since nothing can see them.
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

/* Fail this call with an error name and a cause, as a Lambda function would. Both are
 * copied; NULL leaves one out. The last call counts. */
void asl_call_fail(struct asl_call *call, const char *error, const char *cause);

/* True once the state that wanted the result has timed out or was stopped: whatever
 * is returned will be dropped, so a long task may give up. */
bool asl_call_cancelled(const struct asl_call *call);

/* Tell that the task is alive: its HeartbeatSeconds start anew. */
void asl_call_heartbeat(struct asl_call *call);

#ifdef __cplusplus
}
#endif

#endif
