#include "runtime/station/ongoing.h"

#include <inttypes.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/command/record.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/outbox.h"
#include "runtime/exec/park.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/draws.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/mockcase.h"
#include "runtime/map/run.h"
#include "runtime/span/traces.h"
#include "runtime/station/childmail.h"
#include "runtime/station/standin.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

struct ongoing *ongoings_find(const struct ongoings *o, uint64_t number)
{
    return numbertable_find(&o->table, number);
}

/* ---- The beginning ---- */

static struct value *entry_of(const struct execution *x)
{
    const struct identity_texts *texts = identity_texts(&x->identity);
    struct value *e = value_object();
    value_set_text(&e, "executionArn", texts->arn);
    value_set_text(&e, "stateMachineArn", texts->machine_arn);
    value_set_text(&e, "name", texts->name);
    value_set_text(&e, "status", execution_status_word(x->status));
    value_set_take(&e, "startDate", value_int(x->start_ms));
    value_set_take(&e, "redriveCount", value_int(0));
    value_set_text(&e, "roleArn", texts->role_arn);
    return e;
}

static void put_start(struct value **entry, const struct ongoing_start *start)
{
    value_set_text(entry, "traceHeader", start->trace);
    value_set_text(entry, "stateMachineVersionArn", start->version_arn);
    value_set_text(entry, "stateMachineAliasArn", start->alias_arn);
    value_set_text(entry, "testCase", start->test_case);
    value_set_text(entry, "startedBy", start->starter);
    if (start->follower != 0) {
        value_set_take(entry, "followedBy", value_int((int64_t)start->follower));
    }
    value_set_take(entry, "revision", value_int((int64_t)start->revision->number));
}

/* The frame of the Map whose child it is. */
static struct asl_frame *map_of(const struct execution *x)
{
    return frame_of(slots_at(&x->engine->slots, x->parent));
}

/* A child of a Map Run: its slot leads to the Map when both go on. */
static void put_child(struct value **entry, const struct execution *x, const struct ongoing *of)
{
    const struct asl_frame *map = map_of(x);
    value_set_text(entry, "mapRunArn", frame_map_run(map)->arn);
    value_set_take(entry, "itemCount", value_int((int64_t)x->child->items));
    value_set_take(entry, "parent", value_int((int64_t)of->number));
    value_set_take(entry, "slot", value_int(x->parent));
    if (frame_map_run(map)->redrives > 0) {
        value_set_take(entry, "mapRunRedrives", value_int(frame_map_run(map)->redrives));
    }
}

struct ongoing *ongoing_parent(const struct execution *x)
{
    return x->parent == 0 ? NULL : map_of(x)->run->owner;
}

static struct ongoing *follow(struct execution *x, struct revision *r)
{
    struct ongoing *g = memory_zero(sizeof *g);
    g->x = x;
    g->revision = revision_begin(r);
    x->owner = g;
    return g;
}

void ongoing_join(struct ongoings *o, struct ongoing *g, uint64_t root)
{
    g->job.number = g->number;
    jobgroup_join(&o->groups, &g->job, root);
}

void ongoing_begin_job(const struct ongoings *o, const struct ongoing *g, bool is_again)
{
    struct shared_job j = { .number = g->number, .root = g->job.root, .is_again = is_again };
    memcpy(j.program, g->revision->program, sizeof j.program);
    store_begin_job(o->ledger->store, &j);
}

/* Of so many nodes this one keeps every so-manyth child, and leaves the others to whoever has
 * room for them. How far the answers of mocks have come is known here only. */
static bool may_leave(const struct ongoings *o, const struct execution *x)
{
    return o->other_nodes > 0 && o->mocks == NULL &&
           x->child->index % (o->other_nodes + 1) != 0;
}

static void join_group(struct ongoings *o, struct ongoing *g, const struct ongoing *parent)
{
    uint64_t above = parent != NULL ? parent->number : o->starting->follower;
    if (parent == NULL || !may_leave(o, g->x)) {
        ongoing_join(o, g, jobgroup_root(&o->groups, g->number, above));
        return;
    }
    ongoing_join(o, g, g->number);
    frame_map_run(map_of(g->x))->has_left = true;
    o->leaving =
        memory_grow(o->leaving, o->leaving_count, &o->leaving_room, sizeof *o->leaving);
    o->leaving[o->leaving_count++] = g->number;
}

