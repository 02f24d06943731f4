#include "runtime/postgres/pgnode.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgrows.h"

#define NS_PER_MS INT64_C(1000000)

/* A node is forgotten so long after its lease has passed, if nobody needs its number. */
#define FORGET "interval '1 hour'"

/* Groups that are claimed at once. */
#define GROUPS_MOST "100"

/* A lease counts from the statement, not from the begin of its transaction, which may have
 * waited long for others. */
static const struct pgquery enter = {
    "insert into asl_node (id, name, url, lease, lease_until) select nextval('asl_node_id'), "
    "$1, $2, $3 * interval '1 millisecond', clock_timestamp() + $3 * interval '1 millisecond' "
    "returning id",
    { PGTYPE_TEXT, PGTYPE_TEXT, PGTYPE_INT8 }
};
static const struct pgquery name_node = { "update asl_node set name = $2, url = $3, lease = $4 "
                                          "* interval '1 millisecond' where id = $1",
                                          { PGTYPE_INT8, PGTYPE_TEXT, PGTYPE_TEXT,
                                            PGTYPE_INT8 } };
static const struct pgquery look = { "select is_alive, commits from asl_node where id = $1",
                                     { PGTYPE_INT8 } };
static const struct pgquery renew = { "update asl_node set lease_until = clock_timestamp() + "
                                      "lease, queued = $2 where id = $1 and is_alive "
                                      "returning id",
                                      { PGTYPE_INT8, PGTYPE_INT8 } };
/* A server that was just started gives every node one lease to come back. A node whose row is
 * locked commits at this moment. */
static const struct pgquery bury = {
    "update asl_node set is_alive = false where id in (select id from asl_node where is_alive "
    "and id <> $1 and greatest(lease_until, pg_postmaster_start_time() + lease) < now() for "
    "update skip locked)",
    { PGTYPE_INT8 }
};
static const struct pgquery forget = {
    "delete from asl_node n where not is_alive and lease_until < now() - " FORGET
    " and not exists (select from asl_job where owner = n.id)",
    { 0 }
};
/* What belongs to a job that is under way is for whoever has that; what nobody waits for, to
 * one that may be redriven as well. */
#define JOB_IS_OVER "(select owner from asl_job where number = m.job) is null"
#define FORGET_MAIL(which)                                                                     \
    "delete from asl_mail where id = any (array(select id from asl_mail m where " which        \
    " order by sent limit 10000))"
#define SENDER_IS_GONE "not exists (select from asl_node where id = m.sender and is_alive)"
#define NODE_IS_GONE   "not exists (select from asl_node where id = m.node and is_alive)"
/* Whoever waits for the reply is gone. A reply that is an orphan is kept for as long as a node
 * may take it (pgmail.c), and a request that has none for as long as a node may do it. */
static const struct pgquery forget_unread = {
    FORGET_MAIL("sender <> 0 and " SENDER_IS_GONE " and case when reply is null then (node <> "
                "0 or " JOB_IS_OVER ") and " NODE_IS_GONE " else node = 0 or job = 0 or (job > "
                "0 and " JOB_IS_OVER ") or (job < 0 and " NODE_IS_GONE ") end"),
    { 0 }
};
static const struct pgquery forget_awaited = {
    FORGET_MAIL("sender <> 0 and sent < now() - " FORGET
                " and (reply is null or node = 0 or " JOB_IS_OVER ")"),
    { 0 }
};
static const struct pgquery forget_left = {
    FORGET_MAIL("sender = 0 and sent < now() - interval '15 days' and " JOB_IS_OVER), { 0 }
};
/*
 * c: roots that nobody has, found by the index of owners, so that it does not count how many
 * jobs others have; whose whole groups this node can do. g: how large those groups are. s: how
 * many jobs are in those before each. A group is claimed if there is room where it begins, so
 * that one that is larger than the room is claimed at all. m: the letters of what is claimed
 * are for this node from now on.
 */
