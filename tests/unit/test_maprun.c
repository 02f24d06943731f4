/*
 * Map Runs of a server: what the API tells of them while they run and afterwards, and that they
 * go on when the server is opened again.
 */
#include "runtime/api/mapapi.h"

#include <asl/asl.h>

#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/cluster/offspring.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/table.h"
#include "runtime/map/run.h"
#include "runtime/station/childmail.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/revive.h"
#include "tests/unit/station.h"
#include "tests/unit/sharedstore.h"

#define MACHINE "arn:aws:states:us-east-1:123456789012:stateMachine:"
#define RUN     "arn:aws:states:us-east-1:123456789012:execution:fan:a"

/* ---- A workflow: each item is how long its child waits ---- */

static const struct asl_expr root_step = { .op = ASL_OP_ROOT };
static const struct asl_expr *const seconds_steps[] = { &root_step, NULL };
static const struct asl_expr seconds = { .op = ASL_OP_PATH, .text = "$", .of = seconds_steps };

static bool fails_at_2; /* a child that has waited for two seconds fails */

static enum asl_move step_child(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, &seconds);
    }
    if (fails_at_2 && value_to_number(f->raw).integer == 2) {
        frame_fail(f, "Two", NULL);
    }
    return asl_end(f);
}

static const struct asl_state child_states[] = {
    { .name = "Pause", .type = ASL_WAIT, .line = 1 }, ASL_NO_STATE
};
static const struct asl_machine child = { .states = child_states, .step = step_child };
static struct asl_map map = { .processor = &child, .mode = ASL_STANDARD, .label = "L" };

static enum asl_move step(struct asl_frame *f)
{
    return asl_entering(f) ? asl_await_map_run(f, &map) : asl_end(f);
}

static const struct asl_state states[] = {
    { .name = "Fan", .type = ASL_MAP, .line = 1, .map = &map }, ASL_NO_STATE
};
static const struct asl_machine machine = { .states = states, .step = step };
static const char *const text[] = { "{}", NULL };
static const struct asl_workflow workflow = { .name = "fan",
                                              .source = "fan.json",
                                              .machine = &machine,
                                              .definition = text,
                                              .map_runs = &asl_map_runs };

static void start(const char *items)
{
    struct buf input = { 0 };
    buf_print(&input,
              "{\"stateMachineArn\":\"" MACHINE "fan\",\"name\":\"a\",\"input\":\"%s\"}",
              items);
    station_add(&workflow, "fan", false);
    ask(startexec_start, buf_string(&input));
    station_turn(&station, false);
    buf_release(&input);
}

static void begin(const char *items)
{
    station_begin();
    start(items);
}

static void run(void)
{
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
}

/* The ARN of the one Map Run: new. */
static char *find_run(void)
{
    struct value *all = NULL, *runs = NULL;
    struct read_error e;
    ask(mapapi_list, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    CU_ASSERT_TRUE_FATAL(value_member(all, "mapRuns", &runs) && value_count(runs) == 1);
    char *arn = memory_text(value_member_text(value_item(runs, 0), "mapRunArn"));
    value_release(all);
    return arn;
}

static const char *ask_run(void (*operation)(struct station *s, struct call *c),
                           const char *arn, const char *more)
{
    struct buf input = { 0 };
    buf_print(&input, "{\"mapRunArn\":\"%s\"%s}", arn, more);
    ask(operation, buf_string(&input));
    buf_release(&input);
    return buf_string(&said);
}

static void has(const char *wanted)
{
    if (strstr(buf_string(&said), wanted) == NULL) {
        UNIT_TEXT(buf_string(&said), wanted);
    }
}

/* ---- Tests ---- */

static void tells(void)
{
    begin("[1,2,3]");
    char *arn = find_run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"RUNNING\"");
    has("\"itemCounts\":{\"pending\":0,\"running\":3,\"succeeded\":0,\"failed\":0,\"timedOut\":"
        "0,"
        "\"aborted\":0,\"total\":3,\"resultsWritten\":0,\"failuresNotRedrivable\":0,"
        "\"pendingRedrive\":0}");
    CU_ASSERT_PTR_NULL(strstr(buf_string(&said), "stopDate"));
    ask_run(tellexec_list, arn, ",\"statusFilter\":\"RUNNING\"");
    CU_ASSERT_EQUAL(said_count("executions"), 3);
    UNIT_TEXT(ask_run(mapapi_update, arn, ",\"maxConcurrency\":2,\"toleratedFailureCount\":1"),
              "{}");
    run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"SUCCEEDED\",\"startDate\":1.7356896E9,\"stopDate\":1.735689603E9,"
        "\"maxConcurrency\":2");
    has("\"toleratedFailureCount\":1");
    has("\"succeeded\":3");
    has("\"resultsWritten\":3");
    ask_run(mapapi_update, arn, ",\"maxConcurrency\":2");
    has("ValidationException");
    memory_release(arn);
    ask_run(mapapi_describe, "arn:aws:states:us-east-1:123456789012:mapRun:fan/L:x", "");
    has("{\"__type\":\"ResourceNotFound\"");
    ask(mapapi_list, "{\"executionArn\":\"" RUN "b\"}");
    has("ExecutionDoesNotExist");
    station_end();
}

