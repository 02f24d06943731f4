#include <asl/tree.h>
#include <math.h>
#include <stdint.h>
#include <sys/resource.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/eval/apply.h"
#include "runtime/eval/cast.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/ready.h"
#include "runtime/eval/sequence.h"
#include "runtime/expr/form.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/jsonata/message.h"
#include "runtime/jsonata/prepare.h"
#include "runtime/value/opaque.h"

/* Without bounds the C stack has one all the same: a quarter of it is kept free. */
#define DEPTH_MAX     20000
#define STACK_DEFAULT ((size_t)8 << 20)

/* ---- The tree, made ready once ------------------------------------------------------------
 */

static void end_prepared(void *kept)
{
    prepare_release(kept);
}

/* *ret_is_own: nobody keeps it. */
static struct prepared *prepared_of(struct asl_scope *s, const struct asl_expr *e,
                                    bool *ret_is_own)
{
    *ret_is_own = s->literals == NULL;
    if (s->literals == NULL) {
        return prepare(e);
    }
    struct form *form = (struct form *)(uintptr_t)literal_form(s->literals, e);
    if (form->kept == NULL) {
        form->kept = prepare(e);
        form->end = end_prepared;
    }
    return form->kept;
}

/* ---- The result ---------------------------------------------------------------------------
 */

static struct value *plain(struct value *v, bool *has_function);

/* What is ours, and nothing that others may see. */
#define MARKS                                                                                  \
    (VALUE_IS_SEQUENCE | VALUE_KEEPS_SINGLETON | VALUE_IS_CONSTRUCTED | VALUE_WRAPS_INPUT |    \
     VALUE_HAS_TUPLES)

/* The array (taken) without our marks; a copy, if it has other owners than the two of
 * plain_container(). */
static struct value *unmarked_take(struct value *v)
{
    if ((value_flags(v) & MARKS) == 0) {
        return v;
    }
    if (node_of(v)->refs <= 2) {
        value_unmark(v, MARKS);
        return v;
    }
    struct value *copy = value_array(value_count(v));
    for (size_t i = 0; i < value_count(v); i++) {
        value_append_take(&copy, value_share(value_item(v, i)));
    }
    value_release(v);
    return copy;
}

/* A container with each part as it leaves the evaluation: itself, if none has changed. */
static struct value *plain_container(struct value *v, bool *has_function)
{
    struct value *copy = value_share(v);
    size_t count = value_type(v) == VALUE_ARRAY ? value_count(v) : 0;
    for (size_t i = 0; i < count; i++) {
        struct value *item = plain(value_item(v, i), has_function);
        if (item != value_item(v, i)) {
            value_set_item_take(&copy, i, item);
        } else {
            value_release(item);
        }
    }
    for (struct value_walk m = value_walk(v); value_step(&m);) {
        struct value *member = plain(m.value, has_function);
        if (member != m.value) {
            value_set_take(&copy, m.key, member);
        } else {
            value_release(member);
        }
    }
    copy = unmarked_take(copy);
    value_mark(copy, VALUE_IS_PLAIN);
    return copy;
}

/* What has been an integer is exact. A whole number has no fraction, and no exponent below
 * 1e21; zero has no sign. */
static struct value *plain_number(struct value *v)
{
    double number = cast_double(v);
    bool is_double = value_to_number(v).kind == NUMBER_DOUBLE;
    if (!is_double || !(fabs(number) < 1e21) || number != trunc(number)) {
        return value_share(v);
    }
    if (fabs(number) <= 0x1p53) {
        return value_int((int64_t)number);
    }
    struct buf text = { 0 };
    cast_print_number(&text, number, false);
    struct value *whole = value_number(buf_string(&text), text.size);
    buf_release(&text);
    return whole;
}

static bool is_plain(const struct value *v)
{
    return !node_is(v) || (value_flags(v) & VALUE_IS_PLAIN) != 0;
}

/* A value as it leaves, new: without functions, tuples and marks (J-08). What was looked
 * through once, as most of an input, is known by its mark, and is not looked through again. */
static struct value *plain(struct value *v, bool *has_function)
{
    if (is_plain(v)) {
        return value_share(v);
    }
    if (opaque_is(v)) {
        struct locals *tuple = locals_of_tuple(v);
        *has_function = *has_function || tuple == NULL;
        return tuple == NULL ? value_null() : plain(tuple->slots[0], has_function);
    }
    bool is_container = value_type(v) == VALUE_ARRAY || value_type(v) == VALUE_OBJECT;
    return is_container                    ? plain_container(v, has_function)
           : value_type(v) == VALUE_NUMBER ? plain_number(v)
                                           : value_share(v);
}

static struct value *finish(struct work *w, const struct asl_expr *e, struct value *v)
{
    bool has_function = false;
    if (work_failed(w)) {
        value_release(v);
        message_throw(w, e);
        return NULL;
    }
    struct value *result = plain(v, &has_function);
    value_release(v);
    if (has_function) {
        scope_fail_query(w->scope, e, "returned an unsupported result type.");
        value_release(result);
        return NULL;
    }
    return result;
}

/* ---- The evaluation -----------------------------------------------------------------------
 */

static const char *stack_end(void)
{
    struct rlimit most;
    bool is_known = getrlimit(RLIMIT_STACK, &most) == 0 && most.rlim_cur != RLIM_INFINITY;
    size_t size = is_known ? (size_t)most.rlim_cur : STACK_DEFAULT;
    return (const char *)__builtin_frame_address(0) - size / 4 * 3;
}

static struct work work_of(struct asl_scope *s)
{
    const struct scope_bounds *b = s->bounds == NULL ? &scope_own_bounds : s->bounds;
    return (struct work){
        .scope = s,
        .code = CODE_NONE,
        .steps = b->steps == 0 ? UINT64_MAX : b->steps,
        .most_bytes = b->bytes,
        .most_depth = b->depth == 0 ? DEPTH_MAX : b->depth,
        .stack_end = b->depth == 0 ? stack_end() : NULL,
        .input = s->data,
    };
}

/* An array that is the input is one item, not many. */
static struct value *wrapped(struct value *data)
{
    if (value_type(data) != VALUE_ARRAY) {
        return value_share(data);
    }
    struct value *outer = sequence_new();
    value_append_take(&outer, value_share(data));
    value_mark(outer, VALUE_WRAPS_INPUT);
    return outer;
}

struct value *asl_eval_jsonata(struct asl_scope *s, const struct asl_expr *e)
{
    bool is_own;
    struct prepared *p = prepared_of(s, e, &is_own);
    struct work w = work_of(s);
    struct value *input = wrapped(s->data);
    struct locals *top = p->opens == 0 ? NULL : locals_new(&w, NULL, p->opens);
    struct value *v = finish(&w, e, ready_eval(&w, p->root, input, top));
    locals_release(top);
    work_forget_error(&w);
    locals_end(&w);
    value_release(input);
    if (is_own) {
        prepare_release(p);
    }
    return v;
}
