#include "runtime/postgres/pgcommit.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/store/sorted.h"

/* How often a name that another node is about to put is asked for again. */
#define RESERVE_TURNS 4

/* A division by 0 ends the transaction where the node's row is not as it has to be. */
static const struct pgquery fence = {
    "with u as (update asl_node set commits = $2, lease_until = now() + lease where id = $1 "
    "and "
    "is_alive and commits = $2 - 1 returning 1) select 1 / count(*) from u",
    { PGTYPE_INT8, PGTYPE_INT8 }
};
static const struct pgquery put_rows = {
    "insert into asl_row (place, key, value) select * from unnest($1::int2[], $2::bytea[], "
    "$3::bytea[]) on conflict (place, key) do update set value = excluded.value",
    { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery put_names = {
    "insert into asl_row (place, key, value) select * from unnest($1::int2[], $2::bytea[], "
    "$3::bytea[])",
    { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY, PGTYPE_BYTEA_ARRAY }
};
/* Row by row by the index, whatever the server knows of how large the table is. */
static const struct pgquery remove_rows = {
    "delete from asl_row where ctid = any (array(select r.ctid from unnest($1::int2[], "
    "$2::bytea[]) as u (place, key) cross join lateral (select ctid from asl_row where place = "
    "u.place and key = u.key limit 1) r))",
    { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery put_lines = {
    "insert into asl_line (id, value) select * from unnest($1::int8[], $2::bytea[])",
    { PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery remove_lines = { "delete from asl_line where id = any ($1)",
                                             { PGTYPE_INT8_ARRAY } };
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

/* ---- What a commit sends ---- */

struct rows_of {
    struct pgarray places, keys, values;
};

struct plan {
    struct rows_of put, named, gone;
    struct pgarray lines, line_values, gone_lines;
};

static void open_rows(struct rows_of *rows)
{
    pgarray_begin(&rows->places, PGTYPE_INT2);
    pgarray_begin(&rows->keys, PGTYPE_BYTEA);
    pgarray_begin(&rows->values, PGTYPE_BYTEA);
}

static void close_rows(struct rows_of *rows)
{
    pgarray_release(&rows->places);
    pgarray_release(&rows->keys);
    pgarray_release(&rows->values);
}

static void add_row(struct rows_of *rows, unsigned table, const struct store_row *row)
{
    pgarray_add_int2(&rows->places, (int16_t)table);
    pgarray_add_bytes(&rows->keys, row->key.at, row->key.size);
    pgarray_add_bytes(&rows->values, row->value.at, row->value.size);
}

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

static void plan_row(struct pgrows *r, struct plan *p, unsigned table,
                     const struct store_row *row)
{
    bool is_gone = row->value.at == NULL;
    if (table >= STORE_APPENDED) {
        if (row->key.size != ROWKEY_NUMBER || row->key.at[0] != 0) {
            return; /* no line has such a key */
        }
        pgarray_add_int8(is_gone ? &p->gone_lines : &p->lines,
                         pgrows_line(table, rowkey_u64(row->key.at)));
        if (!is_gone) {
            pgarray_add_bytes(&p->line_values, row->value.at, row->value.size);
        }
    } else {
        bool is_name = !is_gone && r->reserved.size > 0 && is_reserved(r, table, row->key);
        add_row(is_gone ? &p->gone : is_name ? &p->named : &p->put, table, row);
    }
}

/* All that has changed, in the order of tables and keys: two nodes that change the same rows
 * meet at the first of them. */
static void open_plan(struct pgrows *r, struct plan *p)
{
    struct buf bound = { 0 };
    *p = (struct plan){ .put = { .places = { .count = 0 } } };
    open_rows(&p->put);
    open_rows(&p->named);
    open_rows(&p->gone);
    pgarray_begin(&p->lines, PGTYPE_INT8);
    pgarray_begin(&p->line_values, PGTYPE_BYTEA);
    pgarray_begin(&p->gone_lines, PGTYPE_INT8);
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

static void close_plan(struct plan *p)
{
    close_rows(&p->put);
    close_rows(&p->named);
    close_rows(&p->gone);
    pgarray_release(&p->lines);
    pgarray_release(&p->line_values);
    pgarray_release(&p->gone_lines);
}

static void add_rows(struct pgbatch *b, const struct pgquery *q, const struct rows_of *rows)
{
    if (rows->keys.count > 0) {
        pgbatch_add(b, q,
                    (struct store_bytes[]){ store_buf(&rows->places.bytes),
                                            store_buf(&rows->keys.bytes),
                                            store_buf(&rows->values.bytes) });
    }
}

static void add_lines(struct pgbatch *b, const struct plan *p)
{
    if (p->lines.count > 0) {
        pgbatch_add(b, &put_lines,
                    (struct store_bytes[]){ store_buf(&p->lines.bytes),
                                            store_buf(&p->line_values.bytes) });
    }
    if (p->gone_lines.count > 0) {
        pgbatch_add(b, &remove_lines,
                    (struct store_bytes[]){ store_buf(&p->gone_lines.bytes) });
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

static void fill_batch(struct pgrows *r, const struct plan *p, char numbers[2][8],
                       struct pgbatch *b)
{
    struct store_bytes id = pgrows_int8(numbers[0], r->node.id);
    if (!r->is_open) {
        pgbatch_add(b, &pgquery_begin, NULL);
    }
    pgbatch_add(b, &fence,
                (struct store_bytes[]){ id, pgrows_int8(numbers[1], r->node.commits + 1) });
    add_rows(b, &put_names, &p->named);
    add_rows(b, &put_rows, &p->put);
    add_rows(b, &remove_rows, &p->gone);
    add_lines(b, p);
    add_jobs(r, id, b);
    pgmail_add_replies(r, b);
    pgbatch_add(b, &pgquery_commit, NULL);
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
static enum pgnode_state send(struct pgrows *r, const struct plan *p, struct buf *why)
{
    for (unsigned turn = 0;; turn++) {
        char numbers[2][8];
        struct pgbatch b = { .count = 0 };
        enum pgnode_state state = PGNODE_DONE;
        fill_batch(r, p, numbers, &b);
        int64_t sent_ns = pgnode_now_ns();
        enum pgend end = pglink_send(r->link, &b, why);
        pgbatch_release(&b);
        r->is_open = false;
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
    struct plan p;
    if (!pgnode_enter(r, why)) {
        return false;
    }
    pgrows_leave(r);
    open_plan(r, &p);
    enum pgnode_state state = send(r, &p, why);
    close_plan(&p);
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
