/*
 * form.h - the form that a service's parameters must have before its task can start.
 */
#ifndef TASK_FORM_H
#define TASK_FORM_H

#include <stdbool.h>

struct buf;
struct json_object;

/* Whether a task of `resource` can be started with these parameters (both borrowed). False:
 * `why` gets AWS's words, with the parameters and the first field that is wrong (TK-10). */
bool form_check(const char *resource, const struct json_object *parameters, struct buf *why);

#endif
