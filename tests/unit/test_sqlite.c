/*
 * The store in a SQLite file, and what the machine and other processes can do to it. What every
 * store has to do is in test_store.c.
 */
#include "runtime/store/sqlite.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/descriptor.h"
#include "runtime/base/random.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/store.h"
#include "tests/unit/death.h"
#include "tests/unit/faultvfs.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static const struct store_kind *const kinds[] = { &store_sqlite, NULL };

/* A file's path in the test's folder, or `name` itself if it begins with a slash: static, until
 * the next call. */
static const char *path_of(const char *name)
{
    static struct buf path;
    buf_clear(&path);
    buf_print(&path, "%s%s%s", name[0] == '/' ? "" : folder(), name[0] == '/' ? "" : "/", name);
    return path.text;
}

/* NULL if it cannot be opened. */
static struct store *opened(const char *name, struct buf *why)
{
    struct buf where = { 0 };
    struct store *s = NULL;
    buf_print(&where, "sqlite:%s", path_of(name));
    CU_ASSERT_EQUAL(store_open(kinds, where.text, &s, why), s != NULL);
    buf_release(&where);
    return s;
}

static struct store *must_open(const char *name)
{
    struct buf why = { 0 };
    struct store *s = opened(name, &why);
    UNIT_TEXT(buf_string(&why), "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    return s;
}

/* It is refused; `reason` comes behind the path. */
static void check_refused(const char *name, const char *reason)
{
    struct buf why = { 0 }, wanted = { 0 };
    struct store *s = opened(name, &why);
    buf_print(&wanted, "%s: %s", path_of(name), reason);
    CU_ASSERT_PTR_NULL(s);
    UNIT_TEXT(buf_string(&why), wanted.text);
    store_close(s);
    buf_release(&why);
    buf_release(&wanted);
}

/* ---- What a test writes: at each commit the same number in two tables, and a row of its own.
 */

static void put_number(struct store *s, uint64_t number, size_t filler_size)
{
    struct buf value = { 0 };
    rowkey_add_u64(&value, number);
    store_put(s, 0, store_text("number"), store_buf(&value));
    store_put(s, 1, store_text("number"), store_buf(&value));
    store_put(s, 2, store_buf(&value), store_text("a row of its own"));
    memset(buf_room(&value, filler_size), 'f', filler_size);
    value.size += filler_size;
    store_put(s, 3, store_text("filler"), store_buf(&value));
    buf_release(&value);
}

static uint64_t number_in(struct store *s, unsigned table, const char *key)
{
    struct store_bytes value;
    uint64_t number = 0;
    if (store_get(s, table, store_text(key), &value)) {
        CU_ASSERT_TRUE(rowkey_take_u64(&value, &number));
    }
    return number;
}

/* The number of the last commit, all of which has to be there, unless the store has met a
 * fault: then it finds nothing any more. */
static uint64_t check_numbers(struct store *s)
{
    struct store_walk w;
    struct store_row row;
    uint64_t number = number_in(s, 0, "number"), count = 0, at = 0;
    bool is_whole = number_in(s, 1, "number") == number;
    is_whole = number_in(s, 3, "filler") == number && is_whole;
    store_walk_begin(&w, s, 2, store_text(""), false);
    while (store_walk_next(&w, &row)) {
        CU_ASSERT_TRUE(rowkey_take_u64(&row.key, &at));
        CU_ASSERT_EQUAL(at, ++count);
    }
    store_walk_end(&w);
    CU_ASSERT_TRUE((is_whole && count == number) || store_fault(s) != NULL);
    return number;
}

static uint64_t numbers_of(const char *name)
{
    struct store *s = must_open(name);
    struct buf why = { 0 };
    uint64_t number = check_numbers(s);
    CU_ASSERT_TRUE(store_commit(s, &why));
    store_close(s);
    return number;
}

/* ---- Processes. */

/* Commits one number after the other, and tells each that is committed. */
static void write_numbers(const char *name, int fd)
{
    struct store *s = must_open(name);
    struct buf why = { 0 };
    for (uint64_t number = check_numbers(s) + 1;; number++) {
        put_number(s, number, 3000);
        if (!store_commit(s, &why) || write(fd, &number, sizeof number) != sizeof number) {
            _exit(1);
        }
    }
}

/* Kills a process at moments of chance, mostly while it commits. */
static void killed(void)
{
    struct random r;
    random_seed(&r, 4);
    uint64_t sure = numbers_of("killed.db"), alive = 0;
    for (int round = 0; round < 15; round++) {
        int fds[2], status;
        CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
        pid_t pid = fork();
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(fds[0]);
            write_numbers("killed.db", fds[1]);
        }
        close(fds[1]);
        uint64_t target = sure + random_below(&r, 60), told;
        while (sure < target && read(fds[0], &told, sizeof told) == sizeof told) {
            sure = told;
        }
        usleep((useconds_t)random_below(&r, 1500));
        kill(pid, SIGKILL);
        CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
        CU_ASSERT_TRUE(WIFSIGNALED(status));
        while (read(fds[0], &told, sizeof told) == sizeof told) {
            sure = told;
        }
        close(fds[0]);
        uint64_t kept = numbers_of("killed.db");
        CU_ASSERT_TRUE(kept == sure || kept == sure + 1);
        alive += kept > sure;
        sure = kept;
    }
    CU_ASSERT_TRUE(sure > 200);
    printf("killed: %d commits, %d of which nobody was told\n", (int)sure, (int)alive);
}

