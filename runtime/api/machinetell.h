/*
 * machinetell.h - the operations that tell of state machines.
 */
#ifndef API_MACHINETELL_H
#define API_MACHINETELL_H

struct call;
struct machineref;
struct revision;
struct station;

void machinetell_describe(struct station *s, struct call *c); /* DescribeStateMachine */
void machinetell_list(struct station *s, struct call *c);     /* ListStateMachines */
void machinetell_execution(struct station *s,
                           struct call *c); /* DescribeStateMachineForExecution
                                             */

/* The revision that a reference leads to; of an alias it is that of its first version. NULL if
 * there is none. Borrowed. */
const struct revision *machinetell_revision(const struct machineref *r);

#endif