static void fails(void)
{
    begin("[1,\\\"x\\\",3]");
    run();
    char *arn = find_run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"FAILED\"");
    has("\"succeeded\":0,\"failed\":1,\"timedOut\":0,\"aborted\":2,\"total\":3");
    memory_release(arn);
    station_end();
}

static void is_stopped(void)
{
    begin("[1,2]");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    char *arn = find_run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"ABORTED\"");
    has("\"aborted\":2");
    memory_release(arn);
    station_end();
}

/* The one Map of the execution. */
static struct asl_frame *map_frame(void)
{
    uint64_t number = 0;
    CU_ASSERT_TRUE_FATAL(ledger_find(&station.ledger, RUN, &number));
    const struct ongoing *parent = ongoings_find(&station.ongoings, number);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parent);
    struct asl_frame *f = frame_next(parent->x, NULL);
    while (f != NULL && frame_map_run(f) == NULL) {
        f = frame_next(parent->x, f);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    return f;
}

/* It waits for children of another node when too many have failed. The last of them is one
 * that would have been redriven: nobody else ends it. */
static void fails_without_a_last_child(void)
{
    fails_at_2 = true;
    begin("[1,2,3]");
    asl_map_runs.await_late(map_frame(), 2);
    while (frame_map_run(map_frame())->error == NULL) {
        station_turn(&station, true);
    }
    struct asl_frame *f = map_frame();
    CU_ASSERT_EQUAL(frame_map_run(f)->running, 2);
    asl_map_runs.late_ended(f);
    asl_map_runs.limits_changed(f);
    station_turn(&station, false);
    CU_ASSERT_EQUAL(station.session.engine.running, 1);
    f = map_frame();
    asl_map_runs.late_ended(f);
    asl_map_runs.limits_changed(f);
    for (int i = 0; i < 20; i++) {
        station_turn(&station, false);
    }
    CU_ASSERT_EQUAL(station.session.engine.running, 0);
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "\"}");
    has("\"status\":\"FAILED\"");
    buf_release(&said);
    station_end();
    fails_at_2 = false;
}

/* Redrives the execution, and comes to its end: the children of these redrive counts in the
 * order in which they were begun. The server is closed in between. */
static void redrive(const char *arn, const char *const counts[3])
{
    struct value *all = NULL, *list = NULL;
    struct read_error e;
    fails_at_2 = false;
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    has("redriveDate");
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"RUNNING\"");
    station_again();
    station_add(&workflow, "fan", false);
    station_resume(&station);
    run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"SUCCEEDED\"");
    has("\"succeeded\":3,\"failed\":0,\"timedOut\":0,\"aborted\":0,\"total\":3");
    has("\"redriveCount\":1,\"redriveDate\":");
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "\"}");
    has("\"output\":\"[1,2,3]\"");
    ask_run(tellexec_list, arn, "");
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    CU_ASSERT_TRUE_FATAL(value_member(all, "executions", &list) && value_count(list) == 3);
    for (size_t i = 0; i < 3; i++) {
        char *shown = write_text(value_item(list, 2 - i));
        CU_ASSERT_PTR_NOT_NULL(strstr(shown, counts[i]));
        memory_release(shown);
    }
    value_release(all);
}

