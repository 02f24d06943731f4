#include "runtime/serve/retention.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/table.h"
#include "runtime/loop/loop.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/station/station.h"
#include "runtime/store/rowkey.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define STEP_ROWS     100
#define STEP_MS       20
#define ROUND_MIN_MS  200
#define SHARED_MS     5000 /* until it is asked again what other processes do, and keep */
#define NS_PER_MS     INT64_C(1000000)
#define ROUND_MOST_MS (INT64_C(3600) * 1000)

/* ---- The command line ---- */

static int64_t unit_ms(char unit)
{
    switch (unit) {
    case 'd': return INT64_C(24) * 3600 * 1000;
    case 'h': return INT64_C(3600) * 1000;
    case 'm': return INT64_C(60) * 1000;
    case 's': return 1000;
    default: return 0;
    }
}

bool retention_option(struct options *o, const struct option_row *row, const char *value,
                      struct buf *why)
{
    struct retention_limit *l = (struct retention_limit *)((char *)o + row->place);
    size_t digits = strspn(value, "0123456789");
    bool is_none = strcmp(value, "none") == 0;
    bool is_short = digits > 0 && digits <= 6 && value[digits] != '\0';
    int64_t unit = is_short && value[digits + 1] == '\0' ? unit_ms(value[digits]) : 0;
    int64_t keep_ms = unit * strtol(value, NULL, 10);
    if (!is_none && keep_ms == 0) {
        buf_print(why, "%s takes a time like 90d, 12h, 30m or 10s, or none, not '%s'",
                  row->word, value);
        return false;
    }
    *l = (struct retention_limit){ .is_given = true, .keep_ms = keep_ms };
    return true;
}

#define LEASE_LEAST_MS 500
#define LEASE_MOST_MIN 1440 /* a day */

bool lease_option(struct options *o, const struct option_row *row, const char *value,
                  struct buf *why)
{
    struct retention_limit *l = (struct retention_limit *)((char *)o + row->place);
    size_t digits = strspn(value, "0123456789");
    const char *unit = value + digits;
    int64_t unit_is_ms = strcmp(unit, "ms") == 0  ? 1
                         : strcmp(unit, "s") == 0 ? 1000
                         : strcmp(unit, "m") == 0 ? 60000
                                                  : 0;
    int64_t ms = digits > 0 && digits <= 8 ? unit_is_ms * strtol(value, NULL, 10) : 0;
    if (ms < LEASE_LEAST_MS || ms > LEASE_MOST_MIN * unit_ms('m')) {
        buf_print(why, "%s takes a time like 30s, 1500ms or 2m, from %dms to %dm, not '%s'",
                  row->word, LEASE_LEAST_MS, LEASE_MOST_MIN, value);
        return false;
    }
    *l = (struct retention_limit){ .is_given = true, .keep_ms = ms };
    return true;
}

/* ---- What is still needed ---- */

static void note_used(struct retention *r, uint64_t revision)
{
    size_t i = r->used_count;
    while (i > 0 && r->used[i - 1] != revision) {
        i--;
    }
    if (i == 0) {
        r->used = memory_grow(r->used, r->used_count, &r->used_room, sizeof *r->used);
        r->used[r->used_count++] = revision;
    }
}

static bool is_used(const struct retention *r, uint64_t revision)
{
    size_t i = 0;
    while (i < r->used_count && r->used[i] != revision) {
        i++;
    }
    return i < r->used_count || revision_find(&r->station->machines, revision) != NULL;
}

static int64_t number_in(const struct value *row, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return value_member(row, key, &v) && value_is_int(v, &number) ? number : 0;
}

/* ---- Executions ---- */

/* A child of a Map Run goes with the execution that it belongs to. Returns true if this one has
 * not started so long ago: then none behind it can be old enough. */
static bool look_at(struct retention *r, uint64_t number)
{
    struct station *s = r->station;
    struct value *outer = ledger_outer(&s->ledger, number);
    int64_t since_ms = station_now_ms(s) - r->keep_ms;
    int64_t stop_ms = outer == NULL ? 0 : number_in(outer, "stopDate");
    bool is_gone = outer == NULL || (stop_ms != 0 && stop_ms <= since_ms);
    bool is_young = outer != NULL && number_in(outer, "startDate") > since_ms;
    if (is_gone) {
        ledger_remove(&s->ledger, number);
    } else {
        note_used(r, (uint64_t)number_in(outer, "revision"));
    }
    value_release(outer);
    return is_young;
}

/* ---- Revisions ---- */

