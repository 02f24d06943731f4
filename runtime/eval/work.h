/*
 * work.h - one evaluation of a JSONata expression: what it can see, what it may still use up,
 * and how it fails.
 *
 * It carries at most one error, the first. Once work_failed(), everything that is evaluated
 * yields NULL, which otherwise means undefined: whoever has called a function value or has
 * evaluated a node asks before it goes on.
 */
#ifndef EVAL_WORK_H
#define EVAL_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_expr;
struct asl_scope;
struct locals;
struct random;
struct ready;
struct value;

/* CODE_T2001 and so on, and the bounds: CODE_DEPTH, CODE_STEPS, CODE_BYTES. */
enum work_code {
#define JNA_CODE(code, text)        CODE_##code,
#define JNA_BOUND(code, name, text) CODE_##name,
#define JNA_INNER(code, name, text) CODE_##name,
#include "runtime/eval/codes.def"
    CODE_NONE
};

/* What a message tells besides its text; all borrowed, and each may be left out. */
struct work_details {
    struct value *value;
    struct value *value2;
    const char *token;   /* left out: the name of the word or operator that failed */
    size_t index;        /* of an argument, from 1 */
    const char *type;    /* "numbers" */
    struct value *exp;   /* D3061's exponent */
    const char *message; /* the whole message of D3137 and D3141 */
};

/* A call that the lambda that ends with it has left to who called that. */
struct work_tail {
    const struct ready *call;
    struct locals *locals; /* owned */
    struct value *input;   /* owned */
};

struct work {
    struct asl_scope *scope; /* borrowed */
    enum work_code code;     /* CODE_NONE: it has not failed */
    const struct asl_expr
        *at;           /* where it failed: the node, or NULL if nobody has said so yet */
    const char *token; /* what {{token}} stands for, once somebody has said so; borrowed */
    struct work_details told; /* of the error; its values are owned */
    char *message;            /* the error's whole message, if it has one of its own; owned */
    uint64_t steps;           /* that are left */
    uint64_t most_bytes;
    unsigned depth, most_depth;
    const char *stack_end; /* below it the C stack is kept free */
    uint64_t spent_bytes;  /* of all texts and arrays that were made so far */
    struct value *input;   /* what $$ means; borrowed */
    bool has_time;         /* somebody has asked for it */
    int64_t now_ms;        /* once somebody has */
    struct locals *locals; /* all that are there */
    struct work_tail tail; /* while a call's result is FUNCTION_TAIL */
};

/* Fails the evaluation, unless it has failed, and returns NULL. `value` (borrowed, or NULL) is
 * {{value}}. */
struct value *work_fail(struct work *w, enum work_code code, struct value *value);
struct value *work_fail_with(struct work *w, enum work_code code, const struct work_details *d);

/* Says where it failed and what {{token}} is, unless somebody has said so already. */
void work_blame(struct work *w, const struct asl_expr *at, const char *token);

/* Forgets the error, and releases what was told of it. */
void work_forget_error(struct work *w);

static inline bool work_failed(const struct work *w)
{
    return w->code != CODE_NONE;
}

/* To be asked before a text or an array of so many bytes (of an array: 8 an item) is made.
 * Returns false if that is more than an evaluation may use, which has failed then. */
bool work_may_make(struct work *w, size_t bytes);

/* Counts so many steps of a loop that evaluates nothing: a search through a long text. Returns
 * false if no steps are left, and the evaluation has failed then. */
bool work_may_go(struct work *w, uint64_t steps);

/* Milliseconds since 1970, the same during one evaluation. */
int64_t work_now_ms(struct work *w);

/* The source of chance: borrowed, never NULL. */
struct random *work_random(struct work *w);

#endif
