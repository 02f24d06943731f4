/*
 * objectfront.h - S3's protocol as a server speaks it: paths, queries and headers name and
 * describe objects, bodies are objects or XML.
 */
#ifndef DOOR_OBJECTFRONT_H
#define DOOR_OBJECTFRONT_H

#include "runtime/door/exchange.h"

extern const struct exchange_front objectfront;

/* The bucket that the host or the path names, as far as it is one: new, "" if there is none. */
char *objectfront_bucket(const struct exchange *x);

/* Say in the input who asks, and how, as bucket/context.h wants it. */
void objectfront_set_caller(struct exchange *x, bool is_anonymous);

/* Answer a request whose body was too large. */
void objectfront_refuse_large(struct exchange *x);

#endif
