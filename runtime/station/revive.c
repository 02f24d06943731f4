#include "runtime/station/revive.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/park.h"
#include "runtime/exec/redrive.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/maprun.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/mockcase.h"
#include "runtime/map/run.h"
#include "runtime/station/childmail.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/standin.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

/* What ran it: its revision with the answers of the test case that it began with, if it has
 * one. Returns NULL, after a message, if that is not there any more: with other answers it
 * would be another execution. */
static struct deployment *deployment_of(const struct ongoings *o, struct revision *r,
                                        const struct value *entry)
{
    const char *test_case = value_member_text(entry, "testCase");
    struct buf why = { 0 };
    if (test_case == NULL) {
        return &r->deployment;
    }
    struct deployment *d = mockcases_deployment(o->mocks, o->machines, r, test_case, &why);
    if (d == NULL) {
        message_print(o->program,
                      "%s: it stays as it is, since its test case '%s' is not there: %s",
                      value_member_text(entry, "executionArn"), test_case, buf_string(&why));
    }
    buf_release(&why);
    return d;
}

/* With a stand-in (taken; else NULL) it is the child's. */
static void resume_one(struct ongoings *o, uint64_t number, struct revision *r,
                       const struct run_child *child, struct asl_frame *standin,
                       struct value *entry, int64_t ahead_ms)
{
    struct buf bytes = { 0 };
    struct deployment *d =
        child != NULL ? child->map->run->deployment : deployment_of(o, r, entry);
    if (d != NULL && ledger_get(o->ledger, TABLE_PARKED, number, &bytes)) {
        struct ongoing *g = ongoing_go_on(o, number, r, entry);
        struct run_start start = ongoing_start_again(o, g);
        g->standin = standin;
        start.child = child;
        start.ahead_ms = ahead_ms;
        ongoing_goes_on(o, g, park_resume(d, &start, bytes.text, bytes.size));
    } else if (standin != NULL) {
        standin_release(standin);
    }
    buf_release(&bytes);
}

/* Goes on where it had failed; the entry is that of one that runs. Returns NULL if what is
 * needed for it is not there. */
static struct ongoing *redrive_one(struct ongoings *o, uint64_t number, struct revision *r,
                                   const struct run_child *child, struct value *entry)
{
    struct buf bytes = { 0 };
    struct ongoing *g = NULL;
    struct deployment *d =
        child != NULL ? child->map->run->deployment : deployment_of(o, r, entry);
    if (d != NULL && ledger_get(o->ledger, TABLE_REDRIVE, number, &bytes)) {
        struct redrive how = { .bytes = bytes.text,
                               .size = bytes.size,
                               .events = ledger_last_event(o->ledger, number),
                               .redrives = outcome_int(entry, "redriveCount") };
        g = ongoing_go_on(o, number, r, entry);
        struct run_start start = ongoing_start_again(o, g);
        start.child = child;
        ongoing_goes_on(o, g, redrive_begin(d, &start, &how));
        ledger_forget(o->ledger, TABLE_REDRIVE, number);
        ongoing_begin_job(o, g, true);
        if (o->news != NULL) {
            o->news->redriven(o->news->owner, g);
        }
    }
    buf_release(&bytes);
    return g;
}

static const struct asl_map_runs *map_runs_of(const struct asl_frame *map)
{
    return map->run->deployment->workflow->map_runs;
}

/* A child that had ended, with its entry. */
static struct maprun_child child_of(const struct asl_frame *map, uint64_t number,
                                    const struct value *entry)
{
    return (struct maprun_child){ .arn = frame_map_run(map)->arn,
                                  .number = number,
                                  .items = outcome_int(entry, "itemCount"),
                                  .status = outcome_status(entry) };
}

static void redrive_children(struct ongoings *o, const struct ongoing *g);

/* A Standard child goes on where it failed, with the children of its own Map Runs. Returns
 * false if that is not known. */
static bool redrive_standard(struct ongoings *o, struct asl_frame *map, uint64_t number,
                             struct value *before)
{
    const struct ongoing *of = map->run->owner;
    struct run_child child = { .map = map };
    struct value *entry = outcome_redriven(before, execution_now_ms(of->x));
    value_set_take(&entry, "slot", value_int(map->seat.slot));
    value_set_take(&entry, "mapRunRedrives", value_int(frame_map_run(map)->redrives));
    const struct ongoing *g = redrive_one(o, number, of->revision, &child, entry);
    if (g != NULL) {
        ledger_update(o->ledger, number, entry);
        map_runs_of(map)->child_redriven(map, g->x);
        struct maprun_child c = child_of(map, number, before);
        maprun_child_goes_on(o->ledger->store, &c);
        redrive_children(o, g);
    }
    value_release(entry);
    return g != NULL;
}

