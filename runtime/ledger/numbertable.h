/*
 * numbertable.h - things by their numbers, which follow one another.
 */
#ifndef LEDGER_NUMBERTABLE_H
#define LEDGER_NUMBERTABLE_H

#include <stddef.h>
#include <stdint.h>

struct numbertable_node; /* opaque */

struct numbertable {
    struct numbertable_node **list; /* [room] by a hash of the numbers; owned */
    size_t room, count;
};

void numbertable_open(struct numbertable *t);
void numbertable_close(struct numbertable *t);

/* What has that number; NULL if nothing has. O(1). */
void *numbertable_find(const struct numbertable *t, uint64_t number);

/* Put in what is not there yet, borrowed; take out what is there. */
void numbertable_put(struct numbertable *t, uint64_t number, void *thing);
void numbertable_take(struct numbertable *t, uint64_t number);

/* Call `visit` for each; it may put none in and take none out. */
void numbertable_visit(const struct numbertable *t, void (*visit)(void *owner, void *thing),
                       void *owner);

#endif
