/*
 * tally.h - how many requests were answered, by the route that they took and the status of the
 * answer.
 */
#ifndef FRONT_TALLY_H
#define FRONT_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally_row; /* of a route */

struct tally {
    struct tally_row *rows; /* owned */
    size_t count;
};

/* A tally of so many rows, all empty. */
void tally_open(struct tally *t, size_t count);
void tally_close(struct tally *t);

/* Count one more answer. */
void tally_add(struct tally *t, size_t row, int status);

/* Call `f` for each status of a row that there was, from the lowest to the highest. */
void tally_each(const struct tally *t, size_t row,
                void (*f)(void *owner, int status, uint64_t count), void *owner);

#endif
