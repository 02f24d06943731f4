/*
 * part.h - an export to a real S3: what gathers in a map_writer becomes objects, each of which
 * is whole: SUCCEEDED_0.json, SUCCEEDED_1.json and so on, and at last manifest.json, which
 * names them.
 *
 * An object that is put again after a restart has the same key, and what it was put for is
 * still among what has gathered: so nothing is lost, and nothing is there twice.
 */
#ifndef MAP_PART_H
#define MAP_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/map/writer.h"

struct value;

/* What is put; and how much of what has gathered is in it. */
enum part_kind {
    PART_NONE,
    PART_TRIAL, /* an empty file: that the bucket can be written to shows before the work */
    PART_FILE,
    PART_MANIFEST
};
struct part {
    enum part_kind kind;
    enum map_file file;
    size_t size_bytes;
};

/* How many bytes have gathered. */
size_t part_gathered(const struct map_writer *w);

/* The next one: the trial, or a file for which at least `least_bytes` have gathered. PART_NONE
 * if there is none. */
struct part part_next(const struct map_writer *w, size_t least_bytes);

/* The Parameters (new) of its PutObject. */
struct value *part_ask(const struct map_writer *w, const struct part *p, const char *arn);

/* It is there. */
void part_was_put(struct map_writer *w, const struct part *p);

#endif
