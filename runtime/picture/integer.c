#include "runtime/picture/integer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/eval/figure.h"
#include "runtime/picture/blank.h"
#include "runtime/picture/numeral.h"

/* A longer number than that is a mistake. */
#define DIGITS_MOST 1000000.0

/* The zeros of the scripts that have digits of their own. */
static const uint16_t zeros[] = {
    0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6,
    0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
};

/* The zero of the script that the digit is of, or 0 if it is not a digit. */
static uint32_t zero_of(uint32_t c)
{
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        if (c >= zeros[i] && c <= zeros[i] + 9U) {
            return zeros[i];
        }
    }
    return 0;
}

static size_t next_character(const char *text, size_t size, uint32_t *ret_character)
{
    size_t bytes = text_decode(text, size, ret_character);
    return bytes > 0 ? bytes : 1;
}

/* The separators of a decimal picture, from its left end on. */
struct separators {
    const struct integer_picture *picture;
    size_t at;
    size_t places; /* of digits on the right */
    uint32_t now;
};

static struct separators separators_of(const struct integer_picture *p)
{
    return (struct separators){ .picture = p, .places = p->places };
}

/* Goes on to the next separator. Returns false if none is left. */
static bool next_separator(struct separators *s)
{
    const struct integer_picture *p = s->picture;
    while (s->at < p->size) {
        s->at += next_character(p->pattern + s->at, p->size - s->at, &s->now);
        if (s->now != '#' && zero_of(s->now) == 0) {
            return true;
        }
        s->places--;
    }
    return false;
}

/* If all separators are the same, and the groups between them are of one size, then every
 * further group is too. */
static void find_group(struct integer_picture *p)
{
    size_t count = 0, last = 0;
    uint32_t first = 0;
    for (struct separators s = separators_of(p); next_separator(&s); count++) {
        first = count == 0 ? s.now : first;
        last = s.places;
        if (s.now != first) {
            return;
        }
    }
    size_t left = count;
    for (struct separators s = separators_of(p); next_separator(&s); left--) {
        if (s.places != left * last) {
            return;
        }
    }
    p->group = count > 0 ? last : 0;
    p->separator = first;
}

static enum work_code read_decimal(struct integer_picture *p)
{
    uint32_t c;
    p->form = INTEGER_DECIMAL;
    for (size_t at = 0; at < p->size;) {
        at += next_character(p->pattern + at, p->size - at, &c);
        uint32_t zero = zero_of(c);
        if (zero != 0 && p->zero != 0 && p->zero != zero) {
            return CODE_D3131;
        }
        p->zero = zero != 0 ? zero : p->zero;
        p->mandatory += zero != 0;
        p->optional += c == '#';
        p->places += zero != 0 || c == '#';
    }
    if (p->zero == 0) {
        p->form = INTEGER_SEQUENCE;
    } else {
        find_group(p);
    }
    return CODE_NONE;
}

enum work_code integer_read_picture(const char *picture, size_t size,
                                    struct integer_picture *ret_picture)
{
    static const struct {
        const char *pattern;
        enum integer_form form;
        enum integer_case letters;
    } rows[] = {
        { "A", INTEGER_LETTERS, INTEGER_UPPER }, { "a", INTEGER_LETTERS, INTEGER_LOWER },
        { "I", INTEGER_ROMAN, INTEGER_UPPER },   { "i", INTEGER_ROMAN, INTEGER_LOWER },
        { "W", INTEGER_WORDS, INTEGER_UPPER },   { "w", INTEGER_WORDS, INTEGER_LOWER },
        { "Ww", INTEGER_WORDS, INTEGER_TITLE },
    };
    const char *semicolon = size > 0 ? memrchr(picture, ';', size) : NULL;
    struct integer_picture p = { .pattern = picture, .size = size };
    if (semicolon != NULL) {
        p.size = (size_t)(semicolon - picture);
        p.is_ordinal = p.size + 1 < size && semicolon[1] == 'o';
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (p.size == strlen(rows[i].pattern) &&
            memcmp(picture, rows[i].pattern, p.size) == 0) {
            p.form = rows[i].form;
            p.letters = rows[i].letters;
            *ret_picture = p;
            return CODE_NONE;
        }
    }
    enum work_code code = read_decimal(&p);
    *ret_picture = p;
    return code;
}

