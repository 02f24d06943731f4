#include "runtime/loop/timer.h"

#include <assert.h>

#include "runtime/base/memory.h"

/* A deadline in the heap. `turn` keeps equal deadlines in the order in which they were set. */
struct entry {
    int64_t deadline_ms;
    uint64_t turn;
    uint64_t ticket;
    uint32_t slot;
};

/* An id is a slot's number (from 1) and its generation, so that an id of the past finds
 * nothing. */
struct slot {
    uint32_t generation;
    uint32_t place; /* in the heap; of a free slot: the next free one */
    bool used;
};

#define NO_SLOT UINT32_MAX

struct timer_heap {
    struct entry *entries;
    struct slot *slots;
    size_t count;
    size_t room; /* of both arrays */
    size_t slot_count;
    uint32_t free_slot;
    uint64_t turn;
};

struct timer_heap *timer_heap_new(void)
{
    struct timer_heap *h = memory_zero(sizeof *h);
    h->free_slot = NO_SLOT;
    return h;
}

void timer_heap_release(struct timer_heap *h)
{
    if (h == NULL) {
        return;
    }
    memory_release(h->entries);
    memory_release(h->slots);
    memory_release(h);
}

static bool earlier(const struct entry *a, const struct entry *b)
{
    if (a->deadline_ms != b->deadline_ms) {
        return a->deadline_ms < b->deadline_ms;
    }
    return a->turn < b->turn;
}

static void put(struct timer_heap *h, size_t place, struct entry e)
{
    h->entries[place] = e;
    h->slots[e.slot].place = (uint32_t)place;
}

static void rise(struct timer_heap *h, size_t place, struct entry e)
{
    while (place > 0) {
        size_t parent = (place - 1) / 2;
        if (!earlier(&e, &h->entries[parent])) {
            break;
        }
        put(h, place, h->entries[parent]);
        place = parent;
    }
    put(h, place, e);
}

static void sink(struct timer_heap *h, size_t place, struct entry e)
{
    for (;;) {
        size_t child = 2 * place + 1;
        if (child >= h->count) {
            break;
        }
        if (child + 1 < h->count && earlier(&h->entries[child + 1], &h->entries[child])) {
            child++;
        }
        if (!earlier(&h->entries[child], &e)) {
            break;
        }
        put(h, place, h->entries[child]);
        place = child;
    }
    put(h, place, e);
}

static void grow(struct timer_heap *h)
{
    size_t room = h->room == 0 ? 16 : h->room * 2;
    if (room >= TIMER_ID_FREE) {
        memory_exhausted();
    }
    h->entries = memory_resize(h->entries, room * sizeof *h->entries);
    h->slots = memory_resize(h->slots, room * sizeof *h->slots);
    h->room = room;
}

static uint32_t take_slot(struct timer_heap *h)
{
    uint32_t s = h->free_slot;
    if (s != NO_SLOT) {
        h->free_slot = h->slots[s].place;
    } else {
        s = (uint32_t)h->slot_count++;
        h->slots[s].generation = 0;
    }
    h->slots[s].used = true;
    return s;
}

uint64_t timer_set_again(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket,
                         uint64_t turn)
{
    if (h->count == h->room) {
        grow(h);
    }
    if (turn > h->turn) {
        h->turn = turn;
    }
    uint32_t s = take_slot(h);
    struct entry e = {
        .deadline_ms = deadline_ms,
        .turn = turn,
        .ticket = ticket,
        .slot = s,
    };
    rise(h, h->count++, e);
    return (uint64_t)h->slots[s].generation << 32 | ((uint64_t)s + 1);
}

uint64_t timer_set(struct timer_heap *h, int64_t deadline_ms, uint64_t ticket)
{
    return timer_set_again(h, deadline_ms, ticket, h->turn + 1);
}

/* The slot of a deadline that is set; NULL if none has that id. */
static const struct slot *find(const struct timer_heap *h, uint64_t id)
{
    uint64_t number = id & UINT32_MAX;
    if (number == 0 || number > h->slot_count) {
        return NULL;
    }
    const struct slot *s = &h->slots[number - 1];
    return s->used && s->generation == id >> 32 ? s : NULL;
}

uint64_t timer_turn(const struct timer_heap *h, uint64_t id)
{
    const struct slot *s = find(h, id);
    return s == NULL ? 0 : h->entries[s->place].turn;
}

static void take_out(struct timer_heap *h, size_t place)
{
    assert(place < h->count);
    struct slot *s = &h->slots[h->entries[place].slot];
    uint32_t number = h->entries[place].slot;
    s->generation++;
    s->used = false;
    s->place = h->free_slot;
    h->free_slot = number;

    h->count--;
    if (place == h->count) {
        return;
    }
    struct entry last = h->entries[h->count];
    if (place > 0 && earlier(&last, &h->entries[(place - 1) / 2])) {
        rise(h, place, last);
    } else {
        sink(h, place, last);
    }
}

bool timer_take(struct timer_heap *h, uint64_t id, uint64_t *ret_ticket)
{
    const struct slot *s = find(h, id);
    if (s == NULL) {
        return false;
    }
    *ret_ticket = h->entries[s->place].ticket;
    take_out(h, s->place);
    return true;
}

void timer_cancel(struct timer_heap *h, uint64_t id)
{
    uint64_t ticket;
    timer_take(h, id, &ticket);
}

bool timer_next(const struct timer_heap *h, int64_t *ret_deadline_ms)
{
    if (h->count == 0) {
        return false;
    }
    *ret_deadline_ms = h->entries[0].deadline_ms;
    return true;
}

bool timer_due(struct timer_heap *h, int64_t now_ms, uint64_t *ret_ticket)
{
    if (h->count == 0 || h->entries[0].deadline_ms > now_ms) {
        return false;
    }
    *ret_ticket = h->entries[0].ticket;
    take_out(h, 0);
    return true;
}

size_t timer_count(const struct timer_heap *h)
{
    return h->count;
}
