#include "runtime/jsonata/basic.h"

#include <asl/tree.h>

#include "runtime/eval/cast.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/sequence.h"
#include "runtime/jsonata/lambda.h"
#include "runtime/jsonata/states.h"

struct value *basic_constant(struct work *w, const struct ready *n, struct value *input,
                             struct locals *f)
{
    (void)w;
    (void)input;
    (void)f;
    return value_share(n->constant);
}

struct value *basic_unwrapped(struct value *input)
{
    bool wraps = (value_flags(input) & VALUE_WRAPS_INPUT) != 0 && value_count(input) > 0;
    return wraps ? value_item(input, 0) : input;
}

struct value *basic_here(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    (void)w;
    (void)n;
    (void)f;
    return value_share(basic_unwrapped(input));
}

struct value *basic_top(struct work *w, const struct ready *n, struct value *input,
                        struct locals *f)
{
    (void)n;
    (void)input;
    (void)f;
    return value_share(w->input);
}

struct value *basic_none(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    (void)w;
    (void)n;
    (void)input;
    (void)f;
    return NULL;
}

/* ---- Names ------------------------------------------------------------------------------- */

static struct locals *frame_of(const struct ready *n, struct locals *f)
{
    for (unsigned up = n->slot.up; up > 0; up--) {
        f = f->up;
    }
    return f;
}

/* Where nothing was bound yet, a name further out is meant. */
struct value *basic_local(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    struct value *v = frame_of(n, f)->slots[n->slot.at];
    return v != LOCALS_EMPTY ? value_share(v) : n->other->run(w, n->other, input, f);
}

struct value *basic_variable(struct work *w, const struct ready *n, struct value *input,
                             struct locals *f)
{
    (void)input;
    (void)f;
    struct value *v = NULL;
    return states_variable(w, n->e->text, &v) ? v : NULL;
}

struct value *basic_either(struct work *w, const struct ready *n, struct value *input,
                           struct locals *f)
{
    struct value *v = NULL;
    return states_variable(w, n->e->text, &v) ? v : lambda_word(w, n, input, f);
}

struct value *basic_bind(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    struct value *v = ready_eval(w, n->of[0], input, f);
    if (!work_failed(w)) {
        locals_bind_take(frame_of(n, f), n->slot.at, value_share(v));
    }
    return v;
}

/* ---- Order of evaluation ----------------------------------------------------------------- */

struct value *basic_block(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    struct value *v = NULL;
    struct locals *l = n->opens == 0 ? f : locals_new(w, f, n->opens);
    for (size_t i = 0; i < n->count && !work_failed(w); i++) {
        value_release(v);
        v = ready_eval(w, n->of[i], input, l);
    }
    if (n->opens > 0) {
        locals_release(l);
    }
    return v;
}

/* Whether the node's value counts as true. */
static bool holds(struct work *w, const struct ready *n, struct value *input, struct locals *f)
{
    struct value *v = ready_eval(w, n, input, f);
    bool is_true = value_is_true(v) || (v != NULL && !work_failed(w) && cast_truth(w, v));
    value_release(v);
    return is_true;
}

struct value *basic_if(struct work *w, const struct ready *n, struct value *input,
                       struct locals *f)
{
    bool is_true = holds(w, n->of[0], input, f);
    if (work_failed(w) || (!is_true && n->count < 3)) {
        return NULL;
    }
    return ready_eval(w, n->of[is_true ? 1 : 2], input, f);
}

/* An error in the right operand is said to be the operator's. */
static struct value *both(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f, bool decides, const char *token)
{
    bool is_true = holds(w, n->of[0], input, f);
    if (!work_failed(w) && is_true != decides) {
        is_true = holds(w, n->of[1], input, f);
        if (work_failed(w)) {
            w->at = n->e;
            w->token = token;
        }
    }
    return work_failed(w) ? NULL : value_bool(is_true);
}

struct value *basic_and(struct work *w, const struct ready *n, struct value *input,
                        struct locals *f)
{
    return both(w, n, input, f, false, "and");
}

struct value *basic_or(struct work *w, const struct ready *n, struct value *input,
                       struct locals *f)
{
    return both(w, n, input, f, true, "or");
}

/* ---- Arrays ------------------------------------------------------------------------------ */

/* Puts a value (taken) behind what the array has: an array that is no constructor's gives its
 * items. A long one that nobody else has becomes the array itself. */
static void put(struct work *w, struct value **array, struct value *v, bool is_whole)
{
    bool is_array = value_type(v) == VALUE_ARRAY && !is_whole;
    if (is_array && value_count(*array) == 0 && value_is_sole(v)) {
        value_release(*array);
        value_unmark(v, VALUE_IS_SEQUENCE | VALUE_KEEPS_SINGLETON | VALUE_IS_CONSTRUCTED |
                            VALUE_WRAPS_INPUT | VALUE_HAS_TUPLES);
        *array = v;
    } else if (is_array) {
        sequence_add_all(w, array, v);
        value_release(v);
    } else {
        sequence_add_take(w, array, v);
    }
}

struct value *basic_array(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    struct value *array = value_array(n->count);
    for (size_t i = 0; i < n->count && !work_failed(w); i++) {
        put(w, &array, ready_eval(w, n->of[i], input, f), n->of[i]->is_of_array);
    }
    if (work_failed(w)) {
        value_release(array);
        return NULL;
    }
    if (n->is_constructor) {
        value_mark(array, VALUE_IS_CONSTRUCTED);
    }
    return array;
}
