#include "runtime/cluster/roster.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/outcome.h"
#include "runtime/ledger/table.h"
#include "runtime/machine/compile.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/options.h"
#include "runtime/service/answer.h"
#include "runtime/station/change.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/value/value.h"

/* A revision that is being loaded, or was. */
struct loading {
    struct roster *list;
    struct revision *revision; /* held; NULL: nobody needs it for this any more */
    uint64_t number;
    bool is_done; /* it is loaded, or cannot be */
    bool is_kept; /* it stays held, for executions that may be claimed */
};

struct roster {
    struct station *station;
    struct loading **list; /* owned: [count] */
    size_t count, room;
    uint64_t *unclaimed; /* owned: [unclaimed_count] */
    size_t unclaimed_count, unclaimed_room;
    bool is_stopped;
};

/* ---- Loading ---- */

static bool is_listed(const struct roster *c, uint64_t number)
{
    size_t i = 0;
    while (i < c->count && c->list[i]->number != number) {
        i++;
    }
    return i < c->count;
}

static void let_go(struct loading *l)
{
    struct revision *r = l->revision;
    l->revision = NULL;
    revision_let_go(&l->list->station->machines, r);
}

static void leave_list(struct loading *l)
{
    struct roster *c = l->list;
    size_t i = 0;
    while (c->list[i] != l) {
        i++;
    }
    c->list[i] = c->list[--c->count];
    let_go(l);
    memory_release(l);
}

static void tell(const struct loading *l, const char *why)
{
    message_print(l->list->station->session.options->program,
                  "the state machine %s of the store cannot run here: %s",
                  l->revision->machine->name, why);
}

/* Returns true if it can run. The result is taken. */
static bool load(struct loading *l, const struct compile_result *result)
{
    struct buf why = { 0 };
    bool is_loaded = l->revision->load.workflow != NULL;
    if (result->end != COMPILE_DONE) {
        tell(l, result->reason);
    } else if (is_loaded) {
        compile_unload(result);
    } else if (revision_load(&l->list->station->machines, l->revision, &result->load, &why)) {
        is_loaded = true;
    } else {
        tell(l, buf_string(&why));
        compile_unload(result);
    }
    buf_release(&why);
    return is_loaded;
}

/* One that cannot be loaded stays in the list, so that it is not tried again and again. */
static void on_compiled(void *owner, const struct compile_result *result)
{
    struct loading *l = owner;
    if (l->list->is_stopped || result->end == COMPILE_BUSY) {
        compile_unload(result);
        leave_list(l);
        return;
    }
    bool is_loaded = load(l, result);
    l->is_done = true;
    if (is_loaded && !l->is_kept) {
        leave_list(l);
    } else if (!is_loaded) {
        let_go(l);
    }
}

/* The revision is taken. */
static void begin(struct roster *c, struct revision *r, bool is_kept)
{
    struct loading *l = memory_get(sizeof *l);
    *l = (struct loading){ .list = c, .revision = r, .number = r->number, .is_kept = is_kept };
    c->list = memory_grow(c->list, c->count, &c->room, sizeof(struct loading *));
    c->list[c->count++] = l;
    compile_begin(&c->station->compiles,
                  &(struct compile_request){ .definition = r->definition,
                                             .name = r->machine->name,
                                             .is_express = r->machine->is_express },
                  on_compiled, l);
}

static struct revision *next_unloaded(const struct roster *c)
{
    struct revision *r = c->station->machines.revisions;
    while (r != NULL &&
           (r->load.workflow != NULL || r->machine->is_apart || is_listed(c, r->number))) {
        r = r->next;
    }
    return r;
}

/* A compiler may have one ready at once, and be busy at once. */
static void load_all(struct roster *c)
{
    struct revision *r = c->station->machines.is_followed ? next_unloaded(c) : NULL;
    size_t most = r == NULL ? 0 : machine_count(&c->station->machines) + 1;
    for (; r != NULL && most > 0 && !c->is_stopped; most--) {
        begin(c, revision_hold(r), false);
        r = next_unloaded(c);
    }
}

/* ---- Looking ---- */

void roster_look(struct roster *c, uint64_t number)
{
    store_look_anew(c->station->store);
    shelf_look(&c->station->machines, number);
    load_all(c);
}

static void note_unclaimed(void *owner, uint64_t number)
{
    struct roster *c = owner;
    c->unclaimed =
        memory_grow(c->unclaimed, c->unclaimed_count, &c->unclaimed_room, sizeof *c->unclaimed);
    c->unclaimed[c->unclaimed_count++] = number;
}

static bool load_for(void *owner, uint64_t execution, const struct value *entry)
{
    struct roster *c = owner;
    struct station *s = c->station;
    bool is_child = value_member(entry, "parent", NULL);
    uint64_t number = is_child ? ledger_revision(&s->ledger, execution)
                               : (uint64_t)outcome_int(entry, "revision");
    if (revision_find(&s->machines, number) == NULL && !is_listed(c, number)) {
        struct revision *r = shelf_take_revision(&s->machines, number);
        if (r != NULL) {
            begin(c, r, true);
        }
    }
    return true;
}

/* What is kept for executions that may be claimed does not keep a machine that is deleted, once
 * there are none. */
static void drop_deleted(struct roster *c)
{
    struct machines *ms = &c->station->machines;
    for (size_t i = c->count; i > 0; i--) {
        struct loading *l = c->list[i - 1];
        struct machine *m = l->is_done && l->revision != NULL ? l->revision->machine : NULL;
        if (m != NULL && m->is_deleting &&
            (ms->is_needed == NULL || !ms->is_needed(ms->needed_owner, m))) {
            leave_list(l);
        }
    }
}

