/*
 * covered.h - whether one condition of a Choice holds wherever another does. Says so only where
 * it is certain.
 */
#ifndef CHECK_COVERED_H
#define CHECK_COVERED_H

#include <stdbool.h>
#include <stddef.h>

struct rule;

#define COVERED_STEPS 100000 /* for one state: comparisons of two conditions */

/*
 * Returns true if `rule` can never be chosen because `earlier`, which stands before it in the
 * same Choices, holds whenever it does (C-01). Either may be JSONPath's or JSONata's. `steps`
 * counts down; at 0 nothing is certain any more.
 */
bool covered_by(const struct rule *earlier, const struct rule *rule, size_t *steps);

#endif