#define CLAIM                                                                                  \
    "with c as (select number from asl_job j where number = root and program = any ($2) and "  \
    "owner = any (array(select 0 union all select id from asl_node where not is_alive)) and "  \
    "number <> all ($4) and (select bool_and(program = any ($2)) from asl_job where root = "   \
    "j.number) limit " GROUPS_MOST " for update skip locked), g as (select number, (select "   \
    "count(*) from asl_job where root = c.number) as jobs from c), s as (select number, "      \
    "sum(jobs) over (order by number) - jobs as before from g), d as (update asl_job j set "   \
    "owner = $1, fence = fence + 1 from s where j.root = s.number and s.before < $3 "          \
    "returning j.number, j.root), m as (update asl_mail set reader = $1 where id = any "       \
    "(array(select u.id from d cross join lateral (select id from asl_mail where job = "       \
    "d.number and reader <> $1 offset 0) u))) select number, root from d"
static const struct pgquery claim = {
    CLAIM, { PGTYPE_INT8, PGTYPE_BYTEA_ARRAY, PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};
/* All that it has, where that is not known for sure. */
static const struct pgquery own = {
    CLAIM " union all select number, root from asl_job where owner = $1",
    { PGTYPE_INT8, PGTYPE_BYTEA_ARRAY, PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};
/* Groups, by some of their jobs, that nobody has, whatever their programs are. What this node
 * has counts as well: it may have taken that by this very statement, whose answer was lost. */
static const struct pgquery take_groups = {
    "with c as (select number from asl_job where number = any (array(select root from asl_job "
    "where number = any ($2))) and owner = any (array(select 0 union all select $1 union all "
    "select id from asl_node where not is_alive)) for update skip locked) update asl_job j set "
    "owner = $1, fence = fence + 1 from c where j.root = c.number returning j.number, j.root",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};
static const struct pgquery first = {
    "select min(id) = $1, coalesce(sum(queued) filter (where id "
    "<> $1), 0) > 0, count(*) filter (where id <> $1) from asl_node where is_alive",
    { PGTYPE_INT8 }
};
static const struct pgquery release_jobs = { "update asl_job set owner = 0 where owner = $1",
                                             { PGTYPE_INT8 } };
static const struct pgquery remove_node = { "delete from asl_node where id = $1",
                                            { PGTYPE_INT8 } };
static const struct pgquery call_others = { "notify asl", { 0 } };
static const struct pgquery nodes = {
    "select id, name, url, (extract(epoch from begun) * 1000)::int8, (extract(epoch from "
    "lease_until - now()) * 1000)::int8, (select count(*) from asl_job where owner = n.id) "
    "from "
    "asl_node n where is_alive order by id",
    { 0 }
};

/* What a copy of the database, another schema, or another server does not have in common with
 * this one. */
static const struct pgquery who = {
    "select (extract(epoch from pg_postmaster_start_time()) * 1000000)::int8, oid::int8, "
    "'asl_node'::regclass::oid::int8 from pg_database where datname = current_database()",
    { 0 }
};

static struct store_bytes text_value(const char *text)
{
    return store_text(text != NULL ? text : "");
}

bool pgnode_enter(struct pgrows *r, struct buf *why)
{
    char lease[8];
    struct pgnode *n = &r->node;
    if (n->id != 0) {
        return true;
    }
    if (n->lease_ms == 0) {
        n->lease_ms = PGNODE_LEASE_MS;
    }
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &enter,
                (struct store_bytes[]){ text_value(n->name), text_value(n->url),
                                        pgrows_int8(lease, n->lease_ms) });
    int64_t sent_ns = pgrows_now_ns();
    bool is_good = pglink_ask(r->link, &b, why);
    if (is_good) {
        n->id = pgresult_int8(b.results[0], 0, 0);
        n->commits = 0;
        n->renewed_ns = sent_ns;
    }
    pgbatch_release(&b);
    return is_good;
}

/* It has a number already, by which it has committed something. */
static bool introduce(struct pgrows *r, struct buf *why)
{
    char id[8], lease[8];
    const struct pgnode *n = &r->node;
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &name_node,
                (struct store_bytes[]){ pgrows_int8(id, n->id), text_value(n->name),
                                        text_value(n->url), pgrows_int8(lease, n->lease_ms) });
    bool is_good = pgrows_ask(r, &b, why);
    pgbatch_release(&b);
    return is_good;
}

