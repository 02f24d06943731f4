/*
 * ancestry.h - which step of a path each % means.
 *
 * A % climbs from where it stands to the step whose input it is; what cannot be climbed within
 * one path is left to the expression around it. As the reference does it, with what it lets
 * through and what it forgets.
 */
#ifndef JSONATA_ANCESTRY_H
#define JSONATA_ANCESTRY_H

#include <stdbool.h>

struct arena;
struct draft;
struct reading;
struct slot;

/* Settles the slot at `node` or at a step in front of it. Returns false after S0217. */
bool ancestry_seek(const struct reading *r, struct draft *node, struct slot *slot);

/* What `value` has not settled becomes its parent's concern. */
void ancestry_push(struct arena *a, struct draft *parent, struct draft *value);

/* Settles what the last step of a path seeks. Returns false after S0217. */
bool ancestry_resolve(const struct reading *r, struct draft *path);

/* The steps that a predicate seeks, of which the first is `step`. Returns false after S0217. */
bool ancestry_of_predicate(const struct reading *r, struct draft *step,
                           struct draft *predicate);

/* Adds a slot to what `d` seeks. */
void ancestry_add(struct arena *a, struct draft *d, struct slot *slot);

#endif
