/*
 * table.h - finds things by a text, for names of states and of C. Grows; nothing is taken out.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>

struct arena;
struct table; /* opaque */

struct table *table_new(struct arena *a);

/* Where the value of `key` stands, NULL at first. The key is borrowed for the table's life.
 * O(1) on average. */
void **table_place(struct table *t, const char *key, size_t key_size);

/* The value of `key`, or NULL. */
void *table_find(const struct table *t, const char *key, size_t key_size);

#endif
