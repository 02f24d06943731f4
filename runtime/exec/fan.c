#include "runtime/exec/fan.h"

#include <asl/asl.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/mapfield.h"
#include "runtime/exec/move.h"
#include "runtime/value/value.h"

/* So many items of a Map without MaxConcurrency are under way at once, as on AWS (MP-10). */
#define ITEMS_AT_ONCE 40

static struct asl_frame *begin_child(struct asl_frame *f, const struct asl_machine *m,
                                     size_t place, struct json_object *input)
{
    struct asl_frame *child = frame_new(f->run, m, input);
    child->parent = f->slot;
    child->place = place;
    child->last_event = f->last_event;
    engine_add(f->run->engine, child);
    return child;
}

static void open_fan(struct asl_frame *f, size_t total)
{
    value_release(f->fan.items);
    value_release(f->fan.results);
    f->fan = (struct frame_fan){ .total = total, .results = value_array(total) };
    for (size_t i = 0; i < total; i++) {
        value_append_take(f->fan.results, NULL);
    }
    f->wait = WAIT_CHILDREN;
}

/* All have ended: the results are the state's result. */
static void close_fan(struct engine *e, struct asl_frame *f)
{
    enum event succeeded = frame_is_map(f) ? EVENT_MAP_SUCCEEDED : EVENT_PARALLEL_SUCCEEDED;
    f->fan.succeeded = history_add_beside(f, succeeded, f->last_event, NULL);
    f->result = f->fan.results;
    f->has_result = true;
    f->fan.results = NULL;
    f->phase = FRAME_BACK;
    engine_ready(e, f);
}

/* ---- Parallel ---------------------------------------------------------------------------- */

enum asl_move asl_await_branches(struct asl_frame *f, const struct asl_machine *const *branches)
{
    if (f->error.stands) {
        return move_back(f);
    }
    history_add(f, EVENT_PARALLEL_STARTED, NULL);
    size_t total = 0;
    while (branches[total] != NULL) {
        total++;
    }
    open_fan(f, total);
    for (size_t i = 0; i < total; i++) {
        begin_child(f, branches[i], i, value_share(f->arguments));
        f->fan.begun++;
    }
    return ASL_PARK;
}

/* ---- Map --------------------------------------------------------------------------------- */

struct json_object *fan_iteration(const struct asl_frame *f, size_t index)
{
    if (!history_wanted(f->run)) {
        return NULL;
    }
    struct json_object *o = value_object();
    value_set_take(o, "name", value_text(frame_row(f)->name));
    value_set_take(o, "index", value_int((int64_t)index));
    return o;
}

/* An item's input: the item itself, or what ItemSelector makes of it. */
static struct json_object *item_input(struct asl_frame *f, const struct asl_map *m,
                                      size_t index)
{
    struct frame_item item = { .index = index, .value = value_item(f->fan.items, index) };
    return m->item == NULL ? value_share(item.value) : mapfield_select(f, m, &item);
}

static void begin_item(struct asl_frame *f, const struct asl_map *m, struct json_object *input)
{
    size_t index = f->fan.begun++;
    struct asl_frame *child = begin_child(f, m->processor, index, input);
    uint64_t previous = f->fan.at_once == 1 && index > 0 ? f->fan.chain : f->fan.started;
    child->is_item = true;
    child->item = value_share(value_item(f->fan.items, index));
    child->last_event =
        history_add_beside(f, EVENT_ITERATION_STARTED, previous, fan_iteration(f, index));
}

/* Begin as many items as may run at once; false: an ItemSelector failed. */
static bool begin_items(struct asl_frame *f)
{
    const struct asl_map *m = frame_row(f)->map;
    size_t most = f->fan.at_once == 0 ? ITEMS_AT_ONCE : f->fan.at_once;
    while (f->fan.begun < f->fan.total && f->fan.begun - f->fan.ended < most) {
        struct json_object *input = item_input(f, m, f->fan.begun);
        if (f->error.stands) {
            value_release(input);
            return false;
        }
        begin_item(f, m, input);
    }
    return true;
}

enum asl_move asl_await_items(struct asl_frame *f, const struct asl_map *m)
{
    if (!f->error.stands && (m->reader != NULL || m->batcher != NULL || m->writer != NULL)) {
        frame_fail_runtime(f, "%s", ASL_INLINE_MAP_TEXT);
    }
    struct json_object *items = f->error.stands ? NULL : mapfield_items(f, m, false);
    size_t most = mapfield_at_once(f, m);
    if (f->error.stands) {
        value_release(items);
        return move_back(f);
    }
    size_t total = value_count(items);
    struct json_object *details = value_object();
    value_set_take(details, "length", value_int((int64_t)total));
    history_add(f, EVENT_MAP_STARTED, details);
    open_fan(f, total);
    f->fan.items = items;
    f->fan.at_once = most;
    f->fan.started = f->last_event;
    if (total == 0) {
        close_fan(f->run->engine, f);
        return ASL_PARK;
    }
    if (!begin_items(f)) {
        fan_stop(f);
        return move_back(f);
    }
    return ASL_PARK;
}

void fan_go_on(struct engine *e, struct asl_frame *f)
{
    if (f->fan.ended == f->fan.total) {
        close_fan(e, f);
    } else if (frame_is_map(f) && !begin_items(f)) {
        fan_stop(f);
        f->phase = FRAME_BACK;
        engine_ready(e, f);
    }
}
