/*
 * steps.h - what the grammar has read -> paths with their steps, stages and ancestry, as an
 * evaluator wants them: what the reference calls processAST().
 */
#ifndef JSONATA_STEPS_H
#define JSONATA_STEPS_H

struct draft;
struct reading;

/* The shaped draft, made of the given ones; NULL after a mistake. */
struct draft *steps_shape(const struct reading *r, struct draft *d);

#endif
