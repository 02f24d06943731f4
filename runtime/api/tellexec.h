/*
 * tellexec.h - the operations that tell of executions.
 */
#ifndef API_TELLEXEC_H
#define API_TELLEXEC_H

#include <stdbool.h>

struct buf;
struct call;
struct station;
struct value;

void tellexec_describe(struct station *s, struct call *c); /* DescribeExecution */
void tellexec_history(struct station *s, struct call *c);  /* GetExecutionHistory */
void tellexec_list(struct station *s, struct call *c);     /* ListExecutions */

/* Returns true if an execution with that entry can be redriven now, or false with AWS's reason
 * in `why`. */
bool tellexec_can_redrive(const struct station *s, const struct value *entry, struct buf *why);

#endif
