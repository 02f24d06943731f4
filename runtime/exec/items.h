/*
 * items.h - what a Map evaluates of its items, be it inline or distributed: numbers, the items
 * themselves, and what ItemSelector makes of one (MP-07, MP-10, H-63).
 *
 * If a value cannot be used, the frame gets an error. While it has one, these do nothing.
 */
#ifndef EXEC_ITEMS_H
#define EXEC_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/number.h"

struct asl_expr;
struct asl_frame;
struct asl_map;
struct frame_item;
struct value;

/* A field that is a literal, or a path whose value must be a number, with `whole` an integer
 * (H-63). Returns true if it is there and fits. `name` is the field's, without Path. */
bool items_number(struct asl_frame *f, const struct asl_expr *e, const char *name, bool whole,
                  struct number *ret_number);

/* items_number() for an integer. */
bool items_whole(struct asl_frame *f, const struct asl_expr *e, const char *name,
                 int64_t *ret_number);

/* MaxConcurrency; 0 if there is no bound. */
size_t items_at_once(struct asl_frame *f, const struct asl_map *m);

/* The items that are in the state's data: new; an array, or with `object_too` an object. */
struct value *items_of(struct asl_frame *f, const struct asl_map *m, bool object_too);

/* What the Map's ItemSelector, which must be there, makes of an item (MP-07). New; NULL with an
 * error on the frame. */
struct value *items_select(struct asl_frame *f, const struct asl_map *m,
                           const struct frame_item *item);

#endif
