#include "runtime/vault/versions.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

#define ID       "VersionId"
#define NULL_ID  "null"
#define TOP_RANK INT64_MAX

#define COLUMNS "rank, id, is_marker, size, etag, modified_ms, headers, sums, tags, key"

enum versions_mode versions_mode(struct visit *v, const char *bucket)
{
    struct value *is = setting_load(v, bucket, SETTING_VERSIONING);
    const char *status = value_member_text(is, "Status");
    enum versions_mode mode = status == NULL                   ? VERSIONS_NONE
                              : strcmp(status, "Enabled") == 0 ? VERSIONS_KEPT
                                                               : VERSIONS_SUSPENDED;
    value_release(is);
    return mode;
}

const char *versions_id(const struct known *r)
{
    const char *id = value_member_text(r->more, ID);
    return id != NULL ? id : NULL_ID;
}

void versions_set(struct visit *v, const char *bucket, const struct known *r,
                  struct value **body)
{
    if (value_member(r->more, ID, NULL) || versions_mode(v, bucket) != VERSIONS_NONE) {
        value_set_text(body, ID, versions_id(r));
    }
}

/* ---- Rows ---- */

/* The row's version, without its blob. */
static void read_row(struct statement *s, struct known *r, bool *ret_is_marker)
{
    *r = (struct known){ .blob = { .fd = -1, .size = database_int(s, 3) },
                         .rank = database_int(s, 0),
                         .etag = memory_text(database_text(s, 4)),
                         .modified_ms = database_int(s, 5),
                         .headers = database_json(s, 6),
                         .sums = database_json(s, 7),
                         .tags = database_json(s, 8) };
    known_take_more(r);
    if (strcmp(database_text(s, 1), NULL_ID) != 0) {
        value_set_text(&r->more, ID, database_text(s, 1));
    }
    *ret_is_marker = database_int(s, 2) != 0;
}

static bool take_row(struct statement *s, struct known *r, bool *ret_is_marker)
{
    *r = (struct known){ .blob.fd = -1 };
    bool is_there = database_row(s);
    if (is_there) {
        read_row(s, r, ret_is_marker);
        database_leave(s);
    }
    return is_there;
}

/* The newest version that is set aside. Returns false if there is none. */
static bool load_newest(struct visit *v, const char *bucket, const char *key, struct known *r,
                        bool *ret_is_marker)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT " COLUMNS " FROM version WHERE bucket = ?1 AND key = ?2 ORDER "
                         "BY rank DESC LIMIT 1");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    return take_row(s, r, ret_is_marker);
}

static bool load_by_id(struct visit *v, const char *bucket, const char *key, const char *id,
                       struct known *r, bool *ret_is_marker)
{
    struct statement *s = database_statement(
        v->ask.database,
        "SELECT " COLUMNS " FROM version WHERE bucket = ?1 AND key = ?2 AND id = ?3");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    database_set_text(s, 3, id);
    return take_row(s, r, ret_is_marker);
}

/* A row for what is known; its rank is drawn. */
static int64_t insert(struct visit *v, const char *bucket, const char *key,
                      const struct known *r, bool is_marker)
{
    struct statement *s = database_statement(
        v->ask.database,
        "INSERT INTO version (bucket, key, id, is_marker, size, etag, "
        "modified_ms, headers, sums, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
        "?8, ?9, ?10)");
    struct value *headers = known_headers(r);
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, key);
    database_set_text(s, 3, versions_id(r));
    database_set_int(s, 4, is_marker);
    database_set_int(s, 5, r->blob.size);
    database_set_text(s, 6, r->etag != NULL ? r->etag : "");
    database_set_int(s, 7, r->modified_ms);
    database_set_json(s, 8, headers);
    database_set_json(s, 9, r->sums);
    database_set_json(s, 10, r->tags);
    database_run(s);
    value_release(headers);
    return database_last_key(v->ask.database);
}

static void remove_row(struct visit *v, const char *bucket, int64_t rank)
{
    struct statement *s =
        database_statement(v->ask.database, "DELETE FROM version WHERE rank = ?1");
    database_set_int(s, 1, rank);
    database_run(s);
    blob_remove_aside(v->root, bucket, rank);
}

void versions_store(struct visit *v, const char *bucket, const char *key, const struct known *r)
{
    if (r->rank == 0) {
        known_store(v, bucket, key, r);
        return;
    }
    struct statement *s = database_statement(
        v->ask.database, "UPDATE version SET headers = ?2, tags = ?3 WHERE rank = ?1");
    struct value *headers = known_headers(r);
    database_set_int(s, 1, r->rank);
    database_set_json(s, 2, headers);
    database_set_json(s, 3, r->tags);
    database_run(s);
    value_release(headers);
}

