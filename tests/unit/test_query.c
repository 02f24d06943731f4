/*
 * What states make of JSONata, with an evaluator that knows only JSON texts and the names of
 * what a scope has: which field sees what (J-06), how fields fail (J-07 .. J-17), and what the
 * history says. Every execution goes through bytes at the end of each turn.
 */
#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/history.h"
#include "runtime/exec/park.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/expr/scope.h"
#include "runtime/loop/loop.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

/* ---- An evaluator ------------------------------------------------------------------------ */

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* A name of the scope, or JSON. */
static struct value *evaluate(struct asl_scope *s, const struct asl_expr *e)
{
    struct value *v = NULL;
    if (strcmp(e->text, "input") == 0) {
        return value_share(s->input);
    }
    if (strcmp(e->text, "result") == 0) {
        return value_share(s->result);
    }
    if (strcmp(e->text, "errorOutput") == 0) {
        return value_share(s->error_output);
    }
    if (strcmp(e->text, "item") == 0) {
        value_member(s->context(s->owner), "Map", &v);
        return value_share(v);
    }
    if (strcmp(e->text, "now") == 0) {
        return value_int(s->now_ms(s->owner) - CLOCK_VIRTUAL_START_MS);
    }
    if (e->text[0] == '$') {
        return s->variable(s->owner, e->text + 1, &v) ? value_share(v) : NULL;
    }
    if (strcmp(e->text, "throw") == 0) {
        scope_throw(s, e, "an error", "D3030", e->of[0], "Unable to cast");
        return NULL;
    }
    return json(e->text);
}

#define QUERY(t)                                                                               \
    ASL_NODE(.op = ASL_OP_JSONATA, .text = (t), .of = ASL_LIST(ASL_TRUE), .eval = evaluate)

/* ---- A workflow of one or two states ----------------------------------------------------- */

/* What the state at hand does; each is NULL or 0 if it does not. */
static struct scenario {
    struct asl_data data;
    struct asl_data rule;
    struct asl_map map;
    struct asl_data catcher;
    const struct asl_retrier *retry;
    const struct asl_expr *seconds, *timestamp, *error, *cause;
} now;

static enum asl_move work(struct asl_frame *f)
{
    if (now.map.processor != NULL) {
        return asl_await_items(f, &now.map);
    }
    if (now.seconds != NULL) {
        return asl_await_seconds(f, now.seconds);
    }
    return asl_await_timestamp(f, now.timestamp);
}

static enum asl_move one_step(struct asl_frame *f)
{
    bool waits = now.map.processor != NULL || now.seconds != NULL || now.timestamp != NULL;
    if (asl_state(f) == 1) {
        return asl_end(f);
    }
    if (now.error != NULL || now.cause != NULL) {
        return asl_fail(f, now.error, now.cause);
    }
    if (waits && asl_entering(f)) {
        asl_input(f, &now.data);
        return work(f);
    }
    if (now.rule.condition != NULL && asl_holds(f, &now.rule)) {
        asl_output(f, &now.rule);
        return asl_choose(f, ASL_CHOICES(0), 1);
    }
    asl_output(f, &now.data);
    if (now.retry != NULL && asl_retry(f, now.retry)) {
        return ASL_PARK;
    }
    if (now.catcher.errors != NULL && asl_caught(f, &now.catcher)) {
        return asl_go(f, 1);
    }
    return asl_end(f);
}

static const struct asl_data item = { .output = QUERY("item") };
static enum asl_move item_step(struct asl_frame *f)
{
    asl_output(f, &item);
    return asl_end(f);
}
static const struct asl_state item_states[] = { { .name = "Item", .type = ASL_PASS },
                                                ASL_NO_STATE };
static const struct asl_machine item_machine = { .states = item_states, .step = item_step };

static enum asl_move failing_step(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Wrong"), NULL);
}
static const struct asl_state failing_states[] = { { .name = "Fail", .type = ASL_FAIL },
                                                   ASL_NO_STATE };
static const struct asl_machine failing_machine = { .states = failing_states,
                                                    .step = failing_step };

/* ---- One run ----------------------------------------------------------------------------- */

