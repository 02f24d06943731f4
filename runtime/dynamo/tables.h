/*
 * tables.h - operations on tables. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_TABLES_H
#define DYNAMO_TABLES_H

#include "runtime/dynamo/inquiry.h"

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *tables_create(struct inquiry *c);
struct value *tables_describe(struct inquiry *c);
struct value *tables_list(struct inquiry *c);
struct value *tables_update(struct inquiry *c);
struct value *tables_delete(struct inquiry *c);

struct buf;
struct catalog_table;

/* What descriptions show of a table in that state, such as "ACTIVE": new. */
struct value *tables_show(struct inquiry *c, const struct catalog_table *t, const char *status);

/* The ARN of a table, appended. */
void tables_put_arn(struct buf *out, const char *name);

/* Checks the TableName of an operation on tables: it must be there, of 3 to 255 characters. */
bool tables_check_name(struct inquiry *c);

#endif
