/*
 * lower.h - shaped drafts -> the tree (tree.h), and where in the text each node is from.
 */
#ifndef JSONATA_LOWER_H
#define JSONATA_LOWER_H

#include "compiler/jsonata/spot.h"

struct draft;
struct reading;

/* The tree of a shaped draft; NULL after a mistake. Each node's place is added to `spots`. */
const struct asl_expr *lower(const struct reading *r, const struct draft *d,
                             const struct jsonata_names *names, struct jsonata_spots *spots);

#endif
