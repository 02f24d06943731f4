#include "compiler/jsonata/ancestry.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/draft.h"
#include "compiler/jsonata/fault.h"

static void slots_add(struct arena *a, struct slots *list, struct slot *slot)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 4 : 2 * list->room;
        struct slot **items = arena_array(a, room, sizeof(struct slot *));
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof(struct slot *));
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = slot;
}

void ancestry_add(struct arena *a, struct draft *d, struct slot *slot)
{
    struct draft_more *more = draft_more(a, d);
    if (more->seeking == NULL) {
        more->seeking = arena_get(a, sizeof *more->seeking);
    }
    slots_add(a, more->seeking, slot);
}

static bool seek_in_path(const struct reading *r, struct draft *path, struct slot *slot)
{
    path->is_tuple = true;
    uint32_t index = path->of.count;
    do {
        if (!ancestry_seek(r, path->of.items[--index], slot)) {
            return false;
        }
    } while (slot->level > 0 && index > 0);
    return true;
}

static void settle(const struct reading *r, struct draft *step, struct slot *slot)
{
    if (--slot->level == 0) {
        struct draft_more *more = draft_more(r->arena, step);
        if (more->ancestor != NULL) {
            slot->label = more->ancestor->label;
        }
        more->ancestor = slot;
        step->is_tuple = true;
    }
}

bool ancestry_seek(const struct reading *r, struct draft *node, struct slot *slot)
{
    switch ((int)node->type) {
    case DRAFT_NAME:
    case DRAFT_WILD: settle(r, node, slot); return true;
    case DRAFT_PARENT: slot->level++; return true;
    case DRAFT_BLOCK:
        if (node->of.count == 0) {
            return true;
        }
        node->is_tuple = true;
        return ancestry_seek(r, node->of.items[node->of.count - 1], slot);
    case DRAFT_PATH: return seek_in_path(r, node, slot);
    default: fault_say(r, FAULT_S0217, node->start, node->end, node->end, NULL); return false;
    }
}

/* What `d` seeks, itself included if it is a %; NULL if it seeks nothing. */
static struct slots *sought(struct arena *a, struct draft *d)
{
    const struct draft_more *more = draft_peek(d);
    if (d->type == DRAFT_PARENT) {
        struct slots *list = more->seeking;
        if (list == NULL) {
            list = arena_get(a, sizeof *list);
        }
        slots_add(a, list, more->slot);
        return list;
    }
    return more->seeking;
}

void ancestry_push(struct arena *a, struct draft *parent, struct draft *value)
{
    struct slots *slots = sought(a, value);
    if (slots == NULL) {
        return;
    }
    struct draft_more *more = draft_more(a, parent);
    if (more->seeking == NULL) {
        more->seeking = slots;
        return;
    }
    for (size_t i = 0, count = slots->count; i < count; i++) {
        slots_add(a, more->seeking, slots->items[i]);
    }
}

static bool climb(const struct reading *r, struct draft *path, struct slot *slot)
{
    uint32_t index = path->of.count - 1; /* of the step behind the next one */
    struct draft **steps = path->of.items;
    while (slot->level > 0) {
        if (index == 0) {
            ancestry_add(r->arena, path, slot);
            return true;
        }
        struct draft *step = steps[--index];
        /* Steps in a row that bind their focus have the same input. */
        while (index > 0 && draft_peek(step)->focus != NULL &&
               draft_peek(steps[index - 1])->focus != NULL) {
            step = steps[--index];
        }
        if (!ancestry_seek(r, step, slot)) {
            return false;
        }
    }
    return true;
}

bool ancestry_resolve(const struct reading *r, struct draft *path)
{
    struct slots *slots = sought(r->arena, path->of.items[path->of.count - 1]);
    for (size_t i = 0; slots != NULL && i < slots->count; i++) {
        if (!climb(r, path, slots->items[i])) {
            return false;
        }
    }
    return true;
}

bool ancestry_of_predicate(const struct reading *r, struct draft *step, struct draft *predicate)
{
    const struct slots *slots = draft_peek(predicate)->seeking;
    if (slots == NULL) {
        return true;
    }
    for (size_t i = 0; i < slots->count; i++) {
        if (slots->items[i]->level != 1) {
            slots->items[i]->level--;
        } else if (!ancestry_seek(r, step, slots->items[i])) {
            return false;
        }
    }
    ancestry_push(r->arena, step, predicate);
    return true;
}
