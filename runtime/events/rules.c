#include "runtime/events/rules.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/bus/bus.h"
#include "runtime/events/eventpattern.h"
#include "runtime/events/dispatch.h"
#include "runtime/bus/label.h"
#include "runtime/events/schedule.h"
#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/plain.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define KIND           "rule"
#define NAME_MAX_BYTES 64
#define STATES         "[ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"
#define TARGETS_MAX    5 /* of a rule, as on AWS */

/* Of a target's RetryPolicy. */
#define RETRIES_MAX 185
#define AGE_MIN_S   60
#define AGE_MAX_S   86400

/* What the name of a place in a template is made of. */
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

/* ---- Rules ---- */

static const char *state_of(struct ask *a)
{
    const char *state = value_member_text(a->request, "State");
    return state != NULL ? state : "ENABLED";
}

/* What a rule has beside its row: under its ARN. */
static void keep_more(struct ask *a, const char *bus, const char *name, const char *arn)
{
    static const char *const members[] = { "RoleArn", NULL };
    struct value *more = value_object();
    thing_copy(a, &more, members);
    thing_store(a, KIND, arn, more);
    label_set(a, arn);
    dispatch_begin(a, bus, name);
    value_release(more);
}

/* What templates say of EventBridge Scheduler's schedules comes here as well, with a time zone,
 * which may be "". */
static const char *zone_of(struct ask *a)
{
    return value_member_text(a->request, "ScheduleExpressionTimezone");
}

static bool is_good_schedule(struct ask *a, const char *schedule)
{
    const char *zone = zone_of(a);
    return zone == NULL ? schedule_is_good(schedule) : schedule_is_good_in(schedule, zone);
}

static void set_schedule(struct ask *a, struct statement *s, const char *schedule)
{
    const char *zone = zone_of(a);
    struct buf whole = { 0 };
    if (schedule != NULL && zone != NULL && zone[0] != '\0') {
        buf_print(&whole, "%s %s", schedule, zone);
        schedule = buf_string(&whole);
    }
    database_set_text(s, 4, schedule);
    buf_release(&whole);
}

void rules_put(struct ask *a)
{
    const char *name = thing_name(a, "Name", NAME_MAX_BYTES);
    const char *pattern = value_member_text(a->request, "EventPattern");
    const char *schedule = value_member_text(a->request, "ScheduleExpression");
    const char *bus = name != NULL ? bus_wanted(a, "EventBusName") : NULL;
    if (bus == NULL || !eventpattern_check(a, pattern)) {
        return;
    }
    if (schedule != NULL && strcmp(bus, BUS_DEFAULT) != 0) {
        ask_fail(a, "ValidationException",
                 "ScheduleExpression is supported only on the default event bus.");
        return;
    }
    if (schedule != NULL && schedule[0] != '\0' && !is_good_schedule(a, schedule)) {
        ask_fail(a, "ValidationException", "Parameter ScheduleExpression is not valid.");
        return;
    }
    if (!thing_check_word(a, "State", state_of(a), STATES)) {
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
    set_schedule(a, s, schedule);
    database_set_text(s, 5, state_of(a));
    database_set_text(s, 6, value_member_text(a->request, "Description"));
    database_run(s);
    bus_set_arn(&body, "RuleArn", "rule", bus, name);
    keep_more(a, bus, name, value_member_text(body, "RuleArn"));
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
    *ret_bus = name != NULL ? bus_wanted(a, "EventBusName") : NULL;
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
    const char *bus = name != NULL ? bus_wanted(a, "EventBusName") : NULL;
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
    struct buf arn = { 0 };
    database_set_text(s, 1, bus);
    database_set_text(s, 2, name);
    database_run(s);
    bus_put_arn(&arn, "rule", bus, name);
    thing_forget(a, KIND, buf_string(&arn));
    label_forget(a, buf_string(&arn));
    dispatch_end(a, bus, name);
    buf_release(&arn);
}

/* A row of name, pattern, schedule, state and description. */
static struct value *described(struct ask *a, struct statement *s, const char *bus)
{
    struct value *rule = value_object();
    value_set_text(&rule, "Name", database_text(s, 0));
    bus_set_arn(&rule, "Arn", "rule", bus, database_text(s, 0));
    value_set_text(&rule, "EventPattern", database_text(s, 1));
    value_set_text(&rule, "ScheduleExpression", database_text(s, 2));
    value_set_text(&rule, "State", database_text(s, 3));
    value_set_text(&rule, "Description", database_text(s, 4));
    value_set_text(&rule, "EventBusName", bus);
    struct value *more = thing_load(a, KIND, value_member_text(rule, "Arn"));
    value_set_text(&rule, "RoleArn", value_member_text(more, "RoleArn"));
    value_release(more);
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
        struct value *rule = described(a, s, bus);
        value_set_text(&rule, "CreatedBy", account_id());
        service_answer_good(a->answer, rule);
    }
}

