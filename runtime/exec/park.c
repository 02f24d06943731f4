#include "runtime/exec/park.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/outbox.h"
#include "runtime/exec/run.h"
#include "runtime/loop/loop.h"
#include "runtime/task/workers.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Which machine ----------------------------------------------------------------------- */

/* Where in the workflow a machine is: returns false if it is not below `m`. */
static bool machine_path(struct value **path, const struct asl_machine *m,
                         const struct asl_machine *wanted, int depth);

static bool below_state(struct value **path, const struct asl_state *row,
                        const struct asl_machine *wanted, int depth)
{
    for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
        if (machine_path(path, row->branches[i], wanted, depth + 1)) {
            value_append_take(path, value_int((int64_t)i));
            value_append_take(path, value_text(row->name));
            return true;
        }
    }
    if (row->map != NULL && machine_path(path, row->map->processor, wanted, depth + 1)) {
        value_append_take(path, value_int(0));
        value_append_take(path, value_text(row->name));
        return true;
    }
    return false;
}

static bool machine_path(struct value **path, const struct asl_machine *m,
                         const struct asl_machine *wanted, int depth)
{
    assert(depth < 1000);
    if (m == wanted) {
        return true;
    }
    for (const struct asl_state *row = m->states; row->name != NULL; row++) {
        if (below_state(path, row, wanted, depth)) {
            return true;
        }
    }
    return false;
}

static int state_by_name(const struct asl_machine *m, const char *name)
{
    for (int i = 0; m->states[i].name != NULL; i++) {
        if (strcmp(m->states[i].name, name) == 0) {
            return i;
        }
    }
    assert(false && "a parked frame names a state of its machine");
    return 0;
}

/* The path is written from the inside out: pairs of a place and the state that holds it; NULL:
 * it is the workflow's own machine. */
static const struct asl_machine *machine_at(const struct asl_machine *m,
                                            const struct value *path)
{
    for (size_t i = path == NULL ? 0 : value_count(path); i > 0; i -= 2) {
        const char *name = value_string(value_item(path, i - 1));
        size_t place = (size_t)value_to_number(value_item(path, i - 2)).integer;
        const struct asl_state *row = &m->states[state_by_name(m, name)];
        m = row->map != NULL ? row->map->processor : row->branches[place];
    }
    return m;
}

/* ---- A frame ----------------------------------------------------------------------------- */

/* Every member of a frame is a row here, or is written and read by hand. A value that is JSON
 * null and one that is absent are told apart by the flags. */
#define ROW(name) MEMBER(struct asl_frame, name)

static const struct member frame_members[] = {
    ROW(seat.slot),  ROW(seat.turn),     ROW(seat.ticket),    ROW(phase),      ROW(wait),
    ROW(raw),        ROW(effective),     ROW(arguments),      ROW(result),     ROW(output),
    ROW(assign),     ROW(variables),     ROW(variables_most), ROW(has_result), ROW(has_output),
    ROW(entered_ms), ROW(entered_event), ROW(last_event),     ROW(is_instant), ROW(place),
    ROW(item),       MEMBER_END,
};
#undef ROW

/* The parts that only some frames have; "retries" and "map_run" are written by hand. */
#define ROW(name) MEMBER(struct frame_error, name)
static const struct member error_members[] = {
    ROW(fatal), ROW(heartbeat), ROW(in_child), ROW(quiet), ROW(name), ROW(cause), MEMBER_END,
};
#undef ROW

#define ROW(name) MEMBER(struct frame_task, name)
static const struct member task_members[] = {
    ROW(token),         ROW(chance),     ROW(has_started),  ROW(is_back),
    ROW(has_submitted), ROW(timeout_ms), ROW(heartbeat_ms), ROW(answer),
    ROW(begun),         ROW(role),       MEMBER_END,
};
#undef ROW

#define ROW(name) MEMBER(struct frame_fan, name)
static const struct member fan_members[] = {
    ROW(items),   ROW(keyed),   ROW(results), ROW(total),   ROW(begun),     ROW(ended),
    ROW(at_once), ROW(started), ROW(chain),   ROW(failing), ROW(succeeded), MEMBER_END,
};
#undef ROW

/* A part of a frame, as a member; left out where there is none. */
static void write_part(struct buf *b, const char *key, const void *part,
                       const struct member *rows)
{
    if (part != NULL) {
        member_key(b, key);
        member_begin(b);
        member_write(b, part, rows);
        member_end(b);
    }
}

