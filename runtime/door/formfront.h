/*
 * formfront.h - AWS's query protocol as a server speaks it: a form comes in, XML goes out. SNS
 * speaks it, and so do SQS's older clients.
 */
#ifndef DOOR_FORMFRONT_H
#define DOOR_FORMFRONT_H

#include "runtime/door/exchange.h"

extern const struct exchange_front formfront;

/* The pairs of the form that a request may be: its body, or its query if it is a GET. Borrowed;
 * NULL if it is none. */
const char *formfront_pairs(const struct http_request *r);

#endif
