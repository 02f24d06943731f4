/*
 * httpsight.h - what TestState shows at the level TRACE of an HTTP Task: the request that goes
 * out, without what its connection adds, and the answer to it.
 */
#ifndef TESTING_HTTPSIGHT_H
#define TESTING_HTTPSIGHT_H

struct value;

/* Put a member "request" into `seen` (an object), as http:invoke makes one of these Parameters.
 * What no request can be made of has none. */
void httpsight_request(struct value **seen, const struct value *parameters);

/* Put a member "response" into `seen`, as the result of http:invoke tells of it. */
void httpsight_response(struct value **seen, const struct value *result);

#endif