static void note(void *owner, const struct execution *x, const struct history_event *e)
{
    struct buf *told = owner;
    (void)x;
    buf_print(told, "%s%llu<%llu %s", told->size > 0 ? ", " : "", (unsigned long long)e->id,
              (unsigned long long)e->previous, e->type);
    const char *location = value_member_text(e->details, "location");
    if (e->event == EVENT_EVALUATION_FAILED) {
        buf_print(told, " at %s", location == NULL ? "no field" : location);
    }
}

static void expect(int line, const char *told, const char *wanted)
{
    if (strcmp(told, wanted) != 0) {
        fprintf(stderr, "line %d:\n", line);
    }
    UNIT_TEXT(told, wanted);
}

/* What one state of that type does: its output, or its error and cause without AWS's opening
 * words. */
static void check_told(int line, enum asl_type type, const char *input, const char *wanted,
                       const char *history)
{
    const struct asl_state states[] = {
        { .name = "S", .type = type, .map = type == ASL_MAP ? &now.map : NULL },
        { .name = "End", .type = ASL_PASS },
        ASL_NO_STATE,
    };
    const struct asl_machine machine = { .states = states, .step = one_step };
    struct asl_workflow w = { .name = "test", .source = "test", .machine = &machine };
    struct buf told = { 0 }, said = { 0 };
    struct observer observer = { .event = note, .owner = &told };
    struct clock c;
    clock_start_virtual(&c, CLOCK_VIRTUAL_START_MS);
    struct engine e = { .commit = park_test };
    struct deployment d = { .limits = engine_aws_limits };
    struct loop *l = loop_new(&c, turn_deadline, &e);
    turn_open(&e, &c, l);
    turn_deploy(&e, &d, &w);
    struct value *v = json(input);
    struct execution *x =
        run_start(&d, &(struct run_start){ .input = v, .observers = &observer });
    CU_ASSERT_TRUE(turn_run(&e));
    if (x->status == EXECUTION_SUCCEEDED) {
        write_json(&said, x->output);
    } else {
        static const char opening[] =
            "An error occurred while executing the state 'S' (entered at the event id #2). ";
        const char *cause = x->cause == NULL ? "" : x->cause;
        bool is_own = strncmp(cause, opening, sizeof opening - 1) == 0;
        buf_print(&said, "%s: %s", x->error == NULL ? "" : x->error,
                  cause + (is_own ? sizeof opening - 1 : 0));
    }
    expect(line, buf_string(&said), wanted);
    if (history != NULL) {
        expect(line, buf_string(&told), history);
    }
    buf_release(&told);
    buf_release(&said);
    run_release(x);
    value_release(v);
    turn_withdraw(&d);
    turn_close(&e);
    loop_release(l);
    now = (struct scenario){ .seconds = NULL };
}

#define CHECK(type, input, wanted)      check_told(__LINE__, type, input, wanted, NULL)
#define TOLD(type, input, wanted, told) check_told(__LINE__, type, input, wanted, told)
#define FAILS(expression, field, more)                                                         \
    "States.QueryEvaluationError: The JSONata expression '" expression                         \
    "' specified for the field '" field "' " more

/* J-06, J-16: a Pass has no result. */
static void passes(void)
{
    now.data.output = ASL_OBJECT({ "a", ASL_ARRAY(QUERY("input"), QUERY("null")) });
    CHECK(ASL_PASS, "{\"x\":1}", "{\"a\":[{\"x\":1},null]}");
    now.data.output = ASL_OBJECT({ "a", ASL_ARRAY(ASL_NULL, QUERY("result")) });
    TOLD(ASL_PASS, "1", FAILS("result", "Output/a[1]", "returned nothing (undefined)."),
         "1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 EvaluationFailed at Output/a[1], 4<3 "
         "ExecutionFailed");
    now.data.assign = ASL_OBJECT({ "v", QUERY("throw") });
    now.data.output = QUERY("result");
    CHECK(
        ASL_PASS, "1",
        FAILS("throw", "Assign/v", "threw an error during evaluation. D3030: Unable to cast"));
}

