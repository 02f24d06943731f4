/*
 * setup.h - the configurations of buckets of the embedded S3 that are kept and given back, such
 * as for CORS, lifecycles and websites. What a client could get wrong is refused as S3 does.
 */
#ifndef BUCKET_SETUP_H
#define BUCKET_SETUP_H

struct ask;

/* The operations Put..., Get..., Delete... and List... of the configurations: each finds by the
 * visit's operation which one it is about. */
void setup_put(struct ask *a);
void setup_get(struct ask *a);
void setup_delete(struct ask *a);
void setup_list(struct ask *a);

#endif
