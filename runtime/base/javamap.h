/*
 * javamap.h - the order in which Java walks a HashMap or a HashSet, where AWS shows it: fields
 * of payload templates (P-41), columns of a CSV row (DM-08), States.ArrayUnique (F-19).
 *
 * A map has 16 buckets, and doubles them when more than three quarters are held; doubling keeps
 * the order within a bucket. So the walk is: by the bucket of the final size, then by arrival.
 */
#ifndef BASE_JAVAMAP_H
#define BASE_JAVAMAP_H

#include <stddef.h>
#include <stdint.h>

/* The key that arrived as number `index`. */
struct javamap_slot {
    uint32_t code; /* once the slots are in order, its bucket */
    size_t index;
};

/* text.hashCode(), of the UTF-16 that the UTF-8 stands for. */
int32_t javamap_code(const char *text, size_t size);

struct javamap_slot javamap_slot(const char *key, size_t size, size_t index);

/* Put the slots of a whole map, each key's once, in the order of the walk. */
void javamap_order(struct javamap_slot *slots, size_t count);

#endif
