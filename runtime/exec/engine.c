#include "runtime/exec/engine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/await.h"
#include "runtime/exec/fan.h"
#include "runtime/exec/history.h"
#include "runtime/exec/move.h"
#include "runtime/exec/names.h"
#include "runtime/expr/literal.h"
#include "runtime/loop/loop.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"

/* After so many moves in a row a frame gives way to the others. */
#define MOVES_IN_A_ROW 1000

/* To look at the clock takes as long as a third of a short move. */
#define MOVES_IN_A_MOMENT 16

/* A ticket is a slot and a serial number; those of a run's own timer have the high bit set. */
#define TICKET_OF_RUN (UINT64_C(1) << 63)

const struct engine_limits engine_aws_limits = {
    .payload_bytes = 262144,
    .variables_bytes = 10 * 1024 * 1024,
    .events = 25000,
    .express_events = 1000000,
    .standard_ms = INT64_C(365) * 24 * 3600 * 1000,
    .express_ms = INT64_C(5) * 60 * 1000,
};

int64_t engine_now_ms(const struct engine *e)
{
    return clock_now_ms(e->clock);
}

int64_t engine_moment_ms(struct engine *e)
{
    if (e->moment_left == 0) {
        e->moment_left = MOVES_IN_A_MOMENT;
        e->moment_ms = engine_now_ms(e);
    }
    e->moment_left--;
    return e->moment_ms;
}

void engine_open(struct engine *e, const struct asl_workflow *w, struct clock *c,
                 struct loop *l)
{
    e->workflow = w;
    e->clock = c;
    e->loop = l;
    e->workers = workers_new(l, w, await_answer, e);
    workers_random(e->workers, &e->random);
    e->literals = literals_new();
    names_open(&e->names, w);
    e->used = 1; /* slot 0 is nobody's */
    e->room = 8;
    e->slots = memory_zero(e->room * sizeof *e->slots);
    e->free_slots = memory_array(e->room, sizeof *e->free_slots);
}

void engine_close(struct engine *e)
{
    workers_release(e->workers);
    literals_release(e->literals);
    names_close(&e->names);
    memory_release(e->slots);
    memory_release(e->free_slots);
    memory_release(e->ready);
    memory_release(e->runs);
    memory_release(e->free_runs);
}

/* ---- Slots and the ready queue ----------------------------------------------------------- */

struct asl_frame *engine_frame(const struct engine *e, uint32_t slot)
{
    return slot < e->used ? e->slots[slot].frame : NULL;
}

static uint32_t new_slot(struct engine *e)
{
    if (e->free_count > 0) {
        return e->free_slots[--e->free_count];
    }
    if (e->used == e->room) {
        e->room *= 2;
        e->slots = memory_resize(e->slots, e->room * sizeof *e->slots);
        e->free_slots = memory_resize(e->free_slots, e->room * sizeof *e->free_slots);
    }
    return e->used++;
}

/* Children are begun in the order of their places, and so they stand in their parent's list. */
static void join_family(struct engine *e, uint32_t slot, uint32_t parent)
{
    struct engine_slot *s = &e->slots[slot];
    struct engine_slot *above = &e->slots[parent];
    s->previous = above->last_child;
    if (s->previous != 0) {
        e->slots[s->previous].next = slot;
    } else {
        above->first_child = slot;
    }
    above->last_child = slot;
}

static void leave_family(struct engine *e, uint32_t slot, uint32_t parent)
{
    const struct engine_slot *s = &e->slots[slot];
    struct engine_slot *above = &e->slots[parent];
    if (s->previous != 0) {
        e->slots[s->previous].next = s->next;
    } else {
        above->first_child = s->next;
    }
    if (s->next != 0) {
        e->slots[s->next].previous = s->previous;
    } else {
        above->last_child = s->previous;
    }
}

uint32_t engine_add(struct engine *e, struct asl_frame *f)
{
    f->slot = new_slot(e);
    e->slots[f->slot] = (struct engine_slot){ .frame = f };
    if (f->parent != 0) {
        join_family(e, f->slot, f->parent);
    }
    engine_ready(e, f);
    return f->slot;
}

struct asl_frame *engine_first_child(const struct engine *e, const struct asl_frame *f)
{
    return e->slots[e->slots[f->slot].first_child].frame;
}

