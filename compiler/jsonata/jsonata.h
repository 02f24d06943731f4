/*
 * jsonata.h - the text of a JSONata expression -> a tree (tree.h), as JSONata 2.0.6 reads it.
 *
 * At most DRAFT_LEVELS_MOST (1,000) levels deep; the text may be as long as a definition, 1 MB
 * and more.
 */
#ifndef JSONATA_JSONATA_H
#define JSONATA_JSONATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/jsonata/fault.h"

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

/*
 * The tree, an ASL_JSONATA with the text without the blanks around it; all of it in the arena.
 * NULL and *ret_error after a mistake. `names` may be NULL; `ret_spots` may be, else it is
 * filled.
 */
const struct asl_expr *jsonata_parse(struct arena *a, const char *text, size_t size,
                                     const struct jsonata_names *names,
                                     struct jsonata_error *ret_error,
                                     struct jsonata_spots *ret_spots);

/* Where a node stands, or NULL if it is not in the table. */
const struct jsonata_spot *jsonata_spot(const struct jsonata_spots *spots,
                                        const struct asl_expr *node);

#endif
