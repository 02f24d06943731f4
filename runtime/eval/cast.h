/*
 * cast.h - JSONata's values as truth, text and numbers, and back.
 *
 * Numbers are doubles. One that is whole, and not beyond 2^53, is an integer's word, so that
 * most numbers need no memory; cast_number() makes either.
 */
#ifndef EVAL_CAST_H
#define EVAL_CAST_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;
struct work;

/* What kind of value it is to JSONata: as in signatures, so that 'm' is undefined: one of
 * "nsblaofm". */
char cast_symbol(const struct value *v);

/* A number's value; NAN of anything else. */
double cast_double(const struct value *v);
struct value *cast_number(double number); /* new */

/* Returns true if it is a number, and not NaN. Fails with D1001 if it is infinite. */
bool cast_is_numeric(struct work *w, const struct value *v);

/* $boolean: whether a value counts as true; undefined does not. */
bool cast_truth(struct work *w, const struct value *v);

/* $string, as a new value: NULL of undefined, "" of a function. Fails with D3001. A text is
 * itself. */
struct value *cast_string(struct work *w, struct value *v, bool pretty);

/* The same, put behind what `out` has. Returns false if the evaluation has failed. */
bool cast_print(struct work *w, struct buf *out, const struct value *v, bool pretty);

/* A finite number, or null, as JavaScript writes it; fractions of 15 digits at most if it
 * `rounds`. */
void cast_print_number(struct buf *out, double number, bool rounds);

/* As JSON, for a message; undefined is `undefined`. */
void cast_print_json(struct work *w, struct buf *out, const struct value *v);

/* A new text of these bytes, which must be UTF-8; NULL if it is longer than is allowed. */
struct value *cast_text(struct work *w, const char *bytes, size_t size);

#endif
