#include "runtime/station/station.h"

#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/endpoint/call.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/park.h"
#include "runtime/exec/turn.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/table.h"
#include "runtime/loop/loop.h"
#include "runtime/machine/mockcase.h"
#include "runtime/machine/shelf.h"
#include "runtime/map/run.h"
#include "runtime/program/options.h"
#include "runtime/service/answer.h"
#include "runtime/station/desk.h"
#include "runtime/station/handover.h"
#include "runtime/station/revive.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"

void station_answer(struct station *s, struct call *c, struct service_answer *a)
{
    held_answer(&s->held, c, a);
}

/* ---- The commit point ---- */

/* Nobody may be told of what is not in the store, so that there is nothing left to do. */
static _Noreturn void die(const struct station *s, const char *why)
{
    message_print(s->session.options->program,
                  "the store cannot be written, and the program stops at once: %s", why);
    _exit(EXIT_MACHINE);
}

static void lose(struct station *s)
{
    message_print(s->session.options->program,
                  "this node's lease has passed, and others go on with what it had");
    s->machines.is_closing = true; /* what is put away now is not stopped */
    machines_leave(&s->machines);
    ongoings_lose(&s->ongoings);
    s->machines.is_closing = false;
    s->machines.catalog = CATALOG_UNKNOWN;
    ledger_lose(&s->ledger);
    held_fail(
        &s->held, "ServiceUnavailable",
        "This node has lost its lease: nothing is known of the request's end. Try again.");
}

void station_commit(struct station *s)
{
    struct buf why = { 0 };
    ongoings_write(&s->ongoings);
    handover_leaving(&s->ongoings);
    held_join(&s->held);
    bool is_changed = store_is_changed(s->store);
    int64_t begun_ns = is_changed ? clock_monotonic_ns() : 0;
    bool is_committed = store_commit(s->store, &why);
    if (!is_committed && store_fault(s->store) != NULL) {
        die(s, buf_string(&why));
    }
    if (!is_committed) {
        lose(s);
    }
    if (is_changed) {
        histogram_add(&s->commits, clock_monotonic_ns() - begun_ns);
    }
}

static void commit(struct engine *e)
{
    station_commit(e->owner);
}

static void on_end(void *owner, struct execution *x)
{
    struct station *s = owner;
    ongoings_ended(&s->ongoings, x);
}

void station_turn(struct station *s, bool may_wait)
{
    turn_news(&s->session.engine, may_wait && s->held.count == 0);
    turn_step(&s->session.engine);
    loop_settle(s->session.loop); /* who has gone during the commit is not answered */
    held_let_out(&s->held);
    if (s->after_turn != NULL) {
        s->after_turn(s->after_owner);
    }
}

/* ---- Going on ---- */

/* The machine of an execution, or, of a Map Run's child, that of the one it belongs to; NULL if
 * it is not here. */
static struct machine *machine_of(struct station *s, uint64_t number)
{
    struct value *entry = ledger_outer(&s->ledger, number);
    const char *arn = entry == NULL ? NULL : value_member_text(entry, "stateMachineArn");
    struct machine *m = arn == NULL ? NULL : machine_find(&s->machines, arn, strlen(arn));
    value_release(entry);
    return m;
}

struct revision *station_revision(struct station *s, uint64_t number)
{
    uint64_t revision = ledger_revision(&s->ledger, number);
    struct revision *r = revision_find(&s->machines, revision);
    return r != NULL && r->load.workflow != NULL ? r
                                                 : shelf_same_revision(&s->machines, revision);
}

/*
 * The revision with which an execution goes on whose own is gone, as where a program was
 * compiled again: the current one, if it has all the states that the execution is in. NULL if
 * there is none: `names` gets those that are missing.
 */
static struct revision *other_revision(struct station *s, uint64_t number, struct buf *names)
{
    const struct machine *m = machine_of(s, number);
    struct revision *r = m == NULL ? NULL : m->current;
    struct buf bytes = { 0 };
    if (r == NULL || r->load.workflow == NULL ||
        !ledger_get(&s->ledger, TABLE_PARKED, number, &bytes)) {
        return NULL;
    }
    bool fits = park_fits(r->load.workflow, bytes.text, bytes.size, names);
    buf_release(&bytes);
    return fits ? r : NULL;
}

/* From now on it is one of this revision. */
static void rename_revision(struct station *s, uint64_t number, const struct revision *r)
{
    struct value *entry = ledger_read(&s->ledger, number);
    if (value_member(entry, "revision", NULL)) {
        value_set_take(&entry, "revision", value_int((int64_t)r->number));
        ledger_update(&s->ledger, number, entry);
    }
    value_release(entry);
}

/* `names` is as in other_revision(). */
static void resume(struct station *s, uint64_t number, int64_t ahead_ms, struct buf *names)
{
    struct revision *r = station_revision(s, number);
    if (r == NULL) {
        r = other_revision(s, number, names);
        if (r != NULL) {
            rename_revision(s, number, r);
        }
    }
    if (r != NULL) {
        revive_resume(&s->ongoings, number, r, ahead_ms);
    }
}

