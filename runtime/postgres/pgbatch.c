#include "runtime/postgres/pgbatch.h"

#include <string.h>

#include "runtime/base/fatal.h"
#include "runtime/postgres/libpq.h"

const struct pgquery pgquery_begin = { "begin isolation level read committed", { 0 } };
const struct pgquery pgquery_commit = { "commit", { 0 } };

/* ---- Results ---- */

static const PGresult *plain(const struct pg_result *r)
{
    return (const PGresult *)r;
}

int pgresult_rows(const struct pg_result *r)
{
    return libpq.PQntuples(plain(r));
}

struct store_bytes pgresult_bytes(const struct pg_result *r, int row, int column)
{
    if (libpq.PQgetisnull(plain(r), row, column)) {
        return (struct store_bytes){ NULL, 0 };
    }
    return (struct store_bytes){ libpq.PQgetvalue(plain(r), row, column),
                                 (size_t)libpq.PQgetlength(plain(r), row, column) };
}

int64_t pgresult_int8(const struct pg_result *r, int row, int column)
{
    struct store_bytes bytes = pgresult_bytes(r, row, column);
    return bytes.size == 8 ? pgarray_read_int8(bytes.at) : 0;
}

bool pgresult_truth(const struct pg_result *r, int row, int column)
{
    struct store_bytes bytes = pgresult_bytes(r, row, column);
    return bytes.size == 1 && bytes.at[0] != 0;
}

/* ---- Batches ---- */

size_t pgquery_values(const struct pgquery *q)
{
    size_t count = 0;
    while (q->types[count] != 0) {
        count++;
    }
    return count;
}

size_t pgbatch_add(struct pgbatch *b, const struct pgquery *q, const struct store_bytes *values)
{
    if (b->count == PGBATCH_MAX) {
        fatal("a batch has too many statements", 0);
    }
    struct pgcall *c = &b->calls[b->count];
    c->query = q;
    if (values != NULL) {
        memcpy(c->values, values, pgquery_values(q) * sizeof *values);
    }
    return b->count++;
}

void pgbatch_drop(struct pgbatch *b)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->results[i] != NULL) {
            libpq.PQclear((PGresult *)b->results[i]);
            b->results[i] = NULL;
        }
    }
}

void pgbatch_release(struct pgbatch *b)
{
    pgbatch_drop(b);
    b->count = 0;
}
