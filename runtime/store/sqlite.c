#include "runtime/store/sqlite.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/store/database.h"
#include "runtime/store/recent.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/sorted.h"
#include "runtime/store/store.h"

/* "ASLS", by which a file is known to be a store. */
#define APPLICATION 0x41534C53

const char *const sqlite_steps[] = {
    "CREATE TABLE row (place INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, "
    "PRIMARY KEY (place, key)) STRICT, WITHOUT ROWID",

    /* With values in a tree of their own, one behind the other: in the tree of the keys each
     * that has more than some 1,000 bytes would take a page for itself. */
    "CREATE TABLE new (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, key BLOB NOT NULL, "
    "value "
    "BLOB NOT NULL) STRICT; "
    "INSERT INTO new (place, key, value) SELECT place, key, value FROM row; "
    "DROP TABLE row; ALTER TABLE new RENAME TO row; "
    "CREATE UNIQUE INDEX row_key ON row (place, key)",

    /* What is appended stands in the order of its numbers, and what changes often in a log
     * (recent.h). */
    "CREATE TABLE line (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT; "
    "CREATE TABLE log (id INTEGER PRIMARY KEY, changes BLOB NOT NULL) STRICT",
    NULL,
};

static const char put_sql[] = "INSERT INTO row (place, key, value) VALUES (?1, ?2, ?3) "
                              "ON CONFLICT (place, key) DO UPDATE SET value = excluded.value";
static const char remove_sql[] = "DELETE FROM row WHERE place = ?1 AND key = ?2";
static const char log_sql[] = "INSERT INTO log (changes) VALUES (?1)";
static const char read_log_sql[] = "SELECT changes FROM log ORDER BY id";
static const char clear_log_sql[] = "DELETE FROM log";
static const char get_sql[] = "SELECT key, value FROM row WHERE place = ?1 AND key = ?2";
static const char forward_sql[] =
    "SELECT key, value FROM row WHERE place = ?1 AND key >= ?2 ORDER BY key";
static const char backward_sql[] =
    "SELECT key, value FROM row WHERE place = ?1 AND key < ?2 ORDER BY key DESC";
static const char last_sql[] = "SELECT key, value FROM row WHERE place = ?1 ORDER BY key DESC";

/* Of lines: those with an id of at least ?1 and below ?2. */
static const char append_sql[] = "INSERT INTO line (id, value) VALUES (?1, ?2)";
static const char remove_line_sql[] = "DELETE FROM line WHERE id = ?1";
static const char forward_line_sql[] =
    "SELECT id, value FROM line WHERE id >= ?1 AND id < ?2 ORDER BY id";
static const char backward_line_sql[] =
    "SELECT id, value FROM line WHERE id >= ?1 AND id < ?2 ORDER BY id DESC";

struct rows {
    struct database *file;
    bool is_changing;     /* a transaction is open */
    struct recent recent; /* what lies over the table of rows */

    /* What has found a row of a table that is still borrowed, NULL if nothing has. */
    struct statement *reading;
    unsigned table;
    bool is_walk, backward;
    struct buf bound;             /* where that was looked for: no row lies between the two */
    char line_key[ROWKEY_NUMBER]; /* of a line that is borrowed */
};

/* The end of each function: what is wrong with the file is a fault of the store. */
static bool is_good(const struct rows *r, struct buf *why)
{
    const char *fault = database_fault(r->file);
    if (fault != NULL) {
        buf_text(why, fault);
    }
    return fault == NULL;
}

static void leave(struct rows *r)
{
    if (r->reading != NULL) {
        database_leave(r->reading);
        r->reading = NULL;
    }
}

static struct store_bytes column(struct statement *s, int at)
{
    struct store_bytes bytes;
    bytes.at = database_bytes(s, at, &bytes.size);
    return bytes.size > 0 ? bytes : (struct store_bytes){ "", 0 };
}

/* ---- Changes. */

static void begin(struct rows *r)
{
    if (!r->is_changing) {
        database_begin(r->file, true);
        r->is_changing = true;
    }
}

static bool settle_row(void *owner, unsigned table, const struct store_row *row)
{
    const struct rows *r = owner;
    bool is_gone = row->value.at == NULL;
    struct statement *s = database_statement(r->file, is_gone ? remove_sql : put_sql);
    database_set_int(s, 1, table);
    database_lend_bytes(s, 2, row->key.at, row->key.size);
    if (!is_gone) {
        database_lend_bytes(s, 3, row->value.at, row->value.size);
    }
    database_run(s);
    return database_fault(r->file) == NULL;
}

