/*
 * cluster.h - a server whose store others have as well: it is one node of several, goes on with
 * what those had that are gone, and does what the others ask for.
 */
#ifndef CLUSTER_CLUSTER_H
#define CLUSTER_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct call;
struct cluster; /* opaque */
struct station;

struct cluster_options {
    const char *url;  /* at which it answers */
    int64_t lease_ms; /* 0: the usual one */
    bool is_pooled;   /* --no-listen */

    /* Does an operation of the API here, and answers it now or later. */
    void (*ask)(void *owner, struct call *c);

    /* Called when executions that it has claimed are about to go on. */
    void (*resumed)(void *owner);
    void *owner;
};

/* Become a node of the station's store: new; NULL if no other process can have the store.
 * Begins with the first turn. All is borrowed. */
struct cluster *cluster_open(struct station *s, const struct cluster_options *o);

/* Before the station is emptied: nothing is claimed any more. Does nothing for NULL, as all
 * that follow. */
void cluster_stop(struct cluster *c);
void cluster_close(struct cluster *c);

/* Take a call that is for another node, or that this one cannot do now. Returns false if this
 * node is to do it. */
bool cluster_take(struct cluster *c, struct call *call);

/* Of the nodes that live it is the one that does what one alone has to do; true without others.
 */
bool cluster_is_first(const struct cluster *c);

/* The lease that a node has, of which the user has said this; 0: nothing. */
int64_t cluster_lease_ms(int64_t wanted_ms);

/* How long the store has not answered, or could not be written; 0: it does, and could. */
int64_t cluster_waits_ms(const struct cluster *c);

/* Metrics of the node, in Prometheus's text format. */
void cluster_put_metrics(const struct cluster *c, struct buf *out);

#endif
