/*
 * A connection to PostgreSQL: what it may leave behind on it, its settings, calls, and why
 * there is none. With ASL_TEST_POSTGRES: where a server is (tests/postgres.sh starts one).
 */
#include "runtime/postgres/pglink.h"

#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "tests/unit/unit.h"

/* All that a database could have as its default, and that would break something. */
#define SETTINGS                                                                               \
    " options='-c default_transaction_isolation=serializable -c statement_timeout=9s "         \
    "-c lock_timeout=9s -c idle_in_transaction_session_timeout=9s "                            \
    "-c standard_conforming_strings=off'"

#define SHOW                                                                                   \
    "select current_setting('transaction_isolation') || ' ' || "                               \
    "current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' ' "   \
    "|| "                                                                                      \
    "current_setting('idle_in_transaction_session_timeout') || ' ' || "                        \
    "current_setting('standard_conforming_strings')"

static const char *server;

static struct pglink *connect_with(const char *more)
{
    struct buf conninfo = { 0 }, why = { 0 };
    struct pglink *l = NULL;
    buf_print(&conninfo, "%s%s", server, more);
    CU_ASSERT_TRUE_FATAL(pglink_open(buf_string(&conninfo), &l, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&conninfo);
    return l;
}

/* The first value of the last statement. */
static void check_value(struct pglink *l, struct pgbatch *b, const char *wanted)
{
    struct buf why = { 0 };
    CU_ASSERT_EQUAL_FATAL(pglink_send(l, b, &why), PGEND_GOOD);
    struct store_bytes value = pgresult_bytes(b->results[b->count - 1], 0, 0);
    char *text = memory_text_n(value.at, value.size);
    UNIT_TEXT(text, wanted);
    memory_release(text);
    pgbatch_release(b);
    buf_release(&why);
}

static void check_show(struct pglink *l, const char *wanted)
{
    static const struct pgquery show = { SHOW, { 0 } };
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &pgquery_begin, NULL);
    pgbatch_add(&b, &show, NULL);
    check_value(l, &b, wanted);
}

static void test_settings(void)
{
    for (int is_own = 0; is_own < 2; is_own++) {
        struct pglink *l = connect_with(SETTINGS);
        if (is_own) {
            pglink_own(l);
        }
        check_show(l, "read committed 0 5s 1min on");
        pglink_close(l);
    }
}

/* A pooler gives the connection to others after each transaction: nothing of it is left. */
static void test_nothing_left(void)
{
    static const struct pgquery typed = { "select $1::int8", { PGTYPE_INT8 } };
    static const struct pgquery names = {
        "select count(*)::text || ' ' || current_setting('lock_timeout') || ' ' || (select "
        "count(*) from pg_listening_channels()) from pg_prepared_statements",
        { 0 }
    };
    for (int is_own = 0; is_own < 2; is_own++) {
        struct pglink *l = connect_with("");
        struct pgbatch b = { .count = 0 };
        struct buf why = { 0 };
        char number[8];
        if (is_own) {
            pglink_own(l);
        }
        pgarray_write_int8(number, 7);
        pgbatch_add(&b, &typed, (struct store_bytes[]){ { number, 8 } });
        CU_ASSERT_TRUE(pglink_ask(l, &b, &why));
        CU_ASSERT_EQUAL(pgresult_int8(b.results[0], 0, 0), 7);
        pgbatch_release(&b);
        /* Not through pglink_send() alone, which sets what it needs in each transaction. */
        static const struct pgquery end = { "commit", { 0 } };
        pgbatch_add(&b, &pgquery_begin, NULL);
        pgbatch_add(&b, &end, NULL);
        pgbatch_add(&b, &names, NULL);
        check_value(l, &b, is_own ? "1 5s 1" : "0 0 0");
        pglink_close(l);
    }
}

/* As behind a pooler, whose connections do not know what was prepared. */
static void test_pooled(void)
{
    static const struct pgquery typed = { "select $1::int8", { PGTYPE_INT8 } };
    static const struct pgquery forget = { "deallocate all", { 0 } };
    struct pglink *l = connect_with("");
    struct pgbatch b = { .count = 0 };
    struct buf why = { 0 };
    char number[8];
    struct store_bytes value = { number, 8 };
    pglink_own(l);
    pgarray_write_int8(number, 7);
    pgbatch_add(&b, &typed, &value);
    CU_ASSERT_EQUAL(pglink_send(l, &b, &why), PGEND_GOOD);
    pgbatch_release(&b);
    pgbatch_add(&b, &forget, NULL);
    CU_ASSERT_EQUAL(pglink_send(l, &b, &why), PGEND_GOOD);
    pgbatch_release(&b);
    pgbatch_add(&b, &typed, &value);
    CU_ASSERT_EQUAL(pglink_send(l, &b, &why), PGEND_WRONG);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "does not exist; "));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "--no-listen"));
    pgbatch_release(&b);
    buf_release(&why);
    pglink_close(l);
}

static const struct pgquery call = { "notify asl", { 0 } };
static const struct pgquery nothing = { "select 1", { 0 } };

static void run(struct pglink *l, const struct pgquery *q)
{
    struct pgbatch b = { .count = 0 };
    struct buf why = { 0 };
    pgbatch_add(&b, q, NULL);
    CU_ASSERT_TRUE(pglink_ask(l, &b, &why));
    pgbatch_release(&b);
    buf_release(&why);
}

/* One that comes together with an answer counts; one's own does not. */
static void test_calls(void)
{
    struct pglink *a = connect_with(""), *b = connect_with("");
    pglink_own(a);
    uint64_t before = pglink_calls(a);
    run(a, &call);
    run(a, &nothing);
    CU_ASSERT_EQUAL(pglink_calls(a), before);
    run(b, &call);
    for (int i = 0; i < 1000 && pglink_calls(a) == before; i++) {
        run(a, &nothing);
    }
    CU_ASSERT_EQUAL(pglink_calls(a), before + 1);
    CU_ASSERT_EQUAL(pglink_waits_ms(a), 0);
    pglink_close(a);
    pglink_close(b);
}

static void check_none(const char *conninfo, const char *wanted)
{
    struct buf why = { 0 };
    struct pglink *l = NULL;
    CU_ASSERT_FALSE_FATAL(pglink_open(conninfo, &l, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), wanted));
    CU_ASSERT_PTR_NULL(strchr(buf_string(&why), '\n'));
    if (strstr(buf_string(&why), wanted) == NULL) {
        fprintf(stderr, "got    %s\nwanted %s\n", buf_string(&why), wanted);
    }
    buf_release(&why);
}

/* What cannot become good is told at once. */
static void test_none(void)
{
    struct buf conninfo = { 0 };
    check_none("nonsense=1", "invalid connection option \"nonsense\"");
    buf_print(&conninfo, "%s dbname=nowhere", server);
    check_none(buf_string(&conninfo), "database \"nowhere\" does not exist");
    buf_clear(&conninfo);
    buf_print(&conninfo, "%s user=nobody", server);
    check_none(buf_string(&conninfo), "role \"nobody\" does not exist");
    buf_release(&conninfo);
}

int main(void)
{
    server = getenv("ASL_TEST_POSTGRES");
    static const struct unit_test tests[] = { { "settings", test_settings },
                                              { "nothing is left", test_nothing_left },
                                              { "pooled", test_pooled },
                                              { "calls", test_calls },
                                              { "none", test_none } };
    return unit_main("pglink", tests, server != NULL ? sizeof tests / sizeof tests[0] : 0);
}
