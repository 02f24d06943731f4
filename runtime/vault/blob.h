/*
 * blob.h - the files of the embedded S3's objects, below the folder of the buckets.
 *
 * A file is written under another name, synced, and then put in the place of the older one: who
 * reads sees the one or the other. Links are not followed, so nothing outside of the folder is
 * read or written. Where nothing else is said, functions return 0 or a negative errno.
 */
#ifndef VAULT_BLOB_H
#define VAULT_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value;

#define BLOB_NAME_ROOM 320

/* A file as it was when it was looked at: who wrote it again has changed one of these. */
struct blob {
    int fd; /* open for reading, or -1 */
    int64_t size;
    int64_t changed_ns; /* since 1970 */
};

/* A file that is being written. */
struct blob_draft {
    int root;
    int fd;
    char name[BLOB_NAME_ROOM]; /* below the root */
};

/* Open the folder of the buckets in `folder`; it is made where it is missing, and what killed
 * processes have left in it long ago is removed. Returns a descriptor or a negative errno. */
int blob_open_root(const char *folder);

/* Open an object. */
int blob_open(int root, const char *bucket, const char *key, struct blob *ret);
void blob_close(struct blob *b);

/* Begin a file. One that is not published is dropped; dropping it then does nothing. */
int blob_begin(int root, struct blob_draft *ret);
int blob_write(struct blob_draft *d, const void *bytes, size_t size);
void blob_drop(struct blob_draft *d);

/* The file becomes the object. *ret is it, without a descriptor. */
int blob_publish(struct blob_draft *d, const char *bucket, const char *key, struct blob *ret);

/* Remove an object, and the folders above it that are empty then; -ENOENT if there is none. */
int blob_remove(int root, const char *bucket, const char *key);

/* Older versions of objects, each with a rank of its own. An object that is set aside is still
 * there: it is to be removed or replaced. One that is brought back becomes the object. */
int blob_set_aside(int root, const char *bucket, const char *key, int64_t rank);
int blob_open_aside(int root, const char *bucket, int64_t rank, struct blob *ret);
int blob_bring_back(int root, const char *bucket, int64_t rank, const char *key,
                    struct blob *ret);
void blob_remove_aside(int root, const char *bucket, int64_t rank);

/* Make a bucket's folder. -EEXIST if it is there. */
int blob_make_bucket(int root, const char *bucket);

/* Remove it with the empty folders in it; -ENOTEMPTY if it has a file. */
int blob_remove_bucket(int root, const char *bucket);

/* The parts of an upload that is not complete. */
int blob_publish_part(struct blob_draft *d, const char *upload, int64_t part);
int blob_open_part(int root, const char *upload, int64_t part, struct blob *ret);
void blob_remove_upload(int root, const char *upload);

/* The uploads to which nothing was added for a day: new, an array of texts. */
struct value *blob_old_uploads(int root);

#endif
