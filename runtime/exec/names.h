/*
 * names.h - the names and ARNs of a run.
 */
#ifndef EXEC_NAMES_H
#define EXEC_NAMES_H

#include <stddef.h>

struct asl_workflow;
struct execution;
struct execution_start;

/* What the ARNs of all runs of a workflow have in common. Owned. */
struct names {
    char *machine_arn;
    size_t machine_name; /* where in it the name begins */
    char *role_arn;
    char *standard_stem; /* an execution's ARN up to its name */
    char *express_stem;
};

void names_open(struct names *n, const struct asl_workflow *w);
/* The same for the children of a distributed Map: of the machine NAME/LABEL, and in the role of
 * their parent. `n` is not moved while it is open. */
void names_open_child(struct names *n, const struct execution *parent, const char *label);
void names_close(struct names *n);

/* arn:PARTITION:states:REGION:ACCOUNT:KIND:NAME and then MORE: new. */
char *names_arn(const char *kind, const char *name, const char *more);

/* Fill in the run's name, its ARN, its machine's and its role's. */
void names_give(struct execution *x, const struct execution_start *s);

#endif
