/*
 * news.h - watches the socket of a store, by which other nodes call.
 */
#ifndef CLUSTER_NEWS_H
#define CLUSTER_NEWS_H

struct loop;
struct news; /* opaque */
struct store;

/* New; all is borrowed. What comes is read on the loop (store_hear()), in a turn that comes
 * about by that. */
struct news *news_open(struct loop *l, struct store *s);

/* The store has been used, and may have another socket. */
void news_watch(struct news *n);

void news_close(struct news *n);

#endif
