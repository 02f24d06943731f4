/*
 * What each kind of store has to do: every test runs over all of them.
 */
#include "runtime/store/store.h"

#include <sys/socket.h>
#include <unistd.h>

#include <stdlib.h>

#include "runtime/base/random.h"
#include "runtime/postgres/pglink.h"
#include "runtime/postgres/postgres.h"
#include "runtime/store/lent.h"
#include "runtime/store/memory.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/sqlite.h"
#include "tests/unit/faultstore.h"
#include "tests/unit/folder.h"
#include "tests/unit/storemodel.h"
#include "tests/unit/unit.h"

static const struct store_kind *const kinds[] = { &store_memory, &faultstore_kind,
                                                  &store_sqlite, &store_postgres, NULL };

struct driver {
    const char *kind;
    bool lasts; /* what was committed is there when the store is opened again */
    size_t key_max;
};
static const struct driver drivers[] = {
    { "memory", false, 1 << 20 }, { "lent", false, 1 << 20 }, { "fault", true, 1 << 20 },
    { "sqlite", true, 1 << 20 },  { "postgres", true, 2000 },
};

/* Where a PostgreSQL server is, as libpq takes it: tests/postgres.sh starts one. */
#define POSTGRES getenv("ASL_TEST_POSTGRES")

static const struct driver *driver;
static struct store *s;
static char *where;

/* The process that has a store until nobody borrows it any more. */
static void lend(struct store *of, int fd)
{
    struct buf why = { 0 };
    enum lent lent;
    while ((lent = lent_take(of, fd)) != LENT_GONE) {
        if (lent == LENT_CHANGED && store_commit(of, &why)) {
            lent_committed(fd);
        }
    }
    _exit(0);
}

/* The store is one of another process from now on. */
static void borrow(void)
{
    int fds[2];
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    pid_t pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        close(fds[0]);
        lend(s, fds[1]);
    }
    close(fds[1]);
    lent_borrow(s, fds[0]);
}

static void open_store(void)
{
    struct buf why = { 0 };
    bool is_lent = strcmp(driver->kind, "lent") == 0;
    if (!store_open(kinds, is_lent ? "memory" : where, &s, &why)) {
        fprintf(stderr, "%s\n", buf_string(&why));
        abort();
    }
    UNIT_TEXT(buf_string(&why), "");
    if (is_lent) {
        borrow();
    }
}

/* What kill -9 leaves. */
static void reopen(void)
{
    store_close(s);
    open_store();
}

