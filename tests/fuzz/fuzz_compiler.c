/*
 * Any bytes as the fields of the operations that need the compiler, at a server on a virtual
 * clock: CreateStateMachine, UpdateStateMachine, ValidateStateMachineDefinition and TestState,
 * with what may come between them. The definition goes through every stage up to the generated
 * C in this process; only what cc would make of that is left out.
 *
 * Each call is answered once, or its client is told that the server goes. What is found good
 * stays good when its own JSON is read again, as the compiler's process does.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "compiler/emit/emit.h"
#include "compiler/plan/plan.h"
#include "compiler/serve/teststate.h"
#include "compiler/serve/validate.h"
#include "compiler/testing/testing.h"
#include "compiler/testing/verdict.h"
#include "runtime/api/api.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/demand.h"
#include "runtime/endpoint/request.h"
#include "runtime/machine/compile.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/fuzz/clients.h"
#include "tests/unit/opened.h"
#include "tests/unit/pause.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define REQUESTS_MAX 12
#define HOUR_MS      INT64_C(3600000)
#define RECORD       0x1E /* ends a request */
#define FIELD        0x1F /* ends a field of it */

/* ---- The compiler ---- */

/* A definition whose compiler has not told yet what came of it. */
struct order {
    void (*done)(void *waiter, const struct compile_result *result);
    void *waiter;
    struct buf reason;
    bool is_good;
    struct order *next;
};

static struct order *orders;

/* What the compiler's process makes of it. */
static void compile_whole(const char *json, size_t size, enum check_type type)
{
    struct verdict v;
    struct plan_extras extras = { .name = "m", .is_loaded = true };
    struct buf c = { 0 };
    verdict_make(&v, &(struct verdict_request){ .text = json, .size = size, .type = type });
    if (!v.is_good) {
        abort();
    }
    emit_workflow(&c, plan_make(v.arena, v.diag, v.workflow, &extras));
    buf_release(&c);
    verdict_release(&v);
}

static void compile(void *owner, const struct compile_request *r,
                    void (*done)(void *waiter, const struct compile_result *result),
                    void *waiter)
{
    struct order *o = memory_zero(sizeof *o), **at = &orders;
    struct verdict v;
    enum check_type type = r->is_express ? CHECK_EXPRESS : CHECK_STANDARD;
    (void)owner;
    *o = (struct order){ .done = done, .waiter = waiter };
    verdict_make(&v, &(struct verdict_request){
                         .text = r->definition, .size = strlen(r->definition), .type = type });
    o->is_good = v.is_good;
    verdict_put_reason(&v, &o->reason);
    if (v.is_good) {
        compile_whole(v.json, v.json_size, type);
    }
    verdict_release(&v);
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = o;
}

/* The compilers have done their work. */
static void deliver(void)
{
    while (orders != NULL) {
        struct order *o = orders;
        struct compile_result result = { .end = o->is_good ? COMPILE_DONE : COMPILE_INVALID,
                                         .load = { .workflow = &workflow },
                                         .reason = buf_string(&o->reason) };
        orders = o->next;
        o->done(o->waiter, &result);
        buf_release(&o->reason);
        memory_release(o);
    }
}

static const struct compiler_hooks hooks = { .begin = compile };

/* ---- Calls ---- */

/* A Task would be done by what a compiler makes: that is left out, but for its definition. */
static void test_state(struct call *c)
{
    struct service_answer a = { .status = 0 };
    struct testing *t = testing_open(c->input, &a);
    bool is_task = t != NULL && testing_need(t) == TESTING_TASK;
    if (is_task) {
        size_t size;
        const char *text = testing_text(t, &size);
        compile_whole(text, size, CHECK_STANDARD);
    }
    if (t != NULL) {
        testing_close(t);
    }
    if (is_task) {
        call_good(c, NULL);
    } else {
        teststate_call(&station, NULL, c);
    }
    service_answer_release(&a);
}

