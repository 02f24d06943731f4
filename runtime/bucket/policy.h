/*
 * policy.h - the policy of a bucket: what it says of a request, and whether it is well-formed.
 */
#ifndef BUCKET_POLICY_H
#define BUCKET_POLICY_H

#include <stdbool.h>

struct buf;
struct value;

/* Who asks for what. All is borrowed. */
struct policy_question {
    bool is_owner;               /* whoever signs is the owner; others are nobody */
    const char *action;          /* "s3:GetObject" */
    const char *resource;        /* an ARN */
    const struct value *context; /* clause.h */
};

/* In the order of their weight: one statement that denies is enough. */
enum policy_decision { POLICY_SAYS_NOTHING, POLICY_ALLOWS, POLICY_DENIES };

/* What the policy, which is JSON, says. */
enum policy_decision policy_decide(const struct value *policy, const struct policy_question *q);

/* Returns true if it is a policy of the bucket, else false with the reason in *why. */
bool policy_check(const struct value *policy, const char *bucket, struct buf *why);

/* Returns true if it lets everybody do something, on no condition that leaves out most. */
bool policy_is_public(const struct value *policy);

#endif
