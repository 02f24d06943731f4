/*
 * A server that starts again: the state machines that it reads from its store, and executions
 * that go on with the revisions they started with, or with a program that was compiled again.
 */
#include "runtime/station/reload.h"

#include "runtime/api/aliasapi.h"
#include "runtime/api/machineapi.h"
#include "runtime/api/machinetell.h"
#include "runtime/api/startexec.h"
#include "runtime/api/tagapi.h"
#include "runtime/api/tellexec.h"
#include "runtime/api/versionapi.h"
#include "runtime/machine/shelf.h"
#include "tests/unit/asking.h"

#define OF(arn) "{\"stateMachineArn\":\"" MACHINE arn "\""

/* Returns how many executions have gone on. */
static size_t start_again(void)
{
    struct reload r;
    station_empty(&station);
    station_close(&station);
    open_station();
    reload_begin(&r, &station);
    while (r.pending > 0) {
        compile_now();
        station_turn(&station, false);
    }
    size_t count = station_resume(&station);
    reload_end(&r);
    return count;
}

static char *told(void (*operation)(struct station *s, struct call *c), const char *input)
{
    return memory_text(ask(operation, input));
}

/* An answer is the same before and after. */
static void expect_same(char *before, void (*operation)(struct station *s, struct call *c),
                        const char *input)
{
    UNIT_TEXT(ask(operation, input), before);
    memory_release(before);
}

static void keeps_machines(void)
{
    open_all();
    ask(machineapi_create,
        CREATE("a",
               "{}") ",\"publish\":true,\"versionDescription\":\"d\",\"tags\":[{\"key\":"
                     "\"k\",\"value\":\"v\"}],\"tracingConfiguration\":{\"enabled\":true}}");
    ask(machineapi_create, CREATE("b", "LATER") ",\"type\":\"EXPRESS\"}");
    compile_now();
    station_turn(&station, false);
    ask(machineapi_update, OF("a") ",\"definition\":\"{ }\"}");
    ask(versionapi_publish, OF("a") "}");
    ask(versionapi_delete, "{\"stateMachineVersionArn\":\"" MACHINE "a:2\"}");
    ask(aliasapi_create,
        "{\"name\":\"P\",\"routingConfiguration\":[{\"stateMachineVersionArn\":"
        "\"" MACHINE "a:1\",\"weight\":100}]}");
    char *machines = told(machinetell_list, "{}"), *a = told(machinetell_describe, OF("a") "}");
    char *one = told(machinetell_describe, OF("a:1") "}"), *alias;
    alias = told(aliasapi_list, OF("a") "}");
    CU_ASSERT_EQUAL(loads, 3);
    CU_ASSERT_EQUAL(start_again(), 0);
    CU_ASSERT_EQUAL(loads, 3);
    expect_same(machines, machinetell_list, "{}");
    expect_same(a, machinetell_describe, OF("a") "}");
    expect_same(one, machinetell_describe, OF("a:1") "}");
    expect_same(alias, aliasapi_list, OF("a") "}");
    UNIT_TEXT(ask(tagapi_list, "{\"resourceArn\":\"" MACHINE "a\"}"),
              "{\"tags\":[{\"key\":\"k\",\"value\":\"v\"}]}");
    /* Numbers go on, and what made a machine is known. */
    ask(versionapi_publish, OF("a") "}");
    UNIT_TEXT(member("stateMachineVersionArn"), MACHINE "a:3");
    ask(machineapi_create, CREATE("b", "LATER") ",\"type\":\"EXPRESS\"}");
    UNIT_TEXT(member("stateMachineArn"), MACHINE "b");
    ask(startexec_start, OF("a:P") ",\"input\":\"{\\\"v\\\":0}\"}");
    CU_ASSERT_PTR_NOT_NULL(member("executionArn"));
    run_all();
    close_all();
}

/* Executions go on with the revision they started with, which nothing else needs any more. */
static void keeps_revisions(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", "{}") "}");
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":60}\"}");
    ask(machineapi_update, OF("a") ",\"definition\":\"{ }\"}");
    CU_ASSERT_EQUAL(start_again(), 1);
    CU_ASSERT_EQUAL(loads, 2);
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("definition"), "{}");
    run_all();
    CU_ASSERT_EQUAL(loads, 1);
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("status"), "SUCCEEDED");
    close_all();
}

