/*
 * intrinsic.h - how the eighteen States.* functions fail (F-08), and what they share.
 */
#ifndef EXPR_INTRINSIC_H
#define EXPR_INTRINSIC_H

#include <stdbool.h>
#include <stdint.h>

struct asl_scope;
struct value;

#define INTRINSIC_TEXT_MAX 10000 /* characters of a text that is hashed or encoded */

/* "There was an error while evaluating the intrinsic function: <call>. <reason>": fails the
 * scope with States.Runtime. Always NULL, to be returned. */
struct value *intrinsic_fail(struct asl_scope *s, const char *reason);

/* Returns true if `v` is a text of at most INTRINSIC_TEXT_MAX characters. */
bool intrinsic_is_short_text(const struct value *v);

/* A number cut off toward zero, as Java casts. Returns false if `v` is not a number, or has
 * more than 53 bits. */
bool intrinsic_cut(const struct value *v, int64_t *ret_integer);

/* A number as Math.round() rounds it: to the nearest, halves up. Returns false as
 * intrinsic_cut() does. */
bool intrinsic_round(const struct value *v, int64_t *ret_integer);

#endif
