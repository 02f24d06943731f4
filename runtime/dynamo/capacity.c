#include "runtime/dynamo/capacity.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

enum { READ_BYTES = 4096, WRITE_BYTES = 1024 };

void capacity_release(struct capacity *k)
{
    memory_release(k->indexes);
    *k = (struct capacity){ 0 };
}

/* Where the units of an index are counted; of the table itself for NULL. */
static double *units_of(struct capacity *k, const struct catalog_table *t,
                        const struct catalog_index *index)
{
    if (index == NULL) {
        return &k->table;
    }
    if (k->indexes == NULL) {
        k->indexes = memory_zero((t->count + 1) * sizeof *k->indexes);
        k->count = t->count;
    }
    return &k->indexes[index - t->indexes];
}

/* At least one. */
static double blocks(size_t bytes, size_t block)
{
    size_t count = (bytes + block - 1) / block;
    return bytes == 0 ? 1 : (double)count;
}

void capacity_read(struct capacity *k, const struct catalog_table *t,
                   const struct catalog_index *index, size_t bytes, bool is_consistent,
                   bool is_transaction)
{
    double factor = is_transaction ? 2 : is_consistent ? 1 : 0.5;
    *units_of(k, t, index) += blocks(bytes, READ_BYTES) * factor;
    k->is_split = k->is_split || is_transaction;
}

static size_t size_within(const struct catalog_table *t, const struct catalog_index *index,
                          const struct value *item)
{
    struct value *shown = catalog_project(t, index, item);
    size_t size = attribute_item_size(shown);
    value_release(shown);
    return size;
}

/* What a write of the table writes to an index: nothing where nothing of it changes, and twice
 * where its key does. */
static double index_units(const struct catalog_table *t, const struct catalog_index *index,
                          const struct value *old, const struct value *item)
{
    struct catalog_key before = { 0 }, after = { 0 };
    bool was_in = old != NULL && catalog_key_of(&index->key, old, &before);
    bool is_in = item != NULL && catalog_key_of(&index->key, item, &after);
    double units = 0;
    double old_units = was_in ? blocks(size_within(t, index, old), WRITE_BYTES) : 0;
    double new_units = is_in ? blocks(size_within(t, index, item), WRITE_BYTES) : 0;
    if (was_in && is_in) {
        bool same_key =
            before.hash.size == after.hash.size && before.range.size == after.range.size &&
            memcmp(buf_string(&before.hash), buf_string(&after.hash), after.hash.size) == 0 &&
            memcmp(buf_string(&before.range), buf_string(&after.range), after.range.size) == 0;
        struct value *a = catalog_project(t, index, old), *b = catalog_project(t, index, item);
        double larger = old_units > new_units ? old_units : new_units;
        units = !same_key ? old_units + new_units : value_equal(a, b) ? 0 : larger;
        value_release(a);
        value_release(b);
    } else {
        units = old_units + new_units;
    }
    catalog_key_release(&before);
    catalog_key_release(&after);
    return units;
}

void capacity_write(struct capacity *k, const struct catalog_table *t, const struct value *old,
                    const struct value *item, bool is_transaction)
{
    double factor = is_transaction ? 2 : 1;
    size_t before = old != NULL ? attribute_item_size(old) : 0;
    size_t after = item != NULL ? attribute_item_size(item) : 0;
    k->table += blocks(before > after ? before : after, WRITE_BYTES) * factor;
    k->is_write = true;
    k->is_split = k->is_split || is_transaction;
    for (size_t i = 0; i < t->count; i++) {
        double units = index_units(t, &t->indexes[i], old, item);
        if (units > 0) {
            *units_of(k, t, &t->indexes[i]) += units * factor;
        }
    }
}

/* ---- Showing ---- */

static struct value *number(double units)
{
    int64_t whole = (int64_t)units;
    return (double)whole == units ? value_int(whole) : value_double(units);
}

static void put_units(struct value **to, const struct capacity *k, double units)
{
    value_set_take(to, "CapacityUnits", number(units));
    if (k->is_split) {
        value_set_take(to, k->is_write ? "WriteCapacityUnits" : "ReadCapacityUnits",
                       number(units));
    }
}

static struct value *units_object(const struct capacity *k, double units)
{
    struct value *out = value_object();
    put_units(&out, k, units);
    return out;
}

static void put_indexes(struct value **to, const struct capacity *k,
                        const struct catalog_table *t, bool is_global)
{
    struct value *out = value_object();
    for (size_t i = 0; i < k->count; i++) {
        if (t->indexes[i].is_global == is_global && k->indexes[i] > 0) {
            value_set_take(&out, t->indexes[i].name, units_object(k, k->indexes[i]));
        }
    }
    if (value_count(out) > 0) {
        value_set_take(to, is_global ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes",
                       value_share(out));
    }
    value_release(out);
}

struct value *capacity_shown(const struct capacity *k, const struct catalog_table *t,
                             const char *level)
{
    bool shows_indexes = text_is(level, "INDEXES");
    if (!shows_indexes && !text_is(level, "TOTAL")) {
        return NULL;
    }
    double total = k->table;
    for (size_t i = 0; i < k->count; i++) {
        total += k->indexes[i];
    }
    struct value *out = value_object();
    put_units(&out, k, total);
    value_set_text(&out, "TableName", t->name);
    if (shows_indexes) {
        value_set_take(&out, "Table", units_object(k, k->table));
        put_indexes(&out, k, t, false);
        put_indexes(&out, k, t, true);
    }
    return out;
}
