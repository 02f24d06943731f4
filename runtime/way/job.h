/*
 * job.h - a job of a service that a .sync task has begun (struct asl_job): the requests by
 * which it is followed and stopped, and what a description of it makes of the task (I-22).
 */
#ifndef WAY_JOB_H
#define WAY_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/task/notice.h"

struct asl_action;
struct asl_job;
struct buf;
struct fetch_end;
struct random;
struct value;
struct wire_answer;
struct wire_request;

/* What a job is asked with: all is borrowed. */
struct job {
    const struct asl_job *table;
    const struct value *input;  /* the task's */
    const struct value *answer; /* what its start gave */
    struct random *random;
};

/* Completes the request for a description, which has its address. Returns false, with the
 * reason in `why`, if what was given and answered does not say of which job. */
bool job_ask(const struct job *j, struct wire_request *r, struct buf *why);

/* How many requests stop it, and the one of each index. */
size_t job_stops(const struct job *j);
bool job_stop(const struct job *j, size_t index, struct wire_request *r);

enum job_state {
    JOB_RUNS,
    JOB_UNKNOWN, /* the answer has no status */
    JOB_ENDED
};

/* What an answer that is no error says. *ret_end is the task's, if the job has ended. The
 * result is put into *last (owned, may be NULL before), for job_gone(). */
enum job_state job_look(const struct job *j, const struct wire_answer *w, struct value **last,
                        struct notice *ret_end);

/* The task's end where a job has ended well, or not, with this result (borrowed). */
struct notice job_end(bool is_good, struct value *result);

/* Returns true, with the task's end, if an error says that what was to be deleted is gone. */
bool job_gone(const struct job *j, const struct wire_answer *w, const struct value *last,
              struct notice *ret_end);

/* Returns true, with the task's end, if the answer to the start (borrowed) of an action says
 * that something was refused, although it is not an error. */
bool job_refused(const struct asl_action *a, const struct value *answer,
                 struct notice *ret_end);

#endif