/* New; NULL if the frame had no such part. */
static void *read_part(const struct value *o, const char *key, size_t size,
                       const struct member *rows)
{
    const struct value *members = member_of(o, key);
    if (members == NULL) {
        return NULL;
    }
    void *part = memory_zero(size);
    member_read(part, members, rows);
    return part;
}

/* Left out for the workflow's own machine. */
static void write_machine(struct buf *b, const struct asl_frame *f)
{
    const struct asl_machine *main = f->run->deployment->workflow->machine;
    if (f->machine == main) {
        return;
    }
    struct value *path = value_array(4);
    bool found = machine_path(&path, main, f->machine, 0);
    assert(found);
    (void)found;
    member_key(b, "machine");
    write_json(b, path);
    value_release(path);
}

static void write_retries(struct buf *b, const struct frame_retries *r)
{
    if (r == NULL) {
        return;
    }
    member_key(b, "retries");
    for (size_t i = 0; i < r->retriers; i++) {
        buf_char(b, i == 0 ? '[' : ',');
        buf_int(b, r->used[i]);
    }
    buf_text(b, r->retriers == 0 ? "[]" : "]");
    member_write_int(b, "retries.count", r->count);
}

/* Its time, as the execution sees time, and its turn, which decides among equal deadlines; left
 * out where there is none. */
static void write_timer(struct buf *b, const char *key, const struct execution *x,
                        uint64_t timer)
{
    struct timer_setting set = loop_deadline_setting(x->engine->loop, timer);
    if (set.turn != 0) {
        member_key(b, key);
        buf_char(b, '[');
        buf_int(b, set.at_ms - x->ahead_ms);
        buf_char(b, ',');
        buf_int(b, (int64_t)set.turn);
        buf_char(b, ']');
    }
}

static void write_map_run(struct buf *b, const struct asl_frame *f)
{
    const struct map_run *r = frame_map_run(f);
    if (r != NULL) {
        member_key(b, "map_run");
        f->run->deployment->workflow->map_runs->write(b, r);
    }
}

static void write_frame(struct buf *b, const struct asl_frame *f)
{
    assert(f->put_path == NULL); /* nothing is staged while a frame waits */
    const struct asl_frame *above = frame_above(f);
    const char *state = frame_row(f)->name;
    member_begin(b);
    member_write_int(b, "above", above == NULL ? 0 : above->seat.slot);
    write_machine(b, f);
    member_key(b, "state");
    write_string(b, state, strlen(state));
    write_timer(b, "timer", f->run, f->timer);
    member_write(b, f, frame_members);
    write_retries(b, f->retries);
    write_part(b, "error", f->error, error_members);
    write_part(b, "task", f->task, task_members);
    if (f->task != NULL) {
        write_timer(b, "heartbeat", f->run, f->task->heartbeat);
    }
    write_part(b, "fan", f->fan, fan_members);
    write_map_run(b, f);
    member_end(b);
}

static struct frame_retries *read_retries(const struct value *o)
{
    const struct value *used = member_of(o, "retries");
    if (used == NULL) {
        return NULL;
    }
    struct frame_retries *r = frame_new_retries(value_count(used));
    r->count = (int)member_int(o, "retries.count");
    for (size_t i = 0; i < r->retriers; i++) {
        r->used[i] = (int)value_to_number(value_item(used, i)).integer;
    }
    return r;
}

/* There is none where `pair` is NULL. */
static struct timer_setting read_setting(const struct execution *x, const struct value *pair)
{
    if (pair == NULL) {
        return (struct timer_setting){ .turn = 0 };
    }
    return (struct timer_setting){
        .at_ms = value_to_number(value_item(pair, 0)).integer + x->ahead_ms,
        .turn = (uint64_t)value_to_number(value_item(pair, 1)).integer,
    };
}

/* `set_ms` is how far the wall clock had been set when the timer was written. The steady clock
 * of another process may have begun at another time: the wall clock leads from one to the
 * other. */
static uint64_t read_deadline(const struct execution *x, const struct value *pair,
                              int64_t set_ms, uint64_t ticket)
{
    struct timer_setting set = read_setting(x, pair);
    int64_t at_ms = set.at_ms + set_ms - clock_set_ms(x->engine->clock);
    return set.turn == 0 ? 0 : loop_deadline_again(x->engine->loop, at_ms, ticket, set.turn);
}