/* A child that has the store open until it is killed. */
static pid_t start_holder(const char *name)
{
    int fds[2];
    char c;
    CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct store *s = must_open(name);
        struct buf why = { 0 };
        put_number(s, 1, 10);
        bool is_good = store_commit(s, &why);
        put_number(s, 2, 10);
        is_good = write(fds[1], is_good ? "y" : "n", 1) == 1;
        for (;;) {
            pause();
        }
    }
    CU_ASSERT_EQUAL(read(fds[0], &c, 1), 1);
    CU_ASSERT_EQUAL(c, 'y');
    close(fds[0]);
    close(fds[1]);
    return pid;
}

/* One process at a time has a store. */
static void alone(void)
{
    pid_t pid = start_holder("alone.db");
    check_refused("alone.db", "another process has it open");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    struct store *s = must_open("alone.db");
    CU_ASSERT_EQUAL(check_numbers(s), 1);
    check_refused("alone.db", "another process has it open");
    struct buf why = { 0 };
    put_number(s, 2, 10);
    CU_ASSERT_TRUE(store_commit(s, &why));
    check_refused("alone.db", "another process has it open");
    store_close(s);
    CU_ASSERT_EQUAL(numbers_of("alone.db"), 2);
}

/* SQLite's own program looks into the file. */
static void beside(void)
{
    sqlite3 *other;
    CU_ASSERT_EQUAL(numbers_of("beside.db"), 0);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path_of("beside.db"), &other), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(other, "BEGIN; SELECT * FROM row", NULL, NULL, NULL),
                    SQLITE_OK);
    check_refused("beside.db", "another process has it open");
    sqlite3_close(other);
    struct store *s = must_open("beside.db");
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path_of("beside.db"), &other), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(other, "SELECT * FROM row", NULL, NULL, NULL), SQLITE_BUSY);
    sqlite3_close(other);
    store_close(s);
}

/* ---- Files. */

static void put_database(const char *name, const char *sql)
{
    sqlite3 *file;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path_of(name), &file), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(file, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
}

/* The one number that the SQL asks for. */
static int ask_number(const char *name, const char *sql)
{
    sqlite3 *file;
    sqlite3_stmt *s;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path_of(name), &file), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(file, sql, -1, &s, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_step(s), SQLITE_ROW);
    int number = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(file);
    return number;
}

