/*
 * query.h - a text {% ... %} of a definition -> a tree, and what is to be said of it: mistakes,
 * references that AWS refuses, and what cannot be meant. For payload.c, the
 * one door to expressions.
 */
#ifndef EXPR_QUERY_H
#define EXPR_QUERY_H

#include <stdbool.h>

#include "compiler/read/shape.h"

struct arena;
struct asl_expr;
struct diag;
struct jsonata_names;

/* What an expression sees in its field. */
struct query_sight {
    const struct jsonata_names *names; /* the variables that there may be; NULL: none */
    bool has_result, has_error_output; /* of $states (J-06) */
};

/* The field in which an expression stands. */
struct query_field {
    struct arena *arena;
    const struct query_sight *sight;
    enum shape shape;
    const struct doc_node *whole; /* its value */
};

/* The tree of a text for which shape_is_jsonata() is true; NULL after a message. `where` begins
 * each message. */
const struct asl_expr *query_read(const struct query_field *f, struct diag *d,
                                  const struct doc_node *text, const char *where);

#endif
