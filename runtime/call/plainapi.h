/*
 * plainapi.h - what http:invoke and apigateway:invoke have in common (I-17, I-18): requests to
 * APIs that are no services of AWS. Parameters say all of a request, and the result is the
 * whole answer.
 */
#ifndef CALL_PLAINAPI_H
#define CALL_PLAINAPI_H

#include <stdbool.h>
#include <stddef.h>

struct asl_action;
struct asl_protocol;
struct buf;
struct protocol_fault;
struct value;
struct wire_answer;
struct wire_request;

/* Returns true if the action is such a call; false for NULL. */
bool plainapi_is(const struct asl_action *a);

/* Sets the method. Returns false, with what can be said in `why`, for one that there is not. */
bool plainapi_set_method(struct wire_request *r, const struct value *parameters,
                         struct buf *why);

/*
 * Sets where the request goes: to the address that is in the field `field`. If the request has
 * a host already, that stands in for the address's own: only the path and the query are taken,
 * behind those that are there. Plain HTTP is for this machine alone. Returns false with the
 * reason in `why`.
 */
bool plainapi_set_address(struct wire_request *r, const char *field, const char *text,
                          struct buf *why);

/* Returns true if the host of an address is this machine: localhost, 127.0.0.1, ::1. */
bool plainapi_is_here(const char *host);

/* Returns true if a request may have a header of that name: it is a name, and none of `refused`
 * (ends with NULL; a name that ends with '*' is a prefix). Else `why` says so. */
bool plainapi_may_send(const char *name, const char *const *refused, struct buf *why);

/* Appends a text as it is, and any other value as JSON. */
void plainapi_put_text(struct buf *out, const struct value *v);

/* Appends NAME=VALUE to the query of the request. */
void plainapi_add_query(struct wire_request *r, const char *name, const struct value *v);

/* What asl_protocol wants: the result {Headers, ResponseBody, StatusCode, StatusText}, whose
 * headers are in the order of their names; and of an error nothing but its text. */
bool plainapi_read(const struct asl_action *a, const struct wire_answer *w,
                   struct value **ret_output, struct buf *why);
void plainapi_read_fault(const struct wire_answer *w, struct protocol_fault *ret_fault);

#endif
