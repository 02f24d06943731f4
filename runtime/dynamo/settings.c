#include "runtime/dynamo/settings.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/service/taglist.h"
#include "runtime/value/value.h"

static void set_member(struct inquiry *c, struct catalog_table *t, const char *member,
                       struct value *v)
{
    value_set_take(&t->document, member, v);
    catalog_save(c, t->name, t->document);
}

/* ---- Time to live ---- */

struct value *settings_describe_ttl(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    struct value *shown = value_object();
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        value_release(shown);
        return NULL;
    }
    const char *attribute = value_member_text(t.document, "TimeToLive");
    value_set_text(&shown, "TimeToLiveStatus", attribute != NULL ? "ENABLED" : "DISABLED");
    value_set_text(&shown, "AttributeName", attribute);
    catalog_release(&t);
    return inquiry_body("TimeToLiveDescription", shown);
}

static bool check_ttl(struct inquiry *c, const struct catalog_table *t, bool enables,
                      const char *attribute)
{
    const char *old = value_member_text(t->document, "TimeToLive");
    if (!enables && old == NULL) {
        return inquiry_invalid(c, "TimeToLive is already disabled");
    }
    if (old != NULL && !text_is(old, attribute)) {
        return inquiry_invalid(c,
                               "TimeToLive is active on a different AttributeName: current "
                               "AttributeName is %s",
                               old);
    }
    return !enables || old == NULL || inquiry_invalid(c, "TimeToLive is already enabled");
}

struct value *settings_update_ttl(struct inquiry *c)
{
    const struct value *given = inquiry_member(c, "TimeToLiveSpecification");
    const char *attribute = value_member_text(given, "AttributeName");
    bool enables = value_is_true(inquiry_member_of(given, "Enabled"));
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    if (check_ttl(c, &t, enables, attribute)) {
        set_member(c, &t, "TimeToLive", enables ? value_text(attribute) : value_null());
        body = inquiry_body("TimeToLiveSpecification", value_share((struct value *)given));
    }
    catalog_release(&t);
    return body;
}

/* ---- Tags ---- */

/* The most tags of one table (AWS's documentation). */
enum { TAGS_MOST = 50, NAME_LEAST = 3 };

/* Returns true if the text looks like an ARN of a table, with its name in *ret_name. */
static bool is_table_arn(const char *arn, const char **ret_name)
{
    *ret_name = catalog_bare_name(arn);
    return *ret_name != arn && strstr(arn, ":dynamodb:") != NULL;
}

static bool is_name(const char *name)
{
    return strlen(name) >= NAME_LEAST &&
           name[strspn(name,
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] ==
               '\0';
}

/* `missing` is what the request lacks, or NULL. */
static bool open_tagged(struct inquiry *c, const char *missing, bool says_arn,
                        struct catalog_table *t)
{
    const char *arn = inquiry_text(c, "ResourceArn"), *name = NULL;
    if (arn == NULL) {
        return inquiry_invalid(c, "Invalid TableArn");
    }
    if (!is_table_arn(arn, &name)) {
        return inquiry_fail(
            c, INQUIRY_ACCESS_DENIED,
            "User: arn:%s:iam::%s:root is not authorized to perform: dynamodb:%s on "
            "resource: %s",
            account_partition(), account_id(), c->operation, arn[0] != '\0' ? arn : "*");
    }
    if (!is_name(name)) {
        return inquiry_invalid(c, "Invalid TableArn: Invalid ResourceArn provided as input %s",
                               arn);
    }
    if (missing != NULL) {
        return inquiry_invalid(c, "Atleast one %s needs to be provided as Input.", missing);
    }
    if (catalog_find(c, name, t)) {
        return true;
    }
    return says_arn
               ? inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND,
                              "Requested resource not found: ResourcArn: %s not found", arn)
               : inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND, "Requested resource not found");
}

struct value *settings_tag(struct inquiry *c)
{
    const struct value *given = inquiry_member(c, "Tags");
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!open_tagged(c, value_count(given) == 0 ? "Tag" : NULL, true, &t)) {
        return NULL;
    }
    struct value *tags = taglist_with(inquiry_member_of(t.document, "Tags"), given);
    if (value_count(tags) > TAGS_MOST) {
        inquiry_invalid(c,
                        "One or more parameter values were invalid: Too many tags: a table can "
                        "have at most %d",
                        TAGS_MOST);
        value_release(tags);
    } else {
        set_member(c, &t, "Tags", tags);
        body = value_object();
    }
    catalog_release(&t);
    return body;
}

