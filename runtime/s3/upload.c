#include "runtime/s3/upload.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/bucket/entrance.h"
#include "runtime/bucket/expiry.h"
#include "runtime/s3/restoring.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/customer.h"
#include "runtime/vault/headers.h"
#include "runtime/vault/known.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/terms.h"
#include "runtime/vault/transfer.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define COPY_MAX INT64_C(5368709120)

/* ---- What all have in common ---- */

bool upload_check(struct visit *v)
{
    struct known there = { .blob.fd = -1 };
    if (visit_text(v, "IfMatch") == NULL && visit_text(v, "IfNoneMatch") == NULL) {
        return true;
    }
    bool is_there = known_open(v, v->bucket, v->key, &there);
    bool is_good = !ask_has_failed(&v->ask) && terms_check_write(v, is_there ? &there : NULL);
    known_close(&there);
    return is_good;
}

bool upload_finish(struct visit *v, struct transfer *t, struct known *r, enum notice_kind kind)
{
    if (!versions_make_room(v, v->bucket, v->key, r)) {
        return false;
    }
    int error = blob_publish(&t->draft, v->bucket, v->key, &r->blob);
    if (error != 0) {
        return visit_refuse_file(v, error);
    }
    r->modified_ms = v->ask.now_ms;
    known_store(v, v->bucket, v->key, r);
    notice_give(v, kind, v->bucket, v->key, r);
    return true;
}

bool upload_describe(struct visit *v, struct known *r)
{
    r->more = value_object();
    return (r->headers = headers_of_request(v)) != NULL &&
           (r->tags = headers_tags_of_request(v)) != NULL && acl_of_request(v, r) &&
           customer_of_request(v, r) && lock_of_request(v, r);
}

static void set_all(struct value **to, const struct value *from)
{
    for (struct value_walk w = value_walk(from); value_step(&w);) {
        value_set_take(to, w.key, value_share(w.value));
    }
}

static char *etag_of(const struct transfer *t)
{
    struct buf etag = { 0 };
    transfer_put_etag(&etag, t);
    return buf_take(&etag);
}

/* ---- Put ---- */

static void finish_put(struct visit *v, struct transfer *t, struct known *r)
{
    r->etag = etag_of(t);
    r->sums = transfer_sums(t);
    if (upload_finish(v, t, r, NOTICE_PUT)) {
        struct value *body = value_object();
        value_set_text(&body, "ETag", r->etag);
        set_all(&body, r->sums);
        customer_set(r, &body);
        versions_set(v, v->bucket, r, &body);
        expiry_set(v, v->key, r, &body);
        visit_answer(v, body);
    }
}

void upload_put(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct transfer t = { .draft.fd = -1 };
    struct known r = { .blob.fd = -1 };
    if (visit_object(v) && upload_describe(v, &r) && upload_check(v) &&
        transfer_take_body(v, CHECKSUM_NONE, &t)) {
        finish_put(v, &t, &r);
    }
    transfer_drop(&t);
    known_close(&r);
}

/* ---- Copied ---- */

/* Take BUCKET/KEY?versionId=... apart. Returns false after a failure. */
static bool read_source(struct visit *v, struct buf *bucket, struct buf *key,
                        const char **ret_version)
{
    const char *source = ask_text(&v->ask, v->ask.request, "CopySource");
    struct buf whole = { 0 };
    if (source == NULL) {
        return false;
    }
    const char *version = strstr(source, "?versionId=");
    size_t size = version != NULL ? (size_t)(version - source) : strlen(source);
    char *path = memory_text_n(source, size);
    bool is_text = headers_decode(&whole, path, false);
    memory_release(path);
    const char *start = buf_string(&whole) + (buf_string(&whole)[0] == '/');
    const char *slash = strchr(start, '/');
    bool is_good = is_text && slash != NULL && slash[1] != '\0';
    if (is_good) {
        buf_put(bucket, start, (size_t)(slash - start));
        buf_text(key, slash + 1);
    }
    buf_release(&whole);
    *ret_version = version != NULL ? strchr(version, '=') + 1 : NULL;
    return is_good || visit_refuse_with(v, "InvalidArgument",
                                        "Copy Source must mention the source bucket and key: "
                                        "sourcebucket/sourcekey");
}

/* A marker is nothing that can be copied. */
static bool find_source(struct visit *v, const char *bucket, const char *key,
                        const char *version, struct known *ret)
{
    if (versions_find(v, bucket, key, version, ret)) {
        return restoring_allows(v, ret);
    }
    if (strcmp(v->ask.answer->code, "MethodNotAllowed") == 0) {
        visit_refuse_with(v, "InvalidRequest",
                          "The source of a copy request may not specifically refer to a delete "
                          "marker by version id.");
    }
    return visit_detail(v, "Key", strcmp(v->ask.answer->code, "NoSuchKey") == 0 ? key : NULL);
}

static bool open_source(struct visit *v, const char *bucket, const char *key,
                        const char *version, struct known *ret)
{
    return (visit_has_bucket(v, bucket) || visit_refuse(v, "NoSuchBucket")) &&
           visit_check_key(v, key) && entrance_may_copy_from(v, bucket, key, version) &&
           find_source(v, bucket, key, version, ret) && customer_allows(v, "CopySource", ret) &&
           terms_check_read(v, "CopySource", ret);
}

