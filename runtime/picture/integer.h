/*
 * integer.h - whole numbers by a picture, as XPath's format-integer() has it: decimal digits
 * with separators (#,##0), words (w, W, Ww), Roman numerals (i, I), letters (a, A); with ;o
 * they are ordinals. Dates use the same pictures for their parts.
 */
#ifndef PICTURE_INTEGER_H
#define PICTURE_INTEGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/eval/work.h"

struct buf;

enum integer_form {
    INTEGER_DECIMAL,
    INTEGER_LETTERS,
    INTEGER_ROMAN,
    INTEGER_WORDS,
    INTEGER_SEQUENCE /* something else, which is not supported (D3130) */
};

enum integer_case { INTEGER_LOWER, INTEGER_UPPER, INTEGER_TITLE };

/* A picture that was read. It borrows the picture's text. */
struct integer_picture {
    enum integer_form form;
    enum integer_case letters;
    bool is_ordinal;
    const char *pattern; /* what comes before the last semicolon */
    size_t size;
    /* Of a decimal picture: */
    uint32_t zero;    /* the digit 0 of its script */
    double mandatory; /* digits at least; NaN if a date's width says nonsense */
    size_t optional;
    size_t places;      /* of digits, in the picture itself */
    size_t group;       /* digits in each group if all are equal, else 0 */
    uint32_t separator; /* of such groups */
};

/* Each of these returns CODE_NONE, or the error.
 *
 * Reads a picture: D3131. */
enum work_code integer_read_picture(const char *picture, size_t size,
                                    struct integer_picture *ret_picture);

/* Appends the number, which is whole or NaN: D3130, or CODE_BYTES for a text that is longer
 * than anybody can want. */
enum work_code integer_put(struct buf *b, double number, const struct integer_picture *p);

/* Reads a number in that form: D3130. *ret_number is NaN if it is not one, for which there is
 * no error (JA-7). */
enum work_code integer_parse(const char *text, size_t size, const struct integer_picture *p,
                             double *ret_number);

/* What JavaScript's parseInt() reads: blanks, a sign, digits, and then whatever follows. */
double integer_prefix(const char *text, size_t size);

#endif
