/*
 * Children of nested executions in a server: a start that is made again, and children that
 * nobody waits for any more when the server is opened again. The conversation about nested
 * executions itself is tests/nested.sh.
 */
#include "runtime/station/nested.h"

#include <asl/asl.h>

#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/exec/frame.h"
#include "tests/unit/station.h"

#define OF  "{\"stateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:pause\""
#define RUN "arn:aws:states:us-east-1:123456789012:execution:pause:"

/* ---- A workflow that waits as long as its input says ---- */

static const struct asl_expr root_step = { .op = ASL_OP_ROOT };
static const struct asl_expr *const seconds_steps[] = { &root_step, NULL };
static const struct asl_expr seconds = { .op = ASL_OP_PATH, .text = "$", .of = seconds_steps };

static enum asl_move step(struct asl_frame *f)
{
    return asl_entering(f) ? asl_await_seconds(f, &seconds) : asl_end(f);
}

static const struct asl_state states[] = { { .name = "Pause", .type = ASL_WAIT, .line = 1 },
                                           ASL_NO_STATE };
static const struct asl_machine machine = { .states = states, .step = step };
static const char *const text[] = { "{}", NULL };
static const struct asl_workflow workflow = {
    .name = "pause", .source = "pause.json", .machine = &machine, .definition = text
};

/* ---- Starts as tasks make them ---- */

static const char *starter;
static uint64_t follower;

static void start_as_task(struct station *s, struct call *c)
{
    c->starter = starter;
    c->follower = follower;
    startexec_start(s, c);
}

static const char *start(const char *made_by, uint64_t followed_by, const char *name,
                         const char *input)
{
    struct buf request = { 0 };
    buf_print(&request, OF ",\"name\":\"%s\",\"input\":\"%s\"}", name, input);
    starter = made_by;
    follower = followed_by;
    ask(start_as_task, buf_string(&request));
    buf_release(&request);
    return buf_string(&said);
}

static void is_status(const char *name, const char *wanted)
{
    struct buf request = { 0 };
    buf_print(&request, "{\"executionArn\":\"" RUN "%s\"}", name);
    ask(tellexec_describe, buf_string(&request));
    char *status = said_text("status");
    UNIT_TEXT(status, wanted);
    memory_release(status);
    buf_release(&request);
}

static void starts_once(void)
{
    station_begin();
    station_add(&workflow, "pause", false);
    char *first = memory_text(start("task 1", 0, "a", "0"));
    UNIT_TEXT(start("task 1", 0, "a", "0"), first);
    station_turn(&station, true);
    station_turn(&station, true);
    is_status("a", "SUCCEEDED");
    UNIT_TEXT(start("task 1", 0, "a", "0"), first);
    CU_ASSERT_PTR_NOT_NULL(strstr(start("task 2", 0, "a", "0"), "ExecutionAlreadyExists"));
    CU_ASSERT_PTR_NOT_NULL(strstr(start(NULL, 0, "a", "0"), "ExecutionAlreadyExists"));
    memory_release(first);
    buf_release(&said);
    station_end();
}

static uint64_t number_of(const char *arn)
{
    uint64_t number = 0;
    CU_ASSERT_TRUE(ledger_find(&station.ledger, arn, &number));
    return number;
}

static void never_asked(void *owner, struct call *c)
{
    (void)owner, (void)c;
    CU_FAIL("no task asks for anything");
}

/* Each child's parent is an execution that waits for nothing, or that has ended. */
static void stops_forgotten(void)
{
    station_begin();
    station_add(&workflow, "pause", false);
    start(NULL, 0, "ended", "0");
    station_turn(&station, true);
    start(NULL, 0, "running", "3600");
    start("task 1", number_of(RUN "ended"), "child1", "3600");
    start("task 2", number_of(RUN "running"), "child2", "3600");
    start("task 3", 0, "nobodys", "3600");
    is_status("child1", "RUNNING");
    station_again();
    struct nested *n = nested_open(&station, never_asked, NULL);
    station_add(&workflow, "pause", false);
    CU_ASSERT_EQUAL(station_resume(&station), 4);
    nested_resumed(n);
    station_turn(&station, false);
    is_status("child1", "ABORTED");
    is_status("child2", "ABORTED");
    is_status("nobodys", "RUNNING");
    is_status("running", "RUNNING");
    station_empty(&station);
    nested_close(n);
    station_close(&station);
    store_close(store);
    buf_release(&said);
}

