/*
 * durable FOLDER OPEN TRANSITIONS: what it costs that transitions are durable. So many
 * executions are open at once, on a virtual clock and a SQLite store in FOLDER, until so many
 * states have been entered; then SQLite itself writes the same bytes, with as many commits and
 * synchronous=FULL: as rows of a plain table, one behind the other. Prints the seconds of ours
 * and of SQLite's, how many commits there were, and how many bytes.
 *
 * durable FOLDER OPEN: prints the KiB of memory of the process once so many executions are
 * parked in the store, and those and the seconds when it is opened again and they go on.
 */
#include <asl/asl.h>
#include <sqlite3.h>
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
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"

extern const struct asl_workflow w_workflow;

/* ---- What is written is noted in a run of its own, which is not measured: sizes and bytes, a
 * size of 0 for a commit. */

static struct buf journal;
static size_t commits;

static void note(struct store_bytes key, struct store_bytes value)
{
    size_t size = key.size + value.size;
    buf_put(&journal, (const char *)&size, sizeof size);
    buf_put(&journal, key.at, key.size);
    buf_put(&journal, value.at, value.size);
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    note(key, value);
    return store_sqlite.put(rows, table, key, value, why);
}

static bool append_row(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                       struct buf *why)
{
    char key[ROWKEY_NUMBER];
    note(rowkey_of_u64(key, number), value);
    return store_sqlite.append(rows, table, number, value, why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    size_t none = 0;
    buf_put(&journal, (const char *)&none, sizeof none);
    commits++;
    return store_sqlite.commit(rows, why);
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

/* A server whose clock shows `now_ms`, on the store at `path`; what it writes is noted if that
 * is wanted. */
struct server {
    struct station station;
    struct store *store;
    struct machine *machine;
};

static void open_server(struct server *s, const char *path, bool notes)
{
    static const struct asl_feature feature = { .word = "serve" };
    static struct options options;
    static struct store_kind kind;
    const struct store_kind *const kinds[] = { &kind, NULL };
    struct buf where = { 0 }, why = { 0 };
    options = (struct options){ .feature = &feature,
                                .program = "durable",
                                .virtual_time = true,
                                .virtual_start_ms = CLOCK_VIRTUAL_START_MS,
                                .local = "/nowhere",
                                .no_limits = true };
    kind = store_sqlite;
    if (notes) {
        kind.put = put_row;
        kind.append = append_row;
        kind.commit = commit_rows;
    }
    buf_print(&where, "sqlite:%s", path);
    if (!store_open(kinds, buf_string(&where), &s->store, &why)) {
        fprintf(stderr, "%s\n", buf_string(&why));
        exit(1);
    }
    station_open(&s->station, "durable", &options, s->store, true);
    ongoings_watch(&s->station.ongoings, &counter);
    struct machine_plan p = { .name = "w",
                              .definition = "{}",
                              .load = { .workflow = &w_workflow } };
    s->machine = shelf_add(&s->station.machines, &p, &why);
    buf_release(&where);
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

static double run_ours(const char *path, int open, uint64_t most, bool notes)
{
    static struct server s;
    open_server(&s, path, notes);
    begin_all(&s.station, s.machine, open);
    station_turn(&s.station, false);
    entered = 0;
    commits = 0;
    buf_clear(&journal);
    int64_t begin = clock_monotonic_ns();
    while (entered < most) {
        station_turn(&s.station, true);
    }
    double seconds = seconds_since(begin);
    close_server(&s);
    return seconds;
}

/* ---- Parked. */

static long memory_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "VmRSS: %ld", &kib);
    }
    fclose(file);
    return kib;
}

static void park(const char *path, int open)
{
    static struct server s;
    open_server(&s, path, false);
    begin_all(&s.station, s.machine, open);
    station_turn(&s.station, false);
    long parked_kib = memory_kib();
    close_server(&s);
    int64_t begin = clock_monotonic_ns();
    open_server(&s, path, false);
    size_t count = station_resume(&s.station);
    double seconds = seconds_since(begin);
    printf("%zu %ld %ld %.2f\n", count, parked_kib, memory_kib(), seconds);
    close_server(&s);
}

/* ---- SQLite's. */

static void run(sqlite3 *file, const char *sql)
{
    if (sqlite3_exec(file, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(file));
        exit(1);
    }
}

static double run_raw(const char *path)
{
    sqlite3 *file;
    sqlite3_stmt *put;
    sqlite3_open(path, &file);
    run(file, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
              "CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB)");
    sqlite3_prepare_v2(file, "INSERT INTO row (bytes) VALUES (?1)", -1, &put, NULL);
    int64_t begin = clock_monotonic_ns();
    run(file, "BEGIN IMMEDIATE");
    for (size_t at = 0; at < journal.size;) {
        size_t size;
        memcpy(&size, journal.text + at, sizeof size);
        at += sizeof size;
        if (size == 0) {
            run(file, "COMMIT; BEGIN IMMEDIATE");
            continue;
        }
        sqlite3_bind_blob64(put, 1, journal.text + at, size, SQLITE_STATIC);
        sqlite3_step(put);
        sqlite3_reset(put);
        at += size;
    }
    run(file, "COMMIT");
    double seconds = seconds_since(begin);
    sqlite3_finalize(put);
    sqlite3_close(file);
    return seconds;
}

int main(int argc, char **argv)
{
    struct buf ours = { 0 }, noted = { 0 }, raw = { 0 };
    if (argc < 3) {
        return 2;
    }
    buf_print(&ours, "%s/ours.db", argv[1]);
    buf_print(&noted, "%s/noted.db", argv[1]);
    buf_print(&raw, "%s/raw.db", argv[1]);
    if (argc == 3) {
        park(buf_string(&ours), atoi(argv[2]));
        return 0;
    }
    int open = atoi(argv[2]);
    uint64_t most = strtoull(argv[3], NULL, 10);
    double our_seconds = run_ours(buf_string(&ours), open, most, false);
    run_ours(buf_string(&noted), open, most, true);
    double raw_seconds = run_raw(buf_string(&raw));
    printf("%.3f %.3f %zu %zu\n", our_seconds, raw_seconds, commits, journal.size);
    return 0;
}
