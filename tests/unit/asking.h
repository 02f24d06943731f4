/*
 * asking.h - a station to ask: calls of the API without HTTP, on a virtual clock, with a store
 * that outlives the station, and a compiler that gives every definition the same workflow. It
 * waits as many seconds as the input's "v" says, then ends.
 */
#ifndef TESTS_ASKING_H
#define TESTS_ASKING_H

#include <asl/asl.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/compile.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/opened.h"
#include "tests/unit/pause.h"
#include "tests/unit/unit.h"

/* ---- The compiler: a definition that says BAD is invalid, and one that says LATER is ready
 *      when compile_now() is called; loads are counted. ---- */

static struct waiting_compile {
    void (*done)(void *waiter, const struct compile_result *result);
    void *waiter;
    bool is_bad;
} waiting[16];
static size_t waiting_count;
static int loads;
static bool is_broken; /* it fails */

static inline void on_unload(void *owner)
{
    (void)owner;
    loads--;
}

static inline void finish_compile(struct waiting_compile w)
{
    if (is_broken) {
        w.done(w.waiter, &(struct compile_result){ .end = COMPILE_FAILED, .reason = "broken" });
    } else if (w.is_bad) {
        w.done(w.waiter, &(struct compile_result){ .end = COMPILE_INVALID,
                                                   .reason = "CODE: text at /States" });
    } else {
        loads++;
        w.done(w.waiter, &(struct compile_result){
                             .end = COMPILE_DONE,
                             .load = { .workflow = &workflow, .unload = on_unload },
                             .reason = "",
                         });
    }
}

static inline void
begin_compile(void *owner, const struct compile_request *r,
              void (*done)(void *waiter, const struct compile_result *result), void *waiter)
{
    struct waiting_compile w = { done, waiter, strstr(r->definition, "BAD") != NULL };
    (void)owner;
    if (strstr(r->definition, "LATER") == NULL) {
        finish_compile(w);
    } else {
        waiting[waiting_count++] = w;
    }
}

/* Those that wait now, in their order. */
static inline void compile_now(void)
{
    size_t count = waiting_count;
    struct waiting_compile now[16];
    memcpy(now, waiting, sizeof now);
    waiting_count = 0;
    for (size_t i = 0; i < count; i++) {
        finish_compile(now[i]);
    }
}

/* ---- The station ---- */

static const struct compiler_hooks hooks = { begin_compile, NULL };
static inline void open_station(void)
{
    station_open(&station, "test", &station_options, store, true);
    station.compiles.hooks = &hooks;
}

static inline void open_all(void)
{
    struct buf why = { 0 };
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    open_station();
}

/* ---- Calls ---- */

static struct buf said; /* the last answer: its JSON, or "" before there is one */
static size_t answers;

static inline void on_answer(struct call *c, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    buf_clear(&said);
    write_json(&said, json);
    value_release(json);
    answers++;
    call_close(c);
    memory_release(c);
}

static inline struct call *call(void (*operation)(struct station *s, struct call *c),
                                const char *input)
{
    struct call *c = memory_zero(sizeof *c);
    struct read_error e;
    c->on_answer = on_answer;
    if (!read_json(input, strlen(input), &c->input, &e)) {
        fprintf(stderr, "%s\n", input);
        abort();
    }
    buf_clear(&said);
    operation(&station, c);
    return c;
}

/* What is answered once the turn is over. */
static inline const char *ask(void (*operation)(struct station *s, struct call *c),
                              const char *input)
{
    call(operation, input);
    UNIT_TEXT(buf_string(&said), "");
    station_turn(&station, false);
    return buf_string(&said);
}

/* A member of the last answer, as text: borrowed until the next one. */
static inline const char *member(const char *key)
{
    static char *last;
    struct value *all = NULL, *v = NULL;
    struct read_error e;
    memory_release(last);
    last = NULL;
    if (read_json(buf_string(&said), said.size, &all, &e) && value_member(all, key, &v)) {
        last = value_type(v) == VALUE_STRING ? memory_text(value_string(v)) : write_text(v);
    }
    value_release(all);
    return last;
}

static inline void run_all(void)
{
    while (station.session.engine.running > 0) {
        station_turn(&station, true);
    }
    station_turn(&station, false);
}

static inline void close_all(void)
{
    station_empty(&station);
    station_close(&station);
    compile_now();
    store_close(store);
    buf_release(&said);
    member("");
    CU_ASSERT_EQUAL(loads, 0);
}

/* An answer that is an error. */
#define ERROR(code, message) "{\"__type\":\"" code "\",\"message\":\"" message "\"}"

#define ROLE    "arn:aws:iam::123456789012:role/r"
#define MACHINE "arn:aws:states:us-east-1:123456789012:stateMachine:"
#define RUN     "arn:aws:states:us-east-1:123456789012:execution:"

/* A request of CreateStateMachine, but for its end. */
#define CREATE(name, definition)                                                               \
    "{\"name\":\"" name "\",\"definition\":\"" definition "\",\"roleArn\":\"" ROLE "\""

#endif
