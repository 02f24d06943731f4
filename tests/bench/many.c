/*
 * many CONNINFO OPEN TRANSITIONS: what it costs that transitions are durable in PostgreSQL, in
 * a database that has the tables for it. So many executions are open at once, on a virtual
 * clock, until so many states have been entered; then libpq alone brings the same rows into
 * tables like these, with as many transactions, each of them one round trip: arrays of rows
 * that are put, appended and removed. Prints the seconds of ours and of libpq's, how many
 * commits there were, and how many bytes. Exit code 1 if libpq's tables do not end as ours
 * have.
 */
#include <postgresql/libpq-fe.h>

#include "runtime/postgres/pgarray.h"
#include "runtime/postgres/postgres.h"
#include "tests/bench/durable.h"

static PGconn *server;

static void die(const char *what)
{
    fprintf(stderr, "many: %s: %s\n", what, PQerrorMessage(server));
    exit(1);
}

/* The first value of what it answers, as a number. */
static long run(const char *sql)
{
    PGresult *r = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        die(sql);
    }
    long number = PQntuples(r) > 0 ? atol(PQgetvalue(r, 0, 0)) : 0;
    PQclear(r);
    return number;
}

/* ---- A transaction of libpq's: of a row that changes several times the last change counts. */

struct row_change {
    struct note note;
    const char *key;
    size_t order;
};

static struct row_change *changes;
static size_t change_count, change_room;

static int by_row(const void *a, const void *b)
{
    const struct row_change *x = a, *y = b;
    int order = x->note.table < y->note.table ? -1 : x->note.table > y->note.table;
    if (order == 0) {
        order = store_compare((struct store_bytes){ x->key, x->note.key },
                              (struct store_bytes){ y->key, y->note.key });
    }
    return order != 0 ? order : x->order < y->order ? -1 : 1;
}

static bool is_same_row(const struct row_change *x, const struct row_change *y)
{
    return x->note.table == y->note.table && x->note.key == y->note.key &&
           memcmp(x->key, y->key, x->note.key) == 0;
}

/* Read the journal up to the next commit. */
static bool read_changes(size_t *at)
{
    struct row_change c;
    change_count = 0;
    while (next_note(at, &c.note, &c.key)) {
        if (c.note.kind == NOTE_COMMIT) {
            qsort(changes, change_count, sizeof *changes, by_row);
            return true;
        }
        if (change_count == change_room) {
            change_room = change_room * 2 + 1024;
            changes = realloc(changes, change_room * sizeof *changes);
        }
        c.order = change_count;
        changes[change_count++] = c;
    }
    return false;
}

enum { PUT, APPEND, REMOVE, STATEMENTS };
#define FIELDS 3

static const char *const sql[STATEMENTS] = {
    [PUT] = "insert into raw_row select * from unnest($1::int2[], $2::bytea[], $3::bytea[]) on "
            "conflict (place, key) do update set value = excluded.value",
    [APPEND] = "insert into raw_line select * from unnest($1::int8[], $2::bytea[])",
    [REMOVE] =
        "delete from raw_row r using unnest($1::int2[], $2::bytea[]) u (place, key) where "
        "r.place = u.place and r.key = u.key",
};
static const int field_count[STATEMENTS] = { [PUT] = 3, [APPEND] = 2, [REMOVE] = 2 };
static const enum pgtype field_type[STATEMENTS][FIELDS] = {
    [PUT] = { PGTYPE_INT2, PGTYPE_BYTEA, PGTYPE_BYTEA },
    [APPEND] = { PGTYPE_INT8, PGTYPE_BYTEA },
    [REMOVE] = { PGTYPE_INT2, PGTYPE_BYTEA },
};
static struct pgarray fields[STATEMENTS][FIELDS];

static void add_change(const struct row_change *c)
{
    const char *value = c->key + c->note.key;
    if (c->note.kind == NOTE_APPEND) {
        uint64_t id = (uint64_t)(c->note.table - STORE_APPENDED) << 56 | rowkey_u64(c->key);
        pgarray_add_int8(&fields[APPEND][0], (int64_t)id);
        pgarray_add_bytes(&fields[APPEND][1], value, c->note.value);
        return;
    }
    struct pgarray *f = fields[c->note.kind == NOTE_PUT ? PUT : REMOVE];
    pgarray_add_int2(&f[0], (int16_t)c->note.table);
    pgarray_add_bytes(&f[1], c->key, c->note.key);
    if (c->note.kind == NOTE_PUT) {
        pgarray_add_bytes(&f[2], value, c->note.value);
    }
}

