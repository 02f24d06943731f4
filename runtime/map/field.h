/*
 * field.h - the fields of a distributed Map that are evaluated before its first item begins:
 * how many may fail, and what is read, batched and written (MP-11, MP-12, DM-12, DM-13).
 *
 * If a value cannot be used, the frame gets an error. While it has one, these do nothing.
 */
#ifndef MAP_FIELD_H
#define MAP_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_expr;
struct asl_frame;
struct asl_map;
struct value;

/* How many items may fail; has_count and has_percent are false if the field is absent. */
struct mapfield_tolerance {
    bool has_count, has_percent;
    int64_t count;
    double percent;
};
struct mapfield_tolerance mapfield_tolerance(struct asl_frame *f, const struct asl_map *m);

/* ItemReader with its paths evaluated, for dataset_open(): new, or NULL if there is none. */
struct value *mapfield_reader(struct asl_frame *f, const struct asl_map *m);

/* ItemBatcher. */
struct mapfield_batch {
    bool batched;
    uint64_t items, bytes; /* the most of each; 0 if there is no bound */
    struct value *input;   /* BatchInput; new */
    bool has_input;
};
struct mapfield_batch mapfield_batch(struct asl_frame *f, const struct asl_map *m);

/* ResultWriter as a value: new, or NULL if there is none. */
struct value *mapfield_writer(struct asl_frame *f, const struct asl_map *m);

#endif
