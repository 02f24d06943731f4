/*
 * localpost.h - what a topic or a rule sends over HTTP, beside everything else. Nobody waits
 * for the answer; a request that fails is tried again a few times.
 */
#ifndef EMBEDDED_LOCALPOST_H
#define EMBEDDED_LOCALPOST_H

#include <stdbool.h>

struct localpost; /* opaque: the requests that are under way */
struct loop;
struct value;

/* How a delivery has failed for good: all is borrowed for the call. */
typedef void localpost_lost(void *owner, const struct value *delivery, const char *message);

/* New. The loop is borrowed, and must outlive it. */
struct localpost *localpost_new(struct loop *l, localpost_lost *lost, void *owner);

/* Gives all requests up; nobody is told. Does nothing for NULL. */
void localpost_release(struct localpost *p);

/* Send a delivery as hub.h's on_post gets it: a POST, unless it has a "Method". */
void localpost_send(struct localpost *p, const struct value *delivery);

/* Returns true while a request is under way. */
bool localpost_is_busy(const struct localpost *p);

#endif
