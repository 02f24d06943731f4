/*
 * The embedded EventBridge: tests/services/events.txt has a request after the other, with what
 * is answered and what is handed on.
 */
#include "runtime/events/events.h"
#include "runtime/events/schedule.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/events.txt"

static struct events *rules;

static void open_rules(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "EventId";
    CU_ASSERT_TRUE_FATAL(events_open(path, &service_chance, &rules, &why));
    memory_release(path);
}

/* Behind an answer stands what is handed on. */
static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    struct value *deliveries = NULL;
    events_answer(rules, operation, request, now_ms, ret_answer, &deliveries);
    if (value_count(deliveries) > 0) {
        buf_char(out, ' ');
        write_json(out, deliveries);
    }
    value_release(deliveries);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_rules(#name);                                                                     \
        groups_run(TESTS, #name, check);                                                       \
        events_close(rules);                                                                   \
    }

SECTION(buses)
SECTION(rules_made)
SECTION(sent)
SECTION(shaped)
SECTION(patterns)

/* An event of a service itself goes to the rules of the default bus. */
static void emitted(void)
{
    struct value *detail = value_object();
    struct buf said = { 0 };
    open_rules("emitted");
    check("1 PutRule",
          "{\"Name\":\"r\",\"EventPattern\":\"{\\\"source\\\":[\\\"aws.s3\\\"]}\"}",
          "{\"RuleArn\":\"arn:aws:events:us-east-1:123456789012:rule/r\"}");
    check("1 PutTargets",
          "{\"Rule\":\"r\",\"Targets\":[{\"Id\":\"1\",\"Arn\":\"arn:aws:sqs:us-east-1:"
          "123456789012:q\",\"InputPath\":\"$.resources[0]\"}]}",
          "{\"FailedEntryCount\":0,\"FailedEntries\":[]}");
    struct value *handed =
        events_emit(rules, "aws.s3", "Object Created", "arn:aws:s3:::b", detail, 5000);
    write_json(&said, handed);
    UNIT_TEXT(buf_string(&said), "[{\"Endpoint\":\"arn:aws:sqs:us-east-1:123456789012:q\","
                                 "\"Rule\":\"arn:aws:events:us-east-1:123456789012:rule/r\","
                                 "\"Body\":\"\\\"arn:aws:s3:::b\\\"\"}]");
    value_release(handed);
    value_release(detail);
    buf_release(&said);
    events_close(rules);
}

/* Asks for what is due at a time, in seconds. */
static void due(int64_t at_s, const char *wanted)
{
    struct buf said = { 0 };
    struct value *handed = events_tick(rules, at_s * 1000);
    write_json(&said, handed);
    UNIT_TEXT(buf_string(&said), wanted);
    value_release(handed);
    buf_release(&said);
}

#define DUE                                                                                    \
    "[{\"Endpoint\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"Rule\":\"arn:aws:events:us-"    \
    "east-1:"                                                                                  \
    "123456789012:rule/r\",\"Body\":\"{}\"}]"

/* A rule is started when its time has come, once, and not while it is disabled. */
static void started(void)
{
    open_rules("started");
    check("60 PutRule", "{\"Name\":\"r\",\"ScheduleExpression\":\"rate(2 minutes)\"}",
          "{\"RuleArn\":\"arn:aws:events:us-east-1:123456789012:rule/r\"}");
    check("60 PutTargets",
          "{\"Rule\":\"r\",\"Targets\":[{\"Id\":\"1\",\"Arn\":\"arn:aws:sqs:us-east-1:"
          "123456789012:q\",\"Input\":\"{}\"}]}",
          "{\"FailedEntryCount\":0,\"FailedEntries\":[]}");
    due(179, "[]");
    due(180, DUE);
    due(299, "[]");
    due(900, DUE);
    due(901, "[]");
    check("901 DisableRule", "{\"Name\":\"r\"}", "{}");
    due(2000, "[]");
    check("2000 PutRule", "{\"Name\":\"r\",\"ScheduleExpression\":\"cron(0 1 * * ? *)\"}",
          "{\"RuleArn\":\"arn:aws:events:us-east-1:123456789012:rule/r\"}");
    due(3599, "[]");
    due(3600, DUE);
    due(3661, "[]");
    events_close(rules);
}

static void next(const char *expression, int64_t after_s, int64_t wanted_s)
{
    CU_ASSERT_TRUE(schedule_is_good(expression));
    CU_ASSERT_EQUAL(schedule_next(expression, after_s * 1000), wanted_s * 1000);
}

/* 1767225600 is the 1st of January 2026, a Thursday. */
static void schedules(void)
{
    static const char *const wrong[] = {
        "",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(5)",
        "rate(5 weeks)",
        "cron(0 1 * * * *)",
        "cron(0 1 ? * ? *)",
        "cron(0 1 * * ?)",
        "cron(60 1 * * ? *)",
        "cron(0 1 32 * ? *)",
        "cron(0 1 ? * MON#6 *)",
        "cron(0 1 * * ? 1969)",
        "at(2026-01-01T00:00:00)",
        "cron(, 1 * * ? *)",
        "rate(5 minutes",
    };
    const int64_t day = 86400, year = 1767225600;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CU_ASSERT_FALSE(schedule_is_good(wrong[i]));
    }
    next("rate(1 minute)", 0, 60);
    next("rate(2 days)", year, year + 2 * day);
    next("cron(15 10 ? * MON-FRI *)", year, year + 10 * 3600 + 900);
    next("cron(15 10 ? * SAT-SUN *)", year, year + 2 * day + 10 * 3600 + 900);
    next("cron(0/20 * * * ? *)", year, year + 1200);
    next("cron(0 0 L * ? *)", year, year + 30 * day);
    next("cron(0 0 ? * 6L *)", year, year + 29 * day);
    next("cron(0 0 ? * 2#2 *)", year, year + 11 * day);
    next("cron(0 0 3W * ? *)", year, year + day);
    next("cron(0 0 1 FEB ? 2028)", year, year + 761 * day);
    CU_ASSERT_EQUAL(schedule_next("cron(0 0 1 1 ? 2025)", year * 1000), 0);
    CU_ASSERT_EQUAL(schedule_next("cron(0 0 30 2 ? *)", year * 1000), 0);
}

