/*
 * The two halves of "a parked frame is bytes": every member of the frame stands in write_*()
 * and read_*() once. A value that is JSON null and one that is absent are told apart by the
 * flags.
 */
#include <assert.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/maprun.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Where a machine hangs in the workflow: NULL at the end of the walk means it is not below `m`.
 */
static bool machine_path(struct json_object *path, const struct asl_machine *m,
                         const struct asl_machine *wanted, int depth);

static bool below_state(struct json_object *path, const struct asl_state *row,
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

static bool machine_path(struct json_object *path, const struct asl_machine *m,
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

/* The path is written from the inside out: pairs of a place and the state that holds it. */
static const struct asl_machine *machine_at(const struct asl_machine *m,
                                            const struct json_object *path)
{
    for (size_t i = value_count(path); i > 0; i -= 2) {
        const char *name = value_string(value_item(path, i - 1));
        size_t place = (size_t)value_to_number(value_item(path, i - 2)).integer;
        const struct asl_state *row = &m->states[state_by_name(m, name)];
        m = row->map != NULL ? row->map->processor : row->branches[place];
    }
    return m;
}

static void put(struct json_object *o, const char *key, struct json_object *shared)
{
    value_set_take(o, key, value_share(shared));
}

static void put_int(struct json_object *o, const char *key, int64_t number)
{
    value_set_take(o, key, value_int(number));
}

static void put_text(struct json_object *o, const char *key, const char *text)
{
    value_set_take(o, key, text == NULL ? NULL : value_text(text));
}

static struct json_object *write_error(const struct frame_error *e)
{
    struct json_object *o = value_object();
    value_set_take(o, "stands", value_bool(e->stands));
    value_set_take(o, "fatal", value_bool(e->fatal));
    value_set_take(o, "heartbeat", value_bool(e->heartbeat));
    value_set_take(o, "in_child", value_bool(e->in_child));
    value_set_take(o, "quiet", value_bool(e->quiet));
    put_text(o, "name", e->name);
    put_text(o, "cause", e->cause);
    return o;
}

static struct json_object *write_fan(const struct frame_fan *fan)
{
    struct json_object *o = value_object();
    put(o, "items", fan->items);
    put(o, "results", fan->results);
    put_int(o, "total", (int64_t)fan->total);
    put_int(o, "begun", (int64_t)fan->begun);
    put_int(o, "ended", (int64_t)fan->ended);
    put_int(o, "at_once", (int64_t)fan->at_once);
    put_int(o, "started", (int64_t)fan->started);
    put_int(o, "chain", (int64_t)fan->chain);
    value_set_take(o, "map_run", map_run_write(fan->map_run));
    return o;
}

static void write_values(struct json_object *o, const struct asl_frame *f)
{
    put(o, "raw", f->raw);
    put(o, "effective", f->effective);
    put(o, "arguments", f->arguments);
    put(o, "result", f->result);
    put(o, "output", f->output);
    put(o, "assign", f->assign);
    put(o, "variables", f->variables);
    put(o, "item", f->item);
    value_set_take(o, "has_result", value_bool(f->has_result));
    value_set_take(o, "has_output", value_bool(f->has_output));
    value_set_take(o, "is_item", value_bool(f->is_item));
}

static void write_counts(struct json_object *o, const struct asl_frame *f)
{
    struct json_object *retries = value_array(f->retriers);
    for (size_t i = 0; i < f->retriers; i++) {
        value_append_take(retries, value_int(f->retries[i]));
    }
    value_set_take(o, "retries", retries);
    put_int(o, "variables_bytes", (int64_t)f->variables_bytes);
    put_int(o, "retry_count", f->retry_count);
    put_int(o, "entered_ms", f->entered_ms);
    put_int(o, "entered_event", (int64_t)f->entered_event);
    put_int(o, "last_event", (int64_t)f->last_event);
    put_int(o, "deadline_ms", f->deadline_ms);
    put_int(o, "heartbeat_ms", f->heartbeat_ms);
    put_int(o, "heartbeat_due_ms", f->heartbeat_due_ms);
    put_int(o, "timer", (int64_t)f->timer);
    put_int(o, "heartbeat_timer", (int64_t)f->heartbeat_timer);
    put_int(o, "parent", f->parent);
    put_int(o, "place", (int64_t)f->place);
    put_int(o, "slot", f->slot);
    put_int(o, "ticket", (int64_t)f->ticket);
}

void frame_write(struct buf *b, const struct asl_frame *f)
{
    struct json_object *o = value_object();
    struct json_object *path = value_array(4);
    bool found = machine_path(path, f->run->workflow->machine, f->machine, 0);
    assert(found);
    (void)found;
    value_set_take(o, "machine", path);
    put_text(o, "state", frame_row(f)->name);
    put_int(o, "phase", (int64_t)f->phase);
    put_int(o, "wait", (int64_t)f->wait);
    put_text(o, "token", f->token);
    write_values(o, f);
    write_counts(o, f);
    value_set_take(o, "error", write_error(&f->error));
    value_set_take(o, "fan", write_fan(&f->fan));
    write_json(b, o);
    value_release(o);
}

static struct json_object *get(const struct json_object *o, const char *key)
{
    struct json_object *member = NULL;
    bool found = value_member(o, key, &member);
    assert(found);
    (void)found;
    return member;
}

static int64_t get_int(const struct json_object *o, const char *key)
{
    return value_to_number(get(o, key)).integer;
}

static bool get_truth(const struct json_object *o, const char *key)
{
    return value_is_true(get(o, key));
}

static char *get_text(const struct json_object *o, const char *key)
{
    struct json_object *text = get(o, key);
    return text == NULL ? NULL : memory_text(value_string(text));
}

static struct json_object *get_value(const struct json_object *o, const char *key)
{
    return value_share(get(o, key));
}

static void read_error_state(struct frame_error *e, const struct json_object *o)
{
    e->stands = get_truth(o, "stands");
    e->fatal = get_truth(o, "fatal");
    e->heartbeat = get_truth(o, "heartbeat");
    e->in_child = get_truth(o, "in_child");
    e->quiet = get_truth(o, "quiet");
    e->name = get_text(o, "name");
    e->cause = get_text(o, "cause");
}

static void read_fan(struct frame_fan *fan, const struct json_object *o)
{
    fan->items = get_value(o, "items");
    fan->results = get_value(o, "results");
    fan->total = (size_t)get_int(o, "total");
    fan->begun = (size_t)get_int(o, "begun");
    fan->ended = (size_t)get_int(o, "ended");
    fan->at_once = (size_t)get_int(o, "at_once");
    fan->started = (uint64_t)get_int(o, "started");
    fan->chain = (uint64_t)get_int(o, "chain");
    fan->map_run = map_run_read(get(o, "map_run"));
}

static void read_values(struct asl_frame *f, const struct json_object *o)
{
    f->effective = get_value(o, "effective");
    f->arguments = get_value(o, "arguments");
    f->result = get_value(o, "result");
    f->output = get_value(o, "output");
    f->assign = get_value(o, "assign");
    f->variables = get_value(o, "variables");
    f->item = get_value(o, "item");
    f->has_result = get_truth(o, "has_result");
    f->has_output = get_truth(o, "has_output");
    f->is_item = get_truth(o, "is_item");
}

static void read_counts(struct asl_frame *f, const struct json_object *o)
{
    const struct json_object *retries = get(o, "retries");
    f->retriers = value_count(retries);
    f->retries = f->retriers == 0 ? NULL : memory_array(f->retriers, sizeof *f->retries);
    for (size_t i = 0; i < f->retriers; i++) {
        f->retries[i] = (int)value_to_number(value_item(retries, i)).integer;
    }
    frame_count_variables(f, (size_t)get_int(o, "variables_bytes"));
    f->retry_count = (int)get_int(o, "retry_count");
    f->entered_ms = get_int(o, "entered_ms");
    f->entered_event = (uint64_t)get_int(o, "entered_event");
    f->last_event = (uint64_t)get_int(o, "last_event");
    f->deadline_ms = get_int(o, "deadline_ms");
    f->heartbeat_ms = get_int(o, "heartbeat_ms");
    f->heartbeat_due_ms = get_int(o, "heartbeat_due_ms");
    f->timer = (uint64_t)get_int(o, "timer");
    f->heartbeat_timer = (uint64_t)get_int(o, "heartbeat_timer");
    f->parent = (uint32_t)get_int(o, "parent");
    f->place = (size_t)get_int(o, "place");
    f->slot = (uint32_t)get_int(o, "slot");
    f->ticket = (uint64_t)get_int(o, "ticket");
}

struct asl_frame *frame_read(struct execution *x, const char *bytes, size_t size)
{
    struct json_object *o = NULL;
    struct read_error error;
    bool read = read_json_own(bytes, size, &o, &error);
    assert(read);
    (void)read;
    const struct asl_machine *m = machine_at(x->workflow->machine, get(o, "machine"));
    struct asl_frame *f = frame_new(x, m, get_value(o, "raw"));
    f->state = state_by_name(m, value_string(get(o, "state")));
    f->phase = (enum frame_phase)get_int(o, "phase");
    f->wait = (enum frame_wait)get_int(o, "wait");
    f->token = get_text(o, "token");
    read_values(f, o);
    read_counts(f, o);
    read_error_state(&f->error, get(o, "error"));
    read_fan(&f->fan, get(o, "fan"));
    value_release(o);
    return f;
}
