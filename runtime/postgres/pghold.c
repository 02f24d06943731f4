#include "runtime/postgres/pghold.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/postgres/pgnode.h"
#include "runtime/postgres/pgrows.h"
#include "runtime/store/sorted.h"

/* How often a key that another node has is asked for again. */
#define TURNS 4

static const struct pgquery rollback_query = { "rollback", { 0 } };
static const struct pgquery lock_key = { "select pg_try_advisory_xact_lock($1)",
                                         { PGTYPE_INT8 } };
static const struct pgquery get_row = {
    "select value from asl_row where place = $1 and key = $2", { PGTYPE_INT2, PGTYPE_BYTEA }
};
/* A node that is held up in the middle of it holds others up for no longer than its lease. */
static const struct pgquery bound_wait = {
    "select set_config('idle_in_transaction_session_timeout', ($1)::text, true)",
    { PGTYPE_INT8 }
};
static const struct pgquery lock_again = {
    "select count(*) from unnest($1::int8[]) as u (n) where not pg_try_advisory_xact_lock(n)",
    { PGTYPE_INT8_ARRAY }
};
static const struct pgquery count_changed = {
    "select count(*) from unnest($1::int2[], $2::bytea[], $3::bytea[]) as u (place, key, "
    "value) left join asl_row r on r.place = u.place and r.key = u.key where r.value is "
    "distinct from u.value",
    { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY, PGTYPE_BYTEA_ARRAY }
};

/* ---- The list: of each key its table, its size and that of the value, and both. */

#define NO_ROW UINT32_MAX

static void add(struct pgrows *r, const struct pghold *h)
{
    uint32_t value_size = h->value.at == NULL ? NO_ROW : (uint32_t)h->value.size;
    uint32_t head[3] = { h->table, (uint32_t)h->key.size, value_size };
    buf_put(&r->reserved, (const char *)head, sizeof head);
    buf_put(&r->reserved, h->key.at, h->key.size);
    if (h->value.at != NULL) {
        buf_put(&r->reserved, h->value.at, h->value.size);
    }
}

/* Returns false at the end; `at` is 0 at first. */
static bool next(const struct pgrows *r, size_t *at, struct pghold *ret_hold)
{
    uint32_t head[3];
    if (*at == r->reserved.size) {
        return false;
    }
    memcpy(head, r->reserved.text + *at, sizeof head);
    const char *key = r->reserved.text + *at + sizeof head;
    *ret_hold = (struct pghold){ .table = head[0], .key = { key, head[1] } };
    *at += sizeof head + head[1];
    if (head[2] != NO_ROW) {
        ret_hold->value = (struct store_bytes){ key + head[1], head[2] };
        *at += head[2];
    }
    return true;
}

bool pghold_find(const struct pgrows *r, unsigned table, struct store_bytes key,
                 struct pghold *ret_hold)
{
    size_t at = 0;
    while (next(r, &at, ret_hold)) {
        if (ret_hold->table == table && store_compare(ret_hold->key, key) == 0) {
            return true;
        }
    }
    return false;
}

bool pghold_is_lost(const struct pgrows *r)
{
    return r->reserved.size > 0 && (r->is_unlocked || !r->is_open);
}

/* ---- Locks ---- */

/* A number of a table's key for a lock: two keys that share one only wait for each other. */
static int64_t lock_of(unsigned table, struct store_bytes key)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ table;
    for (size_t i = 0; i < key.size; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    }
    return (int64_t)hash;
}

static void add_begin(const struct pgrows *r, char lease[8], struct pgbatch *b)
{
    int64_t lease_ms = r->node.lease_ms > 0 ? r->node.lease_ms : PGNODE_LEASE_MS;
    struct store_bytes value = pgrows_int8(lease, lease_ms);
    pgbatch_add(b, &pgquery_begin, NULL);
    pgbatch_add(b, &bound_wait, &value);
}

/* Locks the key and looks for its row; the lock is held until the transaction ends. Returns
 * false if the server refuses it. */