/* only those that had not succeeded go on. */
static void goes_on_where_it_failed(void)
{
    static const char *const counts[] = { "\"redriveCount\":0", "\"redriveCount\":1",
                                          "\"redriveCount\":1" };
    fails_at_2 = true;
    begin("[1,2,3]");
    run();
    char *arn = find_run();
    ask_run(mapapi_describe, arn, "");
    has("\"succeeded\":1,\"failed\":1,\"timedOut\":0,\"aborted\":1,\"total\":3");
    redrive(arn, counts);
    char *again = find_run();
    UNIT_TEXT(again, arn);
    ask(tellexec_history, "{\"executionArn\":\"" RUN "\"}");
    has("\"type\":\"MapRunRedriven\",");
    memory_release(again);
    memory_release(arn);
    buf_release(&said);
    station_end();
}

static size_t count_listed(const char *arn, const char *status)
{
    struct buf more = { 0 };
    buf_print(&more, ",\"statusFilter\":\"%s\"", status);
    ask_run(tellexec_list, arn, buf_string(&more));
    buf_release(&more);
    return said_count("executions");
}

static void counts(const char *arn, const char *wanted)
{
    ask_run(mapapi_describe, arn, "");
    has(wanted);
}

/* where one child may run at a time, the others that are redriven wait. */
static void waits_for_its_turn(void)
{
    begin("[1,2,3]");
    char *arn = find_run();
    ask_run(mapapi_update, arn, ",\"maxConcurrency\":1");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_EQUAL(count_listed(arn, "PENDING_REDRIVE"), 0);
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_EQUAL(count_listed(arn, "PENDING_REDRIVE"), 2);
    CU_ASSERT_EQUAL(count_listed(arn, "RUNNING"), 1);
    CU_ASSERT_EQUAL(count_listed(arn, "ABORTED"), 0);
    counts(
        arn,
        "\"running\":1,\"succeeded\":0,\"failed\":0,\"timedOut\":0,\"aborted\":0,\"total\":3,"
        "\"resultsWritten\":0,\"failuresNotRedrivable\":0,\"pendingRedrive\":2");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    counts(
        arn,
        "\"running\":0,\"succeeded\":0,\"failed\":0,\"timedOut\":0,\"aborted\":3,\"total\":3,"
        "\"resultsWritten\":0,\"failuresNotRedrivable\":0,\"pendingRedrive\":0");
    CU_ASSERT_EQUAL(count_listed(arn, "ABORTED"), 3);
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    run();
    counts(arn, "\"succeeded\":3,\"failed\":0,\"timedOut\":0,\"aborted\":0,\"total\":3,"
                "\"resultsWritten\":3,\"failuresNotRedrivable\":0,\"pendingRedrive\":0");
    memory_release(arn);
    buf_release(&said);
    station_end();
}

static void goes_on_where_it_stopped(void)
{
    static const char *const counts[] = { "\"redriveCount\":1", "\"redriveCount\":1",
                                          "\"redriveCount\":1" };
    begin("[1,2,3]");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    char *arn = find_run();
    redrive(arn, counts);
    memory_release(arn);
    buf_release(&said);
    station_end();
}

/* of Express children those that had not succeeded are run once more, as new executions;
 * the results of the others are still there, also when the server was closed in between. */
static void runs_express_children_again(void)
{
    map.mode = ASL_EXPRESS;
    fails_at_2 = true;
    begin("[1,2,3]");
    run();
    char *arn = find_run();
    ask_run(mapapi_describe, arn, "");
    has("\"succeeded\":2,\"failed\":1,\"timedOut\":0,\"aborted\":0,\"total\":3");
    ask_run(tellexec_list, arn, "");
    CU_ASSERT_EQUAL(said_count("executions"), 3);
    has("\"status\":\"FAILED\"");
    fails_at_2 = false;
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    ask_run(mapapi_describe, arn, "");
    has("\"running\":1,\"succeeded\":2,\"failed\":0");
    station_again();
    station_add(&workflow, "fan", false);
    station_resume(&station);
    run();
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "\"}");
    has("\"output\":\"[1,2,3]\"");
    ask_run(tellexec_list, arn, "");
    CU_ASSERT_EQUAL(said_count("executions"), 3);
    CU_ASSERT_PTR_NULL(strstr(buf_string(&said), "\"status\":\"FAILED\""));
    memory_release(arn);
    buf_release(&said);
    station_end();
    map.mode = ASL_STANDARD;
}

