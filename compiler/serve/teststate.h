/*
 * teststate.h - the operation TestState: one state, run at once with what the caller says its
 * work gave.
 *
 * Nothing of it waits for the wall clock: a Wait is over at once. What a mock is not given for
 * is not done: a Task needs one.
 */
#ifndef SERVE_TESTSTATE_H
#define SERVE_TESTSTATE_H

struct service_answer;
struct value;

/* Answer a request whose members have been held against AWS's model. The answer is overwritten.
 */
void teststate(const struct value *request, struct service_answer *answer);

#endif
