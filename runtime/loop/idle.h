/*
 * idle.h - events of libevent that need not ever come, such as a server's next connection:
 * they do not keep loop_turn() from finding that nothing can come any more.
 */
#ifndef LOOP_IDLE_H
#define LOOP_IDLE_H

#include <stdint.h>

struct event;
struct loop;

/* Wait for an event, which has EV_PERSIST. It is also called after `quiet_ms` without it; 0:
 * never. For one that is waited for already, this sets that time. */
void idle_watch(struct loop *l, struct event *e, int64_t quiet_ms);

/* Wait for it no more. */
void idle_unwatch(struct loop *l, struct event *e);

#endif
