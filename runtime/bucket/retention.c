#include "runtime/bucket/retention.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

/* Find the version that the request is about, in a bucket that allows locks. Returns false
 * after a failure. */
static bool find(struct visit *v, struct known *ret)
{
    *ret = (struct known){ .blob.fd = -1 };
    if (!visit_object(v)) {
        return false;
    }
    return (lock_is_enabled(v, v->bucket) ||
            visit_refuse_with(v, "InvalidRequest",
                              "Bucket is missing Object Lock Configuration")) &&
           versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), ret);
}

void retention_get(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r;
    if (find(v, &r)) {
        struct value *is = NULL, *body = value_object();
        if (lock_retention(&r) != NULL && value_member(r.more, LOCK_RETENTION, &is)) {
            value_set_take(&body, "Retention", value_share(is));
            visit_answer(v, value_share(body));
        } else {
            visit_refuse(v, "NoSuchObjectLockConfiguration");
        }
        value_release(body);
    }
    known_close(&r);
}

/* A retention without members takes it away. */
static bool set_retention(struct visit *v, struct known *r)
{
    struct value *is = NULL;
    value_member(v->ask.request, "Retention", &is);
    bool is_none = value_type(is) == VALUE_OBJECT && value_count(is) == 0;
    if (!is_none && !lock_check_retention(v, is)) {
        return false;
    }
    if (lock_forbids(v, r, is)) {
        return visit_refuse_with(v, "AccessDenied",
                                 "Access Denied because object protected by object lock.");
    }
    if (is_none) {
        value_set_take(&r->more, LOCK_RETENTION, value_null());
    } else {
        value_set_take(&r->more, LOCK_RETENTION, value_share(is));
    }
    return true;
}

void retention_put(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r;
    if (find(v, &r) && set_retention(v, &r)) {
        versions_store(v, v->bucket, v->key, &r);
    }
    known_close(&r);
}

void retention_get_hold(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r;
    if (find(v, &r)) {
        const char *status = value_member_text(r.more, LOCK_HOLD);
        if (status != NULL) {
            struct value *hold = value_object(), *body = value_object();
            value_set_text(&hold, "Status", status);
            value_set_take(&body, "LegalHold", hold);
            visit_answer(v, body);
        } else {
            visit_refuse(v, "NoSuchObjectLockConfiguration");
        }
    }
    known_close(&r);
}

void retention_put_hold(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *is = NULL;
    struct known r;
    value_member(a->request, "LegalHold", &is);
    const char *status = value_member_text(is, "Status");
    if (find(v, &r)) {
        if (status == NULL || (strcmp(status, "ON") != 0 && strcmp(status, "OFF") != 0)) {
            visit_refuse(v, "MalformedXML");
        } else {
            value_set_text(&r.more, LOCK_HOLD, status);
            versions_store(v, v->bucket, v->key, &r);
        }
    }
    known_close(&r);
}
