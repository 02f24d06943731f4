/*
 * literal.h - the values of a program's constants, each made once.
 *
 * A tree that computes nothing always has the same value, and a value that others can see is
 * never changed, so all who want it can share one. What outlives the store are a program's
 * tables and its texts: so an object or an array is known by its table, but a number or a
 * string, which may also be local to a function, as the operand of asl_test(), by its text.
 */
#ifndef EXPR_LITERAL_H
#define EXPR_LITERAL_H

#include <stdbool.h>

struct asl_expr;
struct value;
struct literals; /* opaque */

struct literals *literals_new(void);
void literals_release(struct literals *l);

/* The value of a tree that computes nothing: new. Any other node in it is a bug (assert). */
struct value *literal_value(const struct asl_expr *e);

/* Returns true if `e` is a constant that is worth keeping: *ret_value is then a new reference
 * to its one value. O(1), except for the first time. */
bool literal_find(struct literals *l, const struct asl_expr *e, struct value **ret_value);

#endif
