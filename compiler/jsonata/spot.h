/*
 * spot.h - what a tree's nodes are from, and which names an expression may meet.
 */
#ifndef JSONATA_SPOT_H
#define JSONATA_SPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct asl_expr;

/* The variables that there may be besides the expression's own. A function of the same name is
 * then only meant where the variable has not been set. */
struct jsonata_names {
    bool (*has)(const void *owner, const char *name);
    const void *owner;
};

/* Where a node is from: the word it is known by, in bytes of the text. The reference's
 * position is its end. */
struct jsonata_spot {
    const struct asl_expr *node;
    uint32_t start, end;
};
struct jsonata_spots {
    struct jsonata_spot *items;
    size_t count, room;
};

/* Where a node stands, or NULL if it is not in the table. */
const struct jsonata_spot *spot_of(const struct jsonata_spots *spots,
                                   const struct asl_expr *node);

/* Adds where a node stands. */
void spot_add(struct arena *a, struct jsonata_spots *spots, const struct asl_expr *node,
              size_t start, size_t end);

#endif
