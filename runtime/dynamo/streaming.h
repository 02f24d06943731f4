/*
 * streaming.h - what a table's document says of its stream. Private to runtime/dynamo/ and
 * runtime/stream/.
 *
 * A stream that was switched off can still be read, until the table has another.
 */
#ifndef DYNAMO_STREAMING_H
#define DYNAMO_STREAMING_H

#include <stdbool.h>

#include "runtime/dynamo/catalog.h"

/* Change the document as the request's StreamSpecification wants it; `t` is the table as it
 * was, NULL for a new one. Returns false after a failure. */
bool streaming_change(struct inquiry *c, const struct catalog_table *t,
                      struct value **document);

/* Switch a stream of old and new images on in the document if none is. */
void streaming_ensure(struct inquiry *c, struct value **document);

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
