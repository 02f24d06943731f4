#include "runtime/scheduler/entry.h"

#include <stdbool.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/events/schedule.h"
#include "runtime/scheduler/schedulegroup.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* Bounds of AWS's API reference. */
enum {
    EXPRESSION_MOST = 256,
    WINDOW_MOST = 1440,
    AGE_LEAST = 60,
    AGE_MOST = 86400,
    ATTEMPTS_MOST = 185
};

/* The last second of the year 9999. */
#define SECONDS_MOST INT64_C(253402300799)

static void copy(struct value **to, const struct value *from, const char *member)
{
    struct value *v = NULL;
    if (value_member(from, member, &v) && !value_is_null(v)) {
        value_set_take(to, member, value_share(v));
    }
}

/* A time in milliseconds; 0 if there is none. One before 1970 is as long over as its beginning.
 */
static int64_t moment(const struct value *from, const char *member)
{
    struct value *v = NULL;
    if (!value_member(from, member, &v) || value_type(v) != VALUE_NUMBER) {
        return 0;
    }
    struct number n = value_to_number(v);
    double seconds = n.kind == NUMBER_INT ? (double)n.integer : n.real;
    return seconds < 0.001                  ? 1
           : seconds > (double)SECONDS_MOST ? SECONDS_MOST * 1000
           : n.kind == NUMBER_INT           ? n.integer * 1000
                                            : (int64_t)(n.real * 1000);
}

static const char *group_of(const struct value *from)
{
    const char *name = value_member_text(from, "GroupName");
    return name != NULL ? name : SCHEDULEGROUP_DEFAULT;
}

void entry_put_arn(struct buf *out, const char *group, const char *name)
{
    buf_print(out, "arn:%s:scheduler:%s:%s:schedule/%s/%s", account_partition(),
              account_region(), account_id(), group, name);
}

static void set_arn(struct value **to, const char *member, const char *group, const char *name)
{
    struct buf arn = { 0 };
    entry_put_arn(&arn, group, name);
    value_set_text(to, member, buf_string(&arn));
    buf_release(&arn);
}

/* ---- When ---- */

/* A rate counts from its last start, and else from its StartDate, at which it starts, or from
 * when it was made. */
static int64_t next_of(const struct value *schedule, int64_t due_ms, int64_t now_ms)
{
    const char *text = value_member_text(schedule, "ScheduleExpression");
    const char *zone = value_member_text(schedule, "ScheduleExpressionTimezone");
    int64_t start_ms = moment(schedule, "StartDate"), next = 0;
    bool is_rate = strncmp(text, "rate(", 5) == 0;
    struct buf whole = { 0 };
    if (is_rate && due_ms == 0 && start_ms > now_ms) {
        return start_ms;
    }
    buf_print(&whole, zone != NULL && !is_rate ? "%s %s" : "%s", text, zone);
    if (is_rate && due_ms > 0) {
        next = schedule_next(buf_string(&whole), due_ms);
    }
    if (next <= now_ms) {
        int64_t after_ms = start_ms > now_ms ? start_ms - 1 : now_ms;
        next = schedule_next(buf_string(&whole), after_ms);
    }
    buf_release(&whole);
    return next;
}

int64_t entry_next(const struct value *schedule, int64_t due_ms, int64_t now_ms)
{
    int64_t end_ms = moment(schedule, "EndDate");
    int64_t next = next_of(schedule, due_ms, now_ms);
    return end_ms > 0 && next > end_ms ? 0 : next;
}

/* ---- Checks ---- */

static bool check_number(struct ask *a, const struct value *from, const char *member,
                         const char *path, int64_t least, int64_t most)
{
    int64_t n = 0;
    if (!ask_int(a, from, member, least, &n)) {
        return false;
    }
    if (n < least || n > most) {
        return ask_fail_value(a,
                              "1 validation error detected: Value '%lld' at '%s' failed to "
                              "satisfy constraint: Member must have value %s than or equal to "
                              "%lld",
                              (long long)n, path, n < least ? "greater" : "less",
                              (long long)(n < least ? least : most));
    }
    return true;
}

