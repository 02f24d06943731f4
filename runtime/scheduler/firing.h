/*
 * firing.h - starts the schedules whose time has come. Private to runtime/scheduler/.
 */
#ifndef SCHEDULER_FIRING_H
#define SCHEDULER_FIRING_H

#include <stdbool.h>

struct ask;

/* Returns true if the time of one has come. */
bool firing_is_due(struct ask *a);

/* Start each of them once, and add what their targets get to the deliveries. One that has ended
 * is deleted, where it says so. */
void firing_run(struct ask *a);

#endif