/* An execution is redriven with the revision that it had, which nobody holds any more. */
static void recalls_revisions(void)
{
    const char *redrive = "{\"executionArn\":\"" RUN "a:x\"}";
    open_all();
    ask(machineapi_create, CREATE("a", "LATER") "}");
    compile_now();
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":\\\"bad\\\"}\"}");
    run_all();
    ask(machineapi_update, OF("a") ",\"definition\":\"{}\"}");
    CU_ASSERT_EQUAL(loads, 1);
    call(startexec_redrive, redrive);
    struct call *gone = call(startexec_redrive, redrive);
    gone->on_gone(gone);
    call_close(gone);
    memory_release(gone);
    station_turn(&station, false);
    UNIT_TEXT(buf_string(&said), "");
    compile_now();
    station_turn(&station, false);
    CU_ASSERT_PTR_NOT_NULL(member("redriveDate"));
    run_all();
    CU_ASSERT_EQUAL(loads, 1);
    is_broken = true;
    call(startexec_redrive, redrive);
    compile_now();
    station_turn(&station, false);
    UNIT_TEXT(member("message"),
              "Execution is not redrivable because its state machine cannot be loaded: broken");
    is_broken = false;
    ask(machineapi_delete, OF("a") "}");
    UNIT_TEXT(ask(startexec_redrive, redrive),
              ERROR("ExecutionNotRedrivable", "Execution is not redrivable because its state "
                                              "machine is not here any more"));
    close_all();
}

static void ends_deletions(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", "{}") "}");
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":60}\"}");
    ask(machineapi_delete, OF("a") "}");
    CU_ASSERT_EQUAL(start_again(), 1);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("status"), "DELETING");
    run_all();
    CU_ASSERT_EQUAL(start_again(), 0);
    UNIT_TEXT(ask(machinetell_list, "{}"), "{\"stateMachines\":[]}");
    /* One of the same name has nothing of it. */
    ask(machineapi_create, CREATE("a", "{  }") "}");
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("definition"), "{}");
    close_all();
}

/* What cannot be compiled any more can be described, and not started. */
static void cannot_compile(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", "{}") "}");
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":60}\"}");
    is_broken = true;
    CU_ASSERT_EQUAL(start_again(), 0);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("status"), "ACTIVE");
    ask(startexec_start, OF("a") "}");
    UNIT_TEXT(member("__type"), "ValidationException");
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("status"), "RUNNING");
    /* It can be loaded again by an update that changes nothing. */
    is_broken = false;
    ask(machineapi_update, OF("a") ",\"definition\":\"{}\"}");
    CU_ASSERT_PTR_NULL(member("revisionId"));
    ask(startexec_start, OF("a") ",\"name\":\"y\",\"input\":\"{\\\"v\\\":0}\"}");
    CU_ASSERT_PTR_NOT_NULL(member("executionArn"));
    run_all();
    CU_ASSERT_EQUAL(start_again(), 1);
    run_all();
    close_all();
}

/* ---- A program with one workflow, which was compiled again ---- */

static const struct asl_state renamed_states[] = {
    { .name = "Other", .type = ASL_WAIT, .line = 1 }, ASL_NO_STATE
};
static const struct asl_machine renamed = { .states = renamed_states, .step = pause_step };
static const char *const other_text[] = { "{\"StartAt\":\"Other\"}", NULL };
static const struct asl_workflow other_workflow = {
    .name = "pause", .source = "pause.json", .machine = &renamed, .definition = other_text
};

static void add(const struct asl_workflow *w, const char *definition)
{
    struct buf why = { 0 };
    station.compiles.hooks = NULL;
    struct machine_plan p = { .name = "pause",
                              .definition = definition,
                              .created_ms = 1735689600000,
                              .load = { .workflow = w } };
    CU_ASSERT_PTR_NOT_NULL(shelf_add(&station.machines, &p, &why));
}

static void again(const struct asl_workflow *w, const char *definition)
{
    station_empty(&station);
    station_close(&station);
    open_station();
    add(w, definition);
}

static void compiled_again(void)
{
    struct buf why = { 0 };
    open_all();
    add(&workflow, "1");
    ask(startexec_start, OF("pause") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":60}\"}");
    again(&other_workflow, "2");
    CU_ASSERT_FALSE(station_fits(&station, &why));
    UNIT_TEXT(buf_string(&why), "the store has executions in states that their state machine "
                                "does not have any more: Pause");
    CU_ASSERT_EQUAL(station_resume(&station), 0);
    buf_clear(&why);
    again(&workflow, "3");
    CU_ASSERT_TRUE(station_fits(&station, &why));
    CU_ASSERT_EQUAL(station_resume(&station), 1);
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "pause:x\"}");
    UNIT_TEXT(member("definition"), "3");
    UNIT_TEXT(member("roleArn"), "arn:aws:iam::123456789012:role/pause");
    CU_ASSERT_PTR_NOT_NULL(member("revisionId"));
    run_all();
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "pause:x\"}");
    UNIT_TEXT(member("status"), "SUCCEEDED");
    buf_release(&why);
    close_all();
}

UNIT_MAIN("reload", { "keeps machines", keeps_machines },
          { "keeps revisions", keeps_revisions }, { "recalls revisions", recalls_revisions },
          { "ends deletions", ends_deletions }, { "cannot compile", cannot_compile },
          { "compiled again", compiled_again })
