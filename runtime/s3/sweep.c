#include "runtime/s3/sweep.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/bucket/expiry.h"
#include "runtime/s3/parts.h"
#include "runtime/service/ask.h"
#include "runtime/service/s3.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/notice.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

/* The buckets that have a lifecycle: a new array. */
static struct value *buckets(struct visit *v)
{
    struct value *all = value_array(0);
    struct statement *s =
        database_statement(v->ask.database, "SELECT bucket FROM setting WHERE name = ?1");
    database_set_text(s, 1, SETTING_LIFECYCLE);
    while (database_row(s)) {
        value_append_take(&all, value_text(database_text(s, 0)));
    }
    database_leave(s);
    return all;
}

void sweep_look(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *all = buckets(v), *body = value_object();
    value_set_take(&body, "IsThere", value_bool(value_count(all) > 0));
    visit_answer(v, body);
    value_release(all);
}

/* What cannot be deleted, such as a version that is locked, stays. */
static void remove_one(struct visit *v, const char *key, const char *id)
{
    struct versions_deletion done;
    if (!versions_delete(v, v->bucket, key, id, &done)) {
        visit_answer(v, NULL);
    } else if (done.is_object_gone) {
        notice_give(v, done.is_marker ? NOTICE_EXPIRED_BY_MARKER : NOTICE_EXPIRED, v->bucket,
                    key, NULL);
    }
}

static void move(struct visit *v, const struct value *rules, const char *key, struct known *r)
{
    const char *class = expiry_class(rules, key, r, v->ask.now_ms);
    const char *has = value_member_text(r->headers, "StorageClass");
    if (class != NULL && (has == NULL || strcmp(has, class) != 0)) {
        value_set_text(&r->headers, "StorageClass", class);
        known_store(v, v->bucket, key, r);
    }
}

static void sweep_object(struct visit *v, const struct value *rules, const char *key)
{
    struct known r = { .blob.fd = -1 };
    const struct value *rule;
    bool is_there = known_open(v, v->bucket, key, &r);
    if (is_there && expiry_of_object(rules, key, &r, &rule) <= v->ask.now_ms) {
        remove_one(v, key, NULL);
    } else if (is_there) {
        move(v, rules, key, &r);
    } else {
        visit_answer(v, NULL);
    }
    known_close(&r);
}

static void sweep_objects(struct visit *v, const struct value *rules)
{
    struct s3_keys keys = { .keys = NULL };
    struct buf ignored = { 0 };
    if (s3_list(v->folder, v->bucket, "", &keys, &ignored)) {
        for (size_t i = 0; i < keys.count; i++) {
            sweep_object(v, rules, keys.keys[i]);
        }
        s3_release_keys(&keys);
    }
    buf_release(&ignored);
}

/* Where the walk over the versions that are set aside is. */
struct walk {
    struct versions_entry at;
    char *key;        /* of the entry before, owned; NULL at first */
    int64_t since_ms; /* when the version above the entry was made */
    int64_t newer;    /* how many versions are between the entry and the newest one */
    bool is_newest;   /* there is none above it: it is a marker */
};

/* Returns false at the end. */
static bool step(struct visit *v, struct walk *w)
{
    if (w->key != NULL) {
        w->since_ms = w->at.r.modified_ms;
        w->newer += !w->is_newest;
        w->is_newest = false;
    }
    if (!versions_next(v, v->bucket, &w->at)) {
        return false;
    }
    if (w->key == NULL || strcmp(w->key, w->at.key) != 0) {
        struct known r = { .blob.fd = -1 };
        w->is_newest = !known_open(v, v->bucket, w->at.key, &r);
        w->since_ms = r.modified_ms;
        w->newer = 0;
        known_close(&r);
        visit_answer(v, NULL);
        memory_release(w->key);
        w->key = memory_text(w->at.key);
    }
    return true;
}

static struct walk begin(void)
{
    return (struct walk){ .at = { .key = memory_text(""), .r.blob.fd = -1 } };
}

static void end(struct walk *w)
{
    memory_release(w->key);
    memory_release(w->at.key);
    known_close(&w->at.r);
}

static void sweep_versions(struct visit *v, const struct value *rules)
{
    struct walk w = begin();
    while (step(v, &w)) {
        if (!w.is_newest &&
            expiry_of_version(rules, w.at.key, &w.at.r, w.since_ms, w.newer) <= v->ask.now_ms) {
            remove_one(v, w.at.key, versions_id(&w.at.r));
        }
    }
    end(&w);
}

/* A marker that is the only version of its key hides nothing. */
static void sweep_markers(struct visit *v, const struct value *rules)
{
    struct walk w = begin();
    char *key = NULL, *id = NULL; /* the marker that is the newest version, if it is due */
    bool goes_on = true;
    while (goes_on) {
        goes_on = step(v, &w);
        bool is_alone = key != NULL && (!goes_on || strcmp(key, w.at.key) != 0);
        if (is_alone) {
            remove_one(v, key, id);
        }
        memory_release(key);
        memory_release(id);
        key = id = NULL;
        if (goes_on && w.is_newest && w.at.is_marker &&
            expiry_of_marker(rules, w.at.key, &w.at.r) <= v->ask.now_ms) {
            key = memory_text(w.at.key);
            id = memory_text(versions_id(&w.at.r));
        }
    }
    end(&w);
}

static void sweep_uploads(struct visit *v, const struct value *rules)
{
    struct value *due = value_array(0);
    struct statement *s = database_statement(
        v->ask.database, "SELECT id, key, made_ms FROM upload WHERE bucket = ?1");
    database_set_text(s, 1, v->bucket);
    while (database_row(s)) {
        if (expiry_of_upload(rules, database_text(s, 1), database_int(s, 2)) <= v->ask.now_ms) {
            value_append_take(&due, value_text(database_text(s, 0)));
        }
    }
    database_leave(s);
    for (size_t i = 0; i < value_count(due); i++) {
        parts_forget_upload(v, value_string(value_item(due, i)));
    }
    value_release(due);
}

void sweep_run(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *all = buckets(v);
    for (size_t i = 0; i < value_count(all); i++) {
        v->bucket = value_string(value_item(all, i));
        struct value *rules = expiry_rules(v, v->bucket);
        if (visit_has_bucket(v, v->bucket)) {
            sweep_objects(v, rules);
            sweep_versions(v, rules);
            sweep_markers(v, rules);
            sweep_uploads(v, rules);
        }
        value_release(rules);
    }
    v->bucket = NULL;
    value_release(all);
}
