#include "runtime/sns/policy.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

static const char *const actions[] = { "GetTopicAttributes",
                                       "SetTopicAttributes",
                                       "AddPermission",
                                       "RemovePermission",
                                       "DeleteTopic",
                                       "Subscribe",
                                       "ListSubscriptionsByTopic",
                                       "Publish" };
#define ACTIONS (sizeof actions / sizeof actions[0])

struct value *policy_usual(const char *topic)
{
    struct buf text = { 0 };
    buf_text(&text, "{\"Version\":\"" POLICY_VERSION "\",\"Id\":\"" POLICY_ID
                    "\",\"Statement\":[{\"Sid\":"
                    "\"__default_statement_ID\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                    "\"*\"},\"Action\":[");
    for (size_t i = 0; i < ACTIONS; i++) {
        buf_print(&text, "%s\"SNS:%s\"", i > 0 ? "," : "", actions[i]);
    }
    buf_print(&text,
              "],\"Resource\":\"%s\",\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":"
              "\"%s\"}}}]}",
              topic, account_id());
    struct value *policy = value_text(buf_string(&text));
    buf_release(&text);
    return policy;
}

bool policy_has_action(const char *action)
{
    for (size_t i = 0; i < ACTIONS; i++) {
        if (strcmp(actions[i], action) == 0) {
            return true;
        }
    }
    return strcmp(action, "*") == 0;
}
