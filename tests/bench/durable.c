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
#include <sqlite3.h>

#include "runtime/store/sqlite.h"
#include "tests/bench/durable.h"

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

static void park(const char *where, int open)
{
    static struct server s;
    open_server(&s, where, false);
    begin_all(&s.station, s.machine, open);
    station_turn(&s.station, false);
    long parked_kib = memory_kib();
    close_server(&s);
    int64_t begin = clock_monotonic_ns();
    open_server(&s, where, false);
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

static double run_raw(const char *path, size_t begun)
{
    sqlite3 *file;
    sqlite3_stmt *put;
    sqlite3_open(path, &file);
    run(file, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
              "CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB)");
    sqlite3_prepare_v2(file, "INSERT INTO row (bytes) VALUES (?1)", -1, &put, NULL);
    int64_t begin = clock_monotonic_ns();
    run(file, "BEGIN IMMEDIATE");
    struct note n;
    const char *key;
    while (next_note(&begun, &n, &key)) {
        if (n.kind == NOTE_COMMIT) {
            run(file, "COMMIT; BEGIN IMMEDIATE");
        } else if (n.kind != NOTE_REMOVE) {
            sqlite3_bind_blob64(put, 1, key, n.key + n.value, SQLITE_STATIC);
            sqlite3_step(put);
            sqlite3_reset(put);
        }
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
    size_t begun;
    if (argc < 3) {
        return 2;
    }
    written = &store_sqlite;
    buf_print(&ours, "sqlite:%s/ours.db", argv[1]);
    buf_print(&noted, "sqlite:%s/noted.db", argv[1]);
    buf_print(&raw, "%s/raw.db", argv[1]);
    if (argc == 3) {
        park(buf_string(&ours), atoi(argv[2]));
        return 0;
    }
    int open = atoi(argv[2]);
    uint64_t most = strtoull(argv[3], NULL, 10);
    double our_seconds = run_ours(buf_string(&ours), open, most, false, &begun);
    run_ours(buf_string(&noted), open, most, true, &begun);
    double raw_seconds = run_raw(buf_string(&raw), begun);
    printf("%.3f %.3f %zu %zu\n", our_seconds, raw_seconds, commits, bytes);
    return 0;
}
