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
 * Returns true if `parameters` fit `schema`; anything fits a NULL schema. Otherwise AWS's words
 * for each member that is unknown, is missing or has a wrong type are appended to `why`, with
 * commas between them (TK-10). The compiler has checked what the definition itself says; this
 * checks what paths have yielded.
 */
bool parameters_fit(const struct asl_schema *schema, const struct value *parameters,
                    struct buf *why);

#endif
