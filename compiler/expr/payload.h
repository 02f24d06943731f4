/*
 * payload.h - a field's value -> a tree, by the field's shape (fields.def): literals, paths,
 * templates whose keys end in .$, intrinsics, JSONata. The one door from the definition to
 * expressions: check.c knocks for its messages, plan.c for its trees.
 */
#ifndef EXPR_PAYLOAD_H
#define EXPR_PAYLOAD_H

#include <stdbool.h>

#include "compiler/read/ast.h"
#include "compiler/read/shape.h"

struct arena;
struct asl_expr;
struct diag;
struct query_sight;

/*
 * The tree of one field of a state, rule, retrier, catcher or block in JSONPath, or NULL if it
 * is absent, or not an expression's field, or wrong and reported. A field whose value is null
 * yields ASL_EMPTY_OBJECT where it is InputPath or OutputPath, and ASL_NULL where it is
 * ResultPath (G-10).
 */
const struct asl_expr *payload_field(struct arena *a, struct diag *d, enum field f,
                                     const struct doc_node *node);

/*
 * Likewise in JSONata: every text {% ... %} in the field is an expression (J-01, J-02). What
 * refers to something that is not there is reported, too (J-04), and what is certain to fail.
 */
const struct asl_expr *payload_query(struct arena *a, struct diag *d,
                                     const struct query_sight *sight, enum field f,
                                     const struct doc_node *node);

/* Returns true if a text of the field is an expression in JSONata that a ${NAME} is in, which
 * nobody has filled: *ret_text is the first one. */
bool payload_is_open_query(enum field f, const struct doc_node *node,
                           const struct doc_node **ret_text);

/*
 * Returns true where the value of a path's field, or of a key that ends in .$ (SHAPE_TEMPLATE),
 * is not an expression because of a ${NAME} that nobody has filled.
 */
bool payload_is_open(struct arena *a, struct diag *d, enum shape shape,
                     const struct doc_node *n);

/* A rule's operand: a literal, or a reference path. */
const struct asl_expr *payload_operand(struct arena *a, struct diag *d, const struct rule *r);

/* Any JSON as it stands: keys with .$ stay (P-46). */
const struct asl_expr *payload_literal(struct arena *a, const struct doc_node *node);

/* A template: keys that end in .$ are expressions (P-41). */
const struct asl_expr *payload_template(struct arena *a, struct diag *d,
                                        const struct doc_node *node);

/* A member whose key ends in .$; and a text that is meant to be a call. */
bool payload_is_computed(const struct doc_node *n);
bool payload_is_call(const struct doc_node *n);

#endif
