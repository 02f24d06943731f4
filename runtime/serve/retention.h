/*
 * retention.h - executions that ended long ago go out of the store, with their histories and
 * names, and the Map Runs and revisions that nobody refers to any more.
 *
 * It goes through the store in small steps, so that requests are never held up: after each
 * there is a pause, and a longer one when it has been through.
 *
 * Of several nodes with one store one does this for all. Each has a row that says how long it
 * keeps executions, and the longest of those that live counts.
 */
#ifndef SERVE_RETENTION_H
#define SERVE_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct option_row;
struct options;
struct station;

#define RETENTION_USUAL_MS (INT64_C(90) * 24 * 3600 * 1000) /* as AWS keeps them */

/* What --retention says. */
struct retention_limit {
    bool is_given;
    int64_t keep_ms; /* 0: they stay */
};

/* Takes 90d, 12h, 30m, 10s or none; for option rows whose place is a struct retention_limit. */
bool retention_option(struct options *o, const struct option_row *row, const char *value,
                      struct buf *why);

/* Takes 30s, 1500ms or 2m, not less than half a second; for the same place. */
bool lease_option(struct options *o, const struct option_row *row, const char *value,
                  struct buf *why);

struct retention {
    struct station *station;  /* borrowed */
    bool (*may)(void *owner); /* whether this process does it now; NULL: yes */
    void *owner;
    int64_t own_ms;    /* what this process was told; 0: they stay */
    int64_t keep_ms;   /* what counts */
    int64_t node;      /* as which this process has told the others; 0: it has not */
    int64_t looked_ns; /* when it has asked what the others keep; 0: never */
    uint64_t timer;    /* of the next step; 0: none is to come */
    bool is_in_runs;   /* it goes through the Map Runs; else through the executions */
    struct buf run;    /* the key of the last Map Run that was looked at */
    uint64_t number;   /* of the next execution to look at */
    bool has_spare;    /* there may be revisions that nobody refers to */
    uint64_t last;     /* the last revision of when this round began */
    uint64_t *used;    /* owned: revisions that something refers to */
    size_t used_count, used_room;
};

/* Begin. Does nothing if nothing is to go, and no other process has the store. It does not move
 * until retention_close(). */
void retention_open(struct retention *r, struct station *s, int64_t keep_ms);
/* Others may do it as well: before each round `may` says whether this process does it. */
void retention_share(struct retention *r, bool (*may)(void *owner), void *owner);
void retention_close(struct retention *r);

#endif
