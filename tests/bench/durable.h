/*
 * durable.h - what a station does that keeps executions in a store, on a virtual clock, and a
 * journal of the rows that it writes: for programs that have something else write the same.
 */
#ifndef BENCH_DURABLE_H
#define BENCH_DURABLE_H

#include <asl/asl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/history.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"

extern const struct asl_workflow w_workflow;

/* ---- What is written is noted in a run of its own, which is not measured. */

/* A line of the journal: behind it stand the bytes of the key and of the value. */
struct note {
    enum { NOTE_COMMIT, NOTE_PUT, NOTE_APPEND, NOTE_REMOVE } kind;
    unsigned table;
    size_t key, value;
};

static struct buf journal;
static size_t commits, bytes;
static const struct store_kind *written; /* the kind of store that is really there */

static void note(int kind, unsigned table, struct store_bytes key, struct store_bytes value)
{
    struct note n = { .kind = kind, .table = table, .key = key.size, .value = value.size };
    buf_put(&journal, (const char *)&n, sizeof n);
    buf_put(&journal, key.at, key.size);
    buf_put(&journal, value.at, value.size);
    bytes += key.size + value.size;
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    note(NOTE_PUT, table, key, value);
    return written->put(rows, table, key, value, why);
}

static bool append_row(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                       struct buf *why)
{
    char key[ROWKEY_NUMBER];
    note(NOTE_APPEND, table, rowkey_of_u64(key, number), value);
    return written->append(rows, table, number, value, why);
}

static bool remove_row(void *rows, unsigned table, struct store_bytes key, struct buf *why)
{
    note(NOTE_REMOVE, table, key, (struct store_bytes){ 0 });
    return written->remove(rows, table, key, why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    note(NOTE_COMMIT, 0, (struct store_bytes){ 0 }, (struct store_bytes){ 0 });
    commits++;
    return written->commit(rows, why);
}

/* The next line: false behind the last one. */
static inline bool next_note(size_t *at, struct note *ret_note, const char **ret_key)
{
    if (*at == journal.size) {
        return false;
    }
    memcpy(ret_note, journal.text + *at, sizeof *ret_note);
    *ret_key = journal.text + *at + sizeof *ret_note;
    *at += sizeof *ret_note + ret_note->key + ret_note->value;
    return true;
}

/* ---- Ours. */

static uint64_t entered;

static void on_event(void *owner, const struct execution *x, const struct history_event *e)
{
    (void)owner, (void)x;
    entered += strstr(e->type, "Entered") != NULL;
}

static const struct observer counter = { .event = on_event };

static void begin_all(struct station *s, struct machine *m, int open)
{
    for (int i = 0; i < open; i++) {
        struct value *input = value_object();
        value_set_take(&input, "seconds", value_int(1 + i % 10));
        ongoings_begin(&s->ongoings,
                       &(struct ongoing_start){ .revision = m->current, .input = input });
        value_release(input);
    }
}

/* A server on that store, whose kind is `written`; what it writes is noted if that is wanted.
 */
struct server {
    struct station station;
    struct store *store;
    struct machine *machine;
};

static void open_server(struct server *s, const char *where, bool notes)
{
    static const struct asl_feature feature = { .word = "serve" };
    static struct options options;
    static struct store_kind kind;
    const struct store_kind *const kinds[] = { &kind, NULL };
    struct buf why = { 0 };
    options = (struct options){ .feature = &feature,
                                .program = "durable",
                                .virtual_time = true,
                                .virtual_start_ms = CLOCK_VIRTUAL_START_MS,
                                .local = "/nowhere",
                                .no_limits = true };
    kind = *written;
    if (notes) {
        kind.put = put_row;
        kind.append = append_row;
        kind.remove = remove_row;
        kind.commit = commit_rows;
    }
    if (!store_open(kinds, where, &s->store, &why)) {
        fprintf(stderr, "%s\n", buf_string(&why));
        exit(1);
    }
    if (store_is_shared(s->store)) {
        store_join(s->store, &(struct shared_node){ "bench", "", 600000, false });
    }
    station_open(&s->station, "durable", &options, s->store, true);
    ongoings_watch(&s->station.ongoings, &counter);
    struct machine_plan p = { .name = "w",
                              .definition = "{}",
                              .load = { .workflow = &w_workflow } };
    s->machine = shelf_add(&s->station.machines, &p, &why);
}

static void close_server(struct server *s)
{
    station_empty(&s->station);
    station_close(&s->station);
    store_close(s->store);
}

static double seconds_since(int64_t begin)
{
    return (double)(clock_monotonic_ns() - begin) / 1e9;
}

/* The seconds that it takes until so many states have been entered. *ret_begun is where the
 * journal was when that began. */
static inline double run_ours(const char *where, int open, uint64_t most, bool notes,
                              size_t *ret_begun)
{
    static struct server s;
    open_server(&s, where, notes);
    begin_all(&s.station, s.machine, open);
    station_turn(&s.station, false);
    entered = 0;
    commits = bytes = 0;
    *ret_begun = journal.size;
    int64_t begin = clock_monotonic_ns();
    while (entered < most) {
        station_turn(&s.station, true);
    }
    double seconds = seconds_since(begin);
    close_server(&s);
    return seconds;
}

#endif