bool upload_open_source(struct visit *v, struct known *ret, bool *ret_is_same)
{
    struct buf bucket = { 0 }, key = { 0 };
    const char *version;
    *ret = (struct known){ .blob.fd = -1 };
    bool is_good = read_source(v, &bucket, &key, &version) &&
                   open_source(v, buf_string(&bucket), buf_string(&key), version, ret);
    *ret_is_same = is_good && version == NULL && strcmp(buf_string(&bucket), v->bucket) == 0 &&
                   strcmp(buf_string(&key), v->key) == 0;
    buf_release(&bucket);
    buf_release(&key);
    return is_good;
}

static bool says_replace(struct visit *v, const char *member)
{
    const char *word = visit_text(v, member);
    return word != NULL && strcmp(word, "REPLACE") == 0;
}

/* The source's headers, but for those which say how it is kept: the request says that anew. */
static struct value *headers_of_copy(struct visit *v, const struct known *source)
{
    static const char *const anew[] = { "StorageClass", "ServerSideEncryption", "SSEKMSKeyId",
                                        "BucketKeyEnabled", "WebsiteRedirectLocation" };
    struct value *headers = value_object(), *is = NULL;
    for (struct value_walk w = value_walk(source->headers); value_step(&w);) {
        bool is_kept = true;
        for (size_t i = 0; i < sizeof anew / sizeof anew[0]; i++) {
            is_kept = is_kept && strcmp(w.key, anew[i]) != 0;
        }
        if (is_kept) {
            value_set_take(&headers, w.key, value_share(w.value));
        }
    }
    for (size_t i = 0; i < sizeof anew / sizeof anew[0]; i++) {
        if (value_member(v->ask.request, anew[i], &is) && !value_is_null(is)) {
            value_set_take(&headers, anew[i], value_share(is));
        }
    }
    return headers;
}

/* The copy's headers and tags: those of the source, or of the request. */
static bool describe_copy(struct visit *v, const struct known *source, struct known *copy)
{
    copy->more = value_object();
    if (says_replace(v, "MetadataDirective")) {
        copy->headers = headers_of_request(v);
    } else {
        copy->headers = headers_of_copy(v, source);
    }
    copy->tags = says_replace(v, "TaggingDirective") ? headers_tags_of_request(v)
                                                     : value_share(source->tags);
    return copy->headers != NULL && copy->tags != NULL && acl_of_request(v, copy) &&
           customer_of_request(v, copy) && lock_of_request(v, copy);
}

static bool check_directive(struct visit *v, const char *member, const char *name)
{
    const char *is = visit_text(v, member);
    return is == NULL || strcmp(is, "COPY") == 0 || strcmp(is, "REPLACE") == 0 ||
           visit_refuse_with(v, "InvalidArgument", "Unknown %s directive.", name);
}

/* An object is copied onto itself in order to change what is known of it. */
static bool check_copy(struct visit *v, const struct known *source, bool is_same)
{
    bool changes = says_replace(v, "MetadataDirective") ||
                   visit_text(v, "StorageClass") != NULL ||
                   visit_text(v, "WebsiteRedirectLocation") != NULL ||
                   visit_text(v, "ServerSideEncryption") != NULL;
    if (!check_directive(v, "MetadataDirective", "metadata") ||
        !check_directive(v, "TaggingDirective", "tagging")) {
        return false;
    }
    if (!headers_check_storage(v)) {
        return false;
    }
    if (is_same && !changes) {
        return visit_refuse_with(
            v, "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself "
            "without changing the object's metadata, storage class, website redirect location "
            "or encryption attributes.");
    }
    return source->blob.size <= COPY_MAX ||
           visit_refuse_with(v, "InvalidRequest",
                             "The specified copy source is larger than the maximum allowable "
                             "size for a copy source: %" PRId64,
                             COPY_MAX);
}

static void answer_copy(struct visit *v, const struct known *source, const struct known *r)
{
    struct value *result = value_object(), *body = value_object();
    value_set_text(&result, "ETag", r->etag);
    value_set_take(&result, "LastModified", value_int(r->modified_ms / 1000));
    set_all(&result, r->sums);
    value_set_take(&body, "CopyObjectResult", result);
    customer_set(r, &body);
    versions_set(v, v->bucket, r, &body);
    expiry_set(v, v->key, r, &body);
    value_set_text(&body, "CopySourceVersionId", value_member_text(source->more, "VersionId"));
    visit_answer(v, body);
}

/* The copy has a checksum of the kind that is asked for, or that its source has. */
static bool kind_of_copy(struct visit *v, const struct known *source, enum checksum_kind *ret)
{
    if (!transfer_kind(v, ret)) {
        return false;
    }
    for (enum checksum_kind k = CHECKSUM_CRC32; k < CHECKSUM_KINDS && *ret == CHECKSUM_NONE;
         k++) {
        *ret = value_member(source->sums, checksum_member(k), NULL) ? k : CHECKSUM_NONE;
    }
    return true;
}

void upload_copy(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct transfer t = { .draft.fd = -1 };
    struct known source = { .blob.fd = -1 }, copy = { .blob.fd = -1 };
    enum checksum_kind kind;
    bool is_same;
    if (visit_object(v) && upload_open_source(v, &source, &is_same) &&
        check_copy(v, &source, is_same) && describe_copy(v, &source, &copy) &&
        upload_check(v) && kind_of_copy(v, &source, &kind) && transfer_begin(v, kind, &t) &&
        transfer_add_file(v, &t, source.blob.fd, 0, source.blob.size)) {
        transfer_end(&t);
        copy.etag = etag_of(&t);
        copy.sums = transfer_sums(&t);
        if (upload_finish(v, &t, &copy, NOTICE_COPY)) {
            answer_copy(v, &source, &copy);
        }
    }
    transfer_drop(&t);
    known_close(&copy);
    known_close(&source);
}
