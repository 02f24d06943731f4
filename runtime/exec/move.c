#include "runtime/exec/move.h"

#include <asl/asl.h>
#include <assert.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/exec/limits.h"
#include "runtime/exec/query.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

int asl_state(const struct asl_frame *f)
{
    return f->state;
}

bool asl_entering(const struct asl_frame *f)
{
    return f->phase != FRAME_BACK && f->error == NULL;
}

/* ---- Scopes ------------------------------------------------------------------------------ */

struct value *move_context(void *frame)
{
    return frame_context(frame);
}

bool move_variable(void *frame, const char *name, struct value **ret_value)
{
    return frame_variable(frame, name, ret_value);
}

int64_t move_now_ms(void *frame)
{
    return execution_now_ms(((struct asl_frame *)frame)->run);
}

void move_scope_failed(struct asl_frame *f, struct asl_scope *s)
{
    if (!query_failed(f, s)) {
        frame_fail_runtime(f, "%s", s->error.cause == NULL ? "" : s->error.cause);
        scope_lift(s);
    }
}

/* ---- Data in and out --------------------------------------------------------------------- */

static void set(struct value **place, struct value *taken)
{
    value_release(*place);
    *place = taken;
}

/* A task that is more than one call has a token until it has ended: one of .waitForTaskToken or
 * of .sync, and one of an activity, which its worker alone learns. */
static void give_token(struct asl_frame *f)
{
    const struct asl_request *r = frame_row(f)->request;
    if (r != NULL && (r->waits || r->kind == ASL_ACTIVITY)) {
        struct frame_task *task = frame_task(f);
        task->token = memory_get(RANDOM_UUID_SIZE + 1);
        random_uuid(f->run->random, task->token);
    }
}

static void visit_begins(struct asl_frame *f)
{
    if (f->retries != NULL) {
        memory_release(f->retries);
        f->retries = NULL;
    }
    f->entered_ms = history_wanted(f->run)
                        ? execution_now_ms(f->run)
                        : engine_moment_ms(f->run->engine) - f->run->ahead_ms;
    history_entered(f);
    history_passage(f, PASSAGE_STATE, f->state);
}

/* The state's data is the raw input again. */
static void forget_data(struct asl_frame *f)
{
    if (f->effective != NULL) {
        set(&f->effective, NULL);
    }
    if (f->arguments != NULL) {
        set(&f->arguments, NULL);
    }
}

void move_enter_state(struct asl_frame *f)
{
    if (f->phase == FRAME_ENTER) {
        visit_begins(f);
    }
    forget_data(f);
    if (f->task != NULL) {
        frame_drop_task(f);
    }
    if (f->context != NULL) {
        frame_forget_context(f);
    }
    give_token(f);
}

enum asl_move move_back(struct asl_frame *f)
{
    f->phase = FRAME_BACK;
    return ASL_GO;
}

enum asl_move move_park(struct asl_frame *f, enum frame_wait wait)
{
    f->wait = (uint8_t)wait;
    return ASL_PARK;
}

void move_wake(struct asl_frame *f)
{
    f->wait = WAIT_NOTHING;
    slots_queue(&f->run->engine->slots, &f->seat);
}

void move_come_back(struct asl_frame *f)
{
    f->phase = FRAME_BACK;
    move_wake(f);
}

void move_retry(struct asl_frame *f)
{
    frame_lift_error(f);
    frame_drop_staged(f);
    frame_drop_result(f);
    f->phase = FRAME_AGAIN;
    f->wait = WAIT_RETRY;
}

void move_redrive(struct asl_frame *f)
{
    frame_lift_error(f);
    frame_drop_staged(f);
    frame_drop_result(f);
    f->phase = FRAME_AGAIN;
    move_wake(f);
}

/* What the work gave is $states.result, or $states.errorOutput for a catcher (J-06). */
static void show_result(struct asl_scope *s, const struct asl_frame *f,
                        const struct asl_data *d)
{
    if (f->has_result) {
        struct value *result = f->result == NULL ? value_null() : f->result;
        *(d->errors != NULL ? &s->error_output : &s->result) = result;
    }
}

/* A field of a table: the expression, and what JSONata calls it. */
struct part {
    const struct asl_data *of;
    const char *field;
    const struct asl_expr *e;
};

