/*
 * unique.c - States.ArrayUnique (F-19): what a Java HashSet keeps, in the order in which it is
 * walked.
 *
 * A HashMap of 16 buckets doubles when it holds more than three quarters of them; doubling
 * keeps the order within a bucket. So the walk is: by the bucket of the final size, then by
 * arrival.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

struct entry {
    struct java_hash hash;
    size_t arrival;
    struct json_object *value; /* borrowed */
};

static uint32_t bucket_of(struct java_hash hash, size_t buckets)
{
    uint32_t code = (uint32_t)hash.code;
    return (code ^ code >> 16) & (uint32_t)(buckets - 1);
}

static int by_hash(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->hash.own != b->hash.own) {
        return a->hash.own < b->hash.own ? -1 : 1;
    }
    return a->arrival < b->arrival ? -1 : 1;
}

/* `hash.code` is a bucket by now. */
static int by_bucket(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->hash.code != b->hash.code) {
        return a->hash.code < b->hash.code ? -1 : 1;
    }
    return a->arrival < b->arrival ? -1 : 1;
}

/* Sorted by hash, equal values stand together: keep the first of each run. */
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

struct json_object *asl_array_unique(struct asl_scope *s, size_t n,
                                     struct json_object *const *args)
{
    if (n != 1 || value_type(args[0]) != VALUE_ARRAY) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayUnique");
    }
    size_t count = value_count(args[0]);
    struct entry *entries = memory_array(count, sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        struct json_object *value = value_item(args[0], i);
        entries[i] = (struct entry){ java_hash_of(value), i, value };
    }
    qsort(entries, count, sizeof *entries, by_hash);
    count = drop_repeats(entries, count);

    size_t buckets = 16;
    while (count > buckets / 4 * 3) {
        buckets *= 2;
    }
    for (size_t i = 0; i < count; i++) {
        entries[i].hash.code = (int32_t)bucket_of(entries[i].hash, buckets);
    }
    qsort(entries, count, sizeof *entries, by_bucket);

    struct json_object *unique = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(unique, value_share(entries[i].value));
    }
    memory_release(entries);
    return unique;
}
