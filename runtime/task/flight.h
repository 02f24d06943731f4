/*
 * flight.h - the orders in flight: by ticket, in the order of their start, and those with news.
 *
 * A struct flight_task begins a structure of worker.c's; flight.c looks only at what stands
 * here.
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
    struct flight_link news;  /* among those that have something to tell */
    uint64_t news_turn;       /* when it joined those */
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
    struct flight_list news;
    uint64_t turn;
};

void flight_open(struct flight *f);
void flight_close(struct flight *f);

/* O(1). flight_find(): NULL if there is none. */
void flight_add(struct flight *f, struct flight_task *t);
struct flight_task *flight_find(const struct flight *f, uint64_t ticket);

/* Out of everything. O(1). */
void flight_remove(struct flight *f, struct flight_task *t);

/* Any one from the bucket `*from` on, which moves on to its bucket; NULL: there is none. Begin
 * with 0. */
struct flight_task *flight_any(const struct flight *f, size_t *from);

/* To the end of the list, if it is not in it. O(1). */
void flight_list_add(struct flight_list *list, struct flight_task *t);
void flight_list_remove(struct flight_list *list, struct flight_task *t);

/* It has news; `turn` counts on. */
void flight_has_news(struct flight *f, struct flight_task *t);

/* Take out the first with news that joined up to `turn`; NULL: there is none. */
struct flight_task *flight_next_news(struct flight *f, uint64_t turn);

#endif
