#include "runtime/exec/run.h"

#include <assert.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/history.h"
#include "runtime/exec/move.h"
#include "runtime/exec/outbox.h"
#include "runtime/exec/wait.h"
#include "runtime/loop/loop.h"
#include "runtime/task/workers.h"
#include "runtime/value/value.h"

/* A frame's ticket is a slot and a number (slots.h); that of an execution has the high bit set,
 * and its place. */
#define TICKET_OF_RUN (UINT64_C(1) << 63)

/* ---- Places of executions ---------------------------------------------------------------- */

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

void run_join(struct engine *e, struct execution *x)
{
    if (e->free_run_count == 0) {
        grow_runs(e);
    }
    x->place = e->free_runs[--e->free_run_count];
    x->family =
        x->parent == 0 ? x->place : frame_of(slots_at(&e->slots, x->parent))->run->family;
    e->runs[x->place] = x;
    e->running++;
}

static void leave(struct engine *e, struct execution *x)
{
    workers_forget(e->workers, x->place);
    e->runs[x->place] = NULL;
    e->free_runs[e->free_run_count++] = x->place;
    e->running--;
}

uint64_t run_ticket(const struct execution *x)
{
    return TICKET_OF_RUN | x->place;
}

bool run_of_ticket(const struct engine *e, uint64_t ticket, struct execution **ret_x)
{
    if (!(ticket & TICKET_OF_RUN)) {
        return false;
    }
    *ret_x = e->runs[ticket & UINT32_MAX];
    return true;
}

void run_changed(struct execution *x)
{
    struct engine *e = x->engine;
    if (x->has_changed) {
        return;
    }
    x->has_changed = true;
    x->changed_next = e->changed;
    if (e->changed != NULL) {
        e->changed->changed_before = x;
    }
    e->changed = x;
}

/* An execution that has ended may be gone before the commit point. */
static void forget_change(struct execution *x)
{
    if (!x->has_changed) {
        return;
    }
    if (x->changed_next != NULL) {
        x->changed_next->changed_before = x->changed_before;
    }
    if (x->changed_before != NULL) {
        x->changed_before->changed_next = x->changed_next;
    } else {
        x->engine->changed = x->changed_next;
    }
    x->has_changed = false;
    x->changed_next = x->changed_before = NULL;
}

struct execution *run_take_changed(struct engine *e)
{
    struct execution *x = e->changed;
    if (x != NULL) {
        forget_change(x);
    }
    return x;
}

/* ---- Frames ------------------------------------------------------------------------------ */

void run_add_frame(struct asl_frame *f)
{
    struct slots *s = &f->run->engine->slots;
    slots_add(s, &f->seat, 0);
    slots_queue(s, &f->seat);
}

static void remove_one(struct asl_frame *f)
{
    wait_call_off(f);
    move_park(f, WAIT_NOTHING);
    if (frame_map_run(f) != NULL) {
        run_stop_children(f);
    }
    slots_remove(&f->run->engine->slots, &f->seat);
    frame_release(f);
}

void run_remove_frame(struct asl_frame *f)
{
    run_remove_below(f);
    remove_one(f);
}

/* From the leaves upwards, so that a deep definition does not need a deep stack. */
void run_remove_below(struct asl_frame *f)
{
    const struct slots *s = &f->run->engine->slots;
    struct asl_frame *at = f;
    for (;;) {
        struct asl_frame *child = frame_of(slots_first_child(s, &at->seat));
        if (child != NULL) {
            at = child;
        } else if (at == f) {
            return;
        } else {
            struct asl_frame *above = frame_above(at);
            remove_one(at);
            at = above;
        }
    }
}

/* ---- The beginning ----------------------------------------------------------------------- */

/* TimeoutSeconds and the longest that a run may take, whichever comes first (T-06, Q-02). */
static void set_deadline(struct execution *x)
{
    const struct engine *e = x->engine;
    int64_t most_ms = x->express ? e->limits.express_ms : e->limits.standard_ms;
    int64_t own_ms = x->parent != 0 ? 0 : (int64_t)(e->workflow->timeout_s * 1000);
    if (own_ms > 0 && (most_ms == 0 || own_ms < most_ms)) {
        most_ms = own_ms;
    }
    if (most_ms > 0) {
        x->timer.at_ms = clock_steady_ms(e->clock) + most_ms;
        x->timer.id = loop_deadline(e->loop, x->timer.at_ms, run_ticket(x));
    }
}

static void be_child(struct execution *x, const struct run_child *c)
{
    x->parent = c->map->seat.slot;
    x->index = c->index;
    x->items = c->items;
    x->bytes = c->bytes;
    x->depth = history_depth(c->map) + 1;
}

