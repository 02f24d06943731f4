#include "runtime/dynamo/kept.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* The members of a table's document that hold these, each an object by name. */
#define POLICIES "Policies"
#define INSIGHTS "ContributorInsights"
#define KINESIS  "KinesisDestinations"

/* What the table keeps under that name, borrowed; NULL if there is nothing. */
static const struct value *kept_of(const struct catalog_table *t, const char *kind,
                                   const char *name)
{
    return inquiry_member_of(inquiry_member_of(t->document, kind), name);
}

/* `what` is taken. */
static void keep(struct inquiry *c, struct catalog_table *t, const char *kind, const char *name,
                 struct value *what)
{
    const struct value *old = inquiry_member_of(t->document, kind);
    struct value *all = old != NULL ? value_share((struct value *)old) : value_object();
    value_set_take(&all, name, what);
    value_set_take(&t->document, kind, all);
    catalog_save(c, t->name, t->document);
}

/* ---- Policies ---- */

/* The most bytes of a policy (AWS's documentation). */
enum { POLICY_BYTES = 20 * 1024 };

/* The table of an ARN of a table or of one of its streams. */
static bool open_resource(struct inquiry *c, struct catalog_table *t)
{
    const char *arn = inquiry_text(c, "ResourceArn");
    const char *name = catalog_bare_name(arn);
    struct buf bare = { 0 };
    if (name == arn || strstr(arn, ":dynamodb:") == NULL) {
        return inquiry_invalid(c, "Invalid ResourceArn: %s is no ARN of a table or a stream",
                               arn);
    }
    buf_put(&bare, name, strcspn(name, "/"));
    bool is_there = catalog_open_named(c, buf_string(&bare), t);
    buf_release(&bare);
    return is_there;
}

/* `policy` is that of the table `t` or of its stream, or NULL. */
static bool check_revision(struct inquiry *c, const struct catalog_table *t,
                           const struct value *policy)
{
    static const char lacks[] = "Resource-based policy not found for the provided ResourceArn";
    const char *wanted = inquiry_text(c, "ExpectedRevisionId");
    const char *revision = value_member_text(policy, "RevisionId");
    if (wanted == NULL || text_is(revision != NULL ? revision : "NO_POLICY", wanted)) {
        return true;
    }
    if (revision == NULL) {
        return inquiry_fail(c, INQUIRY_POLICY_NOT_FOUND,
                            "%s: Requested update for policy with revision id %s, but no "
                            "policy is associated to target table %s.",
                            lacks, wanted, t->name);
    }
    return text_is(wanted, "NO_POLICY")
               ? inquiry_fail(c, INQUIRY_POLICY_NOT_FOUND,
                              "%s: Requested policy update expecting none to be present for "
                              "table %s, but a policy exists with revision id %s.",
                              lacks, t->name, revision)
               : inquiry_fail(c, INQUIRY_POLICY_NOT_FOUND,
                              "%s: Requested update for policy with revision id %s, but the "
                              "policy associated to target table %s has revision id %s.",
                              lacks, wanted, t->name, revision);
}

static bool check_policy(struct inquiry *c)
{
    const struct value *text = inquiry_member(c, "Policy");
    struct value *policy = NULL;
    struct read_error error;
    bool is_json = read_json(value_string(text), value_string_size(text), &policy, &error) &&
                   value_type(policy) == VALUE_OBJECT &&
                   inquiry_member_of(policy, "Statement") != NULL;
    value_release(policy);
    if (!is_json) {
        return inquiry_invalid(c, "Invalid policy document: it must be JSON with a Statement");
    }
    return value_string_size(text) <= POLICY_BYTES ||
           inquiry_invalid(c, "Resource policy size exceeds the limit of %d bytes",
                           POLICY_BYTES);
}

struct value *kept_put_policy(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    const char *arn = inquiry_text(c, "ResourceArn");
    struct value *body = NULL;
    if (!check_policy(c) || !open_resource(c, &t)) {
        return NULL;
    }
    const struct value *old = kept_of(&t, POLICIES, arn);
    if (check_revision(c, &t, old)) {
        char id[RANDOM_UUID_SIZE + 1];
        struct value *policy = value_object();
        bool is_same = text_is(value_member_text(old, "Policy"), inquiry_text(c, "Policy"));
        random_uuid(c->dynamo->random, id);
        inquiry_copy(&policy, c->request, "Policy");
        value_set_text(&policy, "RevisionId",
                       is_same ? value_member_text(old, "RevisionId") : id);
        body = value_object();
        inquiry_copy(&body, policy, "RevisionId");
        keep(c, &t, POLICIES, arn, policy);
    }
    catalog_release(&t);
    return body;
}

