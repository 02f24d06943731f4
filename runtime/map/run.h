/*
 * run.h - a distributed Map: each item or batch is an execution of its own (DM-01 .. DM-22).
 *
 * All that a Map Run keeps is data and goes into the bytes of its frame: how far the reader has
 * come, what has been counted, results that are not yet written. An open dataset is only a
 * convenience, and is opened again where it is missing. Its children are executions of the
 * engine, which know the frame's slot.
 */
#ifndef MAP_RUN_H
#define MAP_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/aws/names.h"
#include "runtime/data/dataset.h"
#include "runtime/exec/frame.h"
#include "runtime/map/field.h"
#include "runtime/map/writer.h"

struct haul;
struct value;

struct map_run {
    char *label, *id, *arn; /* owned */
    struct names names;     /* of its children */

    struct value *reader; /* an ItemReader, evaluated; NULL if the items are the state's data */
    struct haul *haul;    /* of haul.c, or NULL; not part of its bytes */
    bool reads_remote;    /* it reads a real S3 (depot.h): */
    char *seal; /* what the objects were like when they were fetched; owned; NULL: they
                   were not fetched yet */
    struct dataset_place at;
    struct dataset *dataset; /* open, or NULL; not part of its bytes */
    void (*close_dataset)(struct dataset *d);
    bool exhausted; /* no item is left */
    bool has_held;  /* an item that has been read, and did not fit into the last batch */
    struct value *held;
    size_t held_bytes;

    struct mapfield_batch batch;
    struct mapfield_tolerance tolerance;
    struct map_writer writer;

    uint64_t items;         /* that have been read */
    uint64_t failed_items;  /* of children that did not succeed */
    uint64_t counted;       /* all items of the dataset, once that had to be known; else 0 */
    size_t running;         /* children */
    size_t bytes;           /* of their inputs, about */
    size_t result_bytes;    /* of the results that are kept */
    struct value *failures; /* by place: true for a child that failed; an array */
    int64_t redrives;       /* how often it was redriven */
    struct map_redrive redrive; /* children that are to go on before new ones begin */
    bool has_left;              /* children were left to other nodes: some may run there */
    bool exceeded;              /* too many have failed; those that run are waited for */
    bool stopping;              /* children are being stopped: nothing new begins */
    char *error, *cause; /* by which it ends once all children have ended; owned; NULL: it goes
                            on */
};

/* A Map Run as JSON text, without what can be made again; and a new Map Run of such a
 * value. */
void map_run_write(struct buf *b, const struct map_run *r);
struct map_run *map_run_read(const struct value *o);

/* Release it, with what it has open. */
void map_run_release(struct map_run *r);

#endif
