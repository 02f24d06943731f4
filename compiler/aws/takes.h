/*
 * takes.h - what the actions of AWS's services take behind aws-sdk: (I-15), as the schemas by
 * which the Parameters of optimised integrations are checked.
 */
#ifndef AWS_TAKES_H
#define AWS_TAKES_H

struct arena;
struct asl_schema;

/* What has been read of services so far. In the arena. */
struct takes *takes_new(struct arena *a);

/* What the action takes; NULL if there is no such action, or it takes nothing. Both spellings
 * of a member are in it; a token that is filled in is not needed. In the arena. */
const struct asl_schema *takes_find(struct takes *t, const char *service, const char *action);

#endif
