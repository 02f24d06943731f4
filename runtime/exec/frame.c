#include "runtime/exec/frame.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/pool.h"
#include "runtime/exec/engine.h"
#include "runtime/expr/path.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

struct asl_frame *frame_new(struct execution *x, const struct asl_machine *machine,
                            struct value *input)
{
    struct asl_frame *f = pool_get_zero(sizeof *f);
    f->run = x;
    f->machine = machine;
    f->state = machine->start;
    f->raw = input;
    x->frames++;
    return f;
}

struct asl_frame *frame_above(const struct asl_frame *f)
{
    return frame_of(slots_at(&f->run->engine->slots, f->seat.parent));
}

struct asl_frame *frame_next(const struct execution *x, const struct asl_frame *at)
{
    const struct slots *s = &x->engine->slots;
    struct seat *root = slots_at(s, x->root);
    return frame_of(at == NULL ? root : slots_next_below(s, root, &at->seat));
}

void frame_release(struct asl_frame *f)
{
    frame_drop_staged(f);
    frame_drop_result(f);
    frame_lift_error(f);
    value_release(f->raw);
    value_release(f->effective);
    value_release(f->arguments);
    value_release(f->variables);
    value_release(f->item);
    frame_drop_fan(f);
    frame_forget_context(f);
    frame_drop_task(f);
    memory_release(f->retries);
    frame_count_variables(f, 0);
    f->run->frames--;
    pool_put(f, sizeof *f);
}

void frame_drop_fan(struct asl_frame *f)
{
    if (f->fan == NULL) {
        return;
    }
    value_release(f->fan->items);
    value_release(f->fan->results);
    if (f->fan->map_run != NULL) {
        f->run->deployment->workflow->map_runs->release(f->fan->map_run);
    }
    memory_release(f->fan);
    f->fan = NULL;
}

void frame_open_fan(struct asl_frame *f, struct frame_fan fan)
{
    frame_drop_fan(f);
    f->fan = memory_get(sizeof *f->fan);
    *f->fan = fan;
}

struct frame_retries *frame_new_retries(size_t retriers)
{
    struct frame_retries *r = memory_zero(sizeof *r + retriers * sizeof r->used[0]);
    r->retriers = retriers;
    return r;
}

struct frame_task *frame_task(struct asl_frame *f)
{
    if (f->task == NULL) {
        f->task = memory_zero(sizeof *f->task);
    }
    return f->task;
}

void frame_drop_task(struct asl_frame *f)
{
    if (f->task != NULL) {
        memory_release(f->task->token);
        value_release(f->task->answer);
        memory_release(f->task->role);
        value_release(f->task->begun);
        memory_release(f->task);
        f->task = NULL;
    }
}

void frame_drop_staged(struct asl_frame *f)
{
    value_release(f->output);
    value_release(f->assign);
    f->output = NULL;
    f->assign = NULL;
    f->has_output = false;
    f->put_path = NULL;
}

void frame_take_result(struct asl_frame *f, struct value *result)
{
    value_release(f->result);
    f->result = result;
    f->has_result = true;
}

void frame_drop_result(struct asl_frame *f)
{
    value_release(f->result);
    f->result = NULL;
    f->has_result = false;
}

void frame_lift_error(struct asl_frame *f)
{
    if (f->error != NULL) {
        memory_release(f->error->name);
        memory_release(f->error->cause);
        memory_release(f->error);
        f->error = NULL;
    }
}

void frame_put(struct asl_frame *f)
{
    struct value *put = f->output;
    f->output = value_share(f->raw);
    path_put_take(&f->output, f->put_path, put);
    f->put_path = NULL;
}

void frame_assign(struct value **variables, const struct value *assigned)
{
    if (*variables == NULL) {
        *variables = value_object();
    }
    for (struct value_walk w = value_walk(assigned); value_step(&w);) {
        value_set_take(variables, w.key, value_share(w.value));
    }
}

void frame_count_variables(struct asl_frame *f, size_t most_bytes)
{
    f->run->variables_most = f->run->variables_most - f->variables_most + most_bytes;
    f->variables_most = most_bytes;
}

void frame_fail(struct asl_frame *f, const char *name, const char *cause)
{
    if (f->error != NULL) {
        return;
    }
    f->error = memory_zero(sizeof *f->error);
    f->error->name = memory_text(name);
    f->error->cause = memory_text(cause);
}

