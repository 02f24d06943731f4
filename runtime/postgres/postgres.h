/*
 * postgres.h - the store in a PostgreSQL database: postgres:CONNINFO, which any number of
 * processes have at once (store/shared.h).
 *
 * CONNINFO is what libpq takes: `host=db dbname=orders`, or postgresql://db/orders. A password
 * belongs into the file that PGPASSFILE names.
 */
#ifndef POSTGRES_POSTGRES_H
#define POSTGRES_POSTGRES_H

#include <stdbool.h>

struct buf;
struct store_kind;

extern const struct store_kind store_postgres;

/* Make the tables in a database, or bring them up to date if `is_upgrade`, where they have to
 * be there. Returns false, with the reason in `why`, if that cannot be. */
bool postgres_make(const char *conninfo, bool is_upgrade, struct buf *why);

#endif