/* One character of a number that is being put together. */
static void put_character(struct buf *b, uint32_t c)
{
    char bytes[4];
    buf_put(b, bytes, text_encode(bytes, c));
}

/* The digits in groups of one size, counted from the right. */
static void put_groups(struct buf *b, const uint32_t *digits, size_t count,
                       const struct integer_picture *p)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && p->group > 0 && (count - i) % p->group == 0) {
            put_character(b, p->separator);
        }
        put_character(b, digits[i]);
    }
}

/* Separators at places of their own. One that has no digit on its left is left out, where 2.0.6
 * would put it in front, or lose digits (JA-27). */
static void put_separated(struct buf *b, const uint32_t *digits, size_t count,
                          const struct integer_picture *p)
{
    size_t done = 0;
    for (struct separators s = separators_of(p); next_separator(&s);) {
        while (s.places < count && done < count - s.places) {
            put_character(b, digits[done++]);
        }
        if (done > 0) {
            put_character(b, s.now);
        }
    }
    while (done < count) {
        put_character(b, digits[done++]);
    }
}

/* 1st, 2nd, 3rd, 11th. */
static const char *ordinal_ending(const char *text, size_t size)
{
    if (size > 1 && text[size - 2] == '1') {
        return "th";
    }
    char last = text[size - 1];
    return last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
}

/* A number as digits, however large: never with an exponent. */
static size_t print_whole(char out[NUMBER_ROOM + 320], double number)
{
    if (isnan(number)) {
        return figure_print(out, number);
    }
    if (number < 1e15) {
        return number_print_int(out, (int64_t)number);
    }
    struct figure f = figure_of(number);
    int size = f.count < f.point ? f.point : f.count;
    memset(out, '0', (size_t)size);
    memcpy(out, f.digits, (size_t)f.count);
    return (size_t)size;
}

/* Returns true for 0001, as most pictures of dates are. */
static bool has_only_digits(const struct integer_picture *p)
{
    size_t i = 0;
    while (i < p->size && p->pattern[i] >= '0' && p->pattern[i] <= '9') {
        i++;
    }
    return i == p->size && p->zero == '0' && p->group == 0 && !p->is_ordinal;
}

static enum work_code put_decimal(struct buf *b, double number, const struct integer_picture *p)
{
    char printed[NUMBER_ROOM + 320];
    size_t size = print_whole(printed, number), start = b->size;
    size_t most = (p->mandatory > (double)size ? (size_t)p->mandatory : size);
    if (p->mandatory > DIGITS_MOST) {
        return CODE_BYTES;
    }
    if (has_only_digits(p)) {
        for (size_t i = size; i < most; i++) {
            buf_char(b, '0');
        }
        buf_put(b, printed, size);
        return CODE_NONE;
    }
    uint32_t *digits = memory_array(most, sizeof *digits);
    for (size_t i = 0; i < most; i++) {
        char c = i < most - size ? '0' : printed[i - (most - size)];
        digits[i] = (uint32_t)c - '0' + p->zero;
    }
    if (p->group > 0) {
        put_groups(b, digits, most, p);
    } else {
        put_separated(b, digits, most, p);
    }
    memory_release(digits);
    if (p->is_ordinal) {
        buf_text(b, ordinal_ending(buf_string(b) + start, b->size - start));
    }
    return CODE_NONE;
}

static void change_case(struct buf *b, size_t from, enum integer_case letters)
{
    for (size_t i = from; i < b->size && letters != INTEGER_TITLE; i++) {
        char c = b->text[i];
        if (letters == INTEGER_UPPER && c >= 'a' && c <= 'z') {
            b->text[i] = (char)(c - 'a' + 'A');
        } else if (letters == INTEGER_LOWER && c >= 'A' && c <= 'Z') {
            b->text[i] = (char)(c - 'A' + 'a');
        }
    }
}

