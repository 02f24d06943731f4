/*
 * machineapi.h - the operations that make, change and delete state machines.
 */
#ifndef API_MACHINEAPI_H
#define API_MACHINEAPI_H

struct call;
struct station;

void machineapi_create(struct station *s, struct call *c); /* CreateStateMachine */
void machineapi_update(struct station *s, struct call *c); /* UpdateStateMachine */
void machineapi_delete(struct station *s, struct call *c); /* DeleteStateMachine */

#endif
