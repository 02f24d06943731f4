/*
 * fan.h - Parallel and inline Map: children as frames of their own.
 */
#ifndef EXEC_FAN_H
#define EXEC_FAN_H

#include <stddef.h>

struct asl_frame;
struct engine;
struct json_object;

/* A child has ended, well or badly: its parent takes the result or the error, and goes on when
 * it was the last. Takes the child. */
void fan_child_ended(struct engine *e, struct asl_frame *child);

/* The state's error is final here. If it came from a child, the history says that the state
 * failed (H-43, H-48); if the children had succeeded, what follows comes behind that (H-41). */
void fan_failed(struct asl_frame *f);

/* Stop every child, and what is below it. */
void fan_stop(struct asl_frame *f);

/* Begin what may begin now, or close the state when all have ended. */
void fan_go_on(struct engine *e, struct asl_frame *f);

/* The details of an iteration's events: {"name","index"}; new. */
struct json_object *fan_iteration(const struct asl_frame *f, size_t index);

#endif
