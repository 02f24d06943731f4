/*
 * What nodes that share a store in PostgreSQL are to each other: keys that are held, jobs, and
 * mail. tests/postgres.sh starts a server; without one nothing is checked.
 */
#include "runtime/store/shared.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machine.h"
#include "runtime/postgres/pglink.h"
#include "runtime/postgres/postgres.h"
#include "runtime/store/store.h"
#include "tests/unit/unit.h"

#define POSTGRES getenv("ASL_TEST_POSTGRES")
#define TABLE    7

static struct store *a, *b;
static struct pglink *side;

static const struct store_kind *const kinds[] = { &store_postgres, NULL };

/* Returns the number that a statement gives. */
static int64_t sql(const char *text)
{
    struct buf why = { 0 };
    struct pgbatch batch = { .count = 0 };
    struct pgquery q = { text, { 0 } };
    pgbatch_add(&batch, &q, NULL);
    CU_ASSERT_TRUE_FATAL(pglink_ask(side, &batch, &why));
    int64_t number =
        pgresult_rows(batch.results[0]) > 0 ? pgresult_int8(batch.results[0], 0, 0) : 0;
    pgbatch_release(&batch);
    return number;
}

static struct store *open_node(const char *conninfo, const char *name)
{
    struct buf where = { 0 }, why = { 0 };
    struct store *s = NULL;
    buf_print(&where, "postgres:%s", conninfo);
    CU_ASSERT_TRUE_FATAL(store_open(kinds, buf_string(&where), &s, &why));
    store_join(s, &(struct shared_node){ name, "", 60000, true });
    buf_release(&where);
    return s;
}

/* Two nodes in tables of their own. */
static void open_nodes(void)
{
    static int count;
    struct buf conninfo = { 0 }, make = { 0 }, why = { 0 };
    buf_print(&conninfo, "%s options='-c search_path=s%ld_%d'", POSTGRES, (long)getpid(),
              count);
    buf_print(&make, "create schema s%ld_%d", (long)getpid(), count++);
    CU_ASSERT_TRUE_FATAL(pglink_open(buf_string(&conninfo), &side, &why));
    sql(buf_string(&make));
    CU_ASSERT_TRUE_FATAL(postgres_make(buf_string(&conninfo), false, &why));
    a = open_node(buf_string(&conninfo), "a");
    b = open_node(buf_string(&conninfo), "b");
    buf_release(&conninfo);
    buf_release(&make);
}

static void close_nodes(void)
{
    store_close(a);
    store_close(b);
    pglink_close(side);
}

static bool commit(struct store *s)
{
    struct buf why = { 0 };
    bool is_done = store_commit(s, &why);
    UNIT_TEXT(buf_string(&why), "");
    buf_release(&why);
    return is_done;
}

/* Whoever has a transaction open loses its connection. */
static void cut(void)
{
    CU_ASSERT_EQUAL(sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                        "state = 'idle in transaction'"),
                    1);
    while (sql("select count(*) from pg_stat_activity where state = 'idle in transaction'") >
           0) {
        usleep(1000);
    }
}

static void check_row(struct store *s, const char *key, const char *wanted)
{
    struct store_bytes value = { "", 0 };
    char *text;
    store_get(s, TABLE, store_text(key), &value);
    text = memory_text_n(value.at, value.size);
    UNIT_TEXT(text, wanted);
    memory_release(text);
}

/* ---- Keys ---- */

static void held(void)
{
    bool is_busy = false;
    struct store_bytes value;
    open_nodes();
    store_put(a, TABLE, store_text("k"), store_text("0"));
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_TRUE(store_hold(a, TABLE, store_text("k")));
    CU_ASSERT_TRUE(store_hold(a, TABLE, store_text("k")));
    CU_ASSERT_FALSE(store_hold(b, TABLE, store_text("k")));
    CU_ASSERT_FALSE(store_reserve(b, TABLE, store_text("n"), &is_busy, &value));
    CU_ASSERT_FALSE(is_busy);
    store_put(a, TABLE, store_text("k"), store_text("1"));
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_TRUE(store_hold(b, TABLE, store_text("k")));
    check_row(b, "k", "1");
    store_put(b, TABLE, store_text("k"), store_text("2"));
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_EQUAL(store_counts(a)->lost + store_counts(b)->lost, 0);
    close_nodes();
}

