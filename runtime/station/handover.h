/*
 * handover.h - executions that this process leaves to others which have the same store: what it
 * has claimed and cannot go on with, and of the children of Map Runs those that are for other
 * nodes. They are put away here, and nobody's with the next commit.
 */
#ifndef STATION_HANDOVER_H
#define STATION_HANDOVER_H

#include <stdint.h>

struct ongoings;

/* Hand over the group with that root, as far as it is here, with the groups of its children.
 * What it is has been written, and none of its tasks has begun since. */
void handover_group(struct ongoings *o, uint64_t root);

/* Hand over the children that have begun in this turn, are for other nodes, and have not ended:
 * for the commit point, after ongoings_write(). */
void handover_leaving(struct ongoings *o);

#endif
