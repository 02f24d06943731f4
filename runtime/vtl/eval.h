/*
 * eval.h - runs the tree of a template.
 */
#ifndef VTL_EVAL_H
#define VTL_EVAL_H

struct buf;
struct run;
struct vtl_node;

/* Append what the block makes. The buffer has a limit. What goes wrong is noted in the run. */
void eval_block(struct run *r, const struct vtl_node *block, struct buf *out);

#endif
