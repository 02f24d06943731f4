#include "runtime/s3/history.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/s3/catalog.h"
#include "runtime/service/s3.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/known.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define PAGE 1000

/* A page of a bucket's versions. */
struct history {
    struct catalog_form form;
    const char *after_key, *after_id; /* the last entry of the page before, or NULL */
    bool is_behind;                   /* that version has been passed */
    struct value *versions, *markers, *commons;
    char *last_key, *last_id, *last_common; /* of this page; owned, or NULL */
    char *seen;                             /* the key whose newest version was met; owned */
    int64_t count, most;
    bool is_cut;
};

static void note(char **to, const char *text)
{
    memory_release(*to);
    *to = text != NULL ? memory_text(text) : NULL;
}

static struct value *show(const struct history *h, const char *key, const struct known *r,
                          bool is_marker, bool is_newest)
{
    struct value *one = value_object();
    if (!is_marker) {
        const char *storage = value_member_text(r->headers, "StorageClass");
        value_set_text(&one, "ETag", r->etag);
        catalog_set_sums(r, &one);
        value_set_take(&one, "Size", value_int(r->blob.size));
        value_set_text(&one, "StorageClass", storage != NULL ? storage : "STANDARD");
    }
    catalog_set(&h->form, &one, "Key", key);
    value_set_text(&one, "VersionId", versions_id(r));
    value_set_take(&one, "IsLatest", value_bool(is_newest));
    value_set_take(&one, "LastModified", value_int(r->modified_ms / 1000));
    value_set_take(&one, "Owner", acl_owner());
    return one;
}

/* Returns true if the version comes behind what the page before has ended with. */
static bool comes_behind(struct history *h, const char *key, const char *id)
{
    int order = h->after_key == NULL ? 1 : strcmp(key, h->after_key);
    if (order != 0 || h->is_behind) {
        return order >= 0;
    }
    h->is_behind = h->after_id != NULL && strcmp(id, h->after_id) == 0;
    return false;
}

/* What the key has in common with others. Returns false once the page is full. */
static bool append_common(struct history *h, const char *key, size_t common)
{
    char *prefix = memory_text_n(key, common);
    bool is_old = (h->last_common != NULL && strcmp(prefix, h->last_common) == 0) ||
                  (h->after_key != NULL && strncmp(h->after_key, prefix, common) == 0);
    bool has_room = h->count < h->most;
    if (!is_old && has_room) {
        h->count++;
        catalog_append_common(&h->form, &h->commons, prefix);
        note(&h->last_common, prefix);
        note(&h->last_key, prefix);
        note(&h->last_id, NULL);
    }
    memory_release(prefix);
    h->is_cut = !is_old && !has_room;
    return !h->is_cut;
}

/* Append a version. Returns false once the page is full. */
static bool append(struct history *h, const char *key, const struct known *r, bool is_marker)
{
    bool is_newest = h->seen == NULL || strcmp(h->seen, key) != 0;
    size_t common = catalog_common(&h->form, key);
    note(&h->seen, key);
    if (!comes_behind(h, key, versions_id(r))) {
        return true;
    }
    if (common > 0) {
        return append_common(h, key, common);
    }
    if (h->count == h->most) {
        h->is_cut = true;
        return false;
    }
    h->count++;
    value_append_take(is_marker ? &h->markers : &h->versions,
                      show(h, key, r, is_marker, is_newest));
    note(&h->last_key, key);
    note(&h->last_id, versions_id(r));
    return true;
}

/* Returns false once the page is full, or after a failure. A file may be gone again. */
static bool append_object(struct visit *v, struct history *h, const char *key)
{
    struct known r;
    bool goes_on = true;
    if (known_open(v, v->bucket, key, &r)) {
        goes_on = append(h, key, &r, false);
    }
    known_close(&r);
    return goes_on && !ask_has_failed(&v->ask);
}