bool pgnode_join(struct pgrows *r, const struct shared_node *n, struct buf *why)
{
    r->node.name = memory_text(n->name);
    r->node.url = memory_text(n->url);
    r->node.lease_ms = n->lease_ms;
    r->node.is_wanted = true;
    if (!n->is_pooled) {
        pglink_own(r->link);
    }
    return r->node.id != 0 ? introduce(r, why) : pgnode_enter(r, why);
}

bool pgnode_look(struct pgrows *r, enum pgnode_state *ret_state, struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &look, (struct store_bytes[]){ pgrows_int8(id, r->node.id) });
    bool is_good = pglink_ask(r->link, &b, why);
    if (is_good) {
        bool lives = pgresult_rows(b.results[0]) > 0 && pgresult_truth(b.results[0], 0, 0);
        int64_t commits = lives ? pgresult_int8(b.results[0], 0, 1) : 0;
        /* A server that went on from an older state has lost commits of this node. */
        *ret_state = !lives || commits < r->node.commits ? PGNODE_BURIED
                     : commits > r->node.commits         ? PGNODE_DONE
                                                         : PGNODE_OPEN;
    }
    pgbatch_release(&b);
    return is_good;
}

bool pgnode_is_late(const struct pgrows *r)
{
    return pgrows_now_ns() - r->node.renewed_ns >= r->node.lease_ms * NS_PER_MS;
}

bool pgnode_renew(struct pgrows *r, struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &pgrows_renewal, (struct store_bytes[]){ pgrows_int8(id, r->node.id) });
    int64_t sent_ns = pgrows_now_ns();
    bool is_renewed = pglink_ask(r->link, &b, why) && pgresult_rows(b.results[0]) > 0;
    if (is_renewed) {
        r->node.renewed_ns = sent_ns;
    }
    pgbatch_release(&b);
    return is_renewed;
}

void pgnode_note_write(struct pgrows *r, enum pgend end, int64_t sent_ns)
{
    if (end != PGEND_LOST && end != PGEND_AGAIN) {
        r->node.refused_ns = 0;
    } else if (r->node.refused_ns == 0) {
        r->node.refused_ns = sent_ns;
    }
}

int64_t pgnode_refused_ms(const struct pgrows *r)
{
    int64_t since_ns = r->node.refused_ns;
    return since_ns == 0 ? 0 : (pgrows_now_ns() - since_ns) / NS_PER_MS;
}

/* ---- A tick ---- */

static int by_root(const void *a, const void *b)
{
    const struct shared_job *x = a, *y = b;
    uint64_t left = x->root != y->root ? x->root : x->number;
    uint64_t right = x->root != y->root ? y->root : y->number;
    return (left > right) - (left < right);
}

/* The jobs are handed out when nothing of the answer is needed any more: whoever takes one asks
 * the store. */
static struct shared_job *read_claims(const struct pg_result *result, size_t *ret_count)
{
    int count = pgresult_rows(result);
    struct shared_job *jobs = memory_array((size_t)count + 1, sizeof *jobs);
    for (int i = 0; i < count; i++) {
        jobs[i] = (struct shared_job){ .number = (uint64_t)pgresult_int8(result, i, 0),
                                       .root = (uint64_t)pgresult_int8(result, i, 1) };
    }
    qsort(jobs, (size_t)count, sizeof *jobs, by_root);
    *ret_count = (size_t)count;
    return jobs;
}

