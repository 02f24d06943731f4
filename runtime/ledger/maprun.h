/*
 * maprun.h - the Map Runs of a server's executions, as rows of its store.
 *
 * A row: {"executionArn","stateMachineArn","startDate","stopDate","status","maxConcurrency",
 * "toleratedFailureCount","toleratedFailurePercentage","parent","total","isBatched",
 * "isWritten","redriveCount","redriveDate","items":{"running","succeeded",...},
 * "executions":{...},"awaiting":{"next","end","items":{...},"executions":{...}}}. The parent is
 * the number of the execution whose Map it is; dates are milliseconds. Since it was last
 * redriven, "awaiting" counts, by what they came to, the children that have still to go on:
 * their numbers are from "next" on, and less than "end".
 */
#ifndef LEDGER_MAPRUN_H
#define LEDGER_MAPRUN_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/exec/frame.h"

struct ledger;
struct map_run;
struct store;
struct value;

/* A store that was written before there was a list of each execution's Map Runs gets one. */
void maprun_open(struct store *s);

/* It begins in this frame, of the execution with that entry and number. */
void maprun_begin(struct store *s, const struct asl_frame *f, const struct value *entry,
                  uint64_t number, int64_t at_ms);

/* One of its children, with so many items, begins, or has ended so. */
void maprun_child_begins(struct store *s, const struct asl_frame *f, int64_t items);
void maprun_child_ends(struct store *s, const char *arn, int64_t items,
                       enum execution_status status);

/* Its children that had not succeeded, and whose numbers are less than `end`, are to go on. */
void maprun_children_await(struct store *s, const char *arn, uint64_t end);

/* One of them, which had ended with that status. */
struct maprun_child {
    const char *arn; /* the Map Run's */
    uint64_t number;
    int64_t items;
    enum execution_status status;
};

/* It goes on; or counts no more, since it is run once more as another execution; or cannot go
 * on, and stays as it is. */
void maprun_child_goes_on(struct store *s, const struct maprun_child *c);
void maprun_child_leaves(struct store *s, const struct maprun_child *c);
void maprun_child_stays(struct store *s, const struct maprun_child *c);

/* One that ended before the Map Run was redriven, and was not counted then, is one of them. */
void maprun_child_awaits(struct store *s, const char *arn, int64_t items,
                         enum execution_status status);

/* How many of its children have begun, and are not counted as ended. */
size_t maprun_count_running(struct store *s, const char *arn);

/* Whether a child, with that number and entry, waits to go on in the Map Run with that row. */
bool maprun_awaits(const struct value *row, uint64_t number, const struct value *entry);

/* It goes on after it had ended. */
void maprun_redriven(struct store *s, const struct asl_frame *f, int64_t at_ms);

/* It has ended. */
void maprun_end(struct store *s, const struct asl_frame *f, bool has_succeeded, int64_t at_ms);

/* The row: new, or NULL if there is none. */
struct value *maprun_read(struct store *s, const char *arn);

/* The same as the API tells it: one whose execution was stopped or has timed out was aborted
 * with it. */
struct value *maprun_settled(struct ledger *l, const char *arn);
void maprun_write(struct store *s, const char *arn, const struct value *row);

/* Of a row. */
bool maprun_is_running(const struct value *row);

/* Take it out, with that row. */
void maprun_remove(struct store *s, const char *arn, const struct value *row);

/* Walk over the ARNs of an execution's Map Runs, in their order. `visit` returns false to end
 * the walk, and may read what the store has; the ARN is borrowed for the call. */
void maprun_walk(struct store *s, uint64_t number, bool (*visit)(void *owner, const char *arn),
                 void *owner);

#endif
