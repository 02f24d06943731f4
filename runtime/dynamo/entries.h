/*
 * entries.h - items in the file: one by one, and in the order of a key. Private to
 * runtime/dynamo/.
 */
#ifndef DYNAMO_ENTRIES_H
#define DYNAMO_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/dynamo/catalog.h"

/* The tables of the file. */
extern const char entries_schema[];

/* The item of that key: new, or NULL. */
struct value *entries_get(struct inquiry *c, const struct catalog_table *t,
                          const struct catalog_key *key);

/* Put an item in place of `old` (NULL: there is none), or take `old` away where `item` is NULL,
 * in the table and all its indexes. Both have the same key. */
void entries_replace(struct inquiry *c, const struct catalog_table *t, const struct value *old,
                     const struct value *item);

/* Put all items of the table into an index that is new, or take an index away. */
void entries_fill_index(struct inquiry *c, const struct catalog_table *t,
                        const struct catalog_index *index);
void entries_drop_index(struct inquiry *c, const struct catalog_index *index);

/* A row to go on behind: of a table its own key, of an index the index's key and the item's. */
struct entries_place {
    struct catalog_key key, item;
};
void entries_place_release(struct entries_place *p);

/* Which rows are wanted. Hash keys from `first_hash` up to, but without, `end_hash`, or where
 * `hash` is not NULL that one, with range keys from `low` up to, but without, `high`. */
struct entries_range {
    const struct buf *hash;
    struct buf first_hash, end_hash, low, high; /* owned */
    const struct entries_place *behind;         /* borrowed; NULL: from the start */
    bool is_backward;                           /* of one hash key */
};
void entries_range_release(struct entries_range *r);

struct statement;

/* Begin to read the rows of a table, or of an index of it. */
struct statement *entries_read(struct inquiry *c, const struct catalog_table *t,
                               const struct catalog_index *index,
                               const struct entries_range *r);

/* The next item: new, or NULL at the end. */
struct value *entries_next(struct statement *s);

#endif