static void enter(struct ongoings *o, struct ongoing *g, const struct ongoing *parent)
{
    g->entry = entry_of(g->x);
    if (parent != NULL) {
        put_child(&g->entry, g->x, parent);
        maprun_child_begins(o->ledger->store, map_of(g->x), (int64_t)g->x->child->items);
    } else {
        put_start(&g->entry, o->starting);
    }
    g->number = ledger_add(o->ledger, g->entry);
    join_group(o, g, parent);
    ongoing_begin_job(o, g, false);
    ledger_put_value(o->ledger, TABLE_INPUT, g->number, g->x->input);
    numbertable_put(&o->table, g->number, g);
}

/* It draws by its seed, or by its ARN; a Map Run's child as it does without a store. */
static void begin_draws(const struct ongoings *o, struct ongoing *g)
{
    struct random r;
    struct execution *x = g->x;
    if (x->parent != 0 ? o->is_seeded : o->starting->is_seeded) {
        g->draws = draws_new(x->random);
    } else if (o->is_seeded) {
        const char *arn = identity_texts(&x->identity)->arn;
        random_seed(&r, o->seed ^ text_hash(arn, strlen(arn)));
        g->draws = draws_new(&r);
    }
    if (g->draws != NULL) {
        x->random = &g->draws->now;
    }
}

/* It is in the ledger before its first event is; one whose events nobody wants, once it has
 * started. */
static struct ongoing *begin(struct ongoings *o, struct execution *x)
{
    const struct ongoing *parent = ongoing_parent(x);
    struct ongoing *g = follow(x, parent != NULL ? parent->revision : o->starting->revision);
    begin_draws(o, g);
    if (parent != NULL || !o->starting->is_awaited) {
        enter(o, g, parent);
    }
    if (o->news != NULL) {
        o->news->begun(o->news->owner, g);
    }
    return g;
}

/* A machine that a request has made is traced if its tracingConfiguration wants that. */
static bool is_traced(const struct ongoings *o, const struct revision *r)
{
    struct value *tracing, *enabled;
    return o->traces != NULL &&
           (r->machine->is_given ||
            (value_member(r->config, "tracingConfiguration", &tracing) &&
             value_member(tracing, "enabled", &enabled) && value_is_true(enabled)));
}

/* The events of an Express one are nobody's. */
static const struct observer *observers_of(const struct ongoings *o, const struct revision *r)
{
    bool is_express = r->machine->is_express;
    if (is_traced(o, r)) {
        return &o->tracers[is_express ? 0 : 1];
    }
    return is_express ? o->observer.next : &o->observer;
}

/* The header of a trace, as it was given at the start; NULL. */
static void take_up(const struct ongoings *o, const struct ongoing *g, const char *header)
{
    if (header != NULL && is_traced(o, g->revision)) {
        o->tracing->take_up(o->traces, g->x, header);
    }
}

struct ongoing *ongoings_begin(struct ongoings *o, const struct ongoing_start *start)
{
    struct revision *r = start->revision;
    bool is_express = r->machine->is_express;
    struct random own;
    random_seed(&own, start->seed);
    o->starting = start;
    struct deployment *d =
        start->test_case != NULL ? revision_variant(r, start->test_case) : &r->deployment;
    struct execution *x = run_start(d, &(struct run_start){
                                           .name = start->name,
                                           .role_arn = r->role_arn,
                                           .input = start->input,
                                           .express = is_express,
                                           .observers = observers_of(o, r),
                                           .random = start->is_seeded ? &own : NULL,
                                           .ahead_ms = start->ahead_ms,
                                       });
    struct ongoing *g = is_express ? begin(o, x) : x->owner;
    take_up(o, g, start->trace);
    o->starting = NULL;
    g->on_end = start->on_end;
    g->owner = start->owner;
    return g;
}

/* ---- The end ---- */

void ongoing_watch(struct ongoing *g, struct ongoing_watcher *w)
{
    w->of = g;
    w->next = g->watchers;
    g->watchers = w;
}

