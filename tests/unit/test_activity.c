/*
 * Activities and task tokens of a server: calls of the API without HTTP, on a virtual clock,
 * with a store that outlives the server.
 */
#include "runtime/api/activity.h"

#include <asl/asl.h>

#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/exec/frame.h"
#include "runtime/station/desk.h"
#include "tests/unit/request.h"
#include "tests/unit/station.h"

#define ACTIVITY "arn:aws:states:us-east-1:123456789012:activity:"
#define MACHINE  "arn:aws:states:us-east-1:123456789012:stateMachine:"
#define RUN      "arn:aws:states:us-east-1:123456789012:execution:paint:"
#define PAINTED  "{\"activityArn\":\"" ACTIVITY "paint\"}"
#define NOBODY   "{\"taskToken\":null}"
#define GONE                                                                                   \
    "{\"__type\":\"TaskTimedOut\",\"message\":\"Task Timed Out: 'Provided task does not "      \
    "exist "                                                                                   \
    "anymore'\"}"

/* ---- A workflow: one task of an activity, with HeartbeatSeconds ---- */

static const struct asl_expr beat_seconds = { .op = ASL_OP_NUMBER, .text = "60" };
static const struct asl_request paint = { .resource = ACTIVITY "paint",
                                          .kind = ASL_ACTIVITY,
                                          .name = "paint",
                                          .heartbeat_s = &beat_seconds };

static enum asl_move step(struct asl_frame *f)
{
    return asl_entering(f) ? asl_await_task(f, &paint) : asl_end(f);
}

static const struct asl_state states[] = {
    { .name = "Paint", .type = ASL_TASK, .line = 1, .request = &paint }, ASL_NO_STATE
};
static const struct asl_machine painting = { .states = states, .step = step };
static const char *const text[] = { "{}", NULL };
static const struct asl_target *const targets[] = { NULL };
static const struct asl_workflow workflow = { .name = "paint",
                                              .source = "paint.json",
                                              .machine = &painting,
                                              .definition = text,
                                              .targets = targets };

static void open_all(void)
{
    station_begin();
    station_add(&workflow, "paint", false);
}

static void open_again(void)
{
    station_again();
    station_add(&workflow, "paint", false);
    station_resume(&station);
}

static void begin(const char *name)
{
    struct buf input = { 0 };
    buf_print(&input,
              "{\"stateMachineArn\":\"" MACHINE
              "paint\",\"name\":\"%s\",\"input\":\"\\\"%s\\\"\"}",
              name, name);
    ask(startexec_start, buf_string(&input));
    buf_release(&input);
    station_turn(&station, false);
}

static void turns(int count)
{
    for (int i = 0; i < count; i++) {
        station_turn(&station, false);
    }
}

/* Sends to a token; `more` are the other members. Returns the answer, if it comes within two
 * turns. */
static const char *send(void (*operation)(struct station *s, struct call *c), const char *token,
                        const char *more)
{
    struct buf input = { 0 };
    buf_print(&input, "{\"taskToken\":\"%s\"%s}", token, more);
    call(operation, buf_string(&input));
    buf_release(&input);
    turns(2);
    return buf_string(&said);
}

static const char *status(const char *name, const char *wanted)
{
    struct buf input = { 0 };
    buf_print(&input, "{\"executionArn\":\"" RUN "%s\"}", name);
    ask(tellexec_describe, buf_string(&input));
    buf_release(&input);
    char *got = said_text("status");
    UNIT_TEXT(got, wanted);
    memory_release(got);
    return buf_string(&said);
}

/* Its worker gets the task of an execution: its token, which is new. */
static char *take(const char *name)
{
    struct buf wanted = { 0 };
    call(activity_task, PAINTED);
    turns(3);
    char *input = said_text("input");
    buf_print(&wanted, "\"%s\"", name);
    UNIT_TEXT(input, buf_string(&wanted));
    memory_release(input);
    buf_release(&wanted);
    return said_text("taskToken");
}

static void leave(struct call *c)
{
    c->on_gone(c);
    call_close(c);
    memory_release(c);
}

/* ---- Tests ---- */

static void rows(void)
{
    open_all();
    const char *made = "{\"activityArn\":\"" ACTIVITY "paint\",\"creationDate\":1.7356896E9}";
    UNIT_TEXT(ask(activity_create, "{\"name\":\"paint\"}"), made);
    UNIT_TEXT(ask(activity_create, "{\"name\":\"paint\",\"tags\":[{\"key\":\"a\"}]}"), made);
    UNIT_TEXT(ask(activity_create, "{\"name\":\"a b\"}"),
              "{\"__type\":\"InvalidName\",\"message\":\"Invalid Name: 'a b'\"}");
    ask(activity_create, "{\"name\":\"mend\"}");
    ask(activity_create, "{\"name\":\"glue\"}");
    UNIT_TEXT(ask(activity_describe, PAINTED),
              "{\"activityArn\":\"" ACTIVITY "paint\",\"name\":\"paint\",\"creationDate\":"
              "1.7356896E9,\"encryptionConfiguration\":{\"type\":\"AWS_OWNED_KEY\"}}");
    ask(activity_list, "{\"maxResults\":2}");
    CU_ASSERT_EQUAL(said_count("activities"), 2);
    CU_ASSERT_PTR_NULL(strstr(buf_string(&said), "glue"));
    char *token = said_text("nextToken");
    struct buf next = { 0 };
    buf_print(&next, "{\"nextToken\":\"%s\"}", token);
    UNIT_TEXT(ask(activity_list, buf_string(&next)),
              "{\"activities\":[{\"activityArn\":\"" ACTIVITY
              "glue\",\"name\":\"glue\",\"creationDate\":1.7356896E9}]}");
    memory_release(token);
    buf_release(&next);
    UNIT_TEXT(ask(activity_delete, PAINTED), "{}");
    UNIT_TEXT(ask(activity_delete, PAINTED), "{}");
    const char *unknown =
        "{\"__type\":\"ActivityDoesNotExist\",\"message\":\"Activity Does Not "
        "Exist: '" ACTIVITY "paint'\"}";
    UNIT_TEXT(ask(activity_describe, PAINTED), unknown);
    UNIT_TEXT(ask(activity_task, PAINTED), unknown);
    UNIT_TEXT(
        ask(activity_task, "{\"activityArn\":\"" MACHINE "paint\"}"),
        "{\"__type\":\"InvalidArn\",\"message\":\"Invalid Arn: 'Resource type not valid in "
        "this context: stateMachine'\"}");
    begin("a");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(status("a", "FAILED"), "The activity " ACTIVITY "paint does not exist."));
    station_end();
}

