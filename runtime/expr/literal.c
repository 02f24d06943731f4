#include "runtime/expr/literal.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"

#define FIRST_ROOM 64

struct entry {
    const void *key; /* a table or a text; NULL if the place is free */
    enum asl_op op;  /* one text may be a number and a string, */
    int size;        /* and strings may share their ends */
    bool is_constant;
    struct value *value;
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
        value_release(l->entries[i].value);
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

/* Depth is that of the definition, which its parser bounds. */
static bool is_constant(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_NULL:
    case ASL_OP_FALSE:
    case ASL_OP_TRUE:
    case ASL_OP_NUMBER:
    case ASL_OP_STRING:
    case ASL_OP_JOIN: return true;
    case ASL_OP_OBJECT:
        for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
            if (!is_constant(f->value)) {
                return false;
            }
        }
        return true;
    case ASL_OP_ARRAY:
    case ASL_OP_SAME:
        for (const struct asl_expr *const *inner = e->of; *inner != NULL; inner++) {
            if (!is_constant(*inner)) {
                return false;
            }
        }
        return true;
    default: return false;
    }
}

/* Other nodes are made as fast as they are found, or may be local to a function. */
static bool is_kept(enum asl_op op)
{
    return op == ASL_OP_NUMBER || op == ASL_OP_STRING || op == ASL_OP_OBJECT ||
           op == ASL_OP_ARRAY || op == ASL_OP_SAME;
}

static struct value *joined(const struct asl_expr *e)
{
    struct buf whole = { 0 };
    for (const struct asl_expr *const *piece = e->of; *piece != NULL; piece++) {
        buf_put(&whole, (*piece)->text, (size_t)(*piece)->size);
    }
    struct value *v = value_text_n(buf_string(&whole), whole.size);
    buf_release(&whole);
    return v;
}

static struct value *array_value(const struct asl_expr *e)
{
    struct value *array = value_array(0);
    for (const struct asl_expr *const *item = e->of; *item != NULL; item++) {
        value_append_take(&array, literal_value(*item));
    }
    return array;
}

static struct value *object_value(const struct asl_expr *e)
{
    struct value *object = value_object();
    for (const struct asl_field *f = e->fields; f->name != NULL; f++) {
        value_set_take(&object, f->name, literal_value(f->value));
    }
    return object;
}

struct value *literal_value(const struct asl_expr *e)
{
    switch ((int)e->op) {
    case ASL_OP_FALSE:
    case ASL_OP_TRUE: return value_bool(e->op == ASL_OP_TRUE);
    case ASL_OP_NUMBER: return value_number(e->text, strlen(e->text));
    case ASL_OP_STRING: return value_text_n(e->text, (size_t)e->size);
    case ASL_OP_JOIN: return joined(e);
    case ASL_OP_SAME: return literal_value(e->of[0]);
    case ASL_OP_ARRAY: return array_value(e);
    case ASL_OP_OBJECT: return object_value(e);
    default: assert(e->op == ASL_OP_NULL); return value_null();
    }
}

bool literal_find(struct literals *l, const struct asl_expr *e, struct value **ret_value)
{
    if (!is_kept(e->op)) {
        return false;
    }
    bool is_leaf = e->op == ASL_OP_NUMBER || e->op == ASL_OP_STRING;
    struct entry wanted = { .key = is_leaf ? (const void *)e->text : e,
                            .op = e->op,
                            .size = e->size };
    struct entry *entry = place_of(l, &wanted);
    if (entry->key == NULL) {
        if ((l->count + 1) * 2 > l->room) {
            grow(l);
            entry = place_of(l, &wanted);
        }
        l->count++;
        *entry = wanted;
        entry->is_constant = is_constant(e);
        entry->value = entry->is_constant ? literal_value(e) : NULL;
    }
    if (entry->is_constant) {
        *ret_value = value_share(entry->value);
    }
    return entry->is_constant;
}
