/*
 * formtree.h - reads the parameters of AWS's query protocol, such as
 * Attributes.entry.1.key=Policy, as values of a shape.
 */
#ifndef DOOR_FORMTREE_H
#define DOOR_FORMTREE_H

#include <stdbool.h>

struct asl_shape;
struct value;

#define FORMTREE_PAIRS_MAX 20000
#define FORMTREE_DEPTH_MAX 20

/* Returns true and *ret_value (new), an object of the members that the shape has, out of
 * NAME=VALUE pairs; false if there are more pairs, or names of more parts, than may be. */
bool formtree_read(const struct asl_shape *s, const char *pairs, struct value **ret_value);

#endif
