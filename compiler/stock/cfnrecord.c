#include "compiler/stock/cfnrecord.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "compiler/stock/cfnstock.h"
#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/drive/place.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/local/hub.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define RECORD_MAX ((size_t)64 << 20)

#define RULE    "PutRule"
#define TARGETS "PutTargets"
#define JOIN    "Subscribe"
#define NOTICE  "PutBucketNotificationConfiguration"

/* ---- The list ---- */

static bool is_kept(const char *operation)
{
    static const char *const kept[] = { RULE, TARGETS, JOIN, NOTICE };
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (strcmp(kept[i], operation) == 0) {
            return true;
        }
    }
    return false;
}

static char *path_of(const struct cfn_record *r)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/stack.json", r->folder);
    return buf_take(&path);
}

/* {"template": path, "made": [{"operation", "input"}]}: new; NULL if there is none yet. */
static struct value *read_list(const struct cfn_record *r)
{
    struct buf text = { 0 };
    struct read_error error;
    struct value *list = NULL;
    char *path = path_of(r);
    int status = descriptor_read_path(path, &text, RECORD_MAX);
    if (status != 0 && status != -ENOENT) {
        message_print(r->program, "%s: cannot be read: %s", path, strerror(-status));
    } else if (status == 0 && !read_json(buf_string(&text), text.size, &list, &error)) {
        message_print(r->program, "%s: this is not JSON: %s", path, error.message);
    }
    memory_release(path);
    buf_release(&text);
    return list;
}

void cfn_record_keep(const struct cfn_record *r)
{
    struct value *list = value_object(), *made = value_array(r->things->count);
    for (size_t i = 0; i < r->things->count; i++) {
        const struct cfn_thing *t = &r->things->list[i];
        if (is_kept(t->operation)) {
            struct value *one = value_object();
            value_set_text(&one, "operation", t->operation);
            value_set_take(&one, "input", value_share(t->input));
            value_append_take(&made, one);
        }
    }
    bool is_empty = value_count(made) == 0;
    value_set_text(&list, "template", r->path);
    value_set_take(&list, "made", made);
    struct arena *a = arena_new();
    char *text = write_text(list), *path = path_of(r);
    if (!is_empty || access(path, F_OK) == 0) { /* an empty list needs no folder */
        place_bytes(a, text, strlen(text), path, false);
    }
    arena_release(a);
    memory_release(path);
    memory_release(text);
    value_release(list);
}

/* ---- Asking ---- */

struct ending {
    const struct cfn_record *record;
    struct hub *hub;
    int64_t now_ms;
};

/* The answer: new; NULL if it fails: what is not there any more need not be ended. `input` is
 * taken. */
static struct value *ask(const struct ending *e, const char *service, const char *operation,
                         struct value *input)
{
    struct buf why = { 0 };
    struct hub_request r = { service, operation, input, e->now_ms };
    struct value *answer = hub_ask(e->hub, &r, &why);
    value_release(input);
    buf_release(&why);
    return answer;
}