/* The jobs are taken. */
static void hand_out(struct pgrows *r, struct shared_tick *t, struct shared_job *jobs,
                     size_t count)
{
    r->counts.claims += count;
    for (size_t i = 0; i < count; i++) {
        t->claimed(t->owner, &jobs[i]);
    }
    if (count > 0) {
        t->all_claimed(t->owner);
    }
    memory_release(jobs);
}

bool pgnode_seize(struct pgrows *r, const uint64_t *numbers, size_t count,
                  void (*visit)(void *owner, const struct shared_job *j), void *owner,
                  struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    struct pgarray all = { .count = 0 };
    struct shared_job *jobs = NULL;
    size_t found = 0;
    pgarray_begin(&all, PGTYPE_INT8);
    for (size_t i = 0; i < count; i++) {
        pgarray_add_int8(&all, (int64_t)numbers[i]);
    }
    pgbatch_add(&b, &take_groups,
                (struct store_bytes[]){ pgrows_int8(id, r->node.id), store_buf(&all.bytes) });
    bool is_good = pgrows_ask(r, &b, why);
    if (is_good) {
        jobs = read_claims(b.results[0], &found);
    }
    pgbatch_release(&b);
    pgarray_release(&all);
    for (size_t i = 0; i < found; i++) {
        visit(owner, &jobs[i]);
    }
    memory_release(jobs);
    return is_good;
}

/* ---- What a tick asks. */

struct plan {
    size_t first, claim; /* places in the batch; SIZE_MAX: not there */
    struct pgmail_plan mail;
};

/* What a tick's statements have as arrays. */
struct lists {
    struct pgarray programs, refused;
};

static void fill_lists(struct lists *l, const struct shared_tick *t)
{
    pgarray_begin(&l->programs, PGTYPE_BYTEA);
    pgarray_begin(&l->refused, PGTYPE_INT8);
    for (size_t i = 0; i < t->program_count; i++) {
        pgarray_add_bytes(&l->programs, t->programs + i * SHARED_PROGRAM, SHARED_PROGRAM);
    }
    for (size_t i = 0; i < t->refused_count; i++) {
        pgarray_add_int8(&l->refused, (int64_t)t->refused[i]);
    }
}

static void plan_tick(struct pgrows *r, const struct shared_tick *t, char numbers[3][8],
                      struct lists *lists, struct pgbatch *b, struct plan *p)
{
    struct store_bytes id = pgrows_int8(numbers[0], r->node.id);
    *p = (struct plan){ .first = SIZE_MAX, .claim = SIZE_MAX };
    pgbatch_add(b, &renew,
                (struct store_bytes[]){ id, pgrows_int8(numbers[2], (int64_t)t->queued) });
    /* After a time without a connection others may still be on their way back. */
    if (pglink_age_ms(r->link) > r->node.lease_ms / 3 || pglink_reconnects(r->link) == 0) {
        pgbatch_add(b, &bury, &id);
    }
    if (r->counts.polls % 64 == 0) {
        pgbatch_add(b, &forget, NULL);
        pgbatch_add(b, &forget_unread, NULL);
        pgbatch_add(b, &forget_awaited, NULL);
        pgbatch_add(b, &forget_left, NULL);
    }
    p->first = pgbatch_add(b, &first, &id);
    if ((t->most > 0 || r->node.is_unsure) && t->program_count > 0) {
        fill_lists(lists, t);
        p->claim =
            pgbatch_add(b, r->node.is_unsure ? &own : &claim,
                        (struct store_bytes[]){ id, store_buf(&lists->programs.bytes),
                                                pgrows_int8(numbers[1], (int64_t)t->most),
                                                store_buf(&lists->refused.bytes) });
    }
    pgmail_plan(r, t, id, b, &p->mail);
}

