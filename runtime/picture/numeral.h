/*
 * numeral.h - whole numbers as English words, Roman numerals and spreadsheet letters, and back.
 *
 * Each put_ appends to a buffer; a number is a whole double of 0 or more. Each read takes a
 * whole text, and yields NaN if it is not one of its kind.
 */
#ifndef PICTURE_NUMERAL_H
#define PICTURE_NUMERAL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* "Two Thousand, Three Hundred and Forty-Five", or as an ordinal "... Forty-Fifth". */
void numeral_put_words(struct buf *b, double number, bool is_ordinal);

/* Of a text in any case; cardinals and ordinals. */
double numeral_read_words(const char *text, size_t size);

/* How many bytes at `text` are one word of a number in any case, "and", a hyphen, a comma or a
 * blank: the longest that fits; 0 if there is none. */
size_t numeral_word_at(const char *text, size_t size);

/* mmxxv. What is above NUMERAL_ROMAN_MOST would be a longer text than anybody wants: the caller
 * must refuse it. */
#define NUMERAL_ROMAN_MOST 1e7
void numeral_put_roman(struct buf *b, double number);

/* Of a text in upper case. */
double numeral_read_roman(const char *text, size_t size);

/* 1 is `first`, 27 is twice `first`; 0 is nothing. */
void numeral_put_letters(struct buf *b, double number, char first);

/* Whatever the letters are: each counts by its distance from `first`, as UTF-16. */
double numeral_read_letters(const char *text, size_t size, char first);

#endif
