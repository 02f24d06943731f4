#include "runtime/jsonata/call.h"

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/eval/function.h"
#include "runtime/eval/locals.h"
#include "runtime/jsonata/lambda.h"
#include "runtime/words/word.h"
#include "runtime/words/wordcall.h"

/* ---- Arguments --------------------------------------------------------------------------- */

#define ARGS_FEW 6

struct args {
    struct value **of;
    size_t count;
    struct value *few[ARGS_FEW];
};

/* Evaluates them from left to right. `first` (borrowed) goes in front if there is one. */
static bool make_args(struct work *w, struct ready *const *nodes, size_t count,
                      struct value *const *first, struct value *input, struct locals *f,
                      struct args *ret)
{
    ret->count = 0;
    ret->of = count + 1 <= ARGS_FEW ? ret->few : memory_array(count + 1, sizeof *ret->of);
    if (first != NULL) {
        ret->of[ret->count++] = value_share(*first);
    }
    for (size_t i = 0; i < count && !work_failed(w); i++) {
        ret->of[ret->count++] =
            nodes[i] == NULL ? LOCALS_EMPTY : ready_eval(w, nodes[i], input, f);
    }
    return !work_failed(w);
}

static void end_args(struct args *a)
{
    for (size_t i = 0; i < a->count; i++) {
        value_release(a->of[i]);
    }
    if (a->of != a->few) {
        memory_release(a->of);
    }
}

/* ---- Calls ------------------------------------------------------------------------------- */

static struct value *word_once(struct work *w, const struct ready *n, struct value *input,
                               struct locals *f, struct value *const *first)
{
    if (w->depth >= w->most_depth) {
        return ready_stop(w);
    }
    struct args a;
    struct value *result = NULL;
    if (make_args(w, n->of, n->count, first, input, f, &a)) {
        n->word->at = n->e;
        result = wordcall(w, n->word, a.count, a.of, input);
        if (work_failed(w)) {
            work_blame(w, n->word->at, n->word->word->name);
            w->at = n->word->at;
        }
    }
    end_args(&a);
    return result;
}

struct value *call_word_once(struct work *w, const struct ready *n, struct value *input,
                             struct locals *f)
{
    return word_once(w, n, input, f, NULL);
}

/* The name of a variable that is called. */
static const char *token_of(const struct ready *n)
{
    const struct asl_expr *called = n->of[0]->e;
    bool is_name = called->op == ASL_OP_VARIABLE || called->op == ASL_OP_J_EITHER;
    return is_name ? called->text : NULL;
}

static struct value *apply_once(struct work *w, const struct ready *n, struct value *input,
                                struct locals *f, struct value *const *first)
{
    struct value *called = ready_eval(w, n->of[0], input, f);
    if (called == NULL && n->e->text != NULL && !work_failed(w)) {
        work_fail_with(w, CODE_T1005, &(const struct work_details){ .token = n->e->text });
        work_blame(w, n->e, NULL);
    }
    if (work_failed(w)) {
        value_release(called);
        return NULL;
    }
    struct args a;
    struct value *result = NULL;
    if (make_args(w, n->of + 1, n->count - 1, first, input, f, &a)) {
        struct function *function = function_of(called);
        if (function != NULL) {
            function->at = n->e;
            function->token = token_of(n);
        }
        result = function_once(w, called, a.count, a.of, input);
        if (work_failed(w)) {
            work_blame(w, n->e, token_of(n));
        }
    }
    end_args(&a);
    value_release(called);
    return result;
}

struct value *call_apply_once(struct work *w, const struct ready *n, struct value *input,
                              struct locals *f)
{
    return apply_once(w, n, input, f, NULL);
}

struct value *call_run(struct work *w, const struct ready *n, struct value *input,
                       struct locals *f)
{
    return function_finish(w, n->bare(w, n, input, f));
}

struct value *call_tail(struct work *w, const struct ready *n, struct value *input,
                        struct locals *f)
{
    w->tail = (struct work_tail){ n, locals_share(f), value_share(input) };
    return FUNCTION_TAIL;
}

/* ---- Partial application ----------------------------------------------------------------- */

static struct value *partial_of(struct work *w, const struct ready *n, struct value *called,
                                const struct args *a)
{
    if (function_of(called) != NULL) {
        return lambda_partial(w, called, a->count, a->of);
    }
    bool is_meant = called == NULL && n->e->text != NULL;
    work_fail_with(w, is_meant ? CODE_T1007 : CODE_T1008,
                   &(const struct work_details){ .token = is_meant ? n->e->text : NULL });
    work_blame(w, n->e, token_of(n));
    return NULL;
}

struct value *call_partial(struct work *w, const struct ready *n, struct value *input,
                           struct locals *f)
{
    struct args a;
    struct value *result = NULL;
    if (make_args(w, n->of + 1, n->count - 1, NULL, input, f, &a)) {
        struct value *called = ready_eval(w, n->of[0], input, f);
        if (!work_failed(w)) {
            result = partial_of(w, n, called, &a);
        }
        value_release(called);
    }
    end_args(&a);
    return result;
}

/* ---- a ~> b ------------------------------------------------------------------------------ */

static struct value *chained(struct work *w, const struct ready *n, struct value *left,
                             struct value *right)
{
    if (function_of(right) == NULL) {
        work_fail(w, CODE_T2006, right);
        work_blame(w, n->e, NULL);
        return NULL;
    }
    if (function_of(left) != NULL) {
        return lambda_compose(w, left, right);
    }
    return function_finish(w, function_once(w, right, 1, &left, value_null()));
}

struct value *call_chain(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    const struct ready *to = n->of[1];
    struct value *left = ready_eval(w, n->of[0], input, f), *result = NULL;
    if (work_failed(w)) {
        return NULL;
    }
    if (to->bare == call_word_once) {
        result = word_once(w, to, input, f, &left);
    } else if (to->bare == call_apply_once) {
        result = function_finish(w, apply_once(w, to, input, f, &left));
    } else {
        struct value *right = ready_eval(w, to, input, f);
        if (!work_failed(w)) {
            result = chained(w, n, left, right);
        }
        value_release(right);
    }
    value_release(left);
    return result;
}
