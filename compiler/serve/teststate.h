/*
 * teststate.h - the operation TestState of a server that has the compiler.
 */
#ifndef SERVE_TESTSTATE_H
#define SERVE_TESTSTATE_H

struct call;
struct loader;
struct station;

/* Answer the call: at once where a mock does the state's work, else when the station's engine
 * has done it. Such an execution is in no list, and does not outlive the process. `l` compiles
 * what a Task asks for. */
void teststate_call(struct station *s, struct loader *l, struct call *c);

#endif