void kept_begin_policy(struct inquiry *c, const char *arn, struct value **document)
{
    const char *text = inquiry_text(c, "ResourcePolicy");
    if (text != NULL) {
        char id[RANDOM_UUID_SIZE + 1];
        struct value *policy = value_object(), *all = value_object();
        random_uuid(c->dynamo->random, id);
        value_set_text(&policy, "Policy", text);
        value_set_text(&policy, "RevisionId", id);
        value_set_take(&all, arn, policy);
        value_set_take(document, POLICIES, all);
    }
}

struct value *kept_get_policy(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_resource(c, &t)) {
        return NULL;
    }
    const struct value *policy = kept_of(&t, POLICIES, inquiry_text(c, "ResourceArn"));
    struct value *body = value_share((struct value *)policy);
    if (policy == NULL) {
        inquiry_fail(c, INQUIRY_POLICY_NOT_FOUND,
                     "Resource-based policy not found for the provided ResourceArn: %s",
                     inquiry_text(c, "ResourceArn"));
    }
    catalog_release(&t);
    return body;
}

/* Taking a policy away that is not there does nothing. */
struct value *kept_delete_policy(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    const char *arn = inquiry_text(c, "ResourceArn");
    struct value *body = NULL;
    if (!open_resource(c, &t)) {
        return NULL;
    }
    const struct value *policy = kept_of(&t, POLICIES, arn);
    if (check_revision(c, &t, policy)) {
        body = value_object();
        inquiry_copy(&body, policy, "RevisionId");
        if (policy != NULL) {
            keep(c, &t, POLICIES, arn, value_null());
        }
    }
    catalog_release(&t);
    return body;
}

/* ---- Contributor insights ---- */

/* The name under which those of a table or an index are kept: borrowed. */
static const char *insight_name(struct inquiry *c)
{
    const char *index = inquiry_text(c, "IndexName");
    return index != NULL ? index : "";
}

static bool open_insights(struct inquiry *c, struct catalog_table *t)
{
    const char *index = inquiry_text(c, "IndexName");
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), t)) {
        return false;
    }
    if (index == NULL || catalog_find_index(t, index) != NULL) {
        return true;
    }
    inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND,
                 "Requested resource not found: Index: %s not found", index);
    catalog_release(t);
    return false;
}

static struct value *insights_shown(const struct catalog_table *t, const char *index,
                                    const char *status)
{
    struct value *out = value_object();
    value_set_text(&out, "TableName", t->name);
    value_set_text(&out, "IndexName", index[0] != '\0' ? index : NULL);
    value_set_text(&out, "ContributorInsightsStatus", status);
    return out;
}

struct value *kept_update_insights(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    bool is_on = inquiry_is(c, "ContributorInsightsAction", "ENABLE");
    if (!open_insights(c, &t)) {
        return NULL;
    }
    struct value *kept = value_object();
    value_set_text(&kept, "ContributorInsightsStatus", is_on ? "ENABLED" : "DISABLED");
    value_set_take(&kept, "LastUpdateDateTime", value_double((double)c->now_ms / 1000));
    inquiry_copy(&kept, c->request, "ContributorInsightsMode");
    struct value *body = insights_shown(&t, insight_name(c), is_on ? "ENABLING" : "DISABLING");
    inquiry_copy(&body, kept, "ContributorInsightsMode");
    keep(c, &t, INSIGHTS, insight_name(c), kept);
    catalog_release(&t);
    return body;
}

struct value *kept_describe_insights(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!open_insights(c, &t)) {
        return NULL;
    }
    const struct value *kept = kept_of(&t, INSIGHTS, insight_name(c));
    const char *status = value_member_text(kept, "ContributorInsightsStatus");
    struct value *body =
        insights_shown(&t, insight_name(c), status != NULL ? status : "DISABLED");
    inquiry_copy(&body, kept, "LastUpdateDateTime");
    inquiry_copy(&body, kept, "ContributorInsightsMode");
    catalog_release(&t);
    return body;
}

static void list_insights(const struct catalog_table *t, struct value **list)
{
    const struct value *table = kept_of(t, INSIGHTS, "");
    for (size_t i = 0; i <= t->count; i++) {
        const char *name = i == 0 ? "" : t->indexes[i - 1].name;
        const struct value *kept = i == 0 ? table : kept_of(t, INSIGHTS, name);
        if (kept != NULL) {
            struct value *one =
                insights_shown(t, name, value_member_text(kept, "ContributorInsightsStatus"));
            inquiry_copy(&one, kept, "ContributorInsightsMode");
            value_append_take(list, one);
        }
    }
}

