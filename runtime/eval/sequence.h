/*
 * sequence.h - JSONata's sequences: arrays that know that they are none of the author's.
 *
 * A sequence of one item stands for the item, and an empty one for undefined, as soon as the
 * expression that made it is evaluated. value_count() and value_item() read it as any array.
 */
#ifndef EVAL_SEQUENCE_H
#define EVAL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

struct value;
struct work;

/* An empty sequence: new. */
struct value *sequence_new(void);

/* Puts an item (taken; NULL, undefined, is dropped) behind the last one of the caller's own
 * array or sequence. Returns false if the evaluation has failed, now or before. */
bool sequence_add_take(struct work *w, struct value **sequence, struct value *item);

/* The same with each item of `items` (borrowed): those of an array, or the value itself. */
bool sequence_add_all(struct work *w, struct value **sequence, struct value *items);

bool sequence_is(const struct value *v);

/* What a sequence (taken) stands for: NULL, its one item, or itself. Any other value is
 * returned as it is. */
struct value *sequence_value_take(struct value *v);

/* $append (both borrowed): new. */
struct value *sequence_append(struct work *w, struct value *a, struct value *b);

/* The same; `a` is taken, and is changed in place where nobody else has it. */
struct value *sequence_append_take(struct work *w, struct value *a, struct value *b);

/* No value of an evaluation nests deeper: whatever walks one may recurse. */
#define SEQUENCE_DEPTH_MAX 2000

/* Returns true if an array or object that was just added to is within the bounds; otherwise the
 * evaluation fails. */
bool sequence_fits(struct work *w, const struct value *container);

#endif
