#include "runtime/events/rules.h"

#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/events/shaping.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/service/plain.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define DEFAULT_BUS    "default"
#define PAGE           100
#define NAME_MAX_BYTES 64
#define TARGETS_MAX    5 /* of a rule, as on AWS */

/* ---- Names ---- */

static const char *last_part(const char *arn)
{
    const char *slash = strrchr(arn, '/');
    return slash != NULL ? slash + 1 : arn;
}

const char *rules_bus_of(const char *name_or_arn)
{
    if (name_or_arn == NULL || name_or_arn[0] == '\0') {
        return DEFAULT_BUS;
    }
    return strncmp(name_or_arn, "arn:", 4) == 0 ? last_part(name_or_arn) : name_or_arn;
}

static void put_arn(struct buf *out, const char *kind, const char *bus, const char *rule)
{
    buf_print(out, "arn:%s:events:%s:%s:%s/", account_partition(), account_region(),
              account_id(), kind);
    if (rule == NULL || strcmp(bus, DEFAULT_BUS) != 0) {
        buf_text(out, bus);
    }
    if (rule != NULL) {
        buf_print(out, "%s%s", strcmp(bus, DEFAULT_BUS) != 0 ? "/" : "", rule);
    }
}

static void set_arn(struct value **object, const char *key, const char *kind, const char *bus,
                    const char *rule)
{
    struct buf arn = { 0 };
    put_arn(&arn, kind, bus, rule);
    value_set_text(object, key, buf_string(&arn));
    buf_release(&arn);
}

/* A name that the request must have; NULL after a failure. */
static const char *name_of(struct ask *a, const char *member)
{
    const char *name = ask_text(a, a->request, member);
    if (name != NULL && !plain_is_name(name, strlen(name), NAME_MAX_BYTES, ".")) {
        ask_fail(
            a, "ValidationException",
            "1 validation error detected: Value '%s' at '%c%s' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
            name, member[0] - 'A' + 'a', member + 1);
        return NULL;
    }
    return name;
}

/* ---- Buses ---- */

bool rules_has_bus(struct ask *a, const char *bus)
{
    if (strcmp(bus, DEFAULT_BUS) == 0) {
        return true;
    }
    struct statement *s = database_statement(a->database, "SELECT 1 FROM bus WHERE name = ?1");
    database_set_text(s, 1, bus);
    bool is_there = database_row(s);
    database_leave(s);
    return is_there;
}

/* The bus of the request, which must be there; NULL after a failure. */
static const char *bus_of(struct ask *a, const char *member)
{
    const char *bus = rules_bus_of(value_member_text(a->request, member));
    if (!rules_has_bus(a, bus)) {
        ask_fail(a, "ResourceNotFoundException", "Event bus %s does not exist.", bus);
        return NULL;
    }
    return bus;
}

void rules_create_bus(struct ask *a)
{
    const char *name = name_of(a, "Name");
    if (name == NULL) {
        return;
    }
    if (rules_has_bus(a, name)) {
        ask_fail(a, "ResourceAlreadyExistsException", "Event bus %s already exists.", name);
        return;
    }
    struct statement *s = database_statement(a->database, "INSERT INTO bus VALUES (?1)");
    struct value *body = value_object();
    database_set_text(s, 1, name);
    database_run(s);
    set_arn(&body, "EventBusArn", "event-bus", name, NULL);
    service_answer_good(a->answer, body);
}

static void delete_of_bus(struct ask *a, const char *sql, const char *bus)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, bus);
    database_run(s);
}

void rules_delete_bus(struct ask *a)
{
    const char *name = name_of(a, "Name");
    if (name == NULL) {
        return;
    }
    if (strcmp(name, DEFAULT_BUS) == 0) {
        ask_fail(a, "ValidationException", "Cannot delete event bus default.");
        return;
    }
    delete_of_bus(a, "DELETE FROM bus WHERE name = ?1", name);
    delete_of_bus(a, "DELETE FROM rule WHERE bus = ?1", name);
    delete_of_bus(a, "DELETE FROM target WHERE bus = ?1", name);
}

static struct value *described_bus(const char *name)
{
    struct value *bus = value_object();
    value_set_text(&bus, "Name", name);
    set_arn(&bus, "Arn", "event-bus", name, NULL);
    return bus;
}

void rules_describe_bus(struct ask *a)
{
    const char *bus = bus_of(a, "Name");
    if (bus != NULL) {
        service_answer_good(a->answer, described_bus(bus));
    }
}

