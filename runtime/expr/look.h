/*
 * look.h - the outcome of a path, for path.c and for the parts of a path that contain paths.
 *
 * A filter and a function in a path have paths of their own. They are given the function that
 * follows these, so that no file of a path's parts needs the one that puts them together.
 */
#ifndef EXPR_LOOK_H
#define EXPR_LOOK_H

#include <stdbool.h>
#include <stddef.h>

struct asl_expr;
struct asl_scope;
struct value;

enum path_outcome {
    PATH_FOUND,     /* there is a value; it may be null */
    PATH_NO_LEAF,   /* a definite path whose last step leads to nothing */
    PATH_NO_PARENT, /* a definite path that breaks off earlier */
    PATH_PAST_END,  /* a definite path whose last step is an index past the end (P-21) */
    PATH_FAILED     /* the scope has failed */
};

/* What a path that leads nowhere yields depends on where it is used. */
enum path_rule {
    PATH_FIELD, /* above an indefinite step a missing member yields []; a slice wants an array
                 */
    PATH_TEMPLATE, /* so does anything else (P-22), and an index past the end is null (P-21) */
    PATH_OPERAND,  /* of a filter: what is missing is absent, as in Jayway */
    PATH_EXISTENCE /* as an operand, but for a path that is the whole test: each name must be
                      there */
};

struct path_result {
    enum path_outcome outcome;
    struct value *value; /* PATH_FOUND: new */
    struct value *at;    /* else: what the missing step was tried on; borrowed */
    size_t missing;      /* else: the number of that step, from 1 */
};

/* path_look() of path.h. */
typedef struct path_result path_looker(struct asl_scope *s, const struct asl_expr *path,
                                       enum path_rule rule);

#endif
