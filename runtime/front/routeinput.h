/*
 * routeinput.h - what an execution begins with, out of the request of a route.
 *
 * By default it is the body, and {} if there is none. A proxy route gives the shape that CDK's
 * StepFunctionsIntegration gives:
 *
 *   {"body": ..., "header": {...}, "querystring": {...}, "path": {...},
 *    "requestContext": {"httpMethod", "resourcePath", "requestId", "sourceIp", "userAgent"}}
 *
 * Whatever a request says becomes texts of that, and nothing else. Headers that hold secrets
 * are left out.
 */
#ifndef FRONT_ROUTEINPUT_H
#define FRONT_ROUTEINPUT_H

#include <stddef.h>

struct buf;
struct http_request;
struct route;
struct value;

/* The body of a request as JSON; {} if it is empty. New; NULL, with what is wrong in `why`. */
struct value *routeinput_body(const struct http_request *r, struct buf *why);

/* The input, with such a body (taken). New; NULL, with what is wrong in `why`. */
struct value *routeinput_make(const struct route *route, const struct http_request *r,
                              const char *request_id, struct value *body, struct buf *why);

/* What is in a query, as an object of texts; of several of one name the last counts. New; NULL
 * if one of them is not UTF-8, or has a NUL. */
struct value *routeinput_query(const char *query);

#endif