/* The frame of the Map Run, whose execution has the number 1. */
static struct asl_frame *find_map(void)
{
    const struct ongoing *g = ongoings_find(&station.ongoings, 1);
    struct asl_frame *f = g == NULL ? NULL : frame_next(g->x, NULL);
    while (f != NULL && frame_map_run(f) == NULL) {
        f = frame_next(g->x, f);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    return f;
}

/* Too many fail after a redrive, while the end of a child of before it has not come: the Map
 * Run waits for that, and fails with it. */
static void fails_with_a_late_child(void)
{
    fails_at_2 = true;
    begin("[1,2,3]");
    run();
    char *arn = find_run();
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    asl_map_runs.await_late(find_map(), 1);
    while (station.session.engine.running > 1) {
        station_turn(&station, true);
    }
    counts(arn, "\"status\":\"RUNNING\"");
    CU_ASSERT_TRUE(revive_count_child(&station.ongoings,
                                      &(struct childmail){ .child = 4,
                                                           .parent = 1,
                                                           .map_run = arn,
                                                           .items = 1,
                                                           .status = EXECUTION_ABORTED }));
    station_turn(&station, false);
    counts(arn, "\"status\":\"FAILED\"");
    memory_release(arn);
    buf_release(&said);
    station_end();
}

/* ---- Children on other nodes ---- */

static void deliver(size_t letter)
{
    const struct shared_mail *m = &shared.mail[letter];
    struct shared_letter l = { (int64_t)letter, m->operation, store_buf(&m->body) };
    CU_ASSERT_TRUE(offspring_do(&station, &l));
    station_turn(&station, false);
}

/* A Map Run that has all of its children asks nobody for them when it is stopped. */
static void stops_its_own(void)
{
    shared_begin();
    start("[1,2,3]");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_EQUAL(shared.asked, 0);
    CU_ASSERT_EQUAL(shared.mail_count, 0);
    CU_ASSERT_EQUAL(shared.job_count, 0);
    buf_release(&said);
    shared_end();
}

/* Those that have ended elsewhere since it was stopped are counted when somebody asks: the
 * children's entries are read many at once, at that and when it is redriven. */
static void counts_many_at_once(void)
{
    struct buf items = { 0 };
    for (int i = 0; i < 40; i++) {
        buf_text(&items, i == 0 ? "[300" : ",300");
    }
    buf_char(&items, ']');
    shared_begin();
    station.ongoings.other_nodes = 1;
    start(buf_string(&items));
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    char *arn = find_run();
    shared.reads = 0;
    counts(arn, "\"running\":20,\"succeeded\":0,\"failed\":0,\"timedOut\":0,\"aborted\":20,"
                "\"total\":40");
    CU_ASSERT_EQUAL(shared.reads, 3);
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    has("redriveDate");
    CU_ASSERT_EQUAL(shared.reads, 3 + 21); /* each that goes on, and that there is no other */
    memory_release(arn);
    buf_release(&items);
    buf_release(&said);
    shared_end();
}

/* Of three children the second one, whose number is 3, is left to others, and fails there while
 * its parent is stopped. Its end, of which the parent does not hear before it is over, counts
 * when that is redriven; the letter that was to stop it does not stop it then. */
static void hears_of_an_end_when_redriven(void)
{
    struct buf why = { 0 };
    fails_at_2 = true;
    shared_begin();
    station.ongoings.other_nodes = 1;
    start("[1,2,3]");
    CU_ASSERT_PTR_NULL(ongoings_find(&station.ongoings, 3));
    ask(startexec_stop, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_EQUAL(shared.asked, 1);
    CU_ASSERT_EQUAL_FATAL(shared.mail_count, 1);
    UNIT_TEXT(shared.mail[0].operation, "StopChild");
    CU_ASSERT_EQUAL(shared.mail[0].job, 3);

    station.ongoings.other_nodes = 0;
    station_resume_one(&station, 3, 0, &why);
    UNIT_TEXT(buf_string(&why), "");
    run();
    CU_ASSERT_EQUAL_FATAL(shared.mail_count, 2);
    UNIT_TEXT(shared.mail[1].operation, "ChildEnded");
    deliver(1);
    CU_ASSERT_EQUAL(shared.mail[1].taken_back, 0);

    fails_at_2 = false;
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "\"}");
    has("redriveDate");
    deliver(1);
    CU_ASSERT_EQUAL(shared.mail[1].taken_back, 1);
    CU_ASSERT_PTR_NOT_NULL(ongoings_find(&station.ongoings, 3));
    deliver(0);
    CU_ASSERT_EQUAL(shared.mail[0].taken_back, 1);
    run();
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "\"}");
    has("\"status\":\"SUCCEEDED\"");
    has("\"output\":\"[1,2,3]\"");
    buf_release(&said);
    shared_end();
}

