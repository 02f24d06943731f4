/*
 * parts.h - the rows of uploads to the embedded S3 that are not complete, and of their parts.
 */
#ifndef S3_PARTS_H
#define S3_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/vault/checksum.h"

struct transfer;
struct value;
struct visit;

struct parts_upload {
    char *id;
    struct value *headers, *tags;
    enum checksum_kind kind;
    bool is_full; /* the checksum is one of all the object's bytes, and not of its parts' */
};

/* Find the upload that the request names, of its bucket and key. Returns false after a failure;
 * parts_release() is always allowed. */
bool parts_find(struct visit *v, struct parts_upload *ret);
void parts_release(struct parts_upload *u);

/* Set in an answer the bucket and the key, and the kind of checksum of an upload. */
void parts_set_place(struct visit *v, struct value **body);
void parts_set_checksum(struct value **body, const struct parts_upload *u);

/* Remember a new upload of the request's bucket and key. */
void parts_store_upload(struct visit *v, const struct parts_upload *u);

/* Forget it. Its files are removed once that is stored. */
void parts_forget_upload(struct visit *v, const char *id);

struct parts_part {
    int64_t number, size, modified_ms;
    unsigned char md5[MD5_DIGEST_SIZE], digest[CHECKSUM_BYTES_MAX];
    size_t digest_size; /* 0 if it has no checksum */
};

void parts_store(struct visit *v, const char *upload, int64_t number, const struct transfer *t);

/* Returns false if there is no such part. */
bool parts_load(struct visit *v, const char *upload, int64_t number, struct parts_part *ret);

/* The first part whose number is above `after`. Returns false if there is none. */
bool parts_next(struct visit *v, const char *upload, int64_t after, struct parts_part *ret);

#endif
