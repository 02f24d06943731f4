/*
 * jsonata.h - the text of a JSONata expression -> a tree (tree.h), as JSONata 2.0.6 reads it.
 *
 * At most DRAFT_LEVELS_MOST (1,000) levels deep; the text may be as long as a definition, 1 MB
 * and more.
 */
#ifndef JSONATA_JSONATA_H
#define JSONATA_JSONATA_H

#include <stddef.h>

#include "compiler/jsonata/fault.h"
#include "compiler/jsonata/spot.h"

struct arena;
struct asl_expr;

/*
 * The tree, an ASL_JSONATA with the text without the blanks around it; all of it in the arena.
 * NULL and *ret_error after a mistake. `names` may be NULL; `ret_spots` may be, else it is
 * filled.
 */
const struct asl_expr *jsonata_parse(struct arena *a, const char *text, size_t size,
                                     const struct jsonata_names *names,
                                     struct jsonata_error *ret_error,
                                     struct jsonata_spots *ret_spots);

#endif
