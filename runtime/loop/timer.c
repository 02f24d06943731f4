#include "runtime/loop/timer.h"

#include <assert.h>

#include "runtime/base/memory.h"

/* A deadline. `turn` keeps equal deadlines in the order in which they were set. An id is a
 * slot's number (from 1) and its generation, so that an id of the past finds nothing. */
struct slot {
    uint64_t turn;
    uint64_t ticket;
    uint32_t generation; /* odd while the slot is in use */
    uint32_t place;      /* in the heap; of a free slot: the next free one */
};

#define NO_SLOT UINT32_MAX

/* The heap is two arrays, so that no bytes lie between a time and the next one. */
struct timer_heap {
    int64_t *times; /* ms, [room]: by their places in the heap */
    uint32_t *at;   /* [room]: the slot of each place */
    struct slot *slots;
    size_t count;
    size_t room; /* of all arrays */
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
    memory_release(h->times);
    memory_release(h->at);
    memory_release(h->slots);
    memory_release(h);
}

/* A deadline that has no place yet. */
struct entry {
    int64_t time_ms;
    uint32_t slot;
};

static struct entry entry_at(const struct timer_heap *h, size_t place)
{
    return (struct entry){ h->times[place], h->at[place] };
}

/* Returns true if the entry comes before what is at that place. */
static bool is_before(const struct timer_heap *h, struct entry e, size_t place)
{
    if (e.time_ms != h->times[place]) {
        return e.time_ms < h->times[place];
    }
    return h->slots[e.slot].turn < h->slots[h->at[place]].turn;
}

static void put(struct timer_heap *h, size_t place, struct entry e)
{
    h->times[place] = e.time_ms;
    h->at[place] = e.slot;
    h->slots[e.slot].place = (uint32_t)place;
}

static void rise(struct timer_heap *h, size_t place, struct entry e)
{
    while (place > 0) {
        size_t parent = (place - 1) / 2;
        if (!is_before(h, e, parent)) {
            break;
        }
        put(h, place, entry_at(h, parent));
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
        if (child + 1 < h->count && is_before(h, entry_at(h, child + 1), child)) {
            child++;
        }
        if (is_before(h, e, child)) {
            break;
        }
        put(h, place, entry_at(h, child));
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
    h->times = memory_resize(h->times, room * sizeof *h->times);
    h->at = memory_resize(h->at, room * sizeof *h->at);
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
    h->slots[s].generation++;
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
    h->slots[s].turn = turn;
    h->slots[s].ticket = ticket;
    rise(h, h->count++, (struct entry){ deadline_ms, s });
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
    return s->generation % 2 == 1 && s->generation == id >> 32 ? s : NULL;
}

struct timer_setting timer_setting(const struct timer_heap *h, uint64_t id)
{
    const struct slot *s = find(h, id);
    return s == NULL ? (struct timer_setting){ 0, 0 }
                     : (struct timer_setting){ h->times[s->place], s->turn };
}

static void take_out(struct timer_heap *h, size_t place)
{
    assert(place < h->count);
    uint32_t number = h->at[place];
    struct slot *s = &h->slots[number];
    s->generation++;
    s->place = h->free_slot;
    h->free_slot = number;

    h->count--;
    if (place == h->count) {
        return;
    }
    struct entry last = entry_at(h, h->count);
    if (place > 0 && is_before(h, last, (place - 1) / 2)) {
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
    *ret_ticket = s->ticket;
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
    *ret_deadline_ms = h->times[0];
    return true;
}

bool timer_due(struct timer_heap *h, int64_t now_ms, uint64_t *ret_ticket)
{
    if (h->count == 0 || h->times[0] > now_ms) {
        return false;
    }
    *ret_ticket = h->slots[h->at[0]].ticket;
    take_out(h, 0);
    return true;
}

size_t timer_count(const struct timer_heap *h)
{
    return h->count;
}
