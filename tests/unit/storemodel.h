/*
 * storemodel.h - what a store has to do, done in the plainest way: rows in an array, in order.
 */
#ifndef TESTS_STOREMODEL_H
#define TESTS_STOREMODEL_H

#include "runtime/base/memory.h"
#include "runtime/store/store.h"

#define MODEL_ROWS 4096
#define MODEL_KEY  8

struct model_row {
    unsigned table;
    size_t key_size;
    char key[MODEL_KEY];
    char *value;
    size_t value_size;
};

struct model {
    struct model_row rows[MODEL_ROWS];
    size_t count;
};

/* Byte by byte, as the header says it. */
static inline int model_order(const struct model_row *r, unsigned table, struct store_bytes key)
{
    if (r->table != table) {
        return r->table < table ? -1 : 1;
    }
    for (size_t i = 0;; i++) {
        if (i == r->key_size || i == key.size) {
            return i < key.size ? -1 : i < r->key_size ? 1 : 0;
        }
        unsigned a = (unsigned char)r->key[i], b = (unsigned char)key.at[i];
        if (a != b) {
            return a < b ? -1 : 1;
        }
    }
}

/* Where the row is, or would be. */
static inline size_t model_place(const struct model *m, unsigned table, struct store_bytes key)
{
    size_t i = 0;
    while (i < m->count && model_order(&m->rows[i], table, key) < 0) {
        i++;
    }
    return i;
}

static inline struct model_row *model_get(struct model *m, unsigned table,
                                          struct store_bytes key)
{
    size_t i = model_place(m, table, key);
    return i < m->count && model_order(&m->rows[i], table, key) == 0 ? &m->rows[i] : NULL;
}

static inline void model_remove(struct model *m, unsigned table, struct store_bytes key)
{
    struct model_row *r = model_get(m, table, key);
    if (r != NULL) {
        memory_release(r->value);
        m->count--;
        memmove(r, r + 1, (size_t)(m->rows + m->count - r) * sizeof *r);
    }
}

static inline void model_put(struct model *m, unsigned table, struct store_bytes key,
                             struct store_bytes value)
{
    model_remove(m, table, key);
    if (m->count == MODEL_ROWS || key.size > MODEL_KEY) {
        abort();
    }
    struct model_row *r = &m->rows[model_place(m, table, key)];
    memmove(r + 1, r, (size_t)(m->rows + m->count - r) * sizeof *r);
    m->count++;
    *r = (struct model_row){ .table = table, .key_size = key.size, .value_size = value.size };
    if (key.size > 0) {
        memcpy(r->key, key.at, key.size);
    }
    r->value = memory_text_n(value.size > 0 ? value.at : "", value.size);
}

static inline void model_clear(struct model *m)
{
    while (m->count > 0) {
        memory_release(m->rows[--m->count].value);
    }
}

/* `to` is empty. */
static inline void model_copy(struct model *to, const struct model *from)
{
    to->count = from->count;
    for (size_t i = 0; i < from->count; i++) {
        to->rows[i] = from->rows[i];
        to->rows[i].value = memory_text_n(from->rows[i].value, from->rows[i].value_size);
    }
}

#endif
