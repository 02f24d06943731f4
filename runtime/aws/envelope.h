/*
 * envelope.h - what services put around an answer: the metadata of a call, and the description
 * of an execution that was started (I-02, I-10 .. I-12).
 */
#ifndef AWS_ENVELOPE_H
#define AWS_ENVELOPE_H

#include <stdbool.h>
#include <stdint.h>

struct value;
struct wire_answer;

/* The metadata of a call, as members of `all`, out of the answer of a service; `request_id` may
 * be NULL. */
void envelope_put_metadata(struct value **all, const struct wire_answer *w,
                           const char *request_id);

/* lambda:invoke's answer around what a function of the service answered: `payload` is taken,
 * and NULL stands for an empty body. New. */
struct value *envelope_invoked(struct value *payload, const struct wire_answer *w,
                               const char *request_id);

/* lambda:invoke's answer around a function's own (taken). New. */
struct value *envelope_lambda(struct value *payload, const char *request_id);

/* lambda:invoke's answer to an Event or a DryRun, which do not wait for a function. New. */
struct value *envelope_accepted(int status, const char *request_id);

/* states:startExecution's answer. New. */
struct value *envelope_started(const char *execution_arn, int64_t start_ms,
                               const char *request_id);

/* An execution as its parent knows it, around DescribeExecution's JSON of it. */
struct envelope_execution {
    const char *execution_arn, *machine_arn, *name;
    const struct value *description;
};

/* startExecution.sync's answer; with `parsed` that of .sync:2, where input and output are JSON
 * instead of its text. New. */
struct value *envelope_ended(const struct envelope_execution *x, bool parsed);

/* The cause where it has not succeeded: JSON text. New. */
char *envelope_cause(const struct envelope_execution *x);

#endif
