/*
 * query.h - random states in JSONata, whose data looks like value_base() again, so that states
 * of both dialects may follow each other.
 */
#ifndef RANDOM_QUERY_H
#define RANDOM_QUERY_H

#include "tests/random/gen.h"

struct block;

/* The members of one state in JSONata, of any type that has no states inside. */
void query_state(struct gen *g, struct block *bl);

/* A random expression of that type, at most `depth` deep; as it stands in JSON's quotes. */
void query_expr(struct gen *g, struct buf *b, enum type type, int depth);

#endif
