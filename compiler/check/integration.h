/*
 * integration.h - AWS's optimised integrations, as arn:aws:states:::SERVICE:ACTION names them
 * (I-25): which there are, how they can be waited for, and what they take.
 */
#ifndef CHECK_INTEGRATION_H
#define CHECK_INTEGRATION_H

#include <stdbool.h>

#include "runtime/aws/arn.h"

struct asl_schema;

struct integration {
    const char *service, *action;
    const char *patterns;           /* s: .sync, 2: .sync:2, w: .waitForTaskToken */
    const struct asl_schema *takes; /* what its Parameters may be */
    const char *symbol;             /* the same, as generated C names it */
};

/* The integration, or NULL. Static. */
const struct integration *integration_find(struct arn_part service, struct arn_part action);

/* The integration that a Task's resource is, whatever its pattern, or NULL if it is something
 * else. Static. */
const struct integration *integration_of(const char *resource);

/* Returns true if some action of that service is one. */
bool integration_has_service(struct arn_part service);

/* Returns true if the action takes the pattern, ".sync" for example; every action takes none.
 */
bool integration_takes_pattern(const struct integration *i, struct arn_part pattern);

/* Returns true for calls whose names are in use, though AWS documents no such integration. */
bool integration_is_doubtful(struct arn_part service, struct arn_part action);

/* The service that was meant, or the action of `service`, or NULL. Static. */
const char *integration_nearest_service(const char *service);
const char *integration_nearest_action(struct arn_part service, const char *action);

#endif
