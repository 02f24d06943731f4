#include "runtime/exec/fan.h"

#include <asl/asl.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/items.h"
#include "runtime/exec/move.h"
#include "runtime/exec/run.h"
#include "runtime/value/value.h"

/* How many items of a Map without MaxConcurrency are under way at once, as on AWS (MP-10). */
#define ITEMS_AT_ONCE 40

static struct asl_frame *begin_child(struct asl_frame *f, const struct asl_machine *m,
                                     size_t place, struct value *input)
{
    struct asl_frame *child = frame_new(f->run, m, input);
    child->seat.parent = f->seat.slot;
    child->place = (uint32_t)place;
    child->last_event = f->last_event;
    run_add_frame(child);
    return child;
}

static void open_fan(struct asl_frame *f, size_t total)
{
    frame_open_fan(f, (struct frame_fan){ .total = total, .results = value_array(total) });
    for (size_t i = 0; i < total; i++) {
        value_append_take(&f->fan->results, NULL);
    }
}

/* All have ended: the results are the state's result. */
static void close_fan(struct asl_frame *f)
{
    enum event succeeded = frame_is_map(f) ? EVENT_MAP_SUCCEEDED : EVENT_PARALLEL_SUCCEEDED;
    f->fan->succeeded = history_add_beside(f, succeeded, f->last_event, NULL);
    frame_take_result(f, f->fan->results);
    f->fan->results = NULL;
    move_come_back(f);
}

/* Stop every child, and what is below it. */
static void stop_children(struct asl_frame *f)
{
    run_remove_below(f);
    f->fan->ended = f->fan->begun;
}

/* ---- Parallel ---------------------------------------------------------------------------- */

enum asl_move asl_await_branches(struct asl_frame *f, const struct asl_machine *const *branches)
{
    if (f->error != NULL) {
        return move_back(f);
    }
    history_add(f, EVENT_PARALLEL_STARTED, NULL);
    size_t total = 0;
    while (branches[total] != NULL) {
        total++;
    }
    open_fan(f, total);
    for (size_t i = 0; i < total; i++) {
        begin_child(f, branches[i], i, value_share(frame_arguments(f)));
        f->fan->begun++;
    }
    return move_park(f, WAIT_CHILDREN);
}

/* ---- Map --------------------------------------------------------------------------------- */

/* The details of an iteration's events: {"name","index"}; new. */
static struct value *iteration(const struct asl_frame *f, size_t index)
{
    if (!history_wanted(f->run)) {
        return NULL;
    }
    struct value *o = value_object();
    value_set_take(&o, "name", value_text(frame_row(f)->name));
    value_set_take(&o, "index", value_int((int64_t)index));
    return o;
}

/* An item's input: the item itself, or what ItemSelector makes of it. */
static struct value *item_input(struct asl_frame *f, const struct asl_map *m, size_t index)
{
    struct frame_item item = frame_item(index, value_item(f->fan->items, index), f->fan->keyed);
    return m->item == NULL ? value_share(value_item(f->fan->items, index))
                           : items_select(f, m, &item);
}

static void begin_item(struct asl_frame *f, const struct asl_map *m, struct value *input)
{
    size_t index = f->fan->begun++;
    struct asl_frame *child = begin_child(f, m->processor, index, input);
    uint64_t previous = f->fan->at_once == 1 && index > 0 ? f->fan->chain : f->fan->started;
    child->item = value_share(value_item(f->fan->items, index));
    child->last_event =
        history_add_beside(f, EVENT_ITERATION_STARTED, previous, iteration(f, index));
}

/* Begin as many items as may run at once. Returns false if an ItemSelector failed. */
static bool begin_items(struct asl_frame *f)
{
    const struct asl_map *m = frame_row(f)->map;
    size_t most = f->fan->at_once == 0 ? ITEMS_AT_ONCE : f->fan->at_once;
    while (f->fan->begun < f->fan->total && f->fan->begun - f->fan->ended < most) {
        struct value *input = item_input(f, m, f->fan->begun);
        if (f->error != NULL) {
            value_release(input);
            return false;
        }
        begin_item(f, m, input);
    }
    return true;
}

