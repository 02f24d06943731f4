/*
 * rank.h - in which row each box stands: arrows are to lead down, by as few rows as can be.
 */
#ifndef LAYOUT_RANK_H
#define LAYOUT_RANK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct layout;

struct ranks {
    size_t *rank;    /* of each box, from 0 */
    bool *is_turned; /* of each arrow: it leads back up, or to its own box */
    size_t count;    /* of ranks */
};

/* Circles are cut where somebody who reads from the first box, and takes the arrows in their
 * order, comes back to a box that he is still at. In the arena. */
void rank_find(const struct layout *l, struct arena *a, struct ranks *ret_ranks);

#endif
