#include "runtime/store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How long a process waits for another that writes. */
#define BUSY_MS 10000

/* More statements than this are not kept: a service has some dozens. */
#define STATEMENTS_MAX 256

struct statement {
    struct database *database; /* borrowed */
    const char *sql;           /* static: it is found by its address */
    sqlite3_stmt *compiled;    /* NULL where it could not be compiled */
};

struct database {
    sqlite3 *file;
    char *path;
    int64_t waits_since_ns; /* for another process that writes */
    struct buf fault;
    struct statement *statements[STATEMENTS_MAX];
    size_t count;
};

static void note(struct database *d)
{
    if (d->fault.size == 0) {
        buf_print(&d->fault, "%s: %s", d->path, sqlite3_errmsg(d->file));
    }
}

static void run_text(struct database *d, const char *sql)
{
    if (d->fault.size == 0 && sqlite3_exec(d->file, sql, NULL, NULL, NULL) != SQLITE_OK) {
        note(d);
    }
}

/* Makes the folder and those above it. Returns false, with errno, if that fails. */
static bool make_folder(const char *path)
{
    char *part = memory_text(path);
    bool is_there = true;
    for (char *slash = strchr(part + 1, '/'); slash != NULL && is_there;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        is_there = mkdir(part, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    is_there = is_there && (mkdir(part, 0777) == 0 || errno == EEXIST);
    memory_release(part);
    return is_there;
}

static char *path_of(const char *folder, const char *name)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder, name);
    return buf_take(&path);
}

/* Called by SQLite for the `count`-th time while others hold the lock. Its own handler would
 * look only every 100 ms in the end: beside one who writes without a pause it would hardly ever
 * find the lock free. */
static int wait_turn(void *owner, int count)
{
    struct database *d = owner;
    int64_t now_ns = clock_monotonic_ns();
    if (count == 0) {
        d->waits_since_ns = now_ns;
    }
    struct timespec pause = { .tv_nsec = (1 + count * 7 % 5) * 500000L };
    nanosleep(&pause, NULL);
    return now_ns - d->waits_since_ns < BUSY_MS * 1000000LL;
}

static void set_up(struct database *d, const char *schema)
{
    sqlite3_busy_handler(d->file, wait_turn, d);
    sqlite3_extended_result_codes(d->file, 1);
    run_text(d, "PRAGMA journal_mode = WAL");
    run_text(d, "PRAGMA synchronous = FULL");
    run_text(d, "PRAGMA trusted_schema = OFF");
    run_text(d, "PRAGMA foreign_keys = ON");
    run_text(d, "BEGIN IMMEDIATE");
    run_text(d, schema);
    run_text(d, d->fault.size == 0 ? "COMMIT" : "ROLLBACK");
}

bool database_open(const char *folder, const char *name, const char *schema,
                   struct database **ret_database, struct buf *why)
{
    if (!make_folder(folder)) {
        buf_print(why, "The folder %s cannot be made: %s", folder, strerror(errno));
        return false;
    }
    struct database *d = memory_zero(sizeof *d);
    d->path = path_of(folder, name);
    if (sqlite3_open_v2(d->path, &d->file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK) {
        note(d);
    } else {
        set_up(d, schema);
    }
    if (d->fault.size > 0) {
        buf_text(why, buf_string(&d->fault));
        database_close(d);
        return false;
    }
    *ret_database = d;
    return true;
}

/* SQLite gives the files that it makes beside a file the same rights. */
static int make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    int error = fd < 0 || fchmod(fd, S_IRUSR | S_IWUSR) != 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
    }
    return error;
}

bool database_open_private(const char *folder, const char *name, const char *schema,
                           struct database **ret_database, struct buf *why)
{
    char *path = path_of(folder, name);
    int error = make_folder(folder) ? make_private(path) : 0;
    if (error != 0) {
        buf_print(why, "%s: %s", path, strerror(error));
    }
    memory_release(path);
    return error == 0 && database_open(folder, name, schema, ret_database, why);
}