static bool check_word(struct ask *a, const struct value *from, const char *member,
                       const char *path, const char *one, const char *other)
{
    const char *text = value_member_text(from, member);
    return text == NULL || text_is(text, one) || text_is(text, other) ||
           ask_fail_value(a,
                          "1 validation error detected: Value '%s' at '%s' failed to satisfy "
                          "constraint: Member must satisfy enum value set: [%s, %s]",
                          text, path, one, other);
}

static bool check_window(struct ask *a)
{
    struct value *window = NULL;
    int64_t minutes = 0;
    if (!value_member(a->request, "FlexibleTimeWindow", &window) || value_is_null(window)) {
        return ask_fail_missing(a, "FlexibleTimeWindow");
    }
    const char *mode = value_member_text(window, "Mode");
    if (mode == NULL) {
        return ask_fail_missing(a, "FlexibleTimeWindow.mode");
    }
    if (!check_word(a, window, "Mode", "flexibleTimeWindow.mode", "OFF", "FLEXIBLE") ||
        !check_number(a, window, "MaximumWindowInMinutes",
                      "flexibleTimeWindow.maximumWindowInMinutes", 1, WINDOW_MOST) ||
        !ask_int(a, window, "MaximumWindowInMinutes", 0, &minutes)) {
        return false;
    }
    bool is_flexible = text_is(mode, "FLEXIBLE");
    if (is_flexible && minutes == 0) {
        return ask_fail_value(a, "Invalid FlexibleTimeWindow: a flexible one needs its "
                                 "MaximumWindowInMinutes.");
    }
    return is_flexible || minutes == 0 ||
           ask_fail_value(a, "Invalid FlexibleTimeWindow: MaximumWindowInMinutes must not be "
                             "set where the mode is OFF.");
}

static bool check_target(struct ask *a)
{
    struct value *target = NULL, *retry = NULL;
    if (!value_member(a->request, "Target", &target) || value_is_null(target)) {
        return ask_fail_missing(a, "Target");
    }
    const char *arn = value_member_text(target, "Arn");
    if (arn == NULL || value_member_text(target, "RoleArn") == NULL) {
        return ask_fail_missing(a, arn == NULL ? "Target.arn" : "Target.roleArn");
    }
    if (strncmp(arn, "arn:", 4) != 0) {
        return ask_fail_value(a, "Provided Arn is not in correct format.");
    }
    if (!value_member(target, "RetryPolicy", &retry)) {
        return true;
    }
    return check_number(a, retry, "MaximumEventAgeInSeconds",
                        "target.retryPolicy.maximumEventAgeInSeconds", AGE_LEAST, AGE_MOST) &&
           check_number(a, retry, "MaximumRetryAttempts",
                        "target.retryPolicy.maximumRetryAttempts", 0, ATTEMPTS_MOST);
}

static bool check_moment(struct ask *a, const char *member)
{
    struct value *v = NULL;
    return !value_member(a->request, member, &v) || value_is_null(v) ||
           value_type(v) == VALUE_NUMBER ||
           ask_fail(a, "SerializationException", "%s is not a number of seconds.", member);
}

static bool check_dates(struct ask *a)
{
    int64_t start_ms = moment(a->request, "StartDate"), end_ms = moment(a->request, "EndDate");
    if (!check_moment(a, "StartDate") || !check_moment(a, "EndDate")) {
        return false;
    }
    if (end_ms > 0 && end_ms <= a->now_ms) {
        return ask_fail_value(a, "The EndDate you specify cannot be earlier than the current "
                                 "time.");
    }
    return end_ms == 0 || start_ms < end_ms ||
           ask_fail_value(a, "The StartDate you specify must come before the EndDate.");
}