void ongoing_unwatch(struct ongoing_watcher *w)
{
    struct ongoing_watcher **at = w->of == NULL ? NULL : &w->of->watchers;
    while (at != NULL && *at != w) {
        at = &(*at)->next;
    }
    if (at != NULL) {
        *at = w->next;
        w->of = NULL;
    }
}

/* `x` is NULL if it is put away before its end. */
static void tell(struct ongoing *g, const struct execution *x)
{
    if (g->on_end != NULL) {
        g->on_end(g->owner, x);
    }
    while (g->watchers != NULL) {
        struct ongoing_watcher *w = g->watchers;
        g->watchers = w->next;
        w->of = NULL;
        w->on_end(w->owner, x);
    }
}

static void release(struct ongoings *o, struct ongoing *g)
{
    buf_release(&g->point.bytes);
    buf_release(&g->events);
    value_release(g->entry);
    memory_release(g->draws);
    if (g->standin != NULL) {
        o->standins = memory_grow(o->standins, o->standin_count, &o->standin_room,
                                  sizeof(struct asl_frame *));
        o->standins[o->standin_count++] = g->standin;
    }
    revision_end(o->machines, g->revision);
    memory_release(g);
}

static void write_end(struct ongoings *o, struct ongoing *g)
{
    const struct execution *x = g->x;
    value_set_text(&g->entry, "status", execution_status_word(x->status));
    value_set_take(&g->entry, "stopDate", value_int(x->stop_ms));
    if (x->status != EXECUTION_TIMED_OUT) { /* T-07 */
        value_set_text(&g->entry, "error", x->error);
        value_set_text(&g->entry, "cause", x->cause);
    }
    if (x->status == EXECUTION_SUCCEEDED) {
        ledger_put_value(o->ledger, TABLE_OUTPUT, g->number, x->output);
        ledger_forget(o->ledger, TABLE_RANDOM, g->number);
    }
    if (x->status != EXECUTION_SUCCEEDED && g->point.bytes.size > 0) {
        ledger_put_bytes(o->ledger, TABLE_REDRIVE, g->number, &g->point.bytes);
    }
    ledger_update(o->ledger, g->number, g->entry);
    ledger_forget(o->ledger, TABLE_PARKED, g->number);
}

static void write_events(struct ongoings *o, struct ongoing *g)
{
    if (g->events.size > 0) {
        g->place = ledger_put_events(o->ledger, g->place, g->first_event, &g->events);
        ledger_put_latest(o->ledger, g->number, g->place);
        buf_release(&g->events);
    }
}

void ongoings_write_events(struct ongoings *o)
{
    for (size_t i = 0; i < o->told_count; i++) {
        struct ongoing *g = ongoings_find(o, o->told[i]);
        if (g != NULL) {
            write_events(o, g);
        }
    }
    o->told_count = 0;
}

/* Where an Express child stands in its Map Run, so that it can be run once more. */
static void put_place(struct ongoing *g)
{
    if (g->x->express) {
        value_set_take(&g->entry, "place", value_int((int64_t)g->x->child->index));
        value_set_take(&g->entry, "inputBytes", value_int((int64_t)g->x->child->bytes));
    }
}

/* An Express execution leaves nothing behind, unless a Map Run has started it, by which it can
 * be found. */
static bool is_kept(const struct execution *x)
{
    return !x->express || x->parent != 0;
}

static void end(struct ongoings *o, struct ongoing *g)
{
    write_events(o, g);
    if (g->standin != NULL) {
        childmail_send_end(o->ledger->store, g->number, g->entry, g->x->child,
                           (enum execution_status)g->x->status);
    } else if (g->x->parent != 0) {
        maprun_child_ends(o->ledger->store, value_member_text(g->entry, "mapRunArn"),
                          (int64_t)g->x->child->items, (enum execution_status)g->x->status);
    }
    if (is_kept(g->x)) {
        put_place(g);
        write_end(o, g);
    } else {
        ledger_remove(o->ledger, g->number);
    }
    store_end_job(o->ledger->store, g->number);
    jobgroup_leave(&o->groups, &g->job);
    numbertable_take(&o->table, g->number);
    g->number = 0;
}

