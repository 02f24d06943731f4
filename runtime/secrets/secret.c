#include "runtime/secrets/secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/secrets/edition.h"
#include "runtime/secrets/keep.h"
#include "runtime/service/ask.h"
#include "runtime/service/taglist.h"
#include "runtime/value/value.h"

#define NAME_MAX_BYTES  512
#define SUFFIX          6
#define TAGS_MAX        50
#define TAG_KEY_MAX     128
#define TAG_VALUE_MAX   256
#define DESCRIPTION_MAX 2048
#define DAYS_MIN        7
#define DAYS_MAX        30
#define DAY_MS          INT64_C(86400000)

/* ---- Names ---- */

static bool is_name(const char *name)
{
    size_t size = strlen(name);
    for (const char *c = name; *c != '\0'; c++) {
        bool is_letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        if (!is_letter && strchr("0123456789-/_+=.@!", *c) == NULL) {
            return false;
        }
    }
    return size > 0 && size <= NAME_MAX_BYTES;
}

/* An ARN ends in six characters of chance: another secret of the name has another ARN. New. */
static char *new_arn(struct ask *a, const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789";
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:secretsmanager:%s:%s:secret:%s-", account_partition(),
              account_region(), account_id(), name);
    for (int i = 0; i < SUFFIX; i++) {
        buf_char(&arn, letters[random_below(a->random, sizeof letters - 1)]);
    }
    return buf_take(&arn);
}

/* ---- Tags ---- */

static bool is_tag(const struct value *tag)
{
    const char *key = value_member_text(tag, "Key"), *text = value_member_text(tag, "Value");
    return key != NULL && text != NULL && key[0] != '\0' &&
           text_count(key, strlen(key)) <= TAG_KEY_MAX &&
           text_count(text, strlen(text)) <= TAG_VALUE_MAX;
}

/* Add the request's tags to those of the secret. Returns false after a failure. */
static bool add_tags(struct ask *a, struct keep *k)
{
    struct value *list = NULL;
    if (!value_member(a->request, "Tags", &list) || value_is_null(list)) {
        return true;
    }
    for (size_t i = 0; i < value_count(list); i++) {
        struct value *tag = value_item(list, i);
        if (!is_tag(tag)) {
            return ask_fail_value(a,
                                  "A tag must have a Key of 1 to %d characters and a Value "
                                  "of at most %d characters.",
                                  TAG_KEY_MAX, TAG_VALUE_MAX);
        }
    }
    struct value *tags = taglist_with(k->tags, list);
    value_release(k->tags);
    k->tags = tags;
    return value_count(k->tags) <= TAGS_MAX ||
           ask_fail_value(a, "A secret can have at most %d tags.", TAGS_MAX);
}

/* ---- Made ---- */

static bool set_about(struct ask *a, struct keep *k)
{
    static const char *const members[] = { "Description", "KmsKeyId", "Type" };
    const char *description = value_member_text(a->request, "Description");
    if (description != NULL && text_count(description, strlen(description)) > DESCRIPTION_MAX) {
        return ask_fail_value(a, "Description must have at most %d characters.",
                              DESCRIPTION_MAX);
    }
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        value_set_text(&k->about, members[i], value_member_text(a->request, members[i]));
    }
    return true;
}

/* Store the request's value as the current version, and answer. */
static void store_current(struct ask *a, struct keep *k, const char *id, bool has_value)
{
    struct value *stages = value_array(1);
    value_append_take(&stages, value_text("AWSCURRENT"));
    keep_store(a, k);
    if (!has_value || edition_store(a, k, id, stages)) {
        struct value *body = keep_show_name(k);
        if (has_value) {
            value_set_text(&body, "VersionId", id);
        }
        keep_answer(a, body);
    }
    value_release(stages);
}

/* A secret of the name is there: the same request may come again, and only that. */
static void create_again(struct ask *a, struct keep *k, const char *id, bool has_value)
{
    struct value *versions = edition_stages(a, k);
    bool is_same = has_value && value_member(versions, id, NULL);
    value_release(versions);
    if (k->deleted_ms > 0) {
        ask_fail(a, "InvalidRequestException",
                 "You can't create this secret because a secret with this name is already "
                 "scheduled for deletion.");
    } else if (!is_same) {
        ask_fail(a, "ResourceExistsException",
                 "The operation failed because the secret %s already exists.", k->name);
    } else {
        store_current(a, k, id, has_value);
    }
}

static void create(struct ask *a, const char *name, const char *id, bool has_value)
{
    struct keep k;
    keep_forget_due(a);
    if (keep_load(a, name, &k)) {
        create_again(a, &k, id, has_value);
    } else {
        k = (struct keep){ .name = memory_text(name),
                           .arn = new_arn(a, name),
                           .about = value_object(),
                           .tags = value_array(0),
                           .made_ms = a->now_ms,
                           .changed_ms = a->now_ms };
        if (set_about(a, &k) && add_tags(a, &k)) {
            store_current(a, &k, id, has_value);
        }
    }
    keep_release(&k);
}