static bool begins(const char *text, const char *with)
{
    return with == NULL || strncmp(text, with, strlen(with)) == 0;
}

void rules_list_buses(struct ask *a)
{
    const char *prefix = value_member_text(a->request, "NamePrefix");
    struct value *all = value_array(0), *body = value_object();
    if (begins(DEFAULT_BUS, prefix)) {
        value_append_take(&all, described_bus(DEFAULT_BUS));
    }
    struct statement *s = database_statement(a->database, "SELECT name FROM bus ORDER BY name");
    while (database_row(s)) {
        if (begins(database_text(s, 0), prefix)) {
            value_append_take(&all, described_bus(database_text(s, 0)));
        }
    }
    value_set_take(&body, "EventBuses", all);
    service_answer_good(a->answer, body);
}

/* ---- Rules ---- */

static bool check_pattern(struct ask *a, const char *text)
{
    struct value *pattern = NULL;
    struct read_error error;
    struct buf why = { 0 };
    bool is_good = true;
    if (text == NULL) {
        return true;
    }
    if (!read_json(text, strlen(text), &pattern, &error)) {
        is_good = ask_fail(a, "InvalidEventPatternException",
                           "Event pattern is not valid. Reason: %s", error.message);
    } else if (!pattern_check(pattern, &why)) {
        is_good = ask_fail(a, "InvalidEventPatternException",
                           "Event pattern is not valid. Reason: %s", buf_string(&why));
    }
    buf_release(&why);
    value_release(pattern);
    return is_good;
}

static const char *state_of(struct ask *a)
{
    const char *state = value_member_text(a->request, "State");
    return state != NULL ? state : "ENABLED";
}

void rules_put(struct ask *a)
{
    const char *name = name_of(a, "Name");
    const char *pattern = value_member_text(a->request, "EventPattern");
    const char *schedule = value_member_text(a->request, "ScheduleExpression");
    const char *bus = name != NULL ? bus_of(a, "EventBusName") : NULL;
    if (bus == NULL || !check_pattern(a, pattern)) {
        return;
    }
    if (pattern == NULL && schedule == NULL) {
        ask_fail(a, "ValidationException",
                 "Parameter(s) EventPattern or ScheduleExpression must be specified.");
        return;
    }
    struct statement *s = database_statement(
        a->database,
        "INSERT INTO rule (bus, name, pattern, schedule, state, description) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (bus, name) DO UPDATE SET pattern = "
        "?3, schedule = ?4, state = ?5, description = ?6");
    struct value *body = value_object();
    database_set_text(s, 1, bus);
    database_set_text(s, 2, name);
    database_set_text(s, 3, pattern);
    database_set_text(s, 4, schedule);
    database_set_text(s, 5, state_of(a));
    database_set_text(s, 6, value_member_text(a->request, "Description"));
    database_run(s);
    set_arn(&body, "RuleArn", "rule", bus, name);
    service_answer_good(a->answer, body);
}

/* How many rows the statement finds for the request's bus and rule. */
static int64_t count_of(struct ask *a, const char *sql, const char *bus, const char *rule)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, bus);
    database_set_text(s, 2, rule);
    int64_t count = database_row(s) ? database_int(s, 0) : 0;
    database_leave(s);
    return count;
}

/* The rule of the request, which must be there; NULL after a failure. */
static const char *rule_of(struct ask *a, const char *member, const char **ret_bus)
{
    const char *name = ask_text(a, a->request, member);
    *ret_bus = name != NULL ? bus_of(a, "EventBusName") : NULL;
    if (*ret_bus == NULL) {
        return NULL;
    }
    if (count_of(a, "SELECT count(*) FROM rule WHERE bus = ?1 AND name = ?2", *ret_bus, name) ==
        0) {
        ask_fail(a, "ResourceNotFoundException", "Rule %s does not exist on EventBus %s.", name,
                 *ret_bus);
        return NULL;
    }
    return name;
}

/* A rule that is not there is deleted without an error; one with targets is not deleted. */
void rules_delete(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    const char *bus = name != NULL ? bus_of(a, "EventBusName") : NULL;
    if (bus == NULL) {
        return;
    }
    if (count_of(a, "SELECT count(*) FROM target WHERE bus = ?1 AND rule = ?2", bus, name) >
        0) {
        ask_fail(a, "ValidationException", "Rule can't be deleted since it has targets.");
        return;
    }
    struct statement *s =
        database_statement(a->database, "DELETE FROM rule WHERE bus = ?1 AND name = ?2");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, name);
    database_run(s);
}

