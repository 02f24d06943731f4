#include "runtime/sqs/permit.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/service/ask.h"
#include "runtime/service/grant.h"
#include "runtime/service/plain.h"
#include "runtime/sqs/queue.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define LABEL_MAX   80
#define ACTIONS_MAX 7

/* What others may be allowed. */
static const char *const allowed[] = { "*",
                                       "SendMessage",
                                       "ReceiveMessage",
                                       "DeleteMessage",
                                       "ChangeMessageVisibility",
                                       "GetQueueAttributes",
                                       "GetQueueUrl",
                                       "ListDeadLetterSourceQueues",
                                       "PurgeQueue" };

static bool check_label(struct ask *a, const char *label)
{
    return plain_is_name(label, strlen(label), LABEL_MAX, "") ||
           ask_fail_value(a,
                          "Value %s for parameter Label is invalid. Reason: Can only "
                          "include alphanumeric characters, hyphens, or underscores. 1 to "
                          "80 in length.",
                          label);
}

static bool check_action(struct ask *a, const struct value *action)
{
    const char *text = value_type(action) == VALUE_STRING ? value_string(action) : "";
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (strcmp(allowed[i], text) == 0) {
            return true;
        }
    }
    return ask_fail_value(a,
                          "Value SQS:%s for parameter ActionName is invalid. Reason: Only the "
                          "queue owner is allowed to invoke this action.",
                          text);
}

static bool is_account(const struct value *v)
{
    const char *text = value_type(v) == VALUE_STRING ? value_string(v) : "";
    return strlen(text) == 12 && strspn(text, "0123456789") == 12;
}

static bool check_lists(struct ask *a, const struct value *accounts,
                        const struct value *actions)
{
    if (value_count(actions) == 0) {
        return ask_fail_missing(a, "Actions");
    }
    if (value_count(accounts) == 0) {
        return ask_fail_value(a, "Value [] for parameter PrincipalId is invalid. Reason: "
                                 "Unable to verify.");
    }
    if (value_count(actions) > ACTIONS_MAX) {
        return ask_fail(a, "OverLimit", "%zu Actions were found, maximum allowed is %d.",
                        value_count(actions), ACTIONS_MAX);
    }
    for (size_t i = 0; i < value_count(actions); i++) {
        if (!check_action(a, value_item(actions, i))) {
            return false;
        }
    }
    for (size_t i = 0; i < value_count(accounts); i++) {
        if (!is_account(value_item(accounts, i))) {
            return ask_fail_value(a, "Value for parameter PrincipalId is invalid. Reason: "
                                     "Unable to verify.");
        }
    }
    return true;
}

static void keep(struct ask *a, struct queue *q, struct value *policy)
{
    char *text = write_text(policy);
    value_set_text(&q->attributes, "Policy", value_count(policy) > 0 ? text : "");
    queue_store(a, q);
    memory_release(text);
}

void permit_add(struct ask *a)
{
    struct queue q;
    struct value *accounts = NULL, *actions = NULL;
    const char *label = queue_find(a, &q) ? ask_text(a, a->request, "Label") : NULL;
    value_member(a->request, "AWSAccountIds", &accounts);
    value_member(a->request, "Actions", &actions);
    if (label != NULL && check_label(a, label) && check_lists(a, accounts, actions)) {
        struct buf arn = { 0 }, id = { 0 };
        queue_put_arn(&arn, q.name);
        buf_print(&id, "%s/SQSDefaultPolicy", buf_string(&arn));
        struct grant g = { "SQS:", label, buf_string(&arn), accounts, actions };
        struct value *policy = grant_add(value_member_text(q.attributes, "Policy"),
                                         "2012-10-17", buf_string(&id), &g);
        if (policy != NULL) {
            keep(a, &q, policy);
        } else {
            ask_fail_value(
                a, "Value %s for parameter Label is invalid. Reason: Already exists.", label);
        }
        value_release(policy);
        buf_release(&id);
        buf_release(&arn);
    }
    queue_release(&q);
}

void permit_remove(struct ask *a)
{
    struct queue q;
    const char *label = queue_find(a, &q) ? ask_text(a, a->request, "Label") : NULL;
    if (label != NULL) {
        struct value *policy = grant_remove(value_member_text(q.attributes, "Policy"), label);
        if (policy != NULL) {
            keep(a, &q, policy);
        } else {
            ask_fail_value(a,
                           "Value %s for parameter Label is invalid. Reason: can't find label "
                           "on existing policy.",
                           label);
        }
        value_release(policy);
    }
    queue_release(&q);
}
