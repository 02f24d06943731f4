/*
 * pgrows.h - rows in PostgreSQL, as one process sees them: what it has put and not committed
 * yet lies over what the database has.
 */
#ifndef POSTGRES_PGROWS_H
#define POSTGRES_PGROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/postgres/pgarray.h"
#include "runtime/postgres/pglink.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"

struct sorted;

/* The longest key: a page of an index has to take three. */
#define PGROWS_KEY_MAX 2000

/* The longest value: a statement has to take it, and PostgreSQL itself needs it twice. */
#define PGROWS_VALUE_MAX ((size_t)512 << 20)

/* Rows that were read at once, for the walk that goes on. */
struct pgpage {
    struct pg_result *result; /* owned; NULL: there is none */
    unsigned table;
    bool backward, is_last, is_end; /* from the table's last row; to the end of the table */
    struct buf bound;               /* where that was looked for, unless is_last */
    int count, at;                  /* `at`: the row that was found last */
    int64_t most;                   /* rows that were asked for */
    int64_t read_ns;
};

/* A node that this process is. */
struct pgnode {
    int64_t id; /* 0: it is none yet */
    int64_t commits;
    int64_t lease_ms;
    int64_t renewed_ns; /* when the last renewal that succeeded was sent */
    int64_t refused_ns; /* since when the server writes nothing; 0: it does */
    uint64_t compared;  /* how many reconnections there were when the clocks were compared */
    char *name, *url;   /* owned */
    bool is_wanted;     /* it has been told to become one, and not only for a commit */
    bool is_unsure;     /* it may have jobs of which it was not told */
};

/* Mail that the next commit sends, answers and takes out; arrays of one size each group. */
struct pgmail {
    struct pgarray ids, jobs, nodes, operations, inputs; /* letters */
    struct pgarray answered, answered_jobs, replies;
    struct pgarray gone; /* letters that nobody needs any more */
    struct pgarray left; /* whose replies are for whoever has their jobs */
    int64_t *free_ids;   /* owned: [free_count] numbers for letters */
    size_t free_count;
    int64_t *handed; /* owned: [handed_count] what was handed out, and is to be answered or gone
                      */
    size_t handed_count, handed_room;
    struct pgarray known; /* those, for a tick's statements */
};

struct pgrows {
    struct pglink *link;
    struct sorted *over; /* what is not committed; a row that is gone has no value */
    struct pgpage page;
    char line_key[ROWKEY_NUMBER]; /* of a line that is borrowed */
    struct pg_result *got;        /* owned: of the row that is borrowed */
    struct pgnode node;

    size_t part_most; /* bytes of a statement that has more than one row */

    /* Keys that nobody else may change before the next commit (pghold.h), and whether the
     * transaction in which they were locked may be gone. */
    struct buf reserved;
    bool is_unlocked;
    bool is_open; /* a transaction is */

    /* What the commit does besides rows. */
    struct pgarray job_numbers, job_roots, job_programs, jobs_again, ended;
    struct pgmail mail;
    struct pgarray moved, moved_roots, given_back;
    struct shared_counts counts;
};

void pgrows_open(struct pgrows *r, struct pglink *l);
void pgrows_close(struct pgrows *r);

/* Nothing is to be committed any more, and nothing that was read is borrowed. */
void pgrows_clear(struct pgrows *r);

/* Forget what was read. */
void pgrows_leave(struct pgrows *r);

/* As the functions of a kind of store. */
bool pgrows_put(struct pgrows *r, unsigned table, struct store_bytes key,
                struct store_bytes value, struct buf *why);
bool pgrows_get(struct pgrows *r, unsigned table, struct store_bytes key,
                struct store_row *ret_row, struct buf *why);
bool pgrows_get_each(struct pgrows *r, unsigned table, const struct store_bytes *keys,
                     size_t count,
                     void (*visit)(void *owner, size_t at, struct store_bytes value),
                     void *owner, struct buf *why);
bool pgrows_seek(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                 bool backward, struct store_row *ret_row, struct buf *why);

/* Take a result out of a batch that has found a row by its key: the row is borrowed as one that
 * pgrows_get() has found. */
void pgrows_keep(struct pgrows *r, struct pgbatch *b, size_t place, struct store_bytes key,
                 struct store_row *ret_row);

/* End a transaction in which names were reserved, and nothing is put: they are free again. Does
 * nothing if there is none. */
bool pgrows_give_up(struct pgrows *r, struct buf *why);

/* Now, by the clock that leases are measured with here: the time that the machine sleeps
 * counts. */
int64_t pgrows_now_ns(void);

/* Renews the lease of the node with that number. Returns it, unless the node is buried. */
extern const struct pgquery pgrows_renewal;

/* Ask what may run twice. A transaction that is lost over it takes its locks along. Returns
 * false, with the reason in `why`, if the server refuses it. Renews the node's lease along with
 * it where that is due: whoever asks much in one turn keeps what he has. */
bool pgrows_ask(struct pgrows *r, struct pgbatch *b, struct buf *why);

/* The id of a line; for the number 0, that of its table's first one. */
int64_t pgrows_line(unsigned table, uint64_t number);

/* A number as a parameter's value, written `to`. */
struct store_bytes pgrows_int8(char to[8], int64_t number);
struct store_bytes pgrows_int2(char to[2], unsigned number);

#endif