static bool try_lock(struct pgrows *r, unsigned table, struct store_bytes key,
                     bool *ret_is_locked, struct store_row *ret_row, struct buf *why)
{
    char number[8], place[2], lease[8];
    enum pgend end;
    struct pgbatch b;
    size_t lock, get;
    for (unsigned turn = 0;; turn++) {
        b = (struct pgbatch){ .count = 0 };
        r->is_unlocked = pghold_is_lost(r);
        if (!r->is_open) {
            add_begin(r, lease, &b);
        }
        struct store_bytes hash = pgrows_int8(number, lock_of(table, key));
        lock = pgbatch_add(&b, &lock_key, &hash);
        get =
            pgbatch_add(&b, &get_row, (struct store_bytes[]){ pgrows_int2(place, table), key });
        end = pglink_send(r->link, &b, why);
        if (end != PGEND_LOST && end != PGEND_AGAIN) {
            break;
        }
        buf_clear(why);
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

/* The node's own row is not of the transaction, which may be given up. */
static bool enter(struct pgrows *r, struct buf *why)
{
    return r->is_open || pgnode_enter(r, why);
}

bool pghold_reserve(struct pgrows *r, unsigned table, struct store_bytes key, bool *ret_is_busy,
                    struct store_row *ret_row, struct buf *why)
{
    struct store_row over;
    struct pghold held;
    bool is_locked = false;
    *ret_is_busy = false;
    if (!enter(r, why)) {
        return false;
    }
    if (sorted_get(r->over, table, key, &over)) {
        return pgrows_get(r, table, key, ret_row, why);
    }
    for (unsigned turn = 0; turn < TURNS; turn++) {
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
    if (is_free && !pghold_find(r, table, key, &held)) {
        add(r, &(struct pghold){ .table = table, .key = key });
    }
    return r->reserved.size > 0 || pgrows_give_up(r, why);
}

bool pghold_key(struct pgrows *r, unsigned table, struct store_bytes key, bool *ret_is_busy,
                struct buf *why)
{
    struct pghold held;
    struct store_row row = { { NULL, 0 }, { NULL, 0 } };
    bool is_locked = pghold_find(r, table, key, &held), is_new = !is_locked;
    if (!enter(r, why)) {
        return false;
    }
    for (unsigned turn = 0; !is_locked && turn < TURNS; turn++) {
        if (turn > 0) {
            pglink_pause(r->link, turn);
        }
        row = (struct store_row){ { NULL, 0 }, { NULL, 0 } };
        if (!try_lock(r, table, key, &is_locked, &row, why)) {
            return false;
        }
    }
    *ret_is_busy = !is_locked;
    if (is_locked && is_new) {
        add(r, &(struct pghold){ .table = table, .key = key, .value = row.value });
    }
    return r->reserved.size > 0 || pgrows_give_up(r, why);
}

/* ---- Once more ---- */

/* All that is held, as the statements take it. */
struct arrays {
    struct pgarray locks, places, keys, values;
};

static void open_arrays(const struct pgrows *r, struct arrays *a)
{
    struct pghold h;
    size_t at = 0;
    *a = (struct arrays){ .locks = { .count = 0 } };
    pgarray_begin(&a->locks, PGTYPE_INT8);
    pgarray_begin(&a->places, PGTYPE_INT2);
    pgarray_begin(&a->keys, PGTYPE_BYTEA);
    pgarray_begin(&a->values, PGTYPE_BYTEA);
    while (next(r, &at, &h)) {
        pgarray_add_int8(&a->locks, lock_of(h.table, h.key));
        pgarray_add_int2(&a->places, (int16_t)h.table);
        pgarray_add_bytes(&a->keys, h.key.at, h.key.size);
        if (h.value.at != NULL) {
            pgarray_add_bytes(&a->values, h.value.at, h.value.size);
        } else {
            pgarray_add_null(&a->values);
        }
    }
}

static void close_arrays(struct arrays *a)
{
    pgarray_release(&a->locks);
    pgarray_release(&a->places);
    pgarray_release(&a->keys);
    pgarray_release(&a->values);
}

static void roll_back(struct pgrows *r)
{
    struct buf ignored = { 0 };
    struct pgbatch b = { .count = 0 };
    pgbatch_add(&b, &rollback_query, NULL);
    pglink_send(r->link, &b, &ignored);
    pgbatch_release(&b);
    buf_release(&ignored);
    r->is_open = false;
}

/* Returns what the server says of it; of PGEND_GOOD *ret_state: PGNODE_OPEN if another
 * transaction has one of them. */
static enum pgend try_again(struct pgrows *r, const struct arrays *a,
                            enum pgnode_state *ret_state, struct buf *why)
{
    char lease[8];
    struct pgbatch b = { .count = 0 };
    struct store_bytes locks = store_buf(&a->locks.bytes);
    add_begin(r, lease, &b);
    size_t lock = pgbatch_add(&b, &lock_again, &locks);
    size_t look = pgbatch_add(&b, &count_changed,
                              (struct store_bytes[]){ store_buf(&a->places.bytes),
                                                      store_buf(&a->keys.bytes),
                                                      store_buf(&a->values.bytes) });
    enum pgend end = pglink_send(r->link, &b, why);
    if (end == PGEND_GOOD) {
        bool is_locked = pgresult_int8(b.results[lock], 0, 0) == 0;
        bool is_same = pgresult_int8(b.results[look], 0, 0) == 0;
        *ret_state = !is_locked ? PGNODE_OPEN : is_same ? PGNODE_DONE : PGNODE_BURIED;
        r->is_open = true;
    }
    pgbatch_release(&b);
    return end;
}

enum pgnode_state pghold_again(struct pgrows *r, struct buf *why)
{
    struct arrays a;
    enum pgend end = PGEND_GOOD;
    enum pgnode_state state = PGNODE_OPEN;
    open_arrays(r, &a);
    for (unsigned turn = 0; state == PGNODE_OPEN; turn++) {
        if (turn > 0) {
            buf_clear(why);
            pglink_pause(r->link, turn);
        }
        if (r->is_open) {
            roll_back(r);
        }
        end = try_again(r, &a, &state, why);
        if (end != PGEND_GOOD && end != PGEND_LOST && end != PGEND_AGAIN) {
            break;
        }
    }
    close_arrays(&a);
    if (state == PGNODE_BURIED) {
        roll_back(r);
    }
    r->is_unlocked = state != PGNODE_DONE;
    return state;
}
