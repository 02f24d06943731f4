/*
 * roster.h - state machines that another node of the same store has made or changed: they are
 * known here before a request for one is answered, and loaded, so that their executions can be
 * claimed. Only where there is a compiler; a program by itself has the machines that it has.
 */
#ifndef CLUSTER_ROSTER_H
#define CLUSTER_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct roster; /* opaque */
struct station;

/* New; the station is borrowed. */
struct roster *roster_open(struct station *s);

/* Nothing is loaded any more. */
void roster_stop(struct roster *c);
void roster_close(struct roster *c);

/* What TABLE_CATALOG has now (machines_catalog()). Nothing may have been put since the last
 * commit. */
void roster_look(struct roster *c, uint64_t number);

/* Executions that nobody has may be of revisions that are not here: they are loaded. */
void roster_look_unclaimed(struct roster *c);

/* A call is about to be done here: what it needs to know is known, and what it changes nobody
 * else does. Returns false after an answer. */
bool roster_prepare(struct roster *c, struct call *call);

#endif
