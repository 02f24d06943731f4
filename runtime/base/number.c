#include "runtime/base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"

enum {
    EXACT_DIGITS = NUMBER_SHORT_DIGITS,
    EXACT_POWER = 22, /* 10 to this is the largest power that is a double itself */
    DIGITS_MAX = 17,  /* this many tell any two doubles apart */
    TEXT_ROOM = 128   /* longer numbers are read from the heap */
};

/* Exponents beyond are taken for this: far outside of what any length of digits makes up for.
 */
#define EXPONENT_MAX INT64_C(1000000000000000000)

static const double power_of_ten[EXACT_POWER + 1] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
                                                      1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
                                                      1e18, 1e19, 1e20, 1e21, 1e22 };

/* A JSON number cut into its parts, by its grammar. */
struct parts {
    bool is_negative;
    const char *whole;
    size_t whole_size;
    const char *fraction;
    size_t fraction_size; /* 0 if there is no fraction */
    const char *exponent; /* with its sign */
    size_t exponent_size; /* 0 if there is no exponent */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && is_digit(*at)) {
        at++;
    }
    return (size_t)(at - start);
}

/* Cut the longest number at the start of a text; returns its size, 0 if there is none. */
static size_t split(const char *text, size_t size, struct parts *ret_parts)
{
    const char *at = text, *end = text + size;
    struct parts p = { .is_negative = size > 0 && *at == '-' };
    at += p.is_negative;
    p.whole = at;
    p.whole_size = at < end && *at == '0' ? 1 : digits(at, end);
    if (p.whole_size == 0) {
        return 0;
    }
    at += p.whole_size;

    if (at < end && *at == '.') {
        p.fraction = at + 1;
        p.fraction_size = digits(at + 1, end);
        at += p.fraction_size > 0 ? p.fraction_size + 1 : 0;
    }

    /* "1.e5" is the number 1 and something else. */
    bool may_have_exponent = p.fraction == NULL || p.fraction_size > 0;
    if (may_have_exponent && at < end && (*at == 'e' || *at == 'E')) {
        p.exponent = at + 1;
        size_t sign_size = p.exponent < end && (*p.exponent == '+' || *p.exponent == '-');
        size_t count = digits(p.exponent + sign_size, end);
        p.exponent_size = count > 0 ? sign_size + count : 0;
        at += count > 0 ? p.exponent_size + 1 : 0;
    }
    *ret_parts = p;
    return (size_t)(at - text);
}

size_t number_span(const char *text, size_t size)
{
    struct parts p;
    return split(text, size, &p);
}

static int64_t exponent_of(const struct parts *p)
{
    if (p->exponent_size == 0) {
        return 0;
    }
    const char *at = p->exponent, *end = at + p->exponent_size;
    bool is_negative = *at == '-';
    at += !is_digit(*at);
    int64_t exponent = 0;
    while (at < end && exponent < EXPONENT_MAX / 10) {
        exponent = exponent * 10 + (*at++ - '0');
    }
    if (at < end) {
        exponent = EXPONENT_MAX;
    }
    return is_negative ? -exponent : exponent;
}

/* strtod() in the C locale, whichever the program's is. */
static double read_plainly(const char *text)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        memory_exhausted();
    }
    double real = strtod_l(text, NULL, plain);
    freelocale(plain);
    return real;
}

static double read_slowly(const char *text, size_t size)
{
    char on_stack[TEXT_ROOM];
    char *copy = size < sizeof on_stack ? on_stack : memory_get(size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    double real = read_plainly(copy);
    if (copy != on_stack) {
        memory_release(copy);
    }
    return real;
}

static uint64_t add_digits(uint64_t number, const char *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        number = number * 10 + (uint64_t)(at[i] - '0');
    }
    return number;
}

double number_of_decimal(uint64_t number, size_t places)
{
    return (double)number / power_of_ten[places];
}

/* With few digits and a small exponent both the digits and the power of ten are exact doubles,
 * so one multiplication or division rounds rightly. */
static double to_double(const struct parts *p, const char *text, size_t size)
{
    int64_t exponent = exponent_of(p) - (int64_t)p->fraction_size;
    if (p->whole_size + p->fraction_size > EXACT_DIGITS || exponent > EXACT_POWER ||
        exponent < -EXACT_POWER) {
        return read_slowly(text, size);
    }
    uint64_t all = add_digits(0, p->whole, p->whole_size);
    double real = (double)add_digits(all, p->fraction, p->fraction_size);
    real = exponent < 0 ? real / power_of_ten[-exponent] : real * power_of_ten[exponent];
    return p->is_negative ? -real : real;
}

