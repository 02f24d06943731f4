#include "runtime/store/sqlite.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/store/database.h"
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
    NULL,
};

static const char put_sql[] = "INSERT INTO row (place, key, value) VALUES (?1, ?2, ?3) "
                              "ON CONFLICT (place, key) DO UPDATE SET value = excluded.value";
static const char remove_sql[] = "DELETE FROM row WHERE place = ?1 AND key = ?2";
static const char get_sql[] = "SELECT key, value FROM row WHERE place = ?1 AND key = ?2";
static const char forward_sql[] =
    "SELECT key, value FROM row WHERE place = ?1 AND key >= ?2 ORDER BY key";
static const char backward_sql[] =
    "SELECT key, value FROM row WHERE place = ?1 AND key < ?2 ORDER BY key DESC";
static const char last_sql[] = "SELECT key, value FROM row WHERE place = ?1 ORDER BY key DESC";

struct rows {
    struct database *file;
    bool is_changing; /* a transaction is open */
    struct buf key;   /* of the call: it may be a row's, whose statement is left meanwhile */

    /* What has found a row that is still borrowed, NULL if nothing has. */
    struct statement *reading;
    unsigned table;
    bool is_walk, backward;
};

bool sqlite_open(const char *path, const char *const *steps, void **ret_rows, struct buf *why)
{
    struct database *file = NULL;
    if (!database_open_alone(path, APPLICATION, &file, why)) {
        return false;
    }
    if (!database_migrate(file, steps, why)) {
        database_close(file);
        return false;
    }
    struct rows *r = memory_zero(sizeof *r);
    r->file = file;
    *ret_rows = r;
    return true;
}

static bool open_rows(const char *argument, void **ret_rows, struct buf *why)
{
    return sqlite_open(argument, sqlite_steps, ret_rows, why);
}

static void close_rows(void *rows, bool is_dead)
{
    struct rows *r = rows;
    (is_dead ? database_abandon : database_close)(r->file);
    buf_release(&r->key);
    memory_release(r);
}

/* The end of each function: what is wrong with the file is a fault of the store. */
static bool is_good(struct rows *r, struct buf *why)
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

/* The statement with a row's table and key. */
static struct statement *change(struct rows *r, const char *sql, unsigned table,
                                struct store_bytes key)
{
    if (!r->is_changing) {
        database_begin(r->file, true);
        r->is_changing = true;
    }
    struct statement *s = database_statement(r->file, sql);
    database_set_int(s, 1, table);
    database_set_bytes(s, 2, key.at, key.size);
    return s;
}

/* Only once the statement has its copies, what they may have been taken from is left. */
static bool run(struct rows *r, struct statement *s, struct buf *why)
{
    leave(r);
    database_run(s);
    return is_good(r, why);
}

static bool put_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_bytes value, struct buf *why)
{
    struct rows *r = rows;
    struct statement *s = change(r, put_sql, table, key);
    database_set_bytes(s, 3, value.at, value.size);
    return run(r, s, why);
}

static bool remove_row(void *rows, unsigned table, struct store_bytes key, struct buf *why)
{
    struct rows *r = rows;
    return run(r, change(r, remove_sql, table, key), why);
}

static bool commit_rows(void *rows, struct buf *why)
{
    struct rows *r = rows;
    leave(r);
    r->is_changing = false;
    database_check_place(r->file);
    return database_end(r->file, true, why);
}

/* ---- Reading. */

/* Takes the statement's next row. */
static bool read_row(struct rows *r, struct statement *s, struct store_row *ret_row,
                     struct buf *why)
{
    r->reading = NULL;
    if (database_row(s)) {
        r->reading = s;
        ret_row->key = column(s, 0);
        ret_row->value = column(s, 1);
    }
    return is_good(r, why);
}

/* A statement that looks for `key`; NULL: it takes none. */
static struct statement *look(struct rows *r, const char *sql, unsigned table,
                              const struct store_bytes *key)
{
    buf_clear(&r->key);
    if (key != NULL) {
        buf_put(&r->key, key->at, key->size);
    }
    leave(r);
    struct statement *s = database_statement(r->file, sql);
    database_set_int(s, 1, table);
    if (key != NULL) {
        database_set_bytes(s, 2, r->key.text, r->key.size);
    }
    return s;
}

static bool get_row(void *rows, unsigned table, struct store_bytes key,
                    struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    struct statement *s = look(r, get_sql, table, &key);
    r->is_walk = false;
    return read_row(r, s, ret_row, why);
}

static bool seek_row(void *rows, unsigned table, const struct store_bytes *bound, bool backward,
                     struct store_row *ret_row, struct buf *why)
{
    struct rows *r = rows;
    if (r->reading != NULL && r->is_walk && r->table == table && r->backward == backward &&
        store_succeeds(column(r->reading, 0), bound, backward)) {
        return read_row(r, r->reading, ret_row, why);
    }
    const char *sql = !backward ? forward_sql : bound != NULL ? backward_sql : last_sql;
    struct statement *s = look(r, sql, table, bound);
    r->is_walk = true;
    r->table = table;
    r->backward = backward;
    return read_row(r, s, ret_row, why);
}

const struct store_kind store_sqlite = {
    .name = "sqlite",
    .argument = "FILE",
    .open = open_rows,
    .close = close_rows,
    .put = put_row,
    .remove = remove_row,
    .get = get_row,
    .seek = seek_row,
    .commit = commit_rows,
};
