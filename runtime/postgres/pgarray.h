/*
 * pgarray.h - values of parameters in PostgreSQL's binary form: arrays, by which one statement
 * takes any number of rows.
 */
#ifndef POSTGRES_PGARRAY_H
#define POSTGRES_PGARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

/* The types that are used, by their numbers in PostgreSQL's catalog. */
enum pgtype {
    PGTYPE_BYTEA = 17,
    PGTYPE_INT8 = 20,
    PGTYPE_INT2 = 21,
    PGTYPE_TEXT = 25,
    PGTYPE_BYTEA_ARRAY = 1001,
    PGTYPE_INT2_ARRAY = 1005,
    PGTYPE_INT8_ARRAY = 1016
};

/* An array with one dimension. */
struct pgarray {
    struct buf bytes;
    size_t count;
};

/* Make it an empty one of elements of that type. Its memory is kept. */
void pgarray_begin(struct pgarray *a, enum pgtype element);
void pgarray_release(struct pgarray *a);

void pgarray_add_int2(struct pgarray *a, int16_t number);
void pgarray_add_int8(struct pgarray *a, int64_t number);
void pgarray_add_bytes(struct pgarray *a, const char *bytes, size_t size);
void pgarray_add_null(struct pgarray *a);

/* The element at a place of an array of INT8. */
int64_t pgarray_int8_at(const struct pgarray *a, size_t at);

/* Put another number in its place. */
void pgarray_set_int8_at(struct pgarray *a, size_t at, int64_t number);

/* A number as 8 bytes, the highest first, and back. */
void pgarray_write_int8(char to[8], int64_t number);
int64_t pgarray_read_int8(const char *from);

#endif
