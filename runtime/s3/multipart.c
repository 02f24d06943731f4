#include "runtime/s3/multipart.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/url.h"
#include "runtime/bucket/expiry.h"
#include "runtime/call/shape.h"
#include "runtime/s3/parts.h"
#include "runtime/s3/upload.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/customer.h"
#include "runtime/vault/known.h"
#include "runtime/vault/terms.h"
#include "runtime/vault/transfer.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define PARTS_MAX     10000
#define PART_SIZE_MIN (INT64_C(5) << 20)

/* ---- Begun ---- */

/* What kind of checksum the object shall have: of all its bytes, or of its parts'. */
static bool set_kind(struct visit *v, struct parts_upload *u)
{
    const char *type = visit_text(v, "ChecksumType");
    if (!transfer_kind(v, &u->kind)) {
        return false;
    }
    bool is_sha = u->kind == CHECKSUM_SHA1 || u->kind == CHECKSUM_SHA256;
    bool says_full = type != NULL && strcmp(type, "FULL_OBJECT") == 0;
    u->is_full = u->kind == CHECKSUM_CRC64NVME || says_full;
    return !(is_sha && says_full) ||
           visit_refuse_with(v, "InvalidRequest",
                             "The FULL_OBJECT checksum type cannot be used with the %s "
                             "checksum algorithm.",
                             checksum_word(u->kind));
}

void multipart_create(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    struct known r = { .blob.fd = -1 };
    if (visit_object(v) && upload_describe(v, &r) && set_kind(v, &u)) {
        char id[RANDOM_UUID_SIZE + 1];
        u.headers = known_headers(&r);
        u.tags = value_share(r.tags);
        random_uuid(a->random, id);
        u.id = memory_text(id);
        parts_store_upload(v, &u);
        struct value *body = value_object();
        parts_set_place(v, &body);
        value_set_text(&body, "UploadId", id);
        customer_set(&r, &body);
        parts_set_checksum(&body, &u);
        visit_answer(v, body);
    }
    parts_release(&u);
    known_close(&r);
}

/* ---- Parts ---- */

/* What is known of the object that an upload will be; known_close() releases it. */
static struct known known_of(const struct parts_upload *u)
{
    struct known r = { .blob.fd = -1, .headers = value_share(u->headers) };
    known_take_more(&r);
    return r;
}

static void set_encryption(const struct parts_upload *u, struct value **body)
{
    struct known r = known_of(u);
    customer_set(&r, body);
    known_close(&r);
}

/* A part has the key of its upload. */
static bool check_encryption(struct visit *v, const struct parts_upload *u)
{
    struct known r = known_of(u);
    bool is_good = customer_allows(v, "", &r);
    known_close(&r);
    return is_good;
}

static bool part_number(struct visit *v, int64_t *ret)
{
    return ask_int(&v->ask, v->ask.request, "PartNumber", 0, ret) &&
           ((*ret >= 1 && *ret <= PARTS_MAX) ||
            visit_refuse_with(v, "InvalidArgument",
                              "Part number must be an integer between 1 and 10000, inclusive"));
}

static void set_sums(struct value **to, const struct transfer *t)
{
    struct value *sums = transfer_sums(t);
    value_set_text(to, checksum_member(t->sum.kind),
                   value_member_text(sums, checksum_member(t->sum.kind)));
    value_release(sums);
}

/* Keep a part; returns what is answered of it (new), or NULL after a failure. */
static struct value *keep(struct visit *v, const struct parts_upload *u, int64_t number,
                          struct transfer *t)
{
    struct buf etag = { 0 };
    int error = blob_publish_part(&t->draft, u->id, number);
    if (error != 0) {
        visit_refuse_file(v, error);
        return NULL;
    }
    parts_store(v, u->id, number, t);
    struct value *body = value_object();
    transfer_put_etag(&etag, t);
    value_set_text(&body, "ETag", buf_string(&etag));
    if (t->digest_size > 0) {
        set_sums(&body, t);
    }
    buf_release(&etag);
    return body;
}

/* A part has a checksum of the upload's kind. */
static bool check_kind(struct visit *v, const struct parts_upload *u)
{
    enum checksum_kind kind;
    return transfer_kind(v, &kind) &&
           (kind == u->kind || kind == CHECKSUM_NONE || u->kind == CHECKSUM_NONE ||
            visit_refuse_with(v, "InvalidRequest",
                              "Checksum Type mismatch occurred, expected checksum Type: %s, "
                              "actual checksum Type: %s",
                              checksum_word(u->kind), checksum_word(kind)));
}

void multipart_put(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    struct transfer t = { .draft.fd = -1 };
    int64_t number;
    if (visit_object(v) && part_number(v, &number) && parts_find(v, &u) && check_kind(v, &u) &&
        check_encryption(v, &u) && transfer_take_body(v, u.kind, &t)) {
        struct value *body = keep(v, &u, number, &t);
        if (body != NULL) {
            set_encryption(&u, &body);
            visit_answer(v, body);
        }
    }
    transfer_drop(&t);
    parts_release(&u);
}