static uint64_t read_timer(const struct asl_frame *f, const struct value *pair, int64_t set_ms)
{
    struct timer_setting set = read_setting(f->run, pair);
    return f->is_instant
               ? loop_instant_again(f->run->engine->loop, set.at_ms, f->seat.ticket, set.turn)
               : read_deadline(f->run, pair, set_ms, f->seat.ticket);
}

static uint32_t slot_in(const struct value *o, const char *key)
{
    return (uint32_t)member_int(o, key);
}

/* The frame gets its old slot where that is free; `parent` is the slot of the frame above now.
 */
static struct asl_frame *read_frame(struct execution *x, const struct value *o, uint32_t parent)
{
    const struct asl_machine *m =
        machine_at(x->deployment->workflow->machine, member_of(o, "machine"));
    struct asl_frame *f = frame_new(x, m, NULL);
    f->state = state_by_name(m, value_string(member_of(o, "state")));
    member_read(f, o, frame_members);
    x->variables_most += f->variables_most;
    f->retries = read_retries(o);
    f->error = read_part(o, "error", sizeof *f->error, error_members);
    f->task = read_part(o, "task", sizeof *f->task, task_members);
    f->fan = read_part(o, "fan", sizeof *f->fan, fan_members);
    const struct value *map_run = member_of(o, "map_run");
    if (map_run != NULL && !value_is_null(map_run)) {
        f->fan->map_run = x->deployment->workflow->map_runs->read(map_run);
    }
    f->seat.parent = parent;
    slots_add(&x->engine->slots, &f->seat, f->seat.slot);
    return f;
}

/* ---- An execution ------------------------------------------------------------------------ */

#define ROW(name) MEMBER(struct execution, name)

static const struct member run_members[] = {
    ROW(express), ROW(input), ROW(start_ms), ROW(events), ROW(depth), MEMBER_END,
};
static const struct member flag_members[] = { ROW(express), MEMBER_END };
#undef ROW

#define ROW(name) MEMBER(struct execution_child, name)
static const struct member child_members[] = { ROW(index), ROW(items), ROW(bytes), MEMBER_END };
#undef ROW

#define TEXT(name) MEMBER(struct identity_texts, name)

static const struct member identity_members[] = {
    TEXT(name),     TEXT(arn),         TEXT(machine_arn), TEXT(role_arn),
    TEXT(redrives), TEXT(redriven_ms), MEMBER_END,
};

/* ---- Whether it can be resumed ------------------------------------------------------------
 */

static const struct asl_state *find_state(const struct asl_machine *m, const char *name)
{
    const struct asl_state *row = m->states;
    while (row->name != NULL && strcmp(row->name, name) != 0) {
        row++;
    }
    return row->name == NULL ? NULL : row;
}

/* The machine of a branch or of a Map's items; NULL if the state has no such part. */
static const struct asl_machine *find_below(const struct asl_state *row, size_t place)
{
    size_t i = 0;
    if (row->map != NULL) {
        return row->map->processor;
    }
    while (row->branches != NULL && row->branches[i] != NULL && i < place) {
        i++;
    }
    return row->branches == NULL ? NULL : row->branches[i];
}

static bool is_same_type(const struct asl_state *row, const struct value *frame)
{
    bool is_task = value_member(frame, "task", NULL);
    bool is_fan = value_member(frame, "fan", NULL);
    return (!is_task || row->request != NULL) &&
           (!is_fan || row->branches != NULL || row->map != NULL);
}

/* The first state on the way to a frame's own that is not there, borrowed; NULL: all are. */
static const char *missing_of(const struct asl_machine *m, const struct value *frame)
{
    const struct value *path = member_of(frame, "machine");
    for (size_t i = path == NULL ? 0 : value_count(path); i > 0; i -= 2) {
        const char *name = value_string(value_item(path, i - 1));
        size_t place = (size_t)value_to_number(value_item(path, i - 2)).integer;
        const struct asl_state *row = find_state(m, name);
        m = row == NULL ? NULL : find_below(row, place);
        if (m == NULL) {
            return name;
        }
    }
    const char *name = value_string(member_of(frame, "state"));
    const struct asl_state *row = find_state(m, name);
    return row != NULL && is_same_type(row, frame) ? NULL : name;
}

/* Whether the names, separated by ", ", have this one. */
static bool has_name(const struct buf *names, const char *name)
{
    size_t size = strlen(name);
    const char *at = buf_string(names);
    while ((at = strstr(at, name)) != NULL) {
        bool begins = at == names->text || at[-1] == ' ';
        if (begins && (at[size] == '\0' || at[size] == ',')) {
            return true;
        }
        at++;
    }
    return false;
}