void secret_create(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    bool has_value;
    if (name == NULL) {
        return;
    }
    if (!is_name(name)) {
        ask_fail(a, "ValidationException",
                 "Invalid name. Must be a valid name containing alphanumeric characters, or "
                 "any of the following: -/_+=.@!");
        return;
    }
    if (edition_check(a, &has_value)) {
        char *id = edition_id(a);
        if (id != NULL) {
            create(a, name, id, has_value);
        }
        memory_release(id);
    }
}

void secret_update(struct ask *a)
{
    struct keep k = { .key = 0 };
    bool has_value;
    if (keep_find(a, false, &k) && edition_check(a, &has_value) && set_about(a, &k)) {
        char *id = edition_id(a);
        k.changed_ms = a->now_ms;
        if (id != NULL) {
            store_current(a, &k, id, has_value);
        }
        memory_release(id);
    }
    keep_release(&k);
}

void secret_describe(struct ask *a)
{
    struct keep k = { .key = 0 };
    if (keep_find(a, true, &k)) {
        struct value *body = keep_show(&k), *stages = edition_stages(a, &k);
        if (value_count(stages) > 0) {
            value_set_take(&body, "VersionIdsToStages", value_share(stages));
        }
        value_release(stages);
        keep_answer(a, body);
    }
    keep_release(&k);
}

/* ---- Deleted ---- */

static void answer_deleted(struct ask *a, const struct keep *k, int64_t at_ms)
{
    struct value *body = keep_show_name(k);
    value_set_take(&body, "DeletionDate", keep_time(at_ms));
    keep_answer(a, body);
}

/* A secret that is not there may be deleted as well, if at once. */
static void delete_now(struct ask *a)
{
    const char *called = ask_text(a, a->request, "SecretId");
    struct keep k;
    if (called == NULL) {
        return;
    }
    if (keep_load(a, called, &k)) {
        keep_forget(a, &k);
    } else {
        k.name = memory_text(called);
        k.arn = new_arn(a, called);
    }
    answer_deleted(a, &k, a->now_ms);
    keep_release(&k);
}

static void delete_later(struct ask *a, int64_t days)
{
    struct keep k = { .key = 0 };
    if (keep_find(a, true, &k)) {
        if (k.deleted_ms > 0) {
            ask_fail(a, "InvalidRequestException",
                     "You can't perform this operation on the secret because it was already "
                     "scheduled for deletion.");
        } else {
            k.deleted_ms = a->now_ms + days * DAY_MS;
            keep_store(a, &k);
            answer_deleted(a, &k, k.deleted_ms);
        }
    }
    keep_release(&k);
}

void secret_delete(struct ask *a)
{
    struct value *force = NULL;
    int64_t days;
    bool is_now =
        value_member(a->request, "ForceDeleteWithoutRecovery", &force) && value_is_true(force);
    if (!ask_int(a, a->request, "RecoveryWindowInDays", DAYS_MAX, &days)) {
        return;
    }
    if (is_now && value_member(a->request, "RecoveryWindowInDays", NULL)) {
        ask_fail_value(a, "You can't use ForceDeleteWithoutRecovery in conjunction with "
                          "RecoveryWindowInDays.");
    } else if (days < DAYS_MIN || days > DAYS_MAX) {
        ask_fail_value(a,
                       "The RecoveryWindowInDays value must be between %d and %d days "
                       "(inclusive).",
                       DAYS_MIN, DAYS_MAX);
    } else if (is_now) {
        delete_now(a);
    } else {
        delete_later(a, days);
    }
}

void secret_restore(struct ask *a)
{
    struct keep k = { .key = 0 };
    if (keep_find(a, true, &k)) {
        k.deleted_ms = 0;
        keep_store(a, &k);
        keep_answer(a, keep_show_name(&k));
    }
    keep_release(&k);
}

/* ---- Tagged ---- */

void secret_tag(struct ask *a)
{
    struct keep k = { .key = 0 };
    if (keep_find(a, false, &k) &&
        (value_member(a->request, "Tags", NULL) || ask_fail_missing(a, "tags")) &&
        add_tags(a, &k)) {
        keep_store(a, &k);
    }
    keep_release(&k);
}

void secret_untag(struct ask *a)
{
    struct keep k = { .key = 0 };
    struct value *keys = NULL;
    if (keep_find(a, false, &k) &&
        (value_member(a->request, "TagKeys", &keys) || ask_fail_missing(a, "tagKeys"))) {
        struct value *left = taglist_without(k.tags, keys);
        value_release(k.tags);
        k.tags = left;
        keep_store(a, &k);
    }
    keep_release(&k);
}
