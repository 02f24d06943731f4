#include "runtime/expr/literal.h"

#include "runtime/base/memory.h"
#include "runtime/expr/form.h"

#define FIRST_ROOM 64

struct literals *literals_new(void)
{
    struct literals *l = memory_get(sizeof *l);
    l->mask = FIRST_ROOM - 1;
    l->count = 0;
    l->entries = memory_zero(FIRST_ROOM * sizeof *l->entries);
    return l;
}

void literals_release(struct literals *l)
{
    for (size_t i = 0; i <= l->mask; i++) {
        if (l->entries[i].key != NULL) {
            form_release(l->entries[i].form);
        }
    }
    memory_release(l->entries);
    memory_release(l);
}

/* Where an entry like `e` is, or the free place where it belongs. */
static struct literal_entry *place_of(const struct literals *l, const struct literal_entry *e)
{
    for (size_t at = literal_hash(e->key);; at++) {
        struct literal_entry *there = &l->entries[at & l->mask];
        if (there->key == NULL || literal_matches(there, e)) {
            return there;
        }
    }
}

static void grow(struct literals *l)
{
    struct literals larger = { .mask = l->mask * 2 + 1, .count = l->count };
    larger.entries = memory_zero((larger.mask + 1) * sizeof *larger.entries);
    for (size_t i = 0; i <= l->mask; i++) {
        if (l->entries[i].key != NULL) {
            *place_of(&larger, &l->entries[i]) = l->entries[i];
        }
    }
    memory_release(l->entries);
    *l = larger;
}

const struct form *literal_form_further(struct literals *l, const struct asl_expr *e)
{
    const struct literal_entry wanted = { literal_key(e), e->op, e->size, NULL };
    struct literal_entry *entry = place_of(l, &wanted);
    if (entry->key != NULL) {
        return entry->form;
    }
    if ((l->count + 1) * 2 > l->mask) {
        grow(l);
        entry = place_of(l, &wanted);
    }
    l->count++;
    *entry = wanted;
    entry->form = form_new(e);
    return entry->form;
}
