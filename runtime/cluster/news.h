/*
 * news.h - watches the socket of a store for calls of other nodes.
 */
#ifndef CLUSTER_NEWS_H
#define CLUSTER_NEWS_H

struct loop;
struct news; /* opaque */
struct store;

/* New; all is borrowed. `called` is called on the loop when a tick is worth it. */
struct news *news_open(struct loop *l, struct store *s, void (*called)(void *owner),
                       void *owner);

/* The store has been used, and may have another socket. */
void news_watch(struct news *n);

void news_close(struct news *n);

#endif
