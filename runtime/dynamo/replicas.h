/*
 * replicas.h - global tables: in which regions a table has replicas. All regions are one place
 * here, so a replica is the table itself, and is described as AWS describes one. Private to
 * runtime/dynamo/.
 *
 * A table's document has Replicas, the other regions by UpdateTable (version 2019.11.21), or
 * ReplicationGroup, all regions by CreateGlobalTable (version 2017.11.29).
 */
#ifndef DYNAMO_REPLICAS_H
#define DYNAMO_REPLICAS_H

#include "runtime/dynamo/inquiry.h"

struct catalog_table;

/* Change the document as the request's ReplicaUpdates want it. Returns false after a failure.
 */
bool replicas_update(struct inquiry *c, struct value **document);

/* Set what a description of the table shows of its replicas; those that the request changes
 * are on their way. */
void replicas_show(const struct inquiry *c, const struct catalog_table *t, struct value **to);

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *replicas_create_global(struct inquiry *c);
struct value *replicas_update_global(struct inquiry *c);
struct value *replicas_describe_global(struct inquiry *c);
struct value *replicas_describe_settings(struct inquiry *c);
struct value *replicas_list_global(struct inquiry *c);

#endif
