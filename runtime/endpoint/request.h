/*
 * request.h - reads a request of AWS's API, AWS JSON 1.0: a header names the operation,
 * everything else is in the body. Every fault gets the error and the text that AWS gives.
 */
#ifndef ENDPOINT_REQUEST_H
#define ENDPOINT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/endpoint/operation.h"

struct service_answer;
struct value;

/* Take the JSON of a request for an operation's input: true and *ret_input (new), as
 * request_read() gives it; or false, with the error in *ret_answer (which is overwritten). */
bool request_take(enum operation o, const struct value *json, struct value **ret_input,
                  struct service_answer *ret_answer);

/*
 * Read a request. `target` is the header X-Amz-Target ("AWSStepFunctions.StartExecution"); NULL
 * if there is none. Returns true, *ret_operation and *ret_input (new): an object with nothing
 * but the members that operations.def lists for the operation, without nulls, of the right
 * types, and within all their constraints. Returns false, with the error in *ret_answer (which
 * is overwritten), to be released by the caller.
 */
bool request_read(const char *target, const char *body, size_t size,
                  enum operation *ret_operation, struct value **ret_input,
                  struct service_answer *ret_answer);

#endif
