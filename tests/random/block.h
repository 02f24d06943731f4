/*
 * block.h - one "States" object under construction: its states in a row, and two more beside
 * the row for what goes wrong. A state leads to later ones only.
 */
#ifndef RANDOM_BLOCK_H
#define RANDOM_BLOCK_H

#include "tests/random/gen.h"

#define ROW_MAX 8

struct block {
    char row[ROW_MAX][NAME_SIZE]; /* names as JSON text */
    int count;
    int at;                  /* the one that is written now */
    int depth;               /* 0: the workflow's own states */
    char mend[NAME_SIZE];    /* a Pass that ends well */
    char despair[NAME_SIZE]; /* a Fail */
    bool is_mend_used;
    bool is_despair_used;
};

/* Name all states of a block with `count` in its row. */
void block_begin(struct gen *g, struct block *b, int count, int depth);

/* "Next": the one behind, or "End": true. */
void block_next(struct gen *g, const struct block *b);

/* Some state that may be gone to from here. */
const char *block_target(struct gen *g, struct block *b);

/* Some state that may be gone back to, or NULL: never the first of all, which sets the
 * counters. */
const char *block_earlier(struct gen *g, const struct block *b);

#endif
