/*
 * limits.h - how large and how deep the data that a state works with may be (Q-01, Q-14, V-14,
 * TK-09).
 *
 * Values know upper bounds of their bytes and levels: a value is measured only if its bound is
 * beyond a limit.
 */
#ifndef EXEC_LIMITS_H
#define EXEC_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* How deep a value may nest: as deep as the reader of JSON goes. */
#define LIMITS_LEVELS READ_DEPTH_MAX

/* Returns true if the value's bounds are within all limits, so that it need not be measured. */
static inline bool limits_are_far(const struct asl_frame *f, const struct value *v)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    bool is_large = limit == 0 || limit >= UINT32_MAX;
    return value_is_within(v, is_large ? UINT32_MAX - 1 : (uint32_t)limit, LIMITS_LEVELS);
}

/* Returns true if `value` is larger than a payload may be (TK-09, Q-01). */
bool limits_exceeds(const struct asl_frame *f, const struct value *value);

/* Such a value came from outside: the frame gets an error, in which `what` names what is too
 * large. */
void limits_fail_too_large(struct asl_frame *f, const char *what);

/* Returns true, with an error on the frame, if what the state makes itself is too large: its
 * arguments, an item's input, its output. States.ALL does not match that error (E-08). */
bool limits_own_too_large(struct asl_frame *f, const struct value *value);

/* Returns true if what is staged may go on: the output is neither too large nor too deep, and
 * no staged variable is too deep. Otherwise the frame gets an error. */
bool limits_measured_output_fits(struct asl_frame *f); /* of limits_output_fit() */
static inline bool limits_output_fit(struct asl_frame *f)
{
    bool is_small = f->put_path == NULL && f->assign == NULL && limits_are_far(f, f->output);
    return is_small || limits_measured_output_fits(f);
}

/* Returns true if what Assign has staged is not too large, by itself and with all that the
 * execution stores (V-14, Q-14). Otherwise the frame gets an error. */
bool limits_assign_fits(struct asl_frame *f); /* of limits_variables_fit(), if there is any */
static inline bool limits_variables_fit(struct asl_frame *f)
{
    return f->assign == NULL || limits_assign_fits(f);
}

#endif