static void call(size_t at, enum operation operation, struct value *input)
{
    struct call *c = memory_zero(sizeof *c);
    *c = (struct call){ .operation = operation,
                        .input = input,
                        .now_ms = station_now_ms(&station),
                        .on_answer = client_is_answered };
    open_calls[at] = c;
    if (operation == OPERATION_TestState) {
        test_state(c);
    } else if (operation == OPERATION_ValidateStateMachineDefinition) {
        validate_call(&station, c);
    } else {
        api_of(operation)(&station, c);
    }
}

/* ---- Requests ---- */

/* The first byte picks a member, 'a' the first one, and the others are its value. */
static void add_field(struct value **input, const struct demand *d, const uint8_t *bytes,
                      size_t size)
{
    struct value *v = NULL;
    struct read_error e;
    if (size == 0) {
        return;
    }
    const struct demand_member *m = &d->members[(uint8_t)(bytes[0] - 'a') % d->count];
    const char *text = (const char *)bytes + 1;
    if (m->demand->kind == DEMAND_TEXT || !read_json(text, size - 1, &v, &e)) {
        v = value_text_n(text, size - 1);
    }
    value_set_take(input, m->name, v);
}

static struct value *input_of(const struct demand *d, const uint8_t *bytes, size_t size)
{
    struct value *input = value_object();
    for (size_t begin = 0, end = 0; end <= size; end++) {
        if (end == size || bytes[end] == FIELD) {
            add_field(&input, d, bytes + begin, end - begin);
            begin = end + 1;
        }
    }
    return input;
}

/* Goes the way of one that came over HTTP. */
static void request(size_t at, enum operation operation, const uint8_t *bytes, size_t size)
{
    struct buf target = { 0 }, body = { 0 };
    struct value *json = input_of(operation_input(operation), bytes, size), *input = NULL;
    struct service_answer a;
    buf_print(&target, "AWSStepFunctions.%s", operation_name(operation));
    write_json(&body, json);
    if (request_read(buf_string(&target), body.text, body.size, &operation, &input, &a)) {
        call(at, operation, input);
    } else {
        service_answer_release(&a);
    }
    value_release(json);
    buf_release(&target);
    buf_release(&body);
}

/* A letter says which operation it is, or what happens meanwhile. */
static void happen(size_t at, const uint8_t *bytes, size_t size)
{
    static const char letters[] = "CUVTDPS";
    static const enum operation operations[] = {
        OPERATION_CreateStateMachine,
        OPERATION_UpdateStateMachine,
        OPERATION_ValidateStateMachineDefinition,
        OPERATION_TestState,
        OPERATION_DeleteStateMachine,
        OPERATION_PublishStateMachineVersion,
        OPERATION_StartExecution,
    };
    const char *letter = size > 0 && bytes[0] != '\0' ? strchr(letters, bytes[0]) : NULL;
    if (letter != NULL) {
        request(at, operations[letter - letters], bytes + 1, size - 1);
    } else if (size > 0 && bytes[0] == 'H') {
        clients_hang_up();
    } else if (size > 0 && bytes[0] == '+') {
        clock_jump(&station.session.clock, station_now_ms(&station) + HOUR_MS);
    } else {
        deliver();
    }
    station_turn(&station, false);
}

/* ---- The server ---- */

static void open_station(void)
{
    struct buf why = { 0 };
    struct machine_plan p = { .name = "m",
                              .definition = pause_text[0],
                              .load = { .workflow = &workflow } };
    station_open(&station, "fuzz", &station_options, store, true);
    station.compiles.hooks = &hooks;
    if (shelf_add(&station.machines, &p, &why) == NULL) {
        abort();
    }
    station_resume(&station);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf why = { 0 };
    size_t at = 0;
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    open_station();
    for (size_t begin = 0, end = 0; end <= size && at < REQUESTS_MAX; end++) {
        if (end == size || bytes[end] == RECORD) {
            happen(at++, bytes + begin, end - begin);
            begin = end + 1;
        }
    }
    station_turn(&station, false);
    clients_hang_up();
    station_empty(&station);
    station_close(&station);
    deliver();
    store_close(store);
    return 0;
}