/* An Express child is run once more: a new execution takes its place. */
static void redrive_express(struct ongoings *o, struct asl_frame *map, uint64_t number,
                            const struct value *before)
{
    struct execution_child child = { .index = (size_t)outcome_int(before, "place"),
                                     .items = (size_t)outcome_int(before, "itemCount"),
                                     .bytes = (size_t)outcome_int(before, "inputBytes") };
    struct value *input = outcome_value(o->ledger, TABLE_INPUT, number);
    struct maprun_child c = child_of(map, number, before);
    maprun_child_leaves(o->ledger->store, &c);
    ledger_remove(o->ledger, number);
    map_runs_of(map)->child_again(map, &child, input);
    value_release(input);
}

/* A child that cannot go on stays as it is. The Map Run may be told of it as of one that has
 * just ended. */
static void lose(struct ongoings *o, struct asl_frame *map, uint64_t number)
{
    struct outcome was;
    if (!outcome_read(o->ledger, number, &was)) {
        return;
    }
    const struct answer *a = &was.answer;
    struct identity_texts texts = { .arn = (char *)(uintptr_t)a->arn,
                                    .machine_arn = (char *)(uintptr_t)a->machine_arn,
                                    .name = (char *)(uintptr_t)a->name,
                                    .redrives = a->redrives };
    struct execution x = { .identity = { .texts = &texts },
                           .status = (uint8_t)a->status,
                           .input = a->input,
                           .start_ms = a->start_ms };
    x.stop_ms = a->stop_ms;
    x.error = (char *)(uintptr_t)a->error;
    x.cause = (char *)(uintptr_t)a->cause;
    struct maprun_child c = child_of(map, number, was.entry);
    maprun_child_stays(o->ledger->store, &c);
    map_runs_of(map)->child_lost(map, &x, (size_t)c.items);
    outcome_close(&was);
}

static bool is_redrivable(enum execution_status status)
{
    return status != EXECUTION_SUCCEEDED && status != EXECUTION_RUNNING;
}

struct search {
    uint64_t end, found; /* 0: none */
};

static bool look(void *owner, uint64_t number, const struct value *entry)
{
    struct search *s = owner;
    if (number < s->end && is_redrivable(outcome_status(entry))) {
        s->found = number;
    }
    return number < s->end && s->found == 0;
}

static void redrive_child(struct ongoings *o, struct asl_frame *map, uint64_t number)
{
    struct value *before = ledger_read(o->ledger, number);
    if (value_member(before, "place", NULL)) {
        redrive_express(o, map, number, before);
    } else if (!redrive_standard(o, map, number, before)) {
        lose(o, map, number);
    }
    value_release(before);
}

/* What begins meanwhile has a greater number. */
void revive_next_child(struct ongoings *o, struct asl_frame *map, struct map_redrive *r,
                       bool is_over)
{
    struct search s = { .end = r->end };
    ledger_walk_entries(o->ledger, frame_map_run(map)->arn, r->next, false, look, &s);
    r->next = s.found == 0 ? r->end : s.found + 1;
    if (s.found != 0) {
        (is_over ? lose : redrive_child)(o, map, s.found);
    }
}

/* The children of its Map Runs that had not succeeded go on with it, as many at once as each
 * Map lets run. */
static void redrive_children(struct ongoings *o, const struct ongoing *g)
{
    for (struct asl_frame *f = frame_next(g->x, NULL), *next; f != NULL; f = next) {
        next = frame_next(g->x, f);
        if (f->wait == WAIT_CHILDREN && frame_map_run(f) != NULL) {
            uint64_t end = ledger_end(o->ledger);
            frame_map_run(f)->redrive = (struct map_redrive){ 1, end };
            map_runs_of(f)->await_late(
                f, maprun_count_running(o->ledger->store, frame_map_run(f)->arn));
            maprun_children_await(o->ledger->store, frame_map_run(f)->arn, end);
            map_runs_of(f)->limits_changed(f);
        }
    }
}

bool revive_redrive(struct ongoings *o, uint64_t number, struct revision *r)
{
    struct value *entry = ledger_read(o->ledger, number);
    bool is_child = entry != NULL && value_member(entry, "mapRunArn", NULL);
    struct ongoing *g =
        entry == NULL || is_child ? NULL : redrive_one(o, number, r, NULL, entry);
    if (g != NULL) {
        redrive_children(o, g);
    }
    value_release(entry);
    return g != NULL;
}

static bool is_map_of(const struct asl_frame *f, const char *map_run_arn)
{
    const struct map_run *r = frame_map_run(f);
    return r != NULL && r->arn != NULL && strcmp(r->arn, map_run_arn) == 0;
}

/* The Map whose Map Run that is. It may have another slot than it had. NULL if there is none.
 */
