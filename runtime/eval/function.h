/*
 * function.h - what a function value is made of. For the modules that make functions; words use
 * apply.h.
 */
#ifndef EVAL_FUNCTION_H
#define EVAL_FUNCTION_H

#include <stddef.h>

#include "runtime/value/value.h"

struct apply_kind;
struct asl_expr;
struct function;
struct locals;
struct ready;
struct ready_word;
struct work;

/* The function's result for these arguments (borrowed): new. `context` (borrowed) may stand for
 * an argument that was left out. May be FUNCTION_TAIL. */
typedef struct value *function_call(struct work *w, const struct function *f, size_t count,
                                    struct value *const *args, struct value *context);

struct function {
    function_call *call;
    size_t arity;
    const struct ready *node;      /* a lambda's */
    struct ready_word *word;       /* a word's; borrowed from the tree */
    struct locals *captured;       /* what a lambda can see; owned */
    struct locals *own;            /* other values that it keeps, such as its context; owned */
    const struct apply_kind *kind; /* of apply_new() */
    void *content;
    const struct asl_expr
        *at;           /* where it was called last, and under which name: the place and */
    const char *token; /* the name of an error in it; or NULL */
};

/* A call in tail position is not done by the lambda that ends with it, but by who called that:
 * so no depth of calls grows. It stands in w->tail. */
#define FUNCTION_TAIL ((struct value *)(uintptr_t)18)

/* A new function value; what the function has is taken. */
struct value *function_new_take(struct function f);

/* The function of a value; NULL if it is none. */
struct function *function_of(const struct value *v);

/* Calls it once: the result (new) may be FUNCTION_TAIL. T1006 if it is no function. */
struct value *function_once(struct work *w, const struct value *v, size_t count,
                            struct value *const *args, struct value *context);

/* Does what is left to do if a result is FUNCTION_TAIL: new. */
struct value *function_finish(struct work *w, struct value *result);

#endif
