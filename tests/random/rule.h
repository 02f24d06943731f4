/*
 * rule.h - random rules of a Choice state: every comparator, and And, Or, Not around them.
 */
#ifndef RANDOM_RULE_H
#define RANDOM_RULE_H

#include "tests/random/gen.h"

/* The members of a rule, without braces, so that Next and Assign can follow. */
void rule_members(struct gen *g, struct buf *b, int depth);

#endif