void database_close(struct database *d)
{
    if (d == NULL) {
        return;
    }
    for (size_t i = 0; i < d->count; i++) {
        sqlite3_finalize(d->statements[i]->compiled);
        memory_release(d->statements[i]);
    }
    sqlite3_close(d->file);
    buf_release(&d->fault);
    memory_release(d->path);
    memory_release(d);
}

void database_begin(struct database *d, bool writes)
{
    run_text(d, writes ? "BEGIN IMMEDIATE" : "BEGIN");
}

bool database_end(struct database *d, bool is_wanted, struct buf *why)
{
    for (size_t i = 0; i < d->count; i++) {
        database_leave(d->statements[i]);
    }
    if (is_wanted) {
        run_text(d, "COMMIT");
    }
    bool is_good = d->fault.size == 0;
    if (!is_good) {
        buf_text(why, buf_string(&d->fault));
        buf_release(&d->fault);
    }
    if (!sqlite3_get_autocommit(d->file)) {
        sqlite3_exec(d->file, "ROLLBACK", NULL, NULL, NULL);
    }
    return is_good;
}

struct statement *database_statement(struct database *d, const char *sql)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->statements[i]->sql == sql) {
            database_leave(d->statements[i]);
            return d->statements[i];
        }
    }
    if (d->count == STATEMENTS_MAX) {
        d->count--;
        sqlite3_finalize(d->statements[d->count]->compiled);
        memory_release(d->statements[d->count]);
    }
    struct statement *s = memory_zero(sizeof *s);
    s->database = d;
    s->sql = sql;
    if (sqlite3_prepare_v3(d->file, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->compiled, NULL) !=
        SQLITE_OK) {
        note(d);
    }
    d->statements[d->count++] = s;
    return s;
}

static void check_set(struct statement *s, int code)
{
    if (code != SQLITE_OK) {
        note(s->database);
    }
}

void database_set_int(struct statement *s, int at, int64_t number)
{
    check_set(s, sqlite3_bind_int64(s->compiled, at, number));
}

void database_set_text(struct statement *s, int at, const char *text)
{
    check_set(s, sqlite3_bind_text(s->compiled, at, text, -1, SQLITE_TRANSIENT));
}

void database_set_bytes(struct statement *s, int at, const void *bytes, size_t size)
{
    check_set(
        s, sqlite3_bind_blob64(s->compiled, at, size > 0 ? bytes : "", size, SQLITE_TRANSIENT));
}

void database_set_json(struct statement *s, int at, const struct value *v)
{
    char *text = write_text(v);
    database_set_text(s, at, text);
    memory_release(text);
}

bool database_row(struct statement *s)
{
    struct database *d = s->database;
    if (d->fault.size > 0 || s->compiled == NULL) {
        return false;
    }
    int code = sqlite3_step(s->compiled);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        note(d);
    }
    database_leave(s);
    return false;
}

int64_t database_run(struct statement *s)
{
    bool is_row = database_row(s);
    database_leave(s);
    return is_row || s->database->fault.size > 0 ? 0 : sqlite3_changes64(s->database->file);
}

void database_leave(struct statement *s)
{
    sqlite3_reset(s->compiled);
    sqlite3_clear_bindings(s->compiled);
}

int64_t database_int(struct statement *s, int at)
{
    return sqlite3_column_int64(s->compiled, at);
}

const char *database_text(struct statement *s, int at)
{
    return (const char *)sqlite3_column_text(s->compiled, at);
}

const void *database_bytes(struct statement *s, int at, size_t *ret_size)
{
    const void *bytes = sqlite3_column_blob(s->compiled, at);
    *ret_size = (size_t)sqlite3_column_bytes(s->compiled, at);
    return bytes;
}

struct value *database_json(struct statement *s, int at)
{
    const char *text = database_text(s, at);
    struct value *v = NULL;
    struct read_error ignored;
    return text != NULL && read_json(text, strlen(text), &v, &ignored) ? v : value_object();
}

int64_t database_last_key(struct database *d)
{
    return sqlite3_last_insert_rowid(d->file);
}
