#include "runtime/bucket/entrance.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/bucket/context.h"
#include "runtime/bucket/policy.h"
#include "runtime/service/ask.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vault/acl.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define COUNT(all) (sizeof(all) / sizeof((all)[0]))

/* What an operation needs: an action of policies, and a permission of the grants on the bucket
 * or on the object. An operation that is not here has the action of its own name, and no
 * permission. */
static const struct need {
    const char *operation, *action, *permission;
    bool is_of_object; /* the permission is the object's */
} needs[] = {
    { "CompleteMultipartUpload", "PutObject", "WRITE", false },
    { "CopyObject", "PutObject", "WRITE", false },
    { "CreateMultipartUpload", "PutObject", "WRITE", false },
    { "DeleteBucketAnalyticsConfiguration", "PutAnalyticsConfiguration", NULL, false },
    { "DeleteBucketCors", "PutBucketCORS", NULL, false },
    { "DeleteBucketEncryption", "PutEncryptionConfiguration", NULL, false },
    { "DeleteBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration", NULL,
      false },
    { "DeleteBucketInventoryConfiguration", "PutInventoryConfiguration", NULL, false },
    { "DeleteBucketLifecycle", "PutLifecycleConfiguration", NULL, false },
    { "DeleteBucketMetricsConfiguration", "PutMetricsConfiguration", NULL, false },
    { "DeleteBucketOwnershipControls", "PutBucketOwnershipControls", NULL, false },
    { "DeleteBucketReplication", "PutReplicationConfiguration", NULL, false },
    { "DeleteBucketTagging", "PutBucketTagging", NULL, false },
    { "DeleteObject", "DeleteObject", "WRITE", false },
    { "DeletePublicAccessBlock", "PutBucketPublicAccessBlock", NULL, false },
    { "GetBucketAccelerateConfiguration", "GetAccelerateConfiguration", NULL, false },
    { "GetBucketAcl", "GetBucketAcl", "READ_ACP", false },
    { "GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration", NULL, false },
    { "GetBucketEncryption", "GetEncryptionConfiguration", NULL, false },
    { "GetBucketIntelligentTieringConfiguration", "GetIntelligentTieringConfiguration", NULL,
      false },
    { "GetBucketInventoryConfiguration", "GetInventoryConfiguration", NULL, false },
    { "GetBucketLifecycle", "GetLifecycleConfiguration", NULL, false },
    { "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration", NULL, false },
    { "GetBucketMetricsConfiguration", "GetMetricsConfiguration", NULL, false },
    { "GetBucketNotificationConfiguration", "GetBucketNotification", NULL, false },
    { "GetBucketReplication", "GetReplicationConfiguration", NULL, false },
    { "GetObject", "GetObject", "READ", true },
    { "GetObjectAcl", "GetObjectAcl", "READ_ACP", true },
    { "GetObjectAttributes", "GetObjectAttributes", "READ", true },
    { "GetObjectLockConfiguration", "GetBucketObjectLockConfiguration", NULL, false },
    { "GetPublicAccessBlock", "GetBucketPublicAccessBlock", NULL, false },
    { "HeadBucket", "ListBucket", "READ", false },
    { "HeadObject", "GetObject", "READ", true },
    { "ListBucketAnalyticsConfigurations", "GetAnalyticsConfiguration", NULL, false },
    { "ListBucketIntelligentTieringConfigurations", "GetIntelligentTieringConfiguration", NULL,
      false },
    { "ListBucketInventoryConfigurations", "GetInventoryConfiguration", NULL, false },
    { "ListBucketMetricsConfigurations", "GetMetricsConfiguration", NULL, false },
    { "ListMultipartUploads", "ListBucketMultipartUploads", "READ", false },
    { "ListObjectVersions", "ListBucketVersions", "READ", false },
    { "ListObjects", "ListBucket", "READ", false },
    { "ListObjectsV2", "ListBucket", "READ", false },
    { "ListParts", "ListMultipartUploadParts", NULL, false },
    { "PutBucketAccelerateConfiguration", "PutAccelerateConfiguration", NULL, false },
    { "PutBucketAcl", "PutBucketAcl", "WRITE_ACP", false },
    { "PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration", NULL, false },
    { "PutBucketEncryption", "PutEncryptionConfiguration", NULL, false },
    { "PutBucketIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration", NULL,
      false },
    { "PutBucketInventoryConfiguration", "PutInventoryConfiguration", NULL, false },
    { "PutBucketLifecycle", "PutLifecycleConfiguration", NULL, false },
    { "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration", NULL, false },
    { "PutBucketMetricsConfiguration", "PutMetricsConfiguration", NULL, false },
    { "PutBucketNotificationConfiguration", "PutBucketNotification", NULL, false },
    { "PutBucketReplication", "PutReplicationConfiguration", NULL, false },
    { "PutObject", "PutObject", "WRITE", false },
    { "PutObjectAcl", "PutObjectAcl", "WRITE_ACP", true },
    { "PutObjectLockConfiguration", "PutBucketObjectLockConfiguration", NULL, false },
    { "PutPublicAccessBlock", "PutBucketPublicAccessBlock", NULL, false },
    { "UploadPart", "PutObject", "WRITE", false },
    { "UploadPartCopy", "PutObject", "WRITE", false },
};

