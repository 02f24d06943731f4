#include "runtime/exec/turn.h"

#include <asl/tree.h>

#include "runtime/exec/await.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/fan.h"
#include "runtime/exec/history.h"
#include "runtime/exec/move.h"
#include "runtime/exec/outbox.h"
#include "runtime/exec/run.h"
#include "runtime/loop/loop.h"
#include "runtime/task/workers.h"

/* Moves that a frame may make before it yields to the others. */
#define MOVES_IN_A_ROW 1000

void turn_open(struct engine *e, struct clock *c, struct loop *l)
{
    engine_open(e, c, l);
    e->outbox = outbox_new();
}

void turn_deploy(struct engine *e, struct deployment *d, const struct asl_workflow *w)
{
    engine_deploy(e, d, w);
    d->workers = workers_new(e->loop, w, await_answer, e);
}

void turn_withdraw(struct deployment *d)
{
    workers_release(d->workers);
    engine_withdraw(d);
}

void turn_close(struct engine *e)
{
    outbox_release(e->outbox);
    engine_close(e);
}

static void ended(struct asl_frame *f)
{
    const struct engine *e = f->run->engine;
    history_passage(f, PASSAGE_END, 0);
    if (f->error != NULL && e->on_failing != NULL) {
        e->on_failing(f->run, f);
    }
    if (f->seat.parent == 0) {
        run_root_ended(f);
    } else {
        fan_child_ended(f);
    }
}

static void step(struct engine *e, struct asl_frame *f)
{
    run_changed(f->run);
    for (int moves = 0; moves < MOVES_IN_A_ROW; moves++) {
        move_enter(f);
        enum asl_move move = f->machine->step(f);
        if (history_full(f->run)) {
            run_overflowed(f->run);
            return;
        }
        if (move == ASL_END) {
            ended(f);
            return;
        }
        if (move == ASL_PARK) {
            return;
        }
    }
    slots_queue(&e->slots, &f->seat);
}

/* Nothing has left the process before all of the turn is committed. */
static void commit(struct engine *e)
{
    if (e->commit != NULL) {
        e->commit(e);
    }
    while (run_take_changed(e) != NULL) {
    }
    outbox_send(e);
}

/* What is queued meanwhile waits for the next turn. */
void turn_step(struct engine *e)
{
    engine_moment_passed(e);
    for (size_t n = e->slots.ready_count; n > 0 && e->slots.ready_count > 0; n--) {
        struct asl_frame *f = frame_of(slots_take(&e->slots));
        if (f != NULL) {
            step(e, f);
        }
    }
    commit(e);
}

bool turn_news(struct engine *e, bool may_wait)
{
    return loop_turn(e->loop, may_wait && e->slots.ready_count == 0) ||
           e->slots.ready_count > 0;
}

bool turn_is_due(const struct engine *e)
{
    return e->slots.ready_count > 0 || loop_has_news(e->loop);
}

bool turn_run(struct engine *e)
{
    for (;;) {
        turn_step(e);
        if (e->running == 0) {
            return true;
        }
        if (!turn_news(e, true)) {
            return false;
        }
    }
}

void turn_stop_all(struct engine *e, enum execution_status status, const char *cause)
{
    for (uint32_t i = 0; i < e->run_room; i++) {
        if (e->runs[i] != NULL && e->runs[i]->parent == 0) {
            run_stop(e->runs[i], status, NULL, cause);
        }
    }
    commit(e);
}

void turn_deadline(void *owner, uint64_t ticket)
{
    struct engine *e = owner;
    struct execution *x;
    if (run_of_ticket(e, ticket, &x)) {
        run_timed_out(x);
        return;
    }
    struct asl_frame *f = frame_of(slots_waiting(&e->slots, ticket));
    if (f != NULL) {
        run_changed(f->run);
        await_deadline(f);
    }
}
