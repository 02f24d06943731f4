#include "runtime/vault/checksum.h"

#include <string.h>

#include "runtime/base/buf.h"

/* A CRC's polynomial is written from its lowest power to its highest. */
static const struct {
    const char *word, *member;
    uint64_t polynomial;
    size_t size;
} kinds[] = {
    [CHECKSUM_NONE] = { NULL, NULL, 0, 0 },
    [CHECKSUM_CRC32] = { "CRC32", "ChecksumCRC32", 0xEDB88320, 4 },
    [CHECKSUM_CRC32C] = { "CRC32C", "ChecksumCRC32C", 0x82F63B78, 4 },
    [CHECKSUM_CRC64NVME] = { "CRC64NVME", "ChecksumCRC64NVME", 0x9A6C9329AC4BC9B5, 8 },
    [CHECKSUM_SHA1] = { "SHA1", "ChecksumSHA1", 0, SHA1_DIGEST_SIZE },
    [CHECKSUM_SHA256] = { "SHA256", "ChecksumSHA256", 0, SHA256_DIGEST_SIZE },
};

const char *checksum_word(enum checksum_kind kind)
{
    return kinds[kind].word;
}

const char *checksum_member(enum checksum_kind kind)
{
    return kinds[kind].member;
}

enum checksum_kind checksum_of(const char *word)
{
    enum checksum_kind kind = CHECKSUM_CRC32;
    while (kind < CHECKSUM_KINDS && strcmp(kinds[kind].word, word) != 0) {
        kind++;
    }
    return kind;
}

/* ---- CRC ---- */

/* What each byte does to a CRC of that polynomial. */
static void fill(uint64_t table[256], uint64_t polynomial)
{
    for (unsigned i = 0; i < 256; i++) {
        uint64_t crc = i;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
        }
        table[i] = crc;
    }
}

static uint64_t pass(enum checksum_kind kind, uint64_t crc, const unsigned char *bytes,
                     size_t size)
{
    static _Thread_local uint64_t tables[CHECKSUM_KINDS][256];
    uint64_t *table = tables[kind];
    if (table[1] == 0) {
        fill(table, kinds[kind].polynomial);
    }
    for (size_t i = 0; i < size; i++) {
        crc = (crc >> 8) ^ table[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
}

static void put_crc(unsigned char *sum, uint64_t crc, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        sum[i] = (unsigned char)(~crc >> (8 * (size - 1 - i)));
    }
}

/* ---- All of them ---- */

void checksum_begin(struct checksum *c, enum checksum_kind kind)
{
    c->kind = kind;
    c->crc = kinds[kind].size == 8 ? UINT64_MAX : UINT32_MAX;
    md5_init(&c->md5);
    sha1_init(&c->sha1);
    sha256_init(&c->sha256);
}

void checksum_add(struct checksum *c, const void *bytes, size_t size)
{
    md5_update(&c->md5, size, bytes);
    switch (c->kind) {
    case CHECKSUM_CRC32:
    case CHECKSUM_CRC32C:
    case CHECKSUM_CRC64NVME: c->crc = pass(c->kind, c->crc, bytes, size); break;
    case CHECKSUM_SHA1: sha1_update(&c->sha1, size, bytes); break;
    case CHECKSUM_SHA256: sha256_update(&c->sha256, size, bytes); break;
    case CHECKSUM_NONE:
    case CHECKSUM_KINDS: break;
    }
}

size_t checksum_end(struct checksum *c, unsigned char md5[MD5_DIGEST_SIZE],
                    unsigned char sum[CHECKSUM_BYTES_MAX])
{
    md5_digest(&c->md5, MD5_DIGEST_SIZE, md5);
    switch (c->kind) {
    case CHECKSUM_CRC32:
    case CHECKSUM_CRC32C:
    case CHECKSUM_CRC64NVME: put_crc(sum, c->crc, kinds[c->kind].size); break;
    case CHECKSUM_SHA1: sha1_digest(&c->sha1, SHA1_DIGEST_SIZE, sum); break;
    case CHECKSUM_SHA256: sha256_digest(&c->sha256, SHA256_DIGEST_SIZE, sum); break;
    case CHECKSUM_NONE:
    case CHECKSUM_KINDS: break;
    }
    return kinds[c->kind].size;
}

void checksum_put_hex(struct buf *out, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        buf_print(out, "%02x", bytes[i]);
    }
}
