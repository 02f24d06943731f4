/*
 * reload.h - what a server that can compile does first: it reads the state machines that its
 * store has, and has those of their revisions compiled that may still run.
 *
 *   reload_begin(&r, station);
 *   while (r.pending > 0) station_turn(station, true);
 *   station_resume(station);
 *   reload_end(&r);
 */
#ifndef STATION_RELOAD_H
#define STATION_RELOAD_H

#include <stddef.h>

struct reload_item; /* a revision that is held */
struct station;

struct reload {
    struct station *station;
    struct reload_item **items; /* [count], owned */
    size_t count, room;
    size_t pending; /* that are being compiled */
};

/* Of the current revisions, those of versions, and those with which executions are parked; what
 * cannot be loaded is told on standard error, and stays as it is. */
void reload_begin(struct reload *r, struct station *s);

/* Nobody needs revisions any more only because executions were parked with them. */
void reload_end(struct reload *r);

#endif
