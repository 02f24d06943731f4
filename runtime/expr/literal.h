/*
 * literal.h - the forms of a program's trees, each made once; those of its constants above all.
 *
 * A tree that computes nothing always has the same value, and a value that others can see is
 * never changed, so all who want it can share one. What outlives the store are a program's
 * tables and its texts: so a tree is known by its table, but a number or a string, which may
 * also be local to a function, as the operand of asl_test(), by its text.
 */
#ifndef EXPR_LITERAL_H
#define EXPR_LITERAL_H

#include <stdbool.h>

struct asl_expr;
struct form;
struct literals; /* opaque */

struct literals *literals_new(void);
void literals_release(struct literals *l);

/* Returns true if the tree may be given to literal_form(). Other nodes are constants that are
 * made as fast as they are found, or may be local to a function. */
bool literal_is_kept(const struct asl_expr *e);

/* The form of the tree; the store owns it. O(1), except for the first time. */
const struct form *literal_form(struct literals *l, const struct asl_expr *e);

#endif
