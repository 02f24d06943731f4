/*
 * "A parked frame is bytes": every member of the frame is a row here, or is written and read by
 * hand. A value that is JSON null and one that is absent are told apart by the flags.
 */
#include <assert.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/maprun.h"
#include "runtime/value/member.h"
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

#define ROW(name) MEMBER(struct asl_frame, name)

static const struct member members[] = {
    ROW(phase),
    ROW(wait),
    ROW(slot),
    ROW(ticket),
    ROW(raw),
    ROW(effective),
    ROW(arguments),
    ROW(result),
    ROW(output),
    ROW(assign),
    ROW(variables),
    ROW(variables_most),
    ROW(has_result),
    ROW(has_output),
    ROW(error.stands),
    ROW(error.fatal),
    ROW(error.heartbeat),
    ROW(error.in_child),
    ROW(error.quiet),
    ROW(error.name),
    ROW(error.cause),
    ROW(retry_count),
    ROW(entered_ms),
    ROW(entered_event),
    ROW(last_event),
    ROW(token),
    ROW(deadline_ms),
    ROW(heartbeat_ms),
    ROW(heartbeat_due_ms),
    ROW(timer),
    ROW(heartbeat_timer),
    ROW(parent),
    ROW(place),
    ROW(item),
    ROW(is_item),
    ROW(fan.items),
    ROW(fan.results),
    ROW(fan.total),
    ROW(fan.begun),
    ROW(fan.ended),
    ROW(fan.at_once),
    ROW(fan.started),
    ROW(fan.chain),
    ROW(fan.succeeded),
    MEMBER_END,
};

static struct json_object *write_place(const struct asl_frame *f)
{
    struct json_object *path = value_array(4);
    bool found = machine_path(path, f->run->workflow->machine, f->machine, 0);
    assert(found);
    (void)found;
    return path;
}

static struct json_object *write_retries(const struct asl_frame *f)
{
    struct json_object *retries = value_array(f->retriers);
    for (size_t i = 0; i < f->retriers; i++) {
        value_append_take(retries, value_int(f->retries[i]));
    }
    return retries;
}

void frame_write(struct buf *b, const struct asl_frame *f)
{
    struct json_object *o = value_object();
    value_set_take(o, "machine", write_place(f));
    value_set_take(o, "state", value_text(frame_row(f)->name));
    value_set_take(o, "retries", write_retries(f));
    value_set_take(o, "map_run", map_run_write(f->fan.map_run));
    member_write(o, f, members);
    write_json(b, o);
    value_release(o);
}

static void read_retries(struct asl_frame *f, const struct json_object *retries)
{
    f->retriers = value_count(retries);
    f->retries = f->retriers == 0 ? NULL : memory_array(f->retriers, sizeof *f->retries);
    for (size_t i = 0; i < f->retriers; i++) {
        f->retries[i] = (int)value_to_number(value_item(retries, i)).integer;
    }
}

struct asl_frame *frame_read(struct execution *x, const char *bytes, size_t size)
{
    struct json_object *o = NULL;
    struct read_error error;
    bool read = read_json_own(bytes, size, &o, &error);
    assert(read);
    (void)read;
    const struct asl_machine *m = machine_at(x->workflow->machine, member_of(o, "machine"));
    struct asl_frame *f = frame_new(x, m, NULL);
    f->state = state_by_name(m, value_string(member_of(o, "state")));
    read_retries(f, member_of(o, "retries"));
    f->fan.map_run = map_run_read(member_of(o, "map_run"));
    member_read(f, o, members);
    x->variables_most += f->variables_most;
    value_release(o);
    return f;
}
