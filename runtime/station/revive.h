/*
 * revive.h - executions that go on as the ledger has them: those that were under way when the
 * process ended, and those that are redriven.
 */
#ifndef STATION_REVIVE_H
#define STATION_REVIVE_H

#include <stdbool.h>
#include <stdint.h>

struct asl_frame;
struct childmail;
struct map_redrive;
struct map_run;
struct ongoings;
struct revision;

/* Go on with an execution that has ended, where it failed; its entry is that of one that runs.
 * Of its Map Runs the children that had not succeeded go on with it: a Standard one where it
 * failed, while an Express one is run once more, as a new execution in its place. Returns false
 * if the ledger does not have what is needed for it, and for such a child alone. */
bool revive_redrive(struct ongoings *o, uint64_t number, struct revision *r);

/* For the engine's on_redrive_child. */
void revive_next_child(struct ongoings *o, struct asl_frame *map, struct map_redrive *r,
                       bool is_over);

/* Go on with an execution as the ledger has it. The revision is that which its entry names;
 * `ahead_ms` is as in struct run_start. Of a Map Run's child the parent must have gone on
 * before, unless the store is one that others have as well: it then may be on another node. If
 * it has not, the child stays as it is, as one does whose test case is not there any more. */
void revive_resume(struct ongoings *o, uint64_t number, struct revision *r, int64_t ahead_ms);

/* A child that another node had has ended: its parent, which is here, counts it. Returns false
 * if that is not here. */
bool revive_count_child(struct ongoings *o, const struct childmail *m);

/* Tell those children of a Map Run that run, and are on other nodes, to stop. Those that are
 * here have ended. */
void revive_stop_children(struct ongoings *o, const struct map_run *r);

#endif