static void fail_own(struct asl_frame *f, const char *name, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
static void fail_own(struct asl_frame *f, const char *name, const char *format, va_list args)
{
    struct buf b = { 0 };
    buf_print(
        &b,
        "An error occurred while executing the state '%s' (entered at the event id #%llu). ",
        frame_row(f)->name, (unsigned long long)f->entered_event);
    buf_vprint(&b, format, args);
    frame_fail(f, name, buf_string(&b));
    buf_release(&b);
}

void frame_fail_own(struct asl_frame *f, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (f->error == NULL) {
        fail_own(f, name, format, args);
    }
    va_end(args);
}

void frame_fail_runtime(struct asl_frame *f, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (f->error == NULL) {
        fail_own(f, "States.Runtime", format, args);
        f->error->fatal = true;
    }
    va_end(args);
}

bool frame_variable(const struct asl_frame *f, const char *name, struct value **ret_value)
{
    for (; f != NULL; f = frame_above(f)) {
        if (value_member(f->variables, name, ret_value)) {
            return true;
        }
    }
    return false;
}

const char *execution_status_word(enum execution_status status)
{
    static const char *const words[] = {
        [EXECUTION_RUNNING] = "RUNNING", [EXECUTION_SUCCEEDED] = "SUCCEEDED",
        [EXECUTION_FAILED] = "FAILED",   [EXECUTION_TIMED_OUT] = "TIMED_OUT",
        [EXECUTION_ABORTED] = "ABORTED",
    };
    return words[status];
}

int64_t execution_now_ms(const struct execution *x)
{
    return engine_now_ms(x->engine) - x->ahead_ms;
}

/* ---- The context object ------------------------------------------------------------------ */

/* What is the same for the whole run is made once. */
static struct value *run_context(struct execution *x)
{
    const struct identity_texts *texts = identity_texts(&x->identity);
    struct value *execution = value_object();
    value_set_text(&execution, "Id", texts->arn);
    value_set_take(&execution, "Input", value_share(x->input));
    value_set_text(&execution, "Name", texts->name);
    value_set_text(&execution, "RoleArn", texts->role_arn);
    member_put_time(&execution, "StartTime", x->start_ms);
    if (!x->express) {
        value_set_take(&execution, "RedriveCount", value_int(texts->redrives));
    }
    if (texts->redrives > 0) {
        member_put_time(&execution, "RedriveTime", texts->redriven_ms);
    }
    struct value *machine = value_object();
    value_set_text(&machine, "Id", texts->machine_arn);
    value_set_text(&machine, "Name", texts->machine_name);
    struct value *context = value_object();
    value_set_take(&context, "Execution", execution);
    value_set_take(&context, "StateMachine", machine);
    return context;
}

static struct value *state_context(const struct asl_frame *f)
{
    const struct asl_state *row = frame_row(f);
    struct value *state = value_object();
    value_set_text(&state, "Name", row->name);
    member_put_time(&state, "EnteredTime", f->entered_ms);
    if (row->type == ASL_TASK || row->type == ASL_PARALLEL || row->type == ASL_MAP) {
        value_set_take(&state, "RetryCount",
                       value_int(f->retries == NULL ? 0 : f->retries->count));
    }
    return state;
}

/* The innermost iteration wins. */
static const struct asl_frame *item_frame(const struct asl_frame *f)
{
    while (f != NULL && f->item == NULL) {
        f = frame_above(f);
    }
    return f;
}

struct frame_item frame_item(size_t index, struct value *value, bool keyed)
{
    struct frame_item item = { .index = index, .value = value };
    if (keyed) {
        value_member(value, "Key", &item.key);
        value_member(value, "Value", &item.value);
    }
    return item;
}

struct value *frame_map_context(const struct frame_item *item)
{
    struct value *o = value_object();
    value_set_take(&o, "Index", value_int((int64_t)item->index));
    if (item->key != NULL) {
        value_set_take(&o, "Key", value_share(item->key));
    }
    value_set_take(&o, "Value", value_share(item->value));
    value_set_text(&o, "Source", item->source == NULL ? "STATE_DATA" : item->source);
    struct value *map = value_object();
    value_set_take(&map, "Item", o);
    return map;
}

struct value *frame_context(struct asl_frame *f)
{
    struct execution *x = f->run;
    if (f->context != NULL) {
        return f->context;
    }
    if (x->context == NULL) {
        x->context = run_context(x);
    }
    struct value *context = value_share(x->context);
    value_set_take(&context, "State", state_context(f));
    if (f->task != NULL && frame_row(f)->request->waits && f->phase != FRAME_BACK) {
        struct value *task = value_object();
        value_set_text(&task, "Token", f->task->token);
        value_set_take(&context, "Task", task);
    }
    const struct asl_frame *inside = item_frame(f);
    if (inside != NULL) {
        bool keyed = frame_above(inside)->fan->keyed;
        struct frame_item item = frame_item(inside->place, inside->item, keyed);
        value_set_take(&context, "Map", frame_map_context(&item));
    }
    f->context = context;
    return context;
}

void frame_forget_context(struct asl_frame *f)
{
    value_release(f->context);
    f->context = NULL;
}