/* The next version that is set aside whose key begins with the prefix. */
static bool next_aside(struct visit *v, const struct history *h, struct versions_entry *at)
{
    size_t size = strlen(h->form.prefix);
    while (versions_next(v, v->bucket, at)) {
        if (strncmp(at->key, h->form.prefix, size) == 0) {
            return true;
        }
    }
    return false;
}

/* Objects, and what is set aside, in the order of their keys: an object is newer. */
static bool merge(struct visit *v, struct history *h, const struct s3_keys *keys)
{
    struct versions_entry at = { .key = memory_text(""), .r.blob.fd = -1 };
    bool goes_on = true, has_aside = next_aside(v, h, &at);
    size_t i = 0;
    while (goes_on && (i < keys->count || has_aside)) {
        if (i < keys->count && (!has_aside || strcmp(keys->keys[i], at.key) <= 0)) {
            goes_on = append_object(v, h, keys->keys[i++]);
        } else {
            goes_on = append(h, at.key, &at.r, at.is_marker);
            has_aside = goes_on && next_aside(v, h, &at);
        }
    }
    memory_release(at.key);
    known_close(&at.r);
    return !ask_has_failed(&v->ask);
}

static bool fill(struct visit *v, struct history *h)
{
    struct s3_keys keys;
    struct buf why = { 0 };
    h->most = h->form.most < PAGE ? h->form.most : PAGE;
    h->versions = value_array(0);
    h->markers = value_array(0);
    h->commons = value_array(0);
    if (h->most == 0) {
        return true;
    }
    if (!s3_list(v->folder, v->bucket, h->form.prefix, &keys, &why)) {
        buf_release(&why);
        return visit_refuse(v, "NoSuchBucket");
    }
    /* The page before may have been deleted meanwhile: then the rest of its last key comes. */
    h->is_behind = h->after_key != NULL && h->after_id != NULL &&
                   !versions_has(v, v->bucket, h->after_key, h->after_id);
    bool is_good = merge(v, h, &keys);
    s3_release_keys(&keys);
    buf_release(&why);
    return is_good;
}

static void set_list(struct value **body, const char *member, struct value *list)
{
    if (value_count(list) > 0) {
        value_set_take(body, member, value_share(list));
    }
}

static void answer(struct visit *v, struct history *h)
{
    struct value *body = value_object();
    value_set_take(&body, "IsTruncated", value_bool(h->is_cut));
    catalog_set(&h->form, &body, "KeyMarker", h->after_key != NULL ? h->after_key : "");
    value_set_text(&body, "VersionIdMarker", h->after_id != NULL ? h->after_id : "");
    if (h->is_cut) {
        catalog_set(&h->form, &body, "NextKeyMarker", h->last_key);
        value_set_text(&body, "NextVersionIdMarker", h->last_id);
    }
    set_list(&body, "Versions", h->versions);
    set_list(&body, "DeleteMarkers", h->markers);
    value_set_text(&body, "Name", v->bucket);
    catalog_set_form(&h->form, &body);
    value_set_take(&body, "MaxKeys", value_int(h->most));
    set_list(&body, "CommonPrefixes", h->commons);
    visit_answer(v, body);
}

/* A version alone is no place to go on from. */
static bool check_markers(struct visit *v, const struct history *h)
{
    return h->after_id == NULL || h->after_key != NULL ||
           visit_refuse_with(v, "InvalidArgument",
                             "A version-id marker cannot be specified without a key marker.");
}

static const char *unless_empty(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

void history_list(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct history h = { .after_key = unless_empty(visit_text(v, "KeyMarker")),
                         .after_id = unless_empty(visit_text(v, "VersionIdMarker")) };
    if (visit_bucket(v) && check_markers(v, &h) && catalog_form(v, "MaxKeys", &h.form) &&
        fill(v, &h)) {
        answer(v, &h);
    }
    value_release(h.versions);
    value_release(h.markers);
    value_release(h.commons);
    memory_release(h.last_key);
    memory_release(h.last_id);
    memory_release(h.last_common);
    memory_release(h.seen);
}
