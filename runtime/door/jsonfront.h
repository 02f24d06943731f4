/*
 * jsonfront.h - AWS JSON 1.0 and 1.1 as a server speaks them: a header names the operation,
 * everything else is in the body. DynamoDB's own front, which checks more, is here too.
 */
#ifndef DOOR_JSONFRONT_H
#define DOOR_JSONFRONT_H

#include "runtime/door/exchange.h"

extern const struct exchange_front jsonfront;

#endif
