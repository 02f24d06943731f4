/*
 * station.h - a server without HTTP, on a virtual clock, with a store that outlives it, and
 * calls of its API.
 */
#ifndef TESTS_STATION_H
#define TESTS_STATION_H

#include "runtime/station/station.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/opened.h"
#include "tests/unit/unit.h"

/* ---- The server ---- */

/* A state machine of this workflow. */
static inline struct machine *station_add(const struct asl_workflow *w, const char *name,
                                          bool is_express)
{
    struct buf why = { 0 };
    struct machine_plan p = { .name = name,
                              .definition = "{}",
                              .role_arn = "arn:aws:iam::123456789012:role/r",
                              .is_express = is_express,
                              .load = { .workflow = w } };
    struct machine *m = shelf_add(&station.machines, &p, &why);
    UNIT_TEXT(buf_string(&why), "");
    return m;
}

static inline void station_begin(void)
{
    struct buf why = { 0 };
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    station_open(&station, "test", &station_options, store, true);
}

/* It is closed, and opened again on the same store, without any state machine. */
static inline void station_again(void)
{
    station_empty(&station);
    station_close(&station);
    station_open(&station, "test", &station_options, store, true);
}

static inline void station_end(void)
{
    station_empty(&station);
    station_close(&station);
    store_close(store);
}

/* ---- Calls ---- */

static struct buf said; /* the last answer: its JSON, or "" before there is one */

static inline void station_on_answer(struct call *c, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    buf_clear(&said);
    write_json(&said, json);
    value_release(json);
    call_close(c);
    memory_release(c);
}

static inline struct call *call(void (*operation)(struct station *s, struct call *c),
                                const char *input)
{
    struct call *c = memory_zero(sizeof *c);
    struct read_error e;
    c->on_answer = station_on_answer;
    if (!read_json(input, strlen(input), &c->input, &e)) {
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

/* A member of the last answer, which is a text: new. */
static inline char *said_text(const char *member)
{
    struct value *all = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    char *text = memory_text(value_member_text(all, member));
    value_release(all);
    return text;
}

/* How many items a list of the last answer has. */
static inline size_t said_count(const char *list)
{
    struct value *all = NULL, *items;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(said.text, said.size, &all, &e));
    size_t count = value_member(all, list, &items) ? value_count(items) : 0;
    value_release(all);
    return count;
}

#endif
