/*
 * number.h - JSON's numbers as text.
 *
 * AWS keeps integers of any size exactly and every other number as a Java double,
 * printed as Java prints it (P-48): the fewest digits that read back as the same
 * double, plain from 0.001 up to 10,000,000, with an exponent beyond: 1.0, 0.1,
 * 1000.0, 1.0E7, 1.5E-4.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_kind {
    NUMBER_INT,    /* fits an int64 */
    NUMBER_BIG,    /* an integer that does not */
    NUMBER_DOUBLE, /* has a fraction or an exponent */
    NUMBER_BAD     /* not a JSON number */
};

struct number {
    enum number_kind kind;
    int64_t integer; /* of an INT */
    double real;     /* the nearest double, of every kind; may be infinite */
};

/* Read the JSON number that is exactly `text`, `size` bytes. */
struct number number_read(const char *text, size_t size);

/* How many bytes at `text` are one JSON number by its grammar; 0 if there is none. */
size_t number_span(const char *text, size_t size);

/* The double that is nearest to a number of so many decimal digits at most, of which the last
 * `places` are behind the point. */
#define NUMBER_SHORT_DIGITS 15 /* so many fit any double */
double number_of_decimal(uint64_t number, size_t places);

#define NUMBER_ROOM 32

/* Print into `out` with a NUL at the end; returns the bytes written without it. Infinities and
 * NaN print as Java's Infinity, -Infinity and NaN: the caller decides how JSON shows them. */
size_t number_print_double(char out[NUMBER_ROOM], double real);
size_t number_print_int(char out[NUMBER_ROOM], int64_t integer);

/* How many bytes number_print_int() writes. */
size_t number_int_size(int64_t integer);

/* The number without its fraction, towards zero, as trunc() yields it: but most programs need
 * no libm for this. */
double number_cut(double real);

/* Compares two JSON numbers by their exact values, whatever their size or form (C-13): returns
 * < 0, 0 or > 0. Exponents beyond 10 to the 18th are taken for 10 to the 18th. Linear in the
 * text. */
int number_compare(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