/* Returns false if it does not fit. */
static bool to_integer(const struct parts *p, int64_t *ret_integer)
{
    if (p->whole_size > 19) {
        return false;
    }
    uint64_t size = add_digits(0, p->whole, p->whole_size);
    if (size > (uint64_t)INT64_MAX + p->is_negative) {
        return false;
    }
    *ret_integer = p->is_negative ? (int64_t)(0 - size) : (int64_t)size;
    return true;
}

struct number number_read(const char *text, size_t size)
{
    struct number n = { .kind = NUMBER_BAD };
    struct parts p;
    if (size == 0 || split(text, size, &p) != size) {
        return n;
    }
    if (p.fraction_size > 0 || p.exponent_size > 0) {
        n.kind = NUMBER_DOUBLE;
        n.real = to_double(&p, text, size);
    } else if (to_integer(&p, &n.integer)) {
        n.kind = NUMBER_INT;
        n.real = (double)n.integer;
    } else {
        n.kind = NUMBER_BIG;
        n.real = read_slowly(text, size);
    }
    return n;
}

static uint64_t magnitude(int64_t integer)
{
    return integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
}

/* A bit is worth 0.301 digits: that many, or one fewer. */
static size_t count_digits(uint64_t number)
{
    static const uint64_t least[] = { 0,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000,
                                      10000000000000000,
                                      100000000000000000,
                                      1000000000000000000,
                                      UINT64_C(10000000000000000000) };
    size_t digits = (size_t)((64 - __builtin_clzll(number | 1)) * 1233) >> 12;
    return digits + (number >= least[digits]);
}

size_t number_int_size(int64_t integer)
{
    uint64_t number = magnitude(integer);
    return (integer < 0) + (number == 0 ? 1 : count_digits(number));
}

/* Two digits at a time. */
static char *put_int(char *at, int64_t integer)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    uint64_t left = magnitude(integer);
    char *end = at + number_int_size(integer), *to = end;
    *at = integer < 0 ? '-' : '0';
    while (left >= 100) {
        to -= 2;
        memcpy(to, pairs + left % 100 * 2, 2);
        left /= 100;
    }
    if (left >= 10) {
        memcpy(to - 2, pairs + left * 2, 2);
    } else {
        to[-1] = (char)('0' + left);
    }
    return end;
}

size_t number_print_int(char out[NUMBER_ROOM], int64_t integer)
{
    char *end = put_int(out, integer);
    *end = '\0';
    return (size_t)(end - out);
}

/* The digits of a double: d.ddd times ten to the power of `exponent`. */
struct decimal {
    char digit[DIGITS_MAX + 3];
    size_t count; /* without zeros at the end, but for the first */
    int exponent;
};

static void drop_zeros(struct decimal *d)
{
    while (d->count > 1 && d->digit[d->count - 1] == '0') {
        d->count--;
    }
}

/* Most doubles have few decimals. A decimal of up to 15 digits that reads back as the double is
 * the only one and so the shortest. */
static bool find_short(double real, struct decimal *ret_decimal)
{
    for (int places = 0; places <= 8 && real * power_of_ten[places] < 1e15; places++) {
        uint64_t scaled = (uint64_t)(real * power_of_ten[places] + 0.5);
        if ((double)scaled / power_of_ten[places] < real ||
            (double)scaled / power_of_ten[places] > real) {
            continue;
        }
        char *end = put_int(ret_decimal->digit, (int64_t)scaled);
        ret_decimal->count = (size_t)(end - ret_decimal->digit);
        ret_decimal->exponent = (int)ret_decimal->count - 1 - places;
        drop_zeros(ret_decimal);
        return true;
    }
    return false;
}

/* The digits and the exponent out of "d.ddde+dd"; the point may be any locale's. */
static void take_apart(const char *printed, struct decimal *ret_decimal)
{
    ret_decimal->count = 0;
    for (; *printed != 'e'; printed++) {
        if (is_digit(*printed)) {
            ret_decimal->digit[ret_decimal->count++] = *printed;
        }
    }
    bool is_negative = printed[1] == '-';
    int exponent = 0;
    for (printed += 2; is_digit(*printed); printed++) {
        exponent = exponent * 10 + (*printed - '0');
    }
    ret_decimal->exponent = is_negative ? -exponent : exponent;
}

static double put_together(const struct decimal *d)
{
    char text[64];
    snprintf(text, sizeof text, "%.*se%d", (int)d->count, d->digit,
             d->exponent - (int)d->count + 1);
    return read_plainly(text);
}

/* Below DBL_MIN doubles have fewer digits, and Java shows two at least. */
static void find_shortest(double real, struct decimal *ret_decimal)
{
    for (int count = real < DBL_MIN ? 2 : EXACT_DIGITS; count <= DIGITS_MAX; count++) {
        char printed[64];
        snprintf(printed, sizeof printed, "%.*e", count - 1, real);
        take_apart(printed, ret_decimal);
        double again = put_together(ret_decimal);
        if (again >= real && again <= real) {
            break;
        }
    }
    drop_zeros(ret_decimal);
}

