/*
 * metrics.h - what a server has done, in numbers, as Prometheus reads them (its text format,
 * version 0.0.4).
 *
 * How many series there are is bounded: state machines and resources beyond the first
 * METRICS_NAMES_MAX are told together, as "other". No number tells of an execution, and no
 * label of an input.
 */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/endpoint/operation.h"
#include "runtime/exec/history.h"
#include "runtime/ledger/histogram.h"

struct buf;
struct front;
struct metrics_resource;
struct metrics_start;
struct ongoing;
struct server;
struct station;

#define METRICS_NAMES_MAX 500

/* HTTP statuses that the API answers with; the last stands for all others. */
#define METRICS_STATUSES 9

struct metrics {
    struct observer observer;           /* of all executions */
    struct metrics_resource *resources; /* owned: whose tasks there were */
    size_t resource_count, resource_room;
    struct metrics_start *starts; /* owned: by the slots of frames, whose tasks are at work */
    size_t start_room;
    int64_t begun_ms;                                    /* by the clock on the wall */
    uint64_t requests[OPERATIONS + 1][METRICS_STATUSES]; /* the last: of no operation */
};

void metrics_open(struct metrics *m);
void metrics_close(struct metrics *m);

/* An execution begins, or has ended; those of Map Runs do not count. */
void metrics_begun(const struct ongoing *g);
void metrics_ended(const struct ongoing *g);

/* A request of the API was answered; OPERATIONS if it is for none. */
void metrics_answered(struct metrics *m, enum operation o, int status);

/* All of them; the server is NULL where there is none, and so are the routes. */
void metrics_write(const struct metrics *m, const struct station *s,
                   const struct server *server, const struct front *routes, struct buf *out);

#endif
