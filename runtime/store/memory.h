/*
 * memory.h - the store that lasts as long as its process, in skip lists.
 */
#ifndef STORE_MEMORY_H
#define STORE_MEMORY_H

struct store_kind;

extern const struct store_kind store_memory;

#endif
