#include "runtime/exec/move.h"

#include <asl/asl.h>
#include <assert.h>
#include <string.h>

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/fan.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* So deep a value may nest, as deep as the reader of JSON goes. */
#define LEVELS_MAX READ_DEPTH_MAX

int asl_state(const struct asl_frame *f)
{
    return f->state;
}

bool asl_entering(const struct asl_frame *f)
{
    return f->phase != FRAME_BACK && !f->error.stands;
}

/* ---- Scopes ------------------------------------------------------------------------------ */

static struct json_object *scope_context(void *owner)
{
    return frame_context(owner);
}

static bool scope_variable(void *owner, const char *name, struct json_object **ret_value)
{
    return frame_variable(owner, name, ret_value);
}

struct asl_scope move_scope(struct asl_frame *f, struct json_object *data)
{
    return (struct asl_scope){
        .data = data,
        .owner = f,
        .context = scope_context,
        .variable = scope_variable,
        .literals = f->run->engine->literals,
        .random = &f->run->engine->random,
    };
}

void move_scope_done(struct asl_frame *f, struct asl_scope *s)
{
    if (s->failed) {
        frame_fail_runtime(f, "%s", s->error.cause == NULL ? "" : s->error.cause);
        scope_lift(s);
    }
}

static void fail_too_large(struct asl_frame *f, const char *what)
{
    struct buf b = { 0 };
    buf_print(
        &b,
        "The state/task '%s' returned a result with a size exceeding the maximum number of "
        "bytes service limit.",
        what);
    frame_fail(f, "States.DataLimitExceeded", buf_string(&b));
    buf_release(&b);
}

/* A limit of 0 is none. What is plainly small is not measured. */
static bool exceeds(const struct json_object *v, size_t limit)
{
    return limit != 0 && write_size_most(v, limit) > limit && write_exceeds(v, limit);
}

bool move_too_large(struct asl_frame *f, const struct json_object *value, const char *what)
{
    size_t limit = f->run->engine->limits.payload_bytes;
    if (f->error.stands || !exceeds(value, limit)) {
        return false;
    }
    fail_too_large(f, what);
    return true;
}

/* A limit of the state's own, not of a task's answer: neither States.ALL nor States.TaskFailed
 * takes it, and no container of it says that it failed (E-08, PL-12). */
static void fail_own_limit(struct asl_frame *f)
{
    fail_too_large(f, frame_row(f)->name);
    f->error.quiet = true;
}

bool move_own_too_large(struct asl_frame *f, const struct json_object *value)
{
    if (f->error.stands || !exceeds(value, f->run->engine->limits.payload_bytes)) {
        return false;
    }
    fail_own_limit(f);
    return true;
}

/* The same of the state's output. What was measured once is not measured again: only a bound
 * that has grown past the limit makes it necessary to look. */
static bool output_too_large(struct asl_frame *f)
{
    size_t limit = f->run->engine->limits.payload_bytes;
    if (limit == 0) {
        return false;
    }
    size_t most = f->output_most.bytes;
    if (most == 0 || most > limit) {
        most = write_size_most(f->output, limit);
    }
    if (most > limit) {
        if (write_exceeds(f->output, limit)) {
            fail_own_limit(f);
            return true;
        }
        most = limit;
    }
    f->output_most.bytes = most;
    return false;
}

/* A level takes two bytes at least, so that what is small need not be looked at. */
static size_t levels_most(const struct json_object *v, size_t bytes_most)
{
    bool is_small = bytes_most != 0 && bytes_most / 2 <= LEVELS_MAX;
    return is_small ? bytes_most / 2 : value_depth(v, LEVELS_MAX);
}

/* A loop must not nest a value without end: whoever releases it recurses. */
static bool output_too_deep(struct asl_frame *f)
{
    size_t most = f->output_most.levels;
    if (most == 0 || most > LEVELS_MAX) {
        most = levels_most(f->output, f->output_most.bytes);
    }
    f->output_most.levels = most;
    if (most > LEVELS_MAX) {
        frame_fail_runtime(f, "The output of the state nests deeper than %d levels.",
                           LEVELS_MAX);
    } else if (f->assign != NULL && value_too_deep(f->assign, LEVELS_MAX + 1)) {
        frame_fail_runtime(f, "A variable nests deeper than %d levels.", LEVELS_MAX);
    }
    return f->error.stands;
}

/* The output may go on. What the state has passed on as it was has been looked at before. */
static bool output_fits(struct asl_frame *f)
{
    if (f->output == f->raw) {
        f->output_most = f->raw_most;
    }
    return !output_too_large(f) && !output_too_deep(f);
}

/* ---- Data in and out --------------------------------------------------------------------- */

static void set(struct json_object **place, struct json_object *taken)
{
    value_release(*place);
    *place = taken;
}

/* The same for a value that others have too. */
static void share(struct json_object **place, struct json_object *value)
{
    if (*place != value) {
        set(place, value_share(value));
    }
}

/* A task that is more than one call has a token until it has ended: one of .waitForTaskToken or
 * of .sync. */