/* Tasks and workers meet in the order in which they came, whoever is there first. */
static void works(void)
{
    open_all();
    ask(activity_create, "{\"name\":\"paint\"}");
    begin("a");
    begin("b");
    char *a = take("a"), *b = take("b");
    UNIT_TEXT(send(activity_heartbeat, a, ""), "{}");
    UNIT_TEXT(send(activity_success, a, ",\"output\":\"no JSON\""),
              "{\"__type\":\"InvalidOutput\",\"message\":\"Invalid Output: "
              "'Unrecognized token 'no': was expecting (JSON String, Number, Array, Object or "
              "token 'null', 'true' or 'false')'\"}");
    UNIT_TEXT(send(activity_success, a, ",\"output\":\"[1]\""), "{}");
    UNIT_TEXT(send(activity_success, a, ",\"output\":\"[1]\""), GONE);
    UNIT_TEXT(send(activity_heartbeat, a, ""), GONE);
    UNIT_TEXT(send(activity_heartbeat, "x", ""),
              "{\"__type\":\"InvalidToken\",\"message\":\"Invalid Token: 'Invalid token'\"}");
    UNIT_TEXT(send(activity_failure, b, ",\"error\":\"E\",\"cause\":\"C\""), "{}");
    turns(1);
    CU_ASSERT_PTR_NOT_NULL(strstr(status("a", "SUCCEEDED"), "\"output\":\"[1]\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(status("b", "FAILED"), "\"error\":\"E\",\"cause\":\"C\""));
    struct call *first = call(activity_task, PAINTED);
    call(activity_task, PAINTED);
    turns(3);
    UNIT_TEXT(buf_string(&said), "");
    begin("c");
    turns(4);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\\\"c\\\""));
    (void)first;
    memory_release(a);
    memory_release(b);
    station_end(); /* the other worker is told that there is none */
    UNIT_TEXT(buf_string(&said), NOBODY);
}

/* The client that is gone has not swallowed the task, whenever it went. */
static void hangs_up(void)
{
    open_all();
    ask(activity_create, "{\"name\":\"paint\"}");
    struct call *waits = call(activity_task, PAINTED), *takes = call(activity_task, PAINTED);
    leave(waits);
    begin("a"); /* it is his who is still there, once that is committed */
    UNIT_TEXT(buf_string(&said), "{\"executionArn\":\"" RUN "a\",\"startDate\":1.7356896E9}");
    buf_clear(&said);
    leave(takes);
    turns(3);
    UNIT_TEXT(buf_string(&said), "");
    char *token = take("a");
    UNIT_TEXT(send(activity_success, token, ",\"output\":\"1\""), "{}");
    turns(1);
    status("a", "SUCCEEDED");
    memory_release(token);
    station_end();
}

/* Those who wait are told in time that there is no task. */
static void gives_up(void)
{
    open_all();
    ask(activity_create, "{\"name\":\"paint\"}");
    desk_patience(station.desk, 1);
    call(activity_task, PAINTED);
    while (said.size == 0) {
        station_turn(&station, false);
    }
    UNIT_TEXT(buf_string(&said), NOBODY);
    desk_patience(station.desk, 1000000);
    struct call *c = call(activity_task, PAINTED);
    station_turn(&station, false);
    c->on_stop(c);
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), NOBODY);
    station_end();
}

/* What a server that is opened again knows of tasks and tokens. */
static void goes_on(void)
{
    open_all();
    ask(activity_create, "{\"name\":\"paint\"}");
    begin("a");
    begin("b");
    char *a = take("a");
    open_again();
    char *b = take("b");
    call(activity_task, PAINTED);
    turns(4);
    UNIT_TEXT(buf_string(&said), ""); /* the first one is not offered again */
    UNIT_TEXT(send(activity_success, a, ",\"output\":\"1\""), "{}");
    open_again();
    status("a", "SUCCEEDED");
    ask(tellexec_history, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_EQUAL(said_count("events"), 7);
    UNIT_TEXT(send(activity_success, a, ",\"output\":\"1\""), GONE);
    UNIT_TEXT(send(activity_heartbeat, b, ""), "{}");
    UNIT_TEXT(send(activity_failure, b, ""), "{}");
    turns(1);
    status("b", "FAILED");
    memory_release(a);
    memory_release(b);
    station_end();
    buf_release(&said);
}

UNIT_MAIN("activity", { "rows", rows }, { "works", works }, { "hangs up", hangs_up },
          { "gives up", gives_up }, { "goes on", goes_on })
