/*
 * pglink.h - a connection to PostgreSQL that comes back: what is asked is asked again until it
 * is answered, whatever happens to the connection or the server meanwhile.
 *
 * While the server does not answer the process waits here, and its loop goes on as far as it is
 * calm (loop/calm.h). If it is told to stop by a signal then, it ends within some seconds with
 * EXIT_MACHINE.
 */
#ifndef POSTGRES_PGLINK_H
#define POSTGRES_PGLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/postgres/pgbatch.h"

struct buf;
struct loop;
struct pglink; /* opaque */

enum pgend {
    PGEND_GOOD,
    PGEND_LOST,    /* the connection is gone, and a new one is there: it may have run or not */
    PGEND_AGAIN,   /* another transaction was in the way: nothing of it holds */
    PGEND_DIVIDED, /* a number was divided by 0: likewise */
    PGEND_DOUBLE,  /* a key is there already: likewise */
    PGEND_WRONG    /* the server refuses it, or it cannot be sent: `why` */
};

/* Connect to what `conninfo` names. Returns true and *ret_link (new); or false with the reason
 * in `why`: at once where trying again does not help, else after some seconds. A pooler may be
 * between: nothing is asked for that belongs to a connection beyond a transaction. */
bool pglink_open(const char *conninfo, struct pglink **ret_link, struct buf *why);
void pglink_close(struct pglink *l);

/* This loop (borrowed) goes on during each wait from now on; NULL: none does. */
void pglink_wait_on(struct pglink *l, struct loop *loop);

/* From now on the connection is nobody else's between two transactions: its statements have
 * names, and it listens to the channel `asl`. */
void pglink_own(struct pglink *l);

/* Send a batch. After all but PGEND_GOOD no transaction is open, and the batch has no results;
 * it may be sent again. */
enum pgend pglink_send(struct pglink *l, struct pgbatch *b, struct buf *why);

/* The same until it is neither lost nor in the way of another: for what may run twice. Returns
 * false for PGEND_DIVIDED, PGEND_DOUBLE and PGEND_WRONG, with the reason in `why`. */
bool pglink_ask(struct pglink *l, struct pgbatch *b, struct buf *why);

/* For tests: set *number to what stands behind the word in ASL_DEBUG, if it is there. */
void pglink_debug(const char *word, uint64_t *number);

/* Wait for a moment, a longer one with each turn, before something is tried again. */
void pglink_pause(struct pglink *l, unsigned turn);

/* How often a new connection had to be made, and how often something was in the way. */
uint64_t pglink_reconnects(const struct pglink *l);
uint64_t pglink_retries(const struct pglink *l);

/* How long the connection has been there. */
int64_t pglink_age_ms(const struct pglink *l);

/* How long something has been asked for that has no answer yet; 0: nothing is. */
int64_t pglink_waits_ms(const struct pglink *l);

/* The connection's descriptor, -1 if it has none now; take what has come on it while nothing is
 * asked; and how often others have called on the channel, or a new connection may have missed
 * that. */
int pglink_socket(const struct pglink *l);
void pglink_hear(struct pglink *l);
uint64_t pglink_calls(const struct pglink *l);

#endif
