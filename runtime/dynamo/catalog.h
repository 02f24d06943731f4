/*
 * catalog.h - tables: what is known of them, and their keys. Private to runtime/dynamo/.
 *
 * A table's document is kept as JSON. Beside what DescribeTable shows it has the numbers by
 * which the rows of the table and of each index are found ("Number"), tags and time to live.
 */
#ifndef DYNAMO_CATALOG_H
#define DYNAMO_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/dynamo/inquiry.h"
#include "runtime/item/attribute.h"

/* All is borrowed from the document; `range` is NULL where the key has none. */
struct catalog_schema {
    const char *hash, *range;
    enum attribute_type hash_type, range_type;
};

struct catalog_index {
    const char *name;
    bool is_global;
    struct catalog_schema key;
    int64_t number;
    const char *projection;         /* ALL, KEYS_ONLY, INCLUDE */
    const struct value *more_names; /* of INCLUDE */
};

struct catalog_table {
    char *name;
    int64_t number;
    struct value *document;
    struct catalog_schema key;
    struct catalog_index *indexes;
    size_t count;
    bool has_local;
};

/* The name in what TableName may be: a name, or a table's ARN. Borrowed from it. */
const char *catalog_bare_name(const char *name_or_arn);

/* Returns true and *ret (to be released) if there is such a table. Else false; what to answer
 * then is for the caller. */
bool catalog_find(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret);

/* The same, with the error that operations on items give. */
bool catalog_open(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret);

/* The same, with the error that operations on tables give. */
bool catalog_open_named(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret);
void catalog_release(struct catalog_table *t);

/* The index of that name; NULL if there is none. */
const struct catalog_index *catalog_find_index(const struct catalog_table *t, const char *name);

/* A table from its document (taken). */
void catalog_of_document_take(struct catalog_table *t, struct value *document);

/* Write the document of a table that is there or not; remove it, with all rows but the changes
 * of its streams. */
void catalog_save(struct inquiry *c, const char *name, const struct value *document);
void catalog_remove(struct inquiry *c, const struct catalog_table *t);

/* A number for a new table or index. */
int64_t catalog_new_number(struct inquiry *c);

/* How many items a table has, and how many bytes these count. */
void catalog_measure(struct inquiry *c, const struct catalog_table *t, int64_t *ret_items,
                     int64_t *ret_bytes);

/* The bytes of a key, as rows are sorted by. The hash key's begin with a hash, so that items of
 * a table have no order and segments of a scan are alike. */
struct catalog_key {
    struct buf hash, range;
};

/* The key of an item. Returns false if an attribute is missing or has another type, which in an
 * index means that the item is not in it. To be released in any case. */
bool catalog_key_of(const struct catalog_schema *schema, const struct value *item,
                    struct catalog_key *ret);
void catalog_key_release(struct catalog_key *k);

/* Appends the bytes of a hash key. */
void catalog_put_hash(struct buf *out, const struct value *v);

/* Returns true if `name` is of the key. */
bool catalog_is_key(const struct catalog_schema *schema, const char *name);

/* An object of the key attributes that are in the item: new, in `to` or, for NULL, alone. */
struct value *catalog_key_attributes(const struct catalog_schema *schema,
                                     const struct value *item, struct value *to);

/* Checks what a request gives as Key: exactly the key's attributes, of their types, neither
 * empty nor too large. */
bool catalog_check_key(struct inquiry *c, const struct catalog_table *t,
                       const struct value *key);

/* Checks that an item has the table's key, and that attributes that are keys of indexes have
 * their types. */
bool catalog_check_item(struct inquiry *c, const struct catalog_table *t,
                        const struct value *item);

/* The same for an item as an update expression has made it. */
bool catalog_check_updated(struct inquiry *c, const struct catalog_table *t,
                           const struct value *item);

/* Checks the type that an attribute of this value would have as the key of an index. */
bool catalog_check_attribute(struct inquiry *c, const struct catalog_table *t, const char *name,
                             const struct value *v);

/* What of an item is in an index: new. */
struct value *catalog_project(const struct catalog_table *t, const struct catalog_index *index,
                              const struct value *item);

#endif
