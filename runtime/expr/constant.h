/*
 * constant.h - the values of trees that compute nothing: JSON literals.
 */
#ifndef EXPR_CONSTANT_H
#define EXPR_CONSTANT_H

#include <stdbool.h>

struct asl_expr;
struct value;

/* Returns true if the tree always has the same value. */
bool constant_is(const struct asl_expr *e);

/* The value of such a tree: new. Any other node in it is a bug (assert). */
struct value *constant_value(const struct asl_expr *e);

#endif