/* Within a transaction: the rows of tables are what they are now, and the log is empty. */
static void settle(struct rows *r)
{
    leave(r);
    begin(r);
    recent_each(&r->recent, settle_row, r);
    database_run(database_statement(r->file, clear_log_sql));
    recent_forget(&r->recent);
}

static bool change(struct rows *r, unsigned table, struct store_bytes key,
                   struct store_bytes value, struct buf *why)
{
    recent_change(&r->recent, table, key, value);
    leave(r);
    if (recent_is_full(&r->recent)) {
        settle(r);
    }
    return is_good(r, why);
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    return change(rows, table, key, value.at != NULL ? value : (struct store_bytes){ "", 0 },
                  why);
}

/* The id of a line; for a table alone, that of its first one. */
static int64_t line_id(unsigned table, uint64_t number)
{
    return ((int64_t)(table - STORE_APPENDED) << 56) + (int64_t)number;
}

static bool append_row(void *rows, unsigned table, uint64_t number, struct store_bytes value,
                       struct buf *why)
{
    struct rows *r = rows;
    begin(r);
    struct statement *s = database_statement(r->file, append_sql);
    database_set_int(s, 1, line_id(table, number));
    database_lend_bytes(s, 2, value.at, value.size);
    database_run(s);
    leave(r);
    return is_good(r, why);
}

