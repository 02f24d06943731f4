#include "runtime/s3/download.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/call/shape.h"
#include "runtime/bucket/expiry.h"
#include "runtime/s3/restoring.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/customer.h"
#include "runtime/vault/known.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/terms.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define PARTS_MAX 10000

/* What a request may have answered in place of the object's own header. */
static const char *const replaced[][2] = {
    { "ResponseCacheControl", "CacheControl" },
    { "ResponseContentDisposition", "ContentDisposition" },
    { "ResponseContentEncoding", "ContentEncoding" },
    { "ResponseContentLanguage", "ContentLanguage" },
    { "ResponseContentType", "ContentType" },
    { "ResponseExpires", "Expires" },
};

static void set_all(struct value **to, const struct value *from)
{
    for (struct value_walk w = value_walk(from); value_step(&w);) {
        value_set_take(to, w.key, value_share(w.value));
    }
}

static void set_headers(struct visit *v, struct value **body, const struct known *r,
                        bool is_part)
{
    const char *mode = visit_text(v, "ChecksumMode");
    struct value *parts = NULL;
    set_all(body, r->headers);
    for (size_t i = 0; i < sizeof replaced / sizeof replaced[0]; i++) {
        struct value *is = NULL;
        if (value_member(v->ask.request, replaced[i][0], &is) && !value_is_null(is)) {
            value_set_take(body, replaced[i][1], value_share(is));
        }
    }
    if (mode != NULL && strcmp(mode, "ENABLED") == 0 && !is_part) {
        set_all(body, r->sums);
    }
    customer_set(r, body);
    if (!value_member(r->headers, "Metadata", NULL)) {
        value_set_take(body, "Metadata", value_object());
    }
    if (value_member(v->ask.request, "PartNumber", NULL) &&
        value_member(r->more, "Parts", &parts)) {
        value_set_take(body, "PartsCount", value_int((int64_t)value_count(parts)));
    }
    if (value_count(r->tags) > 0) {
        value_set_take(body, "TagCount", value_int((int64_t)value_count(r->tags)));
    }
}

/* What GetObject and HeadObject have in common. New. */
static struct value *describe(struct visit *v, const struct known *r,
                              const struct terms_range *range)
{
    struct value *body = value_object();
    value_set_text(&body, "AcceptRanges", "bytes");
    value_set_take(&body, "LastModified", value_int(r->modified_ms / 1000));
    value_set_take(&body, "ContentLength", value_int(range->size));
    value_set_text(&body, "ETag", r->etag);
    if (range->is_part) {
        struct buf text = { 0 };
        buf_print(&text, "bytes %lld-%lld/%lld", (long long)range->start,
                  (long long)(range->start + range->size - 1), (long long)r->blob.size);
        value_set_text(&body, "ContentRange", buf_string(&text));
        buf_release(&text);
    }
    set_headers(v, &body, r, range->is_part);
    lock_set_headers(r, &body);
    restoring_set(v, r, &body);
    expiry_set(v, v->key, r, &body);
    versions_set(v, v->bucket, r, &body);
    return body;
}

/* Read the range, as base64. A file that has become shorter is a fault. */
static bool read_body(struct visit *v, const struct known *r, const struct terms_range *range,
                      struct buf *out)
{
    size_t size = (size_t)range->size, have = 0;
    char *bytes = memory_get(size);
    ssize_t got = 1;
    while (have < size && (got > 0 || (got < 0 && errno == EINTR))) {
        got = pread(r->blob.fd, bytes + have, size - have, range->start + (int64_t)have);
        have += got > 0 ? (size_t)got : 0;
    }
    int error = have == size ? 0 : got < 0 ? -errno : -EIO;
    if (error == 0) {
        shape_encode(out, bytes, size);
    }
    memory_release(bytes);
    return error == 0 || visit_refuse_file(v, error);
}

static bool set_body(struct visit *v, const struct known *r, const struct terms_range *range,
                     struct value **body)
{
    struct buf text = { 0 };
    if (range->size > VISIT_BODY_MAX) {
        return visit_refuse_with(v, "InvalidRequest",
                                 "The object has %lld bytes, and the embedded S3 answers at "
                                 "most %lld at a time: ask for them by Range.",
                                 (long long)range->size, (long long)VISIT_BODY_MAX);
    }
    bool is_good = read_body(v, r, range, &text);
    value_set_take(body, "Body", value_text_n(buf_string(&text), text.size));
    buf_release(&text);
    return is_good;
}

/* The bytes of the part that is asked for, of an object that was uploaded in parts; all others
 * have one. */
static bool part_range(struct visit *v, const struct known *r, int64_t part,
                       struct terms_range *ret)
{
    struct value *sizes = NULL;
    int64_t count = 1, start = 0, size = r->blob.size;
    if (value_member(r->more, "Parts", &sizes)) {
        count = (int64_t)value_count(sizes);
    }
    if (part < 1 || part > PARTS_MAX) {
        return visit_refuse_with(
            v, "InvalidArgument",
            "Part number must be an integer between 1 and 10000, inclusive");
    }
    if (part > count) {
        return visit_refuse(v, "InvalidPartNumber");
    }
    for (int64_t i = 0; sizes != NULL && i < part; i++) {
        start += i > 0 ? size : 0;
        size = value_to_number(value_item(sizes, (size_t)i)).integer;
    }
    *ret = (struct terms_range){ start, size, sizes != NULL };
    return true;
}

static bool find_range(struct visit *v, const struct known *r, struct terms_range *ret)
{
    const char *text = visit_text(v, "Range");
    int64_t part;
    if (!value_member(v->ask.request, "PartNumber", NULL)) {
        return terms_range(v, text, r->blob.size, ret);
    }
    if (text != NULL) {
        return visit_refuse_with(v, "InvalidRequest",
                                 "Cannot specify both Range header and partNumber query "
                                 "parameter");
    }
    return ask_int(&v->ask, v->ask.request, "PartNumber", 0, &part) &&
           part_range(v, r, part, ret);
}

static void answer(struct visit *v, bool has_body)
{
    struct known r = { .blob.fd = -1 };
    struct terms_range range;
    struct value *body = NULL;
    if (visit_object(v) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r) &&
        customer_allows(v, "", &r) && terms_check_read(v, "", &r) &&
        (!has_body || restoring_allows(v, &r)) && find_range(v, &r, &range)) {
        body = describe(v, &r, &range);
        if (!has_body || set_body(v, &r, &range, &body)) {
            visit_answer(v, value_share(body));
            v->ask.answer->status = range.is_part ? 206 : 200;
        }
    }
    value_release(body);
    known_close(&r);
}

void download_get(struct ask *a)
{
    answer(visit_of(a), true);
}

void download_head(struct ask *a)
{
    answer(visit_of(a), false);
}
