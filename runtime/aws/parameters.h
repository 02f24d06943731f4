/*
 * parameters.h - what a service refuses in a task's Parameters before the task is scheduled.
 */
#ifndef AWS_PARAMETERS_H
#define AWS_PARAMETERS_H

#include <stdbool.h>

struct asl_schema;
struct buf;
struct value;

/*
 * True if an integration that takes `schema` takes `parameters`; a NULL schema takes anything.
 * Else AWS's words for each member that is unknown, is missing or has a wrong type are put
 * behind `why`, a comma between them (TK-10). Parameters that are written down have been looked
 * at by the compiler: here is what paths brought.
 */
bool parameters_fit(const struct asl_schema *schema, const struct value *parameters,
                    struct buf *why);

#endif