static void send_statement(int i)
{
    static const char *const names[STATEMENTS] = { "put", "append", "remove" };
    static const int formats[FIELDS] = { 1, 1, 1 };
    const char *values[FIELDS] = { 0 };
    int sizes[FIELDS] = { 0 };
    for (int f = 0; f < field_count[i]; f++) {
        values[f] = fields[i][f].bytes.text;
        sizes[f] = (int)fields[i][f].bytes.size;
    }
    if (fields[i][0].count > 0 &&
        !PQsendQueryPrepared(server, names[i], field_count[i], values, sizes, formats, 1)) {
        die(names[i]);
    }
}

/* All that was sent has been done. */
static void await(void)
{
    PGresult *r;
    bool is_end = false;
    if (!PQpipelineSync(server)) {
        die("sync");
    }
    while (!is_end) {
        r = PQgetResult(server);
        is_end = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        if (r != NULL && !is_end && PQresultStatus(r) != PGRES_COMMAND_OK) {
            die("transaction");
        }
        PQclear(r);
    }
}

/* What is in one pipeline up to its end is one transaction. */
static void write_changes(void)
{
    for (int i = 0; i < STATEMENTS; i++) {
        for (int f = 0; f < field_count[i]; f++) {
            pgarray_begin(&fields[i][f], field_type[i][f]);
        }
    }
    for (size_t i = 0; i < change_count; i++) {
        if (i + 1 == change_count || !is_same_row(&changes[i], &changes[i + 1])) {
            add_change(&changes[i]);
        }
    }
    for (int i = 0; i < STATEMENTS; i++) {
        send_statement(i);
    }
    await();
}

static double run_raw(size_t begun)
{
    static const char *const names[STATEMENTS] = { "put", "append", "remove" };
    run("set client_min_messages = error; drop table if exists raw_row, raw_line; create table "
        "raw_row (like asl_row including "
        "all); create table raw_line (like asl_line including all)");
    for (int i = 0; i < STATEMENTS; i++) {
        PQclear(PQprepare(server, names[i], sql[i], 0, NULL));
    }
    PQenterPipelineMode(server);
    size_t at = 0;
    while (at < begun && read_changes(&at)) {
        write_changes();
    }
    int64_t begin = clock_monotonic_ns();
    while (read_changes(&at)) {
        write_changes();
    }
    double seconds = seconds_since(begin);
    PQexitPipelineMode(server);
    return seconds;
}

/* Returns how many rows one has and the other has not. */
static long differing(void)
{
    return run("select count(*) from ((table asl_row except table raw_row) union all (table "
               "raw_row except table asl_row)) x") +
           run("select count(*) from ((table asl_line except table raw_line) union all (table "
               "raw_line except table asl_line)) x");
}

/* PostgreSQL knows nothing of their sizes then, and looks rows up by the index, as in new ones.
 */
static void forget_all(void)
{
    run("truncate asl_row, asl_line, asl_node, asl_job, asl_mail");
}

int main(int argc, char **argv)
{
    struct buf where = { 0 };
    size_t begun;
    if (argc != 4) {
        return 2;
    }
    int open = atoi(argv[2]);
    uint64_t most = strtoull(argv[3], NULL, 10);
    written = &store_postgres;
    buf_print(&where, "postgres:%s", argv[1]);
    server = PQconnectdb(argv[1]);
    if (PQstatus(server) != CONNECTION_OK) {
        die("connect");
    }
    forget_all();
    double our_seconds = run_ours(buf_string(&where), open, most, false, &begun);
    forget_all();
    buf_clear(&journal);
    run_ours(buf_string(&where), open, most, true, &begun);
    double raw_seconds = run_raw(begun);
    long different = differing();
    if (different != 0) {
        fprintf(stderr, "many: %ld rows differ\n", different);
        return 1;
    }
    printf("%.3f %.3f %zu %zu\n", our_seconds, raw_seconds, commits, bytes);
    return 0;
}
