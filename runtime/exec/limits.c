#include "runtime/exec/limits.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Payloads ---------------------------------------------------------------------------- */

void limits_fail_too_large(struct asl_frame *f, const char *what)
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
bool limits_exceeds(const struct asl_frame *f, const struct value *value)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    return limit != 0 && write_exceeds(value, limit);
}

/* A limit of the state's own, not of a task's answer: neither States.ALL nor States.TaskFailed
 * matches it, and no Parallel or Map around it records that it failed (E-08, PL-12). */
static void fail_own_limit(struct asl_frame *f)
{
    limits_fail_too_large(f, frame_row(f)->name);
    f->error->quiet = true;
}

bool limits_own_too_large(struct asl_frame *f, const struct value *value)
{
    if (f->error != NULL || !limits_exceeds(f, value)) {
        return false;
    }
    fail_own_limit(f);
    return true;
}

static bool output_too_deep(struct asl_frame *f, size_t levels_most)
{
    if (levels_most > LIMITS_LEVELS && value_too_deep(f->output, LIMITS_LEVELS)) {
        frame_fail_runtime(f, "The output of the state nests deeper than %d levels.",
                           LIMITS_LEVELS);
    } else if (f->assign != NULL && value_too_deep(f->assign, LIMITS_LEVELS + 1)) {
        frame_fail_runtime(f, "A variable nests deeper than %d levels.", LIMITS_LEVELS);
    }
    return f->error != NULL;
}

static size_t steps_of(const struct asl_expr *path)
{
    size_t steps = 0;
    while (path->of[steps] != NULL) {
        steps++;
    }
    return steps;
}

/* Upper bounds of the input once the staged result is put into it. The path's text is longer
 * than the keys and brackets that this may add, even with every byte escaped. */
static struct frame_bound bound_of_put(const struct asl_frame *f)
{
    size_t bytes = value_bytes_most(f->raw), more = value_bytes_most(f->output);
    size_t levels = value_depth_most(f->output), steps = steps_of(f->put_path);
    size_t around = 8 * strlen(f->put_path->text);
    bool is_known = bytes != SIZE_MAX && more != SIZE_MAX;
    levels = levels == SIZE_MAX ? levels : levels + steps;
    return (struct frame_bound){
        .bytes = is_known ? bytes + more + around : SIZE_MAX,
        .levels = levels > value_depth_most(f->raw) ? levels : value_depth_most(f->raw),
    };
}

static bool staged_put_fits(const struct asl_frame *f)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    struct frame_bound most = bound_of_put(f);
    return (limit == 0 || most.bytes <= limit) && most.levels <= LIMITS_LEVELS;
}

/* Only if the bounds are too large is the output made and measured. */
bool limits_measured_output_fits(struct asl_frame *f)
{
    if (f->put_path != NULL && !staged_put_fits(f)) {
        frame_put(f);
    }
    if (f->put_path != NULL) {
        return !output_too_deep(f, 0);
    }
    return !limits_own_too_large(f, f->output) &&
           !output_too_deep(f, value_depth_most(f->output));
}

/* ---- Variables ----------------------------------------------------------------------------
 */

static void fail_variables(struct asl_frame *f, const char *whose)
{
    struct buf b = { 0 };
    buf_print(&b,
              "The state '%s' assigns variables with a size exceeding the maximum number of "
              "bytes service limit%s.",
              frame_row(f)->name, whose);
    frame_fail(f, "States.DataLimitExceeded", buf_string(&b));
    f->error->quiet = true;
    buf_release(&b);
}

/* What one Assign holds is bounded as an output is, and with it each variable (V-14). If there
 * is a limit, *ret_most is an upper bound of its bytes. */
static bool assign_fits(struct asl_frame *f, size_t *ret_most)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    if (f->assign == NULL || limit == 0) {
        return true;
    }
    *ret_most = value_bytes_most(f->assign);
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
    struct value *all = value_share(f->variables);
    frame_assign(&all, f->assign);
    frame_count_variables(f, write_size(all));
    value_release(all);
}

/* All that an execution stores is bounded, too; the variables of a scope count while it lives
 * (V-14, Q-14). The upper bounds of what every Assign adds are summed up; only if the sum is
 * beyond the limit are the variables measured. */
static bool variables_fit(struct asl_frame *f, size_t assign_most)
{
    size_t limit = f->run->deployment->limits.variables_bytes;
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

bool limits_assign_fits(struct asl_frame *f)
{
    size_t assign_most = 0;
    return assign_fits(f, &assign_most) && variables_fit(f, assign_most);
}
