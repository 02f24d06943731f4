/*
 * sorted.h - rows of bytes in memory, in the order of their keys: a skip list for each table.
 */
#ifndef STORE_SORTED_H
#define STORE_SORTED_H

#include <stdbool.h>

#include "runtime/store/store.h"

struct sorted;

/* No rows: new. */
struct sorted *sorted_new(void);
void sorted_release(struct sorted *r);

/* Take all rows out. */
void sorted_clear(struct sorted *r);

/* Put a row (copied) in place of one with the same key. The bytes may be those of a row. A
 * value whose `at` is NULL is kept as that: rows that lie over others can say so which are
 * gone. */
void sorted_put(struct sorted *r, unsigned table, struct store_bytes key,
                struct store_bytes value);

/* Does nothing if there is no such row. */
void sorted_remove(struct sorted *r, unsigned table, struct store_bytes key);

/* Find rows, as the functions of the same names of a kind of store do. Return false if there is
 * none; what is found is borrowed until the next change. */
bool sorted_get(struct sorted *r, unsigned table, struct store_bytes key,
                struct store_row *ret_row);
bool sorted_seek(struct sorted *r, unsigned table, const struct store_bytes *bound,
                 bool backward, struct store_row *ret_row);

/* Find rows of others over which these lie: the first, or the last, as `seek` of a kind of
 * store does, where `below` finds one of the others. Those that are gone are passed. Returns
 * false if `below` does, which cannot go on then. */
bool sorted_seek_over(struct sorted *over, unsigned table, const struct store_bytes *bound,
                      bool backward,
                      bool (*below)(void *owner, unsigned table,
                                    const struct store_bytes *bound, bool backward,
                                    struct store_row *ret_row),
                      void *owner, struct store_row *ret_row);

#endif