static void give_token(struct asl_frame *f)
{
    const struct asl_request *r = frame_row(f)->request;
    if (r != NULL && arn_pattern(arn_part(r->resource), NULL) != ARN_CALL) {
        f->token = memory_get(RANDOM_UUID_SIZE + 1);
        random_uuid(&f->run->engine->random, f->token);
    }
}

static void visit_begins(struct asl_frame *f)
{
    memory_release(f->retries);
    f->retries = NULL;
    f->retriers = 0;
    f->retry_count = 0;
    struct engine *e = f->run->engine;
    f->entered_ms = history_wanted(f->run) ? engine_now_ms(e) : engine_moment_ms(e);
    history_entered(f);
    history_passage(f, PASSAGE_STATE, f->state);
}

void move_enter(struct asl_frame *f)
{
    if (f->phase == FRAME_BACK) {
        return;
    }
    if (f->phase == FRAME_ENTER) {
        visit_begins(f);
    }
    share(&f->effective, f->raw);
    share(&f->arguments, f->raw);
    memory_release(f->token);
    f->token = NULL;
    frame_forget_context(f);
    give_token(f);
}

enum asl_move move_back(struct asl_frame *f)
{
    f->phase = FRAME_BACK;
    return ASL_GO;
}

/* One expression of the frame; on failure the frame's error stands and *place stays. */
static void evaluate(struct asl_frame *f, struct json_object *data, const struct asl_expr *e,
                     bool (*how)(struct asl_scope *, const struct asl_expr *,
                                 struct json_object **),
                     struct json_object **place)
{
    if (e == NULL || f->error.stands) {
        return;
    }
    struct asl_scope s = move_scope(f, data);
    struct json_object *value = NULL;
    if (how(&s, e, &value)) {
        set(place, value);
    }
    move_scope_done(f, &s);
}

void asl_input(struct asl_frame *f, const struct asl_data *d)
{
    if (f->error.stands) {
        return;
    }
    evaluate(f, f->raw, d->input_path, eval_path_field, &f->effective);
    share(&f->arguments, f->effective);
    evaluate(f, f->effective, d->arguments, eval, &f->arguments);
    if (d->arguments != NULL && frame_row(f)->type != ASL_PASS) {
        move_own_too_large(f, f->arguments); /* a Pass's are its result, and measured as that */
    }
}

/* ResultPath: the result goes into the raw input (G-08). Takes `result`, returns the new one.
 */
static struct json_object *place_result(struct asl_frame *f, const struct asl_expr *path,
                                        struct json_object *result)
{
    if (path == NULL || f->error.stands) {
        return result;
    }
    if (path->op == ASL_OP_NULL) {
        value_release(result);
        return value_share(f->raw);
    }
    struct json_object *placed = NULL;
    if (!path_place(f->raw, path, result, &placed)) {
        char *input = scope_show(f->raw);
        frame_fail_runtime(f, "Unable to apply ReferencePath %s to input %s", path->text,
                           input);
        memory_release(input);
        return NULL;
    }
    return placed;
}

static size_t steps_of(const struct asl_expr *path)
{
    size_t steps = 0;
    while (path->of[steps] != NULL) {
        steps++;
    }
    return steps;
}

/* What the raw input is at most, once `result` has been put into it at `path`, whose text is
 * longer than the keys and brackets that this may add, even with every byte escaped. */
static struct frame_bound placed_most(struct asl_frame *f, const struct asl_expr *path,
                                      const struct json_object *result)
{
    size_t limit = f->run->engine->limits.payload_bytes;
    struct frame_bound most = { .bytes = 0 };
    if (path == NULL || path->op == ASL_OP_NULL || f->error.stands) {
        return most;
    }
    if (limit != 0 && f->raw_most.bytes == 0) {
        f->raw_most.bytes = write_size_most(f->raw, limit);
    }
    if (f->raw_most.levels == 0) {
        f->raw_most.levels = levels_most(f->raw, f->raw_most.bytes);
    }
    size_t result_bytes = limit != 0 ? write_size_most(result, limit) : 0;
    size_t levels = levels_most(result, result_bytes) + steps_of(path);
    most.bytes = limit != 0 ? f->raw_most.bytes + result_bytes + 8 * strlen(path->text) : 0;
    most.levels = levels > f->raw_most.levels ? levels : f->raw_most.levels;
    return most;
}

/* Send a result (taken) through a table: Assign, selector, path, output; what comes out is
 * staged. */
static void stage(struct asl_frame *f, const struct asl_data *d, struct json_object *result)
{
    evaluate(f, result, d->assign, eval, &f->assign);
    struct json_object *selected = value_share(result);
    evaluate(f, result, d->result_selector, eval, &selected);
    value_release(result);
    struct frame_bound most = { .bytes = 0 };
    if (d->output == NULL) {
        most = placed_most(f, d->result_path, selected);
    }
    struct json_object *placed = place_result(f, d->result_path, selected);
    struct json_object *output = value_share(placed);
    evaluate(f, placed, d->output, eval_path_field, &output);
    value_release(placed);
    set(&f->output, output);
    f->output_most = most;
    f->has_output = true;
}

