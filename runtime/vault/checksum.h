/*
 * checksum.h - the checksums by which S3 proves that bytes arrived whole, and the MD5 of ETags.
 */
#ifndef VAULT_CHECKSUM_H
#define VAULT_CHECKSUM_H

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum checksum_kind {
    CHECKSUM_NONE,
    CHECKSUM_CRC32,
    CHECKSUM_CRC32C,
    CHECKSUM_CRC64NVME,
    CHECKSUM_SHA1,
    CHECKSUM_SHA256,
    CHECKSUM_KINDS
};

/* "SHA256", as in ChecksumAlgorithm, and "ChecksumSHA256". Static. CHECKSUM_NONE has none. */
const char *checksum_word(enum checksum_kind kind);
const char *checksum_member(enum checksum_kind kind);

/* The kind of that word; CHECKSUM_KINDS if it is unknown. */
enum checksum_kind checksum_of(const char *word);

#define CHECKSUM_BYTES_MAX 32

/* What is computed of bytes as they pass: their MD5, and a checksum of one kind. */
struct checksum {
    enum checksum_kind kind;
    struct md5_ctx md5;
    uint64_t crc;
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
};

void checksum_begin(struct checksum *c, enum checksum_kind kind);
void checksum_add(struct checksum *c, const void *bytes, size_t size);

/* End it: the MD5, and the checksum's bytes, of which there are so many (0 for CHECKSUM_NONE).
 */
size_t checksum_end(struct checksum *c, unsigned char md5[MD5_DIGEST_SIZE],
                    unsigned char sum[CHECKSUM_BYTES_MAX]);

/* Appends bytes as hexadecimal digits. */
void checksum_put_hex(struct buf *out, const unsigned char *bytes, size_t size);

#endif
