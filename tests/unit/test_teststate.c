/*
 * TestState of a server: a call without HTTP, on a virtual clock.
 */
#include "compiler/serve/teststate.h"

#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/serve/call.h"
#include "runtime/serve/station.h"
#include "runtime/service/answer.h"
#include "runtime/store/memory.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static const struct asl_feature feature = { .word = "serve" };
static const struct store_kind *const kinds[] = { &store_memory, NULL };
static const struct options options = { .feature = &feature,
                                        .program = "test",
                                        .virtual_time = true,
                                        .virtual_start_ms = 1735689600000,
                                        .seeded = true,
                                        .seed = 1,
                                        .local = "/nowhere" };

static struct store *store;
static struct station station;
static struct buf said; /* the last answer; "" before there is one */

static void open_all(void)
{
    struct buf why = { 0 };
    if (!store_open(kinds, "memory", &store, &why)) {
        abort();
    }
    station_open(&station, "test", &options, store, true);
}

static void close_all(void)
{
    station_close(&station);
    store_close(store);
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
    teststate_call(&station, c);
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
#define TASK                                                                                   \
    "{\"definition\":\"{\\\"Type\\\":\\\"Task\\\",\\\"Resource\\\":"                           \
    "\\\"arn:aws:lambda:us-east-1:123456789012:function:f\\\",\\\"End\\\":true}\""

static void mocked(void)
{
    open_all();
    call(TASK ",\"mock\":{\"result\":\"2\"}}");
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
    CU_ASSERT_EQUAL(station.ongoings.count, 0);
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
    struct call *c = call(WAIT);
    station_turn(&station, false);
    close_all();
    call_close(c);
    memory_release(c);
}

static void refused(void)
{
    open_all();
    call(TASK "}");
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "{\"__type\":\"ValidationException\",\"message\":"
                                 "\"RoleArn must be specified when testing a Task state\"}");
    close_all();
}

UNIT_MAIN("teststate", { "mocked", mocked }, { "waits", waits }, { "gone", gone },
          { "closed", closed }, { "refused", refused })
