/*
 * restfront.h - AWS's protocol of paths and JSON as a server speaks it: a method and a path
 * name the operation, members stand in the path, in the query and in the JSON of the body.
 */
#ifndef DOOR_RESTFRONT_H
#define DOOR_RESTFRONT_H

#include "runtime/door/exchange.h"

extern const struct exchange_front restfront;

#endif