void roster_look_unclaimed(struct roster *c)
{
    if (!c->station->machines.is_followed || c->is_stopped) {
        return;
    }
    drop_deleted(c);
    c->unclaimed_count = 0;
    store_unclaimed(c->station->store, note_unclaimed, c);
    ledger_visit_entries(&c->station->ledger, c->unclaimed, c->unclaimed_count, load_for, c);
}

/* ---- Calls ---- */

/* What a call wants of the machines that there are. */
enum want {
    NOTHING,
    ITS_MACHINE, /* that the one that it names is known */
    TO_KNOW,     /* what there is now */
    TO_CHANGE    /* the same, and that nobody else changes it */
};

static const enum want wants[OPERATIONS] = {
    [OPERATION_StartExecution] = ITS_MACHINE,
    [OPERATION_StartSyncExecution] = ITS_MACHINE,
    [OPERATION_DescribeStateMachine] = TO_KNOW,
    [OPERATION_DescribeStateMachineForExecution] = TO_KNOW,
    [OPERATION_ListExecutions] = TO_KNOW,
    [OPERATION_ListStateMachineAliases] = TO_KNOW,
    [OPERATION_ListStateMachineVersions] = TO_KNOW,
    [OPERATION_ListStateMachines] = TO_KNOW,
    [OPERATION_ListTagsForResource] = TO_KNOW,
    [OPERATION_RedriveExecution] = TO_KNOW,
    [OPERATION_CreateActivity] = TO_CHANGE,
    [OPERATION_CreateStateMachine] = TO_CHANGE,
    [OPERATION_CreateStateMachineAlias] = TO_CHANGE,
    [OPERATION_DeleteActivity] = TO_CHANGE,
    [OPERATION_DeleteStateMachine] = TO_CHANGE,
    [OPERATION_DeleteStateMachineAlias] = TO_CHANGE,
    [OPERATION_DeleteStateMachineVersion] = TO_CHANGE,
    [OPERATION_PublishStateMachineVersion] = TO_CHANGE,
    [OPERATION_TagResource] = TO_CHANGE,
    [OPERATION_UntagResource] = TO_CHANGE,
    [OPERATION_UpdateStateMachine] = TO_CHANGE,
    [OPERATION_UpdateStateMachineAlias] = TO_CHANGE,
};

static bool knows_machine(const struct station *s, const struct call *call)
{
    const char *arn = call_text(call, "stateMachineArn");
    return arn != NULL && machine_find(&s->machines, arn, strlen(arn)) != NULL;
}

static bool hold(struct station *s, struct call *call)
{
    bool is_held = s->machines.is_followed
                       ? shelf_hold(&s->machines)
                       : store_hold(s->store, TABLE_CATALOG, store_text(""));
    if (!is_held) {
        struct service_answer a = { .status = 0 };
        service_answer_fail(&a, 503, NULL, "ServiceUnavailable",
                            "Another node is about to change what there is. Try again.");
        station_answer(s, call, &a);
    }
    return is_held;
}

bool roster_prepare(struct roster *c, struct call *call)
{
    struct station *s = c->station;
    enum want want = wants[call->operation];
    if (want == TO_CHANGE && !hold(s, call)) {
        return false;
    }
    if (s->machines.is_followed &&
        (want == TO_KNOW || (want == ITS_MACHINE && !knows_machine(s, call)))) {
        shelf_look(&s->machines, machines_catalog(&s->machines));
    }
    load_all(c);
    return true;
}

/* ---- Deletions ---- */

static void put_program(const struct machine *m, const struct value *row, struct buf *out)
{
    unsigned char program[SHARED_PROGRAM];
    const char *arn = value_member_text(row, "stateMachineArn");
    const char *definition = value_member_text(row, "definition");
    if (arn != NULL && definition != NULL && strcmp(arn, m->arn) == 0) {
        revision_program(arn, definition, program);
        buf_put(out, (const char *)program, sizeof program);
    }
}

/* Whatever revision an execution is of, it has a row. */
static bool is_needed(void *owner, const struct machine *m)
{
    const struct roster *c = owner;
    const struct machines *ms = &c->station->machines;
    struct buf programs = { 0 };
    for (uint64_t n = shelf_next_revision(ms, 0); n != 0; n = shelf_next_revision(ms, n + 1)) {
        struct value *row = shelf_revision(ms, n);
        if (row != NULL) {
            put_program(m, row, &programs);
        }
        value_release(row);
    }
    bool is = store_has_jobs(c->station->store, buf_string(&programs),
                             programs.size / SHARED_PROGRAM);
    buf_release(&programs);
    return is;
}

/* ---- Open and closed ---- */

/* A compiler's answer may come at any time: what has changed since the request came is known
 * then as well. */
static bool before_change(void *owner)
{
    struct roster *c = owner;
    store_look_anew(c->station->store);
    return shelf_hold(&c->station->machines);
}

struct roster *roster_open(struct station *s)
{
    struct roster *c = memory_zero(sizeof *c);
    c->station = s;
    s->machines.is_followed = s->compiles.hooks != NULL;
    s->changes.before = before_change;
    s->changes.before_owner = c;
    s->machines.is_needed = is_needed;
    s->machines.needed_owner = c;
    return c;
}

void roster_stop(struct roster *c)
{
    c->is_stopped = true;
    c->station->machines.is_needed = NULL;
    c->station->changes.before = NULL;
    for (size_t i = c->count; i > 0; i--) {
        if (c->list[i - 1]->is_done) {
            leave_list(c->list[i - 1]);
        }
    }
}

void roster_close(struct roster *c)
{
    memory_release(c->list);
    memory_release(c->unclaimed);
    memory_release(c);
}
