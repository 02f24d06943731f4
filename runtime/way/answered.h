/*
 * answered.h - what a service in this process has answered, as a task's end: the same as if the
 * answer had come over a wire.
 */
#ifndef WAY_ANSWERED_H
#define WAY_ANSWERED_H

#include "runtime/task/notice.h"

struct asl_action;
struct service_answer;

/* The task's end. The answer is borrowed; `shown_code` is as in struct fault (call/fault.h).
 * `request_id` is what the answer's metadata, or an error's cause, show. */
struct notice answered_end(const struct asl_action *a, const struct service_answer *answer,
                           const char *request_id, const char *shown_code);

#endif