struct asl_frame *engine_next_child(const struct engine *e, const struct asl_frame *child)
{
    return e->slots[e->slots[child->slot].next].frame;
}

static void free_slot(struct engine *e, uint32_t slot)
{
    e->slots[slot].frame = NULL;
    e->free_slots[e->free_count++] = slot;
}

static void remove_one(struct engine *e, struct asl_frame *f)
{
    engine_forget(e, f);
    f->wait = WAIT_NOTHING;
    engine_stop_runs(e, f);
    if (f->parent != 0) {
        leave_family(e, f->slot, f->parent);
    }
    free_slot(e, f->slot);
    frame_release(f);
}

void engine_remove(struct engine *e, struct asl_frame *f)
{
    engine_remove_children(e, f);
    remove_one(e, f);
}

/* From the leaves upwards, so that the depth of the definition is no depth of the stack. */
void engine_remove_children(struct engine *e, struct asl_frame *f)
{
    struct asl_frame *at = f;
    for (;;) {
        struct asl_frame *child = engine_first_child(e, at);
        if (child != NULL) {
            at = child;
        } else if (at == f) {
            return;
        } else {
            struct asl_frame *above = engine_frame(e, at->parent);
            remove_one(e, at);
            at = above;
        }
    }
}

static void grow_ready(struct engine *e)
{
    size_t room = e->ready_room == 0 ? 16 : e->ready_room * 2;
    uint32_t *ready = memory_array(room, sizeof *ready);
    for (size_t i = 0; i < e->ready_count; i++) {
        ready[i] = e->ready[(e->ready_first + i) % e->ready_room];
    }
    memory_release(e->ready);
    e->ready = ready;
    e->ready_room = room;
    e->ready_first = 0;
}

void engine_ready(struct engine *e, struct asl_frame *f)
{
    f->wait = WAIT_NOTHING;
    if (e->ready_count == e->ready_room) {
        grow_ready(e);
    }
    e->ready[(e->ready_first + e->ready_count++) % e->ready_room] = f->slot;
}

/* ---- Waiting ----------------------------------------------------------------------------- */

uint64_t engine_ticket(struct engine *e, struct asl_frame *f)
{
    e->serial++;
    f->ticket = (uint64_t)f->slot << 32 | e->serial;
    return f->ticket;
}

struct asl_frame *engine_frame_of(const struct engine *e, uint64_t ticket)
{
    struct asl_frame *f = engine_frame(e, (uint32_t)(ticket >> 32));
    return f != NULL && f->ticket == ticket ? f : NULL;
}

void engine_wake_at(struct engine *e, struct asl_frame *f, int64_t at_ms)
{
    f->deadline_ms = at_ms;
    f->timer = loop_deadline(e->loop, at_ms, f->ticket);
}

void engine_forget(struct engine *e, struct asl_frame *f)
{
    if (f->wait == WAIT_TASK) {
        workers_cancel(e->workers, f->ticket);
    }
    if (f->timer != 0) {
        loop_cancel(e->loop, f->timer);
    }
    if (f->heartbeat_timer != 0) {
        loop_cancel(e->loop, f->heartbeat_timer);
    }
    f->timer = f->heartbeat_timer = 0;
    f->deadline_ms = f->heartbeat_ms = f->heartbeat_due_ms = 0;
    f->ticket = 0;
}

/* ---- Runs -------------------------------------------------------------------------------- */

static void grow_runs(struct engine *e)
{
    uint32_t room = e->run_room == 0 ? 4 : e->run_room * 2;
    e->runs = memory_resize(e->runs, room * sizeof *e->runs);
    e->free_runs = memory_resize(e->free_runs, room * sizeof *e->free_runs);
    for (uint32_t i = room; i > e->run_room; i--) {
        e->runs[i - 1] = NULL;
        e->free_runs[e->free_run_count++] = i - 1;
    }
    e->run_room = room;
}

static void add_run(struct engine *e, struct execution *x)
{
    if (e->free_run_count == 0) {
        grow_runs(e);
    }
    x->place = e->free_runs[--e->free_run_count];
    e->runs[x->place] = x;
    e->running++;
}

