#include "runtime/cluster/unclaimed.h"

#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/command/record.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/park.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/numbertable.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/station/childmail.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

/* A job that this node has taken, and will have no more with the next commit. */
struct seized {
    uint64_t number, root;
    bool is_over;
};

struct stopping {
    struct station *station;
    struct seized **jobs; /* owned: [count], those of a group one after the other */
    size_t count, room;
    struct numbertable table; /* the same by their numbers */
};

/* ---- Taking ---- */

/* A group is under way in this process as a whole, or not at all. */
static void note_job(void *owner, const struct shared_job *j)
{
    struct stopping *s = owner;
    if (numbertable_find(&s->table, j->number) != NULL ||
        ongoings_find(&s->station->ongoings, j->number) != NULL) {
        return;
    }
    struct seized *one = memory_get(sizeof *one);
    *one = (struct seized){ j->number, j->root, false };
    s->jobs = memory_grow(s->jobs, s->count, &s->room, sizeof(struct seized *));
    s->jobs[s->count++] = one;
    numbertable_put(&s->table, j->number, one);
}

/* Whoever had them may have written until then. */
static void take(struct stopping *s, const uint64_t *numbers, size_t count)
{
    store_seize(s->station->store, numbers, count, note_job, s);
    store_look_anew(s->station->store);
}

/* ---- The end of one ---- */

static void put_event(struct ledger *l, uint64_t number, const struct history_event *e)
{
    struct buf events = { 0 };
    ledger_begin_events(&events);
    record_write(&events, e);
    buf_char(&events, '\n');
    ledger_put_latest(l, number,
                      ledger_put_events(l, ledger_latest(l, number), e->id, &events));
    buf_release(&events);
}

static void put_aborted(struct ledger *l, uint64_t number, int64_t at_ms, const char *error,
                        const char *cause)
{
    struct value *details = value_object();
    struct history_event e = { .event = EVENT_EXECUTION_ABORTED,
                               .id = ledger_last_event(l, number) + 1,
                               .at_ms = at_ms };
    history_name(e.event, &e.type, &e.details_key);
    value_set_text(&details, "error", error);
    value_set_text(&details, "cause", cause);
    e.details = details;
    put_event(l, number, &e);
    value_release(details);
}

/* What it was parked as, if that is there. */
struct parked {
    struct buf bytes;
    bool is_express;
    struct execution_child child;
};

/* As it was parked last it can be redriven. The events of an Express one are nobody's: it is
 * run once more, from where it stands among its siblings. */
static void put_end(struct stopping *s, uint64_t number, struct value **entry,
                    const struct parked *p, const char *error, const char *cause)
{
    struct ledger *l = &s->station->ledger;
    int64_t now_ms = station_now_ms(s->station);
    if (p->is_express) {
        value_set_take(entry, "place", value_int((int64_t)p->child.index));
        value_set_take(entry, "inputBytes", value_int((int64_t)p->child.bytes));
    } else {
        put_aborted(l, number, now_ms, error, cause);
    }
    if (!p->is_express && p->bytes.size > 0) {
        ledger_put_bytes(l, TABLE_REDRIVE, number, &p->bytes);
    }
    value_set_text(entry, "status", execution_status_word(EXECUTION_ABORTED));
    value_set_take(entry, "stopDate", value_int(now_ms));
    value_set_text(entry, "error", error);
    value_set_text(entry, "cause", cause);
    ledger_update(l, number, *entry);
    ledger_forget(l, TABLE_PARKED, number);
}

/* A Map Run that is stopped with its execution counts the child at once, and any other one when
 * somebody goes on with it. */
static void tell_parent(struct stopping *s, uint64_t number, const struct value *entry,
                        const struct parked *p)
{
    struct store *store = s->station->store;
    uint64_t parent = (uint64_t)outcome_int(entry, "parent");
    const struct seized *of = numbertable_find(&s->table, parent);
    if (of != NULL && of->is_over) {
        maprun_child_ends(store, value_member_text(entry, "mapRunArn"),
                          outcome_int(entry, "itemCount"), EXECUTION_ABORTED);
    } else if (parent != 0) {
        childmail_send_end(store, number, entry, &p->child, EXECUTION_ABORTED);
    }
}

