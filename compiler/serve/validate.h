/*
 * validate.h - the operation ValidateStateMachineDefinition of a server that has the compiler.
 */
#ifndef SERVE_VALIDATE_H
#define SERVE_VALIDATE_H

struct call;
struct station;

void validate_call(struct station *s, struct call *c);

#endif