enum asl_move asl_await_items(struct asl_frame *f, const struct asl_map *m)
{
    if (f->error == NULL && (m->reader != NULL || m->batcher != NULL || m->writer != NULL)) {
        frame_fail_runtime(f, "%s", ASL_INLINE_MAP_TEXT);
    }
    struct items items =
        f->error != NULL ? (struct items){ NULL, false } : items_of(f, m, false);
    size_t most = items_at_once(f, m);
    if (f->error != NULL) {
        value_release(items.all);
        return move_back(f);
    }
    size_t total = value_count(items.all);
    struct value *details = value_object();
    value_set_take(&details, "length", value_int((int64_t)total));
    history_add(f, EVENT_MAP_STARTED, details);
    open_fan(f, total);
    f->fan->items = items.all;
    f->fan->keyed = items.keyed;
    f->fan->at_once = most;
    f->fan->started = f->last_event;
    if (total == 0) {
        enum asl_move park = move_park(f, WAIT_CHILDREN);
        close_fan(f);
        return park;
    }
    if (!begin_items(f)) {
        stop_children(f);
        return move_back(f);
    }
    return move_park(f, WAIT_CHILDREN);
}

/* Begin what may begin now, or close the state when all have ended. */
static void go_on(struct asl_frame *f)
{
    if (f->fan->ended == f->fan->total) {
        close_fan(f);
    } else if (frame_is_map(f) && !begin_items(f)) {
        stop_children(f);
        move_come_back(f);
    }
}

/* ---- Stopped for another's failure (H-50, PL-07) ----------------------------------------- */

static void abort_state(struct asl_frame *f, uint64_t failing);

static void abort_children(struct asl_frame *f, uint64_t failing,
                           const struct asl_frame *except)
{
    const struct slots *s = &f->run->engine->slots;
    for (struct asl_frame *c = frame_of(slots_first_child(s, &f->seat)); c != NULL;
         c = frame_of(slots_next_child(s, &c->seat))) {
        if (c == except) {
            continue;
        }
        if (frame_is_map(f)) {
            history_add_beside(f, EVENT_ITERATION_ABORTED, failing, iteration(f, c->place));
        }
        abort_state(c, failing);
    }
}

/* Record that a state was aborted, whether it waits or has its turn next. A state whose first
 * turn has not come was never entered, and nothing is recorded. */
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
        if (frame_map_run(f) != NULL && f->wait == WAIT_CHILDREN) {
            history_add_beside(f, EVENT_MAP_RUN_ABORTED, failing, NULL);
        }
        history_add_beside(f, EVENT_MAP_STATE_ABORTED, failing, NULL);
        break;
    default: break;
    }
}

/* ---- A child's end ----------------------------------------------------------------------- */

static void child_failed(struct asl_frame *f, struct asl_frame *child)
{
    struct frame_error *error = child->error;
    child->error = NULL;
    uint64_t failing = child->last_event;
    bool quiet = error->fatal || error->quiet;
    if (!quiet) {
        if (frame_is_map(f)) {
            history_add_beside(f, EVENT_ITERATION_FAILED, failing, iteration(f, child->place));
        }
        if (frame_row(child)->type == ASL_TASK) {
            history_add_beside(child, EVENT_TASK_STATE_ABORTED, failing, NULL);
        }
        abort_children(f, failing, child);
    }
    stop_children(f);
    f->last_event = failing;
    f->error = error;
    f->error->fatal = false;
    f->error->quiet = quiet;
    f->error->in_child = true;
    move_come_back(f);
}

static void child_succeeded(struct asl_frame *f, struct asl_frame *child)
{
    value_set_item_take(&f->fan->results, child->place, value_share(child->raw));
    f->fan->ended++;
    f->fan->chain = child->last_event;
    if (frame_is_map(f)) {
        f->last_event = history_add_beside(f, EVENT_ITERATION_SUCCEEDED, child->last_event,
                                           iteration(f, child->place));
    } else {
        f->last_event = child->last_event;
    }
    run_remove_frame(child);
    go_on(f);
}

void fan_child_ended(struct asl_frame *child)
{
    struct asl_frame *f = frame_above(child);
    if (child->error != NULL) {
        child_failed(f, child);
    } else {
        child_succeeded(f, child);
    }
}
