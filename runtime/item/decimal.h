/*
 * decimal.h - DynamoDB's numbers: decimal, up to 38 significant digits, exact.
 *
 * Magnitudes go from 1E-130 to 9.9999999999999999999999999999999999999E+125, and 0. A number is
 * written without an exponent, without leading and trailing zeros: "0.001", "1000", "-1.5".
 */
#ifndef ITEM_DECIMAL_H
#define ITEM_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

#define DECIMAL_DIGITS 38

struct decimal {
    bool is_negative;               /* never of 0 */
    int16_t exponent;               /* the value is 0.DIGITS times 10 to this */
    uint8_t count;                  /* of digits; 0 means that the number is 0 */
    uint8_t digits[DECIMAL_DIGITS]; /* 0 to 9; the first and the last are not 0 */
};

enum decimal_fault {
    DECIMAL_GOOD,
    DECIMAL_NO_NUMBER, /* the text is not a number */
    DECIMAL_TOO_LONG,  /* more than 38 significant digits */
    DECIMAL_OVERFLOW,
    DECIMAL_UNDERFLOW
};

/* Reads all of a text: digits with an optional sign, point and exponent. */
enum decimal_fault decimal_read(const char *text, size_t size, struct decimal *ret);

/* Append the number as DynamoDB writes it. */
void decimal_put(struct buf *out, const struct decimal *d);

/* Returns < 0, 0 or > 0. */
int decimal_compare(const struct decimal *a, const struct decimal *b);

/* a + b, and a - b; DECIMAL_TOO_LONG where the exact result has more than 38 digits. */
enum decimal_fault decimal_add(const struct decimal *a, const struct decimal *b,
                               struct decimal *ret);
enum decimal_fault decimal_subtract(const struct decimal *a, const struct decimal *b,
                                    struct decimal *ret);

/* How many bytes the number counts in the size of an item: one for two digits, and one. */
size_t decimal_size(const struct decimal *d);

/* Append bytes that compare, by memcmp(), as the numbers do. Equal numbers have equal bytes,
 * and none are the beginning of others. */
void decimal_put_key(struct buf *out, const struct decimal *d);

#endif
