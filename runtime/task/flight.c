#include "runtime/task/flight.h"

#include "runtime/base/memory.h"

#define BUCKETS_AT_FIRST 16

void flight_open(struct flight *f)
{
    *f = (struct flight){ .bucket_count = BUCKETS_AT_FIRST };
    f->buckets = memory_zero(f->bucket_count * sizeof(struct flight_task *));
    f->started.link = offsetof(struct flight_task, start);
    f->due.link = offsetof(struct flight_task, due);
}

void flight_close(struct flight *f)
{
    memory_release(f->buckets);
    *f = (struct flight){ .buckets = NULL };
}

/* ---- By ticket ---- */

/* Two tickets may differ in a single bit, whichever, so all bits are mixed. */
static struct flight_task **bucket_of(const struct flight *f, uint64_t ticket)
{
    uint64_t mixed = (ticket ^ ticket >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    return &f->buckets[(mixed >> 32) & (f->bucket_count - 1)];
}

static void grow(struct flight *f)
{
    struct flight bigger = *f;
    bigger.bucket_count = f->bucket_count * 2;
    bigger.buckets = memory_zero(bigger.bucket_count * sizeof(struct flight_task *));
    for (size_t i = 0; i < f->bucket_count; i++) {
        for (struct flight_task *t = f->buckets[i], *next; t != NULL; t = next) {
            struct flight_task **bucket = bucket_of(&bigger, t->ticket);
            next = t->same_bucket;
            t->same_bucket = *bucket;
            *bucket = t;
        }
    }
    memory_release(f->buckets);
    *f = bigger;
}

void flight_add(struct flight *f, struct flight_task *t)
{
    if (f->count == f->bucket_count) {
        grow(f);
    }
    struct flight_task **bucket = bucket_of(f, t->ticket);
    t->same_bucket = *bucket;
    *bucket = t;
    f->count++;
}

struct flight_task *flight_find(const struct flight *f, uint64_t ticket)
{
    struct flight_task *t = *bucket_of(f, ticket);
    while (t != NULL && t->ticket != ticket) {
        t = t->same_bucket;
    }
    return t;
}

void flight_remove(struct flight *f, struct flight_task *t)
{
    struct flight_task **at = bucket_of(f, t->ticket);
    while (*at != t) {
        at = &(*at)->same_bucket;
    }
    *at = t->same_bucket;
    f->count--;
    flight_list_remove(&f->started, t);
    flight_list_remove(&f->due, t);
}

struct flight_task *flight_any(const struct flight *f, size_t *from)
{
    while (*from < f->bucket_count && f->buckets[*from] == NULL) {
        ++*from;
    }
    return *from < f->bucket_count ? f->buckets[*from] : NULL;
}

/* ---- Lists ---- */

static struct flight_link *link_of(const struct flight_list *list, struct flight_task *t)
{
    return (struct flight_link *)(void *)((char *)t + list->link);
}

void flight_list_add(struct flight_list *list, struct flight_task *t)
{
    struct flight_link *link = link_of(list, t);
    if (link->list != NULL) {
        return;
    }
    *link = (struct flight_link){ .previous = list->last, .list = list };
    if (list->last != NULL) {
        link_of(list, list->last)->next = t;
    } else {
        list->first = t;
    }
    list->last = t;
    list->count++;
}

void flight_list_remove(struct flight_list *list, struct flight_task *t)
{
    struct flight_link *link = link_of(list, t);
    if (link->list == NULL) {
        return;
    }
    if (link->previous != NULL) {
        link_of(list, link->previous)->next = link->next;
    } else {
        list->first = link->next;
    }
    if (link->next != NULL) {
        link_of(list, link->next)->previous = link->previous;
    } else {
        list->last = link->previous;
    }
    *link = (struct flight_link){ .list = NULL };
    list->count--;
}

void flight_set_due(struct flight *f, struct flight_task *t)
{
    if (t->due.list == NULL) {
        t->due_turn = ++f->turn;
        flight_list_add(&f->due, t);
    }
}

struct flight_task *flight_next_due(struct flight *f, uint64_t turn)
{
    struct flight_task *t = f->due.first;
    if (t == NULL || t->due_turn > turn) {
        return NULL;
    }
    flight_list_remove(&f->due, t);
    return t;
}