/* A row of name, pattern, schedule, state and description. */
static struct value *described(struct statement *s, const char *bus)
{
    struct value *rule = value_object();
    value_set_text(&rule, "Name", database_text(s, 0));
    set_arn(&rule, "Arn", "rule", bus, database_text(s, 0));
    value_set_text(&rule, "EventPattern", database_text(s, 1));
    value_set_text(&rule, "ScheduleExpression", database_text(s, 2));
    value_set_text(&rule, "State", database_text(s, 3));
    value_set_text(&rule, "Description", database_text(s, 4));
    value_set_text(&rule, "EventBusName", bus);
    return rule;
}

void rules_describe(struct ask *a)
{
    const char *bus, *name = rule_of(a, "Name", &bus);
    struct statement *s = database_statement(
        a->database,
        "SELECT name, pattern, schedule, state, description FROM rule WHERE bus = ?1 "
        "AND name = ?2");
    if (name == NULL) {
        return;
    }
    database_set_text(s, 1, bus);
    database_set_text(s, 2, name);
    if (database_row(s)) {
        struct value *rule = described(s, bus);
        value_set_text(&rule, "CreatedBy", account_id());
        service_answer_good(a->answer, rule);
    }
}

void rules_list(struct ask *a)
{
    const char *bus = bus_of(a, "EventBusName");
    const char *prefix = value_member_text(a->request, "NamePrefix");
    const char *after = value_member_text(a->request, "NextToken");
    if (bus == NULL) {
        return;
    }
    struct value *all = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database,
        "SELECT name, pattern, schedule, state, description FROM rule WHERE bus = ?1 "
        "AND name > ?2 AND substr(name, 1, length(?3)) = ?3 ORDER BY name LIMIT ?4");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, after != NULL ? after : "");
    database_set_text(s, 3, prefix != NULL ? prefix : "");
    database_set_int(s, 4, PAGE + 1);
    while (database_row(s)) {
        if (value_count(all) == PAGE) {
            value_set_text(&body, "NextToken",
                           value_member_text(value_item(all, PAGE - 1), "Name"));
            break;
        }
        value_append_take(&all, described(s, bus));
    }
    value_set_take(&body, "Rules", all);
    service_answer_good(a->answer, body);
}

static void set_state(struct ask *a, const char *state)
{
    const char *bus, *name = rule_of(a, "Name", &bus);
    if (name == NULL) {
        return;
    }
    struct statement *s = database_statement(
        a->database, "UPDATE rule SET state = ?3 WHERE bus = ?1 AND name = ?2");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, name);
    database_set_text(s, 3, state);
    database_run(s);
}

void rules_enable(struct ask *a)
{
    set_state(a, "ENABLED");
}

void rules_disable(struct ask *a)
{
    set_state(a, "DISABLED");
}

/* ---- Targets ---- */

static void put_target(struct ask *a, const char *bus, const char *rule,
                       const struct value *target)
{
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO target (bus, rule, id, arn, json) VALUES (?1, ?2, "
                     "?3, ?4, ?5)");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, rule);
    database_set_text(s, 3, value_member_text(target, "Id"));
    database_set_text(s, 4, value_member_text(target, "Arn"));
    database_set_json(s, 5, target);
    database_run(s);
}

static void answer_failed(struct ask *a, struct value *failed)
{
    struct value *body = value_object();
    value_set_take(&body, "FailedEntryCount", value_int((int64_t)value_count(failed)));
    value_set_take(&body, "FailedEntries", failed);
    service_answer_good(a->answer, body);
}

void rules_put_targets(struct ask *a)
{
    const char *bus, *rule = rule_of(a, "Rule", &bus);
    struct value *targets = NULL;
    value_member(a->request, "Targets", &targets);
    if (rule == NULL) {
        return;
    }
    for (size_t i = 0; i < value_count(targets); i++) {
        const struct value *target = value_item(targets, i);
        const char *arn = value_member_text(target, "Arn");
        if (value_member_text(target, "Id") == NULL || arn == NULL ||
            strncmp(arn, "arn:", 4) != 0) {
            ask_fail(
                a, "ValidationException",
                "Parameter %s is not valid. Reason: Provided Arn is not in correct format.",
                arn != NULL ? arn : "Arn");
            return;
        }
        put_target(a, bus, rule, target);
    }
    if (count_of(a, "SELECT count(*) FROM target WHERE bus = ?1 AND rule = ?2", bus, rule) >
        TARGETS_MAX) {
        ask_fail(a, "LimitExceededException",
                 "The requested resource exceeds the maximum number allowed.");
        return;
    }
    answer_failed(a, value_array(0));
}

