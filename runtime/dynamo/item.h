/*
 * item.h - operations on one item. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_ITEM_H
#define DYNAMO_ITEM_H

#include "runtime/dynamo/capacity.h"
#include "runtime/dynamo/terms.h"

/* The most bytes that an item may count (AWS's documentation of limits). */
enum { ITEM_BYTES = 400 * 1024 };

enum item_change { ITEM_PUT, ITEM_UPDATE, ITEM_DELETE, ITEM_CHECK };

/* A write while it is prepared: read from a request, then done. */
struct item_write {
    enum item_change change;
    struct catalog_table table;
    struct terms terms;
    struct value *given; /* owned: the normal Item or Key of the request */
    struct value *old;   /* owned: the item that was there; or NULL */
    struct value *item;  /* owned: what is to be there; NULL: nothing */
};

/* Read a write from the call's request and check all that needs no table; then, with the table
 * open, check the key against it. Return false with the error in the call's answer. */
bool item_read(struct inquiry *c, enum item_change change, struct item_write *ret);
bool item_check(struct inquiry *c, const struct item_write *w);

/* Look up the old item, check the condition, and work out the new item. Returns false with the
 * error in the answer: of a condition that fails with the old item in the body, where the
 * request wants that. */
bool item_prepare(struct inquiry *c, struct item_write *w);

/* Write it into the file. */
void item_commit(struct inquiry *c, const struct item_write *w);
void item_release(struct item_write *w);

/* What ReturnItemCollectionMetrics shows: new, or NULL. */
struct value *item_metrics(const struct catalog_table *t, const struct value *key);

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *item_get(struct inquiry *c);
struct value *item_put(struct inquiry *c);
struct value *item_update(struct inquiry *c);
struct value *item_delete(struct inquiry *c);

#endif
