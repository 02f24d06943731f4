#include "runtime/postgres/pgrows.h"

#include <string.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/store/sorted.h"

/* How many rows a walk reads at first, and at most; and for how long it goes on with them: what
 * other nodes commit meanwhile is seen that late. */
#define PAGE_FIRST 2
#define PAGE_MOST  256
#define PAGE_NS    INT64_C(20000000)

#define PART_MOST ((uint64_t)16 << 20)

static const struct pgquery get_row = {
    "select value from asl_row where place = $1 and key = $2", { PGTYPE_INT2, PGTYPE_BYTEA }
};
static const struct pgquery get_rows = {
    "select u.at, r.value from unnest($2::bytea[]) with ordinality as u (key, at) cross join "
    "lateral (select value from asl_row where place = $1 and key = u.key limit 1) r order by "
    "u.at",
    { PGTYPE_INT2, PGTYPE_BYTEA_ARRAY }
};
static const struct pgquery get_line = { "select value from asl_line where id = $1",
                                         { PGTYPE_INT8 } };
static const struct pgquery rollback_query = { "rollback", { 0 } };
static const struct pgquery forward_rows = {
    "select key, value from asl_row where place = $1 and key >= $2 order by key limit $3",
    { PGTYPE_INT2, PGTYPE_BYTEA, PGTYPE_INT8 }
};
static const struct pgquery backward_rows = {
    "select key, value from asl_row where place = $1 and key < $2 order by key desc limit $3",
    { PGTYPE_INT2, PGTYPE_BYTEA, PGTYPE_INT8 }
};
static const struct pgquery last_rows = {
    "select key, value from asl_row where place = $1 order by key desc limit $2",
    { PGTYPE_INT2, PGTYPE_INT8 }
};
static const struct pgquery forward_lines = {
    "select id, value from asl_line where id >= $1 and id < $2 order by id limit $3",
    { PGTYPE_INT8, PGTYPE_INT8, PGTYPE_INT8 }
};
static const struct pgquery backward_lines = {
    "select id, value from asl_line where id >= $1 and id < $2 order by id desc limit $3",
    { PGTYPE_INT8, PGTYPE_INT8, PGTYPE_INT8 }
};

struct store_bytes pgrows_int8(char to[8], int64_t number)
{
    pgarray_write_int8(to, number);
    return (struct store_bytes){ to, 8 };
}

struct store_bytes pgrows_int2(char to[2], unsigned number)
{
    to[0] = (char)(unsigned char)(number >> 8);
    to[1] = (char)(unsigned char)number;
    return (struct store_bytes){ to, 2 };
}

int64_t pgrows_line(unsigned table, uint64_t number)
{
    return ((int64_t)(table - STORE_APPENDED) << 56) + (int64_t)number;
}

static bool is_lines(unsigned table)
{
    return table >= STORE_APPENDED;
}

/* ---- Open and closed ---- */

void pgrows_open(struct pgrows *r, struct pglink *l)
{
    uint64_t part_most = PART_MOST;
    pglink_debug("pg-part=", &part_most);
    *r = (struct pgrows){ .link = l, .over = sorted_new(), .part_most = part_most };
    pgrows_clear(r);
}

static void drop(struct pg_result **result)
{
    if (*result != NULL) {
        struct pgbatch b = { .results = { *result }, .count = 1 };
        pgbatch_release(&b);
        *result = NULL;
    }
}

void pgrows_leave(struct pgrows *r)
{
    drop(&r->got);
    drop(&r->page.result);
}

static void clear_mail(struct pgmail *m)
{
    pgarray_begin(&m->ids, PGTYPE_INT8);
    pgarray_begin(&m->jobs, PGTYPE_INT8);
    pgarray_begin(&m->nodes, PGTYPE_INT8);
    pgarray_begin(&m->operations, PGTYPE_BYTEA);
    pgarray_begin(&m->inputs, PGTYPE_BYTEA);
    pgarray_begin(&m->answered, PGTYPE_INT8);
    pgarray_begin(&m->answered_jobs, PGTYPE_INT8);
    pgarray_begin(&m->replies, PGTYPE_BYTEA);
    pgarray_begin(&m->gone, PGTYPE_INT8);
    pgarray_begin(&m->left, PGTYPE_INT8);
}