static void remove_run(struct engine *e, struct execution *x)
{
    workers_forget(e->workers, x->place);
    e->runs[x->place] = NULL;
    e->free_runs[e->free_run_count++] = x->place;
    e->running--;
}

static void join_siblings(struct engine *e, struct execution *x,
                          const struct execution_child *c)
{
    struct engine_slot *above = &e->slots[c->map->slot];
    x->parent = c->map->slot;
    x->family = c->map->run->family;
    x->index = c->index;
    x->items = c->items;
    x->bytes = c->bytes;
    x->on_end = c->on_end;
    x->previous = above->last_run;
    if (x->previous != NULL) {
        x->previous->next = x;
    } else {
        above->first_run = x;
    }
    above->last_run = x;
}

static void leave_siblings(struct engine *e, struct execution *x)
{
    struct engine_slot *above = &e->slots[x->parent];
    if (x->previous != NULL) {
        x->previous->next = x->next;
    } else {
        above->first_run = x->next;
    }
    if (x->next != NULL) {
        x->next->previous = x->previous;
    } else {
        above->last_run = x->previous;
    }
}

/* TimeoutSeconds and the longest that a run may take, whichever comes first (T-06, Q-02). */
static void set_run_deadline(struct engine *e, struct execution *x)
{
    int64_t most_ms = x->express ? e->limits.express_ms : e->limits.standard_ms;
    int64_t own_ms = x->parent != 0 ? 0 : (int64_t)(e->workflow->timeout_s * 1000);
    if (own_ms > 0 && (most_ms == 0 || own_ms < most_ms)) {
        most_ms = own_ms;
    }
    if (most_ms > 0) {
        x->timer = loop_deadline(e->loop, x->start_ms + most_ms, TICKET_OF_RUN | x->place);
    }
}

struct execution *engine_start(struct engine *e, const struct execution_start *s)
{
    struct execution *x = memory_zero(sizeof *x);
    x->engine = e;
    x->workflow = e->workflow;
    x->express = s->express;
    x->input = value_share(s->input);
    x->observer = s->observer;
    x->start_ms = engine_now_ms(e);
    names_give(x, s);
    add_run(e, x);
    x->family = x->place;
    if (s->child != NULL) {
        join_siblings(e, x, s->child);
        x->depth = history_depth(s->child->map) + 1;
    }
    history_started(x);
    const struct asl_machine *m = s->child != NULL ? s->child->machine : e->workflow->machine;
    struct asl_frame *root = frame_new(x, m, value_share(s->input));
    x->root = engine_add(e, root);
    set_run_deadline(e, x);
    return x;
}

void execution_release(struct execution *x)
{
    assert(x->frames == 0);
    value_release(x->input);
    value_release(x->output);
    value_release(x->context);
    memory_release(x->name);
    memory_release(x->arn);
    memory_release(x->machine_arn);
    memory_release(x->role_arn);
    memory_release(x->error);
    memory_release(x->cause);
    memory_release(x);
}

static void end_run(struct engine *e, struct execution *x, enum execution_status status,
                    uint64_t previous)
{
    x->status = status;
    x->stop_ms = engine_now_ms(e);
    history_ended(x, previous);
    if (x->timer != 0) {
        loop_cancel(e->loop, x->timer);
        x->timer = 0;
    }
    engine_remove(e, engine_frame(e, x->root));
    remove_run(e, x);
    if (x->parent != 0) {
        leave_siblings(e, x);
        x->on_end(e, x);
    } else if (e->on_end != NULL) {
        e->on_end(e->owner, x);
    }
}

void engine_stop(struct engine *e, struct execution *x, enum execution_status status,
                 const char *error, const char *cause)
{
    if (x->status != EXECUTION_RUNNING) {
        return;
    }
    x->error = memory_text(error);
    x->cause = memory_text(cause);
    end_run(e, x, status, 0);
}

void engine_stop_runs(struct engine *e, struct asl_frame *f)
{
    while (e->slots[f->slot].first_run != NULL) {
        engine_stop(e, e->slots[f->slot].first_run, EXECUTION_ABORTED, NULL,
                    "The parent Map Run was stopped.");
    }
}