static void foreign(void)
{
    folder_put("text.db",
               "This is a text that is not a database, however long it may be read.");
    check_refused("text.db", "file is not a database");
    put_database("tables.db", "CREATE TABLE theirs (a)");
    check_refused("tables.db", "it is a SQLite file of another program");
    put_database("number.db", "PRAGMA application_id = 7");
    check_refused("number.db", "it is a SQLite file of another program");
    put_database("version.db", "PRAGMA user_version = 1");
    check_refused("version.db", "it is a SQLite file of another program");
    /* None of them has been changed. */
    CU_ASSERT_EQUAL(ask_number("tables.db", "SELECT count(*) FROM sqlite_schema"), 1);
    CU_ASSERT_EQUAL(ask_number("tables.db", "PRAGMA application_id"), 0);
    CU_ASSERT_EQUAL(ask_number("tables.db", "SELECT count(*) FROM pragma_journal_mode "
                                            "WHERE journal_mode = 'delete'"),
                    1);
    UNIT_TEXT(folder_get("text.db"),
              "This is a text that is not a database, however long it may be read.");
    folder_put("empty.db", "");
    CU_ASSERT_EQUAL(numbers_of("empty.db"), 0);
    CU_ASSERT_EQUAL(ask_number("empty.db", "PRAGMA application_id"), 0x41534C53);
}

static void places(void)
{
    check_refused("missing/a.db", "No such file or directory");
    check_refused("/dev/null/a.db", "Not a directory");
    check_refused("/dev/null", "it is not a file");
    check_refused("/", "it is not a file");
    CU_ASSERT_EQUAL_FATAL(symlink("nowhere.db", path_of("link.db")), 0);
    check_refused("link.db", "No such file or directory");
    CU_ASSERT_EQUAL(numbers_of("a name with 'quotes' and %41?mode=memory#.db"), 0);
    CU_ASSERT_EQUAL(access(path_of("a name with 'quotes' and %41?mode=memory#.db"), F_OK), 0);
    struct stat about;
    CU_ASSERT_EQUAL(stat(path_of("a name with 'quotes' and %41?mode=memory#.db"), &about), 0);
    CU_ASSERT_EQUAL(about.st_mode & 0777, 0600);
}

static void commit_moved(struct store *s)
{
    struct buf why = { 0 };
    put_number(s, 2, 10);
    CU_ASSERT_FALSE(store_commit(s, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), ".db: the file has been moved or removed"));
    store_close(s);
    buf_release(&why);
}

/* Somebody takes the file away, or puts another in its place. */
static void moved(void)
{
    struct buf other = { 0 }, why = { 0 };
    buf_text(&other, path_of("other.db"));
    for (int round = 0; round < 3; round++) {
        struct store *s = must_open("moved.db");
        put_number(s, 1, 10);
        CU_ASSERT_TRUE(store_commit(s, &why));
        if (round == 0) {
            CU_ASSERT_EQUAL(unlink(path_of("moved.db")), 0);
        } else if (round == 1) {
            CU_ASSERT_EQUAL(rename(path_of("moved.db"), other.text), 0);
        } else {
            CU_ASSERT_EQUAL(rename(other.text, path_of("moved.db")), 0);
        }
        commit_moved(s);
        unlink(path_of("moved.db-wal"));
    }
    buf_release(&other);
}

/* Words that SQLite takes for something else where no folder stands in front of them. */
static void words(void)
{
    static const char *const names[] = { ":memory:", "file:a.db?mode=memory" };
    char old[4096];
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(old, sizeof old));
    CU_ASSERT_EQUAL_FATAL(chdir(folder()), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf where = { 0 }, why = { 0 };
        struct store *s = NULL;
        buf_print(&where, "sqlite:%s", names[i]);
        CU_ASSERT_TRUE_FATAL(store_open(kinds, where.text, &s, &why));
        put_number(s, 1, 10);
        CU_ASSERT_TRUE(store_commit(s, &why));
        store_close(s);
        CU_ASSERT_TRUE_FATAL(store_open(kinds, where.text, &s, &why));
        CU_ASSERT_EQUAL(check_numbers(s), 1);
        store_close(s);
        CU_ASSERT_EQUAL(access(names[i], F_OK), 0);
        buf_release(&where);
    }
    CU_ASSERT_EQUAL_FATAL(chdir(old), 0);
}

