/*
 * query.h - what fields in JSONata give a state: each value is held to the type that its field
 * wants, and what goes wrong is a States.QueryEvaluationError, which retriers and catchers see,
 * and an EvaluationFailed in the history (J-07 .. J-17, E-10).
 */
#ifndef EXEC_QUERY_H
#define EXEC_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include <asl/tree.h>

#include "runtime/value/value.h"

struct asl_frame;
struct asl_scope;

/* Returns true if the field's value is what an expression in JSONata gives. */
static inline bool query_is(const struct asl_expr *e)
{
    return e != NULL && e->op == ASL_OP_JSONATA;
}

/* The value of such a field, which must be of that type (J-09): new. Returns false if the scope
 * has failed. */
bool query_value(struct asl_scope *s, const struct asl_expr *e, enum value_type wanted,
                 struct value **ret_value);

/* The scope fails: the value of such a field has a type that it must not have (J-09). `wanted`
 * is the word for what it should be. */
void query_wrong_type(struct asl_scope *s, const struct asl_expr *e, const char *wanted,
                      const struct value *v);

/* query_value() of a number that must lie within these bounds, with `whole` an integer (W-06).
 */
struct query_bounds {
    int64_t least, most;
    bool whole;
};
bool query_number(struct asl_scope *s, const struct asl_expr *e, struct query_bounds bounds,
                  double *ret_number);

/* query_number() of an integer. */
bool query_whole(struct asl_scope *s, const struct asl_expr *e, int64_t least, int64_t most,
                 int64_t *ret_number);

/* Fail the frame, unless it has an error, with AWS's opening words before the cause (G-18).
 * `location` is the field's place, as in Output/a[0]; NULL if no field is to blame (J-17). */
void query_fail(struct asl_frame *f, const char *location, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns true if the scope has failed because of JSONata: the frame gets that error then. The
 * scope's own is lifted. */
bool query_failed(struct asl_frame *f, struct asl_scope *s);

#endif
