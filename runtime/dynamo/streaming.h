/*
 * streaming.h - what a table's document says of its stream. Private to runtime/dynamo/ and
 * runtime/stream/.
 *
 * A stream that was switched off, or whose table was deleted, can still be read for a day.
 */
#ifndef DYNAMO_STREAMING_H
#define DYNAMO_STREAMING_H

#include <stdbool.h>

#include "runtime/dynamo/catalog.h"

/* The table of the file: streams whose table is gone or has another one. */
extern const char streaming_schema[];

/* A stream and its changes are kept for a day. */
#define STREAMING_KEPT_MS (INT64_C(24) * 60 * 60 * 1000)

/* Change the document as the request's StreamSpecification wants it; `t` is the table as it
 * was, NULL for a new one. Returns false after a failure. */
bool streaming_change(struct inquiry *c, const struct catalog_table *t,
                      struct value **document);

/* Switch a stream of old and new images on in the document if none is. */
void streaming_ensure(struct inquiry *c, struct value **document);

/* Keep the table's last stream, if it has one, beside the tables: the table is removed, or gets
 * another stream. */
void streaming_keep(struct inquiry *c, const struct catalog_table *t);

/* The stream of that table and label, as a table whose stream is switched off. Returns true and
 * *ret (to be released) if it is kept. */
bool streaming_find_kept(struct inquiry *c, const char *name, const char *label,
                         struct catalog_table *ret);

/* The documents of all tables and of streams that are kept, by the names of the tables: a new
 * array. */
struct value *streaming_all(struct inquiry *c);

/* Set what a description of the table shows of its stream. */
void streaming_show(const struct catalog_table *t, struct value **to);

/* The label of the table's last stream, and what its records have, such as "NEW_IMAGE"; NULL if
 * it has had none. Borrowed. */
const char *streaming_label(const struct catalog_table *t);
const char *streaming_view(const struct catalog_table *t);

/* Returns true if it is switched on. */
bool streaming_is_on(const struct catalog_table *t);

/* Appends the ARN of that stream. */
void streaming_put_arn(struct buf *out, const struct catalog_table *t);

#endif
