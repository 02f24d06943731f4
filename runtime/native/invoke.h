/*
 * invoke.h - a call of a function of this process as a task: what the ways c: and ffi: share,
 * and the calls of asl/task.h. It is made on a pool thread; that of a quick function (pace.h)
 * is made within invoke_start(), and its answer comes on a later turn all the same.
 *
 * The input goes over as a private deep copy, the result comes back as the function made it:
 * json-c's counts are not atomic, and at each moment one thread has the call's values. A result
 * that is not a sound value fails the task. A call that is abandoned frees itself when its
 * function returns, however late.
 */
#ifndef NATIVE_INVOKE_H
#define NATIVE_INVOKE_H

#include <stdbool.h>

struct buf;
struct target_job;
struct value;

/* A way's operations (task/target.h). What is bound is a struct function (function.h). */
void invoke_set(void *bound, const char *key, const struct value *value);
bool invoke_prepare(void *bound, struct buf *why);
void *invoke_start(void *bound, const struct target_job *job);
void invoke_abandon(void *work);
void invoke_release(void *bound);

#endif
