#include "runtime/s3/catalog.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/url.h"
#include "runtime/call/shape.h"
#include "runtime/service/answer.h"
#include "runtime/service/s3.h"
#include "runtime/value/value.h"
#include "runtime/vault/checksum.h"
#include "runtime/vault/known.h"
#include "runtime/vault/visit.h"

#define PAGE 1000

/* ---- Forms ---- */

/* What a greatest number is called in an address, and in errors. */
static const char *const mosts[][3] = {
    { "MaxKeys", "max-keys", "maxKeys" },
    { "MaxParts", "max-parts", "max-parts" },
    { "MaxUploads", "max-uploads", "max-uploads" },
};

static bool read_most(struct visit *v, const char *member, int64_t *ret)
{
    size_t i = 0;
    struct value *is = NULL;
    const char *text = visit_text(v, member);
    while (strcmp(mosts[i][0], member) != 0) {
        i++;
    }
    *ret = PAGE;
    if ((text != NULL && text[0] == '\0') || !value_member(v->ask.request, member, &is) ||
        value_is_null(is)) {
        return true;
    }
    if (!value_is_int(is, ret) || *ret > INT32_MAX || *ret < INT32_MIN) {
        visit_refuse_with(v, "InvalidArgument",
                          "Provided %s not an integer or within integer range", mosts[i][1]);
        return visit_argument(v, mosts[i][1], text);
    }
    if (*ret < 0) {
        visit_refuse_with(v, "InvalidArgument",
                          "Argument %s must be an integer between 0 and 2147483647",
                          mosts[i][2]);
        return visit_argument(v, mosts[i][2], NULL);
    }
    return true;
}

bool catalog_form(struct visit *v, const char *most, struct catalog_form *ret)
{
    const char *encoding = visit_text(v, "EncodingType"), *prefix = visit_text(v, "Prefix");
    *ret = (struct catalog_form){ .prefix = prefix != NULL ? prefix : "",
                                  .delimiter = visit_text(v, "Delimiter"),
                                  .is_encoded = encoding != NULL };
    if (encoding != NULL && strcmp(encoding, "url") != 0) {
        return visit_refuse_with(v, "InvalidArgument",
                                 "Invalid Encoding Method specified in "
                                 "Request");
    }
    if (ret->delimiter != NULL && ret->delimiter[0] == '\0') {
        ret->delimiter = NULL;
    }
    return read_most(v, most, &ret->most);
}

/* Never more than a page at once, though more may be asked for. */
static int64_t page_of(const struct catalog_form *f)
{
    return f->most < PAGE ? f->most : PAGE;
}

size_t catalog_common(const struct catalog_form *f, const char *key)
{
    const char *at =
        f->delimiter != NULL ? strstr(key + strlen(f->prefix), f->delimiter) : NULL;
    return at != NULL ? (size_t)(at - key) + strlen(f->delimiter) : 0;
}

void catalog_set(const struct catalog_form *f, struct value **to, const char *member,
                 const char *text)
{
    if (text == NULL || !f->is_encoded) {
        value_set_text(to, member, text);
        return;
    }
    struct buf encoded = { 0 };
    url_put_encoded(&encoded, text, strlen(text), "/");
    value_set_text(to, member, buf_string(&encoded));
    buf_release(&encoded);
}

void catalog_set_sums(const struct known *r, struct value **to)
{
    struct value *list = value_array(0);
    for (enum checksum_kind k = CHECKSUM_CRC32; k < CHECKSUM_KINDS; k++) {
        if (value_member(r->sums, checksum_member(k), NULL)) {
            value_append_take(&list, value_text(checksum_word(k)));
        }
    }
    if (value_count(list) > 0) {
        value_set_take(to, "ChecksumAlgorithm", value_share(list));
        value_set_text(to, "ChecksumType", value_member_text(r->sums, "ChecksumType"));
    }
    value_release(list);
}

void catalog_set_form(const struct catalog_form *f, struct value **body)
{
    catalog_set(f, body, "Prefix", f->prefix);
    catalog_set(f, body, "Delimiter", f->delimiter);
    if (f->is_encoded) {
        value_set_text(body, "EncodingType", "url");
    }
}

void catalog_append_common(const struct catalog_form *f, struct value **list,
                           const char *prefix)
{
    struct value *one = value_object();
    catalog_set(f, &one, "Prefix", prefix);
    value_append_take(list, one);
}

/* ---- Pages ---- */

struct page {
    struct catalog_form form;
    const char *after; /* what comes next is greater; "" for the first */
    bool has_owner;
    struct value *contents, *commons; /* arrays */
    char *last;                       /* the last entry, owned; NULL if there is none */
    int64_t count;
    bool is_cut; /* there is more */
};

static struct value *owner(void)
{
    struct value *o = value_object();
    value_set_text(&o, "ID", account_id());
    return o;
}

