#include <asl/tree.h>
#include <math.h>
#include <stdint.h>

#include "runtime/base/memory.h"
#include "runtime/expr/form.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/jsonata/apply.h"
#include "runtime/jsonata/cast.h"
#include "runtime/jsonata/locals.h"
#include "runtime/jsonata/message.h"
#include "runtime/jsonata/prepare.h"
#include "runtime/jsonata/ready.h"
#include "runtime/jsonata/sequence.h"
#include "runtime/value/opaque.h"

/* Without bounds the C stack has one all the same. */
#define DEPTH_MAX 20000

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

static struct value *plain_take(struct value *v, bool *has_function);

/* Values inside of it, as they leave the evaluation. */
static struct value *plain_container_take(struct value *v, bool *has_function)
{
    bool is_array = value_type(v) == VALUE_ARRAY;
    struct value *copy = is_array ? value_array(value_count(v)) : value_object();
    for (size_t i = 0; is_array && i < value_count(v); i++) {
        struct value *item = plain_take(value_share(value_item(v, i)), has_function);
        value_append_take(&copy, item);
    }
    for (struct value_walk m = value_walk(v); value_step(&m);) {
        value_set_take(&copy, m.key, plain_take(value_share(m.value), has_function));
    }
    value_release(v);
    return copy;
}

/* What leaves: no function, no tuple, no mark of ours, and no -0 (J-08, J-14). */
static struct value *plain_take(struct value *v, bool *has_function)
{
    if (opaque_is(v)) {
        struct locals *tuple = locals_of_tuple(v);
        struct value *item = tuple == NULL ? NULL : value_share(tuple->slots[0]);
        *has_function = *has_function || tuple == NULL;
        value_release(v);
        return tuple == NULL ? value_null() : plain_take(item, has_function);
    }
    if (value_type(v) == VALUE_NUMBER && cast_double(v) == 0) {
        value_release(v);
        return value_int(0);
    }
    bool is_container = value_type(v) == VALUE_ARRAY || value_type(v) == VALUE_OBJECT;
    return is_container ? plain_container_take(v, has_function) : v;
}

static struct value *finish(struct work *w, const struct asl_expr *e, struct value *v)
{
    bool has_function = false;
    if (work_failed(w)) {
        value_release(v);
        message_throw(w, e);
        return NULL;
    }
    struct value *result = v == NULL ? NULL : plain_take(v, &has_function);
    if (has_function) {
        scope_fail_query(w->scope, e, "returned an unsupported result type.");
        value_release(result);
        return NULL;
    }
    return result;
}

/* ---- The evaluation -----------------------------------------------------------------------
 */

static struct work work_of(struct asl_scope *s)
{
    static const struct scope_bounds none;
    const struct scope_bounds *b = s->bounds == NULL ? &none : s->bounds;
    return (struct work){
        .scope = s,
        .code = CODE_NONE,
        .steps = b->steps == 0 ? UINT64_MAX : b->steps,
        .most_bytes = b->bytes,
        .most_depth = b->depth == 0 ? DEPTH_MAX : b->depth,
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
