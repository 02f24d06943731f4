/*
 * mapfield.h - the fields of a Map that are evaluated before its first item begins: how many at
 * once, how many may fail, and what is read, batched and written (checklist MP-10 .. MP-12,
 * DM-12, DM-13).
 *
 * Each puts the frame's error up where the value cannot be used, and does nothing while one
 * stands.
 */
#ifndef EXEC_MAPFIELD_H
#define EXEC_MAPFIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_expr;
struct asl_frame;
struct asl_map;
struct frame_item;
struct json_object;

/* MaxConcurrency; 0: no bound. */
size_t mapfield_at_once(struct asl_frame *f, const struct asl_map *m);

/* The items that are in the state's data: new; an array, or with `object_too` an object. */
struct json_object *mapfield_items(struct asl_frame *f, const struct asl_map *m,
                                   bool object_too);

/* What the Map's ItemSelector, which must be there, makes of an item (MP-07). New; NULL with an
 * error on the frame. */
struct json_object *mapfield_select(struct asl_frame *f, const struct asl_map *m,
                                    const struct frame_item *item);

/* How many items may fail; a field that is absent is `false`. */
struct mapfield_tolerance {
    bool has_count, has_percent;
    int64_t count;
    double percent;
};
struct mapfield_tolerance mapfield_tolerance(struct asl_frame *f, const struct asl_map *m);

/* ItemReader with its paths evaluated, for dataset_open(): new; NULL: there is none. */
struct json_object *mapfield_reader(struct asl_frame *f, const struct asl_map *m);

/* ItemBatcher. */
struct mapfield_batch {
    bool batched;
    uint64_t items, bytes;     /* the most of each; 0: no bound */
    struct json_object *input; /* BatchInput; new */
    bool has_input;
};
struct mapfield_batch mapfield_batch(struct asl_frame *f, const struct asl_map *m);

/* ResultWriter as a value: new; NULL: there is none. */
struct json_object *mapfield_writer(struct asl_frame *f, const struct asl_map *m);

#endif