/* In a child, as somebody who is not root. */
static void try_to_open(const char *name)
{
    struct buf why = { 0 };
    if (geteuid() == 0 && setuid(65534) != 0) {
        _exit(98);
    }
    if (opened(name, &why) == NULL) {
        fprintf(stderr, "%s", strrchr(buf_string(&why), '/'));
        _exit(7);
    }
    _exit(0);
}

static void read_only(void)
{
    CU_ASSERT_EQUAL_FATAL(mkdir(path_of("locked"), 0755), 0);
    CU_ASSERT_EQUAL(numbers_of("file.db"), 0);
    CU_ASSERT_EQUAL(numbers_of("locked/a.db"), 0);
    CU_ASSERT_EQUAL(numbers_of("secret.db"), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(folder(), 0711), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path_of("file.db"), 0444), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path_of("secret.db"), 0), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path_of("locked/a.db"), 0666), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path_of("locked"), 0555), 0);
    death_expect(try_to_open, "file.db", 7, "/file.db: Permission denied");
    death_expect(try_to_open, "secret.db", 7, "/secret.db: Permission denied");
    death_expect(try_to_open, "locked/new.db", 7, "/new.db: Permission denied");
    death_expect(try_to_open, "locked/a.db", 7, "/a.db: its folder: Permission denied");
    CU_ASSERT_EQUAL_FATAL(chmod(path_of("locked"), 0755), 0);
}

/* Bytes of chance in the file: the store may be refused or die, but the process goes on. */
static void corrupt(void)
{
    struct random r;
    struct buf good = { 0 }, key = { 0 };
    struct store *s = must_open("good.db");
    struct buf why = { 0 };
    for (uint64_t i = 0; i < 500; i++) {
        buf_clear(&key);
        rowkey_add_u64(&key, i);
        store_put(s, (unsigned)i % 3, store_buf(&key), store_text("0123456789"));
    }
    CU_ASSERT_TRUE(store_commit(s, &why));
    store_close(s);
    CU_ASSERT_EQUAL_FATAL(descriptor_read_path(path_of("good.db"), &good, 1 << 20), 0);
    CU_ASSERT_TRUE_FATAL(good.size > 16384 * 4);
    random_seed(&r, 5);
    faultvfs_use();
    unsigned refused = 0, dead = 0;
    for (int round = 0; round < 300; round++) {
        struct buf bad = { 0 };
        buf_put(&bad, good.text,
                random_below(&r, 8) == 0 ? random_below(&r, good.size) : good.size);
        for (uint64_t i = random_below(&r, 40); i > 0 && bad.size > 0; i--) {
            bad.text[random_below(&r, bad.size)] = (char)random_below(&r, 128);
        }
        folder_put_n("bad.db", bad.text != NULL ? bad.text : "", bad.size);
        buf_clear(&why);
        s = opened("bad.db", &why);
        refused += s == NULL;
        for (unsigned table = 0; s != NULL && table < 4; table++) {
            struct store_walk w;
            struct store_row row;
            store_walk_begin(&w, s, table, store_text(""), table % 2);
            for (int i = 0; i < 1000 && store_walk_next(&w, &row); i++) {
            }
            store_walk_end(&w);
            put_number(s, table, 5000);
            dead += !store_commit(s, &why) && table == 3;
        }
        CU_ASSERT_TRUE(why.size == 0 || strstr(why.text, "/bad.db: ") != NULL);
        store_close(s);
        unlink(path_of("bad.db-wal"));
        buf_release(&bad);
    }
    CU_ASSERT_TRUE(refused > 20);
    CU_ASSERT_TRUE(dead > 20);
    printf("corrupt: %u refused, %u died, %u went on\n", refused, dead, 300 - refused - dead);
    buf_release(&good);
    buf_release(&key);
    buf_release(&why);
}

/* ---- The schema. */