/* A transaction is lost, and with it what was held: nobody has changed it, or somebody has. */
static void held_again(void)
{
    static const char *const keys[] = { "there", "new" };
    bool is_busy = false;
    struct store_bytes value;
    open_nodes();
    store_put(a, TABLE, store_text("there"), store_text("0"));
    CU_ASSERT_TRUE(commit(a));
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(store_hold(a, TABLE, store_text(keys[i])));
        store_put(a, TABLE, store_text(keys[i]), store_text("1"));
        cut();
        CU_ASSERT_TRUE(commit(a));
        check_row(b, keys[i], "1");
    }
    CU_ASSERT_TRUE(store_hold(a, TABLE, store_text("there")));
    CU_ASSERT_FALSE(store_reserve(a, TABLE, store_text("name"), &is_busy, &value));
    store_put(a, TABLE, store_text("there"), store_text("2"));
    store_put(a, TABLE, store_text("name"), store_text("a"));
    cut();
    CU_ASSERT_TRUE(store_hold(b, TABLE, store_text("there")));
    store_put(b, TABLE, store_text("there"), store_text("3"));
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_FALSE(commit(a));
    CU_ASSERT_EQUAL(store_counts(a)->lost, 1);
    check_row(a, "there", "3");
    check_row(a, "name", "");
    close_nodes();
}

/* ---- Many rows at once ---- */

static void note_found(void *owner, size_t at, struct store_bytes value)
{
    buf_print(owner, "%d=%.*s ", (int)at, (int)value.size, value.at);
}

/* What is not committed lies over what is. */
static void many_at_once(void)
{
    struct buf found = { 0 };
    const struct store_bytes keys[] = { store_text("new"), store_text("gone"),
                                        store_text("never"), store_text("changed"),
                                        store_text("there") };
    open_nodes();
    store_put(a, TABLE, store_text("there"), store_text("1"));
    store_put(a, TABLE, store_text("changed"), store_text("2"));
    store_put(a, TABLE, store_text("gone"), store_text("3"));
    CU_ASSERT_TRUE(commit(a));
    store_put(a, TABLE, store_text("changed"), store_text("4"));
    store_put(a, TABLE, store_text("new"), store_text("5"));
    store_remove(a, TABLE, store_text("gone"));
    store_get_each(a, TABLE, keys, 5, note_found, &found);
    UNIT_TEXT(buf_string(&found), "0=5 3=4 4=1 ");
    buf_clear(&found);
    store_get_each(b, TABLE, keys, 5, note_found, &found);
    UNIT_TEXT(buf_string(&found), "1=3 3=2 4=1 ");
    buf_release(&found);
    CU_ASSERT_TRUE(commit(a));
    close_nodes();
}

static void begin_job(struct store *s, uint64_t number, uint64_t root)
{
    store_begin_job(s, &(struct shared_job){ .number = number, .root = root });
}

static void jobs(void)
{
    open_nodes();
    begin_job(a, 5, 5);
    begin_job(a, 7, 7);
    CU_ASSERT_TRUE(commit(a));
    store_end_job(a, 5); /* it is stopped, and redriven */
    begin_job(a, 5, 5);
    begin_job(a, 6, 6); /* it begins, and is stopped */
    store_end_job(a, 6);
    begin_job(a, 8, 7); /* what it belongs to ends */
    store_end_job(a, 7);
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_EQUAL(sql("select count(*) from asl_job"), 2);
    CU_ASSERT_EQUAL(sql("select root from asl_job where number = 5"), 5);
    CU_ASSERT_EQUAL(sql("select root from asl_job where number = 8"), 8);
    close_nodes();
}

/* ---- Mail ---- */

struct heard {
    int letters, replies, orphans, nothing;
    int64_t letter, reply, orphan;
    struct buf text;
};

static void on_letter(void *owner, const struct shared_letter *l)
{
    struct heard *h = owner;
    h->letters++;
    h->letter = l->id;
    buf_print(&h->text, "%s %.*s;", l->operation, (int)l->body.size, l->body.at);
}

