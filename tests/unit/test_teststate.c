/*
 * TestState of a server: a call without HTTP, on a virtual clock.
 */
#include "compiler/serve/teststate.h"

#include <stdlib.h>
#include <unistd.h>

#include "compiler/serve/load.h"

#include "runtime/base/buf.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/opened.h"
#include "tests/unit/unit.h"

static const char *tasks[] = { "echo=exec:/bin/cat" };
static const struct options task_options = { STATION_OPTIONS,
                                             .tasks = { .texts = tasks, .count = 1 } };

static struct loader *loader;
static char room[] = "/tmp/test-teststate-XXXXXX"; /* the cache of what is compiled */
static char aslc[4096];                            /* beside this program's folder */
static struct buf said;                            /* the last answer; "" before there is one */

static void find_aslc(void)
{
    ssize_t size = readlink("/proc/self/exe", aslc, sizeof aslc - sizeof "/../aslc");
    CU_ASSERT_TRUE_FATAL(size > 0);
    aslc[size] = '\0';
    strcpy(strrchr(aslc, '/'), "/../aslc");
}

static void open_all(void)
{
    struct buf why = { 0 };
    find_aslc();
    memcpy(room, "/tmp/test-teststate-XXXXXX", sizeof room);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(room));
    setenv("XDG_CACHE_HOME", room, 1);
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    station_open(&station, "test", &task_options, store, true);
    loader =
        loader_new(&(struct loader_settings){ .loop = station.session.loop, .aslc = aslc });
}

static void close_server(void)
{
    folder_remove(room);
    loader_release(loader);
    station_empty(&station);
    station_close(&station);
    store_close(store);
}

static void close_all(void)
{
    close_server();
    buf_release(&said);
}

static void on_answer(struct call *c, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    buf_clear(&said);
    write_json(&said, json);
    value_release(json);
    call_close(c);
    memory_release(c);
}

static struct call *call(const char *request)
{
    struct call *c = memory_zero(sizeof *c);
    struct read_error e;
    c->on_answer = on_answer;
    if (!read_json(request, strlen(request), &c->input, &e)) {
        abort();
    }
    buf_clear(&said);
    teststate_call(&station, loader, c);
    return c;
}

static const char *answer_after(int turns)
{
    while (turns-- > 0) {
        station_turn(&station, true);
    }
    return buf_string(&said);
}

#define WAIT                                                                                   \
    "{\"definition\":\"{\\\"Type\\\":\\\"Wait\\\",\\\"Seconds\\\":60,\\\"End\\\":true}\","     \
    "\"input\":\"[1]\"}"
#define TASK(function)                                                                         \
    "{\"definition\":\"{\\\"Type\\\":\\\"Task\\\",\\\"Resource\\\":"                           \
    "\\\"arn:aws:lambda:us-east-1:123456789012:function:" function "\\\",\\\"End\\\":true}\""

static void mocked(void)
{
    open_all();
    call(TASK("f") ",\"mock\":{\"result\":\"2\"}}");
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "{\"output\":\"2\",\"status\":\"SUCCEEDED\"}");
    close_all();
}

/* A minute passes, in which the execution is in no list. */
static void waits(void)
{
    open_all();
    int64_t before_ms = station_now_ms(&station);
    call(WAIT);
    UNIT_TEXT(answer_after(1), "");
    CU_ASSERT_PTR_NULL(station.machines.first);
    CU_ASSERT_EQUAL(station.ongoings.table.count, 0);
    UNIT_TEXT(answer_after(1), "{\"output\":\"[1]\",\"status\":\"SUCCEEDED\"}");
    CU_ASSERT_EQUAL(station_now_ms(&station) - before_ms, 60000);
    CU_ASSERT_EQUAL(station.session.engine.running, 0);
    close_all();
}

/* Its end is nobody's answer. */
static void gone(void)
{
    open_all();
    struct call *c = call(WAIT);
    station_turn(&station, false);
    c->on_gone(c);
    call_close(c);
    memory_release(c);
    UNIT_TEXT(answer_after(2), "");
    CU_ASSERT_EQUAL(station.session.engine.running, 0);
    close_all();
}

/* The server is closed while it waits. */
static void closed(void)
{
    open_all();
    call(WAIT);
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "");
    close_server();
    UNIT_TEXT(buf_string(&said), "{\"__type\":\"ServiceUnavailable\",\"message\":\"The server "
                                 "stops before the state has ended\"}");
    buf_release(&said);
}

static void refused(void)
{
    open_all();
    call(TASK("f") "}");
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "{\"__type\":\"ValidationException\",\"message\":"
                                 "\"RoleArn must be specified when testing a Task state\"}");
    close_all();
}

/* What a Task without a mock asks for is compiled, and done by whoever is bound to it. */
static void done(void)
{
    const char *wanted = "{\"output\":\"7\",\"inspectionData\":{\"input\":\"7\","
                         "\"afterInputPath\":\"7\",\"afterParameters\":\"7\","
                         "\"result\":\"7\",\"afterResultSelector\":\"7\","
                         "\"afterResultPath\":\"7\"},\"status\":\"SUCCEEDED\"}";
    open_all();
    call(TASK("echo") ",\"input\":\"7\",\"inspectionLevel\":\"TRACE\",\"roleArn\":\"arn:aws:"
                      "iam::123456789012:role/r\"}");
    while (said.size == 0) {
        station_turn(&station, true);
    }
    UNIT_TEXT(buf_string(&said), wanted);
    CU_ASSERT_EQUAL(station.session.engine.running, 0);
    close_all();
}

static void not_done(void)
{
    open_all();
    call(TASK("f") ",\"roleArn\":\"arn:aws:iam::123456789012:role/r\"}");
    while (said.size == 0) {
        station_turn(&station, true);
    }
    UNIT_TEXT(buf_string(&said),
              "{\"__type\":\"ValidationException\",\"message\":\"state 'StateName': nobody "
              "does arn:aws:lambda:us-east-1:123456789012:function:f; bind it with --task or "
              "--tasks\"}");
    close_all();
}

/* The server is closed while a Task is compiled. */
static void stopped(void)
{
    open_all();
    call(TASK("echo") ",\"roleArn\":\"arn:aws:iam::123456789012:role/r\"}");
    close_all();
    UNIT_TEXT(buf_string(&said), "");
}

UNIT_MAIN("teststate", { "mocked", mocked }, { "waits", waits }, { "gone", gone },
          { "closed", closed }, { "refused", refused }, { "done", done },
          { "not done", not_done }, { "stopped", stopped })