static struct asl_frame *map_of(const struct ongoing *parent, const char *map_run_arn)
{
    struct asl_frame *f = parent == NULL ? NULL : frame_next(parent->x, NULL);
    while (f != NULL && !is_map_of(f, map_run_arn)) {
        f = frame_next(parent->x, f);
    }
    return f;
}

void revive_resume(struct ongoings *o, uint64_t number, struct revision *r, int64_t ahead_ms)
{
    struct value *entry = ledger_read(o->ledger, number);
    struct run_child child = { .map = NULL };
    struct asl_frame *standin = NULL;
    if (entry == NULL) {
        return;
    }
    int64_t of = outcome_int(entry, "parent");
    if (of != 0) {
        child.map =
            map_of(ongoings_find(o, (uint64_t)of), value_member_text(entry, "mapRunArn"));
    }
    if (of != 0 && child.map == NULL && store_is_shared(o->ledger->store)) {
        child.map = standin = standin_new(&r->deployment);
    }
    if (of == 0 || child.map != NULL) {
        resume_one(o, number, r, child.map != NULL ? &child : NULL, standin, entry, ahead_ms);
    }
    value_release(entry);
}

/* ---- Children that other nodes have ---- */

static char *copy(const char *text)
{
    return text == NULL ? NULL : memory_text(text);
}

/* What a child came to, as an execution that has ended just now: new. */
static struct execution *ended_child(const struct asl_frame *map, const struct childmail *m,
                                     const struct outcome *was)
{
    const struct answer *a = &was->answer;
    struct execution *x = run_new(map->run->deployment, true);
    identity_restore(&x->identity,
                     &(struct identity_texts){
                         .name = copy(a->name),
                         .arn = copy(a->arn),
                         .machine_arn = copy(a->machine_arn),
                         .role_arn = copy(value_member_text(was->entry, "roleArn")),
                         .redrives = a->redrives,
                     });
    x->parent = map->seat.slot;
    x->child[0] =
        (struct execution_child){ .index = m->index, .items = m->items, .bytes = m->bytes };
    x->status = (uint8_t)a->status;
    x->input = value_share(a->input);
    x->start_ms = a->start_ms;
    x->stop_ms = a->stop_ms;
    x->output = value_share(a->output);
    x->error =
        a->status == EXECUTION_TIMED_OUT ? memory_text("States.Timeout") : copy(a->error);
    x->cause = copy(a->cause);
    return x;
}

/* Whether one that ended before the Map Run was redriven goes on with that, or has done so. */
static bool is_redriven(struct ongoings *o, const struct map_run *r, const struct childmail *m)
{
    struct value *entry = ledger_read(o->ledger, m->child);
    bool is_next = m->child >= r->redrive.next && m->child < r->redrive.end;
    bool was = entry == NULL || outcome_int(entry, "redriveCount") > m->child_redrives;
    value_release(entry);
    return m->status != EXECUTION_SUCCEEDED && (is_next || was);
}

static void count_child(struct ongoings *o, struct asl_frame *map, const struct childmail *m)
{
    const struct map_run *r = frame_map_run(map);
    bool is_late = m->redrives != r->redrives;
    struct outcome was;
    if (is_late) {
        map_runs_of(map)->late_ended(map);
    }
    if (is_late && is_redriven(o, r, m)) {
        maprun_child_awaits(o->ledger->store, m->map_run, (int64_t)m->items, m->status);
        map_runs_of(map)->limits_changed(map);
    } else if (outcome_read(o->ledger, m->child, &was)) {
        struct execution *x = ended_child(map, m, &was);
        if (is_late) {
            map_runs_of(map)->child_redriven(map, x);
        }
        outcome_close(&was);
        map_runs_of(map)->child_ended(map, x);
    }
}

bool revive_count_child(struct ongoings *o, const struct childmail *m)
{
    const struct ongoing *parent = ongoings_find(o, m->parent);
    struct asl_frame *map = map_of(parent, m->map_run);
    if (parent == NULL) {
        return false;
    }
    maprun_child_ends(o->ledger->store, m->map_run, (int64_t)m->items, m->status);
    if (map != NULL && map->wait == WAIT_CHILDREN) {
        count_child(o, map, m);
    }
    return true;
}

struct stopping {
    struct store *store;
    const struct map_run *run;
};

static void send_stop(void *owner, uint64_t number)
{
    const struct stopping *s = owner;
    childmail_send(
        s->store,
        &(struct childmail){ .is_stop = true, .child = number, .redrives = s->run->redrives });
}

void revive_stop_children(struct ongoings *o, const struct map_run *r)
{
    struct stopping s = { .store = o->ledger->store, .run = r };
    struct ledger_numbers n;
    ledger_collect(o->ledger, r->arn, &n);
    store_jobs(s.store, n.list, n.count, send_stop, &s);
    memory_release(n.list);
}