static char *put_zeros(char *at, int count)
{
    for (int i = 0; i < count; i++) {
        *at++ = '0';
    }
    return at;
}

static char *put_digits(char *at, const struct decimal *d, size_t from, size_t to)
{
    if (from < to) {
        memcpy(at, d->digit + from, to - from);
        at += to - from;
    }
    return at;
}

static char *lay_out_plain(char *at, const struct decimal *d)
{
    if (d->exponent < 0) {
        *at++ = '0';
        *at++ = '.';
        at = put_zeros(at, -d->exponent - 1);
        return put_digits(at, d, 0, d->count);
    }
    size_t whole = (size_t)d->exponent + 1;
    at = put_digits(at, d, 0, whole < d->count ? whole : d->count);
    at = put_zeros(at, (int)whole - (int)d->count);
    *at++ = '.';
    if (whole >= d->count) {
        *at++ = '0';
    }
    return put_digits(at, d, whole, d->count);
}

static char *lay_out_scientific(char *at, const struct decimal *d)
{
    *at++ = d->digit[0];
    *at++ = '.';
    if (d->count == 1) {
        *at++ = '0';
    }
    at = put_digits(at, d, 1, d->count);
    *at++ = 'E';
    return put_int(at, d->exponent);
}

static size_t print_word(char out[NUMBER_ROOM], const char *word)
{
    size_t size = strlen(word);
    memcpy(out, word, size + 1);
    return size;
}

size_t number_print_double(char out[NUMBER_ROOM], double real)
{
    if (isnan(real)) {
        return print_word(out, "NaN");
    }
    if (isinf(real)) {
        return print_word(out, real < 0 ? "-Infinity" : "Infinity");
    }
    char *at = out;
    if (signbit(real)) {
        *at++ = '-';
        real = -real;
    }
    struct decimal d;
    if (!find_short(real, &d)) {
        find_shortest(real, &d);
    }
    bool is_plain = d.exponent >= -3 && d.exponent < 7;
    at = is_plain ? lay_out_plain(at, &d) : lay_out_scientific(at, &d);
    *at = '\0';
    return (size_t)(at - out);
}

/* A number as 0.ddd times ten to the power of `point`, where the first digit is not 0. Of two
 * such numbers the one with the higher point is the larger; if the points are equal, the digits
 * decide. The digits are read where they are written; `at` steps over the point between
 * them. */
struct scaled {
    const char *at, *whole_end;
    const char *fraction, *end;
    int64_t point;
    int sign; /* -1, 0, 1 */
};

static struct scaled scale(const char *text, size_t size)
{
    struct parts p;
    if (split(text, size, &p) == 0) {
        return (struct scaled){ .sign = 0 };
    }
    struct scaled s = { .at = p.whole, .whole_end = p.whole + p.whole_size };
    s.fraction = p.fraction_size > 0 ? p.fraction : s.whole_end;
    s.end = s.fraction + p.fraction_size;
    s.point = exponent_of(&p) + (int64_t)p.whole_size;
    while (s.at < s.whole_end && *s.at == '0') {
        s.at++;
        s.point--;
    }
    if (s.at == s.whole_end) {
        s.at = s.fraction;
        while (s.at < s.end && *s.at == '0') {
            s.at++;
            s.point--;
        }
    }
    s.sign = s.at == s.end ? 0 : p.is_negative ? -1 : 1;
    return s;
}

/* The next digit; zeros behind the last one. */
static char next_digit(struct scaled *s)
{
    if (s->at == s->whole_end) {
        s->at = s->fraction;
    }
    return s->at < s->end ? *s->at++ : '0';
}

static int compare_digits(struct scaled *a, struct scaled *b)
{
    while (a->at < a->end || b->at < b->end) {
        int difference = next_digit(a) - next_digit(b);
        if (difference != 0) {
            return difference;
        }
    }
    return 0;
}

/* From here on, 2 to the 52nd, a double has no fraction. */
#define WHOLE_FROM 4503599627370496.0

double number_cut(double real)
{
    return real > -WHOLE_FROM && real < WHOLE_FROM ? (double)(int64_t)real : real;
}

int number_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    struct scaled x = scale(a, a_size), y = scale(b, b_size);
    if (x.sign != y.sign) {
        return x.sign < y.sign ? -1 : 1;
    }
    if (x.sign == 0) {
        return 0;
    }
    if (x.point != y.point) {
        return x.point < y.point ? -x.sign : x.sign;
    }
    return x.sign * compare_digits(&x, &y);
}
