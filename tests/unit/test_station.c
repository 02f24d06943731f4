/*
 * Executions of a server: calls of the API without HTTP, on a virtual clock, with a store that
 * outlives the server.
 */
#include "runtime/station/station.h"

#include <asl/asl.h>
#include <stdlib.h>

#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/exec/frame.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/span/traces.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/opened.h"
#include "tests/unit/pause.h"
#include "tests/unit/unit.h"

/* ---- A server of it ---- */

static struct machine *standard, *express;

static struct machine *add(const char *name, bool is_express)
{
    struct buf why = { 0 };
    struct machine_plan p = { .name = name,
                              .definition = pause_text[0],
                              .role_arn = "arn:aws:iam::123456789012:role/r",
                              .is_express = is_express,
                              .load = { .workflow = &workflow } };
    struct machine *m = shelf_add(&station.machines, &p, &why);
    UNIT_TEXT(buf_string(&why), "");
    m->is_given = true;
    return m;
}

static void open_station(void)
{
    station_open(&station, "test", &station_options, store, true);
    standard = add("pause", false);
    express = add("quick", true);
}

static void open_all(void)
{
    struct buf why = { 0 };
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    open_station();
}

static void close_all(void)
{
    station_empty(&station);
    station_close(&station);
    store_close(store);
}

/* ---- Calls ---- */

static struct buf said; /* the last answer: its JSON, or "" before there is one */

static void on_answer(struct call *c, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    buf_clear(&said);
    write_json(&said, json);
    value_release(json);
    call_close(c);
    memory_release(c);
}

static struct call *call(void (*operation)(struct station *s, struct call *c),
                         const char *input)
{
    struct call *c = memory_zero(sizeof *c);
    struct read_error e;
    c->on_answer = on_answer;
    if (!read_json(input, strlen(input), &c->input, &e)) {
        abort();
    }
    buf_clear(&said);
    operation(&station, c);
    return c;
}

/* What is answered once the turn is over. */
static const char *ask(void (*operation)(struct station *s, struct call *c), const char *input)
{
    call(operation, input);
    UNIT_TEXT(buf_string(&said), "");
    station_turn(&station, false);
    return buf_string(&said);
}

#define MACHINE  "arn:aws:states:us-east-1:123456789012:stateMachine:"
#define RUN      "arn:aws:states:us-east-1:123456789012:execution:pause:"
#define OF_PAUSE "{\"stateMachineArn\":\"" MACHINE "pause\""

static void starts(void)
{
    open_all();
    UNIT_TEXT(ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\": 3600}\"}"),
              "{\"executionArn\":\"" RUN "a\",\"startDate\":1.7356896E9}");
    UNIT_TEXT(ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":3600}\"}"),
              "{\"executionArn\":\"" RUN "a\",\"startDate\":1.7356896E9}");
    UNIT_TEXT(ask(startexec_start, OF_PAUSE ",\"name\":\"a\"}"),
              "{\"__type\":\"ExecutionAlreadyExists\",\"message\":\"Execution Already Exists: "
              "'" RUN "a'\"}");
    UNIT_TEXT(ask(startexec_start, OF_PAUSE ",\"name\":\"a b\"}"),
              "{\"__type\":\"InvalidName\",\"message\":\"Invalid Name: 'a b'\"}");
    UNIT_TEXT(ask(startexec_start, "{\"stateMachineArn\":\"" MACHINE "none\"}"),
              "{\"__type\":\"StateMachineDoesNotExist\",\"message\":\"State Machine Does Not "
              "Exist: '" MACHINE "none'\"}");
    UNIT_TEXT(ask(startexec_start, "{\"stateMachineArn\":\"none\"}"),
              "{\"__type\":\"InvalidArn\",\"message\":\"Invalid Arn: 'Invalid ARN prefix: "
              "none'\"}");
    UNIT_TEXT(ask(tellexec_describe, "{\"executionArn\":\"" RUN "a\"}"),
              "{\"executionArn\":\"" RUN "a\",\"stateMachineArn\":\"" MACHINE
              "pause\",\"name\":\"a\",\"status\":\"RUNNING\",\"startDate\":1.7356896E9,"
              "\"input\":\"{\\\"v\\\":3600}\",\"inputDetails\":{\"included\":true},"
              "\"redriveCount\":0,\"redriveStatus\":\"NOT_REDRIVABLE\",\"redriveStatusReason\":"
              "\"Execution is RUNNING and cannot be redriven\"}");
    close_all();
}

