/*
 * postfront.h - objects of S3 that browsers put by a form: POST to a bucket.
 */
#ifndef DOOR_POSTFRONT_H
#define DOOR_POSTFRONT_H

#include <stdbool.h>

#include "runtime/door/exchange.h"

extern const struct exchange_front postfront;

/* Returns true if a request for S3 is such a form. */
bool postfront_is_for(const struct exchange *x);

#endif
