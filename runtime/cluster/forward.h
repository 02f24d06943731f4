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

/* New; all is borrowed. `ask` does a call here. */
struct forwards *forwards_open(struct station *s, void (*ask)(void *owner, struct call *c),
                               void *owner);

/* Whoever waits is told that there will be no answer. */
void forwards_close(struct forwards *f);

/* Take a call that is for another node: it is answered later. Returns false if this node has
 * what the call is for, or nobody has. */
bool forward_take(struct forwards *f, struct call *c);

/* A reply has come, or that there will be none. */
void forward_reply(struct forwards *f, const struct shared_letter *l);

/* This node has claimed executions: what waits for those is done here. */
void forwards_look(struct forwards *f);

/* Whether executions are to be stopped for which no node has answered. forwards_stop_one()
 * stops the first of these, if no node that lives has it (unclaimed.h): nothing may have been
 * put, or reserved, since the last commit. */
bool forwards_are_late(const struct forwards *f);
void forwards_stop_one(struct forwards *f);

/* This is another node by now: nobody replies to it any more. Whoever waits is told so. */
void forwards_lose(struct forwards *f);

#endif
