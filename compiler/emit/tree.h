/*
 * tree.h - any tree (asl/tree.h) as C: on one line where it fits, else broken at its brackets.
 */
#ifndef EMIT_TREE_H
#define EMIT_TREE_H

struct asl_expr;
struct buf;

/*
 * Print `e` at the end of `c`. All lines but the first begin with at least `indent` + 4 blanks,
 * and `tail` columns stay free at the end of the last.
 */
void tree_print(struct buf *c, const struct asl_expr *e, int indent, int tail);

/* The same on one line, whatever its length: for tests, which compare trees by their text. */
void tree_print_flat(struct buf *c, const struct asl_expr *e);

#endif
