#include "runtime/postgres/pgcommit.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pghold.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgplan.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/store/sorted.h"

/* So many full parts are sent at once; and so many statements there may be beside parts. */
#define PARTS_AT_ONCE 4
#define BESIDES       12

/* A division by 0 ends the transaction where the node's row is not as it has to be. */
static const struct pgquery fence = {
    "with u as (update asl_node set commits = $2, lease_until = clock_timestamp() + lease "
    "where id = $1 "
    "and "
    "is_alive and commits = $2 - 1 returning 1) select 1 / count(*) from u",
    { PGTYPE_INT8, PGTYPE_INT8 }
};
static const struct pgquery put_jobs = {
    "insert into asl_job (number, root, owner, fence, program) select number, root, $1, 1, "
    "program from unnest($2::int8[], $3::int8[], $4::bytea[]) as u (number, root, program) "
    "where number <> 0",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery remove_jobs = { "delete from asl_job where number = any ($1)",
                                            { PGTYPE_INT8_ARRAY } };
static const struct pgquery move_jobs = { "update asl_job j set root = u.root from "
                                          "unnest($1::int8[], $2::int8[]) as u (number, root) "
                                          "where j.number = u.number",
                                          { PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY } };
/* A job whose root is gone, and that has no other one, goes on alone. */
static const struct pgquery free_jobs = {
    "update asl_job j set root = number where root = any ($1) and root <> number and not "
    "exists (select from asl_job where number = j.root)",
    { PGTYPE_INT8_ARRAY }
};
static const struct pgquery give_back = {
    "update asl_job set owner = 0 where root = any ($2) and owner = $1",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY }
};

/* ---- What a commit changes ---- */

/* It is put as a row that was not there before. */
static bool is_reserved(const struct pgrows *r, unsigned table, struct store_bytes key)
{
    struct pghold h;
    return pghold_find(r, table, key, &h) && h.value.at == NULL;
}

static void plan_row(struct pgrows *r, struct pgplan *p, unsigned table,
                     const struct store_row *row)
{
    bool is_gone = row->value.at == NULL;
    if (table < STORE_APPENDED) {
        bool is_name = !is_gone && r->reserved.size > 0 && is_reserved(r, table, row->key);
        enum pgchange put = is_name ? PGCHANGE_NAME : PGCHANGE_PUT;
        pgplan_row(p, is_gone ? PGCHANGE_REMOVE : put, table, row);
    } else if (row->key.size == ROWKEY_NUMBER &&
               row->key.at[0] == 0) { /* as all lines have it */
        pgplan_line(p, is_gone ? PGCHANGE_REMOVE_LINE : PGCHANGE_LINE,
                    pgrows_line(table, rowkey_u64(row->key.at)), row->value);
    }
}

/* All that has changed, in the order of tables and keys: two nodes that change the same rows
 * meet at the first of them. */
static void open_plan(struct pgrows *r, struct pgplan *p)
{
    struct buf bound = { 0 };
    pgplan_open(p, r->part_most);
    for (unsigned table = 0; table < STORE_TABLES; table++) {
        struct store_bytes from = { "", 0 };
        struct store_row row;
        while (sorted_seek(r->over, table, &from, false, &row)) {
            plan_row(r, p, table, &row);
            buf_clear(&bound);
            buf_put(&bound, row.key.at, row.key.size);
            buf_char(&bound, '\0');
            from = store_buf(&bound);
        }
    }
    buf_release(&bound);
}

/* ---- A transaction, in as many batches as it needs ---- */

struct sending {
    struct pgrows *rows;
    struct pgbatch batch;
    size_t size;
    enum pgend end; /* of the batches that are sent */
    struct buf *why;
};

static void flush(struct sending *s)
{
    if (s->end == PGEND_GOOD) {
        s->end = pglink_send(s->rows->link, &s->batch, s->why);
    }
    pgbatch_release(&s->batch);
    s->size = 0;
}

static void add_parts(struct sending *s, const struct pgplan *p, enum pgchange c)
{
    for (const struct pgpart *part = p->first[c]; part != NULL && s->end == PGEND_GOOD;
         part = part->next) {
        struct store_bytes values[PGPART_COLUMNS];
        for (int i = 0; i < PGPART_COLUMNS; i++) {
            values[i] = store_buf(&part->columns[i].bytes);
        }
        if (s->size + part->size > s->rows->part_most * PARTS_AT_ONCE ||
            s->batch.count + BESIDES >= PGBATCH_MAX) {
            flush(s);
        }
        pgbatch_add(&s->batch, part->query, values);
        s->size += part->size;
    }
}

/* A job that has ended and begins again was there before. */
static void add_jobs(struct pgrows *r, struct store_bytes id, struct pgbatch *b)
{
    if (r->ended.count > 0) {
        pgbatch_add(b, &remove_jobs, (struct store_bytes[]){ store_buf(&r->ended.bytes) });
    }
    if (r->job_numbers.count > 0) {
        pgbatch_add(b, &put_jobs,
                    (struct store_bytes[]){ id, store_buf(&r->job_numbers.bytes),
                                            store_buf(&r->job_roots.bytes),
                                            store_buf(&r->job_programs.bytes) });
    }
    if (r->moved.count > 0) {
        pgbatch_add(b, &move_jobs,
                    (struct store_bytes[]){ store_buf(&r->moved.bytes),
                                            store_buf(&r->moved_roots.bytes) });
    }
    if (r->ended.count > 0) {
        pgbatch_add(b, &free_jobs, (struct store_bytes[]){ store_buf(&r->ended.bytes) });
    }
    if (r->given_back.count > 0) {
        pgbatch_add(b, &give_back,
                    (struct store_bytes[]){ id, store_buf(&r->given_back.bytes) });
    }
}