/* Machines and versions that are not in memory have theirs as well. */
static void note_table(struct retention *r, unsigned table)
{
    struct store_walk w;
    struct store_row at;
    struct read_error ignored;
    store_walk_begin(&w, r->station->store, table, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&w, &at)) {
        struct value *row = NULL;
        if (read_json_own(at.value.at, at.value.size, &row, &ignored)) {
            note_used(r, (uint64_t)number_in(row, "revision"));
        }
        value_release(row);
    }
    store_walk_end(&w);
}

/* The first one from that number on that nothing refers to, as far as it has been noted; 0 if
 * there is none. Those that are newer than this round may be in use by what it has not seen. */
static uint64_t next_spare(const struct retention *r, uint64_t from)
{
    uint64_t n = shelf_next_revision(&r->station->machines, from);
    while (n != 0 && n <= r->last && is_used(r, n)) {
        n = shelf_next_revision(&r->station->machines, n + 1);
    }
    return n <= r->last ? n : 0;
}

static void note_tables(struct retention *r)
{
    note_table(r, TABLE_MACHINE);
    note_table(r, TABLE_VERSION);
}

static void drop_revisions(struct retention *r)
{
    note_tables(r);
    for (uint64_t n = next_spare(r, 1); n != 0; n = next_spare(r, n + 1)) {
        shelf_drop_revision(&r->station->machines, n);
    }
}

/* ---- Map Runs ---- */

/* A Map Run goes if its execution is gone. */
static void look_at_run(struct station *s, const char *arn, struct store_bytes json)
{
    struct value *row = NULL;
    struct read_error ignored;
    uint64_t number;
    if (read_json_own(json.at, json.size, &row, &ignored)) {
        const char *execution = value_member_text(row, "executionArn");
        if (execution != NULL && !ledger_find(&s->ledger, execution, &number)) {
            maprun_remove(s->store, arn, row);
        }
    }
    value_release(row);
}

/* The next Map Run. Returns false if there is none. */
static bool next_run(struct retention *r)
{
    struct station *s = r->station;
    struct store_walk w;
    struct store_row at;
    store_walk_begin(&w, s->store, TABLE_MAP_RUN, (struct store_bytes){ NULL, 0 }, false);
    store_walk_after(&w, store_buf(&r->run));
    bool is_there = store_walk_next(&w, &at);
    if (is_there) {
        buf_clear(&r->run);
        buf_put(&r->run, at.key.at, at.key.size);
        look_at_run(s, buf_string(&r->run), at.value);
    }
    store_walk_end(&w);
    return is_there;
}

/* ---- What other nodes keep ---- */

struct wish {
    int64_t node, keep_ms;
    bool lives;
};

/* What a walk over the nodes is for. */
struct wishes {
    struct retention *retention;
    struct wish *list; /* owned */
    size_t count, room;
    bool warns;
};

/* 0 is the longest. */
static int64_t longer(int64_t a, int64_t b)
{
    return a == 0 || b == 0 ? 0 : a > b ? a : b;
}

static void put_time(struct buf *b, int64_t ms)
{
    if (ms == 0) {
        buf_text(b, "none");
    } else {
        buf_print(b, "%" PRId64 "s", ms / 1000);
    }
}

/* Once, as each number that it has. */
static void tell_own(struct retention *r)
{
    struct store *s = r->station->store;
    int64_t node = store_self(s);
    char key[ROWKEY_NUMBER], value[ROWKEY_NUMBER];
    if (node != r->node && node != 0) {
        r->node = node;
        store_put(s, TABLE_RETENTION, rowkey_of_u64(key, (uint64_t)node),
                  rowkey_of_u64(value, (uint64_t)r->own_ms));
    }
}

static void read_wishes(struct wishes *w)
{
    struct store_walk walk;
    struct store_row row;
    struct store *s = w->retention->station->store;
    store_look_anew(s);
    store_walk_begin(&walk, s, TABLE_RETENTION, (struct store_bytes){ NULL, 0 }, false);
    while (store_walk_next(&walk, &row)) {
        if (row.key.size == ROWKEY_NUMBER && row.value.size == ROWKEY_NUMBER) {
            w->list = memory_grow(w->list, w->count, &w->room, sizeof *w->list);
            w->list[w->count++] = (struct wish){ .node = (int64_t)rowkey_u64(row.key.at),
                                                 .keep_ms = (int64_t)rowkey_u64(row.value.at) };
        }
    }
    store_walk_end(&walk);
}

