/*
 * grants.h - the operations for grants on buckets and objects of the embedded S3.
 */
#ifndef BUCKET_GRANTS_H
#define BUCKET_GRANTS_H

#include <stdbool.h>

struct ask;
struct value;

/* Returns true if a policy, which is a text, lets everybody do something (policy.h). */
bool grants_has_public(const struct value *policy);

/* The operations. */

void grants_get_bucket(struct ask *a);
void grants_put_bucket(struct ask *a);
void grants_get_object(struct ask *a);
void grants_put_object(struct ask *a);
void grants_get_policy_status(struct ask *a);

#endif
