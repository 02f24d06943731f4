/*
 * entry.h - schedules: one row each, with the time at which it is started next. Private to
 * runtime/scheduler/.
 */
#ifndef SCHEDULER_ENTRY_H
#define SCHEDULER_ENTRY_H

#include <stdint.h>

struct ask;
struct buf;
struct value;

/* The operations. */
void entry_create(struct ask *a);
void entry_update(struct ask *a);
void entry_get(struct ask *a);
void entry_delete(struct ask *a);
void entry_list(struct ask *a);

/* When a schedule is started next, after that time; 0: never again. `due_ms` is when it was
 * started last, 0 if it never was. */
int64_t entry_next(const struct value *schedule, int64_t due_ms, int64_t now_ms);

/* Appends the ARN of a schedule. */
void entry_put_arn(struct buf *out, const char *group, const char *name);

#endif