/* C-18, C-19, J-09: a Condition must be a boolean. */
static void chooses(void)
{
    now.rule = (struct asl_data){ .at = "Choices[3]",
                                  .condition = QUERY("true"),
                                  .output = ASL_ARRAY(QUERY("input")) };
    CHECK(ASL_CHOICE, "5", "[5]");
    now.rule = (struct asl_data){ .at = "Choices[3]", .condition = ASL_FALSE };
    CHECK(ASL_CHOICE, "5", "5");
    now.rule = (struct asl_data){ .at = "Choices[3]", .condition = QUERY("[1,\"a\"]") };
    CHECK(ASL_CHOICE, "5",
          FAILS("[1,\"a\"]", "Choices[3]/Condition",
                "returned an unexpected result type. Expected 'boolean', but was 'array' for "
                "value: [1,\"a\"]"));
    now.rule = (struct asl_data){ .at = "Choices[3]",
                                  .condition = ASL_TRUE,
                                  .output = ASL_ARRAY(QUERY("$none")) };
    CHECK(ASL_CHOICE, "5",
          FAILS("$none", "Choices[3]/Output[0]", "returned nothing (undefined)."));
}

/* W-05, W-06 */
static void waits(void)
{
    now.seconds = QUERY("90");
    now.data.output = QUERY("now");
    CHECK(ASL_WAIT, "1", "90000");
    now.seconds = QUERY("1.5");
    CHECK(ASL_WAIT, "1",
          FAILS("1.5", "Seconds",
                "returned a value that is not a whole number from 0 to 2147483647: 1.5"));
    now.seconds = QUERY("-1");
    CHECK(ASL_WAIT, "1",
          FAILS("-1", "Seconds",
                "returned a value that is not a whole number from 0 to 2147483647: -1"));
    now.seconds = QUERY("\"9\"");
    CHECK(ASL_WAIT, "1",
          FAILS("\"9\"", "Seconds",
                "returned an unexpected result type. Expected 'number', but was 'string' for "
                "value: \"9\""));
    now.timestamp = QUERY("\"2025-01-01T00:01:00Z\"");
    now.data.output = QUERY("now");
    CHECK(ASL_WAIT, "1", "60000");
    now.timestamp = QUERY("\"soon\"");
    TOLD(ASL_WAIT, "1",
         "States.QueryEvaluationError: The Timestamp field cannot be parsed as an ISO-8601 "
         "extended offset date-time format string: soon",
         "1<0 ExecutionStarted, 2<0 WaitStateEntered, 3<2 EvaluationFailed at Timestamp, 4<3 "
         "ExecutionFailed");
    now.timestamp = QUERY("{}");
    CHECK(ASL_WAIT, "1",
          FAILS("{}", "Timestamp",
                "returned an unexpected result type. Expected 'string', but was 'object' for "
                "value: {}"));
}

/* FA-01: Error and Cause of a Fail. */
static void fails(void)
{
    now.error = QUERY("\"A\"");
    now.cause = QUERY("input");
    CHECK(ASL_FAIL, "\"why\"", "A: why");
    now.error = QUERY("input");
    CHECK(ASL_FAIL, "7",
          FAILS("input", "Error",
                "returned an unexpected result type. Expected 'string', but was 'number' for "
                "value: 7"));
    now.cause = QUERY("result");
    CHECK(ASL_FAIL, "7", FAILS("result", "Cause", "returned nothing (undefined)."));
}

/* MP-05: an object's members are items, with and without ItemSelector. */
static void maps(void)
{
    const struct asl_map plain = { .processor = &item_machine, .items = QUERY("input") };
    now.map = plain;
    now.data.output = QUERY("result");
    CHECK(ASL_MAP, "[7]", "[{\"Item\":{\"Index\":0,\"Value\":7,\"Source\":\"STATE_DATA\"}}]");
    now.map = plain;
    CHECK(ASL_MAP, "{\"k\":7}",
          "[{\"Item\":{\"Index\":0,\"Key\":\"k\",\"Value\":7,\"Source\":\"STATE_DATA\"}}]");
    now.map = plain;
    now.map.item = QUERY("item");
    now.map.max_concurrency = QUERY("1");
    CHECK(ASL_MAP, "{\"k\":7}",
          "[{\"Item\":{\"Index\":0,\"Key\":\"k\",\"Value\":7,\"Source\":\"STATE_DATA\"}}]");
    now.map = plain;
    now.map.items = JNA_HERE;
    CHECK(ASL_MAP, "[]", "[]");
}