static void close_mail(struct pgmail *m)
{
    struct pgarray *all[] = { &m->ids,    &m->jobs,     &m->nodes,         &m->operations,
                              &m->inputs, &m->answered, &m->answered_jobs, &m->replies,
                              &m->gone,   &m->left,     &m->known };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        pgarray_release(all[i]);
    }
    memory_release(m->free_ids);
    memory_release(m->handed);
}

void pgrows_clear(struct pgrows *r)
{
    pgrows_leave(r);
    sorted_clear(r->over);
    buf_clear(&r->reserved);
    r->is_open = r->is_unlocked = false;
    pgarray_begin(&r->job_numbers, PGTYPE_INT8);
    pgarray_begin(&r->job_roots, PGTYPE_INT8);
    pgarray_begin(&r->job_programs, PGTYPE_BYTEA);
    pgarray_begin(&r->jobs_again, PGTYPE_INT8);
    pgarray_begin(&r->ended, PGTYPE_INT8);
    clear_mail(&r->mail);
    pgarray_begin(&r->moved, PGTYPE_INT8);
    pgarray_begin(&r->moved_roots, PGTYPE_INT8);
    pgarray_begin(&r->given_back, PGTYPE_INT8);
}

void pgrows_close(struct pgrows *r)
{
    pgrows_leave(r);
    sorted_release(r->over);
    buf_release(&r->page.bound);
    buf_release(&r->reserved);
    pgarray_release(&r->job_numbers);
    pgarray_release(&r->job_roots);
    pgarray_release(&r->job_programs);
    pgarray_release(&r->jobs_again);
    pgarray_release(&r->ended);
    close_mail(&r->mail);
    pgarray_release(&r->moved);
    pgarray_release(&r->moved_roots);
    pgarray_release(&r->given_back);
    memory_release(r->node.name);
    memory_release(r->node.url);
}

/* ---- Changes ---- */

bool pgrows_put(struct pgrows *r, unsigned table, struct store_bytes key,
                struct store_bytes value, struct buf *why)
{
    if (key.size > PGROWS_KEY_MAX) {
        buf_print(why, "a key has %zu bytes, of which PostgreSQL takes %d", key.size,
                  PGROWS_KEY_MAX);
        return false;
    }
    if (value.size > PGROWS_VALUE_MAX) {
        buf_print(why, "a row has %zu bytes, of which PostgreSQL takes %zu", value.size,
                  PGROWS_VALUE_MAX);
        return false;
    }
    sorted_put(r->over, table, key, value);
    return true;
}

/* ---- Reading ---- */

bool pgrows_ask(struct pgrows *r, struct pgbatch *b, struct buf *why)
{
    enum pgend end;
    for (unsigned turn = 0;
         (end = pglink_send(r->link, b, why)) == PGEND_LOST || end == PGEND_AGAIN; turn++) {
        r->is_open = false;
        pglink_pause(r->link, turn);
    }
    return end == PGEND_GOOD;
}

/* Asks one statement: its result is the caller's. */
static bool ask(struct pgrows *r, const struct pgquery *q, const struct store_bytes *values,
                struct pg_result **ret_result, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, q, values);
    bool is_good = pgrows_ask(r, &b, why);
    *ret_result = b.results[0];
    return is_good;
}

bool pgrows_give_up(struct pgrows *r, struct buf *why)
{
    struct pgbatch b = { .count = 0 };
    if (!r->is_open) {
        return true;
    }
    pgbatch_add(&b, &rollback_query, NULL);
    bool is_good = pgrows_ask(r, &b, why);
    pgbatch_release(&b);
    buf_clear(&r->reserved);
    r->is_open = r->is_unlocked = false;
    return is_good;
}

void pgrows_keep(struct pgrows *r, struct pgbatch *b, size_t place, struct store_bytes key,
                 struct store_row *ret_row)
{
    drop(&r->got);
    r->got = b->results[place];
    b->results[place] = NULL;
    *ret_row = (struct store_row){ key, pgresult_bytes(r->got, 0, 0) };
}

