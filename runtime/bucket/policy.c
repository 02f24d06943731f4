#include "runtime/bucket/policy.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/bucket/clause.h"
#include "runtime/value/value.h"

#define COUNT(all) (sizeof(all) / sizeof((all)[0]))

static struct value *member(const struct value *of, const char *name)
{
    struct value *is = NULL;
    return value_member(of, name, &is) ? is : NULL;
}

/* A member that may have one value alone is a list of it. */
static size_t count_of(const struct value *list)
{
    return value_type(list) == VALUE_ARRAY ? value_count(list) : list != NULL;
}

static const struct value *item_of(const struct value *list, size_t i)
{
    return value_type(list) == VALUE_ARRAY ? value_item(list, i) : list;
}

static const char *text_of(const struct value *list, size_t i)
{
    const struct value *one = item_of(list, i);
    return value_type(one) == VALUE_STRING ? value_string(one) : "";
}

/* ---- Principals ---- */

static void put_root(struct buf *out)
{
    buf_print(out, "arn:%s:iam::%s:root", account_partition(), account_id());
}

/* Returns true if the principal names everybody, or the owner if it is the one who asks. */
static bool names(const struct value *principal, bool is_owner)
{
    static const char *const kinds[] = { "AWS", "CanonicalUser" };
    struct buf root = { 0 };
    bool has = strcmp(text_of(principal, 0), "*") == 0;
    put_root(&root);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct value *list = member(principal, kinds[i]);
        for (size_t j = 0; j < count_of(list); j++) {
            const char *one = text_of(list, j);
            has = has || strcmp(one, "*") == 0 ||
                  (is_owner &&
                   (strcmp(one, account_id()) == 0 || strcmp(one, buf_string(&root)) == 0));
        }
    }
    buf_release(&root);
    return has;
}

static bool is_for(const struct value *statement, bool is_owner)
{
    const struct value *principal = member(statement, "Principal");
    const struct value *others = member(statement, "NotPrincipal");
    return principal != NULL ? names(principal, is_owner)
                             : others != NULL && !names(others, is_owner);
}

/* ---- Decided ---- */

static bool has_match(const struct value *patterns, const char *text, bool has_case)
{
    bool has = false;
    for (size_t i = 0; !has && i < count_of(patterns); i++) {
        has = clause_is_like(text_of(patterns, i), text, has_case);
    }
    return has;
}

/* The statement names it; or it does not name it among what it leaves out. */
static bool covers(const struct value *statement, const char *name, const char *otherwise,
                   const char *text, bool has_case)
{
    struct value *is = NULL;
    if (value_member(statement, name, &is)) {
        return has_match(is, text, has_case);
    }
    return value_member(statement, otherwise, &is) && !has_match(is, text, has_case);
}

static enum policy_decision decide_one(const struct value *statement,
                                       const struct policy_question *q)
{
    const char *effect = value_member_text(statement, "Effect");
    if (effect == NULL || !is_for(statement, q->is_owner) ||
        !covers(statement, "Action", "NotAction", q->action, false) ||
        !covers(statement, "Resource", "NotResource", q->resource, true) ||
        !clause_holds(member(statement, "Condition"), q->context)) {
        return POLICY_SAYS_NOTHING;
    }
    return strcmp(effect, "Allow") == 0 ? POLICY_ALLOWS : POLICY_DENIES;
}

enum policy_decision policy_decide(const struct value *policy, const struct policy_question *q)
{
    const struct value *all = member(policy, "Statement");
    enum policy_decision said = POLICY_SAYS_NOTHING;
    for (size_t i = 0; i < count_of(all); i++) {
        enum policy_decision one = decide_one(item_of(all, i), q);
        said = one > said ? one : said;
    }
    return said;
}

/* ---- Public ---- */

