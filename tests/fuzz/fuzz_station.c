/*
 * Any requests of Step Functions' API, one after the other, at a server of two state machines
 * on a virtual clock: each is answered once, or waits, and another server goes on with what the
 * first has left in the store.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/api/api.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/machine/shelf.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"
#include "tests/fuzz/clients.h"
#include "tests/unit/opened.h"
#include "tests/unit/pause.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define REQUESTS_MAX CLIENTS_MAX
#define HOUR_MS      INT64_C(3600000)

/* ---- The server ---- */

static void add(const char *name, bool is_express)
{
    struct buf why = { 0 };
    struct machine_plan p = { .name = name,
                              .definition = pause_text[0],
                              .is_express = is_express,
                              .load = { .workflow = &workflow } };
    if (shelf_add(&station.machines, &p, &why) == NULL) {
        abort();
    }
}

static void open_station(void)
{
    station_open(&station, "fuzz", &station_options, store, true);
    add("pause", false);
    add("quick", true);
    station_resume(&station);
}

static void close_station(void)
{
    station_empty(&station);
    station_close(&station);
}

/* ---- Requests ---- */

static void do_request(size_t at, const char *line, size_t size)
{
    struct call *c = memory_zero(sizeof *c);
    struct service_answer a;
    struct buf target = { 0 };
    size_t name = strcspn(line, " \n");
    const char *body = name < size ? line + name + 1 : "";
    size_t body_size = name < size ? size - name - 1 : 0;
    buf_print(&target, "AWSStepFunctions.%.*s", (int)name, line);
    if (!request_read(buf_string(&target), body, body_size, &c->operation, &c->input, &a)) {
        service_answer_release(&a);
        memory_release(c);
    } else if (api_of(c->operation) == NULL) {
        call_close(c);
        memory_release(c);
    } else {
        c->on_answer = client_is_answered;
        c->now_ms = station_now_ms(&station);
        open_calls[at] = c;
        api_of(c->operation)(&station, c);
    }
    buf_release(&target);
}

static void pass_hour(void)
{
    clock_jump(&station.session.clock, station_now_ms(&station) + HOUR_MS);
}

/* A line is a request: an operation, a blank, and the body. An empty one lets an hour pass. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf why = { 0 };
    char *lines = memory_text_n((const char *)bytes, size), *line = lines;
    if (!store_open(station_kinds, "memory", &store, &why)) {
        abort();
    }
    open_station();
    for (size_t i = 0; i < REQUESTS_MAX && *line != '\0'; i++) {
        size_t length = strcspn(line, "\n");
        if (length > 0) {
            do_request(i, line, length);
        } else {
            pass_hour();
        }
        station_turn(&station, false);
        line += length + (line[length] == '\n');
    }
    station_turn(&station, false);
    clients_hang_up();
    close_station();
    open_station();
    pass_hour();
    station_turn(&station, false);
    close_station();
    store_close(store);
    memory_release(lines);
    return 0;
}