typedef bool evaluator(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value);

static void evaluate_there(struct asl_frame *f, struct value *data, const struct part *p,
                           evaluator *how, struct value **place)
{
    struct asl_scope s = move_scope(f, data);
    s.door = p->of->at;
    s.field = p->field;
    show_result(&s, f, p->of);
    struct value *value = NULL;
    if (how(&s, p->e, &value)) {
        set(place, value);
    }
    move_scope_done(f, &s);
}

/* Evaluate one expression of the frame into *place. If that fails, the frame has an error and
 * *place is left alone. Most fields are absent. */
static inline void evaluate(struct asl_frame *f, struct value *data, struct part p,
                            evaluator *how, struct value **place)
{
    if (p.e != NULL && f->error == NULL) {
        evaluate_there(f, data, &p, how, place);
    }
}

void asl_input(struct asl_frame *f, const struct asl_data *d)
{
    if (f->error != NULL) {
        return;
    }
    evaluate(f, f->raw, (struct part){ d, "InputPath", d->input_path }, eval_path_field,
             &f->effective);
    evaluate(f, frame_effective(f), (struct part){ d, "Arguments", d->arguments }, eval,
             &f->arguments);
    /* A Pass's are its result, and measured as that. */
    if (d->arguments != NULL && frame_row(f)->type != ASL_PASS) {
        limits_own_too_large(f, frame_arguments(f));
    }
}

/* ResultPath: the result goes into the raw input (G-08). Takes `result`, returns the new one;
 * NULL, with an error on the frame, if it does not fit. */
static struct value *place_result(struct asl_frame *f, const struct asl_expr *path,
                                  struct value *result)
{
    if (path == NULL || f->error != NULL) {
        return result;
    }
    if (path->op == ASL_OP_NULL) {
        value_release(result);
        return value_share(f->raw);
    }
    struct value *placed = value_share(f->raw);
    path_put_take(&placed, path, result);
    return placed;
}

static bool result_fits(struct asl_frame *f, const struct asl_expr *path)
{
    if (path == NULL || path->op == ASL_OP_NULL || path_fits(f->raw, path)) {
        return true;
    }
    char *input = scope_show(f->raw);
    frame_fail_runtime(f, "Unable to apply ReferencePath %s to input %s", path->text, input);
    memory_release(input);
    return false;
}

/* Send a result (taken) through a table: Assign, selector, path, output; what comes out is
 * staged. */
static void stage(struct asl_frame *f, const struct asl_data *d, struct value *result)
{
    evaluate(f, result, (struct part){ d, "Assign", d->assign }, eval, &f->assign);
    struct value *selected = result;
    evaluate(f, result, (struct part){ d, "ResultSelector", d->result_selector }, eval,
             &selected);
    bool fits = f->error == NULL && result_fits(f, d->result_path);
    bool is_put = d->result_path != NULL && d->result_path->op != ASL_OP_NULL;
    f->has_output = true;
    if (fits && is_put && d->output == NULL) {
        f->put_path = d->result_path;
        set(&f->output, selected);
        return;
    }
    struct value *placed = fits ? place_result(f, d->result_path, selected) : selected;
    struct value *output = placed;
    evaluate(f, placed, (struct part){ d, "Output", d->output }, eval_path_field, &output);
    set(&f->output, output);
}

void asl_output(struct asl_frame *f, const struct asl_data *d)
{
    if (f->error != NULL) {
        return;
    }
    if (f->has_result) {
        stage(f, d, value_share(f->result));
    } else if (d->result != NULL) {
        struct value *result = NULL;
        evaluate(f, NULL, (struct part){ d, "Result", d->result }, eval, &result);
        stage(f, d, result);
    } else {
        stage(f, d, value_share(frame_arguments(f)));
    }
}

/* ---- The gates --------------------------------------------------------------------------- */

/* What the state leaves if nothing is staged. It needs its arguments no more. */
static struct value *own_output(struct asl_frame *f)
{
    struct value *output = f->arguments;
    if (f->has_result || output == NULL) {
        return value_share(f->has_result ? f->result : frame_effective(f));
    }
    f->arguments = NULL;
    return output;
}

