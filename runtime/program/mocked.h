/*
 * mocked.h - what a mock file says of states that this workflow does not have.
 *
 * AWS's format names states by hand, and a name that is wrong mocks nothing: the task that was
 * meant then fails for want of a mock. So each such name is told of.
 */
#ifndef PROGRAM_MOCKED_H
#define PROGRAM_MOCKED_H

struct asl_workflow;
struct mock;

/* Warn, on standard error, of each state that the mock's test case names and that the workflow
 * does not have, at any depth, or has not as a Task. `where` names file and case:
 * "mock.json#Paid". */
void mocked_warn(const char *program, const char *where, const struct asl_workflow *w,
                 const struct mock *m);

#endif
