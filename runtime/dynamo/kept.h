/*
 * kept.h - what is kept of a table and has no effect on this machine: policies, insights,
 * streams of Kinesis. And the lists of what there is none of here: exports and imports. Private
 * to runtime/dynamo/.
 */
#ifndef DYNAMO_KEPT_H
#define DYNAMO_KEPT_H

#include "runtime/dynamo/inquiry.h"

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *kept_put_policy(struct inquiry *c);
struct value *kept_get_policy(struct inquiry *c);
struct value *kept_delete_policy(struct inquiry *c);

/* Put the ResourcePolicy of a request that makes a table, if it has one, into the table's
 * document. */
void kept_begin_policy(struct inquiry *c, const char *arn, struct value **document);

struct value *kept_update_insights(struct inquiry *c);
struct value *kept_describe_insights(struct inquiry *c);
struct value *kept_list_insights(struct inquiry *c);

struct value *kept_enable_kinesis(struct inquiry *c);
struct value *kept_disable_kinesis(struct inquiry *c);
struct value *kept_update_kinesis(struct inquiry *c);
struct value *kept_describe_kinesis(struct inquiry *c);

struct value *kept_list_exports(struct inquiry *c);
struct value *kept_list_imports(struct inquiry *c);
struct value *kept_describe_export(struct inquiry *c);
struct value *kept_describe_import(struct inquiry *c);

#endif
