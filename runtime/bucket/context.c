#include "runtime/bucket/context.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/vault/headers.h"
#include "runtime/vault/known.h"
#include "runtime/vault/versions.h"
#include "runtime/vault/visit.h"

/* Keys that are members of a request. */
static const char *const members[][2] = {
    { "s3:delimiter", "Delimiter" },
    { "s3:if-match", "IfMatch" },
    { "s3:if-none-match", "IfNoneMatch" },
    { "s3:max-keys", "MaxKeys" },
    { "s3:object-lock-legal-hold", "ObjectLockLegalHoldStatus" },
    { "s3:object-lock-mode", "ObjectLockMode" },
    { "s3:prefix", "Prefix" },
    { "s3:versionid", "VersionId" },
    { "s3:x-amz-acl", "ACL" },
    { "s3:x-amz-copy-source", "CopySource" },
    { "s3:x-amz-grant-full-control", "GrantFullControl" },
    { "s3:x-amz-grant-read", "GrantRead" },
    { "s3:x-amz-grant-read-acp", "GrantReadACP" },
    { "s3:x-amz-grant-write", "GrantWrite" },
    { "s3:x-amz-grant-write-acp", "GrantWriteACP" },
    { "s3:x-amz-metadata-directive", "MetadataDirective" },
    { "s3:x-amz-object-ownership", "ObjectOwnership" },
    { "s3:x-amz-server-side-encryption", "ServerSideEncryption" },
    { "s3:x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId" },
    { "s3:x-amz-server-side-encryption-customer-algorithm", "SSECustomerAlgorithm" },
    { "s3:x-amz-storage-class", "StorageClass" },
    { "s3:x-amz-website-redirect-location", "WebsiteRedirectLocation" },
};

static void set_members(const struct value *request, struct value **to)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        struct value *is = NULL;
        struct buf text = { 0 };
        if (!value_member(request, members[i][1], &is) || value_is_null(is)) {
            continue;
        }
        if (value_type(is) == VALUE_STRING) {
            buf_text(&text, value_string(is));
        } else {
            write_json(&text, is);
        }
        value_set_text(to, members[i][0], buf_string(&text));
        buf_release(&text);
    }
}

/* How the request has come, and when. The door listens on the loopback address alone. */
static void set_caller(const struct visit *v, struct value **to)
{
    const struct value *request = v->ask.request;
    struct value *caller = NULL;
    struct buf seconds = { 0 };
    char time[TIME_TEXT_ROOM];
    bool has_wire = value_member(request, CONTEXT_CALLER, &caller);
    bool is_owner = !value_member(request, CONTEXT_EVERYBODY, NULL);
    time_write(time, v->ask.now_ms);
    buf_print(&seconds, "%" PRId64, v->ask.now_ms / 1000);
    value_set_text(to, "aws:securetransport", has_wire ? "false" : "true");
    value_set_text(to, "aws:sourceip", "127.0.0.1");
    value_set_text(to, "aws:referer", value_member_text(caller, "Referer"));
    value_set_text(to, "aws:useragent", value_member_text(caller, "UserAgent"));
    value_set_text(to, "aws:currenttime", time);
    value_set_text(to, "aws:epochtime", buf_string(&seconds));
    value_set_text(to, "aws:principaltype", is_owner ? "Account" : "Anonymous");
    value_set_text(to, "s3:resourceaccount", account_id());
    if (is_owner) {
        struct buf root = { 0 };
        buf_print(&root, "arn:%s:iam::%s:root", account_partition(), account_id());
        value_set_text(to, "aws:principalarn", buf_string(&root));
        value_set_text(to, "aws:principalaccount", account_id());
        value_set_text(to, "aws:userid", account_id());
        buf_release(&root);
    }
    buf_release(&seconds);
}

/* `begin` is the key that stands in front of the tag's: "s3:existingobjecttag/". */
static void set_tags(const struct value *tags, const char *begin, struct value **to)
{
    for (size_t i = 0; value_type(tags) == VALUE_ARRAY && i < value_count(tags); i++) {
        const struct value *tag = value_item(tags, i);
        const char *key = value_member_text(tag, "Key");
        struct buf whole = { 0 };
        buf_print(&whole, "%s%s", begin, key != NULL ? key : "");
        value_set_text(to, buf_string(&whole), value_member_text(tag, "Value"));
        buf_release(&whole);
    }
}

/* The tags that the request sets: a text of PutObject, a list of PutObjectTagging. */
static void set_new_tags(struct visit *v, struct value **to)
{
    struct value *is = NULL, *list = NULL, *keys = value_array(0);
    value_member(v->ask.request, "Tagging", &is);
    if (value_type(is) == VALUE_STRING) {
        list = headers_tags_of_request(v);
    } else if (value_member(is, "TagSet", &list)) {
        list = value_share(list);
    }
    set_tags(list, "s3:requestobjecttag/", to);
    for (size_t i = 0; value_type(list) == VALUE_ARRAY && i < value_count(list); i++) {
        const char *key = value_member_text(value_item(list, i), "Key");
        value_append_take(&keys, value_text(key != NULL ? key : ""));
    }
    if (value_count(keys) > 0) {
        value_set_take(to, "s3:requestobjecttagkeys", value_share(keys));
    }
    value_release(keys);
    value_release(list);
}

static void set_old_tags(struct visit *v, const char *bucket, const char *key,
                         const char *version, struct value **to)
{
    struct known r = { .blob.fd = -1 };
    if (versions_peek(v, bucket, key, version, &r)) {
        set_tags(r.tags, "s3:existingobjecttag/", to);
    }
    known_close(&r);
}

struct value *context_of(struct visit *v, const char *policy, const char *bucket,
                         const char *key, const char *version)
{
    struct value *context = value_object();
    set_members(v->ask.request, &context);
    set_caller(v, &context);
    set_new_tags(v, &context);
    if (key != NULL && strcasestr(policy, "s3:ExistingObjectTag/") != NULL) {
        set_old_tags(v, bucket, key, version, &context);
    }
    return context;
}
