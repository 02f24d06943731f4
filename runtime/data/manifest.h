/*
 * manifest.h - which objects a dataset is made of: one, all below a prefix, or those that a
 * manifest of an S3 inventory or of Athena names (DM-10).
 */
#ifndef DATA_MANIFEST_H
#define DATA_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

struct manifest_file {
    char *bucket, *key; /* owned */
};

/* Set to {0} it is empty and ready. */
struct manifest {
    struct manifest_file *files;
    size_t count, room;
    struct value *headers; /* of an inventory's files; owned; NULL if there are none */
};

void manifest_add(struct manifest *m, const char *bucket, const char *key);

/* Add every object below a prefix. This and the next two return false, with the reason in
 * `why`, if they fail. */
bool manifest_list(struct manifest *m, const char *root, const char *bucket, const char *prefix,
                   struct buf *why);

/* Add the files that an inventory's manifest.json names. */
bool manifest_inventory(struct manifest *m, const char *root, const char *bucket,
                        const char *key, struct buf *why);

/* Add the files that a list names, in lines of s3://BUCKET/KEY. */
bool manifest_lines(struct manifest *m, const char *root, const char *bucket, const char *key,
                    struct buf *why);

void manifest_release(struct manifest *m);

#endif