static void on_reply(void *owner, const struct shared_letter *l)
{
    struct heard *h = owner;
    h->replies++;
    h->reply = l->id;
    h->nothing += l->body.at == NULL;
    buf_print(&h->text, "%.*s;", (int)l->body.size, l->body.at != NULL ? l->body.at : "");
}

static void on_orphan(void *owner, const struct shared_letter *l)
{
    struct heard *h = owner;
    h->orphans++;
    h->orphan = l->id;
}

static void on_claimed(void *owner, const struct shared_job *j)
{
    (void)owner, (void)j;
}

static void on_all(void *owner)
{
    (void)owner;
}

static struct heard tick(struct store *s, const char *wanted)
{
    struct heard h = { .letters = 0 };
    store_tick(s,
               &(struct shared_tick){
                   .letter = on_letter, .reply = on_reply, .orphan = on_orphan, .owner = &h });
    UNIT_TEXT(buf_string(&h.text), wanted);
    buf_release(&h.text);
    return h;
}

static void ignore(void *owner, int64_t id)
{
    *(int64_t *)owner = id;
}

static struct shared_letter letter(const char *operation, const char *text)
{
    return (struct shared_letter){ 0, operation, store_text(text) };
}

/* A letter, its reply and that it was read are there once, whatever happens to the
 * transactions. */
static void mail(void)
{
    struct heard h;
    struct shared_letter stop = letter("Stop", "it");
    open_nodes();
    begin_job(b, 5, 5);
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_TRUE(store_hold(a, TABLE, store_text("k")));
    int64_t id = store_send(a, 5, &stop);
    tick(b, "");
    cut();
    CU_ASSERT_TRUE(commit(a));
    h = tick(b, "Stop it;");
    CU_ASSERT_EQUAL(h.letter, id);
    tick(b, "");
    store_reply(b, id, 0, store_text("done"));
    tick(a, "");
    CU_ASSERT_TRUE(commit(b));
    h = tick(a, "done;");
    CU_ASSERT_EQUAL(h.reply, id);
    tick(a, "");
    CU_ASSERT_EQUAL(sql("select count(*) from asl_mail"), 1);
    store_take_back(a, id);
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_EQUAL(sql("select count(*) from asl_mail"), 0);
    close_nodes();
}

/* A letter for a job is read by whichever node has that, whatever becomes of it meanwhile; and
 * one that does not say who is to read it, or says it wrong, is put right. */
static void mail_moves(void)
{
    struct shared_letter stop = letter("Stop", "it");
    open_nodes();
    begin_job(b, 5, 5);
    CU_ASSERT_TRUE(commit(b));
    store_leave(a, store_send(a, 5, &stop));
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_EQUAL(sql("select count(*) from asl_mail, asl_job where reader = owner"), 1);
    store_give_back(b, 5);
    CU_ASSERT_TRUE(commit(b));
    tick(b, "");
    char program[SHARED_PROGRAM] = { 0 };
    struct heard h = { .letters = 0 };
    store_tick(a, &(struct shared_tick){ .programs = program,
                                         .program_count = 1,
                                         .most = 1,
                                         .claimed = on_claimed,
                                         .all_claimed = on_all,
                                         .letter = on_letter,
                                         .owner = &h });
    UNIT_TEXT(buf_string(&h.text), "Stop it;");
    buf_release(&h.text);
    store_leave(a, h.letter); /* the job is over, and may begin again */
    store_end_job(a, 5);
    CU_ASSERT_TRUE(commit(a));
    for (int i = 0; i < 9; i++) {
        tick(a, "");
    }
    CU_ASSERT_EQUAL(sql("select reader from asl_mail"), 0);
    sql("update asl_mail set sent = now() - interval '1 day'");
    store_begin_job(b, &(struct shared_job){ .number = 5, .root = 5, .is_again = true });
    CU_ASSERT_TRUE(commit(b));
    h = tick(b, "Stop it;");
    store_take_back(b, h.letter);
    CU_ASSERT_TRUE(commit(b));
    sql("insert into asl_mail (job, node, sender, operation, input) values (5, 0, 0, 'Late', "
        "'')");
    int heard = 0;
    for (int i = 0; i < 9 && heard == 0; i++) {
        h = (struct heard){ .letters = 0 };
        store_tick(b, &(struct shared_tick){ .letter = on_letter, .owner = &h });
        heard = h.letters;
        buf_release(&h.text);
    }
    CU_ASSERT_EQUAL(heard, 1);
    close_nodes();
}

