/*
 * How a Parallel or Map ends: children that succeed, the first that fails, and those that are
 * stopped for it.
 */
#include <stddef.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/fan.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/value/value.h"

void fan_stop(struct asl_frame *f)
{
    engine_remove_children(f->run->engine, f);
    f->fan.ended = f->fan.begun;
}

/* ---- Stopped for another's failure (H-50, PL-07) ----------------------------------------- */

static void abort_state(struct asl_frame *f, uint64_t failing);

static void abort_children(struct asl_frame *f, uint64_t failing,
                           const struct asl_frame *except)
{
    const struct engine *e = f->run->engine;
    for (struct asl_frame *c = engine_first_child(e, f); c != NULL;
         c = engine_next_child(e, c)) {
        if (c == except) {
            continue;
        }
        if (frame_is_map(f)) {
            history_add_beside(f, EVENT_ITERATION_ABORTED, failing, fan_iteration(f, c->place));
        }
        abort_state(c, failing);
    }
}

/* Of what is under way, whether it waits or has its turn next. A state whose first turn has not
 * come was never entered. */
static void abort_state(struct asl_frame *f, uint64_t failing)
{
    if (f->wait == WAIT_NOTHING && f->phase == FRAME_ENTER) {
        return;
    }
    switch ((int)frame_row(f)->type) {
    case ASL_TASK: history_add_beside(f, EVENT_TASK_STATE_ABORTED, failing, NULL); break;
    case ASL_WAIT: history_add_beside(f, EVENT_WAIT_STATE_ABORTED, failing, NULL); break;
    case ASL_PARALLEL:
        abort_children(f, failing, NULL);
        history_add_beside(f, EVENT_PARALLEL_STATE_ABORTED, failing, NULL);
        break;
    case ASL_MAP:
        abort_children(f, failing, NULL);
        if (f->fan.map_run != NULL) {
            history_add_beside(f, EVENT_MAP_RUN_ABORTED, failing, NULL);
        }
        history_add_beside(f, EVENT_MAP_STATE_ABORTED, failing, NULL);
        break;
    default: break;
    }
}

/* ---- A child's end ----------------------------------------------------------------------- */

static void child_failed(struct engine *e, struct asl_frame *f, struct asl_frame *child)
{
    struct frame_error error = child->error;
    child->error = (struct frame_error){ .stands = false };
    uint64_t failing = child->last_event;
    bool quiet = error.fatal || error.quiet;
    if (!quiet) {
        if (frame_is_map(f)) {
            history_add_beside(f, EVENT_ITERATION_FAILED, failing,
                               fan_iteration(f, child->place));
        }
        if (frame_row(child)->type == ASL_TASK) {
            history_add_beside(child, EVENT_TASK_STATE_ABORTED, failing, NULL);
        }
        abort_children(f, failing, child);
    }
    fan_stop(f);
    f->last_event = failing;
    f->error = error;
    f->error.fatal = false;
    f->error.quiet = quiet;
    f->error.in_child = true;
    f->phase = FRAME_BACK;
    engine_ready(e, f);
}

static void child_succeeded(struct engine *e, struct asl_frame *f, struct asl_frame *child)
{
    value_set_item_take(f->fan.results, child->place, value_share(child->raw));
    f->fan.ended++;
    f->fan.chain = child->last_event;
    if (frame_is_map(f)) {
        f->last_event = history_add_beside(f, EVENT_ITERATION_SUCCEEDED, child->last_event,
                                           fan_iteration(f, child->place));
    } else {
        f->last_event = child->last_event;
    }
    engine_remove(e, child);
    fan_go_on(e, f);
}

void fan_child_ended(struct engine *e, struct asl_frame *child)
{
    struct asl_frame *f = engine_frame(e, child->parent);
    if (child->error.stands) {
        child_failed(e, f, child);
    } else {
        child_succeeded(e, f, child);
    }
}

void fan_failed(struct asl_frame *f)
{
    if (f->error.in_child && !f->error.quiet) {
        history_add(f, frame_is_map(f) ? EVENT_MAP_FAILED : EVENT_PARALLEL_FAILED, NULL);
    }
    f->error.in_child = false;
    if (f->fan.succeeded != 0) {
        f->last_event = f->fan.succeeded;
    }
}