struct value *kept_list_insights(struct inquiry *c)
{
    const char *table = inquiry_text(c, "TableName");
    struct value *list = value_array(0);
    struct statement *s = database_statement(
        c->dynamo->database,
        "SELECT document FROM tables WHERE ?1 IS NULL OR name = ?1 ORDER BY name");
    database_set_text(s, 1, table != NULL ? catalog_bare_name(table) : NULL);
    while (database_row(s)) {
        struct catalog_table t;
        catalog_of_document_take(&t, database_json(s, 0));
        list_insights(&t, &list);
        catalog_release(&t);
    }
    database_leave(s);
    return inquiry_body("ContributorInsightsSummaries", list);
}

/* ---- Streams of Kinesis ---- */

static struct value *kinesis_body(struct inquiry *c, const struct catalog_table *t,
                                  const char *status, const char *member)
{
    struct value *body = value_object();
    value_set_text(&body, "TableName", t->name);
    inquiry_copy(&body, c->request, "StreamArn");
    value_set_text(&body, "DestinationStatus", status);
    inquiry_copy(&body, c->request, member);
    return body;
}

static const char *kinesis_status(const struct inquiry *c, const struct catalog_table *t)
{
    return value_member_text(kept_of(t, KINESIS, inquiry_text(c, "StreamArn")),
                             "DestinationStatus");
}

static void keep_kinesis(struct inquiry *c, struct catalog_table *t, const char *status,
                         const char *member)
{
    const char *arn = inquiry_text(c, "StreamArn");
    const struct value *old = kept_of(t, KINESIS, arn);
    struct value *kept = value_object();
    inquiry_copy(&kept, c->request, "StreamArn");
    value_set_text(&kept, "DestinationStatus", status);
    inquiry_copy(&kept, old, "ApproximateCreationDateTimePrecision");
    inquiry_copy(&kept, inquiry_member(c, member), "ApproximateCreationDateTimePrecision");
    keep(c, t, KINESIS, arn, kept);
}

/* Change the status of a stream from one that `fits` to another. */
static struct value *change_kinesis(struct inquiry *c, bool wants_active, const char *to,
                                    const char *shown, const char *member, const char *refusal)
{
    struct catalog_table t = { 0 };
    struct value *body = NULL;
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    if (text_is(kinesis_status(c, &t), "ACTIVE") != wants_active) {
        inquiry_invalid(c, "%s", refusal);
    } else {
        keep_kinesis(c, &t, to, member);
        body = kinesis_body(c, &t, shown, member);
    }
    catalog_release(&t);
    return body;
}

struct value *kept_enable_kinesis(struct inquiry *c)
{
    return change_kinesis(c, false, "ACTIVE", "ENABLING", "EnableKinesisStreamingConfiguration",
                          "Table is not in a valid state to enable Kinesis Streaming "
                          "Destination: EnableKinesisStreamingDestination must be DISABLED or "
                          "ENABLE_FAILED to perform ENABLE operation.");
}

struct value *kept_disable_kinesis(struct inquiry *c)
{
    return change_kinesis(c, true, "DISABLED", "DISABLING",
                          "EnableKinesisStreamingConfiguration",
                          "Table is not in a valid state to disable Kinesis Streaming "
                          "Destination: DisableKinesisStreamingDestination must be ACTIVE to "
                          "perform DISABLE operation.");
}

struct value *kept_update_kinesis(struct inquiry *c)
{
    return change_kinesis(c, true, "ACTIVE", "UPDATING", "UpdateKinesisStreamingConfiguration",
                          "Table is not in a valid state to update Kinesis Streaming "
                          "Destination: it must be ACTIVE to perform UPDATE operation.");
}

struct value *kept_describe_kinesis(struct inquiry *c)
{
    struct catalog_table t = { 0 };
    if (!catalog_open_named(c, inquiry_text(c, "TableName"), &t)) {
        return NULL;
    }
    const struct value *all = inquiry_member_of(t.document, KINESIS);
    struct value *list = value_array(value_count(all));
    for (struct value_walk w = value_walk(all); value_step(&w);) {
        value_append_take(&list, value_share(w.value));
    }
    struct value *body = value_object();
    value_set_text(&body, "TableName", t.name);
    value_set_take(&body, "KinesisDataStreamDestinations", list);
    catalog_release(&t);
    return body;
}

/* ---- What there is none of ---- */

struct value *kept_list_exports(struct inquiry *c)
{
    (void)c;
    return inquiry_body("ExportSummaries", value_array(0));
}

struct value *kept_list_imports(struct inquiry *c)
{
    (void)c;
    return inquiry_body("ImportSummaryList", value_array(0));
}

struct value *kept_describe_export(struct inquiry *c)
{
    inquiry_fail(c, INQUIRY_EXPORT_NOT_FOUND, "Export not found: %s",
                 inquiry_text(c, "ExportArn"));
    return NULL;
}

struct value *kept_describe_import(struct inquiry *c)
{
    inquiry_fail(c, INQUIRY_IMPORT_NOT_FOUND, "Import not found: %s",
                 inquiry_text(c, "ImportArn"));
    return NULL;
}
