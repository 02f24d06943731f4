/*
 * record.h - the event history as a file: exactly GetExecutionHistory's JSON (H-01 .. H-05),
 * written as it happens.
 */
#ifndef COMMAND_RECORD_H
#define COMMAND_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct buf;
struct history_event;

struct record {
    FILE *file; /* NULL while nothing is to be written */
    bool any;
    int error; /* an errno: the first thing that could not be written */
};

/* Begin to write to the file at `path`; "-" is standard output. Returns 0, or a negative errno
 * where it cannot be written. */
int record_open(struct record *r, const char *path);

/* Append the JSON of an event, an item of GetExecutionHistory's events. */
void record_write(struct buf *out, const struct history_event *e);

/* One more event; or the JSON of one. */
void record_text(struct record *r, const char *json, size_t size);
void record_event(struct record *r, const struct history_event *e);

/* Write the end. 0, also for a record that is not open; or a negative errno if any of it could
 * not be written. */
int record_close(struct record *r);

#endif