static void put_misfit(struct buf *why, const struct buf *names)
{
    buf_print(why,
              "the store has executions in states that their state machine does not have any "
              "more: %s",
              names->text);
}

bool station_resume_one(struct station *s, uint64_t number, int64_t ahead_ms, struct buf *why)
{
    struct buf names = { 0 };
    resume(s, number, ahead_ms, &names);
    if (names.size > 0) {
        put_misfit(why, &names);
    }
    buf_release(&names);
    return why->size == 0;
}

bool station_fits(struct station *s, struct buf *why)
{
    struct ledger_numbers n;
    struct buf names = { 0 };
    if (store_is_shared(s->store)) {
        return true;
    }
    ledger_collect(&s->ledger, NULL, &n);
    for (size_t i = 0; i < n.count; i++) {
        if (station_revision(s, n.list[i]) == NULL) {
            other_revision(s, n.list[i], &names);
        }
    }
    bool fits = names.size == 0;
    if (!fits) {
        put_misfit(why, &names);
    }
    buf_release(&names);
    memory_release(n.list);
    return fits;
}

static void end_deletions(struct station *s)
{
    for (struct machine *m = s->machines.first, *next; m != NULL; m = next) {
        next = m->next;
        if (m->is_deleting) {
            machine_delete(&s->machines, m);
        }
    }
}

/* Those of a Map Run have started after the execution that they belong to. Tasks that wait for
 * somebody outside do so again when this is done. */
size_t station_resume(struct station *s)
{
    struct ledger_numbers n;
    struct buf names = { 0 };
    size_t before = s->session.engine.running;
    if (store_is_shared(s->store)) {
        end_deletions(s);
        return 0;
    }
    ledger_collect(&s->ledger, NULL, &n);
    for (size_t i = 0; i < n.count; i++) {
        resume(s, n.list[i], 0, &names);
    }
    buf_release(&names);
    memory_release(n.list);
    end_deletions(s);
    size_t count = s->session.engine.running - before;
    turn_step(&s->session.engine);
    return count;
}

/* ---- Open and closed ---- */

/* What does the tasks that nothing is bound to. */
static const struct asl_target *const ways[] = { &desk_activity, NULL };

static void on_redrive_child(struct asl_frame *map, struct map_redrive *r, bool is_over)
{
    struct station *s = map->run->engine->owner;
    revive_next_child(&s->ongoings, map, r, is_over);
}

/* One that runs is not of this process any more, once those that are have ended. Only who has
 * left children to others has such. */
static void on_stop_children(struct asl_frame *map)
{
    struct station *s = map->run->engine->owner;
    const struct map_run *r = frame_map_run(map);
    if (store_is_shared(s->store) && r != NULL && r->running > 0 && r->has_left) {
        revive_stop_children(&s->ongoings, r);
    }
}

void station_open(struct station *s, const char *name, const struct options *o,
                  struct store *store, bool is_lasting)
{
    *s = (struct station){ .store = store };
    session_open_bare(&s->session, name, o);
    s->desk = desk_open(s->session.loop, &s->held, store);
    s->host = (struct target_host){
        .ways = ways,
        .keeps = is_lasting,
        .tokens = &desk_tokens,
        .desk = s->desk,
        .owner = s,
    };
    s->session.host = &s->host;
    s->session.engine.owner = s;
    s->session.engine.commit = commit;
    s->session.engine.on_end = on_end;
    s->session.engine.on_failing = ongoings_failing;
    s->session.engine.on_redrive_child = on_redrive_child;
    s->session.engine.on_stop_children = on_stop_children;
    changes_open(&s->changes, &s->compiles, s, station_answer);
    machines_open(&s->machines, &s->session, store);
    ledger_open(&s->ledger, store);
    maprun_open(store);
    ongoings_open(&s->ongoings, &s->session.engine, &s->ledger, &s->machines, is_lasting);
    if (o->seeded) {
        ongoings_seed(&s->ongoings, o->seed);
    }
    s->ongoings.program = o->program;
}

void station_mock_take(struct station *s, struct mockcases *mocks)
{
    s->mocks = mocks;
    s->ongoings.mocks = mocks;
}

bool station_trace(struct station *s, const struct asl_traces *tracing, const char *name,
                   const struct fetch_way *tls)
{
    bool can = session_trace_with(&s->session, tracing, name, tls);
    ongoings_trace(&s->ongoings, tracing, s->session.traces);
    return can;
}

void station_empty(struct station *s)
{
    compiles_close(&s->compiles); /* which ends the changes */
    s->machines.is_closing = true;
    ongoings_close(&s->ongoings);
    machines_close(&s->machines);
}

void station_close(struct station *s)
{
    mockcases_close(s->mocks);
    desk_close(s->desk);
    held_close(&s->held);
    session_close(&s->session);
}

bool station_has_room(const struct station *s)
{
    return s->max_open == 0 || s->session.engine.running < s->max_open;
}

int64_t station_now_ms(const struct station *s)
{
    return clock_now_ms(&s->session.clock);
}
