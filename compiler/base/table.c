#include "compiler/base/table.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/text.h"

struct row {
    const char *key; /* NULL if the slot is free */
    size_t key_size;
    uint64_t hash;
    void *value;
};

struct table {
    struct arena *arena;
    struct row *row;
    size_t room; /* a power of two */
    size_t count;
};

struct table *table_new(struct arena *a)
{
    struct table *t = arena_get(a, sizeof *t);
    t->arena = a;
    t->room = 4; /* most blocks hold few states */
    t->row = arena_array(a, t->room, sizeof *t->row);
    return t;
}

/* The low bits choose the row. */
static uint64_t hash_of(const char *key, size_t key_size)
{
    uint64_t hash = text_hash(key, key_size);
    return hash ^ (hash >> 29);
}

static struct row *row_of(const struct table *t, const char *key, size_t key_size,
                          uint64_t hash)
{
    size_t i = (size_t)hash & (t->room - 1);
    while (t->row[i].key != NULL &&
           !(t->row[i].hash == hash && t->row[i].key_size == key_size &&
             memcmp(t->row[i].key, key, key_size) == 0)) {
        i = (i + 1) & (t->room - 1);
    }
    return &t->row[i];
}

static void grow(struct table *t)
{
    struct table bigger = { t->arena, NULL, t->room * 2, t->count };
    bigger.row = arena_array(t->arena, bigger.room, sizeof *bigger.row);
    for (size_t i = 0; i < t->room; i++) {
        const struct row *r = &t->row[i];
        if (r->key != NULL) {
            *row_of(&bigger, r->key, r->key_size, r->hash) = *r;
        }
    }
    *t = bigger;
}

void **table_place(struct table *t, const char *key, size_t key_size)
{
    if (t->count * 2 >= t->room) {
        grow(t);
    }
    uint64_t hash = hash_of(key, key_size);
    struct row *r = row_of(t, key, key_size, hash);
    if (r->key == NULL) {
        *r = (struct row){ key, key_size, hash, NULL };
        t->count++;
    }
    return &r->value;
}

void *table_find(const struct table *t, const char *key, size_t key_size)
{
    return row_of(t, key, key_size, hash_of(key, key_size))->value;
}