static void migrations(void)
{
    const char *steps[] = { sqlite_steps[0],
                            sqlite_steps[1],
                            sqlite_steps[2],
                            "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('two')",
                            "UPDATE row SET value = CAST('migrated' AS BLOB) WHERE place = 5",
                            NULL,
                            NULL };
    void *rows = NULL;
    struct buf why = { 0 };
    struct store *s = must_open("old.db");
    put_number(s, 1, 10);
    store_put(s, 5, store_text("a"), store_text("as it was"));
    CU_ASSERT_TRUE(store_commit(s, &why));
    store_close(s);
    CU_ASSERT_EQUAL(ask_number("old.db", "PRAGMA user_version"), 3);

    /* A step that fails leaves the file as it was, with what went before it. */
    steps[5] = "INSERT INTO missing VALUES (1)";
    CU_ASSERT_FALSE(sqlite_open(path_of("old.db"), steps, &rows, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "/old.db: no such table: missing"));
    CU_ASSERT_EQUAL(ask_number("old.db", "PRAGMA user_version"), 3);
    CU_ASSERT_EQUAL(ask_number("old.db", "SELECT count(*) FROM sqlite_schema"), 4);
    CU_ASSERT_EQUAL(numbers_of("old.db"), 1);

    steps[5] = NULL;
    CU_ASSERT_TRUE_FATAL(sqlite_open(path_of("old.db"), steps, &rows, &why));
    struct store_row row = { 0 };
    CU_ASSERT_TRUE(store_sqlite.get(rows, 5, store_text("a"), &row, &why));
    CU_ASSERT_EQUAL(store_compare(row.value, store_text("migrated")), 0);
    store_sqlite.close(rows, false);
    CU_ASSERT_EQUAL(ask_number("old.db", "PRAGMA user_version"), 5);
    CU_ASSERT_EQUAL(ask_number("old.db", "SELECT text = 'two' FROM note"), 1);

    check_refused("old.db",
                  "it was written by a newer version of the program: its schema is 5, "
                  "the newest that is known here is 3");
    CU_ASSERT_EQUAL(ask_number("old.db", "PRAGMA user_version"), 5);

    /* A new file goes through all steps at once. */
    CU_ASSERT_TRUE_FATAL(sqlite_open(path_of("new.db"), steps, &rows, &why));
    store_sqlite.close(rows, false);
    CU_ASSERT_EQUAL(ask_number("new.db", "PRAGMA user_version"), 5);
    CU_ASSERT_EQUAL(ask_number("new.db", "SELECT count(*) FROM note"), 1);
    buf_release(&why);
}

/* A file as the first version of the schema has it. */
static void first_version(void)
{
    struct buf why = { 0 };
    struct store_bytes value;
    put_database("first.db", "PRAGMA user_version = 1; PRAGMA application_id = 1095978067");
    put_database("first.db", sqlite_steps[0]);
    put_database("first.db", "INSERT INTO row VALUES (1, x'61', x'31'), (1, x'6100', x''), "
                             "(2, x'61', zeroblob(3000)), (9, x'', x'39')");
    struct store *s = must_open("first.db");
    CU_ASSERT_TRUE(store_get(s, 1, store_text("a"), &value));
    CU_ASSERT_EQUAL(store_compare(value, store_text("1")), 0);
    CU_ASSERT_TRUE(store_get(s, 1, (struct store_bytes){ "a", 2 }, &value));
    CU_ASSERT_EQUAL(value.size, 0);
    CU_ASSERT_TRUE(store_get(s, 2, store_text("a"), &value));
    CU_ASSERT_EQUAL(value.size, 3000);
    CU_ASSERT_TRUE(store_get(s, 9, store_text(""), &value));
    store_put(s, 1, store_text("a"), store_text("new"));
    store_remove(s, 9, store_text(""));
    CU_ASSERT_TRUE(store_commit(s, &why));
    store_close(s);
    CU_ASSERT_EQUAL(ask_number("first.db", "PRAGMA user_version"), 3);
    CU_ASSERT_EQUAL(ask_number("first.db", "SELECT count(*) FROM row"), 3);
    buf_release(&why);
}

