#include "runtime/sns/permission.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/grant.h"
#include "runtime/sns/policy.h"
#include "runtime/sns/topic.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static bool is_action(const struct value *v)
{
    return value_type(v) == VALUE_STRING && policy_has_action(value_string(v));
}

static bool check(struct ask *a, const struct value *accounts, const struct value *names)
{
    if (value_count(names) == 0) {
        return ask_fail_missing(a, "ActionName");
    }
    if (value_count(accounts) == 0) {
        return ask_fail_missing(a, "AWSAccountId");
    }
    for (size_t i = 0; i < value_count(names); i++) {
        if (!is_action(value_item(names, i))) {
            return ask_fail_value(
                a, "Invalid parameter: Policy statement action out of service scope!");
        }
    }
    for (size_t i = 0; i < value_count(accounts); i++) {
        if (value_type(value_item(accounts, i)) != VALUE_STRING) {
            return ask_fail_value(a, "Invalid parameter: AWSAccountId");
        }
    }
    return true;
}

/* The policy that the topic has; new, a text. */
static struct value *policy_of(const struct topic *t)
{
    const char *own = value_member_text(t->attributes, "Policy");
    return own != NULL && own[0] != '\0' ? value_text(own) : policy_usual(t->arn);
}

static void keep(struct ask *a, struct topic *t, struct value *policy)
{
    char *text = write_text(policy);
    value_set_text(&t->attributes, "Policy", text);
    topic_store(a->database, t);
    memory_release(text);
}

void permission_add(struct ask *a)
{
    struct topic t = { 0 };
    struct value *accounts = NULL, *names = NULL;
    const char *label = ask_text(a, a->request, "Label");
    value_member(a->request, "AWSAccountId", &accounts);
    value_member(a->request, "ActionName", &names);
    if (label != NULL && topic_find(a, ask_text(a, a->request, "TopicArn"), &t) &&
        check(a, accounts, names)) {
        struct grant g = { "SNS:", label, t.arn, accounts, names };
        struct value *old = policy_of(&t);
        struct value *policy = grant_add(value_string(old), POLICY_VERSION, POLICY_ID, &g);
        if (policy != NULL) {
            keep(a, &t, policy);
        } else {
            ask_fail_value(a, "Invalid parameter: Statement already exists");
        }
        value_release(policy);
        value_release(old);
    }
    topic_release(&t);
}

/* A label that is not there is no error. */
void permission_remove(struct ask *a)
{
    struct topic t = { 0 };
    const char *label = ask_text(a, a->request, "Label");
    if (label != NULL && topic_find(a, ask_text(a, a->request, "TopicArn"), &t)) {
        struct value *old = policy_of(&t), *policy = grant_remove(value_string(old), label);
        if (policy != NULL) {
            keep(a, &t, policy);
        }
        value_release(policy);
        value_release(old);
    }
    topic_release(&t);
}

/* ---- What may not be in messages ---- */

void permission_put_protection(struct ask *a)
{
    struct topic t = { 0 };
    struct value *policy = NULL;
    struct read_error ignored;
    const char *text = ask_text(a, a->request, "DataProtectionPolicy");
    if (text != NULL && topic_find(a, ask_text(a, a->request, "ResourceArn"), &t)) {
        if (text[0] != '\0' && !(read_json(text, strlen(text), &policy, &ignored) &&
                                 value_type(policy) == VALUE_OBJECT)) {
            ask_fail_value(a,
                           "Invalid parameter: DataProtectionPolicy Reason: it is not a JSON "
                           "object");
        } else {
            struct statement *s = database_statement(
                a->database, "INSERT OR REPLACE INTO protection (topic, policy) VALUES "
                             "(?1, ?2)");
            database_set_text(s, 1, t.arn);
            database_set_text(s, 2, text);
            database_run(s);
        }
    }
    value_release(policy);
    topic_release(&t);
}

void permission_get_protection(struct ask *a)
{
    struct topic t = { 0 };
    if (topic_find(a, ask_text(a, a->request, "ResourceArn"), &t)) {
        struct value *body = value_object();
        struct statement *s =
            database_statement(a->database, "SELECT policy FROM protection WHERE topic = ?1");
        database_set_text(s, 1, t.arn);
        if (database_row(s)) {
            value_set_text(&body, "DataProtectionPolicy", database_text(s, 0));
        }
        database_leave(s);
        service_answer_good(a->answer, body);
    }
    topic_release(&t);
}