static void commit(void)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(store_commit(s, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

/* Tables of their own in the database: new. */
static char *new_schema(int number)
{
    struct buf conninfo = { 0 }, sql = { 0 }, why = { 0 };
    struct pgbatch b = { .count = 0 };
    struct pglink *l;
    buf_print(&sql, "create schema t%ld_%d", (long)getpid(), number);
    struct pgquery make = { sql.text, { 0 } };
    buf_print(&conninfo, "%s options='-c search_path=t%ld_%d'", POSTGRES, (long)getpid(),
              number);
    CU_ASSERT_TRUE_FATAL(pglink_open(POSTGRES, &l, &why));
    pgbatch_add(&b, &make, NULL);
    CU_ASSERT_TRUE_FATAL(pglink_ask(l, &b, &why));
    pgbatch_release(&b);
    pglink_close(l);
    CU_ASSERT_TRUE_FATAL(postgres_make(conninfo.text, false, &why));
    buf_release(&sql);
    return buf_take(&conninfo);
}

/* Where a store of the driver's kind that is still empty is. */
static char *new_place(void)
{
    static int count;
    struct buf place = { 0 };
    buf_text(&place, driver->kind);
    if (strcmp(driver->kind, "sqlite") == 0) {
        buf_print(&place, ":%s/%d.db", folder(), count++);
    }
    if (strcmp(driver->kind, "postgres") == 0) {
        char *conninfo = new_schema(count++);
        buf_print(&place, ":%s", conninfo);
        memory_release(conninfo);
    }
    return buf_take(&place);
}

static void on_all(void (*test)(void))
{
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
        unsigned failures = CU_get_number_of_failures();
        driver = &drivers[i];
        if (strcmp(driver->kind, "postgres") == 0 && POSTGRES == NULL) {
            continue;
        }
        where = new_place();
        faultstore_begin(1);
        open_store();
        test();
        store_close(s);
        faultstore_end();
        memory_release(where);
        if (CU_get_number_of_failures() > failures) {
            fprintf(stderr, "this was the store %s\n", driver->kind);
        }
    }
}

#define ON_ALL(test)                                                                           \
    static void all_##test(void)                                                               \
    {                                                                                          \
        on_all(test);                                                                          \
    }

static struct store_bytes bytes(const char *at, size_t size)
{
    return (struct store_bytes){ at, size };
}

static void put(unsigned table, const char *key, const char *value)
{
    store_put(s, table, store_text(key), store_text(value));
}

static bool same(struct store_bytes a, struct store_bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* The value's text, NULL if there is no such row: static, until the next call. */
static const char *got(unsigned table, const char *key)
{
    static char text[64];
    struct store_bytes value;
    if (!store_get(s, table, store_text(key), &value)) {
        return NULL;
    }
    snprintf(text, sizeof text, "%.*s", (int)value.size, value.at != NULL ? value.at : "");
    return text;
}

/* All keys that a walk meets, each with a blank behind: static, until the next call. */
static const char *walked(unsigned table, const char *prefix, bool backward)
{
    static struct buf text;
    struct store_walk w;
    struct store_row row;
    buf_clear(&text);
    store_walk_begin(&w, s, table, store_text(prefix), backward);
    while (store_walk_next(&w, &row)) {
        buf_put(&text, row.key.at, row.key.size);
        buf_char(&text, ' ');
    }
    store_walk_end(&w);
    return buf_string(&text);
}

/* ---- Single rows. */

static void rows(void)
{
    CU_ASSERT_PTR_NULL(got(0, "a"));
    store_remove(s, 0, store_text("a"));
    put(0, "a", "first");
    UNIT_TEXT(got(0, "a"), "first");
    CU_ASSERT_TRUE(store_get(s, 0, store_text("a"), NULL));
    CU_ASSERT_FALSE(store_get(s, 0, store_text("aa"), NULL));
    CU_ASSERT_FALSE(store_get(s, 0, store_text(""), NULL));
    put(0, "a", "a second one that is longer");
    UNIT_TEXT(got(0, "a"), "a second one that is longer");
    put(0, "a", "3");
    UNIT_TEXT(got(0, "a"), "3");
    commit();
    UNIT_TEXT(got(0, "a"), "3");
    store_remove(s, 0, store_text("a"));
    CU_ASSERT_PTR_NULL(got(0, "a"));
    commit();
    CU_ASSERT_PTR_NULL(got(0, "a"));
    put(0, "a", "again");
    UNIT_TEXT(got(0, "a"), "again");
    CU_ASSERT_PTR_NULL(store_fault(s));
}
ON_ALL(rows)

/* Keys and values are bytes: none of them ends one. */
static void any_bytes(void)
{
    static const char all[] = "\0\1'\"%\x7F\x80\xFE\xFF\0";
    struct store_row row;
    for (size_t size = 0; size <= sizeof all; size++) {
        store_put(s, 3, bytes(all, size), bytes(all + sizeof all - size, size));
    }
    store_put(s, 4, bytes(NULL, 0), bytes(NULL, 0));
    for (int round = 0; round < 2; round++) {
        struct store_walk w;
        store_walk_begin(&w, s, 3, bytes(NULL, 0), false);
        for (size_t size = 0; size <= sizeof all; size++) {
            struct store_bytes value = { 0 };
            CU_ASSERT_TRUE(store_get(s, 3, bytes(all, size), &value));
            CU_ASSERT_TRUE(same(value, bytes(all + sizeof all - size, size)));
            CU_ASSERT_TRUE(store_walk_next(&w, &row));
            CU_ASSERT_TRUE(same(row.key, bytes(all, size)));
            CU_ASSERT_TRUE(same(row.value, bytes(all + sizeof all - size, size)));
        }
        CU_ASSERT_FALSE(store_walk_next(&w, &row));
        store_walk_end(&w);
        UNIT_TEXT(got(4, ""), "");
        commit();
    }
}
ON_ALL(any_bytes)

static void large(void)
{
    const size_t size = 1 << 20;
    char *value = memory_get(size + 1), *key = memory_get(size);
    struct store_bytes seen = { 0 };
    memset(key, 'k', size);
    for (size_t i = 0; i <= size; i++) {
        value[i] = (char)(unsigned char)(i * 2654435761u >> 13);
    }
    put(0, "before", "1");
    store_put(s, 0, store_text("large"), bytes(value, size));
    put(0, "mean", "2");
    commit();
    CU_ASSERT_TRUE(store_get(s, 0, store_text("large"), &seen));
    CU_ASSERT_TRUE(same(seen, bytes(value, size)));
    UNIT_TEXT(walked(0, "", false), "before large mean ");
    store_put(s, 0, store_text("large"), bytes(value + 1, size));
    store_put(s, 1, bytes(key, driver->key_max), store_text("of a long key"));
    if (driver->lasts) {
        commit();
        reopen();
    }
    CU_ASSERT_TRUE(store_get(s, 0, store_text("large"), &seen));
    CU_ASSERT_TRUE(same(seen, bytes(value + 1, size)));
    CU_ASSERT_TRUE(store_get(s, 1, bytes(key, driver->key_max), &seen));
    CU_ASSERT_TRUE(same(seen, store_text("of a long key")));
    CU_ASSERT_FALSE(store_get(s, 1, bytes(key, driver->key_max - 1), NULL));
    store_put(s, 0, store_text("large"), store_text("small"));
    UNIT_TEXT(got(0, "large"), "small");
    memory_release(key);
    memory_release(value);
}
ON_ALL(large)

/* What is put may be a row's own bytes. */
static void borrowed(void)
{
    struct store_bytes value;
    struct store_walk w;
    struct store_row row;
    put(0, "a", "0123456789");
    CU_ASSERT_TRUE(store_get(s, 0, store_text("a"), &value));
    store_put(s, 0, store_text("b"), value);
    CU_ASSERT_TRUE(store_get(s, 0, store_text("a"), &value));
    store_put(s, 0, store_text("a"), bytes(value.at + 2, 7));
    CU_ASSERT_TRUE(store_get(s, 0, store_text("a"), &value));
    store_put(s, 0, store_text("a"), bytes(value.at, 1));
    CU_ASSERT_TRUE(store_get(s, 0, store_text("b"), &value));
    store_put(s, 0, value, value);
    CU_ASSERT_TRUE(store_get(s, 0, store_text("b"), &value));
    CU_ASSERT_TRUE(store_get(s, 0, value, &value));
    CU_ASSERT_TRUE(same(value, store_text("0123456789")));
    store_walk_begin(&w, s, 0, store_text("0"), false);
    CU_ASSERT_TRUE(store_walk_next(&w, &row));
    CU_ASSERT_TRUE(store_get(s, 0, row.key, &value));
    store_walk_end(&w);
    UNIT_TEXT(got(0, "a"), "2");
    UNIT_TEXT(got(0, "b"), "0123456789");
    UNIT_TEXT(got(0, "0123456789"), "0123456789");
    store_walk_begin(&w, s, 0, store_text(""), false);
    while (store_walk_next(&w, &row)) {
        store_put(s, 0, row.key, row.key);
    }
    store_walk_end(&w);
    UNIT_TEXT(got(0, "b"), "b");
    store_walk_begin(&w, s, 0, store_text(""), true);
    while (store_walk_next(&w, &row)) {
        store_remove(s, 0, row.key);
    }
    store_walk_end(&w);
    UNIT_TEXT(walked(0, "", false), "");
}
ON_ALL(borrowed)

/* ---- Walks. */

static void tables(void)
{
    for (unsigned table = 0; table < STORE_APPENDED; table++) {
        char value[12];
        snprintf(value, sizeof value, "%u", table);
        if (table % 5 != 3) {
            put(table, "a", value);
            put(table, "\xFF", value);
        }
    }
    commit();
    for (unsigned table = 0; table < STORE_APPENDED; table++) {
        char value[12];
        snprintf(value, sizeof value, "%u", table);
        bool is_there = table % 5 != 3;
        UNIT_TEXT(is_there ? got(table, "a") : value, value);
        UNIT_TEXT(walked(table, "", false), is_there ? "a \xFF " : "");
        UNIT_TEXT(walked(table, "", true), is_there ? "\xFF a " : "");
    }
    store_remove(s, 10, store_text("a"));
    UNIT_TEXT(walked(9, "", false), "a \xFF ");
    UNIT_TEXT(walked(10, "", false), "\xFF ");
    UNIT_TEXT(walked(11, "", true), "\xFF a ");
}
ON_ALL(tables)

/* The numbers that a walk over a table meets, each with a blank behind: static. */
static const char *numbers(unsigned table, struct store_bytes from, bool backward)
{
    static struct buf text;
    struct store_walk w;
    struct store_row row;
    buf_clear(&text);
    store_walk_begin(&w, s, table, bytes(NULL, 0), backward);
    if (from.at != NULL) {
        store_walk_from(&w, from);
    }
    while (store_walk_next(&w, &row)) {
        CU_ASSERT_EQUAL(row.key.size, ROWKEY_NUMBER);
        buf_print(&text, "%llu ", (unsigned long long)rowkey_u64(row.key.at));
    }
    store_walk_end(&w);
    return buf_string(&text);
}

/* Rows that are appended: keys are numbers, whatever is asked for. */
static void appended(void)
{
    char key[ROWKEY_NUMBER];
    struct store_bytes value;
    const unsigned first = STORE_APPENDED, last = STORE_TABLES - 1;
    for (int i = 0; i < 4; i++) {
        uint64_t number = UINT64_C(1) << 18 * i;
        store_append(s, first, number, rowkey_of_u64(key, number));
        store_append(s, last, number + 1, bytes(NULL, 0));
    }
    for (int round = 0; round < 2; round++) {
        UNIT_TEXT(numbers(first, bytes(NULL, 0), false),
                  "1 262144 68719476736 18014398509481984 ");
        UNIT_TEXT(numbers(last, bytes(NULL, 0), true),
                  "18014398509481985 68719476737 262145 2 ");
        UNIT_TEXT(numbers(first + 1, bytes(NULL, 0), false), "");
        UNIT_TEXT(numbers(first, bytes("\0\0\0\0\0\4\0\0", 8), false),
                  "262144 68719476736 18014398509481984 ");
        UNIT_TEXT(numbers(first, bytes("\0\0\0\0\0\4\0\0", 8), true), "262144 1 ");
        UNIT_TEXT(numbers(first, bytes("\0\0\0\0\0\4\0\0a", 9), false),
                  "68719476736 18014398509481984 ");
        UNIT_TEXT(numbers(first, bytes("\0\0\0\0\0\4\0\0a", 9), true), "262144 1 ");
        UNIT_TEXT(numbers(first, bytes("\0\0\0\0\0\4", 6), true), "1 ");
        UNIT_TEXT(numbers(first, bytes("\1", 1), false), "");
        UNIT_TEXT(numbers(first, bytes("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9), false), "");
        CU_ASSERT_TRUE(store_get(s, first, rowkey_of_u64(key, 262144), &value));
        CU_ASSERT_TRUE(same(value, bytes(key, sizeof key)));
        CU_ASSERT_TRUE(store_get(s, last, rowkey_of_u64(key, 2), &value));
        CU_ASSERT_EQUAL(value.size, 0);
        CU_ASSERT_FALSE(store_get(s, last, bytes(key, 7), NULL));
        CU_ASSERT_FALSE(store_get(s, last, rowkey_of_u64(key, UINT64_MAX), NULL));
        commit();
    }
    store_remove(s, first, rowkey_of_u64(key, 1));
    store_remove(s, first, rowkey_of_u64(key, 2));
    store_remove(s, first, bytes("abc", 3));
    UNIT_TEXT(numbers(first, bytes(NULL, 0), false), "262144 68719476736 18014398509481984 ");
}
ON_ALL(appended)

/* Two walks side by side, over tables with the same keys, while the rows that they meet are
 * read once more. */
static void side_by_side(void)
{
    for (int backward = 0; backward < 2; backward++) {
        struct store_walk walks[2];
        struct store_row row;
        char c = backward ? 'd' : 'a';
        for (unsigned table = 0; table < 2; table++) {
            for (const char *at = "abcd"; *at != '\0'; at++) {
                store_put(s, table, bytes(at, 1), store_text(table == 0 ? "zero" : "one"));
            }
            store_walk_begin(&walks[table], s, table, store_text(""), backward);
        }
        for (int i = 0; i < 4; i++, c = (char)(backward ? c - 1 : c + 1)) {
            for (unsigned table = 0; table < 2; table++) {
                CU_ASSERT_TRUE(store_walk_next(&walks[table], &row));
                CU_ASSERT_TRUE(same(row.key, bytes(&c, 1)));
                CU_ASSERT_TRUE(same(row.value, store_text(table == 0 ? "zero" : "one")));
            }
            if (i % 2) {
                CU_ASSERT_TRUE(store_get(s, 0, bytes(&c, 1), NULL));
            }
        }
        CU_ASSERT_FALSE(store_walk_next(&walks[0], &row));
        CU_ASSERT_FALSE(store_walk_next(&walks[1], &row));
        store_walk_end(&walks[0]);
        store_walk_end(&walks[1]);
        store_walk_begin(&walks[0], s, 0, store_text(""), backward);
        for (int i = 0; i < 4; i++) {
            CU_ASSERT_TRUE(store_walk_next(&walks[0], &row));
            CU_ASSERT_TRUE(store_get(s, 0, row.key, NULL));
        }
        CU_ASSERT_FALSE(store_walk_next(&walks[0], &row));
        store_walk_end(&walks[0]);
    }
}
ON_ALL(side_by_side)

/* The rows that `w` meets are those of the model from `first` on, as far as `fits` says. */
static void compare(struct store_walk *w, struct model *m, unsigned table,
                    struct store_bytes prefix, const struct store_bytes *from, bool is_passed)
{
    struct store_row row;
    for (size_t i = 0; i < m->count; i++) {
        const struct model_row *r = &m->rows[w->backward ? m->count - 1 - i : i];
        struct store_bytes key = bytes(r->key, r->key_size);
        int order = from != NULL ? model_order(r, table, *from) : 0;
        order = w->backward ? -order : order;
        if (r->table != table || order < 0 || (order == 0 && is_passed) ||
            r->key_size < prefix.size || !same(bytes(r->key, prefix.size), prefix)) {
            continue;
        }
        bool is_there = store_walk_next(w, &row);
        CU_ASSERT_TRUE_FATAL(is_there);
        CU_ASSERT_TRUE(same(row.key, key));
        CU_ASSERT_TRUE(same(row.value, bytes(r->value, r->value_size)));
    }
    CU_ASSERT_FALSE(store_walk_next(w, &row));
    CU_ASSERT_FALSE(store_walk_next(w, &row));
}

/* Walks from everywhere to everywhere, over keys of up to two bytes; `at` is which of them. */
#define SHORT_KEYS (1 + 6 + 36)
static size_t short_key(size_t at, char key[2])
{
    static const char letters[] = { '\0', '\1', '\x7F', '\x80', '\xFE', '\xFF' };
    const size_t count = sizeof letters;
    if (at == 0) {
        return 0;
    }
    key[0] = letters[(at - 1) % count];
    key[1] = letters[at > count ? (at - 1 - count) / count : 0];
    return at <= count ? 1 : 2;
}

static void ranges(void)
{
    static struct model m;
    struct random r;
    random_seed(&r, 1);
    for (unsigned table = 1; table < 4; table++) {
        for (size_t i = 0; i < SHORT_KEYS; i++) {
            char key[2];
            size_t size = short_key(i, key);
            if (random_below(&r, 3) > 0 || (table == 2 && size < 2)) {
                store_put(s, table, bytes(key, size), bytes(key, size));
                model_put(&m, table, bytes(key, size), bytes(key, size));
            }
        }
    }
    for (size_t i = 0; i < SHORT_KEYS * (2 * SHORT_KEYS + 1) * 2; i++) {
        char prefix[2], key[2];
        bool backward = i % 2;
        size_t from = i / 2 % (2 * SHORT_KEYS + 1), at = i / 2 / (2 * SHORT_KEYS + 1);
        struct store_bytes p = bytes(prefix, short_key(at, prefix));
        struct store_bytes k = bytes(key, short_key(from / 2 % SHORT_KEYS, key));
        struct store_walk w;
        store_walk_begin(&w, s, 2, p, backward);
        if (from == 2 * SHORT_KEYS) {
            compare(&w, &m, 2, p, NULL, false);
        } else {
            (from % 2 ? store_walk_after : store_walk_from)(&w, k);
            compare(&w, &m, 2, p, &k, from % 2);
        }
        store_walk_end(&w);
    }
    model_clear(&m);
}
ON_ALL(ranges)

/* A history of 1,000 events beside two others, a page at a time, each from where the one before
 * has ended. */
static void pages(void)
{
    struct buf key = { 0 };
    for (uint64_t i = 0; i < 3000; i++) {
        buf_clear(&key);
        rowkey_add_text(&key, &"abc"[i % 3], 1);
        rowkey_add_u64(&key, i / 3 + 1);
        store_put(s, 0, store_buf(&key), store_buf(&key));
    }
    commit();
    for (int backward = 0; backward < 2; backward++) {
        struct buf prefix = { 0 }, last = { 0 };
        uint64_t count = 0, got_now;
        rowkey_add_text(&prefix, "b", 1);
        do {
            struct store_walk w;
            struct store_row row;
            store_walk_begin(&w, s, 0, store_buf(&prefix), backward);
            if (count > 0) {
                store_walk_after(&w, store_buf(&last));
            }
            for (got_now = 0; got_now < 130 && store_walk_next(&w, &row); got_now++) {
                struct store_bytes rest = bytes(row.key.at + prefix.size, 8);
                uint64_t number = 0;
                CU_ASSERT_TRUE(rowkey_take_u64(&rest, &number));
                count++;
                CU_ASSERT_EQUAL(number, backward ? 1001 - count : count);
                buf_clear(&last);
                buf_put(&last, row.key.at, row.key.size);
            }
            store_walk_end(&w);
        } while (got_now == 130);
        CU_ASSERT_EQUAL(count, 1000);
        buf_release(&prefix);
        buf_release(&last);
    }
    buf_release(&key);
}
ON_ALL(pages)

/* What is put ahead of a walk is met, what is removed there is not, and what is behind does not
 * matter; reads and other walks do not disturb it. */
static void changes(void)
{
    for (int backward = 0; backward < 2; backward++) {
        struct store_walk w, other;
        struct store_row row;
        struct buf met = { 0 };
        for (const char *at = "bdfhjl"; *at != '\0'; at++) {
            store_put(s, 5, bytes(at, 1), store_text(""));
        }
        commit();
        store_walk_begin(&w, s, 5, store_text(""), backward);
        while (store_walk_next(&w, &row)) {
            char c = row.key.at[0];
            buf_char(&met, c);
            store_walk_begin(&other, s, 5, store_text(""), !backward);
            CU_ASSERT_TRUE(store_walk_next(&other, &row));
            CU_ASSERT_TRUE(store_walk_next(&other, &row));
            store_walk_end(&other);
            CU_ASSERT_TRUE(store_get(s, 5, bytes(&c, 1), NULL));
            if (c == 'f') {
                store_remove(s, 5, bytes("f", 1));
                store_remove(s, 5, bytes(backward ? "d" : "h", 1));
                store_put(s, 5, bytes(backward ? "c" : "i", 1), store_text(""));
                store_put(s, 5, bytes(backward ? "g" : "e", 1), store_text(""));
            }
            if (c == 'j') {
                commit();
            }
        }
        store_walk_end(&w);
        UNIT_TEXT(buf_string(&met), backward ? "ljihfecb" : "bdfijl");
        buf_release(&met);
    }
}
ON_ALL(changes)

/* ---- Commits. */

static void commits(void)
{
    commit();
    put(0, "a", "kept");
    put(1, "b", "kept");
    put(2, "c", "kept");
    commit();
    commit();
    put(0, "a", "lost");
    put(0, "d", "lost");
    store_remove(s, 1, store_text("b"));
    UNIT_TEXT(got(0, "a"), "lost");
    UNIT_TEXT(walked(0, "", false), "a d ");
    UNIT_TEXT(walked(1, "", false), "");
    reopen();
    if (driver->lasts) {
        UNIT_TEXT(got(0, "a"), "kept");
        UNIT_TEXT(got(1, "b"), "kept");
        UNIT_TEXT(got(2, "c"), "kept");
    }
    CU_ASSERT_PTR_NULL(got(0, "d"));
    put(0, "e", "kept");
    store_remove(s, 2, store_text("c"));
    commit();
    reopen();
    UNIT_TEXT(walked(0, "", true), driver->lasts ? "e a " : "");
    UNIT_TEXT(walked(2, "", true), "");
}
ON_ALL(commits)

/* The store and the model have the same rows in this table. */
static void check_table(struct model *m, unsigned table, bool backward)
{
    struct store_walk w;
    store_walk_begin(&w, s, table, bytes(NULL, 0), backward);
    compare(&w, m, table, bytes(NULL, 0), NULL, false);
    store_walk_end(&w);
}

static struct store_bytes random_key(struct random *r, char key[MODEL_KEY])
{
    size_t size = random_below(r, 5);
    for (size_t i = 0; i < size; i++) {
        key[i] = "\0\1ab\xFE\xFF"[random_below(r, 6)];
    }
    return bytes(key, size);
}

static void walk_somewhere(struct model *m, struct random *r, unsigned table)
{
    char key[MODEL_KEY], other[MODEL_KEY];
    struct store_walk w;
    struct store_bytes prefix = bytes(key, random_below(r, 3) == 0 ? 1 : 0);
    struct store_bytes from = random_key(r, other);
    key[0] = "\0b\xFF"[random_below(r, 3)];
    bool is_passed = random_below(r, 2);
    store_walk_begin(&w, s, table, prefix, random_below(r, 2));
    (is_passed ? store_walk_after : store_walk_from)(&w, from);
    compare(&w, m, table, prefix, &from, is_passed);
    store_walk_end(&w);
}

/* Of these tables, the last one takes rows that are appended. */
static const unsigned chance_tables[] = { 0, 7, 14, STORE_APPENDED + 2 };

static struct store_bytes chance_key(struct random *r, unsigned table, uint64_t last,
                                     char key[MODEL_KEY])
{
    return table >= STORE_APPENDED && random_below(r, 8) > 0
               ? rowkey_of_u64(key, random_below(r, last + 3))
               : random_key(r, key);
}

static void put_somewhere(struct model *m, unsigned table, struct store_bytes key,
                          struct store_bytes value, uint64_t *last)
{
    char number[ROWKEY_NUMBER];
    if (table < STORE_APPENDED) {
        store_put(s, table, key, value);
        model_put(m, table, key, value);
    } else {
        store_append(s, table, ++*last, value);
        model_put(m, table, rowkey_of_u64(number, *last), value);
    }
}

/* One step of chance. `durable` is what the last commit had; `last` the number that was
 * appended last. */
static void step(struct model *m, struct model *durable, struct random *r, uint64_t *last)
{
    static const char filler[5000] = { 'f' };
    char key[MODEL_KEY];
    unsigned table = chance_tables[random_below(r, 4)];
    struct store_bytes k = chance_key(r, table, *last, key), seen = { 0 };
    uint64_t what = random_below(r, 1000);
    if (what < 450) {
        struct store_bytes value = bytes(filler, random_below(r, 8) == 0 ? random_below(r, 5000)
                                                                         : random_below(r, 30));
        put_somewhere(m, table, k, value, last);
    } else if (what < 700) {
        store_remove(s, table, k);
        model_remove(m, table, k);
    } else if (what < 950) {
        struct model_row *wanted = model_get(m, table, k);
        CU_ASSERT_EQUAL_FATAL(store_get(s, table, k, &seen), wanted != NULL);
        CU_ASSERT_TRUE(wanted == NULL || same(seen, bytes(wanted->value, wanted->value_size)));
    } else if (what < 975) {
        walk_somewhere(m, r, table);
    } else if (what < 990) {
        commit();
        model_clear(durable);
        model_copy(durable, m);
    } else if (driver->lasts) {
        reopen();
        model_clear(m);
        model_copy(m, durable);
    }
}

static void chance(void)
{
    static struct model m, durable;
    struct random r;
    uint64_t last = 0;
    random_seed(&r, 20);
    for (int i = 0; i < 10000; i++) {
        step(&m, &durable, &r, &last);
    }
    for (unsigned table = 0; table < STORE_TABLES; table++) {
        check_table(&m, table, table % 2);
    }
    CU_ASSERT_TRUE(m.count > 500);
    model_clear(&m);
    model_clear(&durable);
}
ON_ALL(chance)

/* Many rows: a store of which each operation looked at all of them would not end. */
static void many(void)
{
    struct buf key = { 0 };
    struct store_walk w;
    struct store_row row;
    uint64_t count = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        buf_clear(&key);
        rowkey_add_u64(&key, i * 0x9E3779B97F4A7C15);
        store_put(s, 0, store_buf(&key), store_buf(&key));
    }
    commit();
    buf_clear(&key);
    store_walk_begin(&w, s, 0, bytes(NULL, 0), false);
    for (; store_walk_next(&w, &row); count++) {
        CU_ASSERT_TRUE(count == 0 || store_compare(store_buf(&key), row.key) < 0);
        buf_clear(&key);
        buf_put(&key, row.key.at, row.key.size);
        if (count % 2) {
            store_remove(s, 0, row.key);
        }
    }
    store_walk_end(&w);
    CU_ASSERT_EQUAL(count, 100000);
    store_walk_begin(&w, s, 0, bytes(NULL, 0), true);
    for (count = 0; store_walk_next(&w, &row);) {
        count++;
    }
    store_walk_end(&w);
    CU_ASSERT_EQUAL(count, 50000);
    commit();
    buf_release(&key);
}
ON_ALL(many)

/* ---- Faults. */

/* A dead store does nothing more, and says why each time. */
static void check_dead(const char *fault)
{
    struct store_row row;
    struct store_walk w;
    for (int i = 0; i < 3; i++) {
        struct buf why = { 0 };
        CU_ASSERT_FALSE(store_commit(s, &why));
        UNIT_TEXT(buf_string(&why), fault);
        UNIT_TEXT(store_fault(s), fault);
        buf_release(&why);
        put(0, "new", "lost");
        store_remove(s, 0, store_text("old"));
        CU_ASSERT_PTR_NULL(got(0, "old"));
        store_walk_begin(&w, s, 0, store_text(""), i % 2);
        CU_ASSERT_FALSE(store_walk_next(&w, &row));
        CU_ASSERT_PTR_NULL(row.key.at);
        store_walk_end(&w);
    }
}

static void die(bool at_commit, int what)
{
    struct store_walk w;
    struct store_row row;
    struct buf why = { 0 };
    faultstore_begin(7 + (uint64_t)what);
    open_store();
    put(0, "old", "kept");
    commit();
    *(at_commit ? &faultstore.commit_one_in : &faultstore.other_one_in) = 1;
    if (what == 0) {
        put(0, "new", "1");
    } else if (what == 1) {
        store_remove(s, 0, store_text("new"));
    } else if (what == 2) {
        CU_ASSERT_FALSE(store_get(s, 0, store_text("old"), NULL));
    } else {
        store_walk_begin(&w, s, 0, store_text(""), false);
        CU_ASSERT_FALSE(store_walk_next(&w, &row));
        store_walk_end(&w);
    }
    CU_ASSERT_FALSE(store_commit(s, &why));
    buf_release(&why);
    faultstore.commit_one_in = faultstore.other_one_in = 0;
    check_dead("the seed says that it fails");
    reopen();
    UNIT_TEXT(got(0, "old"), "kept");
    commit();
    store_close(s);
    faultstore_end();
}

static void deaths(void)
{
    where = memory_text("fault");
    die(true, 0);
    die(true, 1);
    for (int what = 0; what < 4; what++) {
        die(false, what);
    }
    memory_release(where);
}

static uint64_t number_of(unsigned table)
{
    const char *text = got(table, "a");
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

/* Whatever fails: what was committed is there, whole, and what follows is there or not. */
static void seeds(void)
{
    where = memory_text("fault");
    uint64_t deaths_seen = 0, unsure_kept = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t sure = 0;
        faultstore_begin(seed);
        for (int life = 0; life < 5; life++) {
            struct buf why = { 0 };
            faultstore.commit_one_in = faultstore.other_one_in = 0;
            open_store();
            uint64_t kept = number_of(0), other = number_of(1);
            CU_ASSERT_TRUE(kept == sure || kept == sure + 1);
            CU_ASSERT_EQUAL(other, kept);
            unsure_kept += kept == sure + 1;
            faultstore.commit_one_in = 10;
            faultstore.other_one_in = 40;
            sure = kept;
            for (int i = 0; i < 20; i++) {
                char value[24];
                snprintf(value, sizeof value, "%d", (int)sure + 1);
                put(0, "a", value);
                put(1, "a", value);
                if (!store_commit(s, &why)) {
                    deaths_seen++;
                    break;
                }
                sure++;
            }
            buf_release(&why);
            store_close(s);
        }
        faultstore_end();
    }
    CU_ASSERT_TRUE(deaths_seen > 100);
    CU_ASSERT_TRUE(unsure_kept > 20);
    memory_release(where);
}

static void check_refused(const char *name, const char *wanted)
{
    static const struct store_kind file = { .name = "file", .argument = "FILE" };
    static const struct store_kind *const all[] = { &store_memory, &faultstore_kind, &file,
                                                    NULL };
    struct buf why = { 0 };
    struct store *none = NULL;
    CU_ASSERT_FALSE(store_open(all, name, &none, &why));
    UNIT_TEXT(buf_string(&why), wanted);
    CU_ASSERT_PTR_NULL(none);
    buf_release(&why);
}

/* Its bytes are not looked at. */
static void too_large(void)
{
    if (strcmp(driver->kind, "postgres") == 0) {
        store_put(s, 1, store_text("key"), (struct store_bytes){ "", ((size_t)512 << 20) + 1 });
        UNIT_TEXT(store_fault(s),
                  "a row has 536870913 bytes, of which PostgreSQL takes 536870912");
    }
}

static void all_too_large(void)
{
    on_all(too_large);
}

static void names(void)
{
    check_refused("", "'' is not a store: it is memory, fault or file:FILE");
    check_refused("memory:", "'memory:' is not a store: it is memory, fault or file:FILE");
    check_refused("memory:a", "'memory:a' is not a store: it is memory, fault or file:FILE");
    check_refused("mem", "'mem' is not a store: it is memory, fault or file:FILE");
    check_refused("file", "'file' is not a store: it is memory, fault or file:FILE");
    check_refused("file:", "'file:' is not a store: it is memory, fault or file:FILE");
    store_close(NULL);
}

UNIT_MAIN("store", { "rows", all_rows }, { "any_bytes", all_any_bytes }, { "large", all_large },
          { "too_large", all_too_large }, { "borrowed", all_borrowed },
          { "tables", all_tables }, { "appended", all_appended },
          { "side_by_side", all_side_by_side }, { "ranges", all_ranges },
          { "pages", all_pages }, { "changes", all_changes }, { "commits", all_commits },
          { "chance", all_chance }, { "many", all_many }, { "deaths", deaths },
          { "seeds", seeds }, { "names", names })
