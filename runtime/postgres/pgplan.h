/*
 * pgplan.h - the rows that a commit changes, as arrays for its statements: of as many rows as
 * there are, but none of which is larger than PostgreSQL takes one.
 */
#ifndef POSTGRES_PGPLAN_H
#define POSTGRES_PGPLAN_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/postgres/pgarray.h"
#include "runtime/postgres/pgbatch.h"
#include "runtime/store/store.h"

/* What becomes of rows, in the order in which it has to happen: names that are new, other rows,
 * and lines (runtime/postgres/pgrows.h). */
enum pgchange {
    PGCHANGE_NAME,
    PGCHANGE_PUT,
    PGCHANGE_REMOVE,
    PGCHANGE_LINE,
    PGCHANGE_REMOVE_LINE
};
#define PGCHANGES (PGCHANGE_REMOVE_LINE + 1)

#define PGPART_COLUMNS 3

/* A statement with its arrays. */
struct pgpart {
    const struct pgquery *query;
    struct pgarray columns[PGPART_COLUMNS];
    size_t size; /* bytes of all of them */
    struct pgpart *next;
};

struct pgplan {
    struct pgpart *first[PGCHANGES], *last[PGCHANGES]; /* owned */
    size_t most;                                       /* bytes, at which a part is full */
};

/* An empty one. Each part takes rows until it has `most` bytes. */
void pgplan_open(struct pgplan *p, size_t most);
void pgplan_close(struct pgplan *p);

/* Add a row, or a line by its id. */
void pgplan_row(struct pgplan *p, enum pgchange c, unsigned table, const struct store_row *row);
void pgplan_line(struct pgplan *p, enum pgchange c, int64_t id, struct store_bytes value);

#endif
