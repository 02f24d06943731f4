#include "runtime/vault/transfer.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"
#include "runtime/vault/visit.h"

#define BLOCK 262144

/* ---- Kinds ---- */

bool transfer_kind(struct visit *v, enum checksum_kind *ret)
{
    const char *word = visit_text(v, "ChecksumAlgorithm");
    *ret = CHECKSUM_NONE;
    for (enum checksum_kind k = CHECKSUM_CRC32; k < CHECKSUM_KINDS; k++) {
        if (visit_text(v, checksum_member(k)) != NULL) {
            *ret = k;
            return true;
        }
    }
    if (word != NULL) {
        *ret = checksum_of(word);
    }
    return *ret != CHECKSUM_KINDS ||
           visit_refuse_with(v, "InvalidRequest",
                             "Checksum algorithm provided is unsupported. Please try again "
                             "with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, "
                             "SHA256]");
}

/* ---- Bytes ---- */

bool transfer_begin(struct visit *v, enum checksum_kind kind, struct transfer *ret)
{
    *ret = (struct transfer){ .draft.fd = -1 };
    checksum_begin(&ret->sum, kind);
    int error = blob_begin(v->root, &ret->draft);
    return error == 0 || visit_refuse_file(v, error);
}

bool transfer_add(struct visit *v, struct transfer *t, const void *bytes, size_t size)
{
    checksum_add(&t->sum, bytes, size);
    t->size += (int64_t)size;
    int error = blob_write(&t->draft, bytes, size);
    return error == 0 || visit_refuse_file(v, error);
}

bool transfer_add_file(struct visit *v, struct transfer *t, int fd, int64_t start, int64_t size)
{
    char *block = memory_get(BLOCK);
    bool is_good = true;
    while (size > 0 && is_good) {
        ssize_t got = pread(fd, block, size < BLOCK ? (size_t)size : BLOCK, start);
        if (got > 0) {
            is_good = transfer_add(v, t, block, (size_t)got);
            start += got;
            size -= got;
        } else if (got == 0 || errno != EINTR) {
            is_good = visit_refuse_file(v, got == 0 ? -EIO : -errno);
        }
    }
    memory_release(block);
    return is_good;
}

void transfer_end(struct transfer *t)
{
    t->digest_size = checksum_end(&t->sum, t->md5, t->digest);
}

void transfer_drop(struct transfer *t)
{
    blob_drop(&t->draft);
}

/* ---- Bodies ---- */

/* Returns true if the text is base64 of those bytes; *ret_is_good is false where it is base64
 * of another number of them, or none at all. */
static bool is_digest(const char *text, const unsigned char *bytes, size_t size,
                      bool *ret_is_good)
{
    struct buf read = { 0 };
    *ret_is_good = shape_decode(&read, text, strlen(text)) && read.size == size;
    bool is_same = *ret_is_good && memcmp(read.text, bytes, size) == 0;
    buf_release(&read);
    return is_same;
}

static bool check_sum(struct visit *v, const struct transfer *t)
{
    const char *text = visit_text(v, checksum_member(t->sum.kind));
    const char *word = checksum_word(t->sum.kind);
    bool is_good;
    if (text == NULL || is_digest(text, t->digest, t->digest_size, &is_good)) {
        return true;
    }
    if (is_good) {
        return visit_refuse_with(v, "BadDigest",
                                 "The %s you specified did not match the calculated checksum.",
                                 word);
    }
    struct buf header = { 0 };
    buf_text(&header, "x-amz-checksum-");
    for (const char *c = word; *c != '\0'; c++) {
        buf_char(&header, (char)tolower((unsigned char)*c));
    }
    visit_refuse_with(v, "InvalidRequest", "Value for %s header is invalid.",
                      buf_string(&header));
    buf_release(&header);
    return false;
}

static bool check_sums(struct visit *v, const struct transfer *t)
{
    const char *text = visit_text(v, "ContentMD5");
    bool is_good;
    if (text != NULL && !is_digest(text, t->md5, sizeof t->md5, &is_good)) {
        return visit_refuse(v, is_good ? "BadDigest" : "InvalidDigest");
    }
    return t->sum.kind == CHECKSUM_NONE || check_sum(v, t);
}

static bool decode_body(struct visit *v, struct buf *out)
{
    struct value *is = NULL;
    if (!value_member(v->ask.request, "Body", &is) || value_is_null(is)) {
        return true;
    }
    if (value_type(is) != VALUE_STRING ||
        !shape_decode(out, value_string(is), value_string_size(is))) {
        return visit_refuse_with(v, "InvalidArgument", "The Body must be base64.");
    }
    return (int64_t)out->size <= VISIT_BODY_MAX ||
           visit_refuse_with(v, "EntityTooLarge",
                             "The body has %zu bytes, and the embedded S3 takes at most %lld "
                             "in one request: upload the object in parts.",
                             out->size, (long long)VISIT_BODY_MAX);
}

bool transfer_take_body(struct visit *v, enum checksum_kind otherwise, struct transfer *ret)
{
    struct buf body = { 0 };
    enum checksum_kind kind;
    *ret = (struct transfer){ .draft.fd = -1 };
    bool is_good = transfer_kind(v, &kind) && decode_body(v, &body) &&
                   transfer_begin(v, kind != CHECKSUM_NONE ? kind : otherwise, ret) &&
                   transfer_add(v, ret, buf_string(&body), body.size);
    buf_release(&body);
    if (is_good) {
        transfer_end(ret);
        is_good = check_sums(v, ret);
    }
    return is_good;
}

void transfer_put_etag(struct buf *out, const struct transfer *t)
{
    buf_char(out, '"');
    checksum_put_hex(out, t->md5, sizeof t->md5);
    buf_char(out, '"');
}

struct value *transfer_sums(const struct transfer *t)
{
    struct value *sums = value_object();
    struct buf text = { 0 };
    if (t->digest_size > 0) {
        shape_encode(&text, (const char *)t->digest, t->digest_size);
        value_set_text(&sums, checksum_member(t->sum.kind), buf_string(&text));
        value_set_text(&sums, "ChecksumType", "FULL_OBJECT");
    }
    buf_release(&text);
    return sums;
}