void asl_output(struct asl_frame *f, const struct asl_data *d)
{
    if (f->error.stands) {
        return;
    }
    if (f->has_result) {
        stage(f, d, value_share(f->result));
    } else if (d->result != NULL) {
        struct json_object *result = NULL;
        evaluate(f, NULL, d->result, eval, &result);
        stage(f, d, result);
    } else {
        stage(f, d, value_share(f->arguments));
    }
}

/* ---- The gates --------------------------------------------------------------------------- */

/* The scope's variables with those that are staged: new. */
static struct json_object *assigned(const struct asl_frame *f)
{
    struct json_object *all =
        f->variables == NULL ? value_object() : value_shallow(f->variables);
    for (struct value_walk w = value_walk(f->assign); value_step(&w);) {
        value_set_take(all, w.key, value_share(w.value));
    }
    return all;
}

static void commit_variables(struct asl_frame *f)
{
    if (f->assign != NULL) {
        set(&f->variables, assigned(f));
    }
}

static void fail_variables(struct asl_frame *f, const char *whose)
{
    struct buf b = { 0 };
    buf_print(&b,
              "The state '%s' assigns variables with a size exceeding the maximum number of "
              "bytes service limit%s.",
              frame_row(f)->name, whose);
    frame_fail(f, "States.DataLimitExceeded", buf_string(&b));
    f->error.quiet = true;
    buf_release(&b);
}

/* What one Assign holds is bounded as an output is, and with it each variable (V-14). What it
 * has at most is in *ret_most, unless nobody limits it. */
static bool assign_fits(struct asl_frame *f, size_t *ret_most)
{
    size_t limit = f->run->engine->limits.payload_bytes;
    if (f->assign == NULL || limit == 0) {
        return true;
    }
    *ret_most = write_size_most(f->assign, limit);
    if (*ret_most > limit) {
        *ret_most = limit;
        if (write_exceeds(f->assign, limit)) {
            fail_variables(f, "");
            return false;
        }
    }
    return true;
}

/* Measure what all scopes of the run hold once the frame's has what is staged. */
static void measure_variables(struct asl_frame *f)
{
    struct engine *e = f->run->engine;
    for (uint32_t slot = 1; slot < e->used; slot++) {
        struct asl_frame *other = engine_frame(e, slot);
        if (other != NULL && other->run == f->run && other->variables != NULL) {
            frame_count_variables(other, write_size(other->variables));
        }
    }
    struct json_object *all = assigned(f);
    frame_count_variables(f, write_size(all));
    value_release(all);
}

/* All that an execution stores is bounded, too; the variables of a scope count while it lives
 * (V-14, Q-14). What every Assign adds at most is summed up, and only where that is too much
 * it is necessary to look. */
static bool variables_fit(struct asl_frame *f, size_t assign_most)
{
    size_t limit = f->run->engine->limits.variables_bytes;
    if (f->assign == NULL || limit == 0) {
        return true;
    }
    frame_count_variables(f, f->variables_most + assign_most);
    if (f->run->variables_most > limit) {
        measure_variables(f);
    }
    if (f->run->variables_most > limit) {
        fail_variables(f, " for all variables of an execution");
        return false;
    }
    return true;
}

bool move_output_ready(struct asl_frame *f)
{
    if (f->error.stands) {
        return false;
    }
    if (!f->has_output) {
        f->output = value_share(f->has_result ? f->result : f->arguments);
        f->has_output = true;
    }
    return output_fits(f);
}

/* True: the state is left, and its output is the frame's raw value. False: the error stands. */
static bool leave(struct asl_frame *f)
{
    size_t assign_most = 0;
    if (!move_output_ready(f) || !assign_fits(f, &assign_most) ||
        !variables_fit(f, assign_most)) {
        fan_failed(f);
        return false;
    }
    history_exited(f, f->output, f->assign);
    commit_variables(f);
    set(&f->raw, f->output);
    f->raw_most = f->output_most;
    f->output = NULL;
    frame_drop_staged(f);
    frame_drop_result(f);
    f->fan.succeeded = 0;
    memory_release(f->token);
    f->token = NULL;
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
    if (!f->error.stands) {
        history_passage(f, PASSAGE_RULE, rule);
    }
    return asl_go(f, state);
}

enum asl_move asl_end(struct asl_frame *f)
{
    leave(f);
    return ASL_END;
}

/* Error or Cause of a Fail state: a text of its own, or one found by a path (FA-02). */
static char *fail_text(struct asl_frame *f, const struct asl_expr *e, const char *field)
{
    if (e == NULL || f->error.stands) {
        return NULL;
    }
    struct asl_scope s = move_scope(f, f->raw);
    s.field = field;
    struct json_object *value = NULL;
    char *text = NULL;
    if (eval(&s, e, &value)) {
        if (value_type(value) == VALUE_STRING) {
            text = memory_text_n(value_string(value), value_string_size(value));
        } else {
            char *shown = scope_show(value);
            scope_fail(&s, "States.Runtime",
                       "The %s field refers to value \"%s\" which is not a string: %s", field,
                       shown, e->text == NULL ? "" : e->text);
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
    char *name = fail_text(f, error, "ErrorPath");
    char *why = fail_text(f, cause, "CausePath");
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
