/*
 * Which jobs of a shared store a node claims: whole groups that it can do, as far as it has
 * room; and what it gives back, and for how long it leaves that alone. Claims are tried where
 * ASL_TEST_POSTGRES says where a server is.
 */
#include "runtime/store/shared.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/cluster/refusals.h"
#include "runtime/postgres/pglink.h"
#include "runtime/postgres/postgres.h"
#include "runtime/store/store.h"
#include "tests/unit/unit.h"

#define POSTGRES getenv("ASL_TEST_POSTGRES")

static const struct store_kind *const kinds[] = { &store_postgres, NULL };
static struct buf where; /* a store that is empty, and has tables of its own */

/* ---- Stores ---- */

static void make_place(void)
{
    static int count;
    struct buf sql = { 0 }, conninfo = { 0 }, why = { 0 };
    struct pgbatch b = { .count = 0 };
    struct pglink *l;
    buf_print(&sql, "create schema c%ld_%d", (long)getpid(), ++count);
    struct pgquery make = { sql.text, { 0 } };
    CU_ASSERT_TRUE_FATAL(pglink_open(POSTGRES, &l, &why));
    pgbatch_add(&b, &make, NULL);
    CU_ASSERT_TRUE_FATAL(pglink_ask(l, &b, &why));
    pgbatch_release(&b);
    pglink_close(l);
    buf_print(&conninfo, "%s options='-c search_path=c%ld_%d'", POSTGRES, (long)getpid(),
              count);
    CU_ASSERT_TRUE_FATAL(postgres_make(conninfo.text, false, &why));
    buf_clear(&where);
    buf_print(&where, "postgres:%s", conninfo.text);
    buf_release(&conninfo);
    buf_release(&sql);
}

static struct store *join(void)
{
    struct store *s = NULL;
    struct buf why = { 0 };
    CU_ASSERT_TRUE_FATAL(store_open(kinds, buf_string(&where), &s, &why));
    store_join(s, &(struct shared_node){ "test", "", 60000, true });
    return s;
}

static void commit(struct store *s)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(store_commit(s, &why));
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
}

/* A job of the program that a letter stands for. */
static void begin(struct store *s, uint64_t number, uint64_t root, char program)
{
    struct shared_job j = { .number = number, .root = root };
    memset(j.program, program, sizeof j.program);
    store_begin_job(s, &j);
}

/* ---- Claims ---- */

static struct buf claimed; /* "number<root " of each */

static void on_claimed(void *owner, const struct shared_job *j)
{
    (void)owner;
    buf_print(&claimed, "%d<%d ", (int)j->number, (int)j->root);
}

static void on_all(void *owner)
{
    (void)owner;
}

static void on_mail(void *owner, const struct shared_letter *l)
{
    (void)owner, (void)l;
}

/* What a node claims that knows these programs, has so much room, and refuses one group. */
static const char *claim(struct store *s, const char *letters, size_t most, uint64_t refused)
{
    struct buf programs = { 0 };
    for (const char *at = letters; *at != '\0'; at++) {
        for (int i = 0; i < SHARED_PROGRAM; i++) {
            buf_char(&programs, *at);
        }
    }
    buf_clear(&claimed);
    store_tick(s, &(struct shared_tick){ .programs = buf_string(&programs),
                                         .program_count = strlen(letters),
                                         .most = most,
                                         .refused = &refused,
                                         .refused_count = refused != 0,
                                         .claimed = on_claimed,
                                         .all_claimed = on_all,
                                         .letter = on_mail,
                                         .reply = on_mail });
    buf_release(&programs);
    return buf_string(&claimed);
}

/* One that has begun jobs is gone in order; another one is there. */
static struct store *begin_anew(struct store *s)
{
    commit(s);
    store_close(s);
    return join();
}

static void whole_groups(void)
{
    make_place();
    struct store *s = join();
    begin(s, 1, 1, 'a');
    begin(s, 2, 1, 'b');
    begin(s, 3, 3, 'a');
    s = begin_anew(s);
    UNIT_TEXT(claim(s, "a", 100, 0), "3<3 ");
    UNIT_TEXT(claim(s, "b", 100, 0), "");
    UNIT_TEXT(claim(s, "ba", 100, 0), "1<1 2<1 ");
    UNIT_TEXT(claim(s, "ba", 100, 0), "");
    store_close(s);
}

