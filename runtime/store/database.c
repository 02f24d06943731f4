#include "runtime/store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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

/* How long a process waits for another that writes, and for another that has the file for
 * itself alone, but may be about to end. */
#define BUSY_MS       10000
#define BUSY_ALONE_MS 500

/* Once the log has so many pages, they are brought into the file. */
#define LOG_PAGES 2000

/* More statements than this are not kept: a service has some dozens. */
#define STATEMENTS_MAX 256

struct statement {
    struct database *database; /* borrowed */
    const char *sql;           /* static: it is found by its address */
    sqlite3_stmt *compiled;    /* NULL if it could not be compiled */
};

struct database {
    sqlite3 *file;
    char *path;
    int64_t busy_ms;        /* how long to wait for another process */
    int64_t waits_since_ns; /* for another process that writes */
    bool is_alone;          /* no other process may have the file open */
    int32_t application;    /* of a file that is open alone */
    struct buf fault;
    struct statement *statements[STATEMENTS_MAX];
    size_t count;
};

/* What the system has said to SQLite, 0 if that is not known. Where a commit fails SQLite has
 * left it with the log alone. */
static int system_error(struct database *d)
{
    int error = sqlite3_system_errno(d->file);
    sqlite3_file *log = NULL;
    if (error == 0 &&
        sqlite3_file_control(d->file, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL) {
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    }
    return error;
}

static void note(struct database *d)
{
    if (d->fault.size > 0) {
        return;
    }
    int code = sqlite3_errcode(d->file) & 0xFF, error = system_error(d);
    if (d->is_alone && code == SQLITE_BUSY) {
        buf_print(&d->fault, "%s: another process has it open", d->path);
        return;
    }
    buf_print(&d->fault, "%s: %s", d->path, sqlite3_errmsg(d->file));
    if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && error != 0) {
        buf_print(&d->fault, ": %s", strerror(error));
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

static void pause_before(int turn)
{
    struct timespec pause = { .tv_nsec = (1 + turn * 7 % 5) * 500000L };
    nanosleep(&pause, NULL);
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
    pause_before(count);
    return now_ns - d->waits_since_ns < d->busy_ms * 1000000LL;
}

/* Opens the file at `path`. The fault is noted if that fails; the database is to be closed in
 * any case. */
static struct database *open_file(const char *path, bool is_alone)
{
    struct buf place = { 0 };
    struct database *d = memory_zero(sizeof *d);
    d->path = memory_text(path);
    d->is_alone = is_alone;
    d->busy_ms = is_alone ? BUSY_ALONE_MS : BUSY_MS;
    /* SQLite would take :memory: and what begins with file: for something else. */
    buf_print(&place, "%s%s", path[0] == '/' ? "" : "./", path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(place.text, &d->file, flags, NULL) != SQLITE_OK) {
        note(d);
    } else {
        sqlite3_busy_handler(d->file, wait_turn, d);
        sqlite3_extended_result_codes(d->file, 1);
    }
    buf_release(&place);
    return d;
}

/* Whoever makes a file while others make it too may find it locked here, where SQLite asks no
 * busy handler. */
static void switch_to_log(struct database *d)
{
    int64_t until_ns = clock_monotonic_ns() + d->busy_ms * 1000000LL;
    int code = SQLITE_BUSY;
    for (int turn = 0; d->fault.size == 0 && code == SQLITE_BUSY; turn++) {
        code = sqlite3_exec(d->file, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) & 0xFF;
        if (code != SQLITE_OK && (code != SQLITE_BUSY || clock_monotonic_ns() >= until_ns)) {
            note(d);
        } else if (code == SQLITE_BUSY) {
            pause_before(turn);
        }
    }
}

static void use_log(struct database *d)
{
    switch_to_log(d);
    run_text(d, "PRAGMA synchronous = FULL");
    run_text(d, "PRAGMA trusted_schema = OFF");
    run_text(d, "PRAGMA foreign_keys = ON");
}

/* Hands a database on that was opened without a fault. */
static bool opened(struct database *d, struct database **ret_database, struct buf *why)
{
    if (d->fault.size > 0) {
        buf_text(why, buf_string(&d->fault));
        database_close(d);
        return false;
    }
    *ret_database = d;
    return true;
}

/* Of a file that this process has alone. What is not here the system has in its memory; and a
 * cache that stays small is filled again and again in the same pages, which costs less than to
 * take fresh ones. */
#define CACHE_KIB "8192"

static void set_up(struct database *d, const char *schema)
{
    use_log(d);
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
    char *path = path_of(folder, name);
    struct database *d = open_file(path, false);
    memory_release(path);
    set_up(d, schema);
    return opened(d, ret_database, why);
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

/* ---- A file for one process alone. */

/* Returns 0, or the errno if no file can be made beside this one: the log is to be there. */
static int try_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash == NULL ? memory_text(".") : memory_text_n(path, (size_t)(slash + 1 - path));
    int error = access(folder, W_OK | X_OK) == 0 ? 0 : errno;
    memory_release(folder);
    return error;
}

/* Makes the file where it is missing. Returns false, with the reason, if it cannot be used. It
 * is not opened if it is there: to close it would end the lock that this process may have on it
 * already. */
static bool make_alone(const char *path, struct buf *why)
{
    struct stat about;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0) {
        close(fd);
        return true;
    }
    if (errno != EEXIST || stat(path, &about) != 0) {
        buf_print(why, "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(about.st_mode)) {
        buf_print(why, "%s: it is not a file", path);
    } else if (access(path, R_OK | W_OK) != 0) {
        buf_print(why, "%s: %s", path, strerror(errno));
    } else {
        int error = try_folder(path);
        if (error == 0) {
            return true;
        }
        buf_print(why, "%s: its folder: %s", path, strerror(error));
    }
    return false;
}

static int64_t number_of(struct database *d, const char *sql)
{
    struct statement *s = database_statement(d, sql);
    int64_t number = database_row(s) ? database_int(s, 0) : 0;
    database_leave(s);
    return number;
}

static const char ask_application[] = "PRAGMA application_id";
static const char ask_version[] = "PRAGMA user_version";
static const char ask_tables[] = "SELECT count(*) FROM sqlite_schema";

static void check_application(struct database *d, int32_t application)
{
    int64_t found = number_of(d, ask_application);
    bool is_new = found == 0 && number_of(d, ask_version) == 0 && number_of(d, ask_tables) == 0;
    d->application = application;
    if (d->fault.size == 0 && found != application && !is_new) {
        buf_print(&d->fault, "%s: it is a SQLite file of another program", d->path);
    }
}

/* Called after each commit, whose statement fails if this returns an error. By itself SQLite
 * would not tell that a log could not be brought into its file. */
static int bring_log(void *owner, sqlite3 *file, const char *name, int pages)
{
    (void)owner;
    return pages < LOG_PAGES
               ? SQLITE_OK
               : sqlite3_wal_checkpoint_v2(file, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

bool database_open_alone(const char *path, int32_t application, struct database **ret_database,
                         struct buf *why)
{
    if (!make_alone(path, why)) {
        return false;
    }
    struct database *d = open_file(path, true);
    run_text(d, "PRAGMA page_size = 16384");
    run_text(d, "PRAGMA locking_mode = EXCLUSIVE");
    check_application(d, application);
    use_log(d);
    run_text(d, "PRAGMA cache_size = -" CACHE_KIB);
    /* What a process has left in the log before a sync failed may be in the system's memory
     * alone, and the system would never write it. So it is written anew. */
    if (d->fault.size == 0 &&
        sqlite3_wal_checkpoint_v2(d->file, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
            SQLITE_OK) {
        note(d);
    }
    if (d->fault.size == 0) {
        sqlite3_wal_hook(d->file, bring_log, d);
    }
    return opened(d, ret_database, why);
}

bool database_migrate(struct database *d, const char *const *steps, struct buf *why)
{
    int64_t newest = 0;
    while (steps[newest] != NULL) {
        newest++;
    }
    database_begin(d, true);
    int64_t version = number_of(d, ask_version);
    if (version < 0 || version > newest) {
        buf_print(&d->fault,
                  "%s: it was written by a newer version of the program: its schema is %" PRId64
                  ", the newest that is known here is %" PRId64,
                  d->path, version, newest);
    }
    for (; d->fault.size == 0 && version < newest; version++) {
        struct buf mark = { 0 };
        buf_print(&mark, "PRAGMA user_version = %" PRId64 "; PRAGMA application_id = %" PRId32,
                  version + 1, d->application);
        run_text(d, steps[version]);
        run_text(d, mark.text);
        buf_release(&mark);
    }
    return database_end(d, true, why);
}

/* ---- Any file. */

void database_check_place(struct database *d)
{
    int is_moved = 0;
    sqlite3_file_control(d->file, NULL, SQLITE_FCNTL_HAS_MOVED, &is_moved);
    if (is_moved && d->fault.size == 0) {
        buf_print(&d->fault, "%s: the file has been moved or removed", d->path);
    }
}

void database_abandon(struct database *d)
{
    sqlite3_db_config(d->file, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    database_close(d);
}

const char *database_fault(const struct database *d)
{
    return d->fault.size > 0 ? d->fault.text : NULL;
}

void database_fail(struct database *d, const char *what)
{
    if (d->fault.size == 0) {
        buf_print(&d->fault, "%s: %s", d->path, what);
    }
}

void *database_no_library(const char *path, int mode)
{
    (void)path, (void)mode;
    return NULL;
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

static void compile(struct statement *s)
{
    struct database *d = s->database;
    if (sqlite3_prepare_v3(d->file, s->sql, -1, SQLITE_PREPARE_PERSISTENT, &s->compiled,
                           NULL) != SQLITE_OK) {
        note(d);
    }
}

struct statement *database_statement(struct database *d, const char *sql)
{
    for (size_t i = 0; i < d->count; i++) {
        struct statement *s = d->statements[i];
        if (s->sql == sql) {
            database_leave(s);
            if (s->compiled == NULL) {
                compile(s);
            }
            return s;
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
    compile(s);
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

void database_lend_bytes(struct statement *s, int at, const void *bytes, size_t size)
{
    check_set(s,
              sqlite3_bind_blob64(s->compiled, at, size > 0 ? bytes : "", size, SQLITE_STATIC));
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
    if (s->compiled != NULL) {
        sqlite3_reset(s->compiled);
        sqlite3_clear_bindings(s->compiled);
    }
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
