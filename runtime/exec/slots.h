/*
 * slots.h - where frames live: a table of slots, the family that each frame has in it, the
 * queue of those that are ready, and the tickets of those that wait.
 *
 * A frame may be freed and read back from its bytes at any time, at another address. So nobody
 * holds a pointer to one across a turn: a slot's number, or a ticket, leads to it. Slot 0 is
 * never used.
 */
#ifndef EXEC_SLOTS_H
#define EXEC_SLOTS_H

#include <stddef.h>
#include <stdint.h>

struct ready; /* of the queue */

/* What a frame begins with: all that is known of it here. 0 means none. */
struct seat {
    uint32_t slot;
    uint32_t parent; /* the slot of the frame above */
    uint64_t turn;   /* its turn in the queue */
    uint64_t ticket; /* of what it waits for */
};

/* The frame in a slot, and its relatives as slots, of which 0 means none. */
struct slot {
    struct seat *seat; /* NULL if the slot is free */
    uint32_t first_child, last_child;
    uint32_t next, previous; /* among its parent's children */
};

struct slots {
    struct slot *list; /* [room] */
    uint32_t room, used;
    uint32_t *free; /* [room] */
    uint32_t free_count;
    struct ready *ready; /* a ring, in the order of their turns */
    size_t ready_room, ready_first, ready_count;
    uint64_t turns;   /* how many have been given out: each frame's place in the queue */
    uint32_t tickets; /* how many have been given out: each one is unique */
};

void slots_open(struct slots *s);
void slots_close(struct slots *s);

/* Give a frame a slot, below that of its parent: the slot `wanted` if it is free, or else any
 * other; any if `wanted` is 0. O(1), except for a wanted one that was freed long ago. */
void slots_add(struct slots *s, struct seat *f, uint32_t wanted);

/* Take a frame that has no children out of its slot. It is not released. */
void slots_remove(struct slots *s, const struct seat *f);

/* The frame in a slot; NULL if the slot is free. */
struct seat *slots_at(const struct slots *s, uint32_t slot);

/* The frames right below one, in the order in which they were added; NULL after the last. */
struct seat *slots_first_child(const struct slots *s, const struct seat *f);
struct seat *slots_next_child(const struct slots *s, const struct seat *child);

/* Walks over all frames below `root`, each before its children: returns the frame after `at`,
 * which is `root` at first; NULL after the last. */
struct seat *slots_next_below(const struct slots *s, const struct seat *root,
                              const struct seat *at);

/* Queue a frame: it waits for nothing but its turn. */
void slots_queue(struct slots *s, struct seat *f);

/* Queue a frame that was read back from bytes, unless its turn is still in the queue. Such
 * frames have their turns in the order of the calls. O(frames that are ready). */
void slots_queue_again(struct slots *s, struct seat *f);

/* Take the first turn out of the queue, which must not be empty. Returns the frame that had it,
 * or NULL if that frame is gone. */
struct seat *slots_take(struct slots *s);

/* Give a frame a new ticket for what it is about to wait for. */
void slots_give_ticket(struct slots *s, struct seat *f);

/* The frame that waits with this ticket; NULL if none does any more. */
struct seat *slots_waiting(const struct slots *s, uint64_t ticket);

#endif
