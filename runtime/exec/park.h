/*
 * park.h - turns an execution into bytes, and bytes into an execution.
 *
 * All that an execution is goes into its bytes: its frames with what they hold and wait for,
 * its counters, its deadlines, its place in the history, how often its tasks were mocked, how
 * far a distributed Map has come. What is not in them comes from the caller that resumes it
 * (the first members of struct execution). The children of a distributed Map are executions
 * with bytes of their own.
 *
 * Bytes name machines and states as the definition does, so a program that was compiled again
 * can resume what an older one has parked.
 */
#ifndef EXEC_PARK_H
#define EXEC_PARK_H

#include <stdbool.h>
#include <stddef.h>

struct asl_workflow;
struct buf;
struct deployment;
struct engine;
struct execution;
struct execution_child;
struct run_start;

/* Append the bytes of an execution that has not ended to `b`. */
void park_write(struct buf *b, const struct execution *x);

/* Returns true if the workflow can resume an execution of these bytes. Returns false if it does
 * not have some of the states that the execution is in, or has them as other types: `names`
 * gets their names, those that it does not have yet, separated by ", ". */
bool park_fits(const struct asl_workflow *w, const char *bytes, size_t size, struct buf *names);

/* What bytes tell without their workflow: whether the execution is an Express one, and where a
 * distributed Map's child stands; of any other all of that is 0. */
void park_look(const char *bytes, size_t size, bool *ret_is_express,
               struct execution_child *ret_child);

/*
 * Resumes the execution of this workflow that this engine or another one has parked as these
 * bytes: new. Of `s` only the observers, the owner, what it draws from, the time that it sees
 * and the child's Map are used. A task that was under way begins again; its deadlines and all
 * others stay as they were. The bytes must come from park_write() (assert).
 */
struct execution *park_resume(struct deployment *d, const struct run_start *s,
                              const char *bytes, size_t size);

/* Release an execution that has not ended and goes on elsewhere, from its bytes: it leaves no
 * trace in its history. What does its tasks is not told; turn_withdraw() stops that. */
void park_release(struct execution *x);

/* For tests, an engine's commit hook: each execution that has changed goes through its bytes,
 * and must come out as it went in. Tasks that are under way are not disturbed. */
void park_test(struct engine *e);

#endif
