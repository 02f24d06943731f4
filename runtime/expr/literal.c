#include "runtime/expr/literal.h"

#include <stddef.h>
#include <stdint.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/expr/form.h"

#define FIRST_ROOM 64

struct entry {
    const void *key; /* a table or a text; NULL if the place is free */
    enum asl_op op;  /* one text may be a number and a string, */
    int size;        /* and strings may share their ends */
    struct form *form;
};

/* Open addressing: at least half of the places are free. */
struct literals {
    struct entry *entries;
    size_t room; /* a power of two */
    size_t count;
};

struct literals *literals_new(void)
{
    struct literals *l = memory_get(sizeof *l);
    l->room = FIRST_ROOM;
    l->count = 0;
    l->entries = memory_zero(l->room * sizeof *l->entries);
    return l;
}

void literals_release(struct literals *l)
{
    for (size_t i = 0; i < l->room; i++) {
        if (l->entries[i].key != NULL) {
            form_release(l->entries[i].form);
        }
    }
    memory_release(l->entries);
    memory_release(l);
}

/* Where an entry like `e` is, or the free place where it belongs. What keys point to is mostly
 * aligned, so their lowest bits are nearly always the same. */
static struct entry *place_of(const struct literals *l, const struct entry *e)
{
    size_t at = ((size_t)(uintptr_t)e->key >> 3) * 0x9e3779b1u;
    for (at ^= at >> 15;; at++) {
        struct entry *there = &l->entries[at & (l->room - 1)];
        if (there->key == NULL ||
            (there->key == e->key && there->op == e->op && there->size == e->size)) {
            return there;
        }
    }
}

static void grow(struct literals *l)
{
    struct literals larger = { .room = l->room * 2, .count = l->count };
    larger.entries = memory_zero(larger.room * sizeof *larger.entries);
    for (size_t i = 0; i < l->room; i++) {
        if (l->entries[i].key != NULL) {
            *place_of(&larger, &l->entries[i]) = l->entries[i];
        }
    }
    memory_release(l->entries);
    *l = larger;
}

static bool is_leaf(const struct asl_expr *e)
{
    return e->op == ASL_OP_NUMBER || e->op == ASL_OP_STRING;
}

bool literal_is_kept(const struct asl_expr *e)
{
    return e->op != ASL_OP_NULL && e->op != ASL_OP_FALSE && e->op != ASL_OP_TRUE &&
           e->op != ASL_OP_JOIN;
}

const struct form *literal_form(struct literals *l, const struct asl_expr *e)
{
    struct entry wanted = { .key = is_leaf(e) ? (const void *)e->text : e,
                            .op = e->op,
                            .size = e->size };
    struct entry *entry = place_of(l, &wanted);
    if (entry->key != NULL) {
        return entry->form;
    }
    if ((l->count + 1) * 2 > l->room) {
        grow(l);
        entry = place_of(l, &wanted);
    }
    l->count++;
    *entry = wanted;
    entry->form = form_new(e);
    return entry->form;
}
