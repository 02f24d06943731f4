/*
 * record.h - the event history as a file: exactly GetExecutionHistory's JSON (H-01 .. H-05),
 * written as it happens.
 */
#ifndef PROGRAM_RECORD_H
#define PROGRAM_RECORD_H

#include <stdbool.h>
#include <stdio.h>

struct history_event;

struct record {
    FILE *file; /* NULL: nothing is written */
    bool any;
};

/* 0, or a negative errno where the file cannot be written. */
int record_open(struct record *r, const char *path);
void record_event(struct record *r, const struct history_event *e);
int record_close(struct record *r);

#endif
