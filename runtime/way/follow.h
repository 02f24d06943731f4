/*
 * follow.h - what a .sync task waits for elsewhere: an execution that startExecution has
 * started (I-10 .. I-12), or a job of another service (job.h). The requests by which it is
 * followed until it has ended, and what its end makes of the task.
 *
 * Who sends the requests asks again after a pause that grows, and stops what it has begun if
 * nobody waits for it any more.
 */
#ifndef WAY_FOLLOW_H
#define WAY_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/task/notice.h"

struct asl_action;
struct asl_job;
struct asl_request;
struct buf;
struct fetch_end;
struct random;
struct target_job;
struct value;
struct wire_request;

struct follow {
    bool is_wanted;            /* the task waits for the end */
    bool is_parsed;            /* .sync:2: input and output are JSON, and not its text */
    const struct asl_job *job; /* NULL: an execution */
    struct value *input;       /* of the task; owned */
    struct value *answer;      /* of its start; owned; NULL before it was started */
    struct value *last;        /* the latest description of a job; owned; or NULL */
    struct random *random;     /* borrowed */
    int64_t pause_ms;          /* before the next question */
    int failures;              /* of the latest questions */
};

/* What the task waits for, which has been begun already if `begun` of the job says so. */
struct follow follow_of(const struct target_job *job);
void follow_release(struct follow *f);

/* It was started, with this answer (borrowed). Returns false if that names nothing. */
bool follow_started(struct follow *f, struct value *answer);

/* Completes a request, which has its address: how is it? `start` is the task's request. Returns
 * false, with the reason in `why`, if nothing says what is asked for. */
bool follow_ask(const struct follow *f, const struct asl_request *start, struct wire_request *r,
                struct buf *why);

/* How many requests stop it, and the one of each index: false if it cannot be built. */
size_t follow_stops(const struct follow *f);
bool follow_stop(const struct follow *f, size_t index, const struct asl_request *start,
                 struct wire_request *r);

/* Takes what came for a question. Returns true with the task's end if it has ended: what is
 * followed has, or nothing more can be learned of it. False: ask again after pause_ms. */
bool follow_answered(struct follow *f, const struct asl_request *start,
                     const struct wire_request *sent, const struct fetch_end *end, int attempts,
                     struct notice *ret_end);

/* A job's end (the caller's own), when more has been put into its description. */
void follow_end_as(const struct follow *f, struct notice *end);

#endif