static bool remove_row(void *rows, unsigned table, struct store_bytes key, struct buf *why)
{
    struct rows *r = rows;
    if (table < STORE_APPENDED) {
        return change(r, table, key, (struct store_bytes){ NULL, 0 }, why);
    }
    if (key.size == ROWKEY_NUMBER) {
        begin(r);
        struct statement *s = database_statement(r->file, remove_line_sql);
        database_set_int(s, 1, line_id(table, rowkey_u64(key.at)));
        leave(r);
        database_run(s);
    }
    return is_good(r, why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    struct rows *r = rows;
    leave(r);
    begin(r);
    if (r->recent.changes.size > 0) {
        struct statement *s = database_statement(r->file, log_sql);
        database_lend_bytes(s, 1, r->recent.changes.text, r->recent.changes.size);
        database_run(s);
        buf_clear(&r->recent.changes);
    }
    r->is_changing = false;
    database_check_place(r->file);
    return database_end(r->file, true, why);
}

/* ---- Opening and closing. */

/* What the log has is settled, so that it begins empty. */
static bool read_log(struct rows *r, struct buf *why)
{
    struct statement *s = database_statement(r->file, read_log_sql);
    while (database_row(s)) {
        struct store_bytes piece = column(s, 0);
        if (!recent_read(&r->recent, piece.at, piece.size)) {
            database_fail(r->file, "its log of changes is damaged");
        }
    }
    if (r->recent.weight > 0) {
        settle(r);
        r->is_changing = false;
        return database_end(r->file, true, why);
    }
    return is_good(r, why);
}

static void close_rows(void *rows, bool is_dead)
{
    struct rows *r = rows;
    struct buf ignored = { 0 };
    leave(r);
    /* The next one that opens it would do this otherwise. */
    if (!is_dead && !r->is_changing && r->recent.changes.size == 0 && r->recent.weight > 0) {
        settle(r);
        is_dead = !database_end(r->file, true, &ignored);
    }
    (is_dead ? database_abandon : database_close)(r->file);
    recent_close(&r->recent);
    buf_release(&ignored);
    buf_release(&r->bound);
    memory_release(r);
}

bool sqlite_open(const char *path, const char *const *steps, void **ret_rows, struct buf *why)
{
    struct database *file = NULL;
    if (!database_open_alone(path, APPLICATION, &file, why)) {
        return false;
    }
    struct rows *r = memory_zero(sizeof *r);
    r->file = file;
    recent_open(&r->recent);
    if (!database_migrate(file, steps, why) || !read_log(r, why)) {
        close_rows(r, true);
        return false;
    }
    *ret_rows = r;
    return true;
}

static bool open_rows(const char *argument, void **ret_rows, struct buf *why)
{
    return sqlite_open(argument, sqlite_steps, ret_rows, why);
}

/* ---- Reading: the table of rows. */

/* Takes the statement's next row. Returns false if there is none. */
static bool read_row(struct rows *r, struct statement *s, struct store_row *ret_row)
{
    r->reading = NULL;
    if (database_row(s)) {
        r->reading = s;
        ret_row->key = column(s, 0);
        ret_row->value = column(s, 1);
    }
    return r->reading != NULL;
}

static void note_bound(struct rows *r, const struct store_bytes *bound)
{
    buf_clear(&r->bound);
    buf_put(&r->bound, bound->at, bound->size);
}

static bool get_settled(struct rows *r, unsigned table, struct store_bytes key,
                        struct store_row *ret_row)
{
    note_bound(r, &key); /* it may be a row's, whose statement is left now */
    leave(r);
    struct statement *s = database_statement(r->file, get_sql);
    database_set_int(s, 1, table);
    database_lend_bytes(s, 2, r->bound.text, r->bound.size);
    r->is_walk = false;
    return read_row(r, s, ret_row);
}

static bool is_walking(const struct rows *r, unsigned table, bool backward)
{
    return r->reading != NULL && r->is_walk && r->table == table && r->backward == backward;
}

/* Returns true if the row that was found last is the one at this bound as well. */
static bool is_found_again(const struct rows *r, const struct store_bytes *bound)
{
    struct store_bytes found = column(r->reading, 0), before = store_buf(&r->bound);
    return r->backward
               ? store_compare(*bound, before) <= 0 && store_compare(found, *bound) < 0
               : store_compare(before, *bound) <= 0 && store_compare(*bound, found) <= 0;
}

/* Returns true whatever it finds: a fault is seen later. */
static bool seek_settled(void *owner, unsigned table, const struct store_bytes *bound,
                         bool backward, struct store_row *ret_row)
{
    struct rows *r = owner;
    if (bound != NULL && is_walking(r, table, backward)) {
        if (is_found_again(r, bound)) {
            ret_row->key = column(r->reading, 0);
            ret_row->value = column(r->reading, 1);
            return true;
        }
        if (store_succeeds(column(r->reading, 0), bound, backward)) {
            note_bound(r, bound);
            read_row(r, r->reading, ret_row);
            return true;
        }
    }
    leave(r);
    struct statement *s = database_statement(r->file, bound == NULL ? last_sql
                                                      : backward    ? backward_sql
                                                                    : forward_sql);
    database_set_int(s, 1, table);
    r->is_walk = bound != NULL;
    r->table = table;
    r->backward = backward;
    if (bound != NULL) {
        note_bound(r, bound);
        database_set_bytes(s, 2, bound->at, bound->size);
    }
    read_row(r, s, ret_row);
    return true;
}

/* ---- Reading: lines. */

/* Finds the first line, or the last one, of those from `from` on and before `to`. */
static bool find_line(struct rows *r, unsigned table, uint64_t from, uint64_t to, bool is_last,
                      struct store_row *ret_row)
{
    leave(r);
    struct statement *s =
        database_statement(r->file, is_last ? backward_line_sql : forward_line_sql);
    database_set_int(s, 1, line_id(table, from));
    database_set_int(s, 2, line_id(table, to));
    r->is_walk = false;
    if (!database_row(s)) {
        return false;
    }
    r->reading = s;
    ret_row->key =
        rowkey_of_u64(r->line_key, (uint64_t)database_int(s, 0) & (ROWKEY_LINES - 1));
    ret_row->value = column(s, 1);
    return true;
}

static bool seek_line(struct rows *r, unsigned table, const struct store_bytes *bound,
                      bool backward, struct store_row *ret_row)
{
    uint64_t at = bound != NULL ? rowkey_line_from(*bound) : ROWKEY_LINES;
    return backward ? find_line(r, table, 0, at, true, ret_row)
                    : find_line(r, table, at, ROWKEY_LINES, false, ret_row);
}

/* ---- Reading: what lies over the table of rows, and what is below. */

static bool get_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    struct store_row over;
    if (table >= STORE_APPENDED) {
        uint64_t number = key.size == ROWKEY_NUMBER ? rowkey_u64(key.at) : ROWKEY_LINES;
        if (number < ROWKEY_LINES) {
            find_line(r, table, number, number + 1, false, ret_row);
        }
    } else if (!sorted_get(r->recent.rows, table, key, &over)) {
        get_settled(r, table, key, ret_row);
    } else if (over.value.at != NULL) {
        *ret_row = over;
    }
    return is_good(r, why);
}

static bool seek_row(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                     struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    if (table >= STORE_APPENDED) {
        seek_line(r, table, bound, backward, ret_row);
        return is_good(r, why);
    }
    sorted_seek_over(r->recent.rows, table, bound, backward, seek_settled, r, ret_row);
    return is_good(r, why);
}

const struct store_kind store_sqlite = {
    .name = "sqlite",
    .argument = "FILE",
    .open = open_rows,
    .close = close_rows,
    .put = put_row,
    .append = append_row,
    .remove = remove_row,
    .get = get_row,
    .seek = seek_row,
    .commit = commit_rows,
};