/* Only who has signed may do these, whatever grants and policies say. */
static const char *const signed_only[] = { "CopyObject", "CreateBucket", "ListBuckets",
                                           "UploadPartCopy" };

/* No policy keeps the owner from these: one that denies everything could not be replaced. */
static const char *const owners[] = { "CreateBucket", "DeleteBucketPolicy", "GetBucketPolicy",
                                      "ListBuckets", "PutBucketPolicy" };

/* What a request asks for. All is borrowed. */
struct wish {
    const struct need *need;
    const char *bucket, *key, *version; /* the last two may be NULL */
    bool is_owner;
};

static bool is_among(const char *const *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_owner(const struct visit *v)
{
    return !value_member(v->ask.request, CONTEXT_EVERYBODY, NULL);
}

/* ---- Public access blocks ---- */

static bool is_blocked(struct visit *v, const char *member)
{
    struct value *block = setting_load(v, v->bucket, SETTING_PUBLIC_BLOCK), *is = NULL;
    bool is_set = value_member(block, member, &is) && value_is_true(is);
    value_release(block);
    return is_set;
}

/* ---- Grants ---- */

static bool has_grant(const struct value *list, const char *permission)
{
    struct value *grants = NULL;
    value_member(list, "Grants", &grants);
    for (size_t i = 0; i < value_count(grants); i++) {
        const struct value *grant = value_item(grants, i);
        const char *has = value_member_text(grant, "Permission");
        struct value *grantee = NULL;
        value_member(grant, "Grantee", &grantee);
        if (acl_is_everybody(grantee) && has != NULL &&
            (strcmp(has, permission) == 0 || strcmp(has, "FULL_CONTROL") == 0)) {
            return true;
        }
    }
    return false;
}

static bool bucket_grants(struct visit *v, const char *permission)
{
    struct value *list = setting_load(v, v->bucket, SETTING_ACL);
    bool has = list != NULL && has_grant(list, permission);
    value_release(list);
    return has;
}

/* Of an object that is not there nobody hears, but who may list the bucket. */
static bool object_grants(struct visit *v, const struct wish *w)
{
    struct known r = { .blob.fd = -1 };
    bool is_there = w->key != NULL && versions_peek(v, w->bucket, w->key, w->version, &r);
    bool may = !is_there && bucket_grants(v, "READ");
    if (is_there) {
        struct value *list = acl_of_object(&r);
        may = has_grant(list, w->need->permission);
        value_release(list);
    }
    known_close(&r);
    return may;
}

static bool grants_allow(struct visit *v, const struct wish *w)
{
    if (w->need->permission == NULL || is_blocked(v, "IgnorePublicAcls") || acl_is_off(v)) {
        return false;
    }
    return w->need->is_of_object ? object_grants(v, w) : bucket_grants(v, w->need->permission);
}

/* ---- Policies ---- */

/* "s3:GetObject", or "s3:GetObjectVersion" where the request names one. */
static void put_action(struct buf *out, const struct wish *w)
{
    static const char *const alike[] = { "GetObjectLegalHold", "GetObjectRetention",
                                         "PutObjectLegalHold", "PutObjectRetention",
                                         "RestoreObject" };
    const char *action = w->need->action, *object = strstr(action, "Object");
    if (w->version == NULL || object == NULL || is_among(alike, COUNT(alike), action)) {
        buf_print(out, "s3:%s", action);
        return;
    }
    object += strlen("Object");
    buf_print(out, "s3:%.*sVersion%s", (int)(object - action), action, object);
}

static enum policy_decision ask_policy(struct visit *v, const struct wish *w,
                                       const struct value *text)
{
    struct value *policy = NULL, *context;
    struct read_error ignored;
    struct buf action = { 0 }, resource = { 0 };
    enum policy_decision said = POLICY_SAYS_NOTHING;
    put_action(&action, w);
    buf_print(&resource, "arn:%s:s3:::%s%s%s", account_partition(), w->bucket,
              w->key != NULL ? "/" : "", w->key != NULL ? w->key : "");
    if (read_json(value_string(text), value_string_size(text), &policy, &ignored)) {
        context = context_of(v, value_string(text), w->bucket, w->key, w->version);
        struct policy_question q = { w->is_owner, buf_string(&action), buf_string(&resource),
                                     context };
        said = policy_decide(policy, &q);
        value_release(context);
    }
    value_release(policy);
    buf_release(&action);
    buf_release(&resource);
    return said;
}

static enum policy_decision policy_says(struct visit *v, const struct wish *w)
{
    struct value *text = setting_load(v, w->bucket, SETTING_POLICY);
    enum policy_decision said = text != NULL ? ask_policy(v, w, text) : POLICY_SAYS_NOTHING;
    value_release(text);
    return said == POLICY_ALLOWS && !w->is_owner && is_blocked(v, "RestrictPublicBuckets")
               ? POLICY_SAYS_NOTHING
               : said;
}

/* ---- All ---- */

static bool is_allowed(struct visit *v, const struct wish *w)
{
    enum policy_decision said = policy_says(v, w);
    return said == POLICY_ALLOWS ||
           (said == POLICY_SAYS_NOTHING && (w->is_owner || grants_allow(v, w)));
}

/* That an object is not there hears only who may list the bucket. */
static bool may_know(struct visit *v, const struct wish *w)
{
    static const struct need list = { "ListObjects", "ListBucket", "READ", false };
    struct known r = { .blob.fd = -1 };
    if (w->is_owner || w->key == NULL || strcmp(w->need->action, "GetObject") != 0) {
        return true;
    }
    bool is_there = versions_peek(v, w->bucket, w->key, w->version, &r);
    struct wish other = { &list, w->bucket, NULL, NULL, false };
    known_close(&r);
    return is_there || is_allowed(v, &other);
}

static bool may(struct visit *v, const struct wish *w)
{
    bool is_good = is_allowed(v, w) && may_know(v, w);
    return !ask_has_failed(&v->ask) && (is_good || visit_refuse(v, "AccessDenied"));
}

/* What an upload says beside its bytes needs actions of its own. */
static bool may_say_more(struct visit *v, struct wish w)
{
    static const struct need tags = { "PutObjectTagging", "PutObjectTagging", NULL, false };
    static const struct need acl = { "PutObjectAcl", "PutObjectAcl", "WRITE", false };
    if (strcmp(w.need->action, "PutObject") != 0) {
        return true;
    }
    w.need = &tags;
    if (visit_text(v, "Tagging") != NULL && !may(v, &w)) {
        return false;
    }
    w.need = &acl;
    return visit_text(v, "ACL") == NULL || may(v, &w);
}

static struct need need_of(const char *operation)
{
    for (size_t i = 0; i < COUNT(needs); i++) {
        if (strcmp(needs[i].operation, operation) == 0) {
            return needs[i];
        }
    }
    return (struct need){ operation, operation, NULL, false };
}

/* A bucket that is not there is the operation's own failure. */
static bool has_bucket(struct visit *v)
{
    const char *bucket = visit_text(v, "Bucket");
    return bucket != NULL && visit_has_bucket(v, bucket);
}

bool entrance_check(struct ask *a)
{
    struct visit *v = visit_of(a);
    struct need n = need_of(v->operation);
    bool signs = is_owner(v);
    if (signs && (is_among(owners, COUNT(owners), v->operation) || !has_bucket(v))) {
        return true;
    }
    if (!signs && is_among(signed_only, COUNT(signed_only), v->operation)) {
        return visit_refuse(v, "AccessDenied");
    }
    if (!visit_bucket(v)) {
        return false;
    }
    struct wish w = { &n, v->bucket, visit_text(v, "Key"), visit_text(v, "VersionId"), signs };
    return strcmp(v->operation, "DeleteObjects") == 0 || (may(v, &w) && may_say_more(v, w));
}

bool entrance_may_delete(struct visit *v, const char *key, const char *version)
{
    static const struct need n = { "DeleteObject", "DeleteObject", "WRITE", false };
    struct wish w = { &n, v->bucket, key, version, is_owner(v) };
    return may(v, &w);
}

bool entrance_may_copy_from(struct visit *v, const char *bucket, const char *key,
                            const char *version)
{
    static const struct need n = { "GetObject", "GetObject", "READ", true };
    struct wish w = { &n, bucket, key, version, true };
    return may(v, &w);
}
