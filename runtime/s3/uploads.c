#include "runtime/s3/uploads.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/call/shape.h"
#include "runtime/s3/catalog.h"
#include "runtime/s3/parts.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/visit.h"

#define PAGE 1000

/* ---- Parts ---- */

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
    parts_set_place(v, &body);
    value_set_text(&body, "UploadId", u->id);
    value_set_take(&body, "PartNumberMarker", value_int(after));
    value_set_take(&body, "NextPartNumberMarker", value_int(last));
    value_set_take(&body, "IsTruncated", value_bool(is_more));
    if (value_count(list) > 0) {
        value_set_take(&body, "Parts", value_share(list));
    }
    set_owner(&body);
    value_set_text(&body, "StorageClass", storage != NULL ? storage : "STANDARD");
    parts_set_checksum(&body, u);
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

void uploads_list_parts(struct ask *a)
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

/* ---- Uploads ---- */

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
    parts_set_checksum(&one, &u);
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

void uploads_list(struct ask *a)
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