static void answer_copy(struct visit *v, const struct parts_upload *u, struct value *result)
{
    struct value *body = value_object();
    value_set_take(&result, "LastModified", value_int(v->ask.now_ms / 1000));
    value_set_take(&body, "CopyPartResult", result);
    set_encryption(u, &body);
    visit_answer(v, body);
}

/* The bytes of the source that become the part: all, or "bytes=FIRST-LAST" of them. */
static bool copy_range(struct visit *v, int64_t size, struct terms_range *ret)
{
    const char *text = visit_text(v, "CopySourceRange");
    if (text == NULL) {
        return terms_range(v, NULL, size, ret);
    }
    switch (terms_copy_range(text, size, ret)) {
    case TERMS_MALFORMED:
        return visit_refuse_with(v, "InvalidArgument",
                                 "The x-amz-copy-source-range value must be of the form "
                                 "bytes=first-last where first and last are the zero-based "
                                 "offsets of the first and last bytes to copy");
    case TERMS_OUTSIDE:
        return visit_refuse_with(v, "InvalidRange",
                                 "Range specified is not valid for source object of size: %lld",
                                 (long long)size);
    case TERMS_GOOD: break;
    }
    return true;
}

void multipart_copy(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    struct transfer t = { .draft.fd = -1 };
    struct known source = { .blob.fd = -1 };
    struct terms_range range;
    int64_t number;
    bool is_same;
    if (visit_object(v) && part_number(v, &number) && parts_find(v, &u) &&
        check_encryption(v, &u) && upload_open_source(v, &source, &is_same) &&
        copy_range(v, source.blob.size, &range) && transfer_begin(v, u.kind, &t) &&
        transfer_add_file(v, &t, source.blob.fd, range.start, range.size)) {
        transfer_end(&t);
        struct value *result = keep(v, &u, number, &t);
        if (result != NULL) {
            answer_copy(v, &u, result);
        }
    }
    transfer_drop(&t);
    known_close(&source);
    parts_release(&u);
}

/* ---- Complete ---- */

/* What the object's ETag and checksum are made of. */
struct whole {
    struct transfer t;
    struct md5_ctx md5;    /* of the parts' MD5s */
    struct checksum parts; /* of the parts' checksums */
    struct value *sizes;   /* an array: how many bytes each part has */
    size_t count;
    bool has_sums; /* every part has one */
};

static bool is_part(const struct value *wanted, const struct parts_part *p)
{
    struct buf etag = { 0 };
    const char *text = value_member_text(wanted, "ETag");
    buf_char(&etag, '"');
    checksum_put_hex(&etag, p->md5, sizeof p->md5);
    buf_char(&etag, '"');
    bool is_it = text != NULL && terms_is_etag(text, buf_string(&etag));
    buf_release(&etag);
    return is_it;
}

static bool add_part(struct visit *v, struct whole *w, const char *upload,
                     const struct parts_part *p)
{
    struct blob b;
    int error = blob_open_part(v->root, upload, p->number, &b);
    if (error != 0 || b.size != p->size) {
        blob_close(&b);
        return visit_refuse(v, "InvalidPart");
    }
    bool is_good = transfer_add_file(v, &w->t, b.fd, 0, b.size);
    blob_close(&b);
    md5_update(&w->md5, sizeof p->md5, p->md5);
    checksum_add(&w->parts, p->digest, p->digest_size);
    w->has_sums = w->has_sums && p->digest_size > 0;
    value_append_take(&w->sizes, value_int(p->size));
    w->count++;
    return is_good;
}

static void tell_number(struct visit *v, const char *member, int64_t number)
{
    struct buf text = { 0 };
    buf_print(&text, "%" PRId64, number);
    visit_detail(v, member, buf_string(&text));
    buf_release(&text);
}

/* The error says which part it is, and its size unless that is -1. */
static bool refuse_part(struct visit *v, const char *code, const struct value *wanted,
                        int64_t size)
{
    struct value *number = NULL;
    int64_t is;
    visit_refuse(v, code);
    if (size >= 0) {
        tell_number(v, "ProposedSize", size);
        tell_number(v, "MinSizeAllowed", PART_SIZE_MIN);
    }
    if (value_member(wanted, "PartNumber", &number) && value_is_int(number, &is)) {
        tell_number(v, "PartNumber", is);
    }
    return visit_detail(v, "ETag", value_member_text(wanted, "ETag"));
}

