#include "runtime/sns/phone.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/sns/mail.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define DIGITS_MAX 15
#define PAGE       100
#define CODES      1000000

static const char *const settings[] = {
    "MonthlySpendLimit", "DeliveryStatusIAMRole", "DeliveryStatusSuccessSamplingRate",
    "DefaultSenderID",   "DefaultSMSType",        "UsageReportS3Bucket"
};

bool phone_is_number(const char *text)
{
    const char *digits = text + (*text == '+');
    size_t size = strspn(digits, "0123456789");
    return size > 1 && size <= DIGITS_MAX && digits[size] == '\0' && *digits != '0';
}

/* ---- Settings ---- */

static bool check_setting(struct ask *a, const char *name, const struct value *v)
{
    bool is_known = false;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        is_known = is_known || strcmp(settings[i], name) == 0;
    }
    if (!is_known || value_type(v) != VALUE_STRING) {
        return ask_fail_value(a, "Invalid parameter: %s", name);
    }
    bool is_type = strcmp(name, "DefaultSMSType") == 0;
    return !is_type || strcmp(value_string(v), "Promotional") == 0 ||
           strcmp(value_string(v), "Transactional") == 0 ||
           ask_fail_value(a, "Invalid parameter: DefaultSMSType");
}

void phone_set_settings(struct ask *a)
{
    struct value *set = NULL;
    if (!value_member(a->request, "attributes", &set)) {
        ask_fail_missing(a, "attributes");
        return;
    }
    for (struct value_walk w = value_walk(set); value_step(&w);) {
        if (!check_setting(a, w.key, w.value)) {
            return;
        }
        struct statement *s = database_statement(
            a->database, "INSERT OR REPLACE INTO setting (name, text) VALUES (?1, ?2)");
        database_set_text(s, 1, w.key);
        database_set_text(s, 2, value_string(w.value));
        database_run(s);
    }
}

static bool is_wanted(const struct value *names, const char *name)
{
    for (size_t i = 0; i < value_count(names); i++) {
        const struct value *v = value_item(names, i);
        if (value_type(v) == VALUE_STRING && strcmp(value_string(v), name) == 0) {
            return true;
        }
    }
    return value_count(names) == 0;
}

void phone_get_settings(struct ask *a)
{
    struct value *names = NULL, *all = value_object(), *body = value_object();
    struct statement *s =
        database_statement(a->database, "SELECT name, text FROM setting ORDER BY name");
    value_member(a->request, "attributes", &names);
    while (database_row(s)) {
        if (is_wanted(names, database_text(s, 0))) {
            value_set_text(&all, database_text(s, 0), database_text(s, 1));
        }
    }
    value_set_take(&body, "attributes", all);
    service_answer_good(a->answer, body);
}

/* ---- Who wants none ---- */

static const char *number_of(struct ask *a, const char *member)
{
    const char *number = ask_text(a, a->request, member);
    if (number != NULL && !phone_is_number(number)) {
        ask_fail_value(a, "Invalid parameter: PhoneNumber Reason: input incorrectly formatted");
        return NULL;
    }
    return number;
}

void phone_check_opted_out(struct ask *a)
{
    if (number_of(a, "phoneNumber") != NULL) {
        struct value *body = value_object();
        value_set_take(&body, "isOptedOut", value_bool(false));
        service_answer_good(a->answer, body);
    }
}

void phone_opt_in(struct ask *a)
{
    number_of(a, "phoneNumber");
}

static void answer_none(struct ask *a, const char *list)
{
    struct value *body = value_object();
    value_set_take(&body, list, value_array(0));
    service_answer_good(a->answer, body);
}

void phone_list_opted_out(struct ask *a)
{
    answer_none(a, "phoneNumbers");
}

void phone_list_origination(struct ask *a)
{
    answer_none(a, "PhoneNumbers");
}

/* ---- Numbers that are tried out ---- */

/* The code that a number is verified by is sent to it. */
void phone_create_sandbox(struct ask *a)
{
    const char *number = number_of(a, "PhoneNumber");
    if (number == NULL) {
        return;
    }
    char code[8], text[64];
    snprintf(code, sizeof code, "%06u", (unsigned)random_below(a->random, CODES));
    snprintf(text, sizeof text, "Your verification code is %s", code);
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO sandbox (number, code, status) VALUES (?1, ?2, "
                     "'Pending')");
    database_set_text(s, 1, number);
    database_set_text(s, 2, code);
    database_run(s);
    mail_keep_text(a, number, text);
}

void phone_verify_sandbox(struct ask *a)
{
    const char *number = number_of(a, "PhoneNumber");
    const char *code = number != NULL ? ask_text(a, a->request, "OneTimePassword") : NULL;
    if (code == NULL) {
        return;
    }
    struct statement *s =
        database_statement(a->database, "SELECT code FROM sandbox WHERE number = ?1");
    database_set_text(s, 1, number);
    if (!database_row(s)) {
        ask_fail(a, "ResourceNotFoundException", "Phone number %s was not found.", number);
        return;
    }
    bool is_right = strcmp(database_text(s, 0), code) == 0;
    database_leave(s);
    if (!is_right) {
        ask_fail(a, "VerificationException", "The one-time password is not right.");
        return;
    }
    s = database_statement(a->database,
                           "UPDATE sandbox SET status = 'Verified' WHERE number = ?1");
    database_set_text(s, 1, number);
    database_run(s);
}

void phone_delete_sandbox(struct ask *a)
{
    const char *number = number_of(a, "PhoneNumber");
    if (number == NULL) {
        return;
    }
    struct statement *s =
        database_statement(a->database, "DELETE FROM sandbox WHERE number = ?1");
    database_set_text(s, 1, number);
    if (database_run(s) == 0) {
        ask_fail(a, "ResourceNotFoundException", "Phone number %s was not found.", number);
    }
}

void phone_list_sandbox(struct ask *a)
{
    const char *after = value_member_text(a->request, "NextToken");
    struct value *all = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database,
        "SELECT number, status FROM sandbox WHERE number > ?1 ORDER BY number LIMIT ?2");
    database_set_text(s, 1, after != NULL ? after : "");
    database_set_int(s, 2, PAGE + 1);
    while (database_row(s)) {
        if (value_count(all) == PAGE) {
            value_set_text(&body, "NextToken",
                           value_member_text(value_item(all, PAGE - 1), "PhoneNumber"));
            break;
        }
        struct value *one = value_object();
        value_set_text(&one, "PhoneNumber", database_text(s, 0));
        value_set_text(&one, "Status", database_text(s, 1));
        value_append_take(&all, one);
    }
    database_leave(s);
    value_set_take(&body, "PhoneNumbers", all);
    service_answer_good(a->answer, body);
}

/* Messages are taken for every number. */
void phone_get_sandbox_status(struct ask *a)
{
    struct value *body = value_object();
    value_set_take(&body, "IsInSandbox", value_bool(false));
    service_answer_good(a->answer, body);
}
