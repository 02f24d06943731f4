/*
 * unique.c - States.ArrayUnique (F-19): what a Java HashSet keeps, in the order in which it is
 * walked.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "asl/tree.h"
#include "runtime/base/javamap.h"
#include "runtime/base/memory.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

struct entry {
    struct java_hash hash;
    size_t arrival;
    struct value *value; /* borrowed */
};

static int by_hash(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->hash.own != b->hash.own) {
        return a->hash.own < b->hash.own ? -1 : 1;
    }
    return a->arrival < b->arrival ? -1 : 1;
}

/* Sorted by hash, equal values are next to each other: keep the first of each run. */
static size_t drop_repeats(struct entry *entries, size_t count)
{
    size_t kept = 0, run = 0;
    for (size_t i = 0; i < count; i++) {
        run = kept > run && entries[run].hash.own == entries[i].hash.own ? run : kept;
        size_t k = run;
        while (k < kept && !java_equals(entries[k].value, entries[i].value)) {
            k++;
        }
        if (k == kept) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

struct value *asl_array_unique(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 1 || value_type(args[0]) != VALUE_ARRAY) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayUnique");
    }
    size_t count = value_count(args[0]);
    struct entry *entries = memory_array(count, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        struct value *value = value_item(args[0], i);
        entries[i] = (struct entry){ java_hash_of(value), i, value };
    }
    qsort(entries, count, sizeof *entries, by_hash);
    count = drop_repeats(entries, count);

    struct javamap_slot *slots = memory_array(count, sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        slots[i] = (struct javamap_slot){ (uint32_t)entries[i].hash.code, entries[i].arrival };
    }
    memory_release(entries);
    javamap_order(slots, count);

    struct value *unique = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(&unique, value_share(value_item(args[0], slots[i].index)));
    }
    memory_release(slots);
    return unique;
}
