/*
 * changes.h - what has happened to the items of tables that have a stream: a row for each
 * change, in the order of their ranks. Private to runtime/dynamo/ and runtime/stream/.
 */
#ifndef DYNAMO_CHANGES_H
#define DYNAMO_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/dynamo/catalog.h"

/* The table of the file. */
extern const char changes_schema[];

/* Remember that `item` took the place of `old`, of which either may be NULL, if the table has a
 * stream and something has changed. */
void changes_note(struct inquiry *c, const struct catalog_table *t, const struct value *old,
                  const struct value *item);

/* The next change of a table's stream behind a rank: its rank, and what was noted of it (new):
 * {"Name": "INSERT", "At": milliseconds since 1970, "Keys", "NewImage", "OldImage", "View",
 * "IsExpired"}. Returns false if there is none. */
bool changes_next(struct inquiry *c, const struct catalog_table *t, int64_t behind,
                  int64_t *ret_rank, struct value **ret_change);

/* The rank of the last change of all tables; 0 if there is none. */
int64_t changes_last(struct inquiry *c);

#endif