static size_t count_of(const char *list)
{
    struct value *all = NULL, *items;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    size_t count = value_member(all, list, &items) ? value_count(items) : 0;
    value_release(all);
    return count;
}

static char *token_of(void)
{
    struct value *all = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    char *token = memory_text(value_member_text(all, "nextToken"));
    value_release(all);
    return token;
}

static void ends_and_is_told(void)
{
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":3600}\"}");
    ask(startexec_start, OF_PAUSE ",\"name\":\"b\",\"input\":\"{\\\"v\\\":0}\"}");
    ask(startexec_start, OF_PAUSE ",\"name\":\"c\",\"input\":\"{\\\"v\\\":\\\"x\\\"}\"}");
    ask(tellexec_list, OF_PAUSE ",\"statusFilter\":\"RUNNING\"}");
    CU_ASSERT_EQUAL(count_of("executions"), 1);
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    ask(tellexec_list, OF_PAUSE ",\"maxResults\":2}");
    CU_ASSERT_EQUAL(count_of("executions"), 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), RUN "c"));
    char *token = token_of();
    struct buf next = { 0 };
    buf_print(&next, OF_PAUSE ",\"maxResults\":2,\"nextToken\":\"%s\"}", token);
    ask(tellexec_list, buf_string(&next));
    CU_ASSERT_EQUAL(count_of("executions"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), RUN "a"));
    CU_ASSERT_PTR_NULL(strstr(buf_string(&said), "nextToken"));
    buf_clear(&next);
    buf_print(&next, "{\"executionArn\":\"" RUN "a\",\"nextToken\":\"%s\"}", token);
    UNIT_TEXT(ask(tellexec_history, buf_string(&next)),
              "{\"__type\":\"InvalidToken\",\"message\":\"Invalid Token: 'Invalid token'\"}");
    memory_release(token);
    buf_release(&next);
    UNIT_TEXT(
        ask(tellexec_history, "{\"executionArn\":\"" RUN
                              "a\",\"reverseOrder\":true,\"includeExecutionData\":false,"
                              "\"maxResults\":1000}"),
        "{\"events\":[{\"timestamp\":1.7356932E9,\"type\":\"ExecutionSucceeded\",\"id\":"
        "4,\"previousEventId\":3,\"executionSucceededEventDetails\":{}},{\"timestamp\":"
        "1.7356932E9,\"type\":\"WaitStateExited\",\"id\":3,\"previousEventId\":2,"
        "\"stateExitedEventDetails\":{\"name\":\"Pause\"}},{\"timestamp\":1.7356896E9,"
        "\"type\":\"WaitStateEntered\",\"id\":2,\"previousEventId\":0,"
        "\"stateEnteredEventDetails\":{\"name\":\"Pause\"}},{\"timestamp\":1.7356896E9,"
        "\"type\":\"ExecutionStarted\",\"id\":1,\"previousEventId\":0,"
        "\"executionStartedEventDetails\":{\"roleArn\":\"arn:aws:iam::123456789012:role/r\""
        "}}]}");
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "c\"}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"error\":\"States.Runtime\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"redriveStatus\":\"REDRIVABLE\""));
    close_all();
}