static bool check_expression(struct ask *a)
{
    const char *text = ask_text(a, a->request, "ScheduleExpression");
    const char *zone = value_member_text(a->request, "ScheduleExpressionTimezone");
    if (text == NULL) {
        return false;
    }
    if (strlen(text) > EXPRESSION_MOST) {
        return ask_fail_value(a,
                              "1 validation error detected: Value '%s' at "
                              "'scheduleExpression' failed to satisfy constraint: Member must "
                              "have length less than or equal to %d",
                              text, EXPRESSION_MOST);
    }
    if (!schedule_is_good_in(text, NULL)) {
        return ask_fail_value(a, "Invalid Schedule Expression %s.", text);
    }
    if (!schedule_is_good_in(text, zone)) {
        return ask_fail_value(a, "Provided timezone %s is not supported.", zone);
    }
    return check_dates(a);
}

static bool check(struct ask *a)
{
    return check_expression(a) && check_window(a) && check_target(a) &&
           check_word(a, a->request, "State", "state", "ENABLED", "DISABLED") &&
           check_word(a, a->request, "ActionAfterCompletion", "actionAfterCompletion", "NONE",
                      "DELETE");
}

/* ---- Rows ---- */

/* The schedule that the request names: new, or NULL after a failure. */
static struct value *load(struct ask *a, const char *name)
{
    struct value *found = NULL;
    struct statement *s = database_statement(
        a->database, "SELECT json FROM schedule WHERE grp = ?1 AND name = ?2");
    database_set_text(s, 1, group_of(a->request));
    database_set_text(s, 2, name);
    if (database_row(s)) {
        found = database_json(s, 0);
    }
    database_leave(s);
    if (found == NULL) {
        ask_fail(a, "ResourceNotFoundException", "Schedule %s does not exist.", name);
    }
    return found;
}

static struct value *target_of(const struct value *request)
{
    struct value *given = NULL, *retry = NULL;
    value_member(request, "Target", &given);
    struct value *target = value_share(given), *policy = value_object();
    value_set_take(&policy, "MaximumEventAgeInSeconds", value_int(AGE_MOST));
    value_set_take(&policy, "MaximumRetryAttempts", value_int(ATTEMPTS_MOST));
    if (value_member(given, "RetryPolicy", &retry)) {
        copy(&policy, retry, "MaximumEventAgeInSeconds");
        copy(&policy, retry, "MaximumRetryAttempts");
    }
    value_set_take(&target, "RetryPolicy", policy);
    return target;
}

/* Write what the request says of the schedule, made at that time, and answer. */
static void put(struct ask *a, const char *name, struct value *made)
{
    static const char *const members[] = { "Description",        "EndDate",
                                           "FlexibleTimeWindow", "KmsKeyArn",
                                           "ScheduleExpression", "StartDate" };
    static const char *const defaults[][2] = { { "ActionAfterCompletion", "NONE" },
                                               { "ScheduleExpressionTimezone", "UTC" },
                                               { "State", "ENABLED" } };
    const char *group = group_of(a->request);
    struct value *schedule = value_object(), *body = value_object();
    value_set_text(&schedule, "Name", name);
    value_set_text(&schedule, "GroupName", group);
    set_arn(&schedule, "Arn", group, name);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        copy(&schedule, a->request, members[i]);
    }
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        value_set_text(&schedule, defaults[i][0], defaults[i][1]);
        copy(&schedule, a->request, defaults[i][0]);
    }
    value_set_take(&schedule, "Target", target_of(a->request));
    value_set_take(&schedule, "CreationDate", made);
    value_set_take(&schedule, "LastModificationDate", value_double((double)a->now_ms / 1000));
    struct statement *s = database_statement(
        a->database, "INSERT OR REPLACE INTO schedule (grp, name, json, next_ms) VALUES (?1, "
                     "?2, ?3, ?4)");
    database_set_text(s, 1, group);
    database_set_text(s, 2, name);
    database_set_json(s, 3, schedule);
    database_set_int(s, 4, entry_next(schedule, 0, a->now_ms));
    database_run(s);
    copy(&body, schedule, "Arn");
    value_set_take(&a->answer->body, "ScheduleArn", value_take_member(&body, "Arn"));
    value_release(body);
    value_release(schedule);
}

