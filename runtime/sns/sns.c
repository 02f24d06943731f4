#include "runtime/sns/sns.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/sns/permission.h"
#include "runtime/sns/phone.h"
#include "runtime/sns/publish.h"
#include "runtime/sns/push.h"
#include "runtime/sns/subscription.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

/* A mail is a message that was published; its key gives their order. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS topic (arn TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags "
    "TEXT "
    "NOT NULL);"
    "CREATE TABLE IF NOT EXISTS subscription (arn TEXT PRIMARY KEY, topic TEXT NOT NULL, "
    "protocol "
    "TEXT NOT NULL, endpoint TEXT NOT NULL, attributes TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS subscription_topic ON subscription (topic);"
    "CREATE TABLE IF NOT EXISTS mail (key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, "
    "topic TEXT, phone TEXT, subject TEXT, message TEXT NOT NULL, attributes TEXT NOT NULL, "
    "receivers TEXT NOT NULL, at_ms INTEGER NOT NULL, same TEXT);"
    "CREATE INDEX IF NOT EXISTS mail_same ON mail (topic, same);"
    "CREATE TABLE IF NOT EXISTS pending (arn TEXT PRIMARY KEY, topic TEXT NOT NULL, token TEXT "
    "NOT NULL);"
    "CREATE TABLE IF NOT EXISTS protection (topic TEXT PRIMARY KEY, policy TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS push (arn TEXT PRIMARY KEY, application TEXT, token TEXT, "
    "attributes TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS push_application ON push (application, token);"
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS sandbox (number TEXT PRIMARY KEY, code TEXT NOT NULL, status "
    "TEXT NOT NULL);";

struct sns {
    struct database *database;
    struct random *random;
    char *base;
};

static const struct ask_status statuses[] = {
    { "NotFoundException", 404 },
    { "ResourceNotFoundException", 404 },
    { NULL, 0 },
};

static const struct ask_words words = {
    .statuses = statuses,
    .value_code = "InvalidParameterException",
    .missing = { NULL, "InvalidParameterException",
                 "Invalid parameter: %s Reason: no value for required parameter" },
    .not_text = { NULL, "SerializationException", "%s is not a string." },
    .not_integer = { NULL, "SerializationException", "%s is not an integer." },
};

static const struct ask_operation operations[] = {
    { "AddPermission", permission_add, true },
    { "CheckIfPhoneNumberIsOptedOut", phone_check_opted_out, false },
    { "ConfirmSubscription", subscription_confirm, true },
    { "CreatePlatformApplication", push_create_application, true },
    { "CreatePlatformEndpoint", push_create_endpoint, true },
    { "CreateSMSSandboxPhoneNumber", phone_create_sandbox, true },
    { "CreateTopic", topic_create, true },
    { "DeleteEndpoint", push_delete_endpoint, true },
    { "DeletePlatformApplication", push_delete_application, true },
    { "DeleteSMSSandboxPhoneNumber", phone_delete_sandbox, true },
    { "DeleteTopic", topic_delete, true },
    { "GetDataProtectionPolicy", permission_get_protection, false },
    { "GetEndpointAttributes", push_get_endpoint, false },
    { "GetPlatformApplicationAttributes", push_get_application, false },
    { "GetSMSAttributes", phone_get_settings, false },
    { "GetSMSSandboxAccountStatus", phone_get_sandbox_status, false },
    { "GetSubscriptionAttributes", subscription_get_attributes, false },
    { "GetTopicAttributes", topic_get_attributes, false },
    { "ListEndpointsByPlatformApplication", push_list_endpoints, false },
    { "ListOriginationNumbers", phone_list_origination, false },
    { "ListPhoneNumbersOptedOut", phone_list_opted_out, false },
    { "ListPlatformApplications", push_list_applications, false },
    { "ListSMSSandboxPhoneNumbers", phone_list_sandbox, false },
    { "ListSubscriptions", subscription_list, false },
    { "ListSubscriptionsByTopic", subscription_list_of_topic, false },
    { "ListTagsForResource", topic_list_tags, false },
    { "ListTopics", topic_list, false },
    { "OptInPhoneNumber", phone_opt_in, false },
    { "Publish", publish_one, true },
    { "PublishBatch", publish_batch, true },
    { "PutDataProtectionPolicy", permission_put_protection, true },
    { "RemovePermission", permission_remove, true },
    { "SetEndpointAttributes", push_set_endpoint, true },
    { "SetPlatformApplicationAttributes", push_set_application, true },
    { "SetSMSAttributes", phone_set_settings, true },
    { "SetSubscriptionAttributes", subscription_set_attributes, true },
    { "SetTopicAttributes", topic_set_attributes, true },
    { "Subscribe", subscription_make, true },
    { "TagResource", topic_tag, true },
    { "Unsubscribe", subscription_end, true },
    { "UntagResource", topic_untag, true },
    { "VerifySMSSandboxPhoneNumber", phone_verify_sandbox, true },
    { NULL, NULL, false },
};

bool sns_open(const char *folder, struct random *random, struct sns **ret_sns, struct buf *why)
{
    struct database *d;
    if (!database_open(folder, "sns.db", schema, &d, why)) {
        return false;
    }
    struct sns *s = memory_zero(sizeof *s);
    s->database = d;
    s->random = random;
    *ret_sns = s;
    return true;
}

void sns_close(struct sns *s)
{
    if (s != NULL) {
        database_close(s->database);
        memory_release(s->base);
        memory_release(s);
    }
}

void sns_set_base(struct sns *s, const char *base)
{
    memory_release(s->base);
    s->base = memory_text(base);
}

void sns_answer(struct sns *s, const char *operation, const struct value *request,
                int64_t now_ms, struct service_answer *ret_answer,
                struct value **ret_deliveries)
{
    struct ask a = { .words = &words,
                     .database = s->database,
                     .random = s->random,
                     .base = s->base,
                     .request = request,
                     .now_ms = now_ms,
                     .answer = ret_answer,
                     .deliveries = value_array(0) };
    ask_run(&a, operations, operation);
    if (ask_has_failed(&a)) {
        value_release(a.deliveries);
        a.deliveries = value_array(0);
    }
    *ret_deliveries = a.deliveries;
}

static struct value *mail_of(struct statement *s)
{
    char time[TIME_TEXT_ROOM];
    struct value *mail = value_object(), *attributes = database_json(s, 5);
    time_write(time, database_int(s, 7));
    value_set_text(&mail, "MessageId", database_text(s, 0));
    value_set_text(&mail, "TopicArn", database_text(s, 1));
    value_set_text(&mail, "PhoneNumber", database_text(s, 2));
    value_set_text(&mail, "Subject", database_text(s, 3));
    value_set_text(&mail, "Message", database_text(s, 4));
    if (value_count(attributes) > 0) {
        value_set_take(&mail, "MessageAttributes", value_share(attributes));
    }
    value_release(attributes);
    value_set_text(&mail, "Timestamp", time);
    value_set_take(&mail, "To", database_json(s, 6));
    return mail;
}

struct value *sns_published(struct sns *s, struct buf *why)
{
    struct value *all = value_array(0);
    database_begin(s->database, false);
    struct statement *mails = database_statement(
        s->database, "SELECT id, topic, phone, subject, message, attributes, receivers, at_ms "
                     "FROM mail ORDER BY key");
    while (database_row(mails)) {
        value_append_take(&all, mail_of(mails));
    }
    if (!database_end(s->database, true, why)) {
        value_release(all);
        return NULL;
    }
    return all;
}

bool sns_drain(struct sns *s, struct buf *why)
{
    database_begin(s->database, true);
    database_run(database_statement(s->database, "DELETE FROM mail"));
    return database_end(s->database, true, why);
}

static bool has_topic(struct sns *s, const char *arn, int64_t now_ms)
{
    struct value *wanted = value_object(), *ignored = NULL;
    struct service_answer answer = { 0 };
    value_set_text(&wanted, "TopicArn", arn);
    sns_answer(s, "GetTopicAttributes", wanted, now_ms, &answer, &ignored);
    bool is_there = service_answer_is_good(&answer);
    service_answer_release(&answer);
    value_release(ignored);
    value_release(wanted);
    return is_there;
}

void sns_make_for(struct sns *s, const struct value *request, int64_t now_ms, struct buf *made)
{
    const char *arn = value_member_text(request, "TopicArn");
    arn = arn != NULL ? arn : value_member_text(request, "TargetArn");
    const char *name = arn != NULL ? strrchr(arn, ':') : NULL;
    if (name == NULL || has_topic(s, arn, now_ms)) {
        return;
    }
    struct buf why = { 0 };
    database_begin(s->database, true);
    topic_make(s->database, arn);
    if (database_end(s->database, true, &why)) {
        buf_print(made, "topic %s\n", name + 1);
    }
    buf_release(&why);
}
