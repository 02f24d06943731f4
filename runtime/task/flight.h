/*
 * flight.h - the tasks in flight: by their ticket, in the order of their start, and those about
 * which there is something to tell.
 *
 * Each task is a larger structure of workers.c that begins with a struct flight_task; flight.c
 * looks only at that.
 */
#ifndef TASK_FLIGHT_H
#define TASK_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place in a list; `list` is NULL outside of any. */
struct flight_link {
    struct flight_task *next;
    struct flight_task *previous;
    struct flight_list *list;
};

struct flight_task {
    uint64_t ticket;
    struct flight_task *same_bucket;
    struct flight_link start; /* among those whose answer will come by itself */
    struct flight_link due;   /* among those about which there is something to tell */
    uint64_t due_turn;        /* the turn at which it joined those */
};

struct flight_list {
    struct flight_task *first;
    struct flight_task *last;
    size_t count;
    size_t link; /* where in a task its links are */
};

struct flight {
    struct flight_task **buckets;
    size_t bucket_count; /* a power of 2 */
    size_t count;
    struct flight_list started;
    struct flight_list due;
    uint64_t turn;
};

void flight_open(struct flight *f);
void flight_close(struct flight *f);

/* By ticket: O(1). flight_find() returns NULL if there is none. */
void flight_add(struct flight *f, struct flight_task *t);
struct flight_task *flight_find(const struct flight *f, uint64_t ticket);

/* Takes it out of the table and of all lists. O(1). */
void flight_remove(struct flight *f, struct flight_task *t);

/* Any task of the table, NULL if it is empty. `*from` is a position for the next call, which
 * begins at 0. */
struct flight_task *flight_any(const struct flight *f, size_t *from);

/* Puts it at the end of the list, unless it is in it already, and takes it out. O(1). */
void flight_list_add(struct flight_list *list, struct flight_task *t);
void flight_list_remove(struct flight_list *list, struct flight_task *t);

/* There is something to tell about it: it joins the end of that list, at a turn of its own. */
void flight_set_due(struct flight *f, struct flight_task *t);

/* Takes out the first task of that list, if it joined up to `turn`; else NULL. */
struct flight_task *flight_next_due(struct flight *f, uint64_t turn);

#endif
