/*
 * rowkey.h - keys made of numbers and texts, ordered as these are: by the first part, then by
 * the second, and so on.
 *
 * A number is written with its highest byte first. A text ends with two NULs; a NUL in it is
 * written as NUL, 0xFF. So the parts that come first make a prefix that only keys with the same
 * parts have.
 */
#ifndef STORE_ROWKEY_H
#define STORE_ROWKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/store/store.h"

/* How long a number of 64 bits is; what it is written as, into `to`, of which the key is
 * borrowed; and the number that stands there. */
#define ROWKEY_NUMBER 8
struct store_bytes rowkey_of_u64(char to[ROWKEY_NUMBER], uint64_t number);
uint64_t rowkey_u64(const char *from);

/* Appended rows (store_append()) have numbers that are less. */
#define ROWKEY_LINES (UINT64_C(1) << 56)

/* The first number of an appended row whose key is `bound` or comes behind it; ROWKEY_LINES if
 * there is none. */
uint64_t rowkey_line_from(struct store_bytes bound);

void rowkey_add_u32(struct buf *key, uint32_t number);
void rowkey_add_u64(struct buf *key, uint64_t number);
void rowkey_add_text(struct buf *key, const char *text, size_t size);

/* Take the first part of a key away. Returns true, or false if it does not begin with such a
 * part. */
bool rowkey_take_u32(struct store_bytes *key, uint32_t *ret_number);
bool rowkey_take_u64(struct store_bytes *key, uint64_t *ret_number);

/* Appends the text. */
bool rowkey_take_text(struct store_bytes *key, struct buf *text);

#endif
