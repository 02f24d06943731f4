/*
 * pairs.h - small JSON files that are one object of small values: --tasks and --substitutions.
 */
#ifndef DRIVE_PAIRS_H
#define DRIVE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/base/source.h"

struct arena;
struct diag;
struct doc_node;

struct pair {
    const char *name;  /* NULL behind the last */
    const char *value; /* "" of an object */
};

/* What a value may be: a string or an object, or a string, a number, true or false, which stand
 * as they are written. */
enum pairs_kind { PAIRS_TARGETS, PAIRS_SCALARS };

/* Where the members stand, in their order, in the arena. */
struct pairs_places {
    const struct source *source; /* NULL if the file is unreadable */
    struct span *names, *values;
    const struct doc_node **objects; /* NULL for what is not an object */
};

/*
 * The members of the object in the file at `path`, in their order, in the arena; *ret_places
 * may be NULL. Returns NULL after messages in `d`: unreadable, not JSON, not an object, another
 * type of value, a NUL in a text.
 */
struct pair *pairs_read(struct arena *a, struct diag *d, const char *path, enum pairs_kind kind,
                        struct pairs_places *ret_places);

#endif
