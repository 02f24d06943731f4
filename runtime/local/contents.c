#include "runtime/local/contents.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/local/hub.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define MAILS "sns/mails"

/* How a service lists what it has, a page after the other, and how much is in one thing. */
struct shelf {
    const char *service, *list;
    const char *things;   /* the list in the answer */
    const char *name;     /* of an item: the member that names it; NULL: it is the name */
    const char *page_in;  /* what asks for the next page */
    const char *page_out; /* what tells that there is one */
    const char *count;    /* the operation that counts, or NULL */
    const char *count_in; /* the member that names the thing then */
    const char *unit;
};

static const struct shelf shelves[] = {
    { "dynamodb", "ListTables", "TableNames", NULL, "ExclusiveStartTableName",
      "LastEvaluatedTableName", "Scan", "TableName", "items" },
    { "eventbridge", "ListEventBuses", "EventBuses", "Name", "NextToken", "NextToken",
      "ListRules", "EventBusName", "rules" },
    { "s3", "ListBuckets", "Buckets", "Name", "ContinuationToken", "ContinuationToken",
      "ListObjectsV2", "Bucket", "objects" },
    { "secretsmanager", "ListSecrets", "SecretList", "Name", "NextToken", "NextToken", NULL,
      NULL, NULL },
    { "sns", "ListTopics", "Topics", "TopicArn", "NextToken", "NextToken",
      "ListSubscriptionsByTopic", "TopicArn", "subscriptions" },
    { "sqs", "ListQueues", "QueueUrls", NULL, "NextToken", "NextToken", NULL, NULL, NULL },
    { "ssm", "DescribeParameters", "Parameters", "Name", "NextToken", "NextToken", NULL, NULL,
      NULL },
};
#define SHELVES (sizeof shelves / sizeof shelves[0])

/* ---- Pages ---- */

struct pages {
    struct hub *hub;
    const char *service, *operation;
    const char *page_in, *page_out;
    int64_t now_ms;
};

/* Calls `each` with every page's answer. `input` is taken. Returns false, with the reason in
 * `why`, after a failure. */
static bool walk(const struct pages *p, struct value *input,
                 void (*each)(void *owner, const struct value *page), void *owner,
                 struct buf *why)
{
    struct value *next = NULL;
    bool is_good = true;
    do {
        struct hub_request r = { p->service, p->operation, input, p->now_ms };
        struct value *page = hub_ask(p->hub, &r, why);
        is_good = page != NULL;
        next = NULL;
        if (is_good) {
            each(owner, page);
            if (value_member(page, p->page_out, &next)) {
                value_set_take(&input, p->page_in, value_share(next));
            }
        }
        value_release(page);
    } while (is_good && next != NULL);
    value_release(input);
    return is_good;
}

/* ---- ls ---- */

struct listing {
    struct hub *hub;
    const struct shelf *shelf;
    int64_t now_ms;
    struct buf *out, *why;
    uint64_t counted;
};

/* The last part of a URL or an ARN. */
static const char *short_name(const char *name)
{
    const char *end = name;
    for (const char *c = name; *c != '\0'; c++) {
        end = *c == '/' || *c == ':' ? c + 1 : end;
    }
    return end;
}

static void count_page(void *owner, const struct value *page)
{
    static const char *const lists[] = { "Items", "Rules", "Contents", "Subscriptions" };
    struct listing *l = owner;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct value *list = NULL;
        if (value_member(page, lists[i], &list)) {
            l->counted += value_count(list);
        }
    }
}

static bool count(struct listing *l, const char *name)
{
    const struct shelf *s = l->shelf;
    struct value *input = value_object();
    struct pages pages = { l->hub, s->service, s->count, "NextToken", "NextToken", l->now_ms };
    if (strcmp(s->service, "s3") == 0) {
        pages.page_in = "ContinuationToken";
        pages.page_out = "NextContinuationToken";
    } else if (strcmp(s->service, "dynamodb") == 0) {
        pages.page_in = "ExclusiveStartKey";
        pages.page_out = "LastEvaluatedKey";
    }
    l->counted = 0;
    value_set_text(&input, s->count_in, name);
    return walk(&pages, input, count_page, l, l->why);
}

static void list_queue(struct listing *l, const char *name)
{
    struct value *messages = hub_messages(l->hub, name, l->now_ms, l->why);
    buf_print(l->out, "sqs/%s  %zu messages\n", name, value_count(messages));
    value_release(messages);
}

static void list_thing(struct listing *l, const char *name)
{
    const struct shelf *s = l->shelf;
    bool is_path = strcmp(s->service, "ssm") == 0 || strcmp(s->service, "secretsmanager") == 0;
    if (strcmp(s->service, "sqs") == 0) {
        list_queue(l, short_name(name));
        return;
    }
    buf_print(l->out, "%s/%s", s->service, is_path ? name : short_name(name));
    if (s->count != NULL && count(l, name)) {
        buf_print(l->out, "  %" PRIu64 " %s", l->counted, s->unit);
    }
    buf_char(l->out, '\n');
}

static void list_page(void *owner, const struct value *page)
{
    struct listing *l = owner;
    struct value *things = NULL;
    value_member(page, l->shelf->things, &things);
    for (size_t i = 0; i < value_count(things); i++) {
        const struct value *thing = value_item(things, i);
        const char *name = l->shelf->name != NULL ? value_member_text(thing, l->shelf->name)
                           : value_type(thing) == VALUE_STRING ? value_string(thing)
                                                               : NULL;
        if (name != NULL) {
            list_thing(l, name);
        }
    }
}

