/*
 * authorizer.h - functions of Lambda that say whether a request may come in, as API Gateway's
 * authorizers: what they get of it, and what their answer means. Nothing is remembered: each
 * request asks.
 *
 * A route says authorizer=FUNCTION:KIND, and identity=header.NAME or identity=querystring.NAME
 * for what a request has to have. The kinds are
 *
 *   token      of REST: the event has the token, the answer a policy
 *   rest       of REST: the event has all of the request but its body
 *   1.0, 2.0   of HTTP APIs: the event has that format, the answer a policy
 *   simple     of HTTP APIs: the same as 2.0, the answer is {"isAuthorized", "context"}
 */
#ifndef FRONT_AUTHORIZER_H
#define FRONT_AUTHORIZER_H

#include <stdbool.h>
#include <stddef.h>

struct functionevent_context;
struct http_request;
struct route;
struct value;

/* The function that is to be asked, new; NULL if the route has none. */
char *authorizer_function(const struct route *route);

/* Why a request may not come in; all is static. */
struct authorizer_refusal {
    int status;
    const char *type;    /* of the error, of REST APIs; NULL */
    const char *name;    /* of the member that has the message */
    const char *message; /* NULL: null */
};

/* What it gets of a request: new. NULL, with *ret_refusal, if the request lacks something. */
struct value *authorizer_event(const struct route *route, const struct http_request *r,
                               const struct functionevent_context *c,
                               struct authorizer_refusal *ret_refusal);

/* The function that is to be asked cannot be called. */
struct authorizer_refusal authorizer_is_gone(const struct route *route);

/* Read what it has said, or failed with. Returns true and *ret_context, which is what an event
 * says of the authorizer, new; or false and *ret_refusal. */
bool authorizer_allows(const struct route *route, const struct http_request *r,
                       const struct value *answer, bool has_failed, struct value **ret_context,
                       struct authorizer_refusal *ret_refusal);

#endif
