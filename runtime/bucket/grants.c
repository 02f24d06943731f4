#include "runtime/bucket/grants.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/bucket/policy.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

/* What a request to set grants says: new, or NULL after a failure. */
static struct value *wanted(struct visit *v)
{
    struct value *list;
    if (acl_read(v, &list) && list == NULL) {
        visit_refuse(v, "MissingSecurityHeader");
    }
    return list;
}

void grants_get_bucket(struct ask *a)
{
    struct visit *v = visit_of(a);
    if (visit_bucket(v)) {
        struct value *list = setting_load(v, v->bucket, SETTING_ACL);
        visit_answer(v, list != NULL ? list : acl_default());
    }
}

void grants_put_bucket(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *list = visit_bucket(v) ? wanted(v) : NULL;
    if (list != NULL) {
        setting_store(v, v->bucket, SETTING_ACL, list);
    }
    value_release(list);
}

void grants_get_object(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r = { .blob.fd = -1 };
    if (visit_object(v) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r)) {
        visit_answer(v, acl_of_object(&r));
    }
    known_close(&r);
}

void grants_put_object(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct known r = { .blob.fd = -1 };
    struct value *list = NULL;
    if (visit_object(v) &&
        versions_find(v, v->bucket, v->key, visit_text(v, "VersionId"), &r) &&
        (list = wanted(v)) != NULL) {
        acl_set(&r, list);
        versions_store(v, v->bucket, v->key, &r);
    }
    value_release(list);
    known_close(&r);
}

/* ---- Policies ---- */

bool grants_has_public(const struct value *text)
{
    struct value *policy = NULL;
    struct read_error ignored;
    bool has = read_json(value_string(text), value_string_size(text), &policy, &ignored) &&
               policy_is_public(policy);
    value_release(policy);
    return has;
}

void grants_get_policy_status(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct value *text = visit_bucket(v) ? setting_load(v, v->bucket, SETTING_POLICY) : NULL;
    if (text != NULL) {
        struct value *status = value_object(), *body = value_object();
        value_set_take(&status, "IsPublic", value_bool(grants_has_public(text)));
        value_set_take(&body, "PolicyStatus", status);
        visit_answer(v, body);
    } else if (!ask_has_failed(a)) {
        visit_refuse(v, "NoSuchBucketPolicy");
    }
    value_release(text);
}
