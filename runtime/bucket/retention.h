/*
 * retention.h - the operations that lock versions of objects of the embedded S3.
 */
#ifndef BUCKET_RETENTION_H
#define BUCKET_RETENTION_H

struct ask;

void retention_get(struct ask *a);
void retention_put(struct ask *a);
void retention_get_hold(struct ask *a);
void retention_put_hold(struct ask *a);

#endif
