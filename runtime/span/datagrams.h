/*
 * datagrams.h - a bounded queue of UDP datagrams to one address: they leave in small bursts, so
 * that the receiver can take them, and nothing here ever blocks.
 */
#ifndef SPAN_DATAGRAMS_H
#define SPAN_DATAGRAMS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct datagrams; /* opaque */
struct loop;

/* The loop and the host (copied) are looked at when the first datagram is to be sent. */
struct datagrams *datagrams_new(struct loop *l, const char *host, int port);
void datagrams_release(struct datagrams *d);

/* Queue a datagram, copied. What is too long, or does not fit into the queue, is dropped. */
void datagrams_put(struct datagrams *d, const struct buf *b);

/* Send what may be sent now. Returns true while some are left that may be sent later. */
bool datagrams_pump(struct datagrams *d);

/* How many were dropped or refused, and what the last reason was (borrowed); NULL if none. */
uint64_t datagrams_dropped(const struct datagrams *d, const char **ret_reason);

/* Drop what is left. */
void datagrams_give_up(struct datagrams *d, const char *reason);

#endif
