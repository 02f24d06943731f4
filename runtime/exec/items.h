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
struct scope_place;
struct value;

/* The most items that a Map may have or run at once, on AWS (DM-12, MP-10). */
#define ITEMS_MOST 100000000

/* A field that is a number: a literal, or a path whose value must be one (H-63), or JSONata,
 * whose value must lie within the bounds, too. */
struct items_field {
    const char *name; /* without Path */
    const struct asl_expr *e;
    const char *within; /* the field that it stands in, and where; NULL if in none */
    const struct scope_place *place;
    int64_t least, most;
};

/* Returns true if the field is there and fits; with `whole` it must be an integer. */
bool items_number(struct asl_frame *f, const struct items_field *field, bool whole,
                  struct number *ret_number);

/* items_number() for an integer. */
bool items_whole(struct asl_frame *f, const struct items_field *field, int64_t *ret_number);

/* MaxConcurrency; 0 if there is no bound. */
size_t items_at_once(struct asl_frame *f, const struct asl_map *m);

/* The items that are in the state's data. The members of an object are items {"Key","Value"};
 * JSONPath finds one only with `object_too` (MP-05). */
struct items {
    struct value *all; /* new: an array */
    bool keyed;        /* they are an object's members */
};
struct items items_of(struct asl_frame *f, const struct asl_map *m, bool object_too);

/* What the Map's ItemSelector, which must be there, makes of an item (MP-07). New; NULL with an
 * error on the frame. */
struct value *items_select(struct asl_frame *f, const struct asl_map *m,
                           const struct frame_item *item);

#endif
