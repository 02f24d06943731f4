/*
 * s3.h - the embedded S3 as distributed Maps use it: the object KEY of BUCKET is the file
 * ROOT/s3/BUCKET/KEY.
 *
 * Whatever a bucket or key says, no file outside of ROOT/s3/BUCKET is touched. Objects whose
 * keys no such file can have are read from where s3key.h says, and not written here. Buckets
 * appear when something is written into them. Errors have S3's words where S3 has some; for a
 * bucket that is missing they also say where it was looked for.
 */
#ifndef SERVICE_S3_H
#define SERVICE_S3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;
struct stream;

/* Open an object at `offset`. Returns false, with the reason in `why`, if that fails. If `root`
 * is NULL, there are no buckets. */
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

/* What ListObjectsV2 shows of an object (DM-11): new, or NULL if it is gone. Reads all of it
 * for its Etag. */
struct value *s3_describe(const char *root, const char *bucket, const char *key);

/* s3_put() writes an object, in place of an older one. s3_put_behind() keeps the object's first
 * `offset` bytes, and replaces what follows: so the same bytes may be put twice. An object
 * exists once it has been written, even with no bytes. Both return false, with the reason in
 * `why`, if they fail; an object that has become shorter than `offset` is an error, too. */
bool s3_put(const char *root, const char *bucket, const char *key, const char *bytes,
            size_t size, struct buf *why);
bool s3_put_behind(const char *root, const char *bucket, const char *key, uint64_t offset,
                   const char *bytes, size_t size, struct buf *why);

/* Keep what is fetched of an object of another S3, whatever its key: `size` bytes behind the
 * first `offset`. Its bucket is there then, which s3_keep_bucket() alone makes. Both return 0
 * or a negative errno, -EINVAL for what no folder can be. */
int s3_keep(const char *root, const char *bucket, const char *key, uint64_t offset,
            const char *bytes, size_t size);
int s3_keep_bucket(const char *root, const char *bucket);

/* Remove an object that s3_put() has written, if it is there. Returns false, with the reason in
 * `why`, if that fails. */
bool s3_remove(const char *root, const char *bucket, const char *key, struct buf *why);

/* Make a new folder in a bucket, for the caller alone: *ret_claimed is false if it was there
 * before. Returns false, with the reason in `why`, where it cannot be made. */
bool s3_claim_folder(const char *root, const char *bucket, const char *folder,
                     bool *ret_claimed, struct buf *why);

#endif