/* The number that a key of lines is; ROWKEY_LINES if it is none. */
static uint64_t line_of(struct store_bytes key)
{
    uint64_t number = key.size == ROWKEY_NUMBER ? rowkey_u64(key.at) : ROWKEY_LINES;
    return number < ROWKEY_LINES ? number : ROWKEY_LINES;
}

static bool get_settled(struct pgrows *r, unsigned table, struct store_bytes key,
                        struct store_row *ret_row, struct buf *why)
{
    char place[8];
    struct pg_result *result = NULL;
    struct store_bytes of_row[] = { pgrows_int2(place, table), key };
    if (is_lines(table)) {
        uint64_t number = line_of(key);
        if (number == ROWKEY_LINES) {
            return true;
        }
        of_row[0] = pgrows_int8(place, pgrows_line(table, number));
    } else if (key.size > PGROWS_KEY_MAX) {
        return true;
    }
    if (!ask(r, is_lines(table) ? &get_line : &get_row, of_row, &result, why)) {
        return false;
    }
    if (pgresult_rows(result) > 0) {
        ret_row->key = key;
        ret_row->value = pgresult_bytes(result, 0, 0);
    }
    drop(&r->got);
    r->got = result;
    return true;
}

bool pgrows_get(struct pgrows *r, unsigned table, struct store_bytes key,
                struct store_row *ret_row, struct buf *why)
{
    struct store_row over;
    if (!sorted_get(r->over, table, key, &over)) {
        return get_settled(r, table, key, ret_row, why);
    }
    if (over.value.at != NULL) {
        *ret_row = over;
    }
    return true;
}

/* What is not committed lies over what the database has. */
static void visit_each(struct pgrows *r, unsigned table, const struct store_bytes *keys,
                       size_t count, const struct pg_result *found,
                       void (*visit)(void *owner, size_t at, struct store_bytes value),
                       void *owner)
{
    int next = 0;
    for (size_t i = 0; i < count; i++) {
        struct store_row row = { keys[i], { NULL, 0 } };
        bool is_settled =
            next < pgresult_rows(found) && pgresult_int8(found, next, 0) == (int64_t)i + 1;
        if (!sorted_get(r->over, table, keys[i], &row) && is_settled) {
            row.value = pgresult_bytes(found, next, 1);
        }
        next += is_settled;
        if (row.value.at != NULL) {
            visit(owner, i, row.value);
        }
    }
}

bool pgrows_get_each(struct pgrows *r, unsigned table, const struct store_bytes *keys,
                     size_t count,
                     void (*visit)(void *owner, size_t at, struct store_bytes value),
                     void *owner, struct buf *why)
{
    char place[2];
    struct pgarray all = { .count = 0 };
    struct pg_result *found = NULL;
    pgarray_begin(&all, PGTYPE_BYTEA);
    for (size_t i = 0; i < count; i++) {
        pgarray_add_bytes(&all, keys[i].at, keys[i].size);
    }
    bool is_good =
        ask(r, &get_rows,
            (struct store_bytes[]){ pgrows_int2(place, table), store_buf(&all.bytes) }, &found,
            why);
    if (is_good) {
        visit_each(r, table, keys, count, found, visit, owner);
    }
    drop(&found);
    pgarray_release(&all);
    return is_good;
}

/* ---- Walks ---- */

static struct store_row page_row(struct pgrows *r, int at)
{
    struct pgpage *p = &r->page;
    struct store_row row = { pgresult_bytes(p->result, at, 0),
                             pgresult_bytes(p->result, at, 1) };
    if (is_lines(p->table)) {
        uint64_t number = (uint64_t)pgarray_read_int8(row.key.at) & (ROWKEY_LINES - 1);
        row.key = rowkey_of_u64(r->line_key, number);
    }
    return row;
}

/* Returns true if the row is at the bound, or behind it as the walk goes. */
static bool reaches(const struct store_row *row, const struct store_bytes *bound, bool backward)
{
    int order = store_compare(row->key, *bound);
    return backward ? order < 0 : order >= 0;
}

/* Returns true if the page knows which row is the first at the bound: *ret_row, without a key
 * if there is none. */
