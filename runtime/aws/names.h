/*
 * names.h - the ARNs that all executions of one state machine have in common.
 */
#ifndef AWS_NAMES_H
#define AWS_NAMES_H

#include <stddef.h>

/* All owned. */
struct names {
    char *machine_arn;
    size_t machine_name; /* where in machine_arn the machine's name begins */
    char *role_arn;
    char *standard_stem; /* an execution's ARN up to its name */
    char *express_stem;
};

/* The names of the machine `machine`, with a role of the same name. */
void names_open(struct names *n, const char *machine);

/* The names of a distributed Map's children: their machine is NAME/LABEL, and they have the
 * role of the execution that starts them. */
void names_open_child(struct names *n, const char *machine, const char *label,
                      const char *role_arn);
void names_close(struct names *n);

/* arn:PARTITION:states:REGION:ACCOUNT:KIND:NAME and then MORE: new. */
char *names_arn(const char *kind, const char *name, const char *more);

#endif
