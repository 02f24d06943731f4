#include "runtime/scheduler/firing.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/events/happening.h"
#include "runtime/scheduler/entry.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* What the target of a schedule is, where it is no thing but an operation:
 * arn:aws:scheduler:::aws-sdk:sqs:sendMessage. */
#define ANY_OPERATION ":scheduler:::aws-sdk:"

/* ---- What a target gets ---- */

struct start {
    struct ask *a;
    const struct value *schedule, *target; /* borrowed */
    const char *arn;                       /* the schedule's */
    char id[RANDOM_UUID_SIZE + 1];
    int64_t due_ms;
    char time[TIME_TEXT_ROOM]; /* when it was to start, without milliseconds */
};

/* An input may name what is known of its start: <aws.scheduler.schedule-arn>. */
static void put_filled(struct buf *out, const struct start *s, const char *input)
{
    const struct {
        const char *name, *value;
    } words[] = {
        { "<aws.scheduler.schedule-arn>", s->arn },
        { "<aws.scheduler.scheduled-time>", s->time },
        { "<aws.scheduler.execution-id>", s->id },
        { "<aws.scheduler.attempt-number>", "1" },
    };
    while (*input != '\0') {
        size_t i = 0;
        while (i < sizeof words / sizeof words[0] &&
               strncmp(input, words[i].name, strlen(words[i].name)) != 0) {
            i++;
        }
        if (i < sizeof words / sizeof words[0]) {
            buf_text(out, words[i].value);
            input += strlen(words[i].name);
        } else {
            buf_char(out, *input++);
        }
    }
}

/* Where a schedule has no input, its target gets an event. */
static void put_event(struct buf *out, const struct start *s)
{
    struct value *resources = value_array(1);
    value_append_take(&resources, value_text(s->arn));
    struct value *event = happening_new(s->id, "Scheduled Event", "aws.scheduler", s->due_ms,
                                        resources, value_text("{}"));
    char *text = write_text(event);
    buf_text(out, text);
    memory_release(text);
    value_release(event);
}

static void put_body(struct buf *out, const struct start *s)
{
    const char *input = value_member_text(s->target, "Input");
    if (input != NULL) {
        put_filled(out, s, input);
    } else {
        put_event(out, s);
    }
}

/* The delivery is a request: `input` is taken. */
static void set_request_take(struct value **d, const char *service, const char *operation,
                             struct value *input)
{
    value_set_text(d, "Service", service);
    value_set_text(d, "Operation", operation);
    value_set_take(d, "Input", input);
}

/* Operations that hand their input to somebody who is called: which members name whom and
 * hold what. */
static const struct {
    const char *operation, *receiver, *input;
} calls[] = {
    { "lambda:invoke", "FunctionName", "Payload" },
    { "sfn:startExecution", "StateMachineArn", "Input" },
};

/* The input of an operation is the operation's own. `at` is "sqs:sendMessage". */
static void aim_at_operation(struct value **d, const char *at, const char *body)
{
    struct value *input = NULL;
    struct read_error error;
    if (!read_json(body, strlen(body), &input, &error)) {
        input = value_object();
    }
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (text_is(at, calls[i].operation)) {
            const char *given = value_member_text(input, calls[i].input);
            value_set_text(d, "Endpoint", value_member_text(input, calls[i].receiver));
            value_set_text(d, "Body", given != NULL ? given : "{}");
            value_release(input);
            return;
        }
    }
    struct buf service = { 0 }, operation = { 0 };
    size_t size = strcspn(at, ":");
    buf_put(&service, at, size);
    buf_text(&operation, at + size + (at[size] == ':'));
    if (operation.size > 0) {
        operation.text[0] = (char)toupper((unsigned char)operation.text[0]);
    }
    set_request_take(d, buf_string(&service), buf_string(&operation), input);
    buf_release(&service);
    buf_release(&operation);
}

static void aim_at_bus(struct value **d, const struct start *s, const char *arn,
                       const char *body)
{
    struct value *parameters = NULL, *entry = value_object(), *entries = value_array(1);
    struct value *input = value_object(), *resources = value_array(1);
    value_member(s->target, "EventBridgeParameters", &parameters);
    value_append_take(&resources, value_text(s->arn));
    value_set_text(&entry, "Source", value_member_text(parameters, "Source"));
    value_set_text(&entry, "DetailType", value_member_text(parameters, "DetailType"));
    value_set_text(&entry, "Detail", body);
    value_set_text(&entry, "EventBusName", arn);
    value_set_take(&entry, "Resources", resources);
    value_append_take(&entries, entry);
    value_set_take(&input, "Entries", entries);
    set_request_take(d, "eventbridge", "PutEvents", input);
}

