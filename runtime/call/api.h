/*
 * api.h - between Step Functions and a service: Parameters become what the service's API takes,
 * and what it answers becomes the task's result (I-05 .. I-16).
 *
 * In the middle is a value as a JSON protocol carries it (shape.h), so that real services and
 * embedded ones share these two steps.
 */
#ifndef CALL_API_H
#define CALL_API_H

#include <stdbool.h>

struct asl_action;
struct buf;
struct random;
struct value;

/* What the API takes: members renamed, what is not a text made JSON text where a text is
 * wanted, blobs encoded, idempotency tokens that are missing drawn from `r`. Returns true and
 * *ret_input (new), or false with AWS's words for members that there are not in `why`. */
bool api_input(const struct asl_action *a, const struct value *parameters, struct random *r,
               struct value **ret_input, struct buf *why);

/* The task's result, out of what the API gave (borrowed): members renamed, blobs as text where
 * they are UTF-8, times as texts (but numbers for optimised integrations). New. */
struct value *api_result(const struct asl_action *a, const struct value *output);

/* The same of what describes a job that a task has waited for (I-22): its times are numbers of
 * milliseconds. New. */
struct value *api_description(const struct asl_action *a, const struct value *output);

#endif