/* ---- Closed and opened ---- */

#define CHILDREN 200

/* The server is closed while children are under way, of which some have ended: each ends once.
 */
static void goes_on(void)
{
    struct buf items = { 0 };
    for (int i = 0; i < CHILDREN; i++) {
        buf_print(&items, "%c%d", i == 0 ? '[' : ',', i);
    }
    buf_char(&items, ']');
    begin(buf_string(&items));
    buf_release(&items);
    char *arn = find_run();
    for (int i = 0; i < 5; i++) {
        for (int turn = 0; turn < 20; turn++) {
            station_turn(&station, true);
        }
        station_again();
        station_add(&workflow, "fan", false);
        CU_ASSERT_TRUE(station_resume(&station) > 1);
    }
    run();
    ask_run(mapapi_describe, arn, "");
    has("\"status\":\"SUCCEEDED\"");
    has("\"succeeded\":200,\"failed\":0,\"timedOut\":0,\"aborted\":0,\"total\":200");
    ask_run(tellexec_list, arn, ",\"statusFilter\":\"SUCCEEDED\",\"maxResults\":1000");
    CU_ASSERT_EQUAL(said_count("executions"), CHILDREN);
    memory_release(arn);
    station_end();
    buf_release(&said);
}

/* A store of before there was a list of an execution's Map Runs. */
static void lists_what_an_older_server_wrote(void)
{
    struct store_walk w;
    struct store_row r;
    struct buf key = { 0 };
    begin("[1]");
    run();
    char *arn = find_run();
    store_walk_begin(&w, store, TABLE_MAP_RUNS, (struct store_bytes){ NULL, 0 }, false);
    CU_ASSERT_TRUE_FATAL(store_walk_next(&w, &r));
    buf_put(&key, r.key.at, r.key.size);
    store_walk_end(&w);
    store_remove(store, TABLE_MAP_RUNS, store_buf(&key));
    ask(mapapi_list, "{\"executionArn\":\"" RUN "\"}");
    CU_ASSERT_EQUAL(said_count("mapRuns"), 0);
    station_again();
    station_add(&workflow, "fan", false);
    char *again = find_run();
    UNIT_TEXT(again, arn);
    memory_release(again);
    memory_release(arn);
    buf_release(&key);
    buf_release(&said);
    station_end();
}

UNIT_MAIN("maprun", { "tells", tells }, { "fails", fails }, { "is stopped", is_stopped },
          { "goes on", goes_on }, { "lists", lists_what_an_older_server_wrote },
          { "redriven", goes_on_where_it_failed },
          { "redriven, with Express children", runs_express_children_again },
          { "redriven, one at a time", waits_for_its_turn },
          { "redriven, with a late child", fails_with_a_late_child },
          { "stopped, with children here", stops_its_own },
          { "stopped, and counted", counts_many_at_once },
          { "stopped, with a child elsewhere", hears_of_an_end_when_redriven },
          { "stopped, and redriven", goes_on_where_it_stopped },
          { "fails without a last child", fails_without_a_last_child })
