/*
 * transfer.h - bytes become a file of the embedded S3, and are summed up as they pass.
 */
#ifndef VAULT_TRANSFER_H
#define VAULT_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/vault/blob.h"
#include "runtime/vault/checksum.h"

struct buf;
struct value;
struct visit;

struct transfer {
    struct blob_draft draft;
    struct checksum sum;
    int64_t size;
    /* Once it has ended: */
    unsigned char md5[MD5_DIGEST_SIZE], digest[CHECKSUM_BYTES_MAX];
    size_t digest_size;
};

/* The kind of checksum that the request names. Returns false after a failure. */
bool transfer_kind(struct visit *v, enum checksum_kind *ret);

/* Begin, add bytes, or `size` bytes of a file from `start` on, and end. They return false after
 * a failure. transfer_drop() may always be called, and must be unless the draft was published.
 */
bool transfer_begin(struct visit *v, enum checksum_kind kind, struct transfer *ret);
bool transfer_add(struct visit *v, struct transfer *t, const void *bytes, size_t size);
bool transfer_add_file(struct visit *v, struct transfer *t, int fd, int64_t start,
                       int64_t size);
void transfer_end(struct transfer *t);
void transfer_drop(struct transfer *t);

/* All of that with the request's body, of which the sums that the request names are checked.
 * `otherwise` is what is computed where the request names none. */
bool transfer_take_body(struct visit *v, enum checksum_kind otherwise, struct transfer *ret);

/* Appends the ETag, in quotes. */
void transfer_put_etag(struct buf *out, const struct transfer *t);

/* The checksum as members of an object: {} or {"ChecksumCRC32": base64, "ChecksumType":
 * "FULL_OBJECT"}. New. */
struct value *transfer_sums(const struct transfer *t);

#endif