bool park_fits(const struct asl_workflow *w, const char *bytes, size_t size, struct buf *names)
{
    struct value *o = NULL;
    struct read_error error;
    bool read = read_json_own(bytes, size, &o, &error), fits = true;
    assert(read);
    (void)read;
    const struct value *frames = member_of(o, "frames");
    for (size_t i = 0; i < value_count(frames); i++) {
        const char *name = missing_of(w->machine, value_item(frames, i));
        if (name != NULL && !has_name(names, name)) {
            buf_text(names, names->size > 0 ? ", " : "");
            buf_text(names, name);
        }
        fits = fits && name == NULL;
    }
    value_release(o);
    return fits;
}

void park_look(const char *bytes, size_t size, bool *ret_is_express,
               struct execution_child *ret_child)
{
    struct value *o = NULL;
    struct read_error error;
    struct execution x = { .express = false };
    *ret_child = (struct execution_child){ .index = 0 };
    if (read_json_own(bytes, size, &o, &error)) {
        const struct value *child = member_of(o, "child");
        member_read(&x, o, flag_members);
        member_read(ret_child, child, child_members);
    }
    *ret_is_express = x.express;
    value_release(o);
}

/* ---- An execution's bytes -----------------------------------------------------------------
 */

static void write_frames(struct buf *b, const struct execution *x)
{
    member_key(b, "frames");
    buf_char(b, '[');
    for (struct asl_frame *f = frame_next(x, NULL), *next; f != NULL; f = next) {
        next = frame_next(x, f);
        write_frame(b, f);
        buf_text(b, next != NULL ? "," : "");
    }
    buf_char(b, ']');
}

/* How far the answers of mocks have come is the concern of who has started it. */
static void write_mocks(struct buf *b, const struct execution *x)
{
    struct value *mocks =
        x->parent != 0 ? NULL : workers_write_run(x->deployment->workers, x->family);
    if (mocks != NULL) {
        member_key(b, "mocks");
        write_json(b, mocks);
        value_release(mocks);
    }
}

void park_write(struct buf *b, const struct execution *x)
{
    member_begin(b);
    member_write(b, x, run_members);
    write_part(b, "child", x->parent != 0 ? x->child : NULL, child_members);
    member_write(b, identity_texts(&x->identity), identity_members);
    write_timer(b, "timer", x, x->timer);
    member_write_int(b, "clock.set_ms", clock_set_ms(x->engine->clock));
    write_mocks(b, x);
    write_frames(b, x);
    member_end(b);
}

/* What an execution was parked with, while its frames are read. Each frame comes before those
 * below it. */
struct reading {
    struct execution *x;
    int64_t set_ms; /* how far the wall clock had been set */
    const struct value *frames;
    struct asl_frame **read; /* [count] */
    size_t count;
};

/* The slot that the frame of this old slot has now; 0 for 0. */
static uint32_t slot_now(const struct reading *r, uint32_t old_slot)
{
    for (size_t i = r->count; i > 0; i--) {
        if (slot_in(value_item(r->frames, i - 1), "seat.slot") == old_slot) {
            return r->read[i - 1]->seat.slot;
        }
    }
    return 0;
}

/* A ticket names its slot; one of another slot would lead to another frame. */
static void keep_ticket(struct asl_frame *f, uint32_t old_slot)
{
    if (f->seat.ticket != 0 && f->seat.slot != old_slot) {
        slots_give_ticket(&f->run->engine->slots, &f->seat);
    }
}

static void read_frames(struct reading *r)
{
    size_t total = value_count(r->frames);
    r->read = memory_array(total, sizeof *r->read);
    for (; r->count < total; r->count++) {
        const struct value *o = value_item(r->frames, r->count);
        uint32_t above = slot_in(o, "above");
        struct asl_frame *f = read_frame(r->x, o, above == 0 ? 0 : slot_now(r, above));
        keep_ticket(f, slot_in(o, "seat.slot"));
        f->timer = read_timer(f, member_of(o, "timer"), r->set_ms);
        if (f->task != NULL) {
            f->task->heartbeat =
                read_deadline(r->x, member_of(o, "heartbeat"), r->set_ms, f->seat.ticket);
        }
        r->read[r->count] = f;
    }
    r->x->root = r->read[0]->seat.slot;
}

static int by_turn(const void *a, const void *b)
{
    const struct asl_frame *x = *(struct asl_frame *const *)a;
    const struct asl_frame *y = *(struct asl_frame *const *)b;
    return (x->seat.turn > y->seat.turn) - (x->seat.turn < y->seat.turn);
}

