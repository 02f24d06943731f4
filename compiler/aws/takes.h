/*
 * takes.h - what the actions of AWS's services take behind aws-sdk: (I-15), as the schemas by
 * which the Parameters of optimised integrations are checked.
 */
#ifndef AWS_TAKES_H
#define AWS_TAKES_H

struct arena;
struct asl_schema;

/* A new cache, in the arena, of the models that takes_find() has read. */
struct takes *takes_new(struct arena *a);

/* The schema of an action's Parameters, in the arena. Returns NULL if the service has no such
 * action, or if the action takes no Parameters. A member is found by Step Functions' spelling
 * and by the model's. An idempotency token is not marked as needed: a program fills it in. */
const struct asl_schema *takes_find(struct takes *t, const char *service, const char *action);

#endif
