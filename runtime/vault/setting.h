/*
 * setting.h - what the buckets of the embedded S3 are set to: their configurations, each kept
 * under a name as the value that was put.
 */
#ifndef VAULT_SETTING_H
#define VAULT_SETTING_H

struct value;
struct visit;

#define SETTING_ACL        "acl"
#define SETTING_VERSIONING "versioning"
#define SETTING_ENCRYPTION "encryption"
#define SETTING_LIFECYCLE  "lifecycle"
#define SETTING_LOCK       "object-lock"
#define SETTING_OWNERSHIP  "ownershipControls"
#define SETTING_POLICY     "policy"

/* {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}: each
 * true, false or absent. */
#define SETTING_PUBLIC_BLOCK "publicAccessBlock"

/* New, or NULL if the bucket has none of that name. */
struct value *setting_load(struct visit *v, const char *bucket, const char *name);

void setting_store(struct visit *v, const char *bucket, const char *name,
                   const struct value *is);
void setting_forget(struct visit *v, const char *bucket, const char *name);

/* All whose names begin so, in the names' order: a new array. */
struct value *setting_list(struct visit *v, const char *bucket, const char *begin);

#endif
