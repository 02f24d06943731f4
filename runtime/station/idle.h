/*
 * idle.h - nobody does tasks: each waits until it is asked for again, or, if it waits for
 * somebody outside, for his answer. For a process that looks after executions and lets none of
 * them do anything.
 */
#ifndef STATION_IDLE_H
#define STATION_IDLE_H

struct target_host;

/* From now on the host's workflows have nobody else, whatever is bound. */
void idle_use(struct target_host *h);

#endif
