#include "runtime/sqs/trait.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/number.h"
#include "runtime/service/ask.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

enum kind { TOLD, NUMBER, TRUTH, CHOICE, JSON, TEXT };

struct trait {
    const char *name;
    enum kind kind;
    bool is_fifo;          /* only a FIFO queue has it */
    const char *otherwise; /* NULL: it is absent unless it is set */
    int64_t least, most;   /* of a NUMBER */
    const char *choices[2];
};

static const struct trait traits[] = {
    { .name = "VisibilityTimeout", .kind = NUMBER, .otherwise = "30", .most = 43200 },
    { .name = "DelaySeconds", .kind = NUMBER, .otherwise = "0", .most = 900 },
    { .name = "MaximumMessageSize",
      .kind = NUMBER,
      .otherwise = "1048576",
      .least = 1024,
      .most = 1048576 },
    { .name = "MessageRetentionPeriod",
      .kind = NUMBER,
      .otherwise = "345600",
      .least = 60,
      .most = 1209600 },
    { .name = "ReceiveMessageWaitTimeSeconds", .kind = NUMBER, .otherwise = "0", .most = 20 },
    { .name = "SqsManagedSseEnabled", .kind = TRUTH, .otherwise = "true" },
    { .name = "KmsDataKeyReusePeriodSeconds", .kind = NUMBER, .least = 60, .most = 86400 },
    { .name = "KmsMasterKeyId", .kind = TEXT },
    { .name = "Policy", .kind = JSON },
    { .name = "RedrivePolicy", .kind = TEXT },
    { .name = "RedriveAllowPolicy", .kind = TEXT },
    { .name = "FifoQueue", .kind = TRUTH, .is_fifo = true, .otherwise = "true" },
    { .name = "ContentBasedDeduplication",
      .kind = TRUTH,
      .is_fifo = true,
      .otherwise = "false" },
    { .name = "DeduplicationScope",
      .kind = CHOICE,
      .is_fifo = true,
      .otherwise = "queue",
      .choices = { "queue", "messageGroup" } },
    { .name = "FifoThroughputLimit",
      .kind = CHOICE,
      .is_fifo = true,
      .otherwise = "perQueue",
      .choices = { "perQueue", "perMessageGroupId" } },
    { .name = "ApproximateNumberOfMessages" },
    { .name = "ApproximateNumberOfMessagesNotVisible" },
    { .name = "ApproximateNumberOfMessagesDelayed" },
    { .name = "CreatedTimestamp" },
    { .name = "LastModifiedTimestamp" },
    { .name = "QueueArn" },
};
#define TRAITS (sizeof traits / sizeof traits[0])

static const struct trait *find(const char *name)
{
    for (size_t i = 0; i < TRAITS; i++) {
        if (strcmp(traits[i].name, name) == 0) {
            return &traits[i];
        }
    }
    return NULL;
}

bool trait_is_known(const char *name)
{
    return find(name) != NULL;
}

static bool is_json_object(const char *text)
{
    struct value *v = NULL;
    struct read_error ignored;
    bool is_object =
        read_json(text, strlen(text), &v, &ignored) && value_type(v) == VALUE_OBJECT;
    value_release(v);
    return is_object;
}

static bool is_within(const char *text, const struct trait *s)
{
    struct number n = number_read(text, strlen(text));
    return n.kind == NUMBER_INT && n.integer >= s->least && n.integer <= s->most;
}

/* An empty text takes a policy or a key away. */
static bool is_good(const struct trait *s, const char *text)
{
    switch (s->kind) {
    case NUMBER: return is_within(text, s);
    case TRUTH: return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
    case CHOICE: return strcmp(text, s->choices[0]) == 0 || strcmp(text, s->choices[1]) == 0;
    case JSON: return text[0] == '\0' || is_json_object(text);
    case TEXT: return true;
    case TOLD:
    default: return false;
    }
}

bool trait_check(struct ask *a, const struct value *attributes, bool is_fifo)
{
    for (struct value_walk w = value_walk(attributes); value_step(&w);) {
        const struct trait *s = find(w.key);
        if (s == NULL || s->kind == TOLD || (s->is_fifo && !is_fifo)) {
            return ask_fail(a, "InvalidAttributeName", "Unknown Attribute %s.", w.key);
        }
        if (value_type(w.value) != VALUE_STRING || !is_good(s, value_string(w.value))) {
            return ask_fail(a, "InvalidAttributeValue", "Invalid value for the parameter %s.",
                            w.key);
        }
    }
    return true;
}

void trait_fill(struct value **attributes, bool is_fifo)
{
    for (size_t i = 0; i < TRAITS; i++) {
        const struct trait *s = &traits[i];
        if (s->otherwise != NULL && (is_fifo || !s->is_fifo) &&
            !value_member(*attributes, s->name, NULL)) {
            value_set_text(attributes, s->name, s->otherwise);
        }
    }
}

int64_t trait_int(const struct value *attributes, const char *name)
{
    const char *text = value_member_text(attributes, name);
    return text != NULL ? number_read(text, strlen(text)).integer : 0;
}

bool trait_is_true(const struct value *attributes, const char *name)
{
    const char *text = value_member_text(attributes, name);
    return text != NULL && strcmp(text, "true") == 0;
}

bool trait_within(struct ask *a, const char *parameter, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *ret)
{
    if (!ask_int(a, a->request, parameter, otherwise, ret)) {
        return false;
    }
    if (*ret != otherwise && (*ret < least || *ret > most)) {
        return ask_fail_value(a,
                              "Value %" PRId64 " for parameter %s is invalid. Reason: Must be "
                              "between %" PRId64 " and %" PRId64 ", if provided.",
                              *ret, parameter, least, most);
    }
    return true;
}