static void warn(const struct retention *r, const struct shared_view *v, int64_t keep_ms)
{
    struct buf text = { 0 };
    buf_text(&text, "warning: --retention is ");
    put_time(&text, r->own_ms);
    buf_text(&text, " here and ");
    put_time(&text, keep_ms);
    buf_print(&text, " at %s: of all servers that run the longest time counts", v->name);
    message_print(r->station->session.options->program, "%s", buf_string(&text));
    buf_release(&text);
}

static void on_node(void *owner, const struct shared_view *v)
{
    struct wishes *w = owner;
    for (size_t i = 0; i < w->count; i++) {
        struct wish *one = &w->list[i];
        if (one->node == v->id) {
            one->lives = true;
            if (w->warns && one->keep_ms != w->retention->own_ms) {
                warn(w->retention, v, one->keep_ms);
            }
        }
    }
}

/* The rows are read before the nodes: one that joins meanwhile has no row that was read. */
static void agree(struct retention *r)
{
    struct store *s = r->station->store;
    struct wishes w = { .retention = r, .warns = r->looked_ns == 0 };
    char key[ROWKEY_NUMBER];
    read_wishes(&w);
    store_nodes(s, on_node, &w);
    r->keep_ms = r->own_ms;
    for (size_t i = 0; i < w.count; i++) {
        if (w.list[i].lives) {
            r->keep_ms = longer(r->keep_ms, w.list[i].keep_ms);
        } else if (w.list[i].node != r->node) {
            store_remove(s, TABLE_RETENTION, rowkey_of_u64(key, (uint64_t)w.list[i].node));
        }
    }
    memory_release(w.list);
    r->looked_ns = clock_monotonic_ns();
}

/* Whether this process is to take steps now. */
static bool may_step(struct retention *r)
{
    bool may = r->may == NULL || r->may(r->owner);
    if (store_is_shared(r->station->store)) {
        int64_t since_ns = clock_monotonic_ns() - r->looked_ns;
        tell_own(r);
        if (r->looked_ns == 0 || (may && since_ns > SHARED_MS * NS_PER_MS)) {
            agree(r);
        }
    }
    return may && r->keep_ms > 0;
}

/* ---- Steps ---- */

static void begin_round(struct retention *r)
{
    buf_clear(&r->run);
    r->is_in_runs = true;
    r->number = 1;
    r->used_count = 0;
    r->last = r->station->machines.last_revision;
    note_tables(r);
    r->has_spare = next_spare(r, 1) != 0;
}

/* One row. Returns false at the end of the round. If revisions are to go, that is behind the
 * last execution, so that all that refers to one is known. */
static bool step(struct retention *r)
{
    uint64_t number;
    if (r->is_in_runs) {
        r->is_in_runs = next_run(r);
        return true;
    }
    if (!ledger_next(&r->station->ledger, r->number, &number)) {
        drop_revisions(r);
        return false;
    }
    r->number = number + 1;
    return !look_at(r, number) || r->has_spare;
}

static void on_time(void *owner)
{
    struct retention *r = owner;
    int64_t pause_ms = STEP_MS;
    int rows = 0;
    if (!may_step(r)) {
        begin_round(r);
        r->timer = loop_real_deadline(r->station->session.loop, SHARED_MS, on_time, r);
        return;
    }
    while (rows < STEP_ROWS && step(r)) {
        rows++;
    }
    if (rows < STEP_ROWS) {
        begin_round(r);
        pause_ms = r->keep_ms / 4 < ROUND_MOST_MS ? r->keep_ms / 4 : ROUND_MOST_MS;
        pause_ms = pause_ms > ROUND_MIN_MS ? pause_ms : ROUND_MIN_MS;
    }
    r->timer = loop_real_deadline(r->station->session.loop, pause_ms, on_time, r);
}

void retention_open(struct retention *r, struct station *s, int64_t keep_ms)
{
    *r = (struct retention){ .station = s, .own_ms = keep_ms, .keep_ms = keep_ms };
    if (keep_ms > 0 || store_is_shared(s->store)) {
        begin_round(r);
        r->timer = loop_real_deadline(s->session.loop, STEP_MS, on_time, r);
    }
}

void retention_share(struct retention *r, bool (*may)(void *owner), void *owner)
{
    r->may = may;
    r->owner = owner;
}

void retention_close(struct retention *r)
{
    if (r->timer != 0) {
        loop_real_cancel(r->station->session.loop, r->timer);
    }
    buf_release(&r->run);
    memory_release(r->used);
}
