#include "runtime/jsonata/lambda.h"

#include "runtime/base/memory.h"
#include "runtime/eval/accept.h"
#include "runtime/eval/function.h"
#include "runtime/eval/locals.h"
#include "runtime/eval/ready.h"
#include "runtime/words/word.h"
#include "runtime/words/wordcall.h"

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

/* The arguments of a call; the values are owned. */
struct given {
    size_t count;
    struct value **of, *few[ARGS_FEW];
};

static void take_back(struct given *g)
{
    for (size_t i = 0; i < g->count; i++) {
        value_release(g->of[i]);
    }
    if (g->of != g->few) {
        memory_release(g->of);
    }
    *g = (struct given){ .of = g->few };
}

/* What a partial application gives its function: own[0] is that, the others are its arguments.
 */
static void give(struct given *g, const struct locals *own, size_t count,
                 struct value *const *args)
{
    size_t next = 0;
    g->count = own->count - 1;
    if (g->count > ARGS_FEW) {
        g->of = memory_array(g->count, sizeof *g->of);
    }
    for (size_t i = 0; i < g->count; i++) {
        struct value *bound = own->slots[1 + i];
        struct value *v = bound != LOCALS_EMPTY ? bound : next < count ? args[next++] : NULL;
        g->of[i] = value_share(v);
    }
}

/* What a composition gives its second function. The first is called a level deeper, as it
 * stands in an argument. */
static void give_result(struct work *w, struct given *g, const struct locals *own, size_t count,
                        struct value *const *args, struct value *context)
{
    struct value *first = count > 0 ? args[0] : NULL;
    g->count = 1;
    w->depth++;
    g->few[0] = ready_is_deep(w)
                    ? ready_stop(w)
                    : function_finish(w, function_once(w, own->slots[0], 1, &first, context));
    w->depth--;
}

static function_call call_partial, call_composed;

/* Calls a function that is made of others, however many. A loop goes from one to the next: the
 * stack of C does not grow by them. */
static struct value *call_made(struct work *w, const struct function *f, size_t count,
                               struct value *const *args, struct value *context)
{
    struct given both[2] = { { .of = both[0].few }, { .of = both[1].few } };
    struct value *held = NULL, *result = NULL;
    bool is_partial = false;
    for (int i = 0; f->call == call_partial || f->call == call_composed; i ^= 1) {
        struct locals *own = locals_share(f->own);
        take_back(&both[i]);
        is_partial = f->call == call_partial;
        if (is_partial) {
            give(&both[i], own, count, args);
        } else {
            give_result(w, &both[i], own, count, args, context);
        }
        value_release(held);
        held = value_share(own->slots[is_partial ? 0 : 1]);
        locals_release(own);
        f = function_of(held);
        count = both[i].count;
        args = both[i].of;
        if (!work_may_go(w, 1)) {
            break;
        }
    }
    if (!work_failed(w)) {
        /* A partial application has its arguments checked no more. */
        result = !is_partial              ? function_once(w, held, count, args, context)
                 : f->call == call_lambda ? enter(w, f, count, args)
                                          : f->call(w, f, count, args, context);
    }
    take_back(&both[0]);
    take_back(&both[1]);
    value_release(held);
    return result;
}

static struct value *call_partial(struct work *w, const struct function *f, size_t count,
                                  struct value *const *args, struct value *context)
{
    return call_made(w, f, count, args, context);
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
    return call_made(w, f, count, args, context);
}

struct value *lambda_compose(struct work *w, struct value *first, struct value *second)
{
    struct locals *own = locals_new(w, NULL, 2);
    locals_bind_take(own, 0, value_share(first));
    locals_bind_take(own, 1, value_share(second));
    return function_new_take(
        (struct function){ .call = call_composed, .arity = 1, .own = own });
}
