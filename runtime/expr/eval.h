/*
 * eval.h - any tree to a value.
 *
 * Errors are reported in the scope only: the functions that return a bool return false if the
 * scope has failed.
 */
#ifndef EXPR_EVAL_H
#define EXPR_EVAL_H

#include <stdbool.h>

struct asl_expr;
struct asl_scope;
struct value;

/*
 * Evaluate a literal, template, path or intrinsic by the rules of a payload template: a missing
 * path fails with "could not be found in the input" (P-20), an index past the end is null
 * (P-21). *ret_value is new.
 */
bool eval(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value);

/* Evaluates a field that takes a bare path (InputPath, OutputPath, TimeoutSecondsPath ...):
 * what is missing fails as "Invalid path '$.a' : No results for path: $['a']" (P-20). */
bool eval_path_field(struct asl_scope *s, const struct asl_expr *e, struct value **ret_value);

/* A literal tree's value, which needs no scope: new. */
struct value *eval_literal(const struct asl_expr *e);

#endif