static bool is_there(struct ask *a, const char *name)
{
    struct statement *s =
        database_statement(a->database, "SELECT 1 FROM schedule WHERE grp = ?1 AND name = ?2");
    database_set_text(s, 1, group_of(a->request));
    database_set_text(s, 2, name);
    bool found = database_row(s);
    database_leave(s);
    return found;
}

/* ---- Operations ---- */

void entry_create(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    if (name == NULL || !check(a) || !schedulegroup_check(a, group_of(a->request))) {
        return;
    }
    if (is_there(a, name)) {
        ask_fail(a, "ConflictException", "Schedule %s already exists.", name);
    } else {
        put(a, name, value_double((double)a->now_ms / 1000));
    }
}

/* What the request does not say is then as if it had never been said. */
void entry_update(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    if (name == NULL || !check(a) || !schedulegroup_check(a, group_of(a->request))) {
        return;
    }
    struct value *old = load(a, name);
    if (old != NULL) {
        put(a, name, value_take_member(&old, "CreationDate"));
        value_release(old);
    }
}

void entry_get(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    struct value *found =
        name != NULL && schedulegroup_check(a, group_of(a->request)) ? load(a, name) : NULL;
    if (found != NULL) {
        value_release(a->answer->body);
        a->answer->body = found;
    }
}

void entry_delete(struct ask *a)
{
    const char *name = schedulegroup_name(a, "Name");
    if (name == NULL || !schedulegroup_check(a, group_of(a->request))) {
        return;
    }
    if (!is_there(a, name)) {
        ask_fail(a, "ResourceNotFoundException", "Schedule %s does not exist.", name);
        return;
    }
    struct statement *s =
        database_statement(a->database, "DELETE FROM schedule WHERE grp = ?1 AND name = ?2");
    database_set_text(s, 1, group_of(a->request));
    database_set_text(s, 2, name);
    database_run(s);
}

static struct value *summary_of(const struct value *schedule)
{
    static const char *const members[] = { "Arn",       "CreationDate",
                                           "GroupName", "LastModificationDate",
                                           "Name",      "State" };
    struct value *out = value_object(), *target = NULL, *shown = value_object();
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        copy(&out, schedule, members[i]);
    }
    value_member(schedule, "Target", &target);
    copy(&shown, target, "Arn");
    value_set_take(&out, "Target", shown);
    return out;
}

void entry_list(struct ask *a)
{
    const char *group = value_member_text(a->request, "GroupName");
    const char *state = value_member_text(a->request, "State");
    struct schedulegroup_page page;
    if ((group != NULL && !schedulegroup_check(a, group)) ||
        !check_word(a, a->request, "State", "state", "ENABLED", "DISABLED") ||
        !schedulegroup_page_begin(a, &page)) {
        return;
    }
    struct statement *s = database_statement(
        a->database,
        "SELECT json, grp || '/' || name FROM schedule WHERE (?1 IS NULL OR grp = ?1) AND "
        "(?2 IS NULL OR json_extract(json, '$.State') = ?2) AND substr(name, 1, length(?3)) = "
        "?3 AND grp || '/' || name > ?4 ORDER BY grp || '/' || name");
    database_set_text(s, 1, group);
    database_set_text(s, 2, state);
    database_set_text(s, 3, page.prefix);
    database_set_text(s, 4, page.after);
    while (database_row(s)) {
        struct value *schedule = database_json(s, 0);
        bool goes_on =
            schedulegroup_page_add_take(&page, database_text(s, 1), summary_of(schedule));
        value_release(schedule);
        if (!goes_on) {
            break;
        }
    }
    database_leave(s);
    schedulegroup_page_end(a, &page, "Schedules");
}
