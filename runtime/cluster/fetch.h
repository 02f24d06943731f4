/*
 * fetch.h - tasks of activities for whose workers another node of the same store has some: they
 * are fetched from there.
 */
#ifndef CLUSTER_FETCH_H
#define CLUSTER_FETCH_H

#include <stdbool.h>

struct fetches; /* opaque */
struct shared_letter;
struct station;

/* New; the station is borrowed. */
struct fetches *fetches_open(struct station *s);
void fetches_close(struct fetches *f);

/* Other nodes have tasks that no worker has taken: ask for those that workers here wait for. */
void fetches_ask(struct fetches *f);

/* A request of another node, or a reply. Return false if it is for something else. */
bool fetches_do(struct fetches *f, const struct shared_letter *l);
bool fetches_reply(struct fetches *f, const struct shared_letter *l);

#endif
