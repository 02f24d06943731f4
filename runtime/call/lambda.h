/*
 * lambda.h - Lambda's Invoke API, for functions that a Task calls by their ARN or by
 * lambda:invoke (I-01 .. I-04). What aws-sdk:lambda calls has tables like other services.
 */
#ifndef CALL_LAMBDA_H
#define CALL_LAMBDA_H

#include <stdbool.h>

struct asl_action;
struct asl_request;
struct buf;
struct value;
struct wire_answer;
struct wire_request;

/* How errors of such calls are named. */
extern const struct asl_action lambda_action;

/*
 * Fills in the request for what a Task calls. `input` is the Task's whole input: the payload of
 * a function's own ARN, or else the Parameters of lambda:invoke. `by_name`: the path has the
 * function's bare name, as local endpoints want it, and a qualifier of its ARN goes into the
 * query. Returns false, with AWS's words in `why`, if there is no FunctionName.
 */
bool lambda_build(const struct asl_request *r, const struct value *input, bool by_name,
                  struct wire_request *w, struct buf *why);

/* The payload of an answer: JSON, or its text where it is not JSON; NULL if it is empty. New.
 */
struct value *lambda_payload(const struct wire_answer *w);

/* Returns true if the function itself has failed: *ret_error (new) is its errorType, or else
 * Lambda.Unknown, and the cause is the body as it came (I-03). */
bool lambda_has_failed(const struct wire_answer *w, char **ret_error);

#endif
