#include "runtime/postgres/pgmail.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pgrows.h"

/* How many numbers for letters are taken at once: so many does that statement. */
#define IDS_AT_ONCE 32

static const struct pgquery take_ids = {
    "select nextval(pg_get_serial_sequence('asl_mail', 'id')) from generate_series(1, 32)",
    { 0 }
};
static const struct pgquery all_others = {
    "select id from asl_node where is_alive and id <> $1 order by id", { PGTYPE_INT8 }
};
static const struct pgquery queued_others = {
    "select id from asl_node where is_alive and id <> $1 and queued > 0 order by id",
    { PGTYPE_INT8 }
};
/*
 * Who is to read a letter m: whoever has its job, else the node that it is for; 0: nobody now.
 * A letter is found by that alone, so that one which is not for this node costs it nothing.
 * When a job comes to a node its letters come along (pgnode.c, adopt); those that were sent by
 * another node at that very moment, or whose job has left, are put right by move_new and
 * move_old.
 */
#define READER "coalesce((select owner from asl_job where number = m.job), m.node)"

static const struct pgquery send_letters = {
    "insert into asl_mail (id, job, node, sender, operation, input, reader) overriding system "
    "value select id, job, node, $1, convert_from(operation, 'UTF8'), input, " READER
    " from unnest($2::int8[], $3::int8[], $4::int8[], $5::bytea[], $6::bytea[]) as m (id, job, "
    "node, operation, input)",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY,
      PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery answer = {
    "update asl_mail m set reply = u.reply, job = case when u.job = 0 then m.job else u.job "
    "end from unnest($1::int8[], $2::int8[], $3::bytea[]) as u (id, job, reply) where m.id = "
    "u.id",
    { PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery remove_letters = { "delete from asl_mail where id = any ($1)",
                                               { PGTYPE_INT8_ARRAY } };
static const struct pgquery leave_letters = {
    "update asl_mail set sender = 0 where id = any ($1)", { PGTYPE_INT8_ARRAY }
};
static const struct pgquery call_others = { "notify asl", { 0 } };

/* Letters of jobs that have begun once more here. */
static const struct pgquery adopt = {
    "update asl_mail set reader = $1 where id = any (array(select u.id from unnest($2::int8[]) "
    "as j (number) cross join lateral (select id from asl_mail where job = j.number and reader "
    "<> $1 offset 0) u))",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};

/* No transaction is open for so long that a letter would be older when it can be seen. */
static const struct pgquery move_new = { "update asl_mail m set reader = " READER
                                         " where sent > now() - interval '10 minutes' and "
                                         "reader <> " READER,
                                         { 0 } };
static const struct pgquery move_old = { "update asl_mail m set reader = " READER
                                         " where reader = $1 and reader <> " READER,
                                         { PGTYPE_INT8 } };

/* In each so many ticks letters are moved to whoever is to read them. */
#define MOVE_TICKS 8

/* Letters that a tick hands out at most. */
#define LETTERS_MOST 100

static const struct pgquery letters = {
    "select id, operation, input from asl_mail m where reader = $1 and reply is null and "
    "sender <> $1 and (node = $1 or (select owner from asl_job where number = m.job) = $1) and "
    "id <> all ($2) "
    "order by id limit $3",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY, PGTYPE_INT8 }
};
/* A letter to a node that is gone, or for a job that is over, will have no reply: what the node
 * did, it did in a transaction that has its reply. */
static const struct pgquery replies = {
    "select id, reply from asl_mail m where sender = $1 and id <> all ($2) and (reply is not "
    "null or (node <> 0 and not exists (select from asl_node where id = m.node and is_alive)) "
    "or (node = 0 and not exists (select from asl_job where number = m.job)))",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};
/* Replies that belong to a job here, and whose reader is gone. A job of -1 is in no row, and
 * goes with the node that has it. */
static const struct pgquery orphans = {
    "select id, reply from asl_mail m where reader = $1 and node <> 0 and job <> 0 and reply "
    "is not null and ((job = -1 and node = $1) or (select owner from asl_job where number = "
    "m.job) = $1) and "
    "not exists (select from asl_node where id = m.sender and is_alive) and id <> all ($2)",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};

static const struct pgquery watched = {
    "select value from asl_row where place = $1 and key = $2", { PGTYPE_INT2, PGTYPE_BYTEA }
};

/* ---- Letters ---- */

static bool need_ids(struct pgrows *r, struct buf *why)
{
    struct pgmail *m = &r->mail;
    struct pgbatch b = { .count = 0 };
    if (m->free_count > 0) {
        return true;
    }
    pgbatch_add(&b, &take_ids, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    if (is_good && m->free_ids == NULL) {
        m->free_ids = memory_array(IDS_AT_ONCE, sizeof *m->free_ids);
    }
    for (int i = 0; is_good && i < IDS_AT_ONCE && i < pgresult_rows(b.results[0]); i++) {
        m->free_ids[m->free_count++] = pgresult_int8(b.results[0], i, 0);
    }
    pgbatch_release(&b);
    return is_good;
}

bool pgmail_send(struct pgrows *r, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why)
{
    struct pgmail *m = &r->mail;
    if (!need_ids(r, why)) {
        return false;
    }
    *ret_id = m->free_ids[--m->free_count];
    pgarray_add_int8(&m->ids, *ret_id);
    pgarray_add_int8(&m->jobs, (int64_t)job);
    pgarray_add_int8(&m->nodes, node);
    pgarray_add_bytes(&m->operations, l->operation, store_text(l->operation).size);
    pgarray_add_bytes(&m->inputs, l->body.at, l->body.size);
    return true;
}

bool pgmail_send_all(struct pgrows *r, const struct shared_letter *l, bool is_for_queued,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    struct store_bytes value = pgrows_int8(id, r->node.id);
    pgbatch_add(&b, is_for_queued ? &queued_others : &all_others, &value);
    bool is_good = pgrows_ask(r, &b, why);
    for (int i = 0; is_good && i < pgresult_rows(b.results[0]); i++) {
        int64_t letter = 0;
        is_good = pgmail_send(r, 0, pgresult_int8(b.results[0], i, 0), l, &letter, why);
        if (is_good) {
            sent(owner, letter);
        }
    }
    pgbatch_release(&b);
    return is_good;
}

void pgmail_answer(struct pgrows *r, int64_t letter, int64_t job, struct store_bytes reply)
{
    struct pgmail *m = &r->mail;
    pgarray_add_int8(&m->answered, letter);
    pgarray_add_int8(&m->answered_jobs, job);
    pgarray_add_bytes(&m->replies, reply.at, reply.size);
}

void pgmail_take_back(struct pgrows *r, int64_t letter)
{
    pgarray_add_int8(&r->mail.gone, letter);
}

void pgmail_leave(struct pgrows *r, int64_t letter)
{
    pgarray_add_int8(&r->mail.left, letter);
}

/* ---- With a commit ---- */

static void forget_handed(struct pgmail *m, const struct pgarray *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        size_t at = 0;
        while (at < m->handed_count && m->handed[at] != pgarray_int8_at(ids, i)) {
            at++;
        }
        if (at < m->handed_count) {
            m->handed[at] = m->handed[--m->handed_count];
        }
    }
}

/* Only then are the rows as they were told: until then they would be handed out once more. */
void pgmail_committed(struct pgrows *r)
{
    struct pgmail *m = &r->mail;
    forget_handed(m, &m->answered);
    forget_handed(m, &m->gone);
    forget_handed(m, &m->left);
}

static void add_ids(struct pgbatch *b, const struct pgquery *q, const struct pgarray *ids)
{
    if (ids->count > 0) {
        struct store_bytes value = store_buf(&ids->bytes);
        pgbatch_add(b, q, &value);
    }
}

/* What was sent and taken back since the last commit comes and goes. */
void pgmail_add(struct pgrows *r, struct store_bytes id, struct pgbatch *b)
{
    struct pgmail *m = &r->mail;
    if (m->ids.count > 0) {
        pgbatch_add(
            b, &send_letters,
            (struct store_bytes[]){ id, store_buf(&m->ids.bytes), store_buf(&m->jobs.bytes),
                                    store_buf(&m->nodes.bytes), store_buf(&m->operations.bytes),
                                    store_buf(&m->inputs.bytes) });
    }
    if (m->answered.count > 0) {
        pgbatch_add(b, &answer,
                    (struct store_bytes[]){ store_buf(&m->answered.bytes),
                                            store_buf(&m->answered_jobs.bytes),
                                            store_buf(&m->replies.bytes) });
    }
    if (r->jobs_again.count > 0) {
        pgbatch_add(b, &adopt, (struct store_bytes[]){ id, store_buf(&r->jobs_again.bytes) });
    }
    add_ids(b, &leave_letters, &m->left);
    add_ids(b, &remove_letters, &m->gone);
    if (m->ids.count > 0 || m->answered.count > 0 || m->left.count > 0) {
        pgbatch_add(b, &call_others, NULL);
    }
}

/* ---- What has come ---- */

void pgmail_plan(struct pgrows *r, const struct shared_tick *t, struct store_bytes id,
                 struct pgbatch *b, struct pgmail_plan *p)
{
    struct pgmail *m = &r->mail;
    pgarray_begin(&m->known, PGTYPE_INT8);
    for (size_t i = 0; i < m->handed_count; i++) {
        pgarray_add_int8(&m->known, m->handed[i]);
    }
    struct store_bytes values[] = { id, store_buf(&m->known.bytes),
                                    pgrows_int8(p->most, LETTERS_MOST) };
    if (r->counts.polls % MOVE_TICKS == 0) {
        pgbatch_add(b, &move_new, NULL);
        pgbatch_add(b, &move_old, values);
    }
    p->letters = pgbatch_add(b, &letters, values);
    p->replies = pgbatch_add(b, &replies, values);
    p->orphans = pgbatch_add(b, &orphans, values);
    if (t->watched != NULL) {
        p->watched = pgbatch_add(
            b, &watched,
            (struct store_bytes[]){ pgrows_int2(p->place, t->watched_table), t->watched_key });
    }
}

static void note_handed(struct pgmail *m, int64_t letter)
{
    m->handed = memory_grow(m->handed, m->handed_count, &m->handed_room, sizeof *m->handed);
    m->handed[m->handed_count++] = letter;
}

static void hand_letter(struct pgrows *r, struct shared_tick *t, const struct pg_result *from,
                        int row)
{
    struct store_bytes operation = pgresult_bytes(from, row, 1);
    char *name = memory_text_n(operation.at, operation.size);
    struct shared_letter l = { pgresult_int8(from, row, 0), name,
                               pgresult_bytes(from, row, 2) };
    note_handed(&r->mail, l.id);
    r->counts.letters++;
    t->letter(t->owner, &l);
    memory_release(name);
}

static void hand_replies(struct pgrows *r, const struct pg_result *from, void *owner,
                         void (*tell)(void *owner, const struct shared_letter *l))
{
    for (int i = 0; i < pgresult_rows(from); i++) {
        struct shared_letter l = { pgresult_int8(from, i, 0), NULL,
                                   pgresult_bytes(from, i, 1) };
        note_handed(&r->mail, l.id);
        tell(owner, &l);
    }
}

/* Whoever is told uses the store: nothing of it is borrowed from the batch but these bytes. */
void pgmail_hand_out(struct pgrows *r, struct shared_tick *t, const struct pgbatch *b,
                     const struct pgmail_plan *p)
{
    const struct pg_result *came = b->results[p->letters];
    if (t->watched != NULL) {
        const struct pg_result *row = b->results[p->watched];
        t->watched(t->owner, pgresult_rows(row) > 0 ? pgresult_bytes(row, 0, 0)
                                                    : (struct store_bytes){ NULL, 0 });
    }
    hand_replies(r, b->results[p->replies], t->owner, t->reply);
    hand_replies(r, b->results[p->orphans], t->owner, t->orphan);
    t->ret_has_more = pgresult_rows(came) == LETTERS_MOST;
    for (int i = 0; i < pgresult_rows(came); i++) {
        hand_letter(r, t, came, i);
    }
}
