#include "runtime/map/run.h"

#include <asl/asl.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/items.h"
#include "runtime/exec/limits.h"
#include "runtime/exec/move.h"
#include "runtime/exec/run.h"
#include "runtime/map/depot.h"
#include "runtime/map/input.h"
#include "runtime/map/label.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How many children of a Map without MaxConcurrency run at once, as on AWS; and how many bytes
 * of inputs that are read from files may be under way, however many children that makes. */
#define CHILDREN_AT_ONCE 10000
#define BYTES_AT_ONCE    (8u << 20)

/* With more executions than this under way, a reader closes its file between two items. */
#define READERS_OPEN 64

static void go_on(struct asl_frame *f);

static const struct asl_map *map_of(const struct asl_frame *f)
{
    return frame_row(f)->map;
}

static bool is_express(const struct asl_frame *f)
{
    return map_of(f)->mode == ASL_EXPRESS;
}

/* ---- The end ---- */

/* One of which too many children have failed may be redriven, unless its export could not be
 * written to its end. */
static bool may_be_redriven(const struct asl_frame *f)
{
    const struct map_run *r = f->fan->map_run;
    return r->exceeded && (!r->writer.exports || r->writer.is_closed);
}

/* What is on a real S3, if something may be; else NULL. */
static const struct asl_map_depot *depot_of(const struct asl_frame *f)
{
    return map_of(f)->s3 == NULL ? NULL : map_of(f)->s3->depot;
}

static void left(struct asl_frame *f)
{
    if (depot_of(f) != NULL) {
        depot_of(f)->left(f);
    }
}

static void leave(struct asl_frame *f)
{
    left(f);
    if (!may_be_redriven(f)) {
        map_run_release(f->fan->map_run);
        f->fan->map_run = NULL;
    }
    move_come_back(f);
}

/* MapRunFailed, and after it MapStateFailed unless a retrier handles the error (H-44). An error
 * that the state itself caused ends the execution right there (H-48), and so does a payload of
 * its own beyond the limit where only States.ALL or States.TaskFailed is caught (E-08). */
static void fail(struct asl_frame *f, const char *error, const char *cause)
{
    frame_fail(f, error, cause);
    struct value *details = value_object();
    value_set_text(&details, "error", f->error->name);
    value_set_text(&details, "cause", f->error->cause);
    history_add(f, EVENT_MAP_RUN_FAILED, details);
    f->error->in_child = true;
    f->error->quiet = f->error->quiet || f->error->fatal;
    leave(f);
}

/* The results in the order of their items, without those that failed (DM-18). */
static struct value *gather(const struct asl_frame *f)
{
    const struct map_run *r = f->fan->map_run;
    size_t count = value_count(f->fan->results), failures = value_count(r->failures);
    struct value *all = value_array(count);
    for (size_t i = 0; i < count; i++) {
        if (i >= failures || !value_is_true(value_item(r->failures, i))) {
            mapwriter_append(&r->writer, &all, value_item(f->fan->results, i));
        }
    }
    return all;
}

/* Returns false if that has failed, or goes on later. */
static bool export_results(struct asl_frame *f, struct map_run *r)
{
    struct buf why = { 0 };
    enum depot outcome = DEPOT_FAILED;
    if (r->writer.is_remote) {
        outcome = depot_of(f)->close(f, &why);
    } else if (mapwriter_close(&r->writer, f->run->deployment->local, r->arn, &why)) {
        outcome = DEPOT_READY;
    }
    if (outcome == DEPOT_FAILED) {
        fail(f, "States.ResultWriterFailed", buf_string(&why));
    }
    buf_release(&why);
    return outcome == DEPOT_READY;
}

/* All children have ended: what they gave is the state's result. */
static void close_run(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    if (r->writer.exports) {
        if (!export_results(f, r)) {
            return;
        }
        frame_take_result(f, mapwriter_result(&r->writer, r->arn));
    } else {
        frame_take_result(f, gather(f));
        if (limits_own_too_large(f, f->result)) {
            frame_drop_result(f);
            fail(f, NULL, NULL);
            return;
        }
    }
    value_release(f->fan->results);
    f->fan->results = NULL;
    uint64_t run = history_add_beside(f, EVENT_MAP_RUN_SUCCEEDED, f->last_event, NULL);
    f->fan->succeeded = history_add_beside(f, EVENT_MAP_SUCCEEDED, run, NULL);
    leave(f);
}

