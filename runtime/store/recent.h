/*
 * recent.h - rows of a database as they have changed of late: they lie in memory over the rows
 * that its tables have, and as bytes in a log, from which they are read when it is opened
 * again.
 *
 * A row that is put again and again costs a place in a log each time, and none in a table,
 * until the changes are settled: once there are so many of them, their last state is brought
 * into the tables, in the order of the keys, and the log is emptied.
 */
#ifndef STORE_RECENT_H
#define STORE_RECENT_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/store/store.h"

struct sorted;

struct recent {
    struct sorted *rows; /* as they are now; one that is gone has a value without an address */
    struct buf changes;  /* those that the log does not have yet, as it takes them */
    size_t weight;       /* of all since it was emptied: about what they take in memory */
};

void recent_open(struct recent *r);
void recent_close(struct recent *r);

/* A row is put, or is gone: with a value whose `at` is NULL. The bytes are copied; they may be
 * those of a row. */
void recent_change(struct recent *r, unsigned table, struct store_bytes key,
                   struct store_bytes value);

/* Read a piece of a log, the pieces in their order. Returns false if it is not one. */
bool recent_read(struct recent *r, const char *bytes, size_t size);

/* Returns true if it is time to settle the changes. */
bool recent_is_full(const struct recent *r);

/* Call `visit` for each row that has changed, in the order of tables and keys, until it returns
 * false. */
void recent_each(struct recent *r,
                 bool (*visit)(void *owner, unsigned table, const struct store_row *row),
                 void *owner);

/* They have been settled. */
void recent_forget(struct recent *r);

#endif
