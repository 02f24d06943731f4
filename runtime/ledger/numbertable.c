#include "runtime/ledger/numbertable.h"

#include "runtime/base/memory.h"

#define FIRST_ROOM 64

struct numbertable_node {
    uint64_t number;
    void *thing; /* borrowed */
    struct numbertable_node *next;
};

/* Numbers follow one another, so that their last bits are a good hash. */
static struct numbertable_node **bucket(const struct numbertable *t, uint64_t number)
{
    return &t->list[number & (t->room - 1)];
}

static void insert(struct numbertable *t, struct numbertable_node *n)
{
    struct numbertable_node **at = bucket(t, n->number);
    n->next = *at;
    *at = n;
}

static void make(struct numbertable *t, size_t room)
{
    t->room = room;
    t->list = memory_zero(room * sizeof(struct numbertable_node *));
}

static void grow(struct numbertable *t)
{
    struct numbertable_node **old = t->list;
    size_t old_room = t->room;
    make(t, old_room * 2);
    for (size_t i = 0; i < old_room; i++) {
        for (struct numbertable_node *n = old[i], *next; n != NULL; n = next) {
            next = n->next;
            insert(t, n);
        }
    }
    memory_release(old);
}

void numbertable_open(struct numbertable *t)
{
    t->count = 0;
    make(t, FIRST_ROOM);
}

void numbertable_close(struct numbertable *t)
{
    for (size_t i = 0; i < t->room; i++) {
        for (struct numbertable_node *n = t->list[i], *next; n != NULL; n = next) {
            next = n->next;
            memory_release(n);
        }
    }
    memory_release(t->list);
}

void *numbertable_find(const struct numbertable *t, uint64_t number)
{
    const struct numbertable_node *n = *bucket(t, number);
    while (n != NULL && n->number != number) {
        n = n->next;
    }
    return n == NULL ? NULL : n->thing;
}

void numbertable_put(struct numbertable *t, uint64_t number, void *thing)
{
    struct numbertable_node *n = memory_get(sizeof *n);
    *n = (struct numbertable_node){ .number = number, .thing = thing };
    if (++t->count > t->room) {
        grow(t);
    }
    insert(t, n);
}

void numbertable_take(struct numbertable *t, uint64_t number)
{
    struct numbertable_node **at = bucket(t, number), *n;
    while ((*at)->number != number) {
        at = &(*at)->next;
    }
    n = *at;
    *at = n->next;
    memory_release(n);
    t->count--;
}

void numbertable_visit(const struct numbertable *t, void (*visit)(void *owner, void *thing),
                       void *owner)
{
    for (size_t i = 0; i < t->room; i++) {
        for (const struct numbertable_node *n = t->list[i]; n != NULL; n = n->next) {
            visit(owner, n->thing);
        }
    }
}
