/*
 * call.h - a task that calls an action of a service, or a Lambda function: the request that it
 * is, and what its answer makes of the task. The ways aws: and http: share this, and what does
 * not depend on sockets is for embedded services too.
 */
#ifndef WAY_CALL_H
#define WAY_CALL_H

#include <stdbool.h>

#include "runtime/task/notice.h"

struct asl_action;
struct asl_request;
struct buf;
struct fault;
struct fetch_end;
struct target_job;
struct target_sink;
struct value;
struct wire_answer;
struct wire_request;

/* The action of a Task's request: its tables, or Lambda's; NULL if it calls neither. Static. */
const struct asl_action *call_action(const struct asl_request *r);

/* What the service's API takes (call/api.h): new. For events:putEvents the execution and its
 * machine are among the resources of each entry (I-09). Returns false, with AWS's words in
 * `why`, if Step Functions refuses the Parameters. */
bool call_input(const struct target_job *job, struct value **ret_input, struct buf *why);

/* The task's end where the service answered `output` (borrowed): its result, with the metadata
 * that optimised integrations show, out of `w`; or a failure, where an entry of
 * events:putEvents has failed. */
struct notice call_succeeded(const struct asl_action *a, const struct value *output,
                             const struct wire_answer *w);

/* The task's end where the service answered with an error. */
struct notice call_failed(const struct asl_action *a, const struct fault *f);

/* The same where Step Functions refuses the Parameters; the text is taken. */
struct notice call_refused(const struct target_job *job, struct buf *why);

/* Builds what is sent: the request has its address (call/protocol.h), unless the Parameters say
 * it (call/plainapi.h). `by_name` is as for lambda_build(). Returns false, with AWS's words in
 * `why`. */
bool call_build(const struct target_job *job, bool by_name, struct wire_request *w,
                struct buf *why);

/* Returns true if the request is to be signed. */
bool call_is_signed(const struct target_job *job);

/* What came of a call of an API that is not the task's own, as a task's end. */
struct notice call_answered(const struct asl_action *a, const struct wire_request *sent,
                            const struct fetch_end *end, int attempts);

/* The task's end, out of what came, which `sink` is given first; NULL: nobody is. */
struct notice call_end(const struct asl_request *r, const struct target_sink *sink,
                       const struct wire_request *sent, const struct fetch_end *end,
                       int attempts);

/* Returns true if the answer says that the caller should slow down. */
bool call_is_throttled(const struct asl_action *a, const struct wire_answer *w);

/* Returns true if the answer says that our clock is wrong: *ret_ahead_s is how far the server's
 * is ahead of `now_s`. */
bool call_is_skewed(const struct asl_action *a, const struct wire_answer *w, long long now_s,
                    long long *ret_ahead_s);

#endif
