/*
 * c.h - a task done by a function in this process, on a pool thread (asl/task.h).
 *
 * The input goes over as a private deep copy, the result comes back as the function made it:
 * json-c's counts are not atomic, and at each moment one thread has the call's values. A result
 * that is no sound value fails the task. A call that is abandoned frees itself when its
 * function returns, however late.
 *
 * The first start makes a function that crashes end the program: one line on standard error
 * that names state, resource and signal, exit code 5.
 */
#ifndef WAY_C_H
#define WAY_C_H

struct target_way;

/* What is bound to it is a struct function (function.h). */
extern const struct target_way c_way;

#endif
