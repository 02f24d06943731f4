/*
 * refusals.h - groups of executions that a node has claimed and could not go on with: it leaves
 * them to others, and does not claim them again at once.
 */
#ifndef CLUSTER_REFUSALS_H
#define CLUSTER_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct refusal {
    uint64_t root;
    int64_t wait_ns, until_ns; /* of the steady clock */
};

struct refusals {
    struct refusal *list; /* owned: [count], in the order in which they were first refused */
    size_t count, room;
    uint64_t *roots; /* owned: of refusals_now() */
};

/* Zeroed it is empty. */
void refusals_close(struct refusals *r);

/* The group with that root could not go on: for a minute it is not claimed, and twice as long
 * each time after that, up to an hour. Of more than a thousand the oldest is forgotten. */
void refusals_add(struct refusals *r, uint64_t root, int64_t now_ns);

/* The roots of those that are not to be claimed now: borrowed until the next call. */
const uint64_t *refusals_now(struct refusals *r, int64_t now_ns, size_t *ret_count);

#endif