/* What it draws from and which time it sees: a Map's child shares both with its parent. */
static void be_part_of(struct execution *x, const struct run_start *s)
{
    x->random = s->random != NULL ? s->random : &x->engine->random;
    x->ahead_ms = s->ahead_ms;
    if (s->child != NULL) {
        const struct execution *parent = s->child->map->run;
        x->random = parent->random;
        x->ahead_ms = parent->ahead_ms;
        be_child(x, s->child);
    }
}

struct execution *run_start(struct engine *e, const struct run_start *s)
{
    struct execution *x = memory_zero(sizeof *x);
    x->engine = e;
    x->workflow = e->workflow;
    x->express = s->express;
    x->input = value_share(s->input);
    x->observers = s->observers;
    x->owner = s->owner;
    be_part_of(x, s);
    x->start_ms = execution_now_ms(x);
    history_open(x);
    identity_begin(&x->identity, s->child != NULL ? s->child->names : &e->names, s->name,
                   s->role_arn, s->express, x->random);
    run_join(e, x);
    history_started(x);
    const struct asl_machine *m = s->child != NULL ? s->child->machine : e->workflow->machine;
    struct asl_frame *root = frame_new(x, m, value_share(s->input));
    run_add_frame(root);
    x->root = root->seat.slot;
    set_deadline(x);
    run_changed(x);
    return x;
}

/* ---- The end ----------------------------------------------------------------------------- */

void run_release_values(struct execution *x)
{
    value_release(x->input);
    value_release(x->output);
    value_release(x->context);
    identity_release(&x->identity);
    memory_release(x->error);
    memory_release(x->cause);
    x->input = x->output = x->context = NULL;
    x->error = x->cause = NULL;
}

void run_release(struct execution *x)
{
    assert(x->frames == 0);
    forget_change(x);
    run_release_values(x);
    memory_release(x);
}

static void end(struct execution *x, enum execution_status status, uint64_t previous)
{
    struct engine *e = x->engine;
    x->status = status;
    x->stop_ms = execution_now_ms(x);
    history_ended(x, previous);
    loop_cancel(e->loop, x->timer.id);
    x->timer = (struct frame_timer){ .at_ms = 0 };
    run_remove_frame(frame_of(slots_at(&e->slots, x->root)));
    x->root = 0;
    leave(e, x);
    run_changed(x);
    if (x->parent != 0) {
        x->workflow->map_runs->child_ended(frame_of(slots_at(&e->slots, x->parent)), x);
    } else {
        outbox_end(x);
    }
}

void run_stop(struct execution *x, enum execution_status status, const char *error,
              const char *cause)
{
    if (x->status != EXECUTION_RUNNING) {
        return;
    }
    x->error = memory_text(error);
    x->cause = memory_text(cause);
    end(x, status, 0);
}

static int by_index(const void *a, const void *b)
{
    const struct execution *x = *(struct execution *const *)a;
    const struct execution *y = *(struct execution *const *)b;
    return (x->index > y->index) - (x->index < y->index);
}

void run_stop_children(struct asl_frame *map)
{
    const struct engine *e = map->run->engine;
    struct execution **children = memory_array(e->running, sizeof *children);
    size_t count = 0;
    for (uint32_t i = 0; i < e->run_room; i++) {
        if (e->runs[i] != NULL && e->runs[i]->parent == map->seat.slot) {
            children[count++] = e->runs[i];
        }
    }
    qsort(children, count, sizeof *children, by_index);
    for (size_t i = 0; i < count; i++) {
        run_stop(children[i], EXECUTION_ABORTED, NULL, "The parent Map Run was stopped.");
    }
    memory_release(children);
}

void run_root_ended(struct asl_frame *root)
{
    struct execution *x = root->run;
    uint64_t previous = root->last_event;
    if (root->error != NULL) {
        x->error = memory_text(root->error->name);
        x->cause = memory_text(root->error->cause);
        end(x, EXECUTION_FAILED, previous);
        return;
    }
    x->output = value_share(root->raw);
    end(x, EXECUTION_SUCCEEDED, previous);
}

void run_overflowed(struct execution *x)
{
    uint64_t most = x->events_most;
    x->events = most - 1;
    if (x->express) {
        x->error = memory_text("States.Timeout");
        end(x, EXECUTION_TIMED_OUT, x->events);
        return;
    }
    struct buf b = { 0 };
    buf_print(&b, "The execution reached the maximum number of history events (%llu).",
              (unsigned long long)most);
    x->error = memory_text("States.Runtime");
    x->cause = buf_take(&b);
    end(x, EXECUTION_FAILED, x->events);
}

void run_timed_out(struct execution *x)
{
    x->timer = (struct frame_timer){ .at_ms = 0 };
    run_stop(x, EXECUTION_TIMED_OUT, "States.Timeout", NULL);
}
