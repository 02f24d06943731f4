/*
 * bucket.h - the buckets of the embedded S3.
 */
#ifndef S3_BUCKET_H
#define S3_BUCKET_H

#include <stdbool.h>

struct ask;
struct visit;

/* Returns true if a new bucket may be called so. */
bool bucket_is_name(const char *name);

/* Make a bucket's folder and its row. Returns false after a failure. */
bool bucket_make(struct visit *v, const char *name, const char *region);

/* The operations. */
void bucket_create(struct ask *a);
void bucket_delete(struct ask *a);
void bucket_head(struct ask *a);
void bucket_list(struct ask *a);
void bucket_get_location(struct ask *a);
void bucket_get_versioning(struct ask *a);
void bucket_put_versioning(struct ask *a);
void bucket_get_notifications(struct ask *a);
void bucket_put_notifications(struct ask *a);

#endif
