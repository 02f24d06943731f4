#include "runtime/postgres/pgmail.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pgrows.h"

static const struct pgquery send_one = {
    "insert into asl_mail (job, node, sender, operation, input) values ($1, $2, $3, $4, $5) "
    "returning id",
    { PGTYPE_INT8, PGTYPE_INT8, PGTYPE_INT8, PGTYPE_TEXT, PGTYPE_BYTEA }
};
static const struct pgquery send_each = {
    "insert into asl_mail (job, node, sender, operation, input) select 0, id, $1, $2, $3 from "
    "asl_node where is_alive and id <> $1 returning id",
    { PGTYPE_INT8, PGTYPE_TEXT, PGTYPE_BYTEA }
};
static const struct pgquery call_others = { "notify asl", { 0 } };
static const struct pgquery letters = {
    "select id, operation, input from asl_mail m where reply is null and sender <> $1 and "
    "(node = "
    "$1 or (select owner from asl_job where number = m.job) = $1) order by id limit 100",
    { PGTYPE_INT8 }
};
static const struct pgquery replies = {
    "delete from asl_mail where sender = $1 and reply is not null returning id, reply",
    { PGTYPE_INT8 }
};
static const struct pgquery answer = {
    "update asl_mail m set reply = u.reply from unnest($1::int8[], $2::bytea[]) as u (id, "
    "reply) where m.id = u.id",
    { PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery take_back = { "delete from asl_mail where id = $1",
                                          { PGTYPE_INT8 } };

bool pgmail_send(struct pgrows *r, uint64_t job, int64_t node, const struct shared_letter *l,
                 int64_t *ret_id, struct buf *why)
{
    char numbers[3][8];
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &send_one,
                (struct store_bytes[]){
                    pgrows_int8(numbers[0], (int64_t)job), pgrows_int8(numbers[1], node),
                    pgrows_int8(numbers[2], r->node.id), store_text(l->operation), l->body });
    pgbatch_add(&b, &call_others, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    if (is_good) {
        *ret_id = pgresult_int8(b.results[0], 0, 0);
    }
    pgbatch_release(&b);
    return is_good;
}

bool pgmail_send_all(struct pgrows *r, const struct shared_letter *l,
                     void (*sent)(void *owner, int64_t id), void *owner, struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &send_each,
                (struct store_bytes[]){ pgrows_int8(id, r->node.id), store_text(l->operation),
                                        l->body });
    pgbatch_add(&b, &call_others, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    for (int i = 0; is_good && i < pgresult_rows(b.results[0]); i++) {
        sent(owner, pgresult_int8(b.results[0], i, 0));
    }
    pgbatch_release(&b);
    return is_good;
}

bool pgmail_take_back(struct pgrows *r, int64_t letter, struct buf *why)
{
    char id[8];
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &take_back, (struct store_bytes[]){ pgrows_int8(id, letter) });
    bool is_good = pgrows_ask(r, &b, why);
    pgbatch_release(&b);
    return is_good;
}

/* ---- Replies ---- */

static void forget_handed(struct pgrows *r, int64_t letter)
{
    size_t i = 0;
    while (i < r->handed_count && r->handed[i] != letter) {
        i++;
    }
    if (i < r->handed_count) {
        r->handed[i] = r->handed[--r->handed_count];
    }
}

void pgmail_answer(struct pgrows *r, int64_t letter, struct store_bytes reply)
{
    pgarray_add_int8(&r->letters, letter);
    pgarray_add_bytes(&r->replies, reply.at, reply.size);
}

/* Only then has the row its reply: until then it would be handed out once more. */
void pgmail_committed(struct pgrows *r)
{
    for (size_t i = 0; i < r->letters.count; i++) {
        forget_handed(r, pgarray_int8_at(&r->letters, i));
    }
}

void pgmail_add_replies(struct pgrows *r, struct pgbatch *b)
{
    if (r->letters.count > 0) {
        pgbatch_add(b, &answer,
                    (struct store_bytes[]){ store_buf(&r->letters.bytes),
                                            store_buf(&r->replies.bytes) });
        pgbatch_add(b, &call_others, NULL);
    }
}

/* ---- What has come ---- */

void pgmail_plan(struct pgrows *r, struct store_bytes id, struct pgbatch *b,
                 struct pgmail_plan *p)
{
    (void)r;
    p->letters = pgbatch_add(b, &letters, &id);
    p->replies = pgbatch_add(b, &replies, &id);
}

static bool is_handed(const struct pgrows *r, int64_t letter)
{
    size_t i = 0;
    while (i < r->handed_count && r->handed[i] != letter) {
        i++;
    }
    return i < r->handed_count;
}

static void hand_letter(struct pgrows *r, struct shared_tick *t, const struct pg_result *from,
                        int row)
{
    struct store_bytes operation = pgresult_bytes(from, row, 1);
    char *name = memory_text_n(operation.at, operation.size);
    struct shared_letter l = { pgresult_int8(from, row, 0), name,
                               pgresult_bytes(from, row, 2) };
    r->handed = memory_grow(r->handed, r->handed_count, &r->handed_room, sizeof *r->handed);
    r->handed[r->handed_count++] = l.id;
    r->counts.letters++;
    t->letter(t->owner, &l);
    memory_release(name);
}

/* Whoever is told uses the store: nothing of it is borrowed from the batch but these bytes. */
void pgmail_hand_out(struct pgrows *r, struct shared_tick *t, const struct pgbatch *b,
                     const struct pgmail_plan *p)
{
    const struct pg_result *came = b->results[p->letters], *back = b->results[p->replies];
    for (int i = 0; i < pgresult_rows(back); i++) {
        struct shared_letter l = { pgresult_int8(back, i, 0), NULL,
                                   pgresult_bytes(back, i, 1) };
        t->reply(t->owner, &l);
    }
    for (int i = 0; i < pgresult_rows(came); i++) {
        if (!is_handed(r, pgresult_int8(came, i, 0))) {
            hand_letter(r, t, came, i);
        }
    }
}