void ongoings_ended(struct ongoings *o, struct execution *x)
{
    struct ongoing *g = x->owner;
    tell(g, x);
    if (o->news != NULL) {
        o->news->ended(o->news->owner, g);
    }
    run_release(x);
    release(o, g);
}

/* ---- What happens in between ---- */

static bool is_end(enum event event)
{
    return event == EVENT_EXECUTION_SUCCEEDED || event == EVENT_EXECUTION_FAILED ||
           event == EVENT_EXECUTION_ABORTED || event == EVENT_EXECUTION_TIMED_OUT;
}

/* Map Runs are rows of their own. */
static void note_map_run(struct ongoings *o, const struct ongoing *g,
                         const struct history_event *e)
{
    if (e->event == EVENT_MAP_RUN_STARTED) {
        maprun_begin(o->ledger->store, e->frame, g->entry, g->number, e->at_ms);
    } else if (e->event == EVENT_MAP_RUN_REDRIVEN) {
        maprun_redriven(o->ledger->store, e->frame, e->at_ms);
    } else if (e->event == EVENT_MAP_RUN_SUCCEEDED || e->event == EVENT_MAP_RUN_FAILED) {
        maprun_end(o->ledger->store, e->frame, e->event == EVENT_MAP_RUN_SUCCEEDED, e->at_ms);
    }
}

/* An event's JSON: what has begun tells as well by which version or alias it was asked for. */
static void write_event(struct buf *json, const struct ongoing_start *start,
                        const struct history_event *e)
{
    if (start == NULL || start->version_arn == NULL || e->event != EVENT_EXECUTION_STARTED) {
        record_write(json, e);
        return;
    }
    struct value *details = value_share(e->details);
    struct history_event told = *e;
    value_set_text(&details, "stateMachineVersionArn", start->version_arn);
    value_set_text(&details, "stateMachineAliasArn", start->alias_arn);
    told.details = details;
    record_write(json, &told);
    value_release(details);
}

/* Where the next event is written: what happens in a turn is one row. */
static struct buf *new_event(struct ongoings *o, struct ongoing *g, uint64_t id)
{
    if (g->events.size == 0) {
        o->told = memory_grow(o->told, o->told_count, &o->told_room, sizeof *o->told);
        o->told[o->told_count++] = g->number;
        g->first_event = id;
        ledger_begin_events(&g->events);
    }
    return &g->events;
}

static void on_event(void *owner, const struct execution *x, const struct history_event *e)
{
    struct ongoings *o = owner;
    if (e->event == EVENT_EXECUTION_STARTED) {
        begin(o, (struct execution *)(uintptr_t)x);
    }
    struct ongoing *g = x->owner;
    if (!x->express) {
        write_event(new_event(o, g, e->id), x->parent == 0 ? o->starting : NULL, e);
        buf_char(&g->events, '\n');
    }
    note_map_run(o, g, e);
    if (is_end(e->event)) {
        end(o, g);
        if (x->parent != 0) {
            if (o->news != NULL) {
                o->news->ended(o->news->owner, g);
            }
            release(o, g);
        }
    }
}

void ongoings_failing(struct execution *x, struct asl_frame *f)
{
    struct ongoing *g = x->owner;
    if (!x->express && g != NULL) {
        redrive_write(&g->point, x, f);
    }
}

/* Nobody has seen the events of an Express execution, so that its end is noticed here. */
static void write_changed(struct ongoings *o, struct ongoing *g, struct buf *bytes)
{
    if (g->x->status != EXECUTION_RUNNING) {
        end(o, g);
    } else if (o->is_lasting) {
        buf_clear(bytes);
        park_write(bytes, g->x);
        ledger_put_bytes(o->ledger, TABLE_PARKED, g->number, bytes);
        draws_write(g->draws, o->ledger, g->number);
    }
}

/* ---- Going on ---- */

