/*
 * api.h - which function does which operation of the API.
 */
#ifndef API_API_H
#define API_API_H

#include "runtime/endpoint/operation.h"

struct call;
struct station;

typedef void api_function(struct station *s, struct call *c);

/* NULL: this operation needs the compiler. */
api_function *api_of(enum operation o);

#endif
