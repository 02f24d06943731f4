#include "runtime/events/dispatch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/events/archive.h"
#include "runtime/bus/bus.h"
#include "runtime/events/connection.h"
#include "runtime/events/happening.h"
#include "runtime/events/schedule.h"
#include "runtime/events/shaping.h"
#include "runtime/bus/thing.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/service/plain.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define TIMER      "timer"
#define LEVELS_MAX 3 /* an event goes from bus to bus so often */

/* ---- Handed on ---- */

static void dispatch(struct ask *a, const char *bus, const struct value *event,
                     const struct value *only, int level);

/* What a target does not take goes there as the event that it was. */
static void set_dead_letters(struct value **d, const struct value *target,
                             const struct value *event)
{
    struct value *config = NULL;
    if (value_member(target, "DeadLetterConfig", &config)) {
        char *letter = write_text(event);
        value_set_text(d, "DeadLetter", value_member_text(config, "Arn"));
        value_set_text(d, "Letter", letter);
        memory_release(letter);
    }
}

/* A FIFO queue knows an event by its id. */
static void set_order(struct value **d, const struct value *target, const struct value *event)
{
    struct value *queue = NULL;
    const char *arn = value_member_text(target, "Arn");
    if (value_member(target, "SqsParameters", &queue)) {
        value_set_text(d, "MessageGroupId", value_member_text(queue, "MessageGroupId"));
    }
    if (strstr(arn, ":sqs:") != NULL && plain_is_fifo(arn)) {
        value_set_text(d, "MessageDeduplicationId", value_member_text(event, "id"));
    }
}

static void hand_on(struct ask *a, const char *rule, const struct value *target,
                    const struct value *event)
{
    struct buf text = { 0 };
    struct value *d = value_object();
    shaping_put(&text, target, event, rule);
    value_set_text(&d, "Endpoint", value_member_text(target, "Arn"));
    value_set_text(&d, "Rule", rule);
    value_set_take(&d, "Body", value_text_n(buf_string(&text), text.size));
    set_order(&d, target, event);
    set_dead_letters(&d, target, event);
    connection_aim(a, target, &d);
    value_append_take(&a->deliveries, d);
    buf_release(&text);
}

static bool matches(const char *text, const struct value *event)
{
    struct value *pattern = NULL;
    struct read_error ignored;
    bool is_match = text != NULL && read_json(text, strlen(text), &pattern, &ignored) &&
                    pattern_matches(pattern, event);
    value_release(pattern);
    return is_match;
}

static bool may_have(const struct value *only, const char *rule)
{
    bool is_one = only == NULL || value_count(only) == 0;
    for (size_t i = 0; i < value_count(only) && !is_one; i++) {
        const struct value *v = value_item(only, i);
        is_one = value_type(v) == VALUE_STRING && strcmp(value_string(v), rule) == 0;
    }
    return is_one;
}

/* The targets of the rules that match: a new array of {"Rule": its ARN, "Target"}. All are
 * found first: what they get may lead to other rules. */
static struct value *found(struct ask *a, const char *bus, const struct value *event,
                           const struct value *only)
{
    struct value *all = value_array(0);
    struct statement *s = database_statement(
        a->database,
        "SELECT rule.name, rule.pattern, target.json FROM rule JOIN target ON "
        "target.bus = rule.bus AND target.rule = rule.name WHERE rule.bus = ?1 AND "
        "rule.state LIKE 'ENABLED%' ORDER BY rule.name, target.id");
    database_set_text(s, 1, bus);
    while (database_row(s)) {
        struct value *one = value_object();
        bus_set_arn(&one, "Rule", "rule", bus, database_text(s, 0));
        if (matches(database_text(s, 1), event) &&
            may_have(only, value_member_text(one, "Rule"))) {
            value_set_take(&one, "Target", database_json(s, 2));
            value_append_take(&all, one);
        } else {
            value_release(one);
        }
    }
    return all;
}

/* To one target: another bus, or whatever else. */
static void send(struct ask *a, const char *rule, const struct value *target,
                 const struct value *event, int level)
{
    const char *arn = value_member_text(target, "Arn");
    if (arn == NULL || strstr(arn, ":event-bus/") == NULL) {
        hand_on(a, rule, target, event);
    } else if (level < LEVELS_MAX && bus_is_there(a, bus_of(arn))) {
        dispatch(a, bus_of(arn), event, NULL, level + 1);
    }
}

