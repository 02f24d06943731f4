/*
 * intrinsic.h - States.Format('{}', $.a) as text -> a tree (F-01 .. F-06).
 */
#ifndef EXPR_PARSE_INTRINSIC_H
#define EXPR_PARSE_INTRINSIC_H

#include <stddef.h>

#include "compiler/expr/path.h"

/* The tree (an ASL_OP_INTRINSIC) of a call, or NULL and *ret_error. */
const struct asl_expr *intrinsic_parse(struct arena *a, const char *text, size_t size,
                                       struct expr_error *ret_error);

#endif
