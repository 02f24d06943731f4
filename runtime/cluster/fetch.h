/*
 * fetch.h - tasks of activities for whose workers another node of the same store has some: they
 * are fetched from there.
 *
 * Whoever has a task that is asked for takes it out of its queue, and replies with it, in one
 * commit. Whoever asked tells a worker of it once a commit of its own has taken that reply; so
 * no other worker hears of it. A reply that it does not take, as it has no worker any more or
 * is gone itself, is an orphan (store/shared.h), by which the task comes back into its queue,
 * on whichever node that is by then.
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

/* What was given to workers before is committed: they have it. */
void fetches_settled(struct fetches *f);

/* What was asked for before is not replied to: this is another node by now. */
void fetches_lose(struct fetches *f);

/* A request of another node, or a reply. Return false if it is for something else. */
bool fetches_do(struct fetches *f, const struct shared_letter *l);
bool fetches_reply(struct fetches *f, const struct shared_letter *l);

/* A reply that nobody reads. */
void fetches_orphan(struct fetches *f, const struct shared_letter *l);

#endif
