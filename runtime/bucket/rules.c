#include "runtime/bucket/rules.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/bucket/grants.h"
#include "runtime/bucket/policy.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vault/headers.h"
#include "runtime/vault/lock.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

#define CORS_MAX     100
#define TAGS_MAX     50
#define POLICY_BYTES 20480

#define COUNT(all) (sizeof(all) / sizeof((all)[0]))

static bool is_one_of(const char *text, const char *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text != NULL && strcmp(text, all[i]) == 0) {
            return true;
        }
    }
    return false;
}

static struct value *member(const struct value *of, const char *name)
{
    struct value *is = NULL;
    return value_member(of, name, &is) ? is : NULL;
}

/* A list that has from one to so many items; NULL after a failure. */
static struct value *list_of(struct visit *v, const struct value *of, const char *name,
                             size_t most)
{
    struct value *list = member(of, name);
    if (value_count(list) == 0 || value_count(list) > most) {
        visit_refuse(v, "MalformedXML");
        return NULL;
    }
    return list;
}

/* ---- CORS ---- */

static bool check_cors(struct visit *v, const struct value *rule)
{
    static const char *const known[] = { "GET", "PUT", "POST", "DELETE", "HEAD" };
    struct value *methods = list_of(v, rule, "AllowedMethods", CORS_MAX);
    if (methods == NULL || list_of(v, rule, "AllowedOrigins", CORS_MAX) == NULL) {
        return false;
    }
    for (size_t i = 0; i < value_count(methods); i++) {
        const char *method = value_string(value_item(methods, i));
        if (!is_one_of(method, known, COUNT(known))) {
            return visit_refuse_with(
                v, "InvalidRequest",
                "Found unsupported HTTP method in CORS config. Unsupported "
                "method is %s",
                method);
        }
    }
    return true;
}

bool rules_cors(struct visit *v, struct value **is)
{
    struct value *rules = list_of(v, *is, "CORSRules", CORS_MAX);
    for (size_t i = 0; i < value_count(rules); i++) {
        if (!check_cors(v, value_item(rules, i))) {
            return false;
        }
    }
    return rules != NULL;
}

/* ---- Words ---- */

bool rules_status(struct visit *v, struct value **is)
{
    static const char *const known[] = { "Enabled", "Suspended" };
    return is_one_of(value_member_text(*is, "Status"), known, COUNT(known)) ||
           visit_refuse(v, "MalformedXML");
}

bool rules_payer(struct visit *v, struct value **is)
{
    static const char *const known[] = { "Requester", "BucketOwner" };
    return is_one_of(value_member_text(*is, "Payer"), known, COUNT(known)) ||
           visit_refuse(v, "MalformedXML");
}

bool rules_block(struct visit *v, struct value **is)
{
    return value_count(*is) > 0 ||
           visit_refuse_with(v, "InvalidRequest", "Must specify at least one configuration.");
}

bool rules_ownership(struct visit *v, struct value **is)
{
    static const char *const known[] = { "BucketOwnerPreferred", "ObjectWriter",
                                         "BucketOwnerEnforced" };
    struct value *rules = list_of(v, *is, "Rules", 1);
    return rules != NULL &&
           (is_one_of(value_member_text(value_item(rules, 0), "ObjectOwnership"), known,
                      COUNT(known)) ||
            visit_refuse(v, "MalformedXML"));
}

bool rules_encryption(struct visit *v, struct value **is)
{
    static const char *const known[] = { "AES256", "aws:kms", "aws:kms:dsse" };
    struct value *rules = list_of(v, *is, "Rules", 1);
    struct value *first = rules != NULL ? value_item(rules, 0) : NULL;
    struct value *usual = member(first, "ApplyServerSideEncryptionByDefault");
    const char *algorithm = value_member_text(usual, "SSEAlgorithm");
    if (rules == NULL || (usual != NULL && !is_one_of(algorithm, known, COUNT(known)))) {
        return visit_refuse(v, "MalformedXML");
    }
    return value_member_text(usual, "KMSMasterKeyID") == NULL ||
           strcmp(algorithm, "AES256") != 0 ||
           visit_refuse_with(v, "InvalidArgument",
                             "a KMSMasterKeyID is not applicable if the default sse algorithm "
                             "is not aws:kms or aws:kms:dsse");
}

/* ---- Places ---- */

bool rules_logging(struct visit *v, struct value **is)
{
    struct value *enabled = member(*is, "LoggingEnabled");
    const char *target = value_member_text(enabled, "TargetBucket");
    if (enabled == NULL) {
        return true;
    }
    if (target == NULL || value_member_text(enabled, "TargetPrefix") == NULL) {
        return visit_refuse(v, "MalformedXML");
    }
    return visit_has_bucket(v, target) ||
           visit_refuse_with(v, "InvalidTargetBucketForLogging",
                             "The target bucket for logging does not exist");
}

/* A code of three digits, the first of which is one of those. */
static bool is_code(const char *code, const char *firsts)
{
    return strlen(code) == 3 && strchr(firsts, code[0]) != NULL &&
           strspn(code, "0123456789") == 3;
}

