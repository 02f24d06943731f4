/*
 * carry.h - brings a request to what is behind a route, and the answer back: to Step Functions
 * of this server, to a function, or to an embedded service.
 */
#ifndef MAPPING_CARRY_H
#define MAPPING_CARRY_H

#include <stdbool.h>

struct asking;
struct buf;

/* Begin it: `done` of the request is called, perhaps at once. Returns false, with the reason in
 * `why`, if it cannot be done; `done` is not called then. */
bool carry_begin(struct asking *a, struct buf *why);

/* Give it up: `done` is not called any more. */
void carry_stop(struct asking *a);

/* Release what is left of it. */
void carry_release(struct asking *a);

#endif
