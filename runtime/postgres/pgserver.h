/*
 * pgserver.h - what is asked of a server, and how its settings have to be.
 */
#ifndef POSTGRES_PGSERVER_H
#define POSTGRES_PGSERVER_H

#include <stdbool.h>

#include "runtime/postgres/pgbatch.h"

struct buf;

/* Statements that give a session, or the transaction that is open, the settings on which all
 * that is asked stands, whatever is usual in the database. */
extern const struct pgquery pgserver_session, pgserver_transaction;

/* Returns true if a server of this version (as libpq tells it: 150004) with this encoding will
 * do; or false, with the reason in `why`. */
bool pgserver_fits(int version, const char *encoding, struct buf *why);

#endif
