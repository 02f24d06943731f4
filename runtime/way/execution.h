/*
 * execution.h - what the end of an execution that a task has started makes of the task (I-11,
 * I-12), whether it ran on this machine or elsewhere.
 */
#ifndef WAY_EXECUTION_H
#define WAY_EXECUTION_H

#include <stdbool.h>

#include "runtime/task/notice.h"

struct envelope_execution;
struct value;

/* Returns true if DescribeExecution's JSON is that of an execution which has succeeded. */
bool execution_has_succeeded(const struct value *description);

/* The task's end: what the execution came to, whose input and output are JSON if `is_parsed`
 * (.sync:2) and else its text; or a States.TaskFailed whose cause is the same as text. */
struct notice execution_end(const struct envelope_execution *x, bool is_parsed);

#endif
