/*
 * The embedded EventBridge: tests/services/events.txt has a request after the other, with what
 * is answered and what is handed on.
 */
#include "runtime/events/events.h"
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
                                 "\"Body\":\"\\\"arn:aws:s3:::b\\\"\"}]");
    value_release(handed);
    value_release(detail);
    buf_release(&said);
    events_close(rules);
}

UNIT_MAIN("events", { "buses", buses }, { "rules", rules_made }, { "sent", sent },
          { "shaped", shaped }, { "patterns", patterns }, { "emitted", emitted })
