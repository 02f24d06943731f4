#include "runtime/s3/parts.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/transfer.h"
#include "runtime/vault/visit.h"

bool parts_find(struct visit *v, struct parts_upload *ret)
{
    const char *id = ask_text(&v->ask, v->ask.request, "UploadId");
    struct statement *s = database_statement(
        v->ask.database, "SELECT headers, tags, kind, is_full FROM upload WHERE id = ?1 AND "
                         "bucket = ?2 AND key = ?3");
    *ret = (struct parts_upload){ .id = NULL };
    if (id == NULL) {
        return false;
    }
    database_set_text(s, 1, id);
    database_set_text(s, 2, v->bucket);
    database_set_text(s, 3, v->key);
    if (!database_row(s)) {
        return visit_refuse(v, "NoSuchUpload");
    }
    ret->id = memory_text(id);
    ret->headers = database_json(s, 0);
    ret->tags = database_json(s, 1);
    ret->kind = (enum checksum_kind)database_int(s, 2);
    ret->is_full = database_int(s, 3) != 0;
    database_leave(s);
    return true;
}

void parts_release(struct parts_upload *u)
{
    memory_release(u->id);
    value_release(u->headers);
    value_release(u->tags);
    *u = (struct parts_upload){ .id = NULL };
}

void parts_store_upload(struct visit *v, const struct parts_upload *u)
{
    struct statement *s = database_statement(
        v->ask.database, "INSERT INTO upload (id, bucket, key, made_ms, headers, tags, kind, "
                         "is_full) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    database_set_text(s, 1, u->id);
    database_set_text(s, 2, v->bucket);
    database_set_text(s, 3, v->key);
    database_set_int(s, 4, v->ask.now_ms);
    database_set_json(s, 5, u->headers);
    database_set_json(s, 6, u->tags);
    database_set_int(s, 7, u->kind);
    database_set_int(s, 8, u->is_full);
    database_run(s);
}

void parts_forget_upload(struct visit *v, const char *id)
{
    struct statement *s =
        database_statement(v->ask.database, "DELETE FROM upload WHERE id = ?1");
    database_set_text(s, 1, id);
    database_run(s);
    value_append_take(&v->uploads, value_text(id));
}

void parts_store(struct visit *v, const char *upload, int64_t number, const struct transfer *t)
{
    struct statement *s = database_statement(
        v->ask.database, "INSERT OR REPLACE INTO part (upload, number, size, md5, digest, "
                         "modified_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    database_set_text(s, 1, upload);
    database_set_int(s, 2, number);
    database_set_int(s, 3, t->size);
    database_set_bytes(s, 4, t->md5, sizeof t->md5);
    database_set_bytes(s, 5, t->digest, t->digest_size);
    database_set_int(s, 6, v->ask.now_ms);
    database_run(s);
}

static bool read_row(struct statement *s, struct parts_part *ret)
{
    *ret = (struct parts_part){ 0 };
    if (!database_row(s)) {
        return false;
    }
    ret->number = database_int(s, 0);
    ret->size = database_int(s, 1);
    size_t size;
    const void *md5 = database_bytes(s, 2, &size);
    memcpy(ret->md5, md5, size < sizeof ret->md5 ? size : sizeof ret->md5);
    const void *digest = database_bytes(s, 3, &size);
    ret->digest_size = size < sizeof ret->digest ? size : sizeof ret->digest;
    if (ret->digest_size > 0) {
        memcpy(ret->digest, digest, ret->digest_size);
    }
    ret->modified_ms = database_int(s, 4);
    database_leave(s);
    return true;
}

bool parts_load(struct visit *v, const char *upload, int64_t number, struct parts_part *ret)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT number, size, md5, digest, modified_ms FROM part WHERE upload "
                         "= ?1 AND number = ?2");
    database_set_text(s, 1, upload);
    database_set_int(s, 2, number);
    return read_row(s, ret);
}

bool parts_next(struct visit *v, const char *upload, int64_t after, struct parts_part *ret)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT number, size, md5, digest, modified_ms FROM part WHERE upload "
                         "= ?1 AND number > ?2 ORDER BY number LIMIT 1");
    database_set_text(s, 1, upload);
    database_set_int(s, 2, after);
    return read_row(s, ret);
}

/* ---- Answers ---- */

static const char *type_of(const struct parts_upload *u)
{
    return u->is_full ? "FULL_OBJECT" : "COMPOSITE";
}

void parts_set_place(struct visit *v, struct value **body)
{
    value_set_text(body, "Bucket", v->bucket);
    value_set_text(body, "Key", v->key);
}

void parts_set_checksum(struct value **body, const struct parts_upload *u)
{
    if (u->kind != CHECKSUM_NONE) {
        value_set_text(body, "ChecksumAlgorithm", checksum_word(u->kind));
        value_set_text(body, "ChecksumType", type_of(u));
    }
}
