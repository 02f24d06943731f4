/*
 * aliasapi.h - the operations of aliases of state machines: names that lead to one version, or
 * to two by their weights.
 */
#ifndef API_ALIASAPI_H
#define API_ALIASAPI_H

struct call;
struct station;

void aliasapi_create(struct station *s, struct call *c);   /* CreateStateMachineAlias */
void aliasapi_update(struct station *s, struct call *c);   /* UpdateStateMachineAlias */
void aliasapi_delete(struct station *s, struct call *c);   /* DeleteStateMachineAlias */
void aliasapi_describe(struct station *s, struct call *c); /* DescribeStateMachineAlias */
void aliasapi_list(struct station *s, struct call *c);     /* ListStateMachineAliases */

#endif