static void stop_children(struct stopping *s, uint64_t number);

static void stop_one(struct stopping *s, struct seized *j, const char *error, const char *cause)
{
    struct ledger *l = &s->station->ledger;
    struct parked p = { .is_express = false };
    struct value *entry = ledger_read(l, j->number);
    j->is_over = true;
    store_end_job(s->station->store, j->number);
    if (ledger_get(l, TABLE_PARKED, j->number, &p.bytes)) {
        park_look(p.bytes.text, p.bytes.size, &p.is_express, &p.child);
    }
    if (entry != NULL) {
        put_end(s, j->number, &entry, &p, error, cause);
        tell_parent(s, j->number, entry, &p);
    }
    value_release(entry);
    buf_release(&p.bytes);
    stop_children(s, j->number);
}

/* ---- Children ---- */

struct brood {
    struct stopping *of;
    int64_t redrives; /* of the Map Run */
};

/* One that a node has is told to stop, as it is by a parent that is under way. */
static void stop_child(void *owner, uint64_t number)
{
    const struct brood *b = owner;
    struct seized *j = numbertable_find(&b->of->table, number);
    if (j == NULL) {
        childmail_send(
            b->of->station->store,
            &(struct childmail){ .is_stop = true, .child = number, .redrives = b->redrives });
    } else if (!j->is_over) {
        stop_one(b->of, j, NULL, "The parent Map Run was stopped.");
    }
}

static bool stop_map_run(void *owner, const char *arn)
{
    struct stopping *s = owner;
    struct value *row = maprun_read(s->station->store, arn);
    struct ledger_numbers n = { .count = 0 };
    if (row != NULL && maprun_is_running(row)) {
        struct brood b = { s, outcome_int(row, "redriveCount") };
        ledger_collect(&s->station->ledger, arn, &n);
        take(s, n.list, n.count);
        store_jobs(s->station->store, n.list, n.count, stop_child, &b);
    }
    memory_release(n.list);
    value_release(row);
    return true;
}

static void stop_children(struct stopping *s, uint64_t number)
{
    maprun_walk(s->station->store, number, stop_map_run, s);
}

/* ---- What is left ---- */

/* As when a root ends where it is under way, the lowest number becomes the root. */
static void give_back(struct stopping *s)
{
    struct store *store = s->station->store;
    uint64_t before = 0, root = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct seized *j = s->jobs[i];
        if (j->is_over) {
            continue;
        }
        if (j->root != before) {
            const struct seized *of = numbertable_find(&s->table, j->root);
            before = j->root;
            root = of != NULL && !of->is_over ? j->root : j->number;
            store_give_back(store, root);
        }
        if (root != j->root) {
            store_move_job(store, j->number, root);
        }
    }
}

static void release(struct stopping *s)
{
    for (size_t i = 0; i < s->count; i++) {
        memory_release(s->jobs[i]);
    }
    memory_release(s->jobs);
    numbertable_close(&s->table);
}

static bool runs(struct station *s, uint64_t number)
{
    struct value *entry = ledger_read(&s->ledger, number);
    bool is_running = entry != NULL && outcome_status(entry) == EXECUTION_RUNNING;
    value_release(entry);
    return is_running;
}

bool unclaimed_stop(struct station *station, uint64_t number, const char *error,
                    const char *cause)
{
    struct stopping s = { .station = station };
    if (!runs(station, number)) {
        return true;
    }
    numbertable_open(&s.table);
    take(&s, &number, 1);
    struct seized *j = numbertable_find(&s.table, number);
    if (j != NULL) {
        stop_one(&s, j, error, cause);
    }
    give_back(&s);
    release(&s);
    return j != NULL;
}