static bool list_mails(struct listing *l)
{
    struct value *mails = hub_mails(l->hub, l->why);
    bool is_good = mails != NULL;
    if (value_count(mails) > 0) {
        buf_print(l->out, MAILS "  %zu published\n", value_count(mails));
    }
    value_release(mails);
    return is_good;
}

bool contents_list(struct hub *h, int64_t now_ms, struct buf *out, struct buf *why)
{
    bool is_good = true;
    for (size_t i = 0; i < SHELVES && is_good; i++) {
        const struct shelf *s = &shelves[i];
        struct listing l = { h, s, now_ms, out, why, 0 };
        struct pages pages = { h, s->service, s->list, s->page_in, s->page_out, now_ms };
        if (hub_has(s->service)) {
            is_good = walk(&pages, value_object(), list_page, &l, why) && why->size == 0;
        }
        if (is_good && strcmp(s->service, "sns") == 0) {
            is_good = list_mails(&l);
        }
    }
    return is_good;
}

/* ---- show and drain ---- */

static void put_lines(struct buf *out, const struct value *list)
{
    for (size_t i = 0; i < value_count(list); i++) {
        write_json(out, value_item(list, i));
        buf_char(out, '\n');
    }
}

struct showing {
    const char *member; /* the list in each page; NULL: the page itself is shown */
    struct buf *out;
};

static void show_page(void *owner, const struct value *page)
{
    struct showing *s = owner;
    struct value *list = NULL;
    if (s->member == NULL) {
        write_json(s->out, page);
        buf_char(s->out, '\n');
    } else if (value_member(page, s->member, &list)) {
        put_lines(s->out, list);
    }
}

/* What shows a thing: an operation that takes its name. */
static const struct view {
    const char *service, *operation, *name_in, *member, *page_in, *page_out;
} views[] = {
    { "dynamodb", "Scan", "TableName", "Items", "ExclusiveStartKey", "LastEvaluatedKey" },
    { "eventbridge", "ListRules", "EventBusName", "Rules", "NextToken", "NextToken" },
    { "s3", "ListObjectsV2", "Bucket", "Contents", "ContinuationToken",
      "NextContinuationToken" },
    { "secretsmanager", "GetSecretValue", "SecretId", NULL, "NextToken", "NextToken" },
    { "ssm", "GetParameter", "Name", NULL, "NextToken", "NextToken" },
};

static bool show(struct hub *h, const char *service, const char *name, int64_t now_ms,
                 struct buf *out, struct buf *why)
{
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        const struct view *v = &views[i];
        if (strcmp(v->service, service) == 0) {
            struct pages pages = { h, service, v->operation, v->page_in, v->page_out, now_ms };
            struct showing s = { v->member, out };
            struct value *input = value_object();
            value_set_text(&input, v->name_in, name);
            return walk(&pages, input, show_page, &s, why);
        }
    }
    buf_print(why, "%s/%s: nothing is shown of this service", service, name);
    return false;
}

/* The items of a queue or of the mails; NULL, with the reason in `why`, if it is neither. */
static struct value *messages_of(struct hub *h, const char *thing, int64_t now_ms,
                                 struct buf *why)
{
    if (strcmp(thing, MAILS) == 0) {
        return hub_mails(h, why);
    }
    if (strncmp(thing, "sqs/", 4) == 0) {
        return hub_messages(h, thing + 4, now_ms, why);
    }
    buf_print(why, "%s: only a queue, sqs/NAME, and " MAILS " can be drained", thing);
    return NULL;
}

static bool is_of_messages(const char *thing)
{
    return strcmp(thing, MAILS) == 0 || strncmp(thing, "sqs/", 4) == 0;
}

bool contents_show(struct hub *h, const char *thing, int64_t now_ms, struct buf *out,
                   struct buf *why)
{
    const char *slash = strchr(thing, '/');
    if (slash == NULL || slash == thing || slash[1] == '\0') {
        buf_print(why, "%s: SERVICE/NAME is wanted, such as sqs/people", thing);
        return false;
    }
    if (is_of_messages(thing)) {
        struct value *messages = messages_of(h, thing, now_ms, why);
        put_lines(out, messages);
        value_release(messages);
        return why->size == 0;
    }
    char *service = memory_text_n(thing, (size_t)(slash - thing));
    bool is_there = hub_has(service);
    if (!is_there) {
        buf_print(why, "%s: there is no embedded service %s", thing, service);
    }
    is_there = is_there && show(h, service, slash + 1, now_ms, out, why);
    memory_release(service);
    return is_there;
}

static bool purge(struct hub *h, const char *queue, int64_t now_ms, struct buf *why)
{
    struct value *input = value_object();
    value_set_text(&input, "QueueUrl", queue);
    struct hub_request r = { "sqs", "PurgeQueue", input, now_ms };
    struct value *answer = hub_ask(h, &r, why);
    bool is_good = answer != NULL;
    value_release(input);
    value_release(answer);
    return is_good;
}

bool contents_drain(struct hub *h, const char *thing, int64_t now_ms, struct buf *out,
                    struct buf *why)
{
    struct value *messages = messages_of(h, thing, now_ms, why);
    if (messages == NULL) {
        return false;
    }
    put_lines(out, messages);
    value_release(messages);
    return strcmp(thing, MAILS) == 0 ? hub_drain_mails(h, why)
                                     : purge(h, thing + 4, now_ms, why);
}
