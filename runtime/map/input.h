/*
 * input.h - where the inputs of a distributed Map's children come from: an item of the
 * state's data or of a dataset, through ItemSelector, alone or in a batch (MP-07, DM-13,
 *
 */
#ifndef MAP_INPUT_H
#define MAP_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/data/dataset.h"

struct asl_frame;
struct map_run;
struct value;

/* What one child gets. */
struct map_input {
    struct value *value; /* new */
    size_t items, bytes; /* items in it; bytes that were read for it, about */
};

enum mapinput { MAPINPUT_TAKEN, MAPINPUT_END, MAPINPUT_FAILED };

/* Why there is no input: an error that the caller is to give the frame, or {0} if there is no
 * failure or the frame has an error already. */
struct mapinput_failure {
    const char *error; /* static */
    struct buf cause;
};

/* The next input of the frame's Map Run, whose position moves on. */
enum mapinput mapinput_take(struct asl_frame *f, struct map_input *ret_input,
                            struct mapinput_failure *failure);

/* How far the items have been read, and back to there: what was read since is read again, and
 * how many items there are is known if their end was reached. */
struct mapinput_place {
    struct dataset_place at;
    uint64_t items;
    bool exhausted, has_held;
    struct value *held; /* shared */
    size_t held_bytes;
};
void mapinput_mark(const struct map_run *r, struct mapinput_place *ret_place);
void mapinput_go_back(struct map_run *r, struct mapinput_place *place);

/* How many items there are: known for the state's data, and for a dataset whose end was
 * reached. Any other dataset is read to its end for this, once. */
uint64_t mapinput_total(struct asl_frame *f);

#endif