/* ---- Failure ---- */

/* Put the items that were never begun into an export, and leave them to be read again: a
 * redrive begins them. Those that cannot be read any more are left out. */
static void put_pending(struct asl_frame *f, struct map_run *r, struct buf *why)
{
    struct mapinput_failure failure = { .error = NULL };
    struct map_input input;
    struct mapinput_place before;
    mapinput_mark(r, &before);
    while (why->size == 0 && !r->exhausted &&
           mapinput_take(f, &input, &failure) == MAPINPUT_TAKEN) {
        mapwriter_put_pending(&r->writer, f->run->deployment->local, input.value, why);
        value_release(input.value);
    }
    frame_lift_error(f);
    mapinput_go_back(r, &before);
    buf_release(&failure.cause);
}

/* Returns true if neither the reader nor the writer failed: both can still be used then. */
static bool is_of_children(const char *error)
{
    return error != NULL && !text_is(error, "States.ItemReaderFailed") &&
           !text_is(error, "States.ResultWriterFailed");
}

static bool awaits_redriven(const struct map_run *r)
{
    return r->redrive.next < r->redrive.end;
}

/* Children that a redrive has not come to do not go on: an export has what they came to. */
static void lose_redriven(struct asl_frame *f, struct map_run *r)
{
    while (awaits_redriven(r)) {
        f->run->engine->on_redrive_child(f, &r->redrive, true);
    }
}

/* The export of one that ends badly has what there is. Returns false if that goes on later. */
static bool export_what_there_is(struct asl_frame *f, struct map_run *r, const char *error)
{
    bool has_pending = is_of_children(error);
    struct buf why = { 0 };
    enum depot outcome = DEPOT_READY;
    if (has_pending) {
        lose_redriven(f, r);
    }
    if (r->writer.is_remote) {
        outcome = depot_of(f)->give_up(f, has_pending);
    } else if (has_pending) {
        put_pending(f, r, &why);
    }
    if (!r->writer.is_remote && why.size == 0) {
        mapwriter_close(&r->writer, f->run->deployment->local, r->arn, &why);
    }
    buf_release(&why);
    return outcome != DEPOT_WAITS;
}

static void keep_error(struct map_run *r, const char *error, const char *cause)
{
    r->error = memory_text(error);
    r->cause = memory_text(cause);
}

/* All children have ended. */
static void finish_badly(struct asl_frame *f, const char *error, const char *cause)
{
    struct map_run *r = f->fan->map_run;
    struct frame_error *own = f->error;
    f->error = NULL;
    bool is_done = !r->writer.exports || export_what_there_is(f, r, error);
    f->error = own;
    if (is_done) {
        fail(f, error, cause);
    } else {
        keep_error(r, error, cause);
    }
}

/* The Map Run ends badly: its children are stopped. Those of other processes end later on. */
static void end_badly(struct asl_frame *f, const char *error, const char *cause)
{
    struct map_run *r = f->fan->map_run;
    struct frame_error *own = f->error;
    f->error = NULL;
    r->stopping = true;
    run_stop_children(f);
    f->error = own;
    if (r->running > 0) {
        keep_error(r, error, cause);
        return;
    }
    finish_badly(f, error, cause);
}

/* Of one that end_badly() has left: once its last child has ended. */
static void finish_if_last(struct asl_frame *f, struct map_run *r)
{
    char *error = r->error, *cause = r->cause;
    if (error == NULL || r->running > 0) {
        return;
    }
    r->error = r->cause = NULL;
    finish_badly(f, error, cause);
    memory_release(error);
    memory_release(cause);
}

