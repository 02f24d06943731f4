/*
 * calm.h - a wait in the middle of a turn, as for a store that is far away: while it goes on
 * the loop is calm. What has been told here goes on then; all other events wait, and come in
 * the turn after: nothing changes under the feet of whoever waits.
 *
 * Most waits are short, and cost no more than poll(2): calm events are looked at only after
 * some milliseconds.
 */
#ifndef LOOP_CALM_H
#define LOOP_CALM_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct loop;

/* What goes on while the loop is calm. */
struct calm_member {
    /* The loop becomes calm, or is calm no more: its events are to have the priority for that,
     * by calm_mark(). */
    void (*change)(void *owner);

    /* As loop_settle() says. NULL: there is nothing to tell. */
    void (*settle)(void *owner);
    void *owner;
    struct calm_member *next;
};

/* Tell the loop of one (borrowed), and take it back. */
void calm_add(struct loop *l, struct calm_member *m);
void calm_remove(struct loop *l, struct calm_member *m);

/* Give a member's event the priority that it has now: after event_assign(), and in `change`. */
void calm_mark(struct loop *l, struct event *e);

/* Returns true while the loop is calm. */
bool loop_is_calm(const struct loop *l);

/* Wait until the descriptor is ready for `what`, as poll(2) has it, or so long. A descriptor of
 * -1 is never ready. With NULL for the loop, or called from inside libevent, nothing else goes
 * on. Returns true if it is ready, or broken. */
bool calm_wait(struct loop *l, int fd, short what, int64_t ms);

#endif
