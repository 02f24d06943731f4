/*
 * pgconnect.h - a connection to PostgreSQL is made. A thread does that, since names are looked
 * up, and hosts tried one after the other, in ways that cannot be told to go on later; the loop
 * goes on meanwhile as far as it is calm (loop/calm.h).
 */
#ifndef POSTGRES_PGCONNECT_H
#define POSTGRES_PGCONNECT_H

#include <stdbool.h>

#include "runtime/postgres/libpq.h"

struct buf;
struct loop;

/* Returns what libpq has made of it (new, for PQfinish()): a connection, or the reason why
 * there is none. `look` is called now and then meanwhile. The loop may be NULL. */
PGconn *pgconnect_make(const char *conninfo, struct loop *l, void (*look)(void));

/* There was no connection. Returns true if trying again will not help: the server refuses this
 * user or password, or has no such database, or that is no name of one; or an option's value is
 * wrong, or the certificate that it names is not there. */
bool pgconnect_is_final(const char *conninfo, const PGconn *failed);

/* Append what libpq says, in one line. */
void pgconnect_put_reason(struct buf *b, const char *text);

#endif