/* The history is full: the run's last event says so (H-53). */
static void overflow(struct engine *e, struct execution *x)
{
    uint64_t most = history_most(x);
    x->events = most - 1;
    if (x->express) {
        x->error = memory_text("States.Timeout");
        end_run(e, x, EXECUTION_TIMED_OUT, x->events);
        return;
    }
    struct buf b = { 0 };
    buf_print(&b, "The execution reached the maximum number of history events (%llu).",
              (unsigned long long)most);
    x->error = memory_text("States.Runtime");
    x->cause = buf_take(&b);
    end_run(e, x, EXECUTION_FAILED, x->events);
}

/* The root has ended: so has the run. */
static void root_ended(struct engine *e, struct asl_frame *f)
{
    struct execution *x = f->run;
    uint64_t previous = f->last_event;
    if (f->error.stands) {
        x->error = memory_text(f->error.name);
        x->cause = memory_text(f->error.cause);
        end_run(e, x, EXECUTION_FAILED, previous);
        return;
    }
    x->output = value_share(f->raw);
    end_run(e, x, EXECUTION_SUCCEEDED, previous);
}

/* ---- Steps ------------------------------------------------------------------------------- */

/* Write a parked frame out, free it, read it back, and want the same bytes again. */
static void through_bytes(struct engine *e, uint32_t slot)
{
    struct asl_frame *f = engine_frame(e, slot);
    struct buf before = { 0 };
    struct buf after = { 0 };
    frame_write(&before, f);
    struct asl_frame *copy = frame_read(f->run, buf_string(&before), before.size);
    frame_release(f);
    e->slots[slot].frame = copy;
    frame_write(&after, copy);
    bool same = before.size == after.size && memcmp(before.text, after.text, after.size) == 0;
    if (!same) {
        fprintf(stderr, "a parked frame did not survive its bytes:\n%s\n%s\n",
                buf_string(&before), buf_string(&after));
        abort();
    }
    buf_release(&before);
    buf_release(&after);
}

void engine_parked(struct engine *e, uint32_t slot)
{
    if (e->debug_frames) {
        through_bytes(e, slot);
    }
}

static void ended(struct engine *e, struct asl_frame *f)
{
    if (f->parent == 0) {
        root_ended(e, f);
    } else {
        fan_child_ended(e, f);
    }
}

static void step(struct engine *e, uint32_t slot)
{
    struct asl_frame *f = engine_frame(e, slot);
    for (int moves = 0; moves < MOVES_IN_A_ROW; moves++) {
        move_enter(f);
        enum asl_move move = f->machine->step(f);
        if (history_full(f->run)) {
            overflow(e, f->run);
            return;
        }
        if (move == ASL_END) {
            ended(e, f);
            return;
        }
        if (move == ASL_PARK) {
            engine_parked(e, slot);
            return;
        }
    }
    engine_ready(e, f);
}

/* A slot may have been emptied, or filled anew, since it was put into the queue. */
void engine_step(struct engine *e)
{
    e->moment_left = 0;
    for (size_t n = e->ready_count; n > 0 && e->ready_count > 0; n--) {
        uint32_t slot = e->ready[e->ready_first];
        e->ready_first = (e->ready_first + 1) % e->ready_room;
        e->ready_count--;
        const struct asl_frame *f = engine_frame(e, slot);
        if (f != NULL && f->wait == WAIT_NOTHING) {
            step(e, slot);
        }
    }
}

void engine_deadline(void *owner, uint64_t ticket)
{
    struct engine *e = owner;
    if (ticket & TICKET_OF_RUN) {
        struct execution *x = e->runs[ticket & UINT32_MAX];
        x->timer = 0;
        engine_stop(e, x, EXECUTION_TIMED_OUT, "States.Timeout", NULL);
        return;
    }
    struct asl_frame *f = engine_frame_of(e, ticket);
    if (f != NULL) {
        await_deadline(e, f);
    }
}

bool engine_turn(struct engine *e, bool may_wait)
{
    return loop_turn(e->loop, may_wait && e->ready_count == 0) || e->ready_count > 0;
}

bool engine_run(struct engine *e)
{
    for (;;) {
        engine_step(e);
        if (e->running == 0) {
            return true;
        }
        if (!engine_turn(e, true)) {
            return false;
        }
    }
}
