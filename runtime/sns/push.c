#include "runtime/sns/push.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define PAGE           100
#define NAME_MAX_BYTES 256

/* A device of an application, or an application, which has no `application` of its own. */
#define WHERE_APPLICATION " WHERE arn = ?1 AND application IS NULL"
#define WHERE_ENDPOINT    " WHERE arn = ?1 AND application IS NOT NULL"

static const char *const platforms[] = { "ADM",
                                         "APNS",
                                         "APNS_SANDBOX",
                                         "APNS_VOIP",
                                         "APNS_VOIP_SANDBOX",
                                         "APNS_PASSBOOK",
                                         "APNS_PASSBOOK_SANDBOX",
                                         "BAIDU",
                                         "FCM",
                                         "GCM",
                                         "MACOS",
                                         "MACOS_SANDBOX",
                                         "MPNS",
                                         "WNS" };

/* What is told to nobody again. */
static const char *const secrets[] = { "PlatformCredential", "PlatformPrincipal" };

static bool is_among(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_secret(const char *name)
{
    return is_among(name, secrets, sizeof secrets / sizeof secrets[0]);
}

/* ---- Rows ---- */

static const char find_application[] = "SELECT attributes FROM push" WHERE_APPLICATION;
static const char find_endpoint[] = "SELECT attributes FROM push" WHERE_ENDPOINT;

/* The attributes of an ARN's row: new; NULL if it is not there. */
static struct value *load(struct ask *a, const char *sql, const char *arn)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, arn);
    struct value *attributes = database_row(s) ? database_json(s, 0) : NULL;
    database_leave(s);
    return attributes;
}

static void store(struct ask *a, const char *arn, const char *application, const char *token,
                  const struct value *attributes)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO push (arn, application, token, attributes) VALUES (?1, ?2, "
                     "?3, ?4) ON CONFLICT (arn) DO UPDATE SET token = ?3, attributes = ?4");
    database_set_text(s, 1, arn);
    database_set_text(s, 2, application);
    database_set_text(s, 3, token);
    database_set_json(s, 4, attributes);
    database_run(s);
}

static void run(struct ask *a, const char *sql, const char *arn)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, arn);
    database_run(s);
}

/* What the request sets is put over what there is. */
static void put_over(struct ask *a, struct value **attributes)
{
    struct value *set = NULL;
    value_member(a->request, "Attributes", &set);
    for (struct value_walk w = value_walk(set); value_step(&w);) {
        value_set_take(attributes, w.key, value_share(w.value));
    }
}

static struct value *without_secrets(const struct value *attributes)
{
    struct value *told = value_object();
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        if (!is_secret(w.key)) {
            value_set_take(&told, w.key, value_share(w.value));
        }
    }
    return told;
}

static void answer_one(struct ask *a, const char *member, struct value *v)
{
    struct value *body = value_object();
    value_set_take(&body, member, v);
    service_answer_good(a->answer, body);
}

/* A page of rows of an ARN and its attributes, which the statement finds. */
static void answer_page(struct ask *a, struct statement *s, const char *list, const char *arn)
{
    struct value *all = value_array(0), *body = value_object();
    while (database_row(s)) {
        if (value_count(all) == PAGE) {
            value_set_text(&body, "NextToken",
                           value_member_text(value_item(all, PAGE - 1), arn));
            break;
        }
        struct value *one = value_object(), *attributes = database_json(s, 1);
        value_set_text(&one, arn, database_text(s, 0));
        value_set_take(&one, "Attributes", without_secrets(attributes));
        value_append_take(&all, one);
        value_release(attributes);
    }
    database_leave(s);
    value_set_take(&body, list, all);
    service_answer_good(a->answer, body);
}

static const char *page_after(const struct ask *a)
{
    const char *after = value_member_text(a->request, "NextToken");
    return after != NULL ? after : "";
}

/* ---- Applications ---- */

static bool check_application(struct ask *a, const char *name, const char *platform)
{
    if (!plain_is_name(name, strlen(name), NAME_MAX_BYTES, ".")) {
        return ask_fail_value(a, "Invalid parameter: Name Reason: must contain only characters "
                                 "'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.' and be 1 to 256 "
                                 "characters long");
    }
    return is_among(platform, platforms, sizeof platforms / sizeof platforms[0]) ||
           ask_fail_value(a, "Invalid parameter: Platform Reason: %s is not supported",
                          platform);
}

void push_create_application(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    const char *platform = name != NULL ? ask_text(a, a->request, "Platform") : NULL;
    if (platform == NULL || !check_application(a, name, platform)) {
        return;
    }
    struct buf arn = { 0 };
    struct value *attributes = value_object();
    buf_print(&arn, "arn:%s:sns:%s:%s:app/%s/%s", account_partition(), account_region(),
              account_id(), platform, name);
    value_set_text(&attributes, "Enabled", "true");
    put_over(a, &attributes);
    store(a, buf_string(&arn), NULL, NULL, attributes);
    answer_one(a, "PlatformApplicationArn", value_text(buf_string(&arn)));
    value_release(attributes);
    buf_release(&arn);
}

void push_delete_application(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "PlatformApplicationArn");
    if (arn != NULL) {
        run(a, "DELETE FROM push WHERE arn = ?1 OR application = ?1", arn);
    }
}

/* The request's application: its attributes, new; NULL after a failure. */
static struct value *application_of(struct ask *a, const char **ret_arn)
{
    *ret_arn = ask_text(a, a->request, "PlatformApplicationArn");
    struct value *attributes = *ret_arn != NULL ? load(a, find_application, *ret_arn) : NULL;
    if (*ret_arn != NULL && attributes == NULL) {
        ask_fail(a, "NotFoundException", "PlatformApplication does not exist");
    }
    return attributes;
}