/* Returns true if more items have failed than the Map tolerates (MP-11, DM-17). */
static bool is_exceeded(struct asl_frame *f, struct map_run *r)
{
    const struct mapfield_tolerance *t = &r->tolerance;
    if (r->failed_items == 0) {
        return false;
    }
    bool count = (t->has_count || !t->has_percent) && r->failed_items > (uint64_t)t->count;
    return count || (t->has_percent &&
                     (double)r->failed_items * 100 > t->percent * (double)mapinput_total(f));
}

/* ---- Children ---- */

/* Once the results are larger than a payload may be, no more need to be kept. */
static void keep_result(struct asl_frame *f, struct map_run *r, const struct execution *x)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    if (limit != 0 && r->result_bytes > 2 * limit) {
        return;
    }
    struct value *value = mapwriter_value(&r->writer, x);
    if (limit != 0) {
        r->result_bytes += write_size(value) + 1;
    }
    value_set_item_take(&f->fan->results, x->child->index, value);
}

/* Count a child that has ended, and take its result. Returns false, with the reason in `why`,
 * if an export cannot be written. */
static bool take_child(struct asl_frame *f, struct map_run *r, const struct execution *x,
                       struct buf *why)
{
    bool succeeded = x->status == EXECUTION_SUCCEEDED;
    r->running--;
    r->bytes -= x->child->bytes;
    f->fan->ended++;
    if (!succeeded) {
        r->failed_items += x->child->items;
    }
    if (r->writer.exports) {
        return mapwriter_put(&r->writer, f->run->deployment->local, x, why);
    }
    if (succeeded) {
        keep_result(f, r, x);
    } else {
        value_set_item_take(&r->failures, x->child->index, value_bool(true));
    }
    return true;
}

/* The frame waits for the child, or has stopped it, or is being removed itself. */
static void child_ended(struct asl_frame *f, struct execution *x)
{
    struct map_run *r = f->fan->map_run;
    if (f->wait != WAIT_CHILDREN) {
        run_release(x);
        return;
    }
    struct buf why = { 0 };
    bool taken = take_child(f, r, x, &why);
    run_release(x);
    run_changed(f->run);
    if (!taken && !r->stopping) {
        end_badly(f, "States.ResultWriterFailed", buf_string(&why));
    } else if (!r->stopping) {
        go_on(f);
    } else {
        finish_if_last(f, r);
    }
    buf_release(&why);
}

/* The input is borrowed. */
static void begin_child(struct asl_frame *f, struct map_run *r, const struct execution_child *c,
                        struct value *input)
{
    const struct execution *parent = f->run;
    struct run_child child = {
        .map = f,
        .machine = map_of(f)->processor,
        .names = &r->names,
        .index = c->index,
        .items = c->items,
        .bytes = c->bytes,
    };
    struct run_start start = {
        .input = input,
        .express = is_express(f),
        .observers = parent->observers,
        .child = &child,
    };
    r->running++;
    r->bytes += c->bytes;
    run_start(parent->deployment, &start);
}

static void begin_next_child(struct asl_frame *f, struct map_run *r,
                             const struct map_input *input)
{
    begin_child(f, r,
                &(struct execution_child){
                    .index = f->fan->begun++, .items = input->items, .bytes = input->bytes },
                input->value);
}

static bool has_room(const struct asl_frame *f, const struct map_run *r)
{
    size_t most = f->fan->at_once == 0 ? CHILDREN_AT_ONCE : f->fan->at_once;
    return r->running < most && (r->running == 0 || r->bytes < BYTES_AT_ONCE);
}

/* Begin as many children as may run now. Returns false, with the reason in `failure`, if an
 * item cannot be read. */
static bool begin_children(struct asl_frame *f, struct map_run *r,
                           struct mapinput_failure *failure)
{
    enum mapinput taken = MAPINPUT_TAKEN;
    while (awaits_redriven(r) && has_room(f, r)) {
        f->run->engine->on_redrive_child(f, &r->redrive, false);
    }
    while (taken == MAPINPUT_TAKEN && !r->exhausted && has_room(f, r)) {
        struct map_input input;
        taken = mapinput_take(f, &input, failure);
        if (taken == MAPINPUT_TAKEN) {
            begin_next_child(f, r, &input);
            value_release(input.value);
        }
    }
    if (r->dataset != NULL && f->run->engine->running - r->running > READERS_OPEN) {
        dataset_rest(r->dataset);
    }
    return taken != MAPINPUT_FAILED;
}

