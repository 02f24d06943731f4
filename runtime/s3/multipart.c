#include "runtime/s3/multipart.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/url.h"
#include "runtime/bucket/expiry.h"
#include "runtime/call/shape.h"
#include "runtime/s3/catalog.h"
#include "runtime/s3/parts.h"
#include "runtime/s3/upload.h"
#include "runtime/service/answer.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/customer.h"
#include "runtime/vault/known.h"
#include "runtime/vault/terms.h"
#include "runtime/vault/transfer.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define PARTS_MAX     10000
#define PAGE          1000
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

static const char *type_of(const struct parts_upload *u)
{
    return u->is_full ? "FULL_OBJECT" : "COMPOSITE";
}

static void set_place(struct visit *v, struct value **body)
{
    value_set_text(body, "Bucket", v->bucket);
    value_set_text(body, "Key", v->key);
}

static void set_checksum(struct value **body, const struct parts_upload *u)
{
    if (u->kind != CHECKSUM_NONE) {
        value_set_text(body, "ChecksumAlgorithm", checksum_word(u->kind));
        value_set_text(body, "ChecksumType", type_of(u));
    }
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
        set_place(v, &body);
        value_set_text(&body, "UploadId", id);
        customer_set(&r, &body);
        set_checksum(&body, &u);
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
            return visit_refuse(v, "InvalidPart");
        }
        if (i + 1 < value_count(list) && p.size < PART_SIZE_MIN) {
            return visit_refuse(v, "EntityTooSmall");
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
    set_place(v, &body);
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

/* ---- Listed ---- */

static void set_owner(struct value **to)
{
    value_set_take(to, "Initiator", acl_owner());
    value_set_take(to, "Owner", acl_owner());
}

static struct value *show_part(const struct parts_upload *u, const struct parts_part *p)
{
    struct value *one = value_object();
    struct buf text = { 0 };
    value_set_take(&one, "PartNumber", value_int(p->number));
    value_set_take(&one, "LastModified", value_int(p->modified_ms / 1000));
    buf_char(&text, '"');
    checksum_put_hex(&text, p->md5, sizeof p->md5);
    buf_char(&text, '"');
    value_set_text(&one, "ETag", buf_string(&text));
    value_set_take(&one, "Size", value_int(p->size));
    if (u->kind != CHECKSUM_NONE && p->digest_size > 0) {
        buf_clear(&text);
        shape_encode(&text, (const char *)p->digest, p->digest_size);
        value_set_text(&one, checksum_member(u->kind), buf_string(&text));
    }
    buf_release(&text);
    return one;
}

/* Parts behind `after`, at most so many. */
static struct value *list_parts(struct visit *v, const struct parts_upload *u, int64_t after,
                                int64_t most)
{
    struct value *list = value_array(0), *body = value_object();
    struct parts_part p;
    const char *storage = value_member_text(u->headers, "StorageClass");
    int64_t last = after;
    bool is_more = most > 0 && parts_next(v, u->id, after, &p);
    for (; is_more && most > 0; most--) {
        value_append_take(&list, show_part(u, &p));
        last = p.number;
        is_more = parts_next(v, u->id, last, &p);
    }
    set_place(v, &body);
    value_set_text(&body, "UploadId", u->id);
    value_set_take(&body, "PartNumberMarker", value_int(after));
    value_set_take(&body, "NextPartNumberMarker", value_int(last));
    value_set_take(&body, "IsTruncated", value_bool(is_more));
    if (value_count(list) > 0) {
        value_set_take(&body, "Parts", value_share(list));
    }
    set_owner(&body);
    value_set_text(&body, "StorageClass", storage != NULL ? storage : "STANDARD");
    set_checksum(&body, u);
    value_release(list);
    return body;
}

/* The number of the part after which the list begins, or a text that is one. */
static bool part_marker(struct visit *v, int64_t *ret)
{
    struct value *is = NULL;
    *ret = 0;
    if (!value_member(v->ask.request, "PartNumberMarker", &is) || value_is_null(is)) {
        return true;
    }
    struct number n = value_read_long(is);
    *ret = n.kind == NUMBER_INT ? n.integer : -1;
    return *ret >= 0 || visit_refuse_with(v, "InvalidArgument",
                                          "Argument part-number-marker must be an integer "
                                          "between 0 and 2147483647");
}

void multipart_list_parts(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct parts_upload u = { .id = NULL };
    struct catalog_form form;
    int64_t after;
    if (visit_object(v) && parts_find(v, &u) && part_marker(v, &after) &&
        catalog_form(v, "MaxParts", &form)) {
        int64_t most = form.most < PAGE ? form.most : PAGE;
        struct value *body = list_parts(v, &u, after, most);
        value_set_take(&body, "MaxParts", value_int(most));
        visit_answer(v, body);
    }
    parts_release(&u);
}

/* A page of a bucket's uploads. */
struct uploads {
    struct catalog_form form;
    const char *after_key, *after_id;
    struct value *list, *commons;
    char *last_key, *last_id, *last_common; /* owned, or NULL */
    int64_t count, most;
    bool is_cut;
};

static bool is_behind(const struct uploads *all, const char *key, const char *id)
{
    if (all->after_key == NULL) {
        return true;
    }
    int order = strcmp(key, all->after_key);
    return order > 0 || (order == 0 && all->after_id != NULL && strcmp(id, all->after_id) > 0);
}

static struct value *show_upload(const struct uploads *all, struct statement *s)
{
    struct value *one = value_object();
    struct parts_upload u = { .kind = (enum checksum_kind)database_int(s, 3),
                              .is_full = database_int(s, 4) != 0 };
    struct value *headers = database_json(s, 5);
    const char *storage = value_member_text(headers, "StorageClass");
    value_set_text(&one, "UploadId", database_text(s, 1));
    catalog_set(&all->form, &one, "Key", database_text(s, 0));
    value_set_take(&one, "Initiated", value_int(database_int(s, 2) / 1000));
    value_set_text(&one, "StorageClass", storage != NULL ? storage : "STANDARD");
    set_owner(&one);
    set_checksum(&one, &u);
    value_release(headers);
    return one;
}

static void note_text(char **to, const char *text, size_t size)
{
    memory_release(*to);
    *to = memory_text_n(text, size);
}

/* Append the row's upload, or what its key has in common with others. Returns false once the
 * page is full. */
static bool append_upload(struct uploads *all, struct statement *s)
{
    const char *key = database_text(s, 0), *id = database_text(s, 1);
    size_t common = catalog_common(&all->form, key);
    bool is_same = common > 0 && all->last_common != NULL &&
                   strlen(all->last_common) == common &&
                   strncmp(key, all->last_common, common) == 0;
    if (is_same || !is_behind(all, key, id) ||
        (common > 0 && all->after_key != NULL && strncmp(key, all->after_key, common) == 0)) {
        return true;
    }
    if (all->count == all->most) {
        all->is_cut = true;
        return false;
    }
    all->count++;
    note_text(&all->last_id, id, common > 0 ? 0 : strlen(id));
    note_text(&all->last_key, key, common > 0 ? common : strlen(key));
    if (common > 0) {
        note_text(&all->last_common, key, common);
        catalog_append_common(&all->form, &all->commons, all->last_common);
    } else {
        value_append_take(&all->list, show_upload(all, s));
    }
    return true;
}

static void fill_uploads(struct visit *v, struct uploads *all)
{
    struct statement *s = database_statement(
        v->ask.database,
        "SELECT key, id, made_ms, kind, is_full, headers FROM upload WHERE bucket = ?1 "
        "ORDER BY key, id");
    size_t size = strlen(all->form.prefix);
    bool goes_on = all->most > 0;
    database_set_text(s, 1, v->bucket);
    while (goes_on && database_row(s)) {
        goes_on =
            strncmp(database_text(s, 0), all->form.prefix, size) != 0 || append_upload(all, s);
    }
    database_leave(s);
}

static void answer_uploads(struct visit *v, struct uploads *all)
{
    struct value *body = value_object();
    value_set_text(&body, "Bucket", v->bucket);
    catalog_set(&all->form, &body, "KeyMarker", all->after_key != NULL ? all->after_key : "");
    value_set_text(&body, "UploadIdMarker", all->after_id != NULL ? all->after_id : "");
    if (all->is_cut) {
        catalog_set(&all->form, &body, "NextKeyMarker", all->last_key);
        value_set_text(&body, "NextUploadIdMarker", all->last_id);
    }
    catalog_set_form(&all->form, &body);
    value_set_take(&body, "MaxUploads", value_int(all->most));
    value_set_take(&body, "IsTruncated", value_bool(all->is_cut));
    if (value_count(all->list) > 0) {
        value_set_take(&body, "Uploads", value_share(all->list));
    }
    if (value_count(all->commons) > 0) {
        value_set_take(&body, "CommonPrefixes", value_share(all->commons));
    }
    visit_answer(v, body);
}

void multipart_list(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct uploads all = { .after_key = visit_text(v, "KeyMarker"),
                           .after_id = visit_text(v, "UploadIdMarker") };
    if (visit_bucket(v) && catalog_form(v, "MaxUploads", &all.form)) {
        all.most = all.form.most < PAGE ? all.form.most : PAGE;
        all.list = value_array(0);
        all.commons = value_array(0);
        fill_uploads(v, &all);
        answer_uploads(v, &all);
    }
    value_release(all.list);
    value_release(all.commons);
    memory_release(all.last_key);
    memory_release(all.last_id);
    memory_release(all.last_common);
}