static bool check_route(struct visit *v, const struct value *rule)
{
    const struct value *to = member(rule, "Redirect");
    const char *redirect = value_member_text(to, "HttpRedirectCode");
    const char *error =
        value_member_text(member(rule, "Condition"), "HttpErrorCodeReturnedEquals");
    if (value_type(to) != VALUE_OBJECT || value_count(to) == 0) {
        return visit_refuse(v, "MalformedXML");
    }
    if (redirect != NULL && (!is_code(redirect, "3") || strcmp(redirect, "300") == 0)) {
        return visit_refuse_with(v, "InvalidRequest",
                                 "The provided HTTP redirect code (%s) is not valid. Valid "
                                 "codes are 3XX except 300.",
                                 redirect);
    }
    if (error != NULL && !is_code(error, "45")) {
        return visit_refuse_with(v, "InvalidRequest",
                                 "The provided HTTP error code (%s) is not valid. Valid codes "
                                 "are 4XX or 5XX.",
                                 error);
    }
    return member(to, "ReplaceKeyWith") == NULL || member(to, "ReplaceKeyPrefixWith") == NULL ||
           visit_refuse_with(
               v, "InvalidRequest",
               "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
}

bool rules_website(struct visit *v, struct value **is)
{
    struct value *index = member(*is, "IndexDocument"), *routes = member(*is, "RoutingRules");
    struct value *all = member(*is, "RedirectAllRequestsTo");
    const char *suffix = value_member_text(index, "Suffix");
    if (all != NULL) {
        return value_member_text(all, "HostName") != NULL || visit_refuse(v, "MalformedXML");
    }
    if (suffix == NULL) {
        return visit_refuse_with(v, "InvalidArgument",
                                 "A value for IndexDocument Suffix must be provided if "
                                 "RedirectAllRequestsTo is empty");
    }
    for (size_t i = 0; i < value_count(routes); i++) {
        if (!check_route(v, value_item(routes, i))) {
            return false;
        }
    }
    return (suffix[0] != '\0' && strchr(suffix, '/') == NULL) ||
           visit_refuse_with(v, "InvalidArgument",
                             "The IndexDocument Suffix is not well "
                             "formed");
}

bool rules_replication(struct visit *v, struct value **is)
{
    if (value_member_text(*is, "Role") == NULL || list_of(v, *is, "Rules", 1000) == NULL) {
        return visit_refuse(v, "MalformedXML");
    }
    return versions_mode(v, v->bucket) == VERSIONS_KEPT ||
           visit_refuse_with(v, "InvalidRequest",
                             "Versioning must be 'Enabled' on the bucket to apply a "
                             "replication configuration");
}

/* ---- Tags and locks ---- */

bool rules_tags(struct visit *v, struct value **is)
{
    struct value *tags = member(*is, "TagSet");
    if (value_count(tags) > TAGS_MAX) {
        return visit_refuse_with(v, "BadRequest", "Bucket tag count cannot be greater than %d",
                                 TAGS_MAX);
    }
    return headers_check_tags(v, tags, TAGS_MAX);
}

static bool check_period(struct visit *v, const struct value *usual)
{
    static const char *const modes[] = { "GOVERNANCE", "COMPLIANCE" };
    int64_t days, years;
    bool has_days = member(usual, "Days") != NULL, has_years = member(usual, "Years") != NULL;
    if (!is_one_of(value_member_text(usual, "Mode"), modes, COUNT(modes)) ||
        has_days == has_years) {
        return visit_refuse(v, "MalformedXML");
    }
    return ask_int(&v->ask, usual, "Days", 1, &days) &&
           ask_int(&v->ask, usual, "Years", 1, &years) &&
           ((days > 0 && years > 0) ||
            visit_refuse_with(v, "InvalidArgument",
                              "Default retention period must be a positive integer value."));
}

bool rules_lock(struct visit *v, struct value **is)
{
    const char *enabled = value_member_text(*is, "ObjectLockEnabled");
    struct value *rule = member(*is, "Rule"), *usual = member(rule, "DefaultRetention");
    if (versions_mode(v, v->bucket) != VERSIONS_KEPT) {
        return visit_refuse_with(v, "InvalidBucketState",
                                 "Versioning must be 'Enabled' on the bucket to apply a Object "
                                 "Lock configuration");
    }
    if (enabled == NULL || strcmp(enabled, "Enabled") != 0 || (rule != NULL && usual == NULL)) {
        return visit_refuse(v, "MalformedXML");
    }
    return usual == NULL || check_period(v, usual);
}

/* ---- Policies ---- */

static bool check_policy(struct visit *v, const struct value *policy)
{
    struct buf why = { 0 };
    bool is_good = value_type(policy) == VALUE_OBJECT || visit_refuse(v, "MalformedPolicy");
    if (is_good && !policy_check(policy, v->bucket, &why)) {
        is_good = visit_refuse_with(v, "MalformedPolicy", "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}

static bool check_block(struct visit *v, const struct value *text)
{
    struct value *block = setting_load(v, v->bucket, SETTING_PUBLIC_BLOCK);
    struct value *is = member(block, "BlockPublicPolicy");
    bool is_blocked = value_is_true(is);
    value_release(block);
    return !is_blocked || !grants_has_public(text) || visit_refuse(v, "AccessDenied");
}

bool rules_policy(struct visit *v, struct value **is)
{
    struct value *policy = NULL;
    struct read_error ignored;
    if (value_type(*is) != VALUE_STRING ||
        !read_json(value_string(*is), value_string_size(*is), &policy, &ignored)) {
        return visit_refuse(v, "MalformedPolicy");
    }
    bool is_good = value_string_size(*is) <= POLICY_BYTES ||
                   visit_refuse_with(v, "MalformedPolicy",
                                     "Policy exceeds the maximum allowed document size.");
    is_good = is_good && check_policy(v, policy) && check_block(v, *is);
    value_release(policy);
    return is_good;
}