/* In Oslo it is an hour later than by UTC, and two in summer, which begins on the 29th of
 * March.
 */
static void zones(void)
{
    const int64_t hour = 3600, day = 24 * hour, year = 1767225600;
    const char *cron = "cron(0 3 * * ? *) Europe/Oslo";
    CU_ASSERT_FALSE(schedule_is_good(cron));
    CU_ASSERT_FALSE(schedule_is_good_in("cron(0 3 * * ? *)", "Europe/Nowhere"));
    CU_ASSERT_FALSE(schedule_is_good_in("cron(0 3 * * ? *)", "../zoneinfo/UTC"));
    CU_ASSERT_FALSE(schedule_is_good_in("at(2026-01-01)", NULL));
    CU_ASSERT_TRUE(schedule_is_good_in("at(2026-01-02T00:00:00)", NULL));
    CU_ASSERT_EQUAL(schedule_next("at(2026-01-02T00:00:00)", year * 1000), (year + day) * 1000);
    CU_ASSERT_EQUAL(schedule_next("at(2026-01-02T00:00:00)", (year + day) * 1000), 0);
    if (!schedule_is_good_in("cron(0 3 * * ? *)", "Europe/Oslo")) {
        return; /* the system has no data of time zones */
    }
    CU_ASSERT_EQUAL(schedule_next(cron, year * 1000), (year + 2 * hour) * 1000);
    CU_ASSERT_EQUAL(schedule_next(cron, (year + 86 * day + 3 * hour) * 1000),
                    (year + 87 * day + hour) * 1000);
    CU_ASSERT_EQUAL(schedule_next("at(2026-07-01T12:00:00) Europe/Oslo", year * 1000),
                    (year + 181 * day + 10 * hour) * 1000);
    CU_ASSERT_EQUAL(schedule_next("rate(1 minute) Europe/Oslo", year * 1000),
                    (year + 60) * 1000);
}

UNIT_MAIN("events", { "buses", buses }, { "rules", rules_made }, { "sent", sent },
          { "shaped", shaped }, { "patterns", patterns }, { "emitted", emitted },
          { "started", started }, { "schedules", schedules }, { "zones", zones })
