/*
 * tick.h - a call that comes again and again, in real time, until it is stopped. Nothing waits
 * for it: it does not keep loop_turn() from finding that nothing can come any more, and a
 * virtual clock jumps as if there were none.
 */
#ifndef LOOP_TICK_H
#define LOOP_TICK_H

#include <stdint.h>

struct loop;
struct tick; /* opaque */

/* Call `f(owner)` on the loop every `every_ms`, at least 1. New. */
struct tick *tick_start(struct loop *l, int64_t every_ms, void (*f)(void *owner), void *owner);

/* From now on, every `every_ms`. */
void tick_change(struct tick *t, int64_t every_ms);

/* From now on it comes as well while the loop is calm (calm.h). Once. */
void tick_stay(struct tick *t);

/* Stop it, and release it; does nothing for NULL. */
void tick_stop(struct tick *t);

#endif