static void stops(void)
{
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":3600}\"}");
    const char *wanted = "{\"stopDate\":1.7356896E9}";
    UNIT_TEXT(ask(startexec_stop, "{\"executionArn\":\"" RUN "a\",\"error\":\"E\"}"), wanted);
    UNIT_TEXT(ask(startexec_stop, "{\"executionArn\":\"" RUN "a\"}"), wanted);
    UNIT_TEXT(
        ask(startexec_stop, "{\"executionArn\":\"" RUN "b\"}"),
        "{\"__type\":\"ExecutionDoesNotExist\",\"message\":\"Execution Does Not Exist: '" RUN
        "b'\"}");
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"status\":\"ABORTED\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"error\":\"E\""));
    CU_ASSERT_EQUAL(station.session.engine.running, 0);
    close_all();
}

#define OF_QUICK "{\"stateMachineArn\":\"" MACHINE "quick\""

static void waits_for_the_end(void)
{
    open_all();
    call(startexec_sync, OF_QUICK ",\"name\":\"e\",\"input\":\"{\\\"v\\\":2}\"}");
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "");
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"status\":\"SUCCEEDED\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"output\":\"{\\\"v\\\":2}\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said),
                                  "\"billingDetails\":{\"billedMemoryUsedInMB\":64,"
                                  "\"billedDurationInMilliseconds\":2000}"));
    UNIT_TEXT(
        ask(startexec_sync, OF_PAUSE "}"),
        "{\"__type\":\"StateMachineTypeNotSupported\",\"message\":\"This operation is not "
        "supported by this type of state machine\"}");
    /* A client that does not wait any more. */
    struct call *c = call(startexec_sync, OF_QUICK ",\"input\":\"{\\\"v\\\":2}\"}");
    station_turn(&station, false);
    c->on_gone(c);
    call_close(c);
    memory_release(c);
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    UNIT_TEXT(buf_string(&said), "");
    close_all();
}

/* What a server that is opened again on the same store makes of what was under way. */
static void goes_on(void)
{
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":3600}\"}");
    ask(startexec_start, OF_PAUSE ",\"name\":\"b\",\"input\":\"{\\\"v\\\":0}\"}");
    ask(startexec_start, OF_QUICK ",\"name\":\"q\",\"input\":\"{\\\"v\\\":7}\"}");
    call(startexec_sync, OF_QUICK ",\"name\":\"lost\",\"input\":\"{\\\"v\\\":7}\"}");
    station_turn(&station, false);
    station_empty(&station);
    station_close(&station);
    open_station();
    CU_ASSERT_EQUAL(station_resume(&station), 2);
    ask(tellexec_list, OF_PAUSE ",\"statusFilter\":\"RUNNING\"}");
    CU_ASSERT_EQUAL(count_of("executions"), 1);
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    ask(tellexec_history, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_EQUAL(count_of("events"), 4);
    station_empty(&station);
    station_close(&station);
    open_station();
    CU_ASSERT_EQUAL(station_resume(&station), 0);
    UNIT_TEXT(ask(startexec_start, OF_PAUSE ",\"name\":\"b\",\"input\":\"{\\\"v\\\":0}\"}"),
              "{\"__type\":\"ExecutionAlreadyExists\",\"message\":\"Execution Already Exists: "
              "'" RUN "b'\"}");
    close_all();
}

/* It goes on in the state that failed, or in which it was stopped, with its history going on.
 */
