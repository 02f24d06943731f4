/*
 * docpath.h - document paths: where they lead, what they take out of an item and put into it.
 */
#ifndef ITEM_DOCPATH_H
#define ITEM_DOCPATH_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/item/expression.h"

/* Add a part: a copy of the name, or an index. */
void docpath_add_name(struct docpath *p, const char *name, size_t size);
void docpath_add_index(struct docpath *p, size_t index);
void docpath_release(struct docpath *p);

bool docpath_equal(const struct docpath *a, const struct docpath *b);

/* How two paths of one expression stand to each other. */
enum docpath_relation {
    DOCPATH_APART,
    DOCPATH_OVERLAP, /* one leads to the other, or both are the same */
    DOCPATH_CONFLICT /* the same place is a list for one and a map for the other */
};
enum docpath_relation docpath_relate(const struct docpath *a, const struct docpath *b);

/* Appends "[a, b, [1]]", as messages show a path. */
void docpath_put_text(struct buf *out, const struct docpath *p);

/* The attribute value that a path leads to, borrowed; NULL if there is none. */
struct value *docpath_get(const struct value *item, const struct docpath *p);

/* A new item of what the paths lead to, in the item's own order. Of a list, the chosen members
 * stand together. */
struct value *docpath_project(const struct value *item, const struct docpath *paths,
                              size_t count);

/* Put a value (taken) where a path leads. An index past the end appends. Returns false, and
 * changes nothing, if what should hold it is not there. */
bool docpath_set_take(struct value **item, const struct docpath *p, struct value *v);

/* Remove what a path leads to, if it is there. Returns false if what should hold it is not
 * there. Members of lists become NULL in place, so that other indexes stay: docpath_close_up()
 * takes those out. */
bool docpath_remove(struct value **item, const struct docpath *p);
void docpath_close_up(struct value **item, const struct docpath *p);

#endif
