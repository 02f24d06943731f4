#include "runtime/postgres/pgcommit.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgplan.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/store/sorted.h"

/* How often a name that another node is about to put is asked for again. */
#define RESERVE_TURNS 4

/* So many full parts are sent at once; and so many statements there may be beside parts. */
#define PARTS_AT_ONCE 4
#define BESIDES       8

/* A division by 0 ends the transaction where the node's row is not as it has to be. */
static const struct pgquery fence = {
    "with u as (update asl_node set commits = $2, lease_until = now() + lease where id = $1 "
    "and "
    "is_alive and commits = $2 - 1 returning 1) select 1 / count(*) from u",
    { PGTYPE_INT8, PGTYPE_INT8 }
};
static const struct pgquery put_jobs = {
    "insert into asl_job (number, root, owner, fence, program) select number, root, $1, 1, "
    "program from unnest($2::int8[], $3::int8[], $4::bytea[]) as u (number, root, program)",
    { PGTYPE_INT8, PGTYPE_INT8_ARRAY, PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery remove_jobs = { "delete from asl_job where number = any ($1)",
                                            { PGTYPE_INT8_ARRAY } };
/* What is left of a group whose root is gone goes on alone. */
static const struct pgquery free_jobs = {
    "update asl_job set root = number where root = any ($1)", { PGTYPE_INT8_ARRAY }
};
static const struct pgquery lock_name = { "select pg_try_advisory_xact_lock($1)",
                                          { PGTYPE_INT8 } };
static const struct pgquery get_name = {
    "select value from asl_row where place = $1 and key = $2", { PGTYPE_INT2, PGTYPE_BYTEA }
};

/* ---- What a commit changes ---- */

/* A key as it stands among those that are reserved. */
static void put_name(struct buf *b, unsigned table, struct store_bytes key)
{
    uint32_t head[2] = { table, (uint32_t)key.size };
    buf_put(b, (const char *)head, sizeof head);
    buf_put(b, key.at, key.size);
}

static bool is_reserved(const struct pgrows *r, unsigned table, struct store_bytes key)
{
    for (size_t at = 0; at < r->reserved.size;) {
        uint32_t head[2];
        memcpy(head, r->reserved.text + at, sizeof head);
        at += sizeof head;
        if (head[0] == table && head[1] == key.size &&
            memcmp(r->reserved.text + at, key.at, key.size) == 0) {
            return true;
        }
        at += head[1];
    }
    return false;
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

static void add_jobs(struct pgrows *r, struct store_bytes id, struct pgbatch *b)
{
    if (r->job_numbers.count > 0) {
        pgbatch_add(b, &put_jobs,
                    (struct store_bytes[]){ id, store_buf(&r->job_numbers.bytes),
                                            store_buf(&r->job_roots.bytes),
                                            store_buf(&r->job_programs.bytes) });
    }
    if (r->ended.count > 0) {
        struct store_bytes ended = store_buf(&r->ended.bytes);
        pgbatch_add(b, &remove_jobs, &ended);
        pgbatch_add(b, &free_jobs, &ended);
    }
}

/* *ret_sent_ns is when its first batch was sent. */
static enum pgend send_once(struct pgrows *r, const struct pgplan *p, int64_t *ret_sent_ns,
                            struct buf *why)
{
    char numbers[2][8];
    struct store_bytes id = pgrows_int8(numbers[0], r->node.id);
    struct sending s = { .rows = r, .end = PGEND_GOOD, .why = why };
    *ret_sent_ns = pgnode_now_ns();
    if (!r->is_open) {
        pgbatch_add(&s.batch, &pgquery_begin, NULL);
    }
    pgbatch_add(&s.batch, &fence,
                (struct store_bytes[]){ id, pgrows_int8(numbers[1], r->node.commits + 1) });
    for (int c = 0; c < PGCHANGES; c++) {
        add_parts(&s, p, (enum pgchange)c);
    }
    add_jobs(r, id, &s.batch);
    pgmail_add_replies(r, &s.batch);
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
    r->handed_count = 0;
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

/* Sends it until it is known to hold, or not. */
static enum pgnode_state send(struct pgrows *r, const struct pgplan *p, struct buf *why)
{
    for (unsigned turn = 0;; turn++) {
        enum pgnode_state state = PGNODE_DONE;
        int64_t sent_ns;
        enum pgend end = send_once(r, p, &sent_ns, why);
        if (end == PGEND_GOOD) {
            r->node.renewed_ns = sent_ns;
            return state;
        }
        /* What was reserved may be another's by now: then it is there already. */
        if (end == PGEND_DOUBLE) {
            buf_clear(why);
            return PGNODE_BURIED;
        }
        if (end == PGEND_WRONG || !pgnode_look(r, &state, why)) {
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

/* ---- Names ---- */

/* A number of a table's key for a lock: two keys that share one only wait for each other. */
static int64_t lock_of(unsigned table, struct store_bytes key)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ table;
    for (size_t i = 0; i < key.size; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    }
    return (int64_t)hash;
}

/* Locks the key and looks for its row; the lock is held until the transaction ends. Returns
 * false if the server refuses it. */
static bool try_lock(struct pgrows *r, unsigned table, struct store_bytes key,
                     bool *ret_is_locked, struct store_row *ret_row, struct buf *why)
{
    char number[8], place[2];
    enum pgend end;
    struct pgbatch b;
    size_t lock, get;
    for (unsigned turn = 0;; turn++) {
        b = (struct pgbatch){ .count = 0 };
        if (!r->is_open) {
            pgbatch_add(&b, &pgquery_begin, NULL);
        }
        struct store_bytes hash = pgrows_int8(number, lock_of(table, key));
        lock = pgbatch_add(&b, &lock_name, &hash);
        get = pgbatch_add(&b, &get_name,
                          (struct store_bytes[]){ pgrows_int2(place, table), key });
        end = pglink_send(r->link, &b, why);
        if (end != PGEND_LOST && end != PGEND_AGAIN) {
            break;
        }
        /* Names that were reserved before are another's, or are found to be this one's when
         * they are put: they are not there yet then. */
        r->is_open = false;
        pglink_pause(r->link, turn);
    }
    if (end == PGEND_GOOD) {
        r->is_open = true;
        *ret_is_locked = pgresult_truth(b.results[lock], 0, 0);
        if (pgresult_rows(b.results[get]) > 0) {
            pgrows_keep(r, &b, get, key, ret_row);
        }
    }
    pgbatch_release(&b);
    return end == PGEND_GOOD;
}

bool pgcommit_reserve(struct pgrows *r, unsigned table, struct store_bytes key,
                      bool *ret_is_busy, struct store_row *ret_row, struct buf *why)
{
    struct store_row over;
    bool is_locked = false;
    *ret_is_busy = false;
    if (sorted_get(r->over, table, key, &over)) {
        return pgrows_get(r, table, key, ret_row, why);
    }
    for (unsigned turn = 0; turn < RESERVE_TURNS; turn++) {
        if (!try_lock(r, table, key, &is_locked, ret_row, why)) {
            return false;
        }
        if (ret_row->key.at != NULL || is_locked) {
            break;
        }
        pglink_pause(r->link, turn);
    }
    bool is_free = is_locked && ret_row->key.at == NULL;
    *ret_is_busy = !is_locked && ret_row->key.at == NULL;
    if (is_free && !is_reserved(r, table, key)) {
        put_name(&r->reserved, table, key);
    }
    return r->reserved.size > 0 || pgrows_give_up(r, why);
}

/* ---- Jobs ---- */

void pgcommit_begin_job(struct pgrows *r, const struct shared_job *j)
{
    pgarray_add_int8(&r->job_numbers, (int64_t)j->number);
    pgarray_add_int8(&r->job_roots, (int64_t)j->root);
    pgarray_add_bytes(&r->job_programs, j->program, SHARED_PROGRAM);
}

void pgcommit_end_job(struct pgrows *r, uint64_t number)
{
    pgarray_add_int8(&r->ended, (int64_t)number);
}