static void is_redriven(void) /* */
{
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":3600}\"}");
    UNIT_TEXT(ask(startexec_redrive, "{\"executionArn\":\"" RUN "a\"}"),
              "{\"__type\":\"ExecutionNotRedrivable\",\"message\":\"Execution is RUNNING and "
              "cannot be redriven\"}");
    ask(startexec_stop, "{\"executionArn\":\"" RUN "a\",\"error\":\"E\"}");
    station_empty(&station);
    station_close(&station);
    open_station();
    const char *wanted = "{\"redriveDate\":1.7356896E9}";
    UNIT_TEXT(ask(startexec_redrive, "{\"executionArn\":\"" RUN "a\",\"clientToken\":\"t\"}"),
              wanted);
    UNIT_TEXT(ask(startexec_redrive, "{\"executionArn\":\"" RUN "a\",\"clientToken\":\"t\"}"),
              wanted);
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"status\":\"SUCCEEDED\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"redriveCount\":1"));
    CU_ASSERT_PTR_NULL(strstr(buf_string(&said), "\"error\""));
    ask(tellexec_history, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_EQUAL(count_of("events"), 6);
    CU_ASSERT_PTR_NOT_NULL(strstr(
        buf_string(&said), "\"type\":\"ExecutionRedriven\",\"id\":4,\"previousEventId\":3,"
                           "\"executionRedrivenEventDetails\":{\"redriveCount\":1}"));
    ask(startexec_start, OF_PAUSE ",\"name\":\"c\",\"input\":\"{\\\"v\\\":\\\"x\\\"}\"}");
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "c\"}");
    station_turn(&station, false);
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "c\"}");
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"status\":\"FAILED\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&said), "\"redriveCount\":1"));
    ask(tellexec_list, OF_PAUSE ",\"redriveFilter\":\"REDRIVEN\"}");
    CU_ASSERT_EQUAL(count_of("executions"), 2);
    close_all();
}

#define TRACE "1-5759e988-bd862e3fe1be46a994272793"

/* The station is opened, and writes this file. */
static void open_traced(struct options *o, const char *file)
{
    struct buf path = { 0 };
    *o = station_options;
    buf_print(&path, "%s/%s", folder(), file);
    o->trace_file = buf_take(&path);
    station_open(&station, "test", o, store, true);
    CU_ASSERT_TRUE(station_trace(&station, &asl_traces, "test", NULL));
    standard = add("pause", false);
    express = add("quick", true);
}

/* How often the file has the text, once the station is closed. */
static size_t count_in(const struct options *o, const char *wanted)
{
    struct buf all = { 0 };
    size_t count = 0;
    CU_ASSERT_EQUAL(descriptor_read_path(o->trace_file, &all, 1 << 20), 0);
    for (const char *at = buf_string(&all); (at = strstr(at, wanted)) != NULL; at++) {
        count++;
    }
    buf_release(&all);
    return count;
}

/* An execution belongs to the trace that it was started with, also after a restart. */
static void is_traced(void)
{
    struct options first, second;
    struct buf why = { 0 };
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    open_traced(&first, "first");
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":0}\","
                                  "\"traceHeader\":\"Root=" TRACE "\"}");
    ask(startexec_start, OF_PAUSE ",\"name\":\"b\",\"input\":\"{\\\"v\\\":3600}\","
                                  "\"traceHeader\":\"Root=" TRACE "\"}");
    ask(startexec_start,
        "{\"stateMachineArn\":\"" MACHINE "quick\",\"input\":\"{\\\"v\\\":0}\"}");
    station_turn(&station, false);
    station_turn(&station, false);
    station_empty(&station);
    station_close(&station);
    CU_ASSERT_EQUAL(count_in(&first, "\"trace\":\"" TRACE "\""), 2);
    CU_ASSERT_EQUAL(count_in(&first, "\"execution_type\":\"EXPRESS\""), 1);
    open_traced(&second, "second");
    CU_ASSERT_EQUAL(station_resume(&station), 1);
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    station_empty(&station);
    station_close(&station);
    CU_ASSERT_EQUAL(count_in(&second, "\"trace\":\"" TRACE "\""), 2);
    CU_ASSERT_EQUAL(count_in(&second, "\"wait_ms\":3600000"), 1);
    memory_release((char *)first.trace_file);
    memory_release((char *)second.trace_file);
    store_close(store);
}

/* The events of an execution. */
struct copy {
    size_t count;
    struct buf lines[8];
};

static bool copy_event(void *owner, uint64_t id, const char *json, size_t size)
{
    struct copy *c = owner;
    CU_ASSERT_EQUAL(id, c->count + 1);
    buf_put(&c->lines[c->count++], json, size);
    return true;
}

