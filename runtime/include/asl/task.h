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
 * It runs on a thread of its own from a small pool, so it may block; one that is always quick
 * may come to run on the program's main thread: see ASL_TASK_QUICK below. To fail it calls
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

/*
 * Where a task runs. The first calls of a function run on the pool's threads, and are timed.
 * Once four in a row have taken less than 20 microseconds, it is called on the program's main
 * thread, which saves the way to another thread and back. One call there of more than 100
 * microseconds sends it back to the pool for good, unless the system has interrupted that call.
 * Under a virtual clock (--virtual-time) nothing is timed, and a server counts nothing that was
 * timed. One line beside the function, without a semicolon, says it from the start:
 *
 *     ASL_TASK_QUICK(charge)      it always returns within some microseconds: the main thread
 *     ASL_TASK_BLOCKS(charge)     it may wait for something: never the main thread
 *
 * The object form of a target says the same where the line is not there, in a tasks file or
 * with --task: {"target": "c:charge", "runs": "quick"}, or "blocks". Of several such words
 * ASL_TASK_BLOCKS and "blocks" win. A function that waits for what another task does must say
 * ASL_TASK_BLOCKS, and so should one whose calls are quick only most of the time.
 *
 * What the workflow answers stays the same. Tasks that are under way at the same time may end
 * in another order than on the pool, where that order depends on the threads anyway. While a
 * function runs on the main thread nothing else of the program does, and no signal stops the
 * program. So one that has not returned after one or two seconds is named on standard error;
 * once its state's TimeoutSeconds have passed too, asl_call_cancelled() is true, and within a
 * second the program ends with one more line and exit code 5, since the thread that would take
 * the time-out is stuck in the function. If the function returns before that, or was silent for
 * longer than HeartbeatSeconds, its state times out as it would have on the pool. The check
 * uses the signal SIGRTMAX. tcc 0.9.27 leaves the lines out of what it makes. A program whose
 * tasks all say ASL_TASK_QUICK has one thread.
 */
#define ASL_TASK_QUICK(function)  ASL_TASK_SAYS(function, asl_task_quick)
#define ASL_TASK_BLOCKS(function) ASL_TASK_SAYS(function, asl_task_blocks)

#define ASL_TASK_SAYS(function, word)                                                          \
    __attribute__((constructor)) static void word##_##function(void)                           \
    {                                                                                          \
        static struct asl_said_task asl_said = { function, 0 };                                \
        if (word) {                                                                            \
            word(&asl_said);                                                                   \
        }                                                                                      \
    }

/* What those lines tell the program. A library works without the program's part. */
struct asl_said_task {
    struct json_object *(*function)(struct json_object *input, struct asl_call *call);
    struct asl_said_task *next;
};
__attribute__((weak)) void asl_task_quick(struct asl_said_task *task);
__attribute__((weak)) void asl_task_blocks(struct asl_said_task *task);

#ifdef __cplusplus
}
#endif

#endif