/* Returns false where there is no such object, such as a file that is gone again. */
static bool append_object(struct visit *v, struct page *p, const char *key)
{
    struct known r;
    if (!known_open(v, v->bucket, key, &r)) {
        return false;
    }
    struct value *one = value_object();
    const char *storage = value_member_text(r.headers, "StorageClass");
    catalog_set(&p->form, &one, "Key", key);
    value_set_take(&one, "LastModified", value_int(r.modified_ms / 1000));
    value_set_text(&one, "ETag", r.etag);
    catalog_set_sums(&r, &one);
    value_set_take(&one, "Size", value_int(r.blob.size));
    value_set_text(&one, "StorageClass", storage != NULL ? storage : "STANDARD");
    if (p->has_owner) {
        value_set_take(&one, "Owner", owner());
    }
    value_append_take(&p->contents, one);
    known_close(&r);
    return true;
}

static void note_last(struct page *p, char *last)
{
    memory_release(p->last);
    p->last = last;
    p->count++;
}

/* A key, or what it has in common with others. Returns false once the page is full. */
static bool append(struct visit *v, struct page *p, const char *key)
{
    size_t common = catalog_common(&p->form, key);
    char *entry = common > 0 ? memory_text_n(key, common) : memory_text(key);
    bool is_new =
        strcmp(entry, p->after) > 0 && (p->last == NULL || strcmp(entry, p->last) > 0);
    bool has_room = p->count < page_of(&p->form);
    if (!is_new || !has_room) {
        memory_release(entry);
        p->is_cut = is_new;
        return !is_new;
    }
    if (common > 0) {
        catalog_append_common(&p->form, &p->commons, entry);
        note_last(p, entry);
    } else if (append_object(v, p, key)) {
        note_last(p, entry);
    } else {
        memory_release(entry);
    }
    return !ask_has_failed(&v->ask);
}

static bool fill(struct visit *v, struct page *p)
{
    struct s3_keys keys;
    struct buf why = { 0 };
    p->contents = value_array(0);
    p->commons = value_array(0);
    if (p->form.most == 0) {
        return true;
    }
    if (!s3_list(v->folder, v->bucket, p->form.prefix, &keys, &why)) {
        buf_release(&why);
        return visit_refuse(v, "NoSuchBucket");
    }
    for (size_t i = 0; i < keys.count && append(v, p, keys.keys[i]); i++) {
    }
    s3_release_keys(&keys);
    buf_release(&why);
    return !ask_has_failed(&v->ask);
}

/* Both versions' answer. New; what is in the page is taken. */
static struct value *answer_of(struct visit *v, struct page *p)
{
    struct value *body = value_object();
    value_set_take(&body, "IsTruncated", value_bool(p->is_cut));
    value_set_text(&body, "Name", v->bucket);
    catalog_set_form(&p->form, &body);
    value_set_take(&body, "MaxKeys", value_int(page_of(&p->form)));
    if (value_count(p->contents) > 0) {
        value_set_take(&body, "Contents", value_share(p->contents));
    }
    if (value_count(p->commons) > 0) {
        value_set_take(&body, "CommonPrefixes", value_share(p->commons));
    }
    return body;
}

static void release(struct page *p)
{
    value_release(p->contents);
    value_release(p->commons);
    memory_release(p->last);
}

/* ---- The first version ---- */

void catalog_list(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct page p = { .has_owner = true };
    const char *marker = visit_text(v, "Marker");
    p.after = marker != NULL ? marker : "";
    if (visit_bucket(v) && catalog_form(v, "MaxKeys", &p.form) && fill(v, &p)) {
        struct value *body = answer_of(v, &p);
        catalog_set(&p.form, &body, "Marker", p.after);
        if (p.is_cut && p.form.delimiter != NULL) {
            catalog_set(&p.form, &body, "NextMarker", p.last);
        }
        visit_answer(v, body);
    }
    release(&p);
}

/* ---- The second version ---- */

static void set_token(struct value **body, const char *last)
{
    struct buf token = { 0 };
    shape_encode(&token, last, strlen(last));
    value_set_text(body, "NextContinuationToken", buf_string(&token));
    buf_release(&token);
}

/* A token is base64 of the last entry of the page before. */
static bool read_token(struct visit *v, const char *token, struct buf *after)
{
    return token == NULL ||
           (token[0] != '\0' && shape_decode(after, token, strlen(token)) &&
            strlen(buf_string(after)) == after->size) ||
           visit_refuse_with(v, "InvalidArgument",
                             "The continuation token provided is incorrect");
}

static void answer_second(struct visit *v, struct page *p)
{
    struct value *body = answer_of(v, p);
    value_set_take(&body, "KeyCount", value_int(p->count));
    value_set_text(&body, "ContinuationToken", visit_text(v, "ContinuationToken"));
    catalog_set(&p->form, &body, "StartAfter", visit_text(v, "StartAfter"));
    if (p->is_cut) {
        set_token(&body, p->last);
    }
    visit_answer(v, body);
}

void catalog_list_second(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct page p = { .after = "" };
    struct value *owners = NULL;
    struct buf after = { 0 };
    const char *token = visit_text(v, "ContinuationToken");
    const char *start = visit_text(v, "StartAfter");
    p.has_owner = value_member(a->request, "FetchOwner", &owners) && value_is_true(owners);
    if (visit_bucket(v) && catalog_form(v, "MaxKeys", &p.form) &&
        read_token(v, token, &after)) {
        p.after = token != NULL ? buf_string(&after) : start != NULL ? start : "";
        if (fill(v, &p)) {
            answer_second(v, &p);
        }
    }
    buf_release(&after);
    release(&p);
}