/* Whoever is told uses the store, and nothing of it is borrowed from the batch. */
static void take_tick(struct pgrows *r, struct shared_tick *t, const struct pgbatch *b,
                      const struct plan *p)
{
    bool lives = pgresult_rows(b->results[0]) > 0;
    t->ret_is_first = pgresult_truth(b->results[p->first], 0, 0);
    t->ret_has_queued = pgresult_truth(b->results[p->first], 0, 1);
    t->ret_others = (size_t)pgresult_int8(b->results[p->first], 0, 2);
    t->ret_is_buried = !lives;
    if (lives && p->claim != SIZE_MAX) {
        size_t count;
        struct shared_job *jobs = read_claims(b->results[p->claim], &count);
        hand_out(r, t, jobs, count);
    }
    if (lives) {
        pgmail_hand_out(r, t, b, &p->mail);
    }
}

/* A transaction whose answer was lost may have claimed jobs of which nobody was told. */
bool pgnode_tick(struct pgrows *r, struct shared_tick *t, struct buf *why)
{
    char numbers[3][8];
    struct lists lists = { .programs = { .count = 0 } };
    struct pgbatch b = { .count = 0 };
    struct plan p;
    t->ret_is_buried = t->ret_has_more = false;
    if (!pgrows_give_up(r, why) || !pgnode_enter(r, why)) {
        return false;
    }
    plan_tick(r, t, numbers, &lists, &b, &p);
    r->counts.polls++;
    int64_t sent_ns = pgrows_now_ns();
    enum pgend end = pglink_send(r->link, &b, why);
    pgnode_note_write(r, end, sent_ns);
    if (end == PGEND_GOOD) {
        r->node.renewed_ns = sent_ns;
        r->node.is_unsure = r->node.is_unsure && p.claim == SIZE_MAX;
        take_tick(r, t, &b, &p);
    }
    r->node.is_unsure = r->node.is_unsure || end == PGEND_LOST;
    pgbatch_release(&b);
    pgarray_release(&lists.programs);
    pgarray_release(&lists.refused);
    if (end == PGEND_LOST || end == PGEND_AGAIN) {
        buf_clear(why); /* the next tick asks again */
    }
    return end == PGEND_GOOD || end == PGEND_LOST || end == PGEND_AGAIN;
}

/* ---- The others ---- */

static char *text_of(const struct pg_result *result, int row, int column)
{
    struct store_bytes bytes = pgresult_bytes(result, row, column);
    return memory_text_n(bytes.at != NULL ? bytes.at : "", bytes.size);
}

bool pgnode_visit(struct pgrows *r, void (*visit)(void *owner, const struct shared_view *v),
                  void *owner, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &nodes, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    for (int i = 0; is_good && i < pgresult_rows(b.results[0]); i++) {
        const struct pg_result *at = b.results[0];
        char *name = text_of(at, i, 1), *url = text_of(at, i, 2);
        visit(owner, &(struct shared_view){ .id = pgresult_int8(at, i, 0),
                                            .name = name,
                                            .url = url,
                                            .since_ms = pgresult_int8(at, i, 3),
                                            .left_ms = pgresult_int8(at, i, 4),
                                            .jobs = pgresult_int8(at, i, 5) });
        memory_release(name);
        memory_release(url);
    }
    pgbatch_release(&b);
    return is_good;
}

bool pgnode_who(struct pgrows *r, int64_t *ret_node, struct buf *store, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &who, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    for (int i = 0; is_good && i < 3; i++) {
        buf_print(store, "%s%" PRId64, i > 0 ? "." : "", pgresult_int8(b.results[0], 0, i));
    }
    *ret_node = r->node.id;
    pgbatch_release(&b);
    return is_good;
}

void pgnode_leave(struct pgrows *r)
{
    char id[8];
    struct buf ignored = { 0 };
    struct pgbatch b = { .count = 0 };
    if (r->node.id != 0) {
        struct store_bytes value = pgrows_int8(id, r->node.id);
        pgbatch_add(&b, &release_jobs, &value);
        pgbatch_add(&b, &remove_node, &value);
        if (r->node.is_wanted) {
            pgbatch_add(&b, &call_others, NULL);
        }
        pglink_send(r->link, &b, &ignored);
        pgbatch_release(&b);
    }
    buf_release(&ignored);
}
