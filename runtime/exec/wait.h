/*
 * wait.h - what a frame waits for: a ticket, and its deadlines.
 */
#ifndef EXEC_WAIT_H
#define EXEC_WAIT_H

#include <stdint.h>

struct asl_frame;

/* Set one of the frame's deadlines to strike after `after_ms`, however the wall clock is set.
 */
void wait_for(struct asl_frame *f, uint64_t *timer, int64_t after_ms);

/* Set the frame's own deadline to strike when the wall clock shows `at_ms`. */
void wait_until(struct asl_frame *f, int64_t at_ms);

/* How long a delay that the definition says takes here (engine.h, wait_scale). */
int64_t wait_scaled_ms(const struct asl_frame *f, int64_t ms);

/* Stop waiting: the deadlines are off, and the ticket means nothing any more. */
void wait_forget(struct asl_frame *f);

/* Stop waiting, and cancel the frame's task if it still runs. */
void wait_call_off(struct asl_frame *f);

#endif
