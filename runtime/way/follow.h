/*
 * follow.h - an execution that startExecution.sync or .sync:2 has started elsewhere: the
 * requests by which it is followed until it has ended, and what its end makes of the task (I-10
 * .. I-12).
 *
 * Who sends the requests asks again after a pause that grows, and stops the execution if nobody
 * waits for it any more.
 */
#ifndef WAY_FOLLOW_H
#define WAY_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/task/notice.h"

struct asl_request;
struct fetch_end;
struct value;
struct wire_request;

struct follow {
    bool is_wanted;      /* the task waits for the execution's end */
    bool is_parsed;      /* .sync:2: input and output are JSON, and not its text */
    char *execution_arn; /* owned; NULL before it was started */
    int64_t pause_ms;    /* before the next question */
    int failures;        /* of the latest questions */
};

/* What the task of that resource waits for. */
struct follow follow_of(const char *resource);
void follow_release(struct follow *f);

/* It was started, with this answer. Returns false if that names no execution. */
bool follow_started(struct follow *f, const struct value *answer);

/* Completes a request, which has its address: how is the execution, or stop it. `start` is the
 * task's request. */
void follow_ask(const struct follow *f, const struct asl_request *start,
                struct wire_request *r);
void follow_stop(const struct follow *f, const struct asl_request *start,
                 struct wire_request *r);

/* Takes what came for a question. Returns true with the task's end if it has ended: the
 * execution has, or nothing more can be learned of it. False: ask again after pause_ms. */
bool follow_answered(struct follow *f, const struct asl_request *start,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end);

#endif