/* What a process that was killed has left in the log is read; a log that is none is refused. */
static void logged(void)
{
    static const char *const damaged[] = { "x'00'",         "x'0001'",
                                           "x'000180'",     "x'000105'",
                                           "x'3001006100'", "x'00FFFFFFFFFFFFFFFFFFFF01'" };
    struct store_bytes value;
    store_close(must_open("log.db"));
    put_database("log.db", "INSERT INTO row (place, key, value) VALUES (5, x'62', x'32'); "
                           "INSERT INTO log (changes) VALUES (x'050101613185010062'), "
                           "(x'050102613333')");
    struct store *s = must_open("log.db");
    CU_ASSERT_TRUE(store_get(s, 5, store_text("a"), &value));
    CU_ASSERT_EQUAL(store_compare(value, store_text("33")), 0);
    CU_ASSERT_FALSE(store_get(s, 5, store_text("b"), NULL));
    store_close(s);
    CU_ASSERT_EQUAL(ask_number("log.db", "SELECT count(*) FROM log"), 0);
    CU_ASSERT_EQUAL(ask_number("log.db", "SELECT count(*) FROM row"), 1);
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct buf sql = { 0 };
        buf_print(&sql, "DELETE FROM log; INSERT INTO log (changes) VALUES (%s)", damaged[i]);
        put_database("log.db", sql.text);
        check_refused("log.db", "its log of changes is damaged");
        buf_release(&sql);
    }
    CU_ASSERT_EQUAL(ask_number("log.db", "SELECT count(*) FROM row"), 1);
}

/* ---- Faults of the disk. */

/* In a child that may not write files of more than 800,000 bytes. Its exit code is the last
 * number that is durable. */
static void fill(const char *name)
{
    static const char wanted[] = "/full.db: disk I/O error: File too large";
    struct rlimit limit = { 800000, 800000 };
    struct store *s = must_open(name);
    struct buf why = { 0 }, again = { 0 };
    uint64_t number = 0;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        _exit(98);
    }
    do {
        put_number(s, ++number, 20000);
    } while (store_commit(s, &why) && number < 90);
    put_number(s, number, 20000);
    bool is_dead = !store_commit(s, &again) && strcmp(again.text, why.text) == 0;
    store_close(s);
    _exit(is_dead && strstr(why.text, wanted) != NULL ? (int)number - 1 : 99);
}

static void full(void)
{
    int status = 0;
    CU_ASSERT_EQUAL(numbers_of("full.db"), 0);
    pid_t pid = fork();
    if (pid == 0) {
        fill("full.db");
    }
    CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
    CU_ASSERT_TRUE_FATAL(WIFEXITED(status));
    CU_ASSERT_TRUE(WEXITSTATUS(status) > 5 && WEXITSTATUS(status) < 90);
    CU_ASSERT_EQUAL(numbers_of("full.db"), WEXITSTATUS(status));
}

/* What a process does with a store until it meets a fault: returns the last number of which it
 * was told that it is durable. */
static uint64_t work(const char *name, uint64_t sure, size_t filler_size)
{
    struct buf why = { 0 };
    struct store *s = opened(name, &why);
    uint64_t number = s != NULL ? number_in(s, 0, "number") : 0;
    bool is_good = s != NULL && store_commit(s, &why);
    if (is_good) {
        CU_ASSERT_TRUE(number == sure || number == sure + 1);
        sure = number;
    }
    for (int i = 0; is_good && i < 6; i++) {
        put_number(s, sure + 1, filler_size);
        is_good = check_numbers(s) == sure + 1 || store_fault(s) != NULL;
        CU_ASSERT_TRUE(is_good);
        is_good = store_commit(s, &why);
        sure += is_good;
    }
    CU_ASSERT_TRUE(is_good || strstr(buf_string(&why), name) != NULL);
    store_close(s);
    buf_release(&why);
    return sure;
}

