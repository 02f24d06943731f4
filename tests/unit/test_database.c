/*
 * The SQLite file of an embedded service: rows, transactions, two who share a file, faults.
 */
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/store/database.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#define SCHEMA "CREATE TABLE IF NOT EXISTS pair (name TEXT PRIMARY KEY, number, bytes BLOB)"
#define INSERT "INSERT INTO pair VALUES (?1, ?2, ?3)"
#define COUNT  "SELECT count(*) FROM pair"

static struct database *opened(const char *name)
{
    struct database *d = NULL;
    struct buf why = { 0 };
    CU_ASSERT_TRUE_FATAL(database_open(folder(), name, SCHEMA, &d, &why));
    UNIT_TEXT(buf_string(&why), "");
    return d;
}

static void insert(struct database *d, const char *name, int64_t number)
{
    struct statement *s = database_statement(d, INSERT);
    database_set_text(s, 1, name);
    database_set_int(s, 2, number);
    database_set_bytes(s, 3, "a\0b", 3);
    CU_ASSERT_EQUAL(database_run(s), 1);
}

static int64_t counted(struct database *d)
{
    struct statement *s = database_statement(d, COUNT);
    CU_ASSERT_TRUE_FATAL(database_row(s));
    int64_t count = database_int(s, 0);
    database_leave(s);
    return count;
}

static void rows(void)
{
    struct database *d = opened("rows.db");
    struct buf why = { 0 };
    size_t size;
    database_begin(d, true);
    insert(d, "one", 1);
    insert(d, NULL, INT64_MIN);
    CU_ASSERT_TRUE(database_end(d, true, &why));
    struct statement *s = database_statement(d, "SELECT * FROM pair ORDER BY number");
    CU_ASSERT_TRUE_FATAL(database_row(s));
    CU_ASSERT_PTR_NULL(database_text(s, 0));
    CU_ASSERT_EQUAL(database_int(s, 1), INT64_MIN);
    CU_ASSERT_TRUE_FATAL(database_row(s));
    CU_ASSERT_STRING_EQUAL(database_text(s, 0), "one");
    const void *bytes = database_bytes(s, 2, &size);
    CU_ASSERT_EQUAL_FATAL(size, 3);
    CU_ASSERT_EQUAL(memcmp(bytes, "a\0b", 3), 0);
    CU_ASSERT_FALSE(database_row(s));
    database_close(d);
    d = opened("rows.db");
    CU_ASSERT_EQUAL(counted(d), 2);
    database_close(d);
}

static void transactions(void)
{
    struct database *d = opened("transactions.db");
    struct database *other = opened("transactions.db");
    struct buf why = { 0 };
    database_begin(d, true);
    insert(d, "undone", 1);
    CU_ASSERT_TRUE(database_end(d, false, &why));
    CU_ASSERT_EQUAL(counted(d), 0);
    database_begin(d, true);
    insert(d, "done", 1);
    CU_ASSERT_EQUAL(counted(other), 0);
    CU_ASSERT_TRUE(database_end(d, true, &why));
    CU_ASSERT_EQUAL(counted(other), 1);
    database_close(other);
    database_close(d);
}

/* After a fault nothing of the transaction stays, and the next one is not touched by it. */
static void faults(void)
{
    struct database *d = opened("faults.db");
    struct buf why = { 0 };
    database_begin(d, true);
    insert(d, "twice", 1);
    struct statement *s = database_statement(d, INSERT);
    database_set_text(s, 1, "twice");
    CU_ASSERT_EQUAL(database_run(s), 0);
    CU_ASSERT_FALSE(database_row(database_statement(d, COUNT)));
    CU_ASSERT_FALSE(database_end(d, true, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "faults.db: UNIQUE constraint failed"));
    CU_ASSERT_EQUAL(counted(d), 0);
    database_close(d);
    buf_release(&why);
}

/* What could not be compiled is compiled once it can be. */
static void late(void)
{
    static const char count[] = "SELECT count(*) FROM later";
    struct database *d = opened("late.db");
    struct buf why = { 0 };
    database_begin(d, true);
    struct statement *s = database_statement(d, count);
    database_set_int(s, 1, 1);
    CU_ASSERT_FALSE(database_row(s));
    database_leave(s);
    CU_ASSERT_FALSE(database_end(d, true, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "late.db: no such table: later"));
    buf_clear(&why);
    database_begin(d, true);
    database_run(database_statement(d, "CREATE TABLE later (a)"));
    s = database_statement(d, count);
    CU_ASSERT_TRUE(database_row(s));
    CU_ASSERT_EQUAL(database_int(s, 0), 0);
    CU_ASSERT_TRUE(database_end(d, true, &why));
    database_close(d);
    buf_release(&why);
}

static void files(void)
{
    struct database *d = NULL;
    struct buf why = { 0 };
    folder_put("broken.db",
               "This is a text that is not a database, however long it may be read.");
    CU_ASSERT_FALSE(database_open(folder(), "broken.db", SCHEMA, &d, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "broken.db: file is not a database"));
    buf_clear(&why);
    CU_ASSERT_FALSE(database_open("/dev/null/folder", "a.db", SCHEMA, &d, &why));
    UNIT_TEXT(buf_string(&why), "The folder /dev/null/folder cannot be made: Not a directory");
    CU_ASSERT_PTR_NULL(d);
    buf_release(&why);
}

UNIT_MAIN("database", { "rows", rows }, { "transactions", transactions }, { "faults", faults },
          { "late", late }, { "files", files })