void rules_list(struct ask *a)
{
    const char *bus = bus_wanted(a, "EventBusName");
    const char *prefix = value_member_text(a->request, "NamePrefix");
    const char *after = value_member_text(a->request, "NextToken");
    if (bus == NULL) {
        return;
    }
    struct value *all = value_array(0), *body = value_object();
    int64_t limit = thing_limit(a);
    struct statement *s = database_statement(
        a->database,
        "SELECT name, pattern, schedule, state, description FROM rule WHERE bus = ?1 "
        "AND name > ?2 AND substr(name, 1, length(?3)) = ?3 ORDER BY name LIMIT ?4");
    database_set_text(s, 1, bus);
    database_set_text(s, 2, after != NULL ? after : "");
    database_set_text(s, 3, prefix != NULL ? prefix : "");
    database_set_int(s, 4, limit + 1);
    while (database_row(s)) {
        if ((int64_t)value_count(all) == limit) {
            value_set_text(&body, "NextToken",
                           value_member_text(value_item(all, (size_t)limit - 1), "Name"));
            break;
        }
        value_append_take(&all, described(a, s, bus));
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
    dispatch_begin(a, bus, name);
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

/* The paths of a transformer, and what its template has in angle brackets. */
static bool check_transformer(struct ask *a, const struct value *transformer, const char *id)
{
    struct value *paths = NULL;
    value_member(transformer, "InputPathsMap", &paths);
    for (struct value_walk w = value_walk(paths); value_step(&w);) {
        if (value_type(w.value) != VALUE_STRING || value_string(w.value)[0] != '$') {
            return ask_fail(a, "ValidationException",
                            "InputPathsMap for target %s contains an invalid path for %s.", id,
                            w.key);
        }
    }
    const char *template = value_member_text(transformer, "InputTemplate");
    for (const char *at = template == NULL ? NULL : strchr(template, '<'); at != NULL;
         at = strchr(at, '<')) {
        size_t size = strspn(++at, NAME_CHARACTERS);
        char *name = memory_text_n(at, size);
        bool is_good = at[size] != '>' || size == 0 || strncmp(name, "aws.events.", 11) == 0 ||
                       value_member(paths, name, NULL);
        if (!is_good) {
            ask_fail(a, "ValidationException",
                     "InputTemplate for target %s contains invalid placeholder %s.", id, name);
        }
        memory_release(name);
        if (!is_good) {
            return false;
        }
    }
    return true;
}

/* A target has one way to say what it gets. */
static bool check_input(struct ask *a, const struct value *target, const char *id)
{
    bool has_input = value_member(target, "Input", NULL);
    bool has_path = value_member(target, "InputPath", NULL);
    struct value *transformer = NULL, *json = NULL;
    struct read_error ignored;
    bool has_transformer = value_member(target, "InputTransformer", &transformer);
    if (has_input + has_path + has_transformer > 1) {
        return ask_fail(
            a, "ValidationException",
            "Only one of Input, InputPath, or InputTransformer must be provided for "
            "target %s.",
            id);
    }
    const char *input = value_member_text(target, "Input");
    bool is_json = input == NULL || read_json(input, strlen(input), &json, &ignored);
    value_release(json);
    if (!is_json) {
        return ask_fail(a, "ValidationException", "JSON syntax error in input for target %s",
                        id);
    }
    const char *path = value_member_text(target, "InputPath");
    if (path != NULL && path[0] != '\0' && path[0] != '$') {
        return ask_fail(a, "ValidationException", "InputPath for target %s is invalid.", id);
    }
    return check_transformer(a, transformer, id);
}

/* A number that a target may have, within its bounds. */
static bool check_number(struct ask *a, const struct value *of, const char *member,
                         const char *shown, int64_t least, int64_t most)
{
    struct value *is = NULL;
    if (!value_member(of, member, &is)) {
        return true;
    }
    int64_t n = value_read_long(is).integer;
    if (n >= least && n <= most) {
        return true;
    }
    return ask_fail(a, "ValidationException",
                    "1 validation error detected: Value '%" PRId64 "' at "
                    "'targets.1.member.retryPolicy.%s' failed to satisfy constraint: Member "
                    "must have value %s than or equal to %" PRId64,
                    n, shown, n < least ? "greater" : "less", n < least ? least : most);
}

/* How often and how long it is tried, and where goes what could not be delivered. */
static bool check_failures(struct ask *a, const struct value *target, const char *id)
{
    struct value *retries = NULL, *letters = NULL;
    value_member(target, "RetryPolicy", &retries);
    value_member(target, "DeadLetterConfig", &letters);
    const char *arn = value_member_text(letters, "Arn");
    return check_number(a, retries, "MaximumRetryAttempts", "maximumRetryAttempts", 0,
                        RETRIES_MAX) &&
           check_number(a, retries, "MaximumEventAgeInSeconds", "maximumEventAgeInSeconds",
                        AGE_MIN_S, AGE_MAX_S) &&
           (arn == NULL || (strncmp(arn, "arn:", 4) == 0 && strstr(arn, ":sqs:") != NULL) ||
            ask_fail(a, "ValidationException",
                     "Invalid DeadLetterConfig for target %s: %s is not the ARN of an SQS "
                     "queue.",
                     id, arn));
}

static bool check_target(struct ask *a, const struct value *target)
{
    const char *id = value_member_text(target, "Id"), *arn = value_member_text(target, "Arn");
    struct value *queue = NULL;
    if (id == NULL || arn == NULL || strncmp(arn, "arn:", 4) != 0) {
        return ask_fail(
            a, "ValidationException",
            "Parameter %s is not valid. Reason: Provided Arn is not in correct format.",
            arn != NULL ? arn : "Arn");
    }
    if (!plain_is_name(id, strlen(id), NAME_MAX_BYTES, ".")) {
        return ask_fail(
            a, "ValidationException",
            "1 validation error detected: Value '%s' at 'targets.1.member.id' failed to "
            "satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
            id);
    }
    bool is_fifo = strstr(arn, ":sqs:") != NULL && plain_is_fifo(arn);
    value_member(target, "SqsParameters", &queue);
    if (is_fifo && value_member_text(queue, "MessageGroupId") == NULL) {
        return ask_fail(a, "ValidationException",
                        "Parameter(s) SqsParameters must be specified for target: %s.", id);
    }
    return check_input(a, target, id) && check_failures(a, target, id);
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
        if (!check_target(a, value_item(targets, i))) {
            return;
        }
        put_target(a, bus, rule, value_item(targets, i));
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
            a->database, "SELECT json, id FROM target WHERE bus = ?1 AND rule = ?2 AND id > "
                         "?3 ORDER BY id LIMIT ?4");
        const char *after = value_member_text(a->request, "NextToken");
        int64_t limit = thing_limit(a);
        database_set_text(s, 1, bus);
        database_set_text(s, 2, rule);
        database_set_text(s, 3, after != NULL ? after : "");
        database_set_int(s, 4, limit + 1);
        while (database_row(s)) {
            if ((int64_t)value_count(all) == limit) {
                const struct value *last = value_item(all, (size_t)limit - 1);
                value_set_text(&body, "NextToken", value_member_text(last, "Id"));
                break;
            }
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
    const char *bus = arn != NULL ? bus_wanted(a, "EventBusName") : NULL;
    struct value *names = value_array(0), *body = value_object();
    if (bus != NULL) {
        struct statement *s =
            database_statement(a->database, "SELECT DISTINCT rule FROM target WHERE bus = ?1 "
                                            "AND arn = ?2 AND rule > ?3 ORDER BY "
                                            "rule LIMIT ?4");
        const char *after = value_member_text(a->request, "NextToken");
        int64_t limit = thing_limit(a);
        database_set_text(s, 1, bus);
        database_set_text(s, 2, arn);
        database_set_text(s, 3, after != NULL ? after : "");
        database_set_int(s, 4, limit + 1);
        while (database_row(s)) {
            if ((int64_t)value_count(names) == limit) {
                value_set_take(&body, "NextToken",
                               value_share(value_item(names, (size_t)limit - 1)));
                break;
            }
            value_append_take(&names, value_text(database_text(s, 0)));
        }
        value_set_take(&body, "RuleNames", value_share(names));
        service_answer_good(a->answer, value_share(body));
    }
    value_release(body);
    value_release(names);
}
