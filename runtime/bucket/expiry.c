#include "runtime/bucket/expiry.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "runtime/base/buf.h"
#include "runtime/base/url.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct value *member(const struct value *of, const char *name)
{
    struct value *is = NULL;
    return value_member(of, name, &is) ? is : NULL;
}

static bool read_int(const struct value *of, const char *name, int64_t *ret)
{
    const struct value *is = member(of, name);
    return value_type(is) == VALUE_NUMBER && value_is_int(is, ret);
}

struct value *expiry_rules(struct visit *v, const char *bucket)
{
    struct value *is = setting_load(v, bucket, SETTING_LIFECYCLE), *enabled = value_array(0);
    const struct value *all = member(is, "Rules");
    for (size_t i = 0; i < value_count(all); i++) {
        const char *status = value_member_text(value_item(all, i), "Status");
        if (status != NULL && strcmp(status, "Enabled") == 0) {
            value_append_take(&enabled, value_share(value_item(all, i)));
        }
    }
    value_release(is);
    return enabled;
}

/* ---- Filters ---- */

static bool has_tag(const struct value *tags, const struct value *wanted)
{
    const char *key = value_member_text(wanted, "Key");
    const char *text = value_member_text(wanted, "Value");
    for (size_t i = 0; i < value_count(tags); i++) {
        const char *other = value_member_text(value_item(tags, i), "Key");
        const char *is = value_member_text(value_item(tags, i), "Value");
        if (key != NULL && other != NULL && text != NULL && is != NULL &&
            strcmp(key, other) == 0 && strcmp(text, is) == 0) {
            return true;
        }
    }
    return false;
}

/* The members of a Filter, or of its And. `r` is NULL of what has neither tags nor a size. */
static bool passes(const struct value *filter, const char *key, const struct known *r)
{
    const char *prefix = value_member_text(filter, "Prefix");
    const struct value *tag = member(filter, "Tag"), *tags = member(filter, "Tags");
    int64_t least = -1, most = INT64_MAX, size = r != NULL ? r->blob.size : 0;
    read_int(filter, "ObjectSizeGreaterThan", &least);
    read_int(filter, "ObjectSizeLessThan", &most);
    bool is_good = (prefix == NULL || strncmp(key, prefix, strlen(prefix)) == 0) &&
                   (tag == NULL || (r != NULL && has_tag(r->tags, tag))) && size > least &&
                   size < most;
    for (size_t i = 0; is_good && i < value_count(tags); i++) {
        is_good = r != NULL && has_tag(r->tags, value_item(tags, i));
    }
    return is_good;
}

static bool is_about(const struct value *rule, const char *key, const struct known *r)
{
    const struct value *filter = member(rule, "Filter");
    return passes(rule, key, NULL) && passes(filter, key, r) &&
           passes(member(filter, "And"), key, r);
}

/* ---- Times ---- */

static int64_t midnight_after(int64_t from_ms, int64_t days)
{
    return ((from_ms + days * DAY_MS) / DAY_MS + 1) * DAY_MS;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When an Expiration, or a transition, is due for what has been there since then. */
static int64_t end_of(const struct value *expiration, int64_t since_ms)
{
    int64_t days, seconds;
    return read_int(expiration, "Days", &days)      ? midnight_after(since_ms, days)
           : read_int(expiration, "Date", &seconds) ? seconds * 1000
                                                    : EXPIRY_NEVER;
}

int64_t expiry_of_object(const struct value *rules, const char *key, const struct known *r,
                         const struct value **ret_rule)
{
    int64_t first = EXPIRY_NEVER;
    *ret_rule = NULL;
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i);
        int64_t end = end_of(member(rule, "Expiration"), r->modified_ms);
        if (end < first && is_about(rule, key, r)) {
            first = end;
            *ret_rule = rule;
        }
    }
    return first;
}

int64_t expiry_of_version(const struct value *rules, const char *key, const struct known *r,
                          int64_t since_ms, int64_t newer)
{
    int64_t first = EXPIRY_NEVER, days;
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i);
        const struct value *older = member(rule, "NoncurrentVersionExpiration");
        int64_t kept = 0;
        read_int(older, "NewerNoncurrentVersions", &kept);
        if (read_int(older, "NoncurrentDays", &days) && newer >= kept &&
            is_about(rule, key, r)) {
            first = sooner(first, midnight_after(since_ms, days));
        }
    }
    return first;
}

int64_t expiry_of_marker(const struct value *rules, const char *key, const struct known *r)
{
    int64_t first = EXPIRY_NEVER;
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i);
        const struct value *expiration = member(rule, "Expiration");
        bool at_once = value_is_true(member(expiration, "ExpiredObjectDeleteMarker"));
        if (is_about(rule, key, r)) {
            first = sooner(first, at_once ? 0 : end_of(expiration, r->modified_ms));
        }
    }
    return first;
}

int64_t expiry_of_upload(const struct value *rules, const char *key, int64_t made_ms)
{
    int64_t first = EXPIRY_NEVER, days;
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i);
        if (read_int(member(rule, "AbortIncompleteMultipartUpload"), "DaysAfterInitiation",
                     &days) &&
            is_about(rule, key, NULL)) {
            first = sooner(first, midnight_after(made_ms, days));
        }
    }
    return first;
}

const char *expiry_class(const struct value *rules, const char *key, const struct known *r,
                         int64_t now_ms)
{
    const char *class = NULL;
    int64_t latest_ms = INT64_MIN;
    for (size_t i = 0; i < value_count(rules); i++) {
        const struct value *rule = value_item(rules, i), *moves = member(rule, "Transitions");
        for (size_t k = 0; k < value_count(moves) && is_about(rule, key, r); k++) {
            int64_t at_ms = end_of(value_item(moves, k), r->modified_ms);
            if (at_ms <= now_ms && at_ms > latest_ms) {
                latest_ms = at_ms;
                class = value_member_text(value_item(moves, k), "StorageClass");
            }
        }
    }
    return class;
}

void expiry_set(struct visit *v, const char *key, const struct known *r, struct value **body)
{
    struct value *rules = expiry_rules(v, v->bucket);
    const struct value *rule = NULL;
    int64_t at_ms = r->rank == 0 ? expiry_of_object(rules, key, r, &rule) : EXPIRY_NEVER;
    if (rule != NULL) {
        const char *id = value_member_text(rule, "ID");
        time_t at = (time_t)(at_ms / 1000);
        char date[sizeof "Fri, 21 Dec 2012 00:00:00 GMT"];
        struct buf text = { 0 };
        struct tm t;
        gmtime_r(&at, &t);
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &t);
        buf_print(&text, "expiry-date=\"%s\", rule-id=\"", date);
        url_put_encoded(&text, id != NULL ? id : "", id != NULL ? strlen(id) : 0, "");
        buf_char(&text, '"');
        value_set_text(body, "Expiration", buf_string(&text));
        buf_release(&text);
    }
    value_release(rules);
}