struct ongoing *ongoing_go_on(struct ongoings *o, uint64_t number, struct revision *r,
                              struct value *entry)
{
    struct ongoing *g = memory_zero(sizeof *g);
    g->number = number;
    g->revision = revision_begin(r);
    g->entry = value_share(entry);
    uint64_t parent = (uint64_t)outcome_int(entry, "parent");
    uint64_t follower = (uint64_t)outcome_int(entry, "followedBy");
    ongoing_join(o, g, jobgroup_root(&o->groups, number, parent != 0 ? parent : follower));
    g->draws = draws_read(o->ledger, number);
    g->place = ledger_latest(o->ledger, number);
    numbertable_put(&o->table, g->number, g);
    return g;
}

struct run_start ongoing_start_again(const struct ongoings *o, struct ongoing *g)
{
    return (struct run_start){ .observers = observers_of(o, g->revision),
                               .owner = g,
                               .random = g->draws != NULL ? &g->draws->now : NULL };
}

void ongoing_goes_on(const struct ongoings *o, struct ongoing *g, struct execution *x)
{
    g->x = x;
    take_up(o, g, value_member_text(g->entry, "traceHeader"));
}

/* ---- All of them ---- */

void ongoings_open(struct ongoings *o, struct engine *e, struct ledger *l, struct machines *ms,
                   bool is_lasting)
{
    *o = (struct ongoings){ .engine = e,
                            .ledger = l,
                            .machines = ms,
                            .is_lasting = is_lasting,
                            .observer = { .event = on_event, .children = true, .owner = o } };
    numbertable_open(&o->table);
    jobgroups_open(&o->groups, l->store);
}

/* The names of those that are there already are not drawn again. */
void ongoings_seed(struct ongoings *o, uint64_t seed)
{
    o->is_seeded = true;
    o->seed = seed;
    random_seed(&o->engine->random, seed + (ledger_end(o->ledger) - 1));
}

void ongoings_watch(struct ongoings *o, const struct observer *watch)
{
    o->observer.next = watch;
}

void ongoings_trace(struct ongoings *o, const struct asl_traces *tracing, struct traces *t)
{
    o->tracing = tracing;
    o->traces = t;
    for (size_t i = 0; t != NULL && i < 2; i++) {
        tracing->observe(t, &o->tracers[i]);
        o->tracers[i].next = i == 0 ? o->observer.next : &o->observer;
    }
}

void ongoings_tell(struct ongoings *o, const struct ongoing_news *news)
{
    o->news = news;
    o->observer.next = news->observer;
    o->tracers[0].next = news->observer;
}

void ongoing_put_away(struct ongoings *o, struct ongoing *g)
{
    tell(g, NULL);
    park_release(g->x);
    release(o, g);
}

static void put_away(struct ongoings *o)
{
    struct engine *e = o->engine;
    for (uint32_t i = 0; i < e->run_room; i++) {
        struct ongoing *g = e->runs[i] == NULL ? NULL : e->runs[i]->owner;
        if (g != NULL) {
            ongoing_put_away(o, g);
        }
    }
}

/* A child's stand-in is looked at until the child is released. */
static void release_standins(struct ongoings *o)
{
    for (size_t i = 0; i < o->standin_count; i++) {
        standin_release(o->standins[i]);
    }
    o->standin_count = 0;
}

void ongoings_write(struct ongoings *o)
{
    struct buf bytes = { 0 };
    struct execution *x;
    ongoings_write_events(o);
    while ((x = run_take_changed(o->engine)) != NULL) {
        struct ongoing *g = x->owner;
        if (g->number != 0) {
            write_changed(o, g, &bytes);
        }
    }
    release_standins(o);
    jobgroups_write(&o->groups);
    buf_release(&bytes);
}

static void lose_ended(void *owner, struct execution *x)
{
    struct ongoing *g = x->owner;
    tell(g, NULL);
    run_release(x);
    release(owner, g);
}

void ongoings_lose(struct ongoings *o)
{
    outbox_drop(o->engine, lose_ended, o);
    put_away(o);
    numbertable_close(&o->table);
    numbertable_open(&o->table);
    o->told_count = 0;
    o->leaving_count = 0;
    release_standins(o);
    jobgroups_lose(&o->groups);
}

void ongoings_close(struct ongoings *o)
{
    put_away(o);
    release_standins(o);
    memory_release(o->standins);
    memory_release(o->leaving);
    memory_release(o->told);
    jobgroups_close(&o->groups);
    numbertable_close(&o->table);
}
