#include "runtime/exec/run.h"

#include <assert.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/pool.h"
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

void run_leave(struct engine *e, struct execution *x)
{
    workers_forget(x->deployment->workers, x->place);
    e->runs[x->place] = NULL;
    e->free_runs[e->free_run_count++] = x->place;
    e->running--;
}

void run_leave_maps(struct execution *x)
{
    for (struct asl_frame *f = frame_next(x, NULL); f != NULL; f = frame_next(x, f)) {
        if (frame_map_run(f) != NULL) {
            x->deployment->workflow->map_runs->left(f);
        }
    }
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
    if (x->changed != 0) {
        return;
    }
    e->changed =
        memory_grow(e->changed, e->changed_count, &e->changed_room, sizeof(struct execution *));
    e->changed[e->changed_count++] = x;
    x->changed = (uint32_t)e->changed_count;
}

/* An execution that has ended may be gone before the commit point. */
static void forget_change(struct execution *x)
{
    if (x->changed != 0) {
        x->engine->changed[x->changed - 1] = NULL;
        x->changed = 0;
    }
}

struct execution *run_take_changed(struct engine *e)
{
    struct execution *x = NULL;
    while (x == NULL && e->changed_count > 0) {
        x = e->changed[--e->changed_count];
    }
    if (x != NULL) {
        x->changed = 0;
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
        f->run->deployment->workflow->map_runs->left(f);
    }
    history_passage(f, PASSAGE_GONE, 0);
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
void run_set_deadline(struct execution *x)
{
    const struct engine *e = x->engine;
    const struct deployment *d = x->deployment;
    int64_t most_ms = x->express ? d->limits.express_ms : d->limits.standard_ms;
    int64_t own_ms = x->parent != 0 ? 0 : (int64_t)(d->workflow->timeout_s * 1000);
    if (own_ms > 0 && (most_ms == 0 || own_ms < most_ms)) {
        most_ms = own_ms;
    }
    if (most_ms > 0) {
        x->timer = loop_deadline(e->loop, clock_steady_ms(e->clock) + most_ms, run_ticket(x));
    }
}

static void be_child(struct execution *x, const struct run_child *c)
{
    x->parent = c->map->seat.slot;
    x->child[0] =
        (struct execution_child){ .index = c->index, .items = c->items, .bytes = c->bytes };
    x->depth = history_depth(c->map) + 1;
}

/* What it draws from and which time it sees: a Map's child has its time from its parent, and
 * the beginning of its draws. */
static void be_part_of(struct execution *x, const struct run_start *s)
{
    x->random = s->random != NULL ? s->random : &x->engine->random;
    x->ahead_ms = s->ahead_ms;
    if (s->child != NULL) {
        const struct execution *parent = s->child->map->run;
        x->ahead_ms = parent->ahead_ms;
        be_child(x, s->child);
        random_seed(&x->child->random, random_next(parent->random));
        x->random = &x->child->random;
    }
}

static size_t run_bytes(bool is_child)
{
    return sizeof(struct execution) + (is_child ? sizeof(struct execution_child) : 0);
}

struct execution *run_new(struct deployment *d, bool is_child)
{
    struct execution *x = pool_get_zero(run_bytes(is_child));
    x->engine = d->engine;
    x->deployment = d;
    return x;
}

struct execution *run_start(struct deployment *d, const struct run_start *s)
{
    struct execution *x = run_new(d, s->child != NULL);
    x->express = s->express;
    x->input = value_share(s->input);
    x->observers = s->observers;
    x->owner = s->owner;
    be_part_of(x, s);
    x->start_ms = execution_now_ms(x);
    history_open(x);
    identity_begin(&x->identity, s->child != NULL ? s->child->names : &d->names, s->name,
                   s->role_arn, s->express, x->random);
    run_join(d->engine, x);
    history_started(x);
    const struct asl_machine *m = s->child != NULL ? s->child->machine : d->workflow->machine;
    struct asl_frame *root = frame_new(x, m, value_share(s->input));
    run_add_frame(root);
    x->root = root->seat.slot;
    run_set_deadline(x);
    run_changed(x);
    return x;
}

/* ---- The end ----------------------------------------------------------------------------- */

void run_release_values(struct execution *x)
{
    value_release(x->input);
    identity_release(&x->identity);
    x->input = NULL;
    if (x->status == EXECUTION_RUNNING) {
        value_release(x->context);
        x->context = NULL;
        return;
    }
    value_release(x->output);
    memory_release(x->error);
    memory_release(x->cause);
    x->output = NULL;
    x->error = x->cause = NULL;
}

void run_release(struct execution *x)
{
    assert(x->frames == 0);
    forget_change(x);
    run_release_values(x);
    pool_put(x, run_bytes(x->parent != 0));
}

/* How an execution ends. */
struct ending {
    enum execution_status status;
    uint64_t previous;    /* the event before its last one */
    struct value *output; /* taken */
    char *error, *cause;  /* taken */
};

/* From now on it has the members of one that has ended. */
static void become_ended(struct execution *x, const struct ending *how)
{
    loop_cancel(x->engine->loop, x->timer);
    value_release(x->context);
    x->status = (uint8_t)how->status;
    x->stop_ms = execution_now_ms(x);
    x->output = how->output;
    x->error = how->error;
    x->cause = how->cause;
}

static void end(struct execution *x, const struct ending *how)
{
    struct engine *e = x->engine;
    become_ended(x, how);
    history_ended(x, how->previous);
    run_remove_frame(frame_of(slots_at(&e->slots, x->root)));
    x->root = 0;
    run_leave(e, x);
    run_changed(x);
    if (x->parent != 0) {
        x->deployment->workflow->map_runs->child_ended(frame_of(slots_at(&e->slots, x->parent)),
                                                       x);
    } else {
        outbox_end(x);
    }
}

void run_stop(struct execution *x, enum execution_status status, const char *error,
              const char *cause)
{
    if (x->status == EXECUTION_RUNNING) {
        if (x->engine->on_failing != NULL) {
            x->engine->on_failing(x, NULL);
        }
        end(x, &(struct ending){ .status = status,
                                 .error = memory_text(error),
                                 .cause = memory_text(cause) });
    }
}

static int by_index(const void *a, const void *b)
{
    const struct execution *x = *(struct execution *const *)a;
    const struct execution *y = *(struct execution *const *)b;
    return (x->child->index > y->child->index) - (x->child->index < y->child->index);
}

void run_stop_child(struct execution *x)
{
    run_stop(x, EXECUTION_ABORTED, NULL, "The parent Map Run was stopped.");
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
        run_stop_child(children[i]);
    }
    memory_release(children);
    if (e->on_stop_children != NULL) {
        e->on_stop_children(map);
    }
}

void run_root_ended(struct asl_frame *root)
{
    struct ending how = { .status = EXECUTION_SUCCEEDED, .previous = root->last_event };
    if (root->error != NULL) {
        how.status = EXECUTION_FAILED;
        how.error = memory_text(root->error->name);
        how.cause = memory_text(root->error->cause);
    } else {
        how.output = value_share(root->raw);
    }
    end(root->run, &how);
}

void run_overflowed(struct execution *x)
{
    uint64_t most = x->events_most;
    x->events = most - 1;
    if (x->express) {
        end(x, &(struct ending){ .status = EXECUTION_TIMED_OUT,
                                 .previous = x->events,
                                 .error = memory_text("States.Timeout") });
        return;
    }
    struct buf b = { 0 };
    buf_print(&b, "The execution reached the maximum number of history events (%llu).",
              (unsigned long long)most);
    end(x, &(struct ending){ .status = EXECUTION_FAILED,
                             .previous = x->events,
                             .error = memory_text("States.Runtime"),
                             .cause = buf_take(&b) });
}

void run_timed_out(struct execution *x)
{
    x->timer = 0;
    run_stop(x, EXECUTION_TIMED_OUT, "States.Timeout", NULL);
}