static void room(void)
{
    make_place();
    struct store *s = join();
    begin(s, 1, 1, 'a');
    begin(s, 2, 1, 'a');
    begin(s, 3, 1, 'a');
    begin(s, 4, 4, 'a');
    begin(s, 5, 5, 'a');
    s = begin_anew(s);
    UNIT_TEXT(claim(s, "a", 0, 0), "");
    UNIT_TEXT(claim(s, "a", 2, 0), "1<1 2<1 3<1 ");
    UNIT_TEXT(claim(s, "a", 1, 0), "4<4 ");
    UNIT_TEXT(claim(s, "a", 1, 5), "");
    UNIT_TEXT(claim(s, "a", 1, 0), "5<5 ");
    store_close(s);
}

static void gives_back(void)
{
    make_place();
    struct store *s = join(), *other = join();
    begin(s, 1, 1, 'a');
    begin(s, 2, 1, 'a');
    begin(s, 3, 3, 'a');
    commit(s);
    store_give_back(s, 1);
    commit(s);
    UNIT_TEXT(claim(other, "a", 100, 0), "1<1 2<1 ");
    store_give_back(s, 1); /* it is another's by now */
    commit(s);
    UNIT_TEXT(claim(s, "a", 100, 0), "");
    store_close(s);
    store_close(other);
}

/* What is left of a group stays one. */
static void moves(void)
{
    make_place();
    struct store *s = join();
    begin(s, 1, 1, 'a');
    begin(s, 2, 1, 'a');
    commit(s);
    begin(s, 3, 1, 'a');
    store_end_job(s, 1);
    store_move_job(s, 2, 2);
    store_move_job(s, 3, 2);
    s = begin_anew(s);
    UNIT_TEXT(claim(s, "a", 1, 0), "2<2 3<2 ");
    store_close(s);
}

/* ---- Refusals ---- */

#define MINUTE INT64_C(60000000000)

static size_t refused_at(struct refusals *r, int64_t now_ns)
{
    size_t count;
    refusals_now(r, now_ns, &count);
    return count;
}

static void refusals(void)
{
    struct refusals r = { .count = 0 };
    CU_ASSERT_EQUAL(refused_at(&r, 0), 0);
    refusals_add(&r, 7, 0);
    refusals_add(&r, 8, MINUTE / 2);
    CU_ASSERT_EQUAL(refused_at(&r, MINUTE - 1), 2);
    CU_ASSERT_EQUAL(refused_at(&r, MINUTE), 1);
    size_t count;
    CU_ASSERT_EQUAL(refusals_now(&r, MINUTE, &count)[0], 8);
    refusals_add(&r, 7, 2 * MINUTE); /* once more: twice as long */
    CU_ASSERT_EQUAL(refused_at(&r, 4 * MINUTE - 1), 1);
    CU_ASSERT_EQUAL(refused_at(&r, 4 * MINUTE), 0);
    for (int i = 0; i < 20; i++) {
        refusals_add(&r, 7, 0);
    }
    CU_ASSERT_EQUAL(refused_at(&r, 60 * MINUTE - 1), 1);
    CU_ASSERT_EQUAL(refused_at(&r, 60 * MINUTE), 0);
    for (uint64_t root = 100; root < 1200; root++) {
        refusals_add(&r, root, 0);
    }
    CU_ASSERT_EQUAL(refused_at(&r, 0), 1000);
    CU_ASSERT_EQUAL(refusals_now(&r, 0, &count)[999], 1199);
    refusals_close(&r);
}

int main(void)
{
    static const struct unit_test tests[] = { { "refusals", refusals },
                                              { "whole groups", whole_groups },
                                              { "room", room },
                                              { "gives back", gives_back },
                                              { "moves", moves } };
    int code =
        unit_main("claims", tests, POSTGRES != NULL ? sizeof tests / sizeof tests[0] : 1);
    buf_release(&where);
    buf_release(&claimed);
    return code;
}
