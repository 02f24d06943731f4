/*
 * pgbatch.h - statements that go to PostgreSQL together, and what they answer.
 */
#ifndef POSTGRES_PGBATCH_H
#define POSTGRES_PGBATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/postgres/pgarray.h"
#include "runtime/store/store.h"

struct pg_result;

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

/* What begins a transaction, whatever the database does by default, and what ends it. */
extern const struct pgquery pgquery_begin, pgquery_commit;

/* Add a statement; it has as many values as its query has types. Returns its place. */
size_t pgbatch_add(struct pgbatch *b, const struct pgquery *q,
                   const struct store_bytes *values);
void pgbatch_release(struct pgbatch *b);

/* Forget its results alone. */
void pgbatch_drop(struct pgbatch *b);

/* How many values a statement has. */
size_t pgquery_values(const struct pgquery *q);

/* Of a result: rows, and a column of one. A NULL has no address. */
int pgresult_rows(const struct pg_result *r);
struct store_bytes pgresult_bytes(const struct pg_result *r, int row, int column);
int64_t pgresult_int8(const struct pg_result *r, int row, int column);
bool pgresult_truth(const struct pg_result *r, int row, int column);

#endif
