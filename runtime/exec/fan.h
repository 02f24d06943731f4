/*
 * fan.h - Parallel and inline Map: children as frames of their own, which end well, fail, or
 * are stopped for another's failure.
 */
#ifndef EXEC_FAN_H
#define EXEC_FAN_H

struct asl_frame;

/* A branch or an item has ended, well or badly: the state above takes its result or its error,
 * and goes on once it was the last. The child is gone afterwards. */
void fan_child_ended(struct asl_frame *child);

#endif
