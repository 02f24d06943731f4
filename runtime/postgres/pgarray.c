#include "runtime/postgres/pgarray.h"

/* The head: how many dimensions, whether an element is NULL, the elements' type, how many they
 * are, and the index of the first. */
#define COUNT_PLACE 12
#define HEAD_SIZE   20

static void write_number(char *to, uint64_t number, size_t size)
{
    for (size_t i = size; i > 0; i--) {
        to[i - 1] = (char)(unsigned char)number;
        number >>= 8;
    }
}

static void put_number(struct buf *b, uint64_t number, size_t size)
{
    char bytes[8];
    write_number(bytes, number, size);
    buf_put(b, bytes, size);
}

void pgarray_begin(struct pgarray *a, enum pgtype element)
{
    a->count = 0;
    buf_clear(&a->bytes);
    put_number(&a->bytes, 1, 4);
    put_number(&a->bytes, 0, 4);
    put_number(&a->bytes, (uint64_t)element, 4);
    put_number(&a->bytes, 0, 4);
    put_number(&a->bytes, 1, 4);
}

void pgarray_release(struct pgarray *a)
{
    buf_release(&a->bytes);
    a->count = 0;
}

static void count(struct pgarray *a)
{
    a->count++;
    write_number(a->bytes.text + COUNT_PLACE, a->count, 4);
}

void pgarray_add_int2(struct pgarray *a, int16_t number)
{
    put_number(&a->bytes, 2, 4);
    put_number(&a->bytes, (uint64_t)number, 2);
    count(a);
}

void pgarray_add_int8(struct pgarray *a, int64_t number)
{
    put_number(&a->bytes, 8, 4);
    put_number(&a->bytes, (uint64_t)number, 8);
    count(a);
}

void pgarray_add_bytes(struct pgarray *a, const char *bytes, size_t size)
{
    put_number(&a->bytes, size, 4);
    buf_put(&a->bytes, bytes, size);
    count(a);
}

void pgarray_add_null(struct pgarray *a)
{
    put_number(&a->bytes, UINT32_MAX, 4);
    count(a);
}

void pgarray_write_int8(char to[8], int64_t number)
{
    write_number(to, (uint64_t)number, 8);
}

int64_t pgarray_read_int8(const char *from)
{
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | (unsigned char)from[i];
    }
    return (int64_t)number;
}

/* Where the bytes of such an element are, behind its size. */
static size_t int8_place(size_t at)
{
    const size_t size = 4, element = size + 8;
    return HEAD_SIZE + at * element + size;
}

int64_t pgarray_int8_at(const struct pgarray *a, size_t at)
{
    return pgarray_read_int8(a->bytes.text + int8_place(at));
}

void pgarray_set_int8_at(struct pgarray *a, size_t at, int64_t number)
{
    pgarray_write_int8(a->bytes.text + int8_place(at), number);
}