/* *ret_sent_ns is when its first batch was sent. */
static enum pgend send_once(struct pgrows *r, const struct pgplan *p, int64_t *ret_sent_ns,
                            struct buf *why)
{
    char numbers[2][8];
    struct store_bytes id = pgrows_int8(numbers[0], r->node.id);
    struct sending s = { .rows = r, .end = PGEND_GOOD, .why = why };
    *ret_sent_ns = pgrows_now_ns();
    if (!r->is_open) {
        pgbatch_add(&s.batch, &pgquery_begin, NULL);
    }
    pgbatch_add(&s.batch, &fence,
                (struct store_bytes[]){ id, pgrows_int8(numbers[1], r->node.commits + 1) });
    for (int c = 0; c < PGCHANGES; c++) {
        add_parts(&s, p, (enum pgchange)c);
    }
    add_jobs(r, id, &s.batch);
    pgmail_add(r, id, &s.batch);
    pgbatch_add(&s.batch, &pgquery_commit, NULL);
    flush(&s);
    r->is_open = false;
    return s.end;
}

/* ---- How it ends ---- */

/* Another node has what this one had. */
static void lose(struct pgrows *r)
{
    pgrows_clear(r);
    r->mail.handed_count = 0;
    r->node.id = 0;
    r->counts.lost++;
}

static void committed(struct pgrows *r)
{
    r->node.commits++;
    pgmail_committed(r);
    pgrows_clear(r);
}

/* Effects may go out only while no other node can have what this one has. */
static bool is_in_time(struct pgrows *r, struct buf *why)
{
    return !pgnode_is_late(r) || pgnode_renew(r, why);
}

/* A row that is held has changed: by another node, or by this very commit, whose answer was
 * lost. */
static enum pgnode_state look_who(struct pgrows *r, struct buf *why)
{
    enum pgnode_state state;
    if (!pgnode_look(r, &state, why)) {
        return PGNODE_OPEN;
    }
    return state == PGNODE_DONE ? PGNODE_DONE : PGNODE_BURIED;
}

/* Sends it until it is known to hold, or not. */
static enum pgnode_state send(struct pgrows *r, const struct pgplan *p, struct buf *why)
{
    for (unsigned turn = 0;; turn++) {
        int64_t sent_ns;
        enum pgnode_state state = pghold_is_lost(r) ? pghold_again(r, why) : PGNODE_DONE;
        if (state != PGNODE_DONE) {
            return state == PGNODE_BURIED ? look_who(r, why) : state;
        }
        enum pgend end = send_once(r, p, &sent_ns, why);
        pgnode_note_write(r, end, sent_ns);
        if (end == PGEND_GOOD) {
            r->node.renewed_ns = sent_ns;
            return state;
        }
        /* What was reserved may be another's by now: then it is there already. */
        if (end == PGEND_DOUBLE) {
            buf_clear(why);
            return PGNODE_BURIED;
        }
        if (end == PGEND_WRONG) {
            return PGNODE_OPEN;
        }
        buf_clear(why);
        if (!pgnode_look(r, &state, why)) {
            return PGNODE_OPEN;
        }
        buf_clear(why);
        if (state != PGNODE_OPEN) {
            return state;
        }
        pglink_pause(r->link, turn);
    }
}

bool pgcommit_run(struct pgrows *r, struct buf *why)
{
    struct pgplan p;
    if (!pgnode_enter(r, why)) {
        return false;
    }
    pgrows_leave(r);
    open_plan(r, &p);
    enum pgnode_state state = send(r, &p, why);
    pgplan_close(&p);
    if (state == PGNODE_DONE) {
        committed(r);
        if (is_in_time(r, why)) {
            return true;
        }
        state = PGNODE_BURIED;
    }
    if (state == PGNODE_BURIED) {
        pgnode_leave(r);
        lose(r);
    }
    return false;
}

/* ---- Jobs ---- */

void pgcommit_begin_job(struct pgrows *r, const struct shared_job *j)
{
    pgarray_add_int8(&r->job_numbers, (int64_t)j->number);
    pgarray_add_int8(&r->job_roots, (int64_t)j->root);
    pgarray_add_bytes(&r->job_programs, j->program, SHARED_PROGRAM);
    if (j->is_again) {
        pgarray_add_int8(&r->jobs_again, (int64_t)j->number);
    }
}

/* One that has begun since the last commit is put for nobody. */
static void forget_begun(struct pgrows *r, uint64_t number)
{
    for (size_t i = 0; i < r->job_numbers.count; i++) {
        if (pgarray_int8_at(&r->job_numbers, i) == (int64_t)number) {
            pgarray_set_int8_at(&r->job_numbers, i, 0);
        }
    }
}

void pgcommit_end_job(struct pgrows *r, uint64_t number)
{
    if (number != 0) {
        forget_begun(r, number);
    }
    pgarray_add_int8(&r->ended, (int64_t)number);
}

void pgcommit_move_job(struct pgrows *r, uint64_t number, uint64_t root)
{
    pgarray_add_int8(&r->moved, (int64_t)number);
    pgarray_add_int8(&r->moved_roots, (int64_t)root);
}

void pgcommit_give_back(struct pgrows *r, uint64_t root)
{
    pgarray_add_int8(&r->given_back, (int64_t)root);
}
