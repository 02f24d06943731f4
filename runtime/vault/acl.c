#include "runtime/vault/acl.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

#define MEMBER "Acl"
#define GROUPS "http://acs.amazonaws.com/groups/"

#define GRANTS_MAX 100

/* ---- Grants ---- */

static const char *const permissions[] = { "FULL_CONTROL", "READ", "WRITE", "READ_ACP",
                                           "WRITE_ACP" };

static const char *const groups[] = { GROUPS "global/AllUsers",
                                      GROUPS "global/AuthenticatedUsers",
                                      GROUPS "s3/LogDelivery" };

static bool is_one_of(const char *text, const char *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text != NULL && strcmp(text, all[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_group(const char *uri)
{
    return is_one_of(uri, groups, sizeof groups / sizeof groups[0]);
}

bool acl_is_everybody(const struct value *grantee)
{
    return is_one_of(value_member_text(grantee, "URI"), groups, 1);
}

struct value *acl_owner(void)
{
    struct value *o = value_object();
    value_set_text(&o, "ID", account_id());
    return o;
}

/* `member` is what the grantee is known by: ID or URI. */
static void append_grant(struct value **grants, const char *member, const char *grantee,
                         const char *permission)
{
    struct value *grant = value_object(), *to = value_object();
    value_set_text(&to, member, grantee);
    value_set_text(&to, "Type", strcmp(member, "URI") == 0 ? "Group" : "CanonicalUser");
    value_set_take(&grant, "Grantee", to);
    value_set_text(&grant, "Permission", permission);
    value_append_take(grants, grant);
}

/* `grants` is taken. */
static struct value *list_of(struct value *grants)
{
    struct value *list = value_object();
    value_set_take(&list, "Owner", acl_owner());
    value_set_take(&list, "Grants", grants);
    return list;
}

struct value *acl_default(void)
{
    struct value *grants = value_array(0);
    append_grant(&grants, "ID", account_id(), permissions[0]);
    return list_of(grants);
}

/* ---- Canned ---- */

static const struct {
    const char *name, *uri, *permissions[2];
} canned[] = {
    { "private", NULL, { NULL, NULL } },
    { "public-read", GROUPS "global/AllUsers", { "READ", NULL } },
    { "public-read-write", GROUPS "global/AllUsers", { "READ", "WRITE" } },
    { "authenticated-read", GROUPS "global/AuthenticatedUsers", { "READ", NULL } },
    { "aws-exec-read", NULL, { NULL, NULL } },
    { "bucket-owner-read", NULL, { NULL, NULL } },
    { "bucket-owner-full-control", NULL, { NULL, NULL } },
    { "log-delivery-write", GROUPS "s3/LogDelivery", { "WRITE", "READ_ACP" } },
};

static bool read_canned(struct visit *v, const char *name, struct value **ret)
{
    for (size_t i = 0; i < sizeof canned / sizeof canned[0]; i++) {
        if (strcmp(canned[i].name, name) == 0) {
            struct value *grants = value_array(0);
            append_grant(&grants, "ID", account_id(), permissions[0]);
            for (size_t j = 0; j < 2 && canned[i].permissions[j] != NULL; j++) {
                append_grant(&grants, "URI", canned[i].uri, canned[i].permissions[j]);
            }
            *ret = list_of(grants);
            return true;
        }
    }
    return visit_refuse(v, "InvalidArgument");
}

/* ---- Headers ---- */

static const struct {
    const char *member, *permission;
} headers[] = { { "GrantFullControl", "FULL_CONTROL" },
                { "GrantRead", "READ" },
                { "GrantWrite", "WRITE" },
                { "GrantReadACP", "READ_ACP" },
                { "GrantWriteACP", "WRITE_ACP" } };

/* One grantee, such as id="..." or uri="...". */
static bool append_header(struct visit *v, struct value **grants, const char *text, size_t size,
                          const char *permission)
{
    size_t name = 0;
    while (name < size && text[name] != '=') {
        name++;
    }
    bool is_whole = name + 2 < size && text[name + 1] == '"' && text[size - 1] == '"';
    size_t start = name + (is_whole ? 2 : 1), end = size - (is_whole ? 1 : 0);
    char *grantee = start < end ? memory_text_n(text + start, end - start) : memory_text("");
    bool is_id = name == 2 && strncmp(text, "id", 2) == 0;
    bool is_uri = name == 3 && strncmp(text, "uri", 3) == 0;
    bool is_mail = name == 12 && strncmp(text, "emailAddress", 12) == 0;
    bool is_good = true;
    if (is_mail) {
        is_good = visit_refuse(v, "UnresolvableGrantByEmailAddress");
    } else if (grantee[0] == '\0' || (!is_id && !is_uri)) {
        is_good = visit_refuse_with(v, "InvalidArgument", "Argument format not recognized");
    } else if (is_uri && !is_group(grantee)) {
        is_good = visit_refuse_with(v, "InvalidArgument", "Invalid group uri");
    } else {
        append_grant(grants, is_uri ? "URI" : "ID", grantee, permission);
    }
    memory_release(grantee);
    return is_good;
}

static bool read_headers(struct visit *v, struct value **grants)
{
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const char *at = visit_text(v, headers[i].member);
        while (at != NULL && *at != '\0') {
            size_t size = strcspn(at, ",");
            if (!append_header(v, grants, at, size, headers[i].permission)) {
                return false;
            }
            at += size;
            at += strspn(at, ", ");
        }
    }
    return value_count(*grants) <= GRANTS_MAX || visit_refuse(v, "MalformedACLError");
}

/* ---- Bodies ---- */

static bool check_grant(struct visit *v, const struct value *grant)
{
    struct value *grantee = NULL;
    value_member(grant, "Grantee", &grantee);
    const char *type = value_member_text(grantee, "Type");
    const char *uri = value_member_text(grantee, "URI");
    if (!is_one_of(value_member_text(grant, "Permission"), permissions,
                   sizeof permissions / sizeof permissions[0]) ||
        type == NULL) {
        return visit_refuse(v, "MalformedACLError");
    }
    if (strcmp(type, "AmazonCustomerByEmail") == 0) {
        return visit_refuse(v, "UnresolvableGrantByEmailAddress");
    }
    if (strcmp(type, "Group") == 0) {
        return is_group(uri) || visit_refuse_with(v, "InvalidArgument", "Invalid group uri");
    }
    return (strcmp(type, "CanonicalUser") == 0 && value_member_text(grantee, "ID") != NULL) ||
           visit_refuse(v, "MalformedACLError");
}

static bool read_policy(struct visit *v, const struct value *policy, struct value **ret)
{
    struct value *owner = NULL, *grants = NULL;
    bool has_grants = value_member(policy, "Grants", &grants);
    if (!value_member(policy, "Owner", &owner) || value_member_text(owner, "ID") == NULL ||
        value_count(grants) > GRANTS_MAX) {
        return visit_refuse(v, "MalformedACLError");
    }
    for (size_t i = 0; i < value_count(grants); i++) {
        if (!check_grant(v, value_item(grants, i))) {
            return false;
        }
    }
    if (strcmp(value_member_text(owner, "ID"), account_id()) != 0) {
        return visit_refuse(v, "AccessDenied");
    }
    *ret = list_of(has_grants ? value_share(grants) : value_array(0));
    return true;
}

/* ---- All ---- */

bool acl_is_off(struct visit *v)
{
    struct value *is = setting_load(v, v->bucket, SETTING_OWNERSHIP), *rules = NULL;
    value_member(is, "Rules", &rules);
    const char *ownership = value_count(rules) > 0
                                ? value_member_text(value_item(rules, 0), "ObjectOwnership")
                                : NULL;
    bool is_enforced = ownership != NULL && strcmp(ownership, "BucketOwnerEnforced") == 0;
    value_release(is);
    return is_enforced;
}

static bool check_ownership(struct visit *v, const char *name)
{
    bool is_owners = name != NULL && (strcmp(name, "private") == 0 ||
                                      strcmp(name, "bucket-owner-full-control") == 0);
    return is_owners || !acl_is_off(v) || visit_refuse(v, "AccessControlListNotSupported");
}

/* Returns true if the list has a grant to everybody, or to whoever has signed. */
static bool is_public(const struct value *list)
{
    struct value *grants = NULL, *grantee;
    value_member(list, "Grants", &grants);
    for (size_t i = 0; i < value_count(grants); i++) {
        grantee = NULL;
        value_member(value_item(grants, i), "Grantee", &grantee);
        if (is_one_of(value_member_text(grantee, "URI"), groups, 2)) {
            return true;
        }
    }
    return false;
}

static bool check_block(struct visit *v, const struct value *list)
{
    struct value *block = setting_load(v, v->bucket, SETTING_PUBLIC_BLOCK), *is = NULL;
    bool is_blocked = value_member(block, "BlockPublicAcls", &is) && value_is_true(is);
    value_release(block);
    return !is_blocked || !is_public(list) || visit_refuse(v, "AccessDenied");
}

static bool read_any(struct visit *v, const char *name, const struct value *policy,
                     struct value **ret)
{
    struct value *grants = value_array(0);
    bool is_good = read_headers(v, &grants);
    if (is_good && name != NULL && value_count(grants) > 0) {
        is_good = visit_refuse_with(v, "InvalidRequest",
                                    "Specifying both Canned ACLs and Header Grants is not "
                                    "allowed");
    } else if (is_good && name != NULL) {
        is_good = read_canned(v, name, ret);
    } else if (is_good && value_count(grants) > 0) {
        *ret = list_of(value_share(grants));
    } else if (is_good && policy != NULL) {
        is_good = read_policy(v, policy, ret);
    }
    value_release(grants);
    return is_good;
}

bool acl_read(struct visit *v, struct value **ret)
{
    const char *name = visit_text(v, "ACL");
    struct value *policy = NULL;
    *ret = NULL;
    value_member(v->ask.request, "AccessControlPolicy", &policy);
    bool is_good = read_any(v, name, policy, ret) &&
                   (*ret == NULL || (check_ownership(v, name) && check_block(v, *ret)));
    if (!is_good) {
        value_release(*ret);
        *ret = NULL;
    }
    return is_good;
}

bool acl_of_request(struct visit *v, struct known *r)
{
    struct value *list;
    bool is_good = acl_read(v, &list);
    if (list != NULL) {
        acl_set(r, list);
    }
    value_release(list);
    return is_good;
}

struct value *acl_of_object(const struct known *r)
{
    struct value *list = NULL;
    return value_member(r->more, MEMBER, &list) ? value_share(list) : acl_default();
}

void acl_set(struct known *r, struct value *list)
{
    value_set_take(&r->more, MEMBER, value_share(list));
}