bool move_output_ready(struct asl_frame *f)
{
    if (f->error != NULL) {
        return false;
    }
    if (!f->has_output) {
        f->output = own_output(f);
        f->has_output = true;
    }
    return limits_output_fit(f);
}

/* The output is the frame's raw value. A result that is put into it changes it in place, where
 * nobody else has it. */
static void take_output(struct asl_frame *f)
{
    if (f->put_path == NULL) {
        set(&f->raw, f->output);
        f->output = NULL;
        return;
    }
    forget_data(f);
    path_put_take(&f->raw, f->put_path, f->output);
    f->output = NULL;
    f->put_path = NULL;
}

/* Returns true if the state leaves its input as it came, and does nothing else. */
static bool passes_on(const struct asl_frame *f)
{
    return f->arguments == NULL && f->effective == NULL && !f->has_output && !f->has_result &&
           f->assign == NULL && f->error == NULL;
}

/* Returns true if the state is left: its output is the frame's raw value then. Otherwise the
 * frame has an error. */
static bool leave(struct asl_frame *f)
{
    if (!passes_on(f) || !limits_are_far(f, f->raw)) {
        if (!move_output_ready(f) || !limits_variables_fit(f)) {
            history_children_failed(f);
            return false;
        }
        take_output(f);
        f->has_output = false;
    }
    history_exited(f, f->raw, f->assign);
    if (f->assign != NULL) {
        frame_assign(&f->variables, f->assign);
        set(&f->assign, NULL);
    }
    if (f->has_result) {
        frame_drop_result(f);
    }
    if (f->fan != NULL) {
        frame_drop_fan(f);
    }
    if (f->task != NULL) {
        frame_drop_task(f);
    }
    return true;
}

enum asl_move asl_go(struct asl_frame *f, int state)
{
    if (!leave(f)) {
        return ASL_END;
    }
    history_passage(f, PASSAGE_NEXT, state);
    f->state = state;
    f->phase = FRAME_ENTER;
    return ASL_GO;
}

enum asl_move asl_choose(struct asl_frame *f, int rule, int state)
{
    if (f->error == NULL) {
        history_passage(f, PASSAGE_RULE, rule);
    }
    return asl_go(f, state);
}

enum asl_move asl_end(struct asl_frame *f)
{
    leave(f);
    return ASL_END;
}

/* Error or Cause of a Fail state: a text of its own, or one found by a path (FA-02) or given by
 * JSONata. */
static char *fail_text(struct asl_frame *f, const struct asl_expr *e, const char *field,
                       const char *path_field)
{
    if (e == NULL || f->error != NULL) {
        return NULL;
    }
    struct asl_scope s = move_scope(f, f->raw);
    s.field = query_is(e) ? field : path_field;
    struct value *value = NULL;
    char *text = NULL;
    if (query_is(e) ? query_value(&s, e, VALUE_STRING, &value) : eval(&s, e, &value)) {
        if (value_type(value) == VALUE_STRING) {
            text = memory_text_n(value_string(value), value_string_size(value));
        } else {
            char *shown = scope_show(value);
            scope_fail(&s, "States.Runtime",
                       "The %s field refers to value \"%s\" which is not a string: %s",
                       path_field, shown, e->text == NULL ? "" : e->text);
            memory_release(shown);
        }
        value_release(value);
    }
    move_scope_done(f, &s);
    return text;
}

enum asl_move asl_fail(struct asl_frame *f, const struct asl_expr *error,
                       const struct asl_expr *cause)
{
    char *name = fail_text(f, error, "Error", "ErrorPath");
    char *why = fail_text(f, cause, "Cause", "CausePath");
    frame_fail(f, name, why);
    memory_release(name);
    memory_release(why);
    return ASL_END;
}

enum asl_move asl_no_choice(struct asl_frame *f)
{
    frame_fail_runtime(
        f, "Failed to transition out of the state. The state does not point to a next state.");
    return ASL_END;
}

enum asl_move asl_unfilled(struct asl_frame *f, const char *field, const char *value)
{
    frame_fail_runtime(f, "The value of the field '%s' was never filled in: %s", field, value);
    return ASL_END;
}

enum asl_move asl_lost(struct asl_frame *f)
{
    frame_fail_runtime(f, "The program has no such state.");
    return ASL_END;
}
