/*
 * operand.h - references ($x.y[0].z()) and values of a template as trees.
 */
#ifndef VTL_OPERAND_H
#define VTL_OPERAND_H

struct scan;
struct vtl_node;

/* Read the reference that begins at '$'. NULL without an error if that begins none. */
struct vtl_node *operand_reference(struct scan *p);

/* Read a value. NULL after an error. */
struct vtl_node *operand_parse(struct scan *p);

#endif