/* Every part that is wanted is there, and they are in order. */
static bool check_parts(struct visit *v, const struct parts_upload *u, const struct value *list)
{
    int64_t last = 0, number;
    for (size_t i = 0; i < value_count(list); i++) {
        if (!ask_int(&v->ask, value_item(list, i), "PartNumber", 0, &number)) {
            return false;
        }
        if (i > 0 && number <= last) {
            return visit_refuse(v, "InvalidPartOrder");
        }
        last = number;
    }
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *wanted = value_item(list, i);
        struct parts_part p;
        if (!ask_int(&v->ask, wanted, "PartNumber", 0, &number) ||
            !parts_load(v, u->id, number, &p) || !is_part(wanted, &p)) {
            return refuse_part(v, "InvalidPart", wanted, -1);
        }
        if (i + 1 < value_count(list) && p.size < PART_SIZE_MIN) {
            return refuse_part(v, "EntityTooSmall", wanted, p.size);
        }
    }
    return true;
}

static bool add_parts(struct visit *v, struct whole *w, const struct parts_upload *u,
                      const struct value *list)
{
    for (size_t i = 0; i < value_count(list); i++) {
        struct parts_part p;
        int64_t number;
        if (!ask_int(&v->ask, value_item(list, i), "PartNumber", 0, &number) ||
            !parts_load(v, u->id, number, &p) || !add_part(v, w, u->id, &p)) {
            return false;
        }
    }
    return true;
}

/* The checksum of all parts' checksums, with their number. New. */
static struct value *composite(struct whole *w)
{
    unsigned char md5[MD5_DIGEST_SIZE], digest[CHECKSUM_BYTES_MAX];
    struct value *sums = value_object();
    struct buf text = { 0 };
    size_t size = checksum_end(&w->parts, md5, digest);
    if (size > 0 && w->has_sums) {
        shape_encode(&text, (const char *)digest, size);
        buf_print(&text, "-%zu", w->count);
        value_set_text(&sums, checksum_member(w->parts.kind), buf_string(&text));
        value_set_text(&sums, "ChecksumType", "COMPOSITE");
    }
    buf_release(&text);
    return sums;
}

static char *etag_of(struct whole *w)
{
    unsigned char md5[MD5_DIGEST_SIZE];
    struct buf etag = { 0 };
    md5_digest(&w->md5, sizeof md5, md5);
    buf_char(&etag, '"');
    checksum_put_hex(&etag, md5, sizeof md5);
    buf_print(&etag, "-%zu\"", w->count);
    return buf_take(&etag);
}

static void answer_complete(struct visit *v, const struct known *r)
{
    struct value *body = value_object();
    struct buf location = { 0 };
    buf_print(&location, "%s/%s/",
              v->ask.base != NULL ? v->ask.base : "https://s3.amazonaws.com", v->bucket);
    url_put_encoded(&location, v->key, strlen(v->key), "/");
    value_set_text(&body, "Location", buf_string(&location));
    parts_set_place(v, &body);
    value_set_text(&body, "ETag", r->etag);
    for (struct value_walk w = value_walk(r->sums); value_step(&w);) {
        value_set_take(&body, w.key, value_share(w.value));
    }
    customer_set(r, &body);
    versions_set(v, v->bucket, r, &body);
    expiry_set(v, v->key, r, &body);
    visit_answer(v, body);
    buf_release(&location);
}

static bool complete(struct visit *v, struct parts_upload *u, const struct value *list)
{
    struct whole w = { .sizes = value_array(0), .has_sums = true };
    struct known r = { .blob.fd = -1 };
    md5_init(&w.md5);
    checksum_begin(&w.parts, u->is_full ? CHECKSUM_NONE : u->kind);
    bool is_good = transfer_begin(v, u->is_full ? u->kind : CHECKSUM_NONE, &w.t) &&
                   add_parts(v, &w, u, list);
    if (is_good) {
        transfer_end(&w.t);
        r.headers = value_share(u->headers);
        known_take_more(&r);
        value_set_take(&r.more, "Parts", value_share(w.sizes));
        r.tags = value_share(u->tags);
        r.etag = etag_of(&w);
        r.sums = u->is_full ? transfer_sums(&w.t) : composite(&w);
        is_good = upload_finish(v, &w.t, &r, NOTICE_COMPLETE);
    }
    if (is_good) {
        answer_complete(v, &r);
    }
    transfer_drop(&w.t);
    known_close(&r);
    value_release(w.sizes);
    return is_good;
}

void multipart_complete(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    struct value *all = NULL, *list = NULL;
    value_member(a->request, "MultipartUpload", &all);
    value_member(all, "Parts", &list);
    if (visit_object(v) && parts_find(v, &u) && upload_check(v) &&
        ((value_type(list) == VALUE_ARRAY && value_count(list) > 0 &&
          value_count(list) <= PARTS_MAX) ||
         visit_refuse(v, "MalformedXML")) &&
        check_parts(v, &u, list) && complete(v, &u, list)) {
        parts_forget_upload(v, u.id);
    }
    parts_release(&u);
}

void multipart_abort(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    if (visit_object(v) && parts_find(v, &u)) {
        parts_forget_upload(v, u.id);
        visit_answer(v, NULL);
        a->answer->status = 204;
    }
    parts_release(&u);
}