/* ---- Found ---- */

/* Only what looks like a name can be that of a version, there or not. */
static bool check_id(struct visit *v, const char *id)
{
    return strcmp(id, NULL_ID) == 0 ||
           (strlen(id) == RANDOM_UUID_SIZE && strspn(id, "0123456789abcdef-") == strlen(id)) ||
           visit_refuse_with(v, "InvalidArgument", "Invalid version id specified");
}

/* Fail for a version that is a marker: it was asked for, or it is the newest one. */
static bool refuse_marker(struct visit *v, const struct known *r, bool is_asked_for)
{
    visit_refuse(v, is_asked_for ? "MethodNotAllowed" : "NoSuchKey");
    struct value *said = value_object();
    value_set_take(&said, "DeleteMarker", value_bool(true));
    value_set_text(&said, ID, versions_id(r));
    if (is_asked_for) {
        value_set_take(&said, "LastModified", value_int(r->modified_ms / 1000));
    }
    v->ask.answer->body = said;
    return false;
}

static bool find_newest(struct visit *v, const char *bucket, const char *key, struct known *ret)
{
    bool is_marker;
    if (known_open(v, bucket, key, ret)) {
        return true;
    }
    if (ask_has_failed(&v->ask)) {
        return false;
    }
    return load_newest(v, bucket, key, ret, &is_marker) && is_marker
               ? refuse_marker(v, ret, false)
               : visit_refuse(v, "NoSuchKey");
}

bool versions_find(struct visit *v, const char *bucket, const char *key, const char *id,
                   struct known *ret)
{
    bool is_marker;
    if (id == NULL) {
        return find_newest(v, bucket, key, ret);
    }
    if (known_open(v, bucket, key, ret) && strcmp(versions_id(ret), id) == 0) {
        return true;
    }
    known_close(ret);
    if (ask_has_failed(&v->ask)) {
        return false;
    }
    if (!load_by_id(v, bucket, key, id, ret, &is_marker)) {
        return check_id(v, id) && visit_refuse(v, "NoSuchVersion");
    }
    if (is_marker) {
        return refuse_marker(v, ret, true);
    }
    int error = blob_open_aside(v->root, bucket, ret->rank, &ret->blob);
    return error == 0 || visit_refuse_file(v, error);
}

bool versions_peek(struct visit *v, const char *bucket, const char *key, const char *id,
                   struct known *ret)
{
    bool is_there = versions_find(v, bucket, key, id, ret);
    if (!is_there && !v->is_unsure) {
        visit_answer(v, NULL);
    }
    return is_there;
}

bool versions_has(struct visit *v, const char *bucket, const char *key, const char *id)
{
    struct known r;
    bool is_marker;
    bool has = known_open(v, bucket, key, &r) && strcmp(versions_id(&r), id) == 0;
    known_close(&r);
    if (!has) {
        has = load_by_id(v, bucket, key, id, &r, &is_marker);
        known_close(&r);
    }
    return has;
}

/* ---- Put ---- */

static bool set_aside(struct visit *v, const char *bucket, const char *key,
                      const struct known *r)
{
    int64_t rank = insert(v, bucket, key, r, false);
    int error = blob_set_aside(v->root, bucket, key, rank);
    return error == 0 || visit_refuse_file(v, error);
}

/* There is at most one version "null". */
static void remove_null(struct visit *v, const char *bucket, const char *key)
{
    struct known old;
    bool is_marker;
    if (load_by_id(v, bucket, key, NULL_ID, &old, &is_marker)) {
        remove_row(v, bucket, old.rank);
    }
    known_close(&old);
}

static void draw_id(struct visit *v, struct known *r)
{
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(v->ask.random, id);
    value_set_text(&r->more, ID, id);
}

bool versions_make_room(struct visit *v, const char *bucket, const char *key, struct known *r)
{
    enum versions_mode mode = versions_mode(v, bucket);
    struct known there = { .blob.fd = -1 };
    bool is_good = true;
    if (mode == VERSIONS_NONE) {
        return true;
    }
    if (known_open(v, bucket, key, &there) &&
        (mode == VERSIONS_KEPT || value_member(there.more, ID, NULL))) {
        is_good = set_aside(v, bucket, key, &there);
    }
    known_close(&there);
    if (mode == VERSIONS_KEPT) {
        draw_id(v, r);
    } else {
        remove_null(v, bucket, key);
    }
    return is_good && !ask_has_failed(&v->ask);
}

/* ---- Deleted ---- */

/* Remove the object's file and its row. Returns false after a failure. */
static bool remove_object(struct visit *v, const char *bucket, const char *key,
                          bool *ret_is_gone)
{
    int error = blob_remove(v->root, bucket, key);
    if (error != 0 && error != -ENOENT) {
        return visit_refuse_file(v, error);
    }
    known_forget(v, bucket, key);
    *ret_is_gone = error == 0;
    return true;
}