static void dispatch(struct ask *a, const char *bus, const struct value *event,
                     const struct value *only, int level)
{
    archive_keep(a, bus, event);
    struct value *all = found(a, bus, event, only), *target = NULL;
    for (size_t i = 0; i < value_count(all); i++) {
        const struct value *one = value_item(all, i);
        value_member(one, "Target", &target);
        send(a, value_member_text(one, "Rule"), target, event, level);
    }
    value_release(all);
}

void dispatch_event(struct ask *a, const char *bus, const struct value *event,
                    const struct value *only)
{
    dispatch(a, bus, event, only, 0);
}

/* ---- By the time ---- */

static void put_timer(struct buf *name, const char *bus, const char *rule)
{
    buf_print(name, "%s/%s", bus, rule);
}

void dispatch_begin(struct ask *a, const char *bus, const char *rule)
{
    struct buf name = { 0 };
    struct value *timer = value_object();
    put_timer(&name, bus, rule);
    value_set_take(&timer, "Since", value_int(a->now_ms));
    thing_store(a, TIMER, buf_string(&name), timer);
    value_release(timer);
    buf_release(&name);
}

void dispatch_end(struct ask *a, const char *bus, const char *rule)
{
    struct buf name = { 0 };
    put_timer(&name, bus, rule);
    thing_forget(a, TIMER, buf_string(&name));
    buf_release(&name);
}

/* Since when the rule's schedule counts; a rule that never said counts from now on. */
static int64_t since(struct ask *a, const char *bus, const char *rule)
{
    struct buf name = { 0 };
    struct value *v = NULL;
    int64_t at_ms = 0;
    put_timer(&name, bus, rule);
    struct value *timer = thing_load(a, TIMER, buf_string(&name));
    if (timer == NULL) {
        dispatch_begin(a, bus, rule);
        at_ms = a->now_ms;
    } else if (value_member(timer, "Since", &v)) {
        value_is_int(v, &at_ms);
    }
    value_release(timer);
    buf_release(&name);
    return at_ms;
}

static void start(struct ask *a, const char *bus, const char *rule, int64_t at_ms)
{
    struct value *resources = value_array(1), *all = value_array(0);
    struct buf arn = { 0 };
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(a->random, id);
    bus_put_arn(&arn, "rule", bus, rule);
    value_append_take(&resources, value_text(buf_string(&arn)));
    struct value *event =
        happening_new(id, "Scheduled Event", "aws.events", at_ms, resources, value_object());
    struct statement *s = database_statement(
        a->database, "SELECT json FROM target WHERE bus = ?1 AND rule = ?2 ORDER BY id");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, rule);
    while (database_row(s)) {
        value_append_take(&all, database_json(s, 0));
    }
    for (size_t i = 0; i < value_count(all); i++) {
        send(a, buf_string(&arn), value_item(all, i), event, 0);
    }
    value_release(all);
    value_release(event);
    buf_release(&arn);
}

/* Times that nobody was there for are made up for once, and not more often. */
void dispatch_due(struct ask *a)
{
    struct value *all = value_array(0);
    struct statement *s = database_statement(
        a->database, "SELECT bus, name, schedule FROM rule WHERE schedule IS NOT NULL AND "
                     "schedule <> '' AND state LIKE 'ENABLED%' ORDER BY bus, name");
    while (database_row(s)) {
        struct value *one = value_object();
        value_set_text(&one, "Bus", database_text(s, 0));
        value_set_text(&one, "Name", database_text(s, 1));
        value_set_text(&one, "Schedule", database_text(s, 2));
        value_append_take(&all, one);
    }
    for (size_t i = 0; i < value_count(all); i++) {
        const struct value *one = value_item(all, i);
        const char *bus = value_member_text(one, "Bus");
        const char *rule = value_member_text(one, "Name");
        int64_t at_ms = schedule_next(value_member_text(one, "Schedule"), since(a, bus, rule));
        if (at_ms != 0 && at_ms <= a->now_ms) {
            dispatch_begin(a, bus, rule);
            start(a, bus, rule, at_ms);
        }
    }
    value_release(all);
}