/* One call after the other fails, until there is none left that could. */
static int sweep(const char *name, enum faultvfs_call call, int code, bool for_ever,
                 bool is_torn)
{
    int rounds = 0;
    faultvfs_use();
    uint64_t sure = numbers_of(name);
    for (long in = 0;; in += 1 + in / 10) {
        faultvfs.call = call;
        faultvfs.code = code;
        faultvfs.for_ever = for_ever;
        faultvfs.is_torn = is_torn;
        faultvfs.failed = 0;
        faultvfs.in = in;
        sure = work(name, sure, rounds % 4 == 3 ? 4000000 : 6000);
        faultvfs.in = -1;
        bool is_hit = faultvfs.failed > 0;
        faultvfs.failed = 0;
        uint64_t kept = numbers_of(name);
        CU_ASSERT_TRUE(kept == sure || kept == sure + 1);
        sure = kept;
        rounds++;
        if (!is_hit && rounds % 4 == 0) {
            break;
        }
    }
    return rounds;
}

static void faults(void)
{
    int rounds = 0;
    for (int mode = 0; mode < 2; mode++) {
        rounds += sweep("read.db", FAULT_READ, 0, mode, false);
        rounds += sweep("write.db", FAULT_WRITE, SQLITE_IOERR_WRITE, mode, false);
        rounds += sweep("torn.db", FAULT_WRITE, SQLITE_IOERR_WRITE, mode, true);
        rounds += sweep("space.db", FAULT_WRITE, SQLITE_FULL, mode, true);
        rounds += sweep("sync.db", FAULT_SYNC, 0, mode, false);
        rounds += sweep("truncate.db", FAULT_TRUNCATE, 0, mode, false);
        rounds += sweep("open.db", FAULT_OPEN, 0, mode, false);
    }
    CU_ASSERT_TRUE(rounds > 100);
    printf("faults: %d rounds\n", rounds);
}

/* A sync that fails while a commit brings it to the log, or the log to the file. */
static void syncs(void)
{
    struct buf why = { 0 }, wanted = { 0 };
    buf_print(&wanted, "%s: disk I/O error", path_of("fsync.db"));
    faultvfs_use();
    for (size_t size = 100; size < 10000000; size *= 100) {
        struct store *s = must_open("fsync.db");
        uint64_t number = check_numbers(s);
        put_number(s, number + 1, 100);
        CU_ASSERT_TRUE(store_commit(s, &why));
        faultvfs.call = FAULT_SYNC;
        faultvfs.for_ever = false;
        faultvfs.failed = 0;
        /* Forty million bytes are more than the log keeps: its second sync is that of the
         * file.
         */
        size_t bytes = size == 1000000 ? 40000000 : size;
        faultvfs.in = size == 1000000 ? 1 : 0;
        put_number(s, number + 2, bytes);
        CU_ASSERT_FALSE(store_commit(s, &why));
        CU_ASSERT_EQUAL(faultvfs.failed, 1);
        CU_ASSERT_EQUAL(strncmp(buf_string(&why), wanted.text, wanted.size), 0);
        buf_clear(&why);
        /* The next sync would go well, but nobody asks for it. */
        put_number(s, number + 3, 100);
        CU_ASSERT_FALSE(store_commit(s, &why));
        buf_clear(&why);
        store_close(s);
        uint64_t kept = numbers_of("fsync.db");
        CU_ASSERT_TRUE(kept == number + 1 || kept == number + 2);
    }
    buf_release(&why);
    buf_release(&wanted);
}

/* Those from `corrupt` on have SQLite call the system through faultvfs.h. */
UNIT_MAIN("sqlite", { "killed", killed }, { "alone", alone }, { "beside", beside },
          { "foreign", foreign }, { "places", places }, { "moved", moved }, { "words", words },
          { "read_only", read_only }, { "migrations", migrations },
          { "first version", first_version }, { "logged", logged }, { "full", full },
          { "corrupt", corrupt }, { "faults", faults }, { "syncs", syncs })