static void queue_frames(struct reading *r)
{
    qsort(r->read, r->count, sizeof *r->read, by_turn);
    for (size_t i = 0; i < r->count; i++) {
        if (r->read[i]->seat.turn != 0) {
            slots_queue_again(&r->x->engine->slots, &r->read[i]->seat);
        }
    }
}

/* Everything but what its starter or resumer gives; the execution has its place. */
static void read_run(struct execution *x, const char *bytes, size_t size)
{
    struct value *o = NULL;
    struct read_error error;
    bool read = read_json_own(bytes, size, &o, &error);
    assert(read);
    (void)read;
    struct identity_texts texts;
    member_read(x, o, run_members);
    if (x->parent != 0) {
        member_read(x->child, member_of(o, "child"), child_members);
    }
    member_read(&texts, o, identity_members);
    identity_restore(&x->identity, &texts);
    int64_t set_ms = member_int(o, "clock.set_ms");
    x->timer = read_deadline(x, member_of(o, "timer"), set_ms, run_ticket(x));
    if (x->parent == 0) {
        workers_read_run(x->deployment->workers, x->family, member_of(o, "mocks"));
    }
    struct reading r = { .x = x, .set_ms = set_ms, .frames = member_of(o, "frames") };
    read_frames(&r);
    queue_frames(&r);
    memory_release(r.read);
    value_release(o);
}

/* A worker that was asked before knows nothing of it any more. */
static void restart_tasks(struct execution *x)
{
    for (struct asl_frame *f = frame_next(x, NULL); f != NULL; f = frame_next(x, f)) {
        bool has_asked = frame_map_run(f) != NULL && f->seat.ticket != 0;
        if (f->wait == WAIT_TASK || (f->wait == WAIT_CHILDREN && has_asked)) {
            outbox_start(f);
        }
    }
}

struct execution *park_resume(struct deployment *d, const struct run_start *s,
                              const char *bytes, size_t size)
{
    struct execution *x = run_new(d, s->child != NULL);
    x->observers = s->observers;
    x->owner = s->owner;
    x->random = s->random != NULL ? s->random : &x->engine->random;
    x->ahead_ms = s->ahead_ms;
    x->parent = s->child == NULL ? 0 : s->child->map->seat.slot;
    run_join(x->engine, x);
    read_run(x, bytes, size);
    history_open(x);
    restart_tasks(x);
    run_changed(x);
    return x;
}

/* ---- Executions that go on elsewhere -------------------------------------------------------
 */

static void unload_timer(struct loop *l, uint64_t *timer)
{
    loop_cancel(l, *timer);
    *timer = 0;
}

/* Only what no bytes hold stays. */
static void unload(struct execution *x)
{
    struct slots *s = &x->engine->slots;
    struct loop *l = x->engine->loop;
    for (struct asl_frame *f = frame_next(x, NULL); f != NULL; f = frame_next(x, NULL)) {
        struct seat *child;
        while ((child = slots_first_child(s, &f->seat)) != NULL) {
            f = frame_of(child);
        }
        unload_timer(l, &f->timer);
        if (f->task != NULL) {
            unload_timer(l, &f->task->heartbeat);
        }
        slots_remove(s, &f->seat);
        frame_release(f);
    }
    unload_timer(l, &x->timer);
    run_release_values(x);
    if (x->parent == 0) {
        workers_forget(x->deployment->workers, x->family);
    }
}

void park_release(struct execution *x)
{
    run_leave_maps(x);
    unload(x);
    run_leave(x->engine, x);
    run_release(x);
}

/* ---- For tests --------------------------------------------------------------------------- */

static void through_bytes(struct execution *x)
{
    struct buf before = { 0 }, after = { 0 };
    park_write(&before, x);
    unload(x);
    read_run(x, buf_string(&before), before.size);
    park_write(&after, x);
    if (before.size != after.size || memcmp(before.text, after.text, after.size) != 0) {
        fprintf(stderr, "an execution did not survive its bytes:\n%s\n%s\n",
                buf_string(&before), buf_string(&after));
        abort();
    }
    buf_release(&before);
    buf_release(&after);
}

void park_test(struct engine *e)
{
    for (struct execution *x = run_take_changed(e); x != NULL; x = run_take_changed(e)) {
        if (x->status == EXECUTION_RUNNING) {
            through_bytes(x);
        }
    }
}