/* Whoever would have replied is gone, or what the letter is for is over. */
static void no_reply(void)
{
    struct heard h;
    int64_t id = 0;
    struct shared_letter stop = letter("Stop", "it");
    open_nodes();
    begin_job(b, 5, 5);
    CU_ASSERT_TRUE(commit(b));
    id = store_send(a, 5, &stop);
    CU_ASSERT_TRUE(commit(a));
    store_end_job(b, 5);
    CU_ASSERT_TRUE(commit(b));
    h = tick(a, ";");
    CU_ASSERT_EQUAL(h.nothing, 1);
    store_take_back(a, h.reply);
    store_send_all(a, &stop, false, ignore, &id);
    CU_ASSERT_TRUE(commit(a));
    tick(a, "");
    store_close(b);
    b = NULL;
    h = tick(a, ";");
    CU_ASSERT_EQUAL(h.nothing, 1);
    CU_ASSERT_EQUAL(h.reply, id);
    close_nodes();
}

/* What one node alone may have comes back if the one that it is for is gone, or does not take
 * it. */
static void orphans(void)
{
    struct heard h;
    int64_t id = 0;
    struct shared_letter fetch = letter("Fetch", "a task");
    open_nodes();
    begin_job(b, 5, 5);
    CU_ASSERT_TRUE(commit(b));
    for (int i = 0; i < 2; i++) {
        store_send_all(a, &fetch, false, ignore, &id);
        CU_ASSERT_TRUE(commit(a));
        tick(b, "Fetch a task;");
        store_reply(b, id, 5, store_text("task"));
        CU_ASSERT_TRUE(commit(b));
        h = tick(b, "");
        CU_ASSERT_EQUAL(h.orphans, 0);
        if (i == 0) {
            tick(a, "task;");
            store_leave(a, id);
            CU_ASSERT_TRUE(commit(a));
        } else {
            store_close(a);
            a = NULL;
        }
        h = tick(b, "");
        CU_ASSERT_EQUAL(h.orphans, 1);
        CU_ASSERT_EQUAL(h.orphan, id);
        store_take_back(b, id);
        CU_ASSERT_TRUE(commit(b));
        h = tick(b, "");
        CU_ASSERT_EQUAL(h.orphans, 0);
    }
    close_nodes();
}

/* Mail that nobody will read any more goes when those who would have are gone. Of each row the
 * operation says whether it stays. */
static void unread(void)
{
    struct buf insert = { 0 };
    open_nodes();
    begin_job(b, 5, 5);
    CU_ASSERT_TRUE(commit(b));
    buf_print(
        &insert,
        "insert into asl_mail (job, node, reader, sender, operation, input, reply) select "
        "job, case node when 1 then %lld else node end, 0, case sender when 1 then %lld "
        "else sender end, operation, '', convert_to(reply, 'UTF8') from (values "
        "(5, 0, 999, 'gone: answered', 'x'), (5, 0, 999, 'stays: to be done', null), "
        "(5, 0, 1, 'stays: awaited', 'x'), (6, 0, 999, 'gone: its job is over', null), "
        "(6, 0, 0, 'stays: from nobody', null), (0, 1, 999, 'stays: to a node', null), "
        "(0, 998, 999, 'gone: to one that is gone', null), (0, 1, 999, 'gone: replied', "
        "'x'), (5, 1, 999, 'stays: an orphan', 'x'), (6, 1, 999, 'gone: of no job', 'x'), "
        "(-1, 1, 999, 'stays: of a node', 'x'), (-1, 998, 999, 'gone: of one that is "
        "gone', 'x')) as v (job, node, sender, operation, reply)",
        (long long)store_self(b), (long long)store_self(b));
    sql(buf_string(&insert));
    for (int i = 0; i < 65; i++) {
        store_tick(a, &(struct shared_tick){ .letter = on_letter });
    }
    CU_ASSERT_EQUAL(sql("select count(*) from asl_mail where operation like 'gone%'"), 0);
    CU_ASSERT_EQUAL(sql("select count(*) from asl_mail where operation like 'stays%'"), 6);
    buf_release(&insert);
    close_nodes();
}

