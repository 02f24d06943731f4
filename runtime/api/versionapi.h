/*
 * versionapi.h - the operations of versions of state machines: revisions that have a number and
 * do not change any more.
 */
#ifndef API_VERSIONAPI_H
#define API_VERSIONAPI_H

struct call;
struct station;

void versionapi_publish(struct station *s, struct call *c); /* PublishStateMachineVersion */
void versionapi_delete(struct station *s, struct call *c);  /* DeleteStateMachineVersion */
void versionapi_list(struct station *s, struct call *c);    /* ListStateMachineVersions */

#endif