/* The newest version that is left becomes the object, unless it is a marker. */
static bool promote(struct visit *v, const char *bucket, const char *key)
{
    struct known r;
    bool is_marker;
    int error = 0;
    if (load_newest(v, bucket, key, &r, &is_marker) && !is_marker) {
        int64_t rank = r.rank;
        r.rank = 0;
        error = blob_bring_back(v->root, bucket, rank, key, &r.blob);
        if (error == 0) {
            known_store(v, bucket, key, &r);
            remove_row(v, bucket, rank);
        }
    }
    known_close(&r);
    return error == 0 || visit_refuse_file(v, error);
}

static void note(struct versions_deletion *d, const struct known *r, bool is_marker)
{
    snprintf(d->id, sizeof d->id, "%s", versions_id(r));
    d->is_marker = is_marker;
}

/* Put a marker in the place of the object. */
static bool mark(struct visit *v, const char *bucket, const char *key,
                 struct versions_deletion *ret)
{
    struct known marker = { .blob.fd = -1,
                            .modified_ms = v->ask.now_ms,
                            .headers = value_object(),
                            .sums = value_object(),
                            .tags = value_array(0),
                            .more = value_object() };
    bool is_good = versions_make_room(v, bucket, key, &marker) &&
                   remove_object(v, bucket, key, &ret->is_object_gone);
    if (is_good) {
        insert(v, bucket, key, &marker, true);
        note(ret, &marker, true);
    }
    known_close(&marker);
    return is_good;
}

/* A version that was set aside. With the last marker above an older object goes what hides it.
 */
static bool delete_aside(struct visit *v, const char *bucket, const char *key, const char *id,
                         bool has_object, struct versions_deletion *ret)
{
    struct known r;
    bool is_marker, is_good = true;
    if (load_by_id(v, bucket, key, id, &r, &is_marker)) {
        is_good = lock_allows(v, &r);
        if (is_good) {
            remove_row(v, bucket, r.rank);
            note(ret, &r, is_marker);
            is_good = has_object || promote(v, bucket, key);
        }
    } else {
        snprintf(ret->id, sizeof ret->id, "%s", id);
    }
    known_close(&r);
    return is_good;
}

static bool delete_version(struct visit *v, const char *bucket, const char *key, const char *id,
                           struct versions_deletion *ret)
{
    struct known there;
    bool has_object = known_open(v, bucket, key, &there), is_good = !ask_has_failed(&v->ask);
    if (is_good && has_object && strcmp(versions_id(&there), id) == 0) {
        is_good = lock_allows(v, &there) &&
                  remove_object(v, bucket, key, &ret->is_object_gone) &&
                  promote(v, bucket, key);
        note(ret, &there, false);
    } else if (is_good) {
        is_good = delete_aside(v, bucket, key, id, has_object, ret);
    }
    known_close(&there);
    return is_good;
}

bool versions_delete(struct visit *v, const char *bucket, const char *key, const char *id,
                     struct versions_deletion *ret)
{
    *ret = (struct versions_deletion){ .is_marker = false };
    if (id != NULL) {
        bool is_good = check_id(v, id) && delete_version(v, bucket, key, id, ret);
        if (is_good && versions_mode(v, bucket) == VERSIONS_NONE) {
            ret->id[0] = '\0';
        }
        return is_good;
    }
    return versions_mode(v, bucket) == VERSIONS_NONE
               ? remove_object(v, bucket, key, &ret->is_object_gone)
               : mark(v, bucket, key, ret);
}

/* ---- Listed ---- */

bool versions_next(struct visit *v, const char *bucket, struct versions_entry *at)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT " COLUMNS " FROM version WHERE bucket = ?1 AND (key = ?2 AND "
                         "rank < ?3 OR key > ?2) ORDER BY key, rank DESC LIMIT 1");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, at->key);
    database_set_int(s, 3, at->r.rank != 0 ? at->r.rank : TOP_RANK);
    bool is_there = database_row(s);
    memory_release(at->key);
    known_close(&at->r);
    at->key = NULL;
    if (is_there) {
        at->key = memory_text(database_text(s, 9));
        read_row(s, &at->r, &at->is_marker);
        database_leave(s);
    }
    return is_there;
}

bool versions_are_there(struct visit *v, const char *bucket)
{
    struct statement *s =
        database_statement(v->ask.database, "SELECT 1 FROM version WHERE bucket = ?1 LIMIT 1");
    database_set_text(s, 1, bucket);
    bool is_there = database_row(s);
    database_leave(s);
    return is_there;
}