static bool is_same_text(const struct value *a, const struct value *b, const char *name)
{
    const char *one = value_member_text(a, name), *other = value_member_text(b, name);
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* What the things say with that operation where those members are the same, or where all of it
 * is; NULL if nothing. */
static const struct value *now_has(const struct ending *e, const char *operation,
                                   const struct value *input, const char *const *members)
{
    const struct cfn_things *all = e->record->things;
    for (size_t i = 0; i < all->count; i++) {
        const struct value *other = all->list[i].input;
        bool is = strcmp(all->list[i].operation, operation) == 0 &&
                  (members != NULL || value_equal(other, input));
        for (size_t m = 0; is && members != NULL && members[m] != NULL; m++) {
            is = is_same_text(other, input, members[m]);
        }
        if (is) {
            return other;
        }
    }
    return NULL;
}

/* ---- Rules ---- */

static bool has_id(const struct value *targets, const char *id)
{
    struct value *list = NULL;
    value_member(targets, "Targets", &list);
    for (size_t i = 0; i < cfn_length(list); i++) {
        const char *other = value_member_text(value_item(list, i), "Id");
        if (other != NULL && strcmp(other, id) == 0) {
            return true;
        }
    }
    return false;
}

static void end_targets(const struct ending *e, const struct value *before)
{
    static const char *const by[] = { "Rule", "EventBusName", NULL };
    const struct value *now = now_has(e, TARGETS, before, by);
    struct value *list = NULL, *ids = value_array(1);
    value_member(before, "Targets", &list);
    for (size_t i = 0; i < cfn_length(list); i++) {
        const char *id = value_member_text(value_item(list, i), "Id");
        if (id != NULL && !has_id(now, id)) {
            value_append_take(&ids, value_text(id));
        }
    }
    if (value_count(ids) > 0) {
        struct value *input = value_object();
        value_set_text(&input, "Rule", value_member_text(before, "Rule"));
        value_set_text(&input, "EventBusName", value_member_text(before, "EventBusName"));
        value_set_take(&input, "Ids", value_share(ids));
        value_release(ask(e, "eventbridge", "RemoveTargets", input));
    }
    value_release(ids);
}

/* Somebody else's targets keep a rule. */
static void end_rule(const struct ending *e, const struct value *before)
{
    static const char *const by[] = { "Name", "EventBusName", NULL };
    if (now_has(e, RULE, before, by) == NULL) {
        struct value *input = value_object();
        value_set_text(&input, "Name", value_member_text(before, "Name"));
        value_set_text(&input, "EventBusName", value_member_text(before, "EventBusName"));
        value_release(ask(e, "eventbridge", "DeleteRule", input));
    }
}

/* ---- Subscriptions ---- */

/* The ARN of a subscription in a page of a topic's: borrowed; NULL if it is not there. */
static const char *arn_in(const struct value *page, const struct value *before)
{
    struct value *list = NULL;
    value_member(page, "Subscriptions", &list);
    for (size_t i = 0; i < cfn_length(list); i++) {
        const struct value *one = value_item(list, i);
        if (is_same_text(one, before, "Protocol") && is_same_text(one, before, "Endpoint")) {
            return value_member_text(one, "SubscriptionArn");
        }
    }
    return NULL;
}

static void unsubscribe(const struct ending *e, const char *arn)
{
    struct value *input = value_object();
    value_set_text(&input, "SubscriptionArn", arn);
    value_release(ask(e, "sns", "Unsubscribe", input));
}

static void end_subscription(const struct ending *e, const struct value *before)
{
    char *next = NULL;
    bool is_more = now_has(e, JOIN, before, NULL) == NULL;
    while (is_more) {
        struct value *input = value_object();
        value_set_text(&input, "TopicArn", value_member_text(before, "TopicArn"));
        value_set_text(&input, "NextToken", next);
        struct value *page = ask(e, "sns", "ListSubscriptionsByTopic", input);
        const char *arn = arn_in(page, before);
        memory_release(next);
        next = memory_text(arn == NULL ? value_member_text(page, "NextToken") : NULL);
        is_more = next != NULL;
        if (arn != NULL) {
            unsubscribe(e, arn);
        }
        value_release(page);
    }
}

/* ---- Notifications ---- */

static void end_notice(const struct ending *e, const struct value *before)
{
    static const char *const by[] = { "Bucket", NULL };
    if (now_has(e, NOTICE, before, by) == NULL) {
        struct value *input = value_object();
        value_set_text(&input, "Bucket", value_member_text(before, "Bucket"));
        value_set_take(&input, "NotificationConfiguration", value_object());
        value_release(ask(e, "s3", NOTICE, input));
    }
}

/* ---- All of it ---- */

/* In this order: a rule that has targets cannot be deleted. */
static const struct {
    const char *operation;
    void (*end)(const struct ending *e, const struct value *before);
} ends[] = {
    { TARGETS, end_targets },
    { RULE, end_rule },
    { JOIN, end_subscription },
    { NOTICE, end_notice },
};

static void end_all(const struct ending *e, const struct value *made)
{
    for (size_t kind = 0; kind < sizeof ends / sizeof ends[0]; kind++) {
        for (size_t i = 0; i < value_count(made); i++) {
            const struct value *one = value_item(made, i);
            const char *operation = value_member_text(one, "operation");
            struct value *input = NULL;
            if (operation != NULL && strcmp(operation, ends[kind].operation) == 0 &&
                value_member(one, "input", &input)) {
                ends[kind].end(e, input);
            }
        }
    }
}

void cfn_record_end(const struct cfn_record *r, struct hub *h, int64_t now_ms)
{
    struct value *list = read_list(r), *made = NULL;
    const char *before = value_member_text(list, "template");
    if (before != NULL && strcmp(before, r->path) != 0) {
        message_print(r->program,
                      "%s: %s was served from this folder before: what it started ends, and "
                      "its tables, queues and buckets stay",
                      r->folder, before);
    }
    value_member(list, "made", &made);
    end_all(&(struct ending){ r, h, now_ms }, made);
    value_release(list);
}
