/*
 * pglink.h - a connection to PostgreSQL that comes back: what is asked is asked again until it
 * is answered, whatever happens to the connection or the server meanwhile.
 *
 * While the server cannot be reached the process waits here. If it is told to stop by a signal
 * then, it ends at once with EXIT_MACHINE.
 */
#ifndef POSTGRES_PGLINK_H
#define POSTGRES_PGLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/postgres/pgarray.h"
#include "runtime/store/store.h"

struct buf;
struct pg_result;
struct pglink; /* opaque */

#define PGQUERY_VALUES 6

/* A statement with its parameters' types, of which 0 ends the list. Static: it is known by its
 * address. */
struct pgquery {
    const char *sql;
    enum pgtype types[PGQUERY_VALUES + 1];
};

/* One that is sent, with its values (borrowed), which are in the binary form of their types. */
struct pgcall {
    const struct pgquery *query;
    struct store_bytes values[PGQUERY_VALUES];
};

#define PGBATCH_MAX 24

/* Statements that are sent together and run one after the other; one that fails ends it. */
struct pgbatch {
    struct pgcall calls[PGBATCH_MAX];
    struct pg_result *results[PGBATCH_MAX]; /* owned; of PGEND_GOOD */
    size_t count;
};

enum pgend {
    PGEND_GOOD,
    PGEND_LOST,    /* the connection is gone, and a new one is there: it may have run or not */
    PGEND_AGAIN,   /* another transaction was in the way: nothing of it holds */
    PGEND_DIVIDED, /* a number was divided by 0: likewise */
    PGEND_DOUBLE,  /* a key is there already: likewise */
    PGEND_WRONG    /* the server refuses it: `why` */
};

/* Connect to what `conninfo` names. Returns true and *ret_link (new), or false with the reason
 * in `why` after some seconds. */
bool pglink_open(const char *conninfo, struct pglink **ret_link, struct buf *why);
void pglink_close(struct pglink *l);

/* From now on nothing is asked for that belongs to the connection beyond a transaction. */
void pglink_pool(struct pglink *l);

/* Listen to the channel `asl`. A pooled connection cannot. */
void pglink_listen(struct pglink *l);

/* Add a statement; it has as many values as its query has types. Returns its place. */
size_t pgbatch_add(struct pgbatch *b, const struct pgquery *q,
                   const struct store_bytes *values);
void pgbatch_release(struct pgbatch *b);

/* Send a batch. After all but PGEND_GOOD no transaction is open, and the batch has no results;
 * it may be sent again. */
enum pgend pglink_send(struct pglink *l, struct pgbatch *b, struct buf *why);

/* The same until it is neither lost nor in the way of another: for what may run twice. Returns
 * false for PGEND_DIVIDED, PGEND_DOUBLE and PGEND_WRONG, with the reason in `why`. */
bool pglink_ask(struct pglink *l, struct pgbatch *b, struct buf *why);

/* Wait for a moment, a longer one with each turn, before something is tried again. */
void pglink_pause(unsigned turn);

/* How often a new connection had to be made, and how often something was in the way. */
uint64_t pglink_reconnects(const struct pglink *l);
uint64_t pglink_retries(const struct pglink *l);

/* How long the connection has been there. */
int64_t pglink_age_ms(const struct pglink *l);

/* The connection's descriptor, -1 if it has none now; and whether somebody has called on the
 * channel since this was asked last. */
int pglink_socket(const struct pglink *l);
bool pglink_is_called(struct pglink *l);

/* Of a result: rows, and a column of one. A NULL has no address. */
int pgresult_rows(const struct pg_result *r);
struct store_bytes pgresult_bytes(const struct pg_result *r, int row, int column);
int64_t pgresult_int8(const struct pg_result *r, int row, int column);
bool pgresult_truth(const struct pg_result *r, int row, int column);

#endif