/* Returns true if the Map tolerates no more: nothing begins then. An express execution cannot
 * be stopped: those that run are waited for. */
static bool gives_up(struct asl_frame *f, struct map_run *r)
{
    if (!is_exceeded(f, r)) {
        return false;
    }
    r->exceeded = true;
    if (r->running == 0 || !is_express(f)) {
        end_badly(f, "States.ExceedToleratedFailureThreshold",
                  "The specified tolerated failure threshold was exceeded");
    }
    return true;
}

/* Redriven children that cannot go on count as failed. */
static void go_on(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    struct mapinput_failure failure = { .error = NULL };
    enum depot outcome = depot_of(f) != NULL ? depot_of(f)->prepare(f, &failure) : DEPOT_READY;
    if (outcome == DEPOT_WAITS || (outcome == DEPOT_READY && gives_up(f, r))) {
        return;
    }
    if (outcome == DEPOT_FAILED || !begin_children(f, r, &failure)) {
        end_badly(f, f->error != NULL ? f->error->name : failure.error,
                  buf_string(&failure.cause));
    } else if (!gives_up(f, r) && r->running == 0 && r->exhausted) {
        close_run(f);
    }
    buf_release(&failure.cause);
}

/* ---- The beginning ---- */

static void begin_run(struct asl_frame *f, struct map_run *r)
{
    struct value *details = value_object();
    r->failures = value_array(0);
    value_set_text(&details, "mapRunArn", r->arn);
    history_add(f, EVENT_MAP_RUN_STARTED, details);
    move_park(f, WAIT_CHILDREN);
}

/* The items (taken) become the frame's, and MapStateStarted says how many there are; 0 of a
 * dataset (DM-03). */
static void open_fan(struct asl_frame *f, struct items items, size_t at_once)
{
    struct value *details = value_object();
    size_t total = value_count(items.all);
    value_set_take(&details, "length", value_int((int64_t)total));
    history_add(f, EVENT_MAP_STARTED, details);
    frame_open_fan(f, (struct frame_fan){ .items = items.all,
                                          .keyed = items.keyed,
                                          .results = value_array(0),
                                          .total = total,
                                          .at_once = at_once,
                                          .started = f->last_event });
}

/* Evaluates the fields that come after MapStateStarted (MP-12): a new run, and the writer's
 * value (new). Returns NULL, with an error on the frame, if one cannot be used. */
static struct map_run *new_run(struct asl_frame *f, const struct asl_map *m,
                               struct value **ret_writer)
{
    struct map_run *r = memory_zero(sizeof *r);
    r->tolerance = mapfield_tolerance(f, m);
    r->reader = mapfield_reader(f, m);
    r->batch = mapfield_batch(f, m);
    *ret_writer = mapfield_writer(f, m);
    if (f->error != NULL) {
        map_run_release(r);
        return NULL;
    }
    return r;
}

/* All of the Map's fields are evaluated, and its state has started. As new_run(). */
static struct map_run *open_run(struct asl_frame *f, const struct asl_map *m,
                                struct value **ret_writer)
{
    bool has_items = f->error == NULL && m->reader == NULL;
    struct items items = has_items ? items_of(f, m, true) : (struct items){ NULL, false };
    size_t at_once = items_at_once(f, m);
    if (f->error != NULL) {
        value_release(items.all);
        return NULL;
    }
    open_fan(f, items, at_once);
    return new_run(f, m, ret_writer);
}

