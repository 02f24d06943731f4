/*
 * tellexec.h - the operations that tell of executions.
 */
#ifndef SERVE_TELLEXEC_H
#define SERVE_TELLEXEC_H

struct call;
struct station;

void tellexec_describe(struct station *s, struct call *c); /* DescribeExecution */
void tellexec_history(struct station *s, struct call *c);  /* GetExecutionHistory */
void tellexec_list(struct station *s, struct call *c);     /* ListExecutions */

#endif
