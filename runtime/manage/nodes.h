/*
 * nodes.h - the features that look after a store which many servers have at once: `nodes` lists
 * those servers, `store` makes its tables.
 */
#ifndef MANAGE_NODES_H
#define MANAGE_NODES_H

#include <stddef.h>

struct asl_feature;
struct asl_workflow;
struct options;
struct value;

extern const struct asl_feature asl_feature_nodes, asl_feature_store;

/* Which executions are meant. NULL: any. */
struct nodes_wanted {
    const char *status, *machine; /* a state machine's name or ARN */
};

/* The executions that no node has, as items of ListExecutions, in no order; "definitionSha256"
 * tells which definition can go on with each (info.h). Returns EXIT_SUCCEEDED and
 * *ret_executions (new), or another exit code after a message. NULL in a program that was built
 * without PostgreSQL. */
int nodes_unclaimed(const struct asl_workflow *w, const struct options *o,
                    const struct nodes_wanted *wanted, struct value **ret_executions)
    __attribute__((weak));

#endif