static bool find_in_page(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                         bool backward, struct store_row *ret_row)
{
    struct pgpage *p = &r->page;
    if (bound == NULL || p->result == NULL || p->table != table || p->backward != backward ||
        clock_monotonic_ns() - p->read_ns > PAGE_NS) {
        return false;
    }
    int order = p->is_last ? (backward ? -1 : 1) : store_compare(*bound, store_buf(&p->bound));
    if (backward ? order > 0 : order < 0) {
        return false;
    }
    for (int at = 0; at < p->count; at++) {
        /* Most walks go on from the row that was found last. */
        if (at == 0 && p->at > 0) {
            struct store_row last = page_row(r, p->at);
            at = reaches(&last, bound, backward) ? 0 : p->at;
        }
        struct store_row row = page_row(r, at);
        if (reaches(&row, bound, backward)) {
            p->at = at;
            *ret_row = row;
            return true;
        }
    }
    return p->is_end;
}

/* How many rows are worth reading: more with each page of a walk. */
static int64_t most_of(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                       bool backward)
{
    const struct pgpage *p = &r->page;
    if (bound == NULL || p->result == NULL || p->count == 0 || p->table != table ||
        p->backward != backward) {
        return PAGE_FIRST;
    }
    struct store_row last = page_row(r, p->count - 1);
    bool goes_on = store_succeeds(last.key, bound, backward);
    return !goes_on ? PAGE_FIRST : p->most * 4 < PAGE_MOST ? p->most * 4 : PAGE_MOST;
}

static bool ask_page(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                     bool backward, int64_t most, struct pg_result **ret_result,
                     struct buf *why)
{
    char first[8], second[8], limit[8];
    struct store_bytes values[3] = { pgrows_int2(first, table) };
    if (is_lines(table)) {
        uint64_t at = bound != NULL ? rowkey_line_from(*bound) : ROWKEY_LINES;
        int64_t from = pgrows_line(table, backward ? 0 : at);
        int64_t to = pgrows_line(table, backward ? at : ROWKEY_LINES);
        /* The last table's end is no number. */
        values[0] = pgrows_int8(first, from);
        values[1] = pgrows_int8(second, to < from ? INT64_MAX : to);
        values[2] = pgrows_int8(limit, most);
        return ask(r, backward ? &backward_lines : &forward_lines, values, ret_result, why);
    }
    if (bound == NULL) {
        values[1] = pgrows_int8(limit, most);
        return ask(r, &last_rows, values, ret_result, why);
    }
    values[1] = *bound;
    values[2] = pgrows_int8(limit, most);
    return ask(r, backward ? &backward_rows : &forward_rows, values, ret_result, why);
}

static bool read_page(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                      bool backward, struct buf *why)
{
    struct pgpage *p = &r->page;
    struct pg_result *result = NULL;
    struct buf at = { 0 };
    int64_t most = most_of(r, table, bound, backward);
    if (!ask_page(r, table, bound, backward, most, &result, why)) {
        return false;
    }
    if (bound != NULL) {
        buf_put(&at, bound->at, bound->size); /* it may be a row's of the page */
    }
    drop(&p->result);
    buf_release(&p->bound);
    *p = (struct pgpage){ .result = result,
                          .table = table,
                          .backward = backward,
                          .is_last = bound == NULL,
                          .bound = at,
                          .count = pgresult_rows(result),
                          .most = most,
                          .read_ns = clock_monotonic_ns() };
    p->is_end = p->count < most;
    return true;
}

struct seek {
    struct pgrows *rows;
    struct buf *why;
    bool is_good;
};

static bool seek_settled(void *owner, unsigned table, const struct store_bytes *bound,
                         bool backward, struct store_row *ret_row)
{
    struct seek *s = owner;
    struct pgrows *r = s->rows;
    if (!s->is_good || find_in_page(r, table, bound, backward, ret_row)) {
        return s->is_good;
    }
    s->is_good = read_page(r, table, bound, backward, s->why);
    if (s->is_good && r->page.count > 0) {
        *ret_row = page_row(r, 0);
    }
    return s->is_good;
}

bool pgrows_seek(struct pgrows *r, unsigned table, const struct store_bytes *bound,
                 bool backward, struct store_row *ret_row, struct buf *why)
{
    struct seek s = { r, why, true };
    sorted_seek_over(r->over, table, bound, backward, seek_settled, &s, ret_row);
    return s.is_good;
}