static void count_job(void *owner, const struct shared_job *j)
{
    *(uint64_t *)owner = *(uint64_t *)owner * 10 + j->number;
}

static uint64_t seize(struct store *s, uint64_t number)
{
    uint64_t taken = 0;
    store_seize(s, &number, 1, count_job, &taken);
    return taken;
}

/* A group that nobody has is taken as a whole, by a node that cannot do it, and by one alone;
 * whoever had it before is fenced. */
static void seized(void)
{
    char program[SHARED_PROGRAM] = { 0 };
    open_nodes();
    begin_job(a, 5, 5);
    begin_job(a, 6, 5);
    begin_job(a, 7, 7);
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_EQUAL(seize(b, 6), 0);
    CU_ASSERT_EQUAL(seize(b, 9), 0);
    sql("update asl_node set is_alive = false where name = 'a'");
    CU_ASSERT_EQUAL(seize(b, 6), 56);
    CU_ASSERT_EQUAL(seize(b, 5), 56);
    store_put(a, TABLE, store_text("k"), store_text("lost"));
    CU_ASSERT_FALSE(commit(a));
    CU_ASSERT_EQUAL(seize(a, 5), 0);
    store_tick(a, &(struct shared_tick){ .programs = program,
                                         .program_count = 1,
                                         .most = 9,
                                         .claimed = on_claimed,
                                         .all_claimed = on_all,
                                         .letter = on_letter });
    CU_ASSERT_EQUAL(store_counts(a)->claims, 1);
    store_end_job(b, 5);
    store_move_job(b, 6, 6);
    store_give_back(b, 6);
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_EQUAL(sql("select count(*) from asl_job"), 2);
    CU_ASSERT_EQUAL(seize(a, 6), 6);
    close_nodes();
}

/* What one server writes of the state machines while another is about to does not hide what
 * that one writes: it looks at all of them after that. */
static void catalog_busy(void)
{
    open_nodes();
    struct machines ms = { .store = b };
    machines_note_change(&ms);
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_EQUAL(ms.catalog, machines_catalog(&ms));
    CU_ASSERT_TRUE(store_hold(a, TABLE_CATALOG, store_text("")));
    store_put(a, TABLE_CATALOG, store_text(""), store_text("another."));
    machines_note_change(&ms);
    CU_ASSERT_TRUE(commit(a));
    CU_ASSERT_TRUE(commit(b));
    CU_ASSERT_NOT_EQUAL(ms.catalog, machines_catalog(&ms));
    close_nodes();
}

/* Which node one is, and whether another lives. */
static void lives(void)
{
    struct buf bury = { 0 };
    open_nodes();
    int64_t id = store_self(a);
    CU_ASSERT_NOT_EQUAL(id, 0);
    CU_ASSERT_NOT_EQUAL(store_self(b), id);
    CU_ASSERT_EQUAL(store_self(a), id);
    CU_ASSERT_TRUE(store_node_lives(b, id));
    CU_ASSERT_FALSE(store_node_lives(b, id + 1000));
    buf_print(&bury, "update asl_node set is_alive = false where id = %lld", (long long)id);
    sql(buf_string(&bury));
    CU_ASSERT_FALSE(store_node_lives(b, id));
    store_put(a, TABLE, store_text("k"), store_text("lost"));
    CU_ASSERT_FALSE(commit(a));
    CU_ASSERT_NOT_EQUAL(store_self(a), id);
    CU_ASSERT_TRUE(store_node_lives(b, store_self(a)));
    buf_release(&bury);
    close_nodes();
}

int main(void)
{
    static const struct unit_test tests[] = { { "held", held },
                                              { "held_again", held_again },
                                              { "many_at_once", many_at_once },
                                              { "jobs", jobs },
                                              { "mail", mail },
                                              { "mail_moves", mail_moves },
                                              { "no_reply", no_reply },
                                              { "orphans", orphans },
                                              { "unread", unread },
                                              { "seized", seized },
                                              { "catalog_busy", catalog_busy },
                                              { "lives", lives } };
    return unit_main("shared", tests, POSTGRES != NULL ? sizeof tests / sizeof tests[0] : 0);
}
