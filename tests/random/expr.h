/*
 * expr.h - random paths, intrinsic calls and payload templates that mostly find what they look
 * for.
 */
#ifndef RANDOM_EXPR_H
#define RANDOM_EXPR_H

#include "tests/random/gen.h"

/* A path with one place at its end, as Variable, SecondsPath and their kin want it. Without
 * quotes. */
void expr_reference(struct gen *g, struct buf *b, enum type type);

/* Any path, or an intrinsic call whose arguments are at most `depth` calls deep. Without
 * quotes. */
void expr_any(struct gen *g, struct buf *b, enum type type, int depth);

/* An object for Parameters, ResultSelector, ItemSelector: some members written, some evaluated.
 */
void expr_template(struct gen *g, struct buf *b);

/* A template that gives an object as value_base() does. */
void expr_base_template(struct gen *g, struct buf *b);

#endif
