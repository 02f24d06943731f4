/*
 * figure.h - numbers as JSONata writes them, and rounds them.
 *
 * A figure is a double as decimal digits. The digits are the fewest that read back as the same
 * double, as JavaScript and newer Java have it; $string and & show 15 at most of a fraction.
 */
#ifndef EVAL_FIGURE_H
#define EVAL_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#define FIGURE_DIGITS 20

/* 0.ddd times ten to the power of `point`; zero is the digit 0 with point 1. */
struct figure {
    bool is_negative;
    char digits[FIGURE_DIGITS];
    int count; /* of the digits, without zeros at the end */
    int point;
};

/* The fewest digits that read back as `real`, which must be finite. -0 is 0. */
struct figure figure_of(double real);

/* At most 15 digits of it, ties away from zero. */
struct figure figure_rounded(double real);

#define FIGURE_ROOM 32

/* Write a number as JavaScript does, with a NUL at the end: plain from 1e-6 to below 1e21, else
 * 1e+21 or 1.5e-7; NaN, Infinity and -Infinity as these words. Returns the size. */
size_t figure_print(char out[FIGURE_ROOM], double real);

/* The same as $string and & show a number (JA-9): a whole number with its shortest digits, a
 * fraction with 15 digits at most. */
size_t figure_print_short(char out[FIGURE_ROOM], double real);

/* `real` times ten to the power of `places`, rounded once: the shift is done on the digits. Of
 * `places` the whole part counts. NaN if one of them is not finite. */
double figure_shift(double real, double places);

/* The nearest whole number; of two that are equally near, the even one. */
double figure_round(double real);

/* What $round(real, places) yields: half to even, as the digits show it. */
double figure_round_to(double real, double places);

/* The largest whole number that is not above `real`. */
double figure_floor(double real);

#endif
