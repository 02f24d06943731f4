/*
 * s3.h - the embedded S3: the object KEY of BUCKET is the file ROOT/s3/BUCKET/KEY.
 *
 * Whatever a bucket or key says, no file outside of ROOT/s3/BUCKET is touched: a key with an
 * empty part, with "." or "..", or with a NUL names no object here. Buckets appear when
 * something is written into them. Errors are S3's words where it has some.
 */
#ifndef SERVICE_S3_H
#define SERVICE_S3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct json_object;
struct stream;

/* Open an object at `offset`. False, and the reason in `why`. `root` NULL: there are no
 * buckets. */
bool s3_open(const char *root, const char *bucket, const char *key, uint64_t offset,
             struct stream *ret_stream, struct buf *why);

/* The keys of the objects that begin with `prefix`, as S3 orders them: by their bytes. */
struct s3_keys {
    char **keys; /* owned, as each of them */
    size_t count, room;
};
bool s3_list(const char *root, const char *bucket, const char *prefix, struct s3_keys *ret_keys,
             struct buf *why);
void s3_release_keys(struct s3_keys *k);

/* What ListObjectsV2 shows of an object (checklist DM-11): new; NULL: it is gone. Reads all of
 * it for its Etag. */
struct json_object *s3_describe(const char *root, const char *bucket, const char *key);

/* Append to an object, or write it anew. An object is there once it has been written, even with
 * nothing. */
bool s3_append(const char *root, const char *bucket, const char *key, const char *bytes,
               size_t size, struct buf *why);
bool s3_put(const char *root, const char *bucket, const char *key, const char *bytes,
            size_t size, struct buf *why);

#endif