void push_get_application(struct ask *a)
{
    const char *arn;
    struct value *attributes = application_of(a, &arn);
    if (attributes != NULL) {
        answer_one(a, "Attributes", without_secrets(attributes));
    }
    value_release(attributes);
}

void push_set_application(struct ask *a)
{
    const char *arn;
    struct value *attributes = application_of(a, &arn);
    if (attributes != NULL) {
        put_over(a, &attributes);
        store(a, arn, NULL, NULL, attributes);
    }
    value_release(attributes);
}

void push_list_applications(struct ask *a)
{
    struct statement *s = database_statement(
        a->database, "SELECT arn, attributes FROM push WHERE application IS NULL AND arn > ?1 "
                     "ORDER BY arn LIMIT ?2");
    database_set_text(s, 1, page_after(a));
    database_set_int(s, 2, PAGE + 1);
    answer_page(a, s, "PlatformApplications", "PlatformApplicationArn");
}

/* ---- Endpoints ---- */

bool push_is_endpoint(const char *arn)
{
    return strstr(arn, ":endpoint/") != NULL;
}

bool push_check_endpoint(struct ask *a, const char *arn)
{
    struct value *attributes = load(a, find_endpoint, arn);
    bool is_enabled = text_is(value_member_text(attributes, "Enabled"), "true");
    bool is_there = attributes != NULL;
    value_release(attributes);
    if (!is_there) {
        return ask_fail_value(a, "Invalid parameter: TargetArn Reason: No endpoint found for "
                                 "the target arn specified");
    }
    return is_enabled || ask_fail(a, "EndpointDisabledException", "Endpoint is disabled");
}

static struct value *wanted_endpoint(struct ask *a, const char *token)
{
    struct value *attributes = value_object();
    value_set_text(&attributes, "Enabled", "true");
    value_set_text(&attributes, "Token", token);
    value_set_text(&attributes, "CustomUserData",
                   value_member_text(a->request, "CustomUserData"));
    put_over(a, &attributes);
    return attributes;
}

/* The endpoint that the application has for that token: its ARN, new, or NULL. */
static char *same_endpoint(struct ask *a, const char *application, const char *token,
                           struct value **ret_attributes)
{
    struct statement *s = database_statement(
        a->database, "SELECT arn, attributes FROM push WHERE application = ?1 AND token = ?2");
    database_set_text(s, 1, application);
    database_set_text(s, 2, token);
    char *arn = NULL;
    if (database_row(s)) {
        arn = memory_text(database_text(s, 0));
        *ret_attributes = database_json(s, 1);
    }
    database_leave(s);
    return arn;
}

/* "arn:...:app/GCM/mine" has endpoints "arn:...:endpoint/GCM/mine/UUID". New. */
static char *new_endpoint(struct ask *a, const char *application)
{
    char id[RANDOM_UUID_SIZE + 1];
    struct buf arn = { 0 };
    const char *kind = strstr(application, ":app/");
    random_uuid(a->random, id);
    buf_put(&arn, application, (size_t)(kind - application));
    buf_print(&arn, ":endpoint/%s/%s", kind + strlen(":app/"), id);
    return buf_take(&arn);
}

void push_create_endpoint(struct ask *a)
{
    const char *application;
    struct value *found = application_of(a, &application), *there = NULL;
    const char *token = found != NULL ? ask_text(a, a->request, "Token") : NULL;
    value_release(found);
    if (token == NULL) {
        return;
    }
    struct value *wanted = wanted_endpoint(a, token);
    char *arn = same_endpoint(a, application, token, &there);
    if (arn != NULL && !value_equal(wanted, there)) {
        ask_fail_value(a,
                       "Invalid parameter: Token Reason: Endpoint %s already exists with the "
                       "same Token, but different attributes.",
                       arn);
    } else {
        if (arn == NULL) {
            arn = new_endpoint(a, application);
            store(a, arn, application, token, wanted);
        }
        answer_one(a, "EndpointArn", value_text(arn));
    }
    memory_release(arn);
    value_release(there);
    value_release(wanted);
}

void push_delete_endpoint(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "EndpointArn");
    if (arn != NULL) {
        run(a, "DELETE FROM push" WHERE_ENDPOINT, arn);
    }
}

static struct value *endpoint_of(struct ask *a, const char **ret_arn)
{
    *ret_arn = ask_text(a, a->request, "EndpointArn");
    struct value *attributes = *ret_arn != NULL ? load(a, find_endpoint, *ret_arn) : NULL;
    if (*ret_arn != NULL && attributes == NULL) {
        ask_fail(a, "NotFoundException", "Endpoint does not exist");
    }
    return attributes;
}

void push_get_endpoint(struct ask *a)
{
    const char *arn;
    struct value *attributes = endpoint_of(a, &arn);
    if (attributes != NULL) {
        answer_one(a, "Attributes", value_share(attributes));
    }
    value_release(attributes);
}

void push_set_endpoint(struct ask *a)
{
    const char *arn;
    struct value *attributes = endpoint_of(a, &arn);
    if (attributes != NULL) {
        put_over(a, &attributes);
        store(a, arn, NULL, value_member_text(attributes, "Token"), attributes);
    }
    value_release(attributes);
}

void push_list_endpoints(struct ask *a)
{
    const char *application;
    struct value *found = application_of(a, &application);
    if (found != NULL) {
        struct statement *s = database_statement(
            a->database, "SELECT arn, attributes FROM push WHERE application = ?1 AND arn > ?2 "
                         "ORDER BY arn LIMIT ?3");
        database_set_text(s, 1, application);
        database_set_text(s, 2, page_after(a));
        database_set_int(s, 3, PAGE + 1);
        answer_page(a, s, "Endpoints", "EndpointArn");
    }
    value_release(found);
}