/* The root of the group of the execution with that name. */
static uint64_t root_of(const char *name)
{
    struct buf arn = { 0 };
    buf_print(&arn, RUN "%s", name);
    const struct ongoing *g = ongoings_find(&station.ongoings, number_of(buf_string(&arn)));
    CU_ASSERT_PTR_NOT_NULL_FATAL(g);
    buf_release(&arn);
    return g->job.root;
}

static void stop(const char *name)
{
    struct buf arn = { 0 };
    buf_print(&arn, RUN "%s", name);
    struct ongoing *g = ongoings_find(&station.ongoings, number_of(buf_string(&arn)));
    run_stop(g->x, EXECUTION_ABORTED, NULL, NULL);
    buf_release(&arn);
}

/* Those that are left when the root has ended are still one group, also with what they begin
 * later on. */
static void is_one_group(void)
{
    station_begin();
    station_add(&workflow, "pause", false);
    start(NULL, 0, "root", "3600");
    start("task 1", number_of(RUN "root"), "child1", "3600");
    start("task 2", number_of(RUN "child1"), "below1", "3600");
    start("task 3", number_of(RUN "root"), "child2", "3600");
    start(NULL, 0, "stranger", "3600");
    CU_ASSERT_EQUAL(root_of("root"), number_of(RUN "root"));
    CU_ASSERT_EQUAL(root_of("below1"), number_of(RUN "root"));
    stop("root");
    CU_ASSERT_EQUAL(root_of("child1"), number_of(RUN "child1"));
    CU_ASSERT_EQUAL(root_of("below1"), number_of(RUN "child1"));
    CU_ASSERT_EQUAL(root_of("child2"), number_of(RUN "child1"));
    start("task 4", number_of(RUN "child2"), "below2", "3600");
    CU_ASSERT_EQUAL(root_of("below2"), number_of(RUN "child1"));
    stop("child2"); /* which is no root */
    stop("child1");
    CU_ASSERT_EQUAL(root_of("below1"), number_of(RUN "below1"));
    CU_ASSERT_EQUAL(root_of("below2"), number_of(RUN "below1"));
    CU_ASSERT_EQUAL(root_of("stranger"), number_of(RUN "stranger"));
    station_turn(&station, false);
    stop("below1");
    CU_ASSERT_EQUAL(root_of("below2"), number_of(RUN "below2"));
    stop("below2");
    station_turn(&station, false);
    station_end();
    buf_release(&said);
}

/* A parent whose state machine is not there may go on later, and then wants its child. */
static void spares_parked(void)
{
    station_begin();
    station_add(&workflow, "pause", false);
    station_add(&workflow, "other", false);
    ask(startexec_start, "{\"stateMachineArn\":\"arn:aws:states:us-east-1:123456789012:"
                         "stateMachine:other\",\"name\":\"p\",\"input\":\"3600\"}");
    start("task 1", number_of("arn:aws:states:us-east-1:123456789012:execution:other:p"),
          "child", "3600");
    station_again();
    struct nested *n = nested_open(&station, never_asked, NULL);
    station_add(&workflow, "pause", false);
    CU_ASSERT_EQUAL(station_resume(&station), 1);
    nested_resumed(n);
    station_turn(&station, false);
    is_status("child", "RUNNING");
    station_empty(&station);
    nested_close(n);
    station_close(&station);
    store_close(store);
    buf_release(&said);
}

UNIT_MAIN("nested", { "starts once", starts_once }, { "stops forgotten", stops_forgotten },
          { "spares parked", spares_parked }, { "is one group", is_one_group })