enum work_code integer_put(struct buf *b, double number, const struct integer_picture *p)
{
    size_t start = b->size;
    if (number < 0) {
        buf_char(b, '-');
        number = -number;
    }
    switch (p->form) {
    case INTEGER_DECIMAL: return put_decimal(b, number, p);
    case INTEGER_SEQUENCE: return CODE_D3130;
    case INTEGER_LETTERS: numeral_put_letters(b, number, 'a'); break;
    case INTEGER_WORDS: numeral_put_words(b, isnan(number) ? 0 : number, p->is_ordinal); break;
    case INTEGER_ROMAN:
        if (number > NUMERAL_ROMAN_MOST) {
            return CODE_BYTES;
        }
        numeral_put_roman(b, isnan(number) ? 0 : number);
        break;
    }
    change_case(b, start, p->letters);
    return CODE_NONE;
}

double integer_prefix(const char *text, size_t size)
{
    size_t at = 0, digits = 0;
    for (size_t blank; (blank = blank_at(text + at, size - at)) > 0;) {
        at += blank;
    }
    bool is_negative = at < size && text[at] == '-';
    at += at < size && (text[at] == '-' || text[at] == '+');
    while (at + 1 < size && text[at] == '0' && text[at + 1] >= '0' && text[at + 1] <= '9') {
        at++;
    }
    while (at + digits < size && text[at + digits] >= '0' && text[at + digits] <= '9') {
        digits++;
    }
    double number = digits > 0 ? number_read(text + at, digits).real : (double)NAN;
    return is_negative ? -number : number;
}

static int compare_characters(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* What is dropped from a number, in order: new. Where digits are grouped regularly, that is a
 * comma alone, whatever separates them in the picture: this is how 2.0.6 has it. */
static uint32_t *dropped_by(const struct integer_picture *p, size_t *ret_count)
{
    uint32_t *all = memory_array(p->size + 1, sizeof *all);
    size_t count = 0;
    if (p->group > 0) {
        all[count++] = ',';
    } else {
        for (struct separators s = separators_of(p); next_separator(&s);) {
            all[count++] = s.now;
        }
        qsort(all, count, sizeof *all, compare_characters);
    }
    *ret_count = count;
    return all;
}

static double parse_decimal(const char *text, size_t size, const struct integer_picture *p)
{
    struct buf digits = { 0 };
    if (p->is_ordinal) {
        for (int i = 0; i < 2 && size > 0; i++) {
            do {
                size--;
            } while (size > 0 && text_is_tail(text[size]));
        }
    }
    size_t count;
    uint32_t *dropped = dropped_by(p, &count);
    for (size_t at = 0; at < size;) {
        uint32_t c;
        at += next_character(text + at, size - at, &c);
        if (bsearch(&c, dropped, count, sizeof c, compare_characters) == NULL) {
            put_character(&digits, p->zero == '0' ? c : c - p->zero + '0');
        }
    }
    memory_release(dropped);
    double number = integer_prefix(buf_string(&digits), digits.size);
    buf_release(&digits);
    return number;
}

enum work_code integer_parse(const char *text, size_t size, const struct integer_picture *p,
                             double *ret_number)
{
    char first = p->letters == INTEGER_UPPER ? 'A' : 'a';
    struct buf upper = { 0 };
    switch (p->form) {
    case INTEGER_SEQUENCE: return CODE_D3130;
    case INTEGER_DECIMAL: *ret_number = parse_decimal(text, size, p); break;
    case INTEGER_LETTERS: *ret_number = numeral_read_letters(text, size, first); break;
    case INTEGER_WORDS: *ret_number = numeral_read_words(text, size); break;
    case INTEGER_ROMAN:
        buf_put(&upper, text, size);
        change_case(&upper, 0, p->letters == INTEGER_UPPER ? INTEGER_TITLE : INTEGER_UPPER);
        *ret_number = numeral_read_roman(buf_string(&upper), upper.size);
        buf_release(&upper);
        break;
    }
    return CODE_NONE;
}
