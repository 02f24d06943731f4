#include "runtime/exec/slots.h"

#include <stdbool.h>

#include "runtime/base/memory.h"

#define FIRST_ROOM 8

/* A turn in the queue. It is void once its frame has another one, or none. */
struct ready {
    uint64_t turn;
    uint32_t slot;
};

void slots_open(struct slots *s)
{
    *s = (struct slots){ .used = 1, .room = FIRST_ROOM };
    s->list = memory_zero(s->room * sizeof *s->list);
    s->free = memory_array(s->room, sizeof *s->free);
}

void slots_close(struct slots *s)
{
    memory_release(s->list);
    memory_release(s->free);
    memory_release(s->ready);
}

/* ---- Places ------------------------------------------------------------------------------ */

struct seat *slots_at(const struct slots *s, uint32_t slot)
{
    return slot < s->used ? s->list[slot].seat : NULL;
}

static uint32_t use_next(struct slots *s)
{
    if (s->used == s->room) {
        s->room *= 2;
        s->list = memory_resize(s->list, s->room * sizeof *s->list);
        s->free = memory_resize(s->free, s->room * sizeof *s->free);
    }
    s->list[s->used].seat = NULL;
    return s->used++;
}

/* The slot that was freed last is looked at first. */
static bool take_wanted(struct slots *s, uint32_t wanted)
{
    while (s->used <= wanted) {
        uint32_t next = use_next(s); /* the lists may have moved */
        s->free[s->free_count++] = next;
    }
    for (uint32_t i = s->free_count; i > 0; i--) {
        if (s->free[i - 1] == wanted) {
            s->free[i - 1] = s->free[--s->free_count];
            return true;
        }
    }
    return false;
}

static uint32_t take_slot(struct slots *s, uint32_t wanted)
{
    if (wanted != 0 && take_wanted(s, wanted)) {
        return wanted;
    }
    return s->free_count > 0 ? s->free[--s->free_count] : use_next(s);
}

static void join_family(struct slots *s, uint32_t slot, uint32_t parent)
{
    struct slot *own = &s->list[slot];
    struct slot *above = &s->list[parent];
    own->previous = above->last_child;
    if (own->previous != 0) {
        s->list[own->previous].next = slot;
    } else {
        above->first_child = slot;
    }
    above->last_child = slot;
}

static void leave_family(struct slots *s, uint32_t slot, uint32_t parent)
{
    const struct slot *own = &s->list[slot];
    struct slot *above = &s->list[parent];
    if (own->previous != 0) {
        s->list[own->previous].next = own->next;
    } else {
        above->first_child = own->next;
    }
    if (own->next != 0) {
        s->list[own->next].previous = own->previous;
    } else {
        above->last_child = own->previous;
    }
}

void slots_add(struct slots *s, struct seat *f, uint32_t wanted)
{
    f->slot = take_slot(s, wanted);
    s->list[f->slot] = (struct slot){ .seat = f };
    if (f->parent != 0) {
        join_family(s, f->slot, f->parent);
    }
}

void slots_remove(struct slots *s, const struct seat *f)
{
    if (f->parent != 0) {
        leave_family(s, f->slot, f->parent);
    }
    s->list[f->slot].seat = NULL;
    s->free[s->free_count++] = f->slot;
}

struct seat *slots_first_child(const struct slots *s, const struct seat *f)
{
    return s->list[s->list[f->slot].first_child].seat;
}

struct seat *slots_next_child(const struct slots *s, const struct seat *child)
{
    return s->list[s->list[child->slot].next].seat;
}

struct seat *slots_next_below(const struct slots *s, const struct seat *root,
                              const struct seat *at)
{
    struct seat *next = slots_first_child(s, at);
    while (next == NULL && at != root) {
        next = slots_next_child(s, at);
        at = slots_at(s, at->parent);
    }
    return next;
}

/* ---- The queue --------------------------------------------------------------------------- */

static void grow_queue(struct slots *s)
{
    size_t room = s->ready_room == 0 ? 16 : s->ready_room * 2;
    struct ready *ready = memory_array(room, sizeof *ready);
    for (size_t i = 0; i < s->ready_count; i++) {
        ready[i] = s->ready[(s->ready_first + i) % s->ready_room];
    }
    memory_release(s->ready);
    s->ready = ready;
    s->ready_room = room;
    s->ready_first = 0;
}

void slots_queue(struct slots *s, struct seat *f)
{
    if (s->ready_count == s->ready_room) {
        grow_queue(s);
    }
    f->turn = ++s->turns;
    s->ready[(s->ready_first + s->ready_count++) % s->ready_room] =
        (struct ready){ .turn = f->turn, .slot = f->slot };
}

void slots_queue_again(struct slots *s, struct seat *f)
{
    for (size_t i = 0; i < s->ready_count; i++) {
        const struct ready *r = &s->ready[(s->ready_first + i) % s->ready_room];
        if (r->turn == f->turn && r->slot == f->slot) {
            return;
        }
    }
    slots_queue(s, f);
}

struct seat *slots_take(struct slots *s)
{
    struct ready first = s->ready[s->ready_first];
    s->ready_first = (s->ready_first + 1) % s->ready_room;
    s->ready_count--;
    struct seat *f = slots_at(s, first.slot);
    if (f == NULL || f->turn != first.turn) {
        return NULL;
    }
    f->turn = 0;
    return f;
}

/* ---- Tickets ----------------------------------------------------------------------------- */

void slots_give_ticket(struct slots *s, struct seat *f)
{
    s->tickets++;
    f->ticket = (uint64_t)f->slot << 32 | s->tickets;
}

struct seat *slots_waiting(const struct slots *s, uint64_t ticket)
{
    struct seat *f = slots_at(s, (uint32_t)(ticket >> 32));
    return f != NULL && f->ticket == ticket ? f : NULL;
}
