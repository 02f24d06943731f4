#include "runtime/jsonata/lambda.h"

#include "runtime/base/memory.h"
#include "runtime/jsonata/accept.h"
#include "runtime/jsonata/function.h"
#include "runtime/jsonata/locals.h"
#include "runtime/jsonata/word.h"
#include "runtime/jsonata/wordcall.h"

/* ---- Lambdas ----------------------------------------------------------------------------- */

/* The call itself; its arguments are as the lambda wants them. */
static struct value *enter(struct work *w, const struct function *f, size_t count,
                           struct value *const *args)
{
    const struct ready *n = f->node;
    struct locals *l = f->captured;
    if (n->opens > 0) {
        l = locals_new(w, f->captured, n->opens);
        for (size_t i = 0; i < n->parameters; i++) {
            l->slots[i] = i < count ? value_share(args[i]) : NULL;
        }
    }
    struct value *result = ready_eval(w, n->of[0], f->own->slots[0], l);
    if (n->opens > 0) {
        locals_release(l);
    }
    return result;
}

static struct value *call_lambda(struct work *w, const struct function *f, size_t count,
                                 struct value *const *args, struct value *context)
{
    const struct ready *n = f->node;
    if (accept_as_they_are(n->accept, count, args)) {
        return enter(w, f, count, args);
    }
    struct accepted a;
    if (!accept_arguments(w, n->accept, count, args, context, 0, &a)) {
        return NULL;
    }
    struct value *result = enter(w, f, a.count, a.args);
    accept_end(&a);
    return result;
}

struct value *lambda_run(struct work *w, const struct ready *n, struct value *input,
                         struct locals *f)
{
    struct locals *own = locals_new(w, NULL, 1);
    locals_bind_take(own, 0, value_share(input));
    return function_new_take((struct function){ .call = call_lambda,
                                                .arity = n->parameters,
                                                .node = n,
                                                .captured = locals_share(f),
                                                .own = own });
}

/* ---- Words ------------------------------------------------------------------------------- */

static struct value *call_word(struct work *w, const struct function *f, size_t count,
                               struct value *const *args, struct value *context)
{
    struct value *result = wordcall(w, f->word, count, args, context);
    if (work_failed(w) && f->word->at != NULL) {
        w->at = f->word->at;
    }
    return result;
}

struct value *lambda_word(struct work *w, const struct ready *n, struct value *input,
                          struct locals *f)
{
    (void)w;
    (void)input;
    (void)f;
    struct value **kept = &n->word->function;
    if (*kept == NULL) {
        *kept = function_new_take(
            (struct function){ .call = call_word, .arity = n->word->arity, .word = n->word });
    }
    return value_share(*kept);
}

/* ---- Made of other functions --------------------------------------------------------------
 */

#define ARGS_FEW 8

/* own[0] is the function, the others are its arguments. */
static struct value *call_partial(struct work *w, const struct function *f, size_t count,
                                  struct value *const *args, struct value *context)
{
    size_t all = f->own->count - 1, next = 0;
    struct value *few[ARGS_FEW], **given = few;
    if (all > ARGS_FEW) {
        given = memory_array(all, sizeof *given);
    }
    for (size_t i = 0; i < all; i++) {
        struct value *bound = f->own->slots[1 + i];
        given[i] = bound != LOCALS_EMPTY ? bound : next < count ? args[next++] : NULL;
    }
    struct value *inner = value_share(f->own->slots[0]);
    const struct function *target = function_of(inner);
    struct value *result = target->node != NULL ? enter(w, target, all, given)
                                                : target->call(w, target, all, given, context);
    value_release(inner);
    if (given != few) {
        memory_release(given);
    }
    return result;
}

/* How many arguments a function can be given. */
static size_t places(const struct function *f)
{
    return f->word != NULL && accept_count(f->word->accept) > f->arity
               ? accept_count(f->word->accept)
               : f->arity;
}

struct value *lambda_partial(struct work *w, struct value *function, size_t count,
                             struct value *const *args)
{
    size_t all = places(function_of(function)), open = 0;
    struct locals *own = locals_new(w, NULL, 1 + all);
    locals_bind_take(own, 0, value_share(function));
    for (size_t i = 0; i < all; i++) {
        struct value *arg = i < count ? args[i] : NULL;
        open += arg == LOCALS_EMPTY ? 1 : 0;
        locals_bind_take(own, 1 + i, value_share(arg));
    }
    return function_new_take(
        (struct function){ .call = call_partial, .arity = open, .own = own });
}

static struct value *call_composed(struct work *w, const struct function *f, size_t count,
                                   struct value *const *args, struct value *context)
{
    struct locals *own = locals_share(f->own);
    struct value *first = count > 0 ? args[0] : NULL;
    struct value *middle =
        function_finish(w, function_once(w, own->slots[0], 1, &first, context));
    struct value *result = NULL;
    if (!work_failed(w)) {
        result = function_once(w, own->slots[1], 1, &middle, context);
        value_release(middle);
    }
    locals_release(own);
    return result;
}

struct value *lambda_compose(struct work *w, struct value *first, struct value *second)
{
    struct locals *own = locals_new(w, NULL, 2);
    locals_bind_take(own, 0, value_share(first));
    locals_bind_take(own, 1, value_share(second));
    return function_new_take(
        (struct function){ .call = call_composed, .arity = 1, .own = own });
}
