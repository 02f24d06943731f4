/*
 * present.h - the API's answers for people: tables on the program's output.
 */
#ifndef MANAGE_PRESENT_H
#define MANAGE_PRESENT_H

#include <stddef.h>

struct value;

/* The `most` items of ListExecutions that have started last, the newest first. New. */
struct value *present_newest(const struct value *executions, size_t most);

/* {"executions":[...]} and {"events":[...]}, a line for each. */
void present_executions(const struct value *v);
void present_events(const struct value *v);

/* {"executions":[...]} with their definitions (nodes.h). */
void present_unclaimed(const struct value *v);

/* An answer, a line for each member. */
void present_members(const struct value *v);

#endif