/* A condition on one of these keeps out all but some. */
static bool leaves_out_most(const struct value *conditions)
{
    static const char *const keys[] = {
        "aws:SourceArn",         "aws:SourceVpc",
        "aws:SourceVpce",        "aws:SourceAccount",
        "aws:SourceOwner",       "aws:SourceIp",
        "aws:PrincipalArn",      "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths", "aws:userid",
        "s3:DataAccessPointArn", "s3:DataAccessPointAccount",
        "aws:PrincipalAccount",  "s3:x-amz-server-side-encryption-aws-kms-key-id",
    };
    for (struct value_walk w = value_walk(conditions); value_step(&w);) {
        for (struct value_walk k = value_walk(w.value); value_step(&k);) {
            for (size_t i = 0; i < COUNT(keys); i++) {
                bool is_wide = strcmp(text_of(k.value, 0), "*") == 0 ||
                               strcmp(text_of(k.value, 0), "0.0.0.0/0") == 0;
                if (strcasecmp(k.key, keys[i]) == 0 && !is_wide) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool policy_is_public(const struct value *policy)
{
    const struct value *all = member(policy, "Statement");
    for (size_t i = 0; i < count_of(all); i++) {
        const struct value *statement = item_of(all, i);
        const char *effect = value_member_text(statement, "Effect");
        if (effect != NULL && strcmp(effect, "Allow") == 0 && is_for(statement, false) &&
            !leaves_out_most(member(statement, "Condition"))) {
            return true;
        }
    }
    return false;
}

/* ---- Checked ---- */

static bool refuse(struct buf *why, const char *text)
{
    buf_text(why, text);
    return false;
}

/* All resources must be of the bucket. */
static bool is_resource(const char *text, const char *bucket)
{
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:s3:::%s", account_partition(), bucket);
    bool is_it = strcmp(text, "*") == 0 ||
                 (strncmp(text, buf_string(&arn), arn.size) == 0 &&
                  (text[arn.size] == '\0' || text[arn.size] == '/' || text[arn.size] == '*'));
    buf_release(&arn);
    return is_it;
}

/* An action that objects have, and not buckets; `action` has its "s3:". */
static bool is_of_objects(const char *action)
{
    static const char *const others[] = {
        "s3:AbortMultipartUpload",
        "s3:BypassGovernanceRetention",
        "s3:InitiateReplication",
        "s3:ListMultipartUploadParts",
        "s3:ReplicateDelete",
        "s3:ReplicateTags",
        "s3:ObjectOwnerOverrideToBucketOwner",
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        if (strcasecmp(action, others[i]) == 0) {
            return true;
        }
    }
    return strcasestr(action, "Object") != NULL && strcasestr(action, "Bucket") == NULL;
}

/* An action without '*' and '?' is of objects or of the bucket: the statement must be about
 * some. */
static bool applies(const char *action, const struct value *resources)
{
    for (size_t i = 0; i < count_of(resources); i++) {
        const char *resource = text_of(resources, i);
        bool is_wide = strpbrk(resource, "*?") != NULL && strchr(resource, '/') == NULL;
        if (is_wide || (strchr(resource, '/') != NULL) == is_of_objects(action)) {
            return true;
        }
    }
    return false;
}

static bool check_actions(const struct value *statement, struct buf *why)
{
    const struct value *actions = member(statement, "Action");
    const struct value *resources = member(statement, "Resource");
    const struct value *all = actions != NULL ? actions : member(statement, "NotAction");
    if (count_of(all) == 0) {
        return refuse(why, "Missing required field Action");
    }
    for (size_t i = 0; i < count_of(all); i++) {
        const char *action = text_of(all, i);
        if (strcmp(action, "*") != 0 &&
            (strncasecmp(action, "s3:", 3) != 0 || action[3] == '\0')) {
            return refuse(why, "Policy has invalid action");
        }
        if (actions != NULL && resources != NULL && strpbrk(action, "*?") == NULL &&
            !applies(action, resources)) {
            return refuse(why, "Action does not apply to any resource(s) in statement");
        }
    }
    return true;
}

static bool check_resources(const struct value *statement, const char *bucket, struct buf *why)
{
    const struct value *resources = member(statement, "Resource");
    resources = resources != NULL ? resources : member(statement, "NotResource");
    if (count_of(resources) == 0) {
        return refuse(why, "Missing required field Resource");
    }
    for (size_t i = 0; i < count_of(resources); i++) {
        if (!is_resource(text_of(resources, i), bucket)) {
            return refuse(why, "Policy has invalid resource");
        }
    }
    return true;
}

/* "*", an account's number, or an ARN. */
static bool check_principal(const struct value *statement, struct buf *why)
{
    static const char *const kinds[] = { "AWS", "CanonicalUser", "Federated", "Service" };
    const struct value *principal = member(statement, "Principal");
    principal = principal != NULL ? principal : member(statement, "NotPrincipal");
    bool is_good = value_type(principal) == VALUE_OBJECT
                       ? value_count(principal) > 0
                       : strcmp(text_of(principal, 0), "*") == 0;
    if (principal == NULL) {
        return refuse(why, "Missing required field Principal");
    }
    for (struct value_walk w = value_walk(principal); value_step(&w);) {
        bool is_kind = false;
        for (size_t i = 0; i < COUNT(kinds); i++) {
            is_kind = is_kind || strcmp(w.key, kinds[i]) == 0;
        }
        is_good = is_good && is_kind && count_of(w.value) > 0;
        for (size_t i = 0; i < count_of(w.value) && strcmp(w.key, "AWS") == 0; i++) {
            const char *one = text_of(w.value, i);
            is_good = is_good && (strcmp(one, "*") == 0 || strncmp(one, "arn:", 4) == 0 ||
                                  (strlen(one) == 12 && strspn(one, "0123456789") == 12) ||
                                  strncmp(one, "AIDA", 4) == 0 || strncmp(one, "AROA", 4) == 0);
        }
    }
    return is_good || refuse(why, "Invalid principal in policy");
}

static bool check_conditions(const struct value *statement, struct buf *why)
{
    const struct value *conditions = member(statement, "Condition");
    for (struct value_walk w = value_walk(conditions); value_step(&w);) {
        if (!clause_is_operator(w.key) || value_type(w.value) != VALUE_OBJECT) {
            buf_print(why, "Invalid Condition type : %s", w.key);
            return false;
        }
        for (struct value_walk k = value_walk(w.value); value_step(&k);) {
            if (strchr(k.key, ':') == NULL) {
                return refuse(why, "Policy has an invalid condition key");
            }
        }
    }
    return true;
}

static bool check_fields(const struct value *of, const char *const *known, size_t count,
                         struct buf *why)
{
    for (struct value_walk w = value_walk(of); value_step(&w);) {
        bool is_known = false;
        for (size_t i = 0; i < count; i++) {
            is_known = is_known || strcmp(w.key, known[i]) == 0;
        }
        if (!is_known) {
            buf_print(why, "Unknown field %s", w.key);
            return false;
        }
    }
    return true;
}

static bool check_statement(const struct value *statement, const char *bucket, struct buf *why)
{
    static const char *const fields[] = { "Sid",          "Effect",      "Principal",
                                          "NotPrincipal", "Action",      "NotAction",
                                          "Resource",     "NotResource", "Condition" };
    const char *effect = value_member_text(statement, "Effect");
    if (effect == NULL) {
        return refuse(why, "Missing required field Effect");
    }
    if (strcmp(effect, "Allow") != 0 && strcmp(effect, "Deny") != 0) {
        buf_print(why, "Invalid effect : %s", effect);
        return false;
    }
    return check_fields(statement, fields, COUNT(fields), why) &&
           check_principal(statement, why) && check_resources(statement, bucket, why) &&
           check_actions(statement, why) && check_conditions(statement, why);
}

bool policy_check(const struct value *policy, const char *bucket, struct buf *why)
{
    static const char *const fields[] = { "Version", "Id", "Statement" };
    const struct value *all = member(policy, "Statement");
    const struct value *version = member(policy, "Version");
    if (version != NULL && strcmp(text_of(version, 0), "2012-10-17") != 0 &&
        strcmp(text_of(version, 0), "2008-10-17") != 0) {
        return refuse(why, "The policy must contain a valid version string");
    }
    if (all == NULL) {
        return refuse(why, "Missing required field Statement");
    }
    if (count_of(all) == 0) {
        return refuse(why, "Could not parse the policy: Statement is empty!");
    }
    bool is_good = check_fields(policy, fields, COUNT(fields), why);
    for (size_t i = 0; is_good && i < count_of(all); i++) {
        is_good = check_statement(item_of(all, i), bucket, why);
    }
    return is_good;
}