/* The run (taken) is the frame's, and its first children begin. */
static void start_run(struct asl_frame *f, struct map_run *r, const struct value *writer)
{
    struct buf why = { 0 };
    bool writes = mapwriter_open(&r->writer, writer, &why);
    f->fan->map_run = r;
    if (depot_of(f) != NULL) {
        depot_of(f)->open(f);
    }
    writes = label_draw_id(f, r, writes && r->writer.exports, &why) && writes;
    label_put_names(f, r);
    begin_run(f, r);
    if (writes) {
        go_on(f);
    } else {
        fail(f, "States.ResultWriterFailed", buf_string(&why));
    }
    buf_release(&why);
}

enum asl_move asl_await_map_run(struct asl_frame *f, const struct asl_map *m)
{
    struct value *writer = NULL;
    struct map_run *r = open_run(f, m, &writer);
    enum asl_move move = ASL_PARK;
    if (r != NULL) {
        start_run(f, r, writer);
    } else {
        move = move_back(f);
    }
    value_release(writer);
    return move;
}

/* Of one that ends badly the last child that it waited for may have been redriven: then there
 * is none left either. */
static void limits_changed(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    run_changed(f->run);
    if (f->wait != WAIT_CHILDREN) {
        return;
    }
    if (!r->stopping) {
        go_on(f);
    } else {
        finish_if_last(f, r);
    }
}

static void answered(struct asl_frame *f, const struct notice *n)
{
    depot_of(f)->answered(f, n);
    limits_changed(f);
}

/* ---- Redriven ---- */

/* It has no failure any more: all of its children that had not succeeded go on, or are told as
 * lost. Without an export each is marked, and its mark is taken away when it goes on. */
static void redriven(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    struct value *details = value_object();
    r->redrives++;
    f->seat.ticket = 0; /* whatever it had asked */
    r->exceeded = r->stopping = false;
    memory_release(r->error);
    memory_release(r->cause);
    r->error = r->cause = NULL;
    r->running = r->bytes = 0;
    r->failed_items = 0;
    r->redrive = (struct map_redrive){ 0, 0 };
    if (r->writer.exports) {
        mapwriter_reopen(&r->writer);
    }
    value_set_text(&details, "mapRunArn", r->arn);
    value_set_take(&details, "redriveCount", value_int(r->redrives));
    history_add(f, EVENT_MAP_RUN_REDRIVEN, details);
    move_park(f, WAIT_CHILDREN);
}

/* One that had ended was marked as failed; others ran when all was stopped. */
static void forget_failure(struct asl_frame *f, const struct execution_child *c)
{
    struct map_run *r = f->fan->map_run;
    if (c->index < value_count(r->failures) &&
        value_is_true(value_item(r->failures, c->index))) {
        value_set_item_take(&r->failures, c->index, value_bool(false));
        f->fan->ended--;
    }
}

static void child_redriven(struct asl_frame *f, const struct execution *x)
{
    struct map_run *r = f->fan->map_run;
    forget_failure(f, x->child);
    r->running++;
    r->bytes += x->child->bytes;
}

static void child_again(struct asl_frame *f, const struct execution_child *c,
                        struct value *input)
{
    forget_failure(f, c);
    begin_child(f, f->fan->map_run, c, input);
}

/* If its record cannot be written, the next one cannot be either, and the Map Run fails. */
static void child_lost(struct asl_frame *f, const struct execution *x, size_t items)
{
    struct map_run *r = f->fan->map_run;
    struct buf ignored = { 0 };
    r->failed_items += items;
    if (r->writer.exports) {
        mapwriter_put(&r->writer, f->run->deployment->local, x, &ignored);
    }
    buf_release(&ignored);
}

static void await_late(struct asl_frame *f, size_t count)
{
    f->fan->map_run->running += count;
}

static void late_ended(struct asl_frame *f)
{
    f->fan->map_run->running--;
}

const struct asl_map_runs asl_map_runs = {
    .write = map_run_write,
    .read = map_run_read,
    .release = map_run_release,
    .child_ended = child_ended,
    .limits_changed = limits_changed,
    .redriven = redriven,
    .child_redriven = child_redriven,
    .child_again = child_again,
    .child_lost = child_lost,
    .await_late = await_late,
    .late_ended = late_ended,
    .answered = answered,
    .resumed = limits_changed,
    .left = left,
};
