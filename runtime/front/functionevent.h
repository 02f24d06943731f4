/*
 * functionevent.h - what a Lambda function gets of a request, and what it says of the answer,
 * as API Gateway's proxy integration has both: the formats 1.0, of REST APIs, and 2.0, of HTTP
 * APIs.
 */
#ifndef FRONT_FUNCTIONEVENT_H
#define FRONT_FUNCTIONEVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct http_request;
struct route;
struct value;

/* What an event says beside the request itself; borrowed. */
struct functionevent_context {
    const char *id; /* of the request */
    int64_t now_ms;
    struct value *authorizer; /* what is said of it; shared; NULL: there is none */
};

/* The event: new. NULL, with *ret_why (static), if the path is not UTF-8, or has a NUL, or if
 * the body is to be the event and is not JSON. */
struct value *functionevent_make(const struct route *route, const struct http_request *r,
                                 const struct functionevent_context *c, const char **ret_why);

/* The same of the format 1.0 (`is_old`) or 2.0, without the body: new; NULL if the path is not
 * UTF-8, or has a NUL. */
struct value *functionevent_describe(const struct route *route, const struct http_request *r,
                                     const struct functionevent_context *c, bool is_old);

/* Append the ARN by which policies name what is called. */
void functionevent_put_arn(const struct route *route, const struct http_request *r,
                           struct buf *out);

/* What a function's answer comes to. */
struct functionevent_answer {
    int status;
    const char *type;   /* the Content-Type; borrowed of `json`, or static */
    struct value *json; /* owned: with "headers", and "multiValueHeaders" or "cookies" */
    bool is_old;        /* of the format 1.0, or of a REST API */
    struct buf body;    /* owned */
};

/* The answer of a route that tells all that a function says, or that it has failed with. To be
 * released. */
void functionevent_read_plain(const struct route *route, const char *text, size_t size,
                              bool has_failed, struct functionevent_answer *ret_answer);

/* Read what a function has said to a request that accepts these types (NULL: it does not say).
 * Returns false if it is not what API Gateway takes. To be released in any case. */
bool functionevent_read(const struct route *route, const char *accept, const char *text,
                        size_t size, struct functionevent_answer *ret_answer);
void functionevent_release(struct functionevent_answer *a);

/* Returns true if the function says itself whose pages may read the answer. */
bool functionevent_says_origin(const struct functionevent_answer *a);

/* Add its headers, but the Content-Type, to the answer of a request. */
void functionevent_put_headers(const struct functionevent_answer *a, struct http_request *r);

#endif
