/*
 * capacity.h - what requests consume, as ConsumedCapacity shows it. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_CAPACITY_H
#define DYNAMO_CAPACITY_H

#include <stddef.h>

#include "runtime/dynamo/catalog.h"

/* What one table has consumed. Units of indexes stand in the order of the table's indexes. */
struct capacity {
    double table;
    double *indexes; /* owned; NULL while none has consumed anything */
    size_t count;
    bool is_split, is_write; /* of a transaction: read and write units are shown besides */
};

void capacity_release(struct capacity *k);

/* Reading `bytes` from a table, or from an index of it. A transaction reads twice. */
void capacity_read(struct capacity *k, const struct catalog_table *t,
                   const struct catalog_index *index, size_t bytes, bool is_consistent,
                   bool is_transaction);

/* Writing an item in place of another; either may be NULL. */
void capacity_write(struct capacity *k, const struct catalog_table *t, const struct value *old,
                    const struct value *item, bool is_transaction);

/* New, or NULL where the request does not ask for it. `level` is ReturnConsumedCapacity. */
struct value *capacity_shown(const struct capacity *k, const struct catalog_table *t,
                             const char *level);

#endif
