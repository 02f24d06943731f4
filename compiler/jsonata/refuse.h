/*
 * refuse.h - what a state's expression refers to that it does not see: AWS refuses such a
 * definition (J-04, J-06).
 *
 * A workflow's expression has no data of its own: a name, $, *, ** or % means something only in
 * a path's further steps, in predicates, groupings, orderings and transforms, and in lambdas.
 * How AWS words that of *, ** and % was never measured: they are said as a name is.
 */
#ifndef JSONATA_REFUSE_H
#define JSONATA_REFUSE_H

#include <stdbool.h>

struct asl_expr;
struct remarks;

/* What $states has, besides the input and the context, where the expression stands. */
struct refuse_sight {
    bool has_result, has_error_output;
};

/* Adds AWS's own words for everything that is refused, each once. `e` is an ASL_JSONATA. */
void refuse_references(struct remarks *list, const struct asl_expr *e,
                       const struct refuse_sight *sight);

/* Adds what AWS lets through, though it is always undefined: $states.result where there is
 * none, and members that $states never has. */
void refuse_doubt_members(struct remarks *list, const struct asl_expr *e,
                          const struct refuse_sight *sight);

#endif