static void hand_on(const struct start *s)
{
    const char *arn = value_member_text(s->target, "Arn");
    const char *operation = strstr(arn, ANY_OPERATION);
    struct value *d = value_object(), *more = NULL;
    struct buf body = { 0 };
    put_body(&body, s);
    value_set_text(&d, "Endpoint", arn);
    value_set_text(&d, "Body", buf_string(&body));
    if (value_member(s->target, "SqsParameters", &more)) {
        value_set_text(&d, "MessageGroupId", value_member_text(more, "MessageGroupId"));
    }
    if (value_member(s->target, "DeadLetterConfig", &more)) {
        value_set_text(&d, "DeadLetter", value_member_text(more, "Arn"));
    }
    if (operation != NULL) {
        aim_at_operation(&d, operation + sizeof ANY_OPERATION - 1, buf_string(&body));
    } else if (strstr(arn, ":event-bus/") != NULL) {
        aim_at_bus(&d, s, arn, buf_string(&body));
    }
    value_append_take(&s->a->deliveries, d);
    buf_release(&body);
}

/* ---- Which are started ---- */

bool firing_is_due(struct ask *a)
{
    struct statement *s = database_statement(
        a->database, "SELECT 1 FROM schedule WHERE next_ms > 0 AND next_ms <= ?1 LIMIT 1");
    database_set_int(s, 1, a->now_ms);
    bool found = database_row(s);
    database_leave(s);
    return found;
}

/* All that are due, in the order of their times: new, of {"Schedule", "Due"}. */
static struct value *due(struct ask *a)
{
    struct value *all = value_array(0);
    struct statement *s = database_statement(
        a->database, "SELECT json, next_ms FROM schedule WHERE next_ms > 0 AND next_ms <= ?1 "
                     "ORDER BY next_ms, grp, name");
    database_set_int(s, 1, a->now_ms);
    while (database_row(s)) {
        struct value *one = value_object();
        value_set_take(&one, "Schedule", database_json(s, 0));
        value_set_take(&one, "Due", value_int(database_int(s, 1)));
        value_append_take(&all, one);
    }
    database_leave(s);
    return all;
}

static void set_next(struct ask *a, const struct value *schedule, int64_t next_ms)
{
    bool is_deleted =
        next_ms == 0 && text_is(value_member_text(schedule, "ActionAfterCompletion"), "DELETE");
    struct statement *s = database_statement(
        a->database, is_deleted ? "DELETE FROM schedule WHERE grp = ?1 AND name = ?2 AND ?3 = 0"
                                : "UPDATE schedule SET next_ms = ?3 WHERE grp = ?1 AND name = "
                                  "?2");
    database_set_text(s, 1, value_member_text(schedule, "GroupName"));
    database_set_text(s, 2, value_member_text(schedule, "Name"));
    database_set_int(s, 3, next_ms);
    database_run(s);
}

static void run_one(struct ask *a, const struct value *schedule, int64_t due_ms)
{
    struct start s = { .a = a, .schedule = schedule, .due_ms = due_ms };
    struct value *target = NULL;
    if (!text_is(value_member_text(schedule, "State"), "DISABLED")) {
        value_member(schedule, "Target", &target);
        s.target = target;
        s.arn = value_member_text(schedule, "Arn");
        random_uuid(a->random, s.id);
        time_write(s.time, due_ms);
        memcpy(s.time + strcspn(s.time, "."), "Z", sizeof "Z");
        hand_on(&s);
    }
    set_next(a, schedule, entry_next(schedule, due_ms, a->now_ms));
}

void firing_run(struct ask *a)
{
    struct value *all = due(a);
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *schedule = NULL, *at = NULL;
        int64_t due_ms = 0;
        value_member(value_item(all, i), "Schedule", &schedule);
        value_member(value_item(all, i), "Due", &at);
        value_is_int(at, &due_ms);
        run_one(a, schedule, due_ms);
    }
    value_release(all);
}
