/* arithmetic.c - $number, $floor, $ceil, $round, $abs, $sqrt, $power, $formatBase. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/number.h"
#include "runtime/eval/figure.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/* 12, -0.5, 1e3 and, unlike JSON, 007. */
static bool is_decimal(const char *text, size_t size, double *ret_number)
{
    size_t sign = size > 0 && text[0] == '-', at = sign;
    while (at + 1 < size && text[at] == '0' && text[at + 1] >= '0' && text[at + 1] <= '9') {
        at++;
    }
    struct number n = number_read(text + at, size - at);
    if (n.kind == NUMBER_BAD || text[at] == '-' || !isfinite(n.real)) {
        return false;
    }
    *ret_number = sign ? -n.real : n.real;
    return true;
}

static unsigned digit_of(char c)
{
    return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
           : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 10
           : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A') + 10
                                  : 99;
}

/* 0x1F, 0o17, 0b11, in either case. */
static bool is_based(const char *text, size_t size, double *ret_number)
{
    unsigned base = size < 3 || text[0] != '0'         ? 0
                    : text[1] == 'x' || text[1] == 'X' ? 16
                    : text[1] == 'o' || text[1] == 'O' ? 8
                    : text[1] == 'b' || text[1] == 'B' ? 2
                                                       : 0;
    double number = 0;
    for (size_t i = 2; i < size && base > 0; i++) {
        unsigned digit = digit_of(text[i]);
        if (digit >= base) {
            return false;
        }
        number = number * base + digit;
    }
    *ret_number = number;
    return base > 0;
}

static struct value *number(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct value *v = args[0];
    double result;
    switch (value_type(v)) {
    case VALUE_ABSENT: return NULL;
    case VALUE_NUMBER: return value_share(v);
    case VALUE_BOOLEAN: return cast_number(value_is_true(v));
    case VALUE_STRING:
        if (is_decimal(value_string(v), value_string_size(v), &result) ||
            is_based(value_string(v), value_string_size(v), &result)) {
            return cast_number(result);
        }
        break;
    case VALUE_NULL:
    case VALUE_ARRAY:
    case VALUE_OBJECT: break;
    }
    return work_fail(w, CODE_D3030, v);
}

static struct value *floor_of(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return args[0] == NULL ? NULL : cast_number(figure_floor(cast_double(args[0])));
}

static struct value *ceil_of(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return args[0] == NULL ? NULL : cast_number(0 - figure_floor(-cast_double(args[0])));
}

static struct value *round_of(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    double places = args[1] == NULL ? 0 : cast_double(args[1]);
    return args[0] == NULL ? NULL : cast_number(figure_round_to(cast_double(args[0]), places));
}

static struct value *abs_of(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return args[0] == NULL ? NULL : cast_number(fabs(cast_double(args[0])));
}

static struct value *sqrt_of(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    double real = cast_double(args[0]);
    if (args[0] == NULL) {
        return NULL;
    }
    return real < 0 ? work_fail(w, CODE_D3060, args[0]) : cast_number(sqrt(real));
}

static struct value *power(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    double result = pow(cast_double(args[0]), cast_double(args[1]));
    return isfinite(result)
               ? cast_number(result)
               : work_fail_with(w, CODE_D3061,
                                &(struct work_details){ .value = args[0], .exp = args[1] });
}

/* The digits of a whole number to a base. Beyond 2^53 JavaScript shows zeros for the digits
 * that a double does not know. */
static size_t print_based(char out[1100], double real, unsigned base)
{
    char digits[1100];
    size_t count = 0, size = 0;
    double left = fabs(real);
    while (left >= 0x1p53) {
        digits[count++] = '0';
        left = left / base;
    }
    left = figure_floor(left);
    do {
        double above = figure_floor(left / base);
        digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(left - above * base)];
        left = above;
    } while (left > 0);
    if (real < 0) {
        out[size++] = '-';
    }
    while (count > 0) {
        out[size++] = digits[--count];
    }
    return size;
}

static struct value *format_base(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    char out[1100];
    if (args[0] == NULL) {
        return NULL;
    }
    double real = figure_round(cast_double(args[0]));
    double base = args[1] == NULL ? 10 : figure_round(cast_double(args[1]));
    if (!(base >= 2 && base <= 36)) {
        struct value *shown = cast_number(base);
        work_fail(w, CODE_D3100, shown);
        value_release(shown);
        return NULL;
    }
    bool is_plain = base == 10 || !isfinite(real);
    return cast_text(
        w, out, is_plain ? figure_print(out, real) : print_based(out, real, (unsigned)base));
}

const struct jna_word jna_number = { .name = "number",
                                     .signature = "<(nsb)-:n>",
                                     .call = number };
const struct jna_word jna_floor = { .name = "floor", .signature = "<n-:n>", .call = floor_of };
const struct jna_word jna_ceil = { .name = "ceil", .signature = "<n-:n>", .call = ceil_of };
const struct jna_word jna_round = { .name = "round",
                                    .signature = "<n-n?:n>",
                                    .call = round_of };
const struct jna_word jna_abs = { .name = "abs", .signature = "<n-:n>", .call = abs_of };
const struct jna_word jna_sqrt = { .name = "sqrt", .signature = "<n-:n>", .call = sqrt_of };
const struct jna_word jna_power = { .name = "power", .signature = "<n-n:n>", .call = power };
const struct jna_word jna_format_base = { .name = "formatBase",
                                          .signature = "<n-n?:s>",
                                          .call = format_base };
