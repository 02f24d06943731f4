#include "runtime/exec/limits.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* So deep a value may nest, as deep as the reader of JSON goes. */
#define LEVELS_MAX READ_DEPTH_MAX

/* ---- Payloads ---------------------------------------------------------------------------- */

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

/* A limit of 0 means no limit. A value that is small by its upper bound is not measured. */
static bool exceeds(const struct json_object *v, size_t limit)
{
    return limit != 0 && write_size_most(v, limit) > limit && write_exceeds(v, limit);
}

bool limits_too_large(struct asl_frame *f, const struct json_object *value, const char *what)
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

bool limits_own_too_large(struct asl_frame *f, const struct json_object *value)
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

/* A level takes at least two bytes, so a value with few bytes need not be looked at. */
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

/* An output that is the input unchanged has the input's bounds. */
bool limits_output_fit(struct asl_frame *f)
{
    if (f->output == f->raw) {
        f->output_most = f->raw_most;
    }
    return !output_too_large(f) && !output_too_deep(f);
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
struct frame_bound limits_placed(struct asl_frame *f, const struct asl_expr *path,
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

/* ---- Variables ----------------------------------------------------------------------------
 */

struct json_object *limits_assigned(const struct asl_frame *f)
{
    struct json_object *all =
        f->variables == NULL ? value_object() : value_shallow(f->variables);
    for (struct value_walk w = value_walk(f->assign); value_step(&w);) {
        value_set_take(all, w.key, value_share(w.value));
    }
    return all;
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
    const struct execution *x = f->run;
    for (struct asl_frame *other = frame_next(x, NULL); other != NULL;
         other = frame_next(x, other)) {
        if (other->variables != NULL) {
            frame_count_variables(other, write_size(other->variables));
        }
    }
    struct json_object *all = limits_assigned(f);
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

bool limits_variables_fit(struct asl_frame *f)
{
    size_t assign_most = 0;
    return assign_fits(f, &assign_most) && variables_fit(f, assign_most);
}
