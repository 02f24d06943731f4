#include "compiler/read/plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && is_digit(text[i])) {
        i++;
    }
    return i;
}

/* ---- Words ---- */

/* `word` in small letters, with a capital in front, or all in capitals: no other way. */
static bool is_word(const char *text, size_t size, const char *word)
{
    size_t capitals = 0;
    if (strlen(word) != size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        bool is_capital = text[i] == word[i] - 'a' + 'A';
        if (text[i] != word[i] && !is_capital) {
            return false;
        }
        capitals += is_capital;
    }
    bool has_first = size > 0 && text[0] >= 'A' && text[0] <= 'Z';
    return capitals == 0 || capitals == size || (capitals == 1 && has_first);
}

static bool is_one_of(const char *text, size_t size, const char *const *words)
{
    while (*words != NULL && !is_word(text, size, *words)) {
        words++;
    }
    return *words != NULL;
}

/* Infinities, and what is not a number: .inf, -.Inf, .NaN. */
static bool is_beyond(const char *text, size_t size)
{
    size_t sign = size > 0 && (text[0] == '-' || text[0] == '+');
    const char *word = text + sign + 1;
    if (size != sign + 4 || text[sign] != '.') {
        return false;
    }
    bool is_nan = is_word(word, 3, "nan") || memcmp(word, "NaN", 3) == 0;
    return is_word(word, 3, "inf") || (is_nan && sign == 0 && memcmp(word, "Nan", 3) != 0);
}

static struct plain read_word(const char *text, size_t size)
{
    static const char *const yes[] = { "yes", "on", NULL }, *const no[] = { "no", "off", NULL };
    struct plain p = { .type = DOC_STRING, .here = "a string" };
    if (size == 0 || (size == 1 && text[0] == '~') || is_word(text, size, "null")) {
        p.type = DOC_NULL;
    } else if (is_word(text, size, "true")) {
        p.type = DOC_TRUE;
    } else if (is_word(text, size, "false")) {
        p.type = DOC_FALSE;
    } else if (is_one_of(text, size, yes)) {
        p.others = "true";
    } else if (is_one_of(text, size, no)) {
        p.others = "false";
    }
    return p;
}

/* ---- Numbers ---- */

/* The value of a digit, 16 where it is none. */
static uint64_t digit_value(char c)
{
    return is_digit(c)            ? (uint64_t)(c - '0')
           : c >= 'a' && c <= 'f' ? (uint64_t)(c - 'a' + 10)
           : c >= 'A' && c <= 'F' ? (uint64_t)(c - 'A' + 10)
                                  : 16;
}

/* Returns false if these are not all digits of that base. *ret_fits: the value has at most 64
 * bits. */
static bool read_digits(const char *text, size_t size, uint64_t base, uint64_t *ret_value,
                        bool *ret_fits)
{
    *ret_value = 0;
    *ret_fits = true;
    for (size_t i = 0; i < size; i++) {
        uint64_t digit = digit_value(text[i]);
        if (digit >= base) {
            return false;
        }
        *ret_fits = *ret_fits && *ret_value <= (UINT64_MAX - digit) / base;
        *ret_value = *ret_value * base + digit;
    }
    return size > 0;
}

static const char *decimal(struct arena *a, uint64_t value)
{
    return arena_print(a, "%llu", (unsigned long long)value);
}

/* 0x1F and 0o17. */
static bool read_based(struct arena *a, const char *text, size_t size, struct plain *ret_plain)
{
    uint64_t value;
    bool fits, is_octal = size > 2 && text[1] == 'o';
    if (size < 3 || text[0] != '0' || (text[1] != 'x' && !is_octal) ||
        !read_digits(text + 2, size - 2, is_octal ? 8 : 16, &value, &fits)) {
        return false;
    }
    const char *number = fits ? decimal(a, value) : NULL;
    *ret_plain = (struct plain){ .type = DOC_NUMBER, .number = number };
    if (is_octal && fits) {
        ret_plain->here = arena_print(a, "the number %s", number);
        ret_plain->others = "a string";
    }
    return true;
}

/* [-+] ( . digits | digits [ . [ digits ] ] ) [ e [-+] digits ], in its parts. */
struct parts {
    bool is_negative, has_point;
    const char *whole, *fraction, *exponent;
    size_t whole_size, fraction_size, exponent_size;
};

static bool split(const char *text, size_t size, struct parts *ret_parts)
{
    const char *at = text, *end = text + size;
    struct parts p = { .is_negative = size > 0 && *text == '-' };
    at += size > 0 && (*at == '-' || *at == '+');
    p.whole = at;
    p.whole_size = count_digits(at, (size_t)(end - at));
    at += p.whole_size;
    p.has_point = at < end && *at == '.';
    at += p.has_point;
    p.fraction = at;
    p.fraction_size = p.has_point ? count_digits(at, (size_t)(end - at)) : 0;
    at += p.fraction_size;
    p.exponent = at;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '-' || *at == '+');
        size_t digits = count_digits(at, (size_t)(end - at));
        at = digits == 0 ? p.exponent : at + digits;
    }
    p.exponent_size = (size_t)(at - p.exponent);
    *ret_parts = p;
    return at == end && p.whole_size + p.fraction_size > 0;
}

/* What YAML 1.1 makes of a whole number that begins with 0: octal, or a string. */
static const char *read_old_octal(struct arena *a, const struct parts *p)
{
    uint64_t value;
    bool fits;
    return read_digits(p->whole, p->whole_size, 8, &value, &fits) && fits
               ? arena_print(a, "the number %s%s", p->is_negative ? "-" : "", decimal(a, value))
               : "a string";
}

/* A decimal number as JSON writes it: no plus, no zeros in front, a digit on each side of the
 * point. */
static bool read_decimal(struct arena *a, const char *text, size_t size,
                         struct plain *ret_plain)
{
    struct parts p;
    if (!split(text, size, &p)) {
        return false;
    }
    const char *whole = p.whole;
    size_t whole_size = p.whole_size;
    while (whole_size > 1 && *whole == '0') {
        whole++;
        whole_size--;
    }
    *ret_plain = (struct plain){ .type = DOC_NUMBER };
    ret_plain->number =
        arena_print(a, "%s%.*s%s%.*s%.*s", p.is_negative ? "-" : "",
                    whole_size == 0 ? 1 : (int)whole_size, whole_size == 0 ? "0" : whole,
                    !p.has_point           ? ""
                    : p.fraction_size == 0 ? ".0"
                                           : ".",
                    (int)p.fraction_size, p.fraction, (int)p.exponent_size, p.exponent);
    if (whole_size < p.whole_size && !p.has_point && p.exponent_size == 0) {
        ret_plain->here = arena_print(a, "the number %s", ret_plain->number);
        ret_plain->others = read_old_octal(a, &p);
        if (strcmp(ret_plain->here, ret_plain->others) == 0) {
            ret_plain->others = NULL;
        }
    }
    return true;
}

struct plain plain_read(struct arena *a, const char *text, size_t size)
{
    struct plain p;
    if (is_beyond(text, size)) {
        return (struct plain){ .type = DOC_NUMBER };
    }
    if (read_based(a, text, size, &p) || read_decimal(a, text, size, &p)) {
        return p;
    }
    return read_word(text, size);
}
