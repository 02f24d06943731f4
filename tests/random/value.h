/*
 * value.h - random JSON, written to a buffer.
 */
#ifndef RANDOM_VALUE_H
#define RANDOM_VALUE_H

#include "tests/random/gen.h"

void value_number(struct gen *g, struct buf *b);
void value_text(struct gen *g, struct buf *b);

/* An object with the members that all paths look for; `depth` is how deep such objects stand in
 * it again. */
void value_base(struct gen *g, struct buf *b, int depth);

/* Anything, at most `depth` deep. */
void value_any(struct gen *g, struct buf *b, int depth);

void value_of_type(struct gen *g, struct buf *b, enum type type);

/* A timestamp, with quotes. */
void value_time(struct gen *g, struct buf *b);

#endif