void rules_remove_targets(struct ask *a)
{
    const char *bus, *rule = rule_of(a, "Rule", &bus);
    struct value *ids = NULL, *failed = value_array(0);
    value_member(a->request, "Ids", &ids);
    for (size_t i = 0; rule != NULL && i < value_count(ids); i++) {
        const struct value *id = value_item(ids, i);
        struct statement *s = database_statement(
            a->database, "DELETE FROM target WHERE bus = ?1 AND rule = ?2 AND id = ?3");
        const char *text = value_type(id) == VALUE_STRING ? value_string(id) : "";
        database_set_text(s, 1, bus);
        database_set_text(s, 2, rule);
        database_set_text(s, 3, text);
        if (database_run(s) == 0) {
            struct value *one = value_object();
            value_set_text(&one, "TargetId", text);
            value_set_text(&one, "ErrorCode", "ResourceNotFoundException");
            value_set_text(&one, "ErrorMessage", "Target does not exist.");
            value_append_take(&failed, one);
        }
    }
    if (rule != NULL) {
        answer_failed(a, value_share(failed));
    }
    value_release(failed);
}

void rules_list_targets(struct ask *a)
{
    const char *bus, *rule = rule_of(a, "Rule", &bus);
    struct value *all = value_array(0), *body = value_object();
    if (rule != NULL) {
        struct statement *s = database_statement(
            a->database, "SELECT json FROM target WHERE bus = ?1 AND rule = ?2 ORDER BY id");
        database_set_text(s, 1, bus);
        database_set_text(s, 2, rule);
        while (database_row(s)) {
            value_append_take(&all, database_json(s, 0));
        }
        value_set_take(&body, "Targets", value_share(all));
        service_answer_good(a->answer, value_share(body));
    }
    value_release(body);
    value_release(all);
}

void rules_list_by_target(struct ask *a)
{
    const char *arn = ask_text(a, a->request, "TargetArn");
    const char *bus = arn != NULL ? bus_of(a, "EventBusName") : NULL;
    struct value *names = value_array(0), *body = value_object();
    if (bus != NULL) {
        struct statement *s = database_statement(
            a->database,
            "SELECT DISTINCT rule FROM target WHERE bus = ?1 AND arn = ?2 ORDER BY rule");
        database_set_text(s, 1, bus);
        database_set_text(s, 2, arn);
        while (database_row(s)) {
            value_append_take(&names, value_text(database_text(s, 0)));
        }
        value_set_take(&body, "RuleNames", value_share(names));
        service_answer_good(a->answer, value_share(body));
    }
    value_release(body);
    value_release(names);
}

/* ---- Events ---- */

static void hand_on(struct ask *a, const char *bus, const char *rule,
                    const struct value *target, const struct value *event)
{
    struct buf text = { 0 }, arn = { 0 };
    struct value *d = value_object(), *queue = NULL;
    put_arn(&arn, "rule", bus, rule);
    shaping_put(&text, target, event, buf_string(&arn));
    value_set_text(&d, "Endpoint", value_member_text(target, "Arn"));
    value_set_take(&d, "Body", value_text_n(buf_string(&text), text.size));
    if (value_member(target, "SqsParameters", &queue)) {
        value_set_text(&d, "MessageGroupId", value_member_text(queue, "MessageGroupId"));
    }
    value_append_take(&a->deliveries, d);
    buf_release(&arn);
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

void rules_dispatch(struct ask *a, const char *bus, const struct value *event)
{
    struct statement *s = database_statement(
        a->database,
        "SELECT rule.name, rule.pattern, target.json FROM rule JOIN target ON "
        "target.bus = rule.bus AND target.rule = rule.name WHERE rule.bus = ?1 AND "
        "rule.state LIKE 'ENABLED%' ORDER BY rule.name, target.id");
    database_set_text(s, 1, bus);
    while (database_row(s)) {
        if (matches(database_text(s, 1), event)) {
            struct value *target = database_json(s, 2);
            hand_on(a, bus, database_text(s, 0), target, event);
            value_release(target);
        }
    }
}