struct value *settings_untag(struct inquiry *c)
{
    const struct value *keys = inquiry_member(c, "TagKeys");
    struct catalog_table t = { 0 };
    if (!open_tagged(c, value_count(keys) == 0 ? "Tag Key" : NULL, false, &t)) {
        return NULL;
    }
    set_member(c, &t, "Tags", taglist_without(inquiry_member_of(t.document, "Tags"), keys));
    catalog_release(&t);
    return value_object();
}

struct value *settings_list_tags(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_tagged(c, NULL, true, &t)) {
        return NULL;
    }
    const struct value *tags = inquiry_member_of(t.document, "Tags");
    struct value *shown = tags != NULL ? value_share((struct value *)tags) : value_array(0);
    catalog_release(&t);
    return inquiry_body("Tags", shown);
}

/* ---- Limits, endpoints, backups ---- */

struct value *settings_limits(struct inquiry *c)
{
    static const char *const members[] = { "AccountMaxReadCapacityUnits",
                                           "AccountMaxWriteCapacityUnits",
                                           "TableMaxReadCapacityUnits",
                                           "TableMaxWriteCapacityUnits" };
    struct value *out = value_object();
    (void)c;
    for (size_t i = 0; i < 4; i++) {
        value_set_take(&out, members[i], value_int(i < 2 ? 80000 : 40000));
    }
    return out;
}

struct value *settings_endpoints(struct inquiry *c)
{
    struct value *endpoint = value_object(), *list = value_array(1);
    struct buf address = { 0 };
    (void)c;
    buf_print(&address, "dynamodb.%s.amazonaws.com", account_region());
    value_set_text(&endpoint, "Address", buf_string(&address));
    value_set_take(&endpoint, "CachePeriodInMinutes", value_int(1440));
    value_append_take(&list, endpoint);
    buf_release(&address);
    return inquiry_body("Endpoints", list);
}

/* For how many days back a table can be restored (AWS's documentation). */
enum { RECOVERY_DAYS = 35 };

static struct value *backups_of(const struct inquiry *c, const struct catalog_table *t)
{
    bool is_on = value_is_true(inquiry_member_of(t->document, "PointInTimeRecovery"));
    struct value *point = value_object(), *out = value_object();
    value_set_text(&point, "PointInTimeRecoveryStatus", is_on ? "ENABLED" : "DISABLED");
    if (is_on) {
        const struct value *days =
            inquiry_member_of(t->document, "PointInTimeRecoveryPeriodInDays");
        struct value *now = value_double((double)c->now_ms / 1000);
        value_set_take(&point, "RecoveryPeriodInDays",
                       days != NULL ? value_share((struct value *)days)
                                    : value_int(RECOVERY_DAYS));
        value_set_take(&point, "EarliestRestorableDateTime", value_share(now));
        value_set_take(&point, "LatestRestorableDateTime", now);
    }
    value_set_text(&out, "ContinuousBackupsStatus", "ENABLED");
    value_set_take(&out, "PointInTimeRecoveryDescription", point);
    return inquiry_body("ContinuousBackupsDescription", out);
}

/* As operations on backups say it. */
static bool open_backed_up(struct inquiry *c, struct catalog_table *t)
{
    const char *name = inquiry_text(c, "TableName");
    return catalog_find(c, name, t) ||
           inquiry_fail(c, INQUIRY_TABLE_NOT_FOUND, "Table not found: %s",
                        catalog_bare_name(name));
}

struct value *settings_describe_backups(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_backed_up(c, &t)) {
        return NULL;
    }
    struct value *body = backups_of(c, &t);
    catalog_release(&t);
    return body;
}

struct value *settings_update_backups(struct inquiry *c)
{
    const struct value *given = inquiry_member(c, "PointInTimeRecoverySpecification");
    struct catalog_table t = { 0 };
    if (!open_backed_up(c, &t)) {
        return NULL;
    }
    bool is_on = value_is_true(inquiry_member_of(given, "PointInTimeRecoveryEnabled"));
    const struct value *days = inquiry_member_of(given, "RecoveryPeriodInDays");
    value_set_take(&t.document, "PointInTimeRecoveryPeriodInDays",
                   days != NULL ? value_share((struct value *)days) : value_int(RECOVERY_DAYS));
    set_member(c, &t, "PointInTimeRecovery", value_bool(is_on));
    struct value *body = backups_of(c, &t);
    catalog_release(&t);
    return body;
}
