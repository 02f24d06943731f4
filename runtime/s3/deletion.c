#include "runtime/s3/deletion.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/bucket/entrance.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/notice.h"
#include "runtime/vault/terms.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define KEYS_MAX 1000

/* An object that is not there may be deleted as well. Returns false after a failure. */
static bool delete_key(struct visit *v, const char *key, const char *version,
                       struct versions_deletion *ret)
{
    bool is_good = versions_delete(v, v->bucket, key, version, ret);
    if (is_good && ret->is_object_gone) {
        bool is_marked = version == NULL && ret->is_marker;
        notice_give(v, is_marked ? NOTICE_MARKER : NOTICE_DELETE, v->bucket, key, NULL);
    }
    return is_good;
}

/* A deletion may depend on the object's ETag. */
static bool check_match(struct visit *v, const char *key, const char *match)
{
    struct known there;
    if (match == NULL) {
        return true;
    }
    if (!known_open(v, v->bucket, key, &there)) {
        return !ask_has_failed(&v->ask);
    }
    bool is_it = strcmp(match, "*") == 0 || terms_is_etag(match, there.etag);
    known_close(&there);
    if (!is_it) {
        visit_refuse(v, "PreconditionFailed");
        return visit_detail(v, "Condition", "If-Match");
    }
    return true;
}

void deletion_one(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct versions_deletion done;
    if (visit_object(v) && check_match(v, v->key, visit_text(v, "IfMatch")) &&
        delete_key(v, v->key, visit_text(v, "VersionId"), &done)) {
        struct value *body = value_object();
        if (done.is_marker) {
            value_set_take(&body, "DeleteMarker", value_bool(true));
        }
        if (done.id[0] != '\0') {
            value_set_text(&body, "VersionId", done.id);
        }
        visit_answer(v, body);
        a->answer->status = 204;
    }
}

/* The error of one key goes into the list, and the request goes on. */
static void append_error(struct visit *v, struct value **errors, const struct value *object)
{
    struct value *one = value_object();
    value_set_text(&one, "Key", value_member_text(object, "Key"));
    value_set_text(&one, "VersionId", value_member_text(object, "VersionId"));
    value_set_text(&one, "Code", v->ask.answer->code);
    value_set_text(&one, "Message", v->ask.answer->message);
    value_append_take(errors, one);
    visit_answer(v, NULL);
}

static void delete_one_of(struct visit *v, const struct value *object, struct value **deleted,
                          struct value **errors)
{
    const char *key = value_member_text(object, "Key");
    const char *version = value_member_text(object, "VersionId");
    struct versions_deletion done;
    if (visit_check_key(v, key) && entrance_may_delete(v, key, version) &&
        check_match(v, key, value_member_text(object, "ETag")) &&
        delete_key(v, key, version, &done)) {
        struct value *one = value_object();
        value_set_text(&one, "Key", key);
        value_set_text(&one, "VersionId", version);
        if (done.is_marker) {
            value_set_take(&one, "DeleteMarker", value_bool(true));
            value_set_text(&one, "DeleteMarkerVersionId", done.id);
        }
        value_append_take(deleted, one);
    } else {
        append_error(v, errors, object);
    }
}

static bool check_list(struct visit *v, const struct value *objects)
{
    bool is_good = value_type(objects) == VALUE_ARRAY && value_count(objects) > 0 &&
                   value_count(objects) <= KEYS_MAX;
    for (size_t i = 0; is_good && i < value_count(objects); i++) {
        is_good = value_member_text(value_item(objects, i), "Key") != NULL;
    }
    return is_good || visit_refuse(v, "MalformedXML");
}

void deletion_many(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *all = NULL, *objects = NULL, *quiet = NULL;
    value_member(a->request, "Delete", &all);
    value_member(all, "Objects", &objects);
    value_member(all, "Quiet", &quiet);
    if (!visit_bucket(v) || !check_list(v, objects)) {
        return;
    }
    struct value *deleted = value_array(0), *errors = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(objects); i++) {
        delete_one_of(v, value_item(objects, i), &deleted, &errors);
    }
    if (value_count(deleted) > 0 && !value_is_true(quiet)) {
        value_set_take(&body, "Deleted", value_share(deleted));
    }
    if (value_count(errors) > 0) {
        value_set_take(&body, "Errors", value_share(errors));
    }
    value_release(deleted);
    value_release(errors);
    visit_answer(v, body);
}
