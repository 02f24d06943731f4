/*
 * forward.h - requests for what another node of the same store has: that node does them, and
 * its answer is the answer.
 */
#ifndef CLUSTER_FORWARD_H
#define CLUSTER_FORWARD_H

#include <stdbool.h>

struct call;
struct forwards; /* opaque */
struct shared_letter;
struct station;

/* New; the station is borrowed. */
struct forwards *forwards_open(struct station *s);

/* Whoever waits is told that there will be no answer. */
void forwards_close(struct forwards *f);

/* Take a call that is for another node: it is answered later. Returns false if this node has
 * what the call is for, or nobody has. */
bool forward_take(struct forwards *f, struct call *c);

/* A reply has come. */
void forward_reply(struct forwards *f, const struct shared_letter *l);

/* Do what another node asks for, which replies when that is answered. */
void forward_do(struct forwards *f, const struct shared_letter *l,
                void (*ask)(void *owner, struct call *c), void *owner);

/* What was asked for before is not replied to. */
void forward_lose(struct forwards *f);

#endif
