/*
 * unawaited.h - calls of functions that nobody waits for: those of lambda:invoke with the
 * InvocationType Event. The task ends at once, and the function runs on. What goes wrong in it
 * is said on standard error.
 */
#ifndef TASK_UNAWAITED_H
#define TASK_UNAWAITED_H

#include <stddef.h>

struct notice;
struct target;
struct target_job;
struct unawaited; /* opaque: the calls that are under way */
struct value;

enum { UNAWAITED_EVENT = 202, UNAWAITED_DRY_RUN = 204 };

/* The status with which Lambda answers at once, without the function: 202 to an Event, 204 to a
 * DryRun, which calls nothing; 0 if it waits for the function. `input` is what lambda:invoke is
 * given. */
int unawaited_status(const struct value *input);

/* New; releasing it stops the calls that are under way. */
struct unawaited *unawaited_new(void);
void unawaited_release(struct unawaited *u);

/* Begin a call. All is borrowed, the job for this call only; whom it would tell is not told. */
void unawaited_start(struct unawaited *u, const struct target *target,
                     const struct target_job *job);

/* How many calls are under way. */
size_t unawaited_count(const struct unawaited *u);

/* Say how such a call has failed; nothing if it has not. */
void unawaited_tell(const char *program, const char *function, const struct notice *end);

#endif
