#include "runtime/bucket/setup.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/bucket/lifecycle.h"
#include "runtime/bucket/rules.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

/* A kind of configuration. */
struct kind {
    const char *about;  /* the operations' names without Put, Get and Delete */
    const char *member; /* of a request to put one */
    const char *name;   /* of the setting */
    const char *code;   /* what is said where there is none; NULL: `otherwise` is answered */
    const char *otherwise;
    /* Checks what is given, and may change what is kept of it. NULL: all that the model
     * allows is kept as it is. */
    bool (*check)(struct visit *v, struct value **is);
    int status;      /* of a good Put */
    bool is_wrapped; /* the answer has the member around it */
    bool has_id;     /* there are several, each with an Id */
};

#define ENCRYPTED                                                                              \
    "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"AES256\"},"       \
    "\"BucketKeyEnabled\":false}]}"

static const struct kind kinds[] = {
    { "BucketAccelerateConfiguration", "AccelerateConfiguration", "accelerate", NULL, "{}",
      rules_status, 200, false, false },
    { "BucketAnalyticsConfiguration", "AnalyticsConfiguration", "analytics/",
      "NoSuchConfiguration", NULL, NULL, 200, true, true },
    { "BucketCors", "CORSConfiguration", "cors", "NoSuchCORSConfiguration", NULL, rules_cors,
      200, false, false },
    { "BucketEncryption", "ServerSideEncryptionConfiguration", SETTING_ENCRYPTION, NULL,
      ENCRYPTED, rules_encryption, 200, true, false },
    { "BucketIntelligentTieringConfiguration", "IntelligentTieringConfiguration",
      "intelligent-tiering/", "NoSuchConfiguration", NULL, NULL, 200, true, true },
    { "BucketInventoryConfiguration", "InventoryConfiguration", "inventory/",
      "NoSuchConfiguration", NULL, NULL, 200, true, true },
    { "BucketLifecycle", "LifecycleConfiguration", SETTING_LIFECYCLE,
      "NoSuchLifecycleConfiguration", NULL, lifecycle_check, 200, false, false },
    { "BucketLifecycleConfiguration", "LifecycleConfiguration", SETTING_LIFECYCLE,
      "NoSuchLifecycleConfiguration", NULL, lifecycle_check, 200, false, false },
    { "BucketLogging", "BucketLoggingStatus", "logging", NULL, "{}", rules_logging, 200, false,
      false },
    { "BucketMetricsConfiguration", "MetricsConfiguration", "metrics/", "NoSuchConfiguration",
      NULL, NULL, 200, true, true },
    { "BucketOwnershipControls", "OwnershipControls", SETTING_OWNERSHIP,
      "OwnershipControlsNotFoundError", NULL, rules_ownership, 200, true, false },
    { "BucketPolicy", "Policy", SETTING_POLICY, "NoSuchBucketPolicy", NULL, rules_policy, 204,
      true, false },
    { "BucketReplication", "ReplicationConfiguration", "replication",
      "ReplicationConfigurationNotFoundError", NULL, rules_replication, 200, true, false },
    { "BucketRequestPayment", "RequestPaymentConfiguration", "requestPayment", NULL,
      "{\"Payer\":\"BucketOwner\"}", rules_payer, 200, false, false },
    { "BucketTagging", "Tagging", "tagging", "NoSuchTagSet", NULL, rules_tags, 204, false,
      false },
    { "BucketWebsite", "WebsiteConfiguration", "website", "NoSuchWebsiteConfiguration", NULL,
      rules_website, 200, false, false },
    { "ObjectLockConfiguration", "ObjectLockConfiguration", SETTING_LOCK,
      "ObjectLockConfigurationNotFoundError", NULL, rules_lock, 200, true, false },
    { "PublicAccessBlock", "PublicAccessBlockConfiguration", SETTING_PUBLIC_BLOCK,
      "NoSuchPublicAccessBlockConfiguration", NULL, rules_block, 200, true, false },
};

/* The kind that the visit's operation is about. */
static const struct kind *kind_of(const struct visit *v)
{
    size_t verb = strncmp(v->operation, "Delete", 6) == 0 ? 6
                  : strncmp(v->operation, "List", 4) == 0 ? 4
                                                          : 3;
    const struct kind *k = kinds;
    while (strncmp(v->operation + verb, k->about, strlen(k->about)) != 0 ||
           (v->operation[verb + strlen(k->about)] != '\0' && verb != 4)) {
        k++;
    }
    return k;
}

/* Appends the setting's name, which has the Id of the request. Returns false after a failure.
 */
static bool put_name(struct visit *v, const struct kind *k, struct buf *name)
{
    buf_text(name, k->name);
    if (!k->has_id) {
        return true;
    }
    const char *id = ask_text(&v->ask, v->ask.request, "Id");
    if (id != NULL) {
        buf_text(name, id);
    }
    return id != NULL;
}

void setup_put(struct ask *a)
{
    struct visit *v = visit_of(a);
    const struct kind *k = kind_of(v);
    struct value *is = NULL, *kept;
    struct buf name = { 0 };
    if (visit_bucket(v) && put_name(v, k, &name)) {
        if (!value_member(a->request, k->member, &is) || value_is_null(is)) {
            visit_refuse(v, "MalformedXML");
        } else {
            kept = value_share(is);
            if (k->check == NULL || k->check(v, &kept)) {
                setting_store(v, v->bucket, buf_string(&name), kept);
                a->answer->status = k->status;
            }
            value_release(kept);
        }
    }
    buf_release(&name);
}

static void answer(struct visit *v, const struct kind *k, struct value *is)
{
    struct value *body = is;
    if (k->is_wrapped) {
        body = value_object();
        value_set_take(&body, k->member, is);
    }
    visit_answer(v, body);
}

static struct value *read_text(const char *json)
{
    struct value *is = NULL;
    struct read_error ignored;
    read_json(json, strlen(json), &is, &ignored);
    return is;
}

void setup_get(struct ask *a)
{
    struct visit *v = visit_of(a);
    const struct kind *k = kind_of(v);
    struct buf name = { 0 };
    if (visit_bucket(v) && put_name(v, k, &name)) {
        struct value *is = setting_load(v, v->bucket, buf_string(&name));
        if (is != NULL) {
            answer(v, k, is);
        } else if (k->code != NULL) {
            visit_refuse(v, k->code);
        } else {
            answer(v, k, read_text(k->otherwise));
        }
    }
    buf_release(&name);
}

void setup_delete(struct ask *a)
{
    struct visit *v = visit_of(a);
    const struct kind *k = kind_of(v);
    struct buf name = { 0 };
    if (visit_bucket(v) && put_name(v, k, &name)) {
        setting_forget(v, v->bucket, buf_string(&name));
        a->answer->status = 204;
    }
    buf_release(&name);
}

void setup_list(struct ask *a)
{
    struct visit *v = visit_of(a);
    const struct kind *k = kind_of(v);
    if (visit_bucket(v)) {
        struct value *body = value_object(), *all = setting_list(v, v->bucket, k->name);
        struct buf member = { 0 };
        buf_print(&member, "%sList", k->member);
        value_set_take(&body, "IsTruncated", value_bool(false));
        if (value_count(all) > 0) {
            value_set_take(&body, buf_string(&member), value_share(all));
        }
        value_release(all);
        buf_release(&member);
        visit_answer(v, body);
    }
}
