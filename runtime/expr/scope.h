/*
 * scope.h - what an expression can see, and how it fails.
 *
 * A scope lives on the stack of its user. It carries at most one error, the
 * first: once `failed` is set, everything that is evaluated in it does nothing and
 * yields NULL, so that an evaluator needs no check between its lines.
 */
#ifndef EXPR_SCOPE_H
#define EXPR_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_expr;
struct buf;
struct value;
struct literals;
struct random;

/* A failure's name and cause; either may be absent (NULL). Owned. */
struct scope_error {
    char *name;
    char *cause;

    /* Of a JSONata expression: its place in its field, as scope_print_place() shows it (owned).
     */
    char *location;

    /* If a JSONata expression threw it: JSONata's own code, such as "T2001" (static; NULL of a
     * bound's), its own words (owned), and the node that failed (static; NULL if unknown). */
    const char *code;
    char *message;
    const struct asl_expr *at;
};

/* The place in a field that is being evaluated: a member or an item, and the place around it.
 * Each lives on the stack. */
struct scope_place {
    const struct scope_place *up;
    const char *key; /* of a member; NULL for an item */
    size_t index;    /* of an item */
};

/* The most that one evaluation of JSONata may use, as on AWS; 0: no bound. */
struct scope_bounds {
    unsigned depth; /* of evaluations in each other */
    size_t bytes;   /* of the texts and arrays that it makes */
    uint64_t steps; /* nodes that it evaluates */
};
extern const struct scope_bounds scope_aws_bounds;

/* Those that hold without AWS's limits: an evaluation must not make the program stand still, or
 * use up the memory. */
extern const struct scope_bounds scope_own_bounds;

struct asl_scope {
    struct value *data; /* what $ means; borrowed */

    /* What $states has besides the context: input, result, errorOutput (J-06). All borrowed;
     * NULL if it has no such member. */
    struct value *input, *result, *error_output;
    struct value *item; /* what @ means inside a filter; borrowed */

    /* The context object and the variables are made on demand by the owner; borrowed.
     * `variable` returns false if there is no such variable. If one of the two functions is
     * NULL, there is no context object, or there are no variables. */
    void *owner;
    struct value *(*context)(void *owner);
    bool (*variable)(void *owner, const char *name, struct value **ret_value);

    /* Milliseconds since 1970 by the owner's clock; NULL: by the system's. */
    int64_t (*now_ms)(void *owner);

    const struct scope_bounds *bounds; /* static; NULL: scope_own_bounds */
    struct literals *literals; /* the program's constants; borrowed; NULL if none are kept */
    struct random *random;     /* for States.UUID and States.MathRandom */
    const char *door;  /* the rule or catcher that the field is one of: "Catch[1]"; or NULL */
    const char *field; /* the field being evaluated, for messages: "Output", "ErrorPath" */
    const struct scope_place *place; /* where in it; NULL at its top */
    const struct asl_expr *call;     /* the outermost intrinsic, for messages (F-07) */

    bool failed;
    struct scope_error error;
};

/* Fail the scope, unless it has failed. `name` is copied; the format makes the cause. */
void scope_fail(struct asl_scope *s, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Fail because of a JSONata expression, unless the scope has failed:
 * States.QueryEvaluationError (J-07 .. J-10). `e` is the expression, an ASL_OP_JSONATA; the
 * format says what it did: "returned nothing (undefined)."
 */
void scope_fail_query(struct asl_scope *s, const struct asl_expr *e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Fail because a JSONata expression threw `what`: "an error", or "an internal error" (J-10).
 * `code` is JSONata's own, static; NULL if a bound was reached. `at` is the node that failed,
 * or NULL. The format makes JSONata's own words.
 */
void scope_throw(struct asl_scope *s, const struct asl_expr *e, const char *what,
                 const char *code, const struct asl_expr *at, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* The compact JSON of `v` for a message: new. */
char *scope_show(const struct value *v);

/* Like scope_show(), but a string has no quotes around it: new (H-63). */
char *scope_show_bare(const struct value *v);

/* The place as JSONata's messages show it: Output/a/b[0][1], Catch[1]/Output/a (J-11). */
void scope_print_place(struct buf *b, const struct asl_scope *s);

/* The field as JSONPath's messages show it: the member's key with .$, or the field itself
 * (P-20). */
void scope_print_field(struct buf *b, const struct asl_scope *s);

/* Forget an error and release its texts. */
void scope_lift(struct asl_scope *s);

#endif
