/*
 * jobgroup.h - which executions that are under way belong together: a group of jobs is on one
 * node (store/shared.h), named by the number of one of them, its root.
 *
 * What a Map Run or a task has started, and waits for, is of the group of the execution that
 * waits, but for those children of a Map Run that are left to other nodes: each of these is a
 * group of its own. When the root ends before the others, the lowest number that is left
 * becomes the root of all of them, with the same commit.
 */
#ifndef STATION_JOBGROUP_H
#define STATION_JOBGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/ledger/numbertable.h"

struct store;

struct job {
    uint64_t number, root; /* 0: it is of no group */
    size_t others;         /* of its group, if it is the root */
    bool has_moved;        /* the store does not know yet of which group it is now */
};

struct jobgroups {
    struct store *store;      /* borrowed */
    struct numbertable table; /* jobs, by their numbers */
    uint64_t *moved;          /* owned: [moved_count] those that have moved */
    size_t moved_count, moved_room;
};

void jobgroups_open(struct jobgroups *all, struct store *s);
void jobgroups_close(struct jobgroups *all);

/* All jobs are gone, and what has moved is not told. */
void jobgroups_lose(struct jobgroups *all);

/* The group of a job with that number that another one waits for: that of the one which waits,
 * if it is here (`above`: its number; 0: nobody waits), or else its own. */
uint64_t jobgroup_root(const struct jobgroups *all, uint64_t number, uint64_t above);

/* A job (borrowed, with its number) is of this group from now on, and of no other. */
void jobgroup_join(struct jobgroups *all, struct job *j, uint64_t root);

/* It is not here any more, and its group as it was. */
void jobgroup_drop(struct jobgroups *all, const struct job *j);

/* It has ended. O(jobs here) if others of the group whose root it is are left, else O(1). */
void jobgroup_leave(struct jobgroups *all, const struct job *j);

/* Have the store know of whom the root has changed. */
void jobgroups_write(struct jobgroups *all);

#endif
