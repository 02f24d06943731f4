/*
 * job.h - prints, as C, what an optimised integration does beyond the call of its API: what it
 * passes on, the calls that come first and last, and the job that .sync waits for (struct
 * asl_job).
 */
#ifndef EMIT_JOB_H
#define EMIT_JOB_H

#include <stdbool.h>

struct arena;
struct buf;

/* Appends the rows of an action's table. `id` is the action's; `has_job`: some state waits for
 * its job. */
void job_put_rows(struct buf *rows, struct arena *a, const char *integration, const char *id,
                  bool has_job);

/* Appends the tables to which those rows refer. `prefix` is that of all the program's actions.
 */
void job_print(struct buf *tables, struct arena *a, const char *integration, const char *id,
               bool has_job, const char *prefix);

/* Calls `f` for each other action of the service that those tables name. */
void job_each_action(const char *integration, bool has_job,
                     void (*f)(void *owner, const char *action), void *owner);

#endif
