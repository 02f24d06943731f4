/*
 * workflow.h - a task done by another program of aslc (workflow:), run once in a process of its
 * own: its input on standard input, its execution's description on standard output.
 *
 * For states:startExecution the task's Input, Name and StateMachineArn say what to start, and
 * the answer is the service's (I-10 .. I-12): without a pattern nothing waits for the child,
 * and it goes on when this program ends; with .waitForTaskToken its output is the answer that
 * comes with the token. For any other resource the child gets the task's input, and its output
 * or error is the task's.
 */
#ifndef WAY_WORKFLOW_H
#define WAY_WORKFLOW_H

struct asl_target;

/* What it binds is the path of the program. */
extern const struct asl_target asl_target_workflow;

#endif
