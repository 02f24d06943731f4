/*
 * grants.h - the operations for grants on buckets and objects of the embedded S3.
 */
#ifndef BUCKET_GRANTS_H
#define BUCKET_GRANTS_H

struct ask;

void grants_get_bucket(struct ask *a);
void grants_put_bucket(struct ask *a);
void grants_get_object(struct ask *a);
void grants_put_object(struct ask *a);
void grants_get_policy_status(struct ask *a);

#endif
