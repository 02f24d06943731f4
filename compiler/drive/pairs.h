/*
 * pairs.h - small JSON files that are one object of plain values: --tasks and --substitutions.
 */
#ifndef DRIVE_PAIRS_H
#define DRIVE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct pair {
    const char *name; /* NULL behind the last */
    const char *value;
};

/* What a value may be: a string, or also a number, true or false, which stand as they are
 * written. */
enum pairs_kind { PAIRS_TEXTS, PAIRS_SCALARS };

/*
 * The members of the object in the file at `path`, in their order, in the arena. NULL after
 * messages on standard error: unreadable, no JSON, no object, another type of value, a NUL in a
 * text.
 */
struct pair *pairs_read(struct arena *a, const char *path, enum pairs_kind kind);

#endif
