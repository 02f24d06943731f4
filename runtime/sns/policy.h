/*
 * policy.h - the policy that a topic has before it has another.
 */
#ifndef SNS_POLICY_H
#define SNS_POLICY_H

#include <stdbool.h>

struct value;

#define POLICY_VERSION "2008-10-17"
#define POLICY_ID      "__default_policy_ID"

/* Its text, for the topic of an ARN. New. */
struct value *policy_usual(const char *topic);

/* Returns true if a policy of a topic can allow that action: "Publish", or "*". */
bool policy_has_action(const char *action);

#endif
