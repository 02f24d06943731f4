/*
 * parameters.h - what a service refuses in a task's Parameters before the task is scheduled.
 */
#ifndef EXEC_PARAMETERS_H
#define EXEC_PARAMETERS_H

#include <stdbool.h>

struct buf;
struct json_object;

/*
 * True if `resource` takes `parameters`. Else AWS's words for each field that has not the form
 * that the service wants are put behind `why`, a comma between them (TK-10). Only what was
 * measured is looked at: the headers and the query of apigateway:invoke (I-18).
 */
bool parameters_fit(const char *resource, const struct json_object *parameters,
                    struct buf *why);

#endif