/* Put the events of an execution where they were before there was a journal. */
static void put_back(uint64_t number, size_t count)
{
    struct copy c = { .count = 0 };
    ledger_walk_events(&station.ledger, number, 0, false, copy_event, &c);
    CU_ASSERT_EQUAL(c.count, count);
    for (size_t i = 0; i < c.count; i++) {
        char key[16] = { [7] = (char)number, [15] = (char)(i + 1) };
        store_put(store, TABLE_EVENT, (struct store_bytes){ key, 16 }, store_buf(&c.lines[i]));
        buf_release(&c.lines[i]);
    }
    ledger_forget(&station.ledger, TABLE_LATEST, number);
}

/* Page by page, of one event each: the events, one behind the other. */
static void collect_pages(const char *order, struct buf *all)
{
    struct buf question = { 0 };
    char *token = NULL;
    do {
        buf_clear(&question);
        buf_print(&question, "{\"executionArn\":\"" RUN "a\",\"maxResults\":1%s%s%s%s}", order,
                  token != NULL ? ",\"nextToken\":\"" : "", token != NULL ? token : "",
                  token != NULL ? "\"" : "");
        memory_release(token);
        ask(tellexec_history, buf_string(&question));
        CU_ASSERT_EQUAL(count_of("events"), 1);
        buf_put(all, said.text, strcspn(said.text, "]"));
        token = strstr(said.text, "nextToken") != NULL ? token_of() : NULL;
    } while (token != NULL);
    buf_release(&question);
}

/* A history of several turns, in pages, also if it is that of an older server, or half of it.
 */
static void tells_pages(void)
{
    struct buf forward = { 0 }, backward = { 0 }, again = { 0 };
    uint64_t number = 0;
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":9}\"}");
    CU_ASSERT_TRUE(ledger_find(&station.ledger, RUN "a", &number));
    ask(startexec_stop, "{\"executionArn\":\"" RUN "a\",\"error\":\"E\"}");
    collect_pages("", &forward);
    collect_pages(",\"reverseOrder\":true", &backward);
    CU_ASSERT_TRUE(strstr(buf_string(&forward), "\"id\":1,") <
                   strstr(buf_string(&forward), "\"id\":3,"));
    CU_ASSERT_TRUE(strstr(buf_string(&backward), "\"id\":1,") >
                   strstr(buf_string(&backward), "\"id\":3,"));
    put_back(number, 3);
    collect_pages("", &again);
    UNIT_TEXT(buf_string(&again), buf_string(&forward));
    buf_clear(&again);
    collect_pages(",\"reverseOrder\":true", &again);
    UNIT_TEXT(buf_string(&again), buf_string(&backward));
    ask(startexec_redrive, "{\"executionArn\":\"" RUN "a\"}");
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    ask(tellexec_history, "{\"executionArn\":\"" RUN "a\",\"reverseOrder\":true}");
    CU_ASSERT_EQUAL(count_of("events"), 6);
    ask(tellexec_history, "{\"executionArn\":\"" RUN "a\"}");
    CU_ASSERT_EQUAL(count_of("events"), 6);
    buf_release(&forward);
    buf_release(&backward);
    buf_release(&again);
    close_all();
}

static void forgets(void)
{
    open_all();
    ask(startexec_start, OF_PAUSE ",\"name\":\"a\",\"input\":\"{\\\"v\\\":0}\"}");
    uint64_t number = 0;
    CU_ASSERT_TRUE(ledger_find(&station.ledger, RUN "a", &number));
    ledger_remove(&station.ledger, number);
    CU_ASSERT_FALSE(ledger_find(&station.ledger, RUN "a", &number));
    ask(tellexec_list, OF_PAUSE "}");
    CU_ASSERT_EQUAL(count_of("executions"), 0);
    buf_release(&said);
    close_all();
}

UNIT_MAIN("station", { "starts", starts }, { "ends and is told", ends_and_is_told },
          { "stops", stops }, { "waits for the end", waits_for_the_end },
          { "goes on", goes_on }, { "is traced", is_traced }, { "is redriven", is_redriven },
          { "tells pages", tells_pages }, { "forgets", forgets })
