/*
 * machinetell.h - the operations that tell of state machines.
 */
#ifndef API_MACHINETELL_H
#define API_MACHINETELL_H

struct call;
struct station;

void machinetell_describe(struct station *s, struct call *c); /* DescribeStateMachine */
void machinetell_list(struct station *s, struct call *c);     /* ListStateMachines */
void machinetell_execution(struct station *s,
                           struct call *c); /* DescribeStateMachineForExecution
                                             */

#endif
