/*
 * fan.h - Parallel and inline Map: children as frames of their own, which succeed, fail, or are
 * stopped because another one failed.
 */
#ifndef EXEC_FAN_H
#define EXEC_FAN_H

struct asl_frame;

/* A branch or an item has succeeded or failed: the state above takes its result or its error,
 * and goes on if it was the last one. The child is released. */
void fan_child_ended(struct asl_frame *child);

#endif
