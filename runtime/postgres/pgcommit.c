#include "runtime/postgres/pgcommit.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/postgres/pghold.h"
#include "runtime/postgres/pgmail.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/store/sorted.h"

static const struct pgquery begin_query = { "begin", { 0 } };
static const struct pgquery commit_query = { "commit", { 0 } };

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

/* It is put as a row that was not there before. */
static bool is_reserved(const struct pgrows *r, unsigned table, struct store_bytes key)
{
    struct pghold h;
    return pghold_find(r, table, key, &h) && h.value.at == NULL;
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

static void fill_batch(struct pgrows *r, const struct plan *p, char numbers[2][8],
                       struct pgbatch *b)
{
    struct store_bytes id = pgrows_int8(numbers[0], r->node.id);
    if (!r->is_open) {
        pgbatch_add(b, &begin_query, NULL);
    }
    pgbatch_add(b, &fence,
                (struct store_bytes[]){ id, pgrows_int8(numbers[1], r->node.commits + 1) });
    add_rows(b, &put_names, &p->named);
    add_rows(b, &put_rows, &p->put);
    add_rows(b, &remove_rows, &p->gone);
    add_lines(b, p);
    add_jobs(r, id, b);
    pgmail_add(r, id, b);
    pgbatch_add(b, &commit_query, NULL);
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

/* Sends it until it is known to hold, or not. */
static enum pgnode_state send(struct pgrows *r, const struct plan *p, struct buf *why)
{
    for (unsigned turn = 0;; turn++) {
        char numbers[2][8];
        struct pgbatch b = { .count = 0 };
        enum pgnode_state state = pghold_is_lost(r) ? pghold_again(r, why) : PGNODE_DONE;
        if (state != PGNODE_DONE) {
            return state;
        }
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
        pglink_pause(turn);
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

/* ---- Jobs ---- */

void pgcommit_begin_job(struct pgrows *r, const struct shared_job *j)
{
    pgarray_add_int8(&r->job_numbers, (int64_t)j->number);
    pgarray_add_int8(&r->job_roots, (int64_t)j->root);
    pgarray_add_bytes(&r->job_programs, j->program, SHARED_PROGRAM);
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
