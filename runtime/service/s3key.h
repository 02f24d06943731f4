/*
 * s3key.h - where an object is, by its key: in the file BUCKET/KEY where that can be, or else
 * in a file below .keys/BUCKET, whose name is the key in another spelling.
 *
 * The other place is for keys that no file of that name can be (an empty part, as in "a/", "."
 * or "..", a part that is too long for a file's name), and for a key that would be a file where
 * another key already needs a folder, or the other way round. So that no object is lost or
 * hidden, an object is first looked for in the one place, and then in the other.
 */
#ifndef SERVICE_S3KEY_H
#define SERVICE_S3KEY_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The folder of the other places. No bucket's name begins with a dot. */
#define S3KEY_AWKWARD ".keys"

/* Returns true if a folder of that name can be a bucket. */
bool s3key_is_bucket(const char *bucket);

/* Returns true if those bytes are a name, and not empty, "." or "..", or too long. */
bool s3key_is_name(const char *part, size_t size);

/* Returns true if a file of that name below the bucket can be the object. */
bool s3key_is_plain(const char *key);

/* Appends the key as a path that has none of these difficulties: everything but letters,
 * digits, '-' and '_' is percent-encoded, and that is cut into pieces, of which all but the
 * last end in '+'. */
void s3key_put_awkward(struct buf *path, const char *key);

/* Appends the key of such a path. Returns false if the path is not of an object, or not UTF-8.
 */
bool s3key_read_awkward(const char *path, struct buf *key);

#endif
