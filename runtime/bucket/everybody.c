#include "runtime/bucket/everybody.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/bucket/grants.h"
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
    { "CreateMultipartUpload", "PutObject", "WRITE", false },
    { "DeleteObject", "DeleteObject", "WRITE", false },
    { "DeleteObjects", "DeleteObject", "WRITE", false },
    { "GetBucketAcl", "GetBucketAcl", "READ_ACP", false },
    { "GetObject", "GetObject", "READ", true },
    { "GetObjectAcl", "GetObjectAcl", "READ_ACP", true },
    { "GetObjectAttributes", "GetObject", "READ", true },
    { "HeadBucket", "ListBucket", "READ", false },
    { "HeadObject", "GetObject", "READ", true },
    { "ListMultipartUploads", "ListBucketMultipartUploads", "READ", false },
    { "ListObjectVersions", "ListBucketVersions", "READ", false },
    { "ListObjects", "ListBucket", "READ", false },
    { "ListObjectsV2", "ListBucket", "READ", false },
    { "PutBucketAcl", "PutBucketAcl", "WRITE_ACP", false },
    { "PutObject", "PutObject", "WRITE", false },
    { "PutObjectAcl", "PutObjectAcl", "WRITE_ACP", true },
    { "UploadPart", "PutObject", "WRITE", false },
};

/* Only who has signed may do these, whatever grants and policies say. */
static const char *const signed_only[] = { "CopyObject", "CreateBucket", "ListBuckets",
                                           "UploadPartCopy" };

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
static bool object_grants(struct visit *v, const char *permission)
{
    const char *key = visit_text(v, "Key"), *id = visit_text(v, "VersionId");
    struct known r = { .blob.fd = -1 };
    bool is_there = key != NULL && (id != NULL ? versions_find(v, v->bucket, key, id, &r)
                                               : known_open(v, v->bucket, key, &r));
    bool may = !is_there && bucket_grants(v, "READ");
    if (is_there) {
        struct value *list = acl_of_object(&r);
        may = has_grant(list, permission);
        value_release(list);
    }
    known_close(&r);
    return may;
}

static bool grants_allow(struct visit *v, const struct need *n)
{
    if (n->permission == NULL || is_blocked(v, "IgnorePublicAcls") || acl_is_off(v)) {
        return false;
    }
    return n->is_of_object ? object_grants(v, n->permission) : bucket_grants(v, n->permission);
}

/* ---- Policies ---- */

/* '*' stands for any text, '?' for one character. Actions have no case. */
static bool matches(const char *pattern, const char *text, bool has_case)
{
    const char *star = NULL, *from = NULL;
    while (*text != '\0') {
        bool is_same = has_case ? *pattern == *text : strncasecmp(pattern, text, 1) == 0;
        if (*pattern == '*') {
            star = pattern++;
            from = text;
        } else if (is_same || *pattern == '?') {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

/* A text, or a list of them. */
static bool has_match(const struct value *patterns, const char *text, bool has_case)
{
    bool has =
        value_type(patterns) == VALUE_STRING && matches(value_string(patterns), text, has_case);
    for (size_t i = 0; value_type(patterns) == VALUE_ARRAY && !has && i < value_count(patterns);
         i++) {
        has = has_match(value_item(patterns, i), text, has_case);
    }
    return has;
}

/* The statement names it; or it does not name it among what it leaves out. */
static bool covers(const struct value *statement, const char *member, const char *otherwise,
                   const char *text, bool has_case)
{
    struct value *is = NULL;
    if (value_member(statement, member, &is)) {
        return has_match(is, text, has_case);
    }
    return value_member(statement, otherwise, &is) && !has_match(is, text, has_case);
}

static bool is_about(const struct value *statement, const char *action, const char *resource)
{
    struct value *principal = NULL;
    return value_member(statement, "Principal", &principal) && grants_is_everybody(principal) &&
           !value_member(statement, "Condition", NULL) &&
           covers(statement, "Action", "NotAction", action, false) &&
           covers(statement, "Resource", "NotResource", resource, true);
}

enum decision { SAYS_NOTHING, ALLOWS, DENIES };

static enum decision decide_one(const struct value *statement, const char *action,
                                const char *resource)
{
    const char *effect = value_member_text(statement, "Effect");
    if (effect == NULL || !is_about(statement, action, resource)) {
        return SAYS_NOTHING;
    }
    return strcmp(effect, "Allow") == 0 ? ALLOWS : DENIES;
}

static enum decision decide(const struct value *text, const char *action, const char *resource)
{
    struct value *policy = NULL, *all = NULL;
    struct read_error ignored;
    enum decision said = SAYS_NOTHING;
    if (read_json(value_string(text), value_string_size(text), &policy, &ignored) &&
        value_member(policy, "Statement", &all)) {
        said = value_type(all) == VALUE_OBJECT ? decide_one(all, action, resource) : said;
        for (size_t i = 0; value_type(all) == VALUE_ARRAY && i < value_count(all); i++) {
            enum decision one = decide_one(value_item(all, i), action, resource);
            said = one > said ? one : said;
        }
    }
    value_release(policy);
    return said;
}

static enum decision policy_says(struct visit *v, const struct need *n)
{
    const char *key = visit_text(v, "Key");
    bool is_of_keys = strcmp(v->operation, "DeleteObjects") == 0;
    bool has_version =
        visit_text(v, "VersionId") != NULL && strstr(n->action, "Object") != NULL;
    struct value *text = setting_load(v, v->bucket, SETTING_POLICY);
    struct buf action = { 0 }, resource = { 0 };
    enum decision said = SAYS_NOTHING;
    buf_print(&action, "s3:%s%s", n->action, has_version ? "Version" : "");
    buf_print(&resource, "arn:%s:s3:::%s%s%s", account_partition(), v->bucket,
              key != NULL || is_of_keys ? "/" : "",
              key != NULL  ? key
              : is_of_keys ? "*"
                           : "");
    if (text != NULL) {
        said = decide(text, buf_string(&action), buf_string(&resource));
    }
    if (said == ALLOWS && is_blocked(v, "RestrictPublicBuckets")) {
        said = SAYS_NOTHING;
    }
    buf_release(&action);
    buf_release(&resource);
    value_release(text);
    return said;
}

/* ---- All ---- */

static struct need need_of(const char *operation)
{
    for (size_t i = 0; i < COUNT(needs); i++) {
        if (strcmp(needs[i].operation, operation) == 0) {
            return needs[i];
        }
    }
    return (struct need){ operation, operation, NULL, false };
}

bool everybody_check(struct ask *a)
{
    struct visit *v = visit_of(a);
    if (!value_member(a->request, EVERYBODY, NULL)) {
        return true;
    }
    for (size_t i = 0; i < COUNT(signed_only); i++) {
        if (strcmp(signed_only[i], v->operation) == 0) {
            return visit_refuse(v, "AccessDenied");
        }
    }
    if (!visit_bucket(v)) {
        return false;
    }
    struct need n = need_of(v->operation);
    enum decision said = policy_says(v, &n);
    bool may = said == ALLOWS || (said == SAYS_NOTHING && grants_allow(v, &n));
    return may || (!ask_has_failed(a) && visit_refuse(v, "AccessDenied"));
}