/* H-49, H-18 */
static void maps_fail(void)
{
    const struct asl_map plain = { .processor = &item_machine, .items = QUERY("input") };
    now.map = plain;
    TOLD(ASL_MAP, "\"x\"",
         FAILS("input", "Items",
               "returned an unexpected result type. Expected 'array', but was 'string' for "
               "value: \"x\""),
         "1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 EvaluationFailed at Items, 4<3 "
         "MapStateFailed, 5<4 ExecutionFailed");
    now.map = plain;
    now.map.items = JNA_HERE;
    TOLD(ASL_MAP, "{}",
         "States.QueryEvaluationError: Map state input must be an array but was: {}",
         "1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 EvaluationFailed at no field, 4<3 "
         "MapStateFailed, 5<4 ExecutionFailed");
    now.map = plain;
    now.map.item = ASL_OBJECT({ "a", QUERY("result") });
    TOLD(ASL_MAP, "[1]", FAILS("result", "ItemSelector/a", "returned nothing (undefined)."),
         "1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 EvaluationFailed "
         "at ItemSelector/a, 5<4 MapStateFailed, 6<5 ExecutionFailed");
    now.map = plain;
    now.map.max_concurrency = QUERY("-2");
    CHECK(ASL_MAP, "[1]",
          FAILS("-2", "MaxConcurrency",
                "returned a value that is not a whole number from 0 to 100000000: -2"));
}

static const struct asl_retrier retry[] = {
    { .errors = ASL_ERRORS("States.ALL"), .interval_s = 1, .backoff = 1, .max_attempts = 1 },
    ASL_NO_MORE
};
static const struct asl_data catcher = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.QueryEvaluationError"),
    .output = ASL_ARRAY(QUERY("errorOutput"), QUERY("input")),
};

/* E-10, E-34, E-37, G-15: retriers and catchers see the error, and a catcher has errorOutput.
 */
static void is_caught(void)
{
    now.map = (struct asl_map){ .processor = &item_machine, .items = QUERY("none") };
    now.map.items = QUERY("result");
    now.retry = retry;
    now.catcher = catcher;
    TOLD(
        ASL_MAP, "5",
        "[{\"Error\":\"States.QueryEvaluationError\",\"Cause\":\"An error occurred while "
        "executing the state 'S' (entered at the event id #2). The JSONata expression 'result' "
        "specified for the field 'Items' returned nothing (undefined).\"},5]",
        "1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 EvaluationFailed at Items, 4<3 "
        "EvaluationFailed at Items, 5<4 MapStateFailed, 6<5 MapStateExited, 7<6 "
        "PassStateEntered, 8<7 PassStateExited, 9<8 ExecutionSucceeded");
    now.map = (struct asl_map){ .processor = &item_machine, .items = QUERY("input") };
    now.data.output = QUERY("errorOutput");
    now.catcher = catcher;
    now.catcher.output = ASL_OBJECT({ "r", QUERY("result") });
    CHECK(ASL_MAP, "[]", FAILS("result", "Catch[0]/Output/r", "returned nothing (undefined)."));
    now.map = (struct asl_map){ .processor = &failing_machine, .items = QUERY("input") };
    now.catcher = catcher;
    now.catcher.errors = ASL_ERRORS("States.ALL");
    now.catcher.output = QUERY("result");
    TOLD(ASL_MAP, "[1]", FAILS("result", "Catch[0]/Output", "returned nothing (undefined)."),
         "1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 "
         "MapIterationStarted, 5<4 FailStateEntered, 6<5 MapIterationFailed, 7<5 "
         "MapStateFailed, 8<5 EvaluationFailed at Catch[0]/Output, 9<8 MapStateFailed, 10<9 "
         "ExecutionFailed");
}

UNIT_MAIN("query", { "passes", passes }, { "chooses", chooses }, { "waits", waits },
          { "fails", fails }, { "maps", maps }, { "maps fail", maps_fail },
          { "is caught", is_caught })
