#include "runtime/eval/figure.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/number.h"

enum {
    SHOWN_DIGITS = 15, /* of a fraction that becomes a text */
    TIE_DIGITS =
        60, /* so many show whether what follows the last shown digit is exactly a half */
    PLAIN_POINT_LEAST = -5,
    PLAIN_POINT_MOST = 21
};

/* Beyond, a double's digits move out of every range. */
#define SHIFT_MOST 2000.0

static void drop_zeros(struct figure *f)
{
    while (f->count > 1 && f->digits[f->count - 1] == '0') {
        f->count--;
    }
}

/* Takes the digits of a printed number, such as 12.50, 0.001 or 1.5E-4. */
static void take_digits(struct figure *f, const char *printed)
{
    bool in_fraction = false;
    int exponent = 0;
    for (; *printed != '\0' && *printed != 'E' && *printed != 'e'; printed++) {
        if (*printed == '.') {
            in_fraction = true;
        } else if (*printed == '0' && f->count == 0) {
            f->point -= in_fraction;
        } else if (*printed >= '0' && *printed <= '9') {
            f->digits[f->count++] = *printed;
            f->point += !in_fraction;
        }
    }
    if (*printed != '\0') {
        bool is_negative = *++printed == '-';
        for (printed += *printed == '-' || *printed == '+'; *printed != '\0'; printed++) {
            exponent = exponent * 10 + (*printed - '0');
        }
        f->point += is_negative ? -exponent : exponent;
    }
    drop_zeros(f);
}

/* Java shows two digits of the very smallest numbers at least; one may be enough. */
static bool has_one_digit(double real, char printed[FIGURE_ROOM])
{
    int size = snprintf(printed, FIGURE_ROOM, "%.0e", real);
    double again = number_read(printed, (size_t)size).real;
    return again >= real && again <= real;
}

struct figure figure_of(double real)
{
    struct figure f = { .is_negative = real < 0 };
    char printed[NUMBER_ROOM];
    real = fabs(real);
    if (real == 0) {
        f.digits[0] = '0';
        f.count = f.point = 1;
        return f;
    }
    if (real >= DBL_MIN || !has_one_digit(real, printed)) {
        number_print_double(printed, real);
    }
    take_digits(&f, printed);
    return f;
}

/* Adds one to the last digit. */
static void round_up(struct figure *f)
{
    int i = f->count - 1;
    while (i >= 0 && f->digits[i] == '9') {
        f->digits[i--] = '0';
    }
    if (i >= 0) {
        f->digits[i]++;
    } else {
        f->digits[0] = '1';
        f->point++;
    }
}

struct figure figure_rounded(double real)
{
    struct figure f = figure_of(real);
    char printed[TIE_DIGITS + 16];
    if (f.count <= SHOWN_DIGITS) {
        return f;
    }
    snprintf(printed, sizeof printed, "%.*e", TIE_DIGITS, fabs(real));
    f.digits[0] = printed[0];
    memcpy(f.digits + 1, printed + 2, SHOWN_DIGITS);
    f.point = 0;
    for (const char *at = strchr(printed, 'e') + 2; *at != '\0'; at++) {
        f.point = f.point * 10 + (*at - '0');
    }
    f.point = (strchr(printed, 'e')[1] == '-' ? -f.point : f.point) + 1;
    f.count = SHOWN_DIGITS;
    if (f.digits[SHOWN_DIGITS] >= '5') {
        round_up(&f);
    }
    drop_zeros(&f);
    return f;
}

static char *put_zeros(char *at, int count)
{
    for (; count > 0; count--) {
        *at++ = '0';
    }
    return at;
}

static char *put_some(char *at, const char *digits, int count)
{
    memcpy(at, digits, (size_t)count);
    return at + count;
}

static char *lay_out_plain(char *at, const struct figure *f)
{
    if (f->point <= 0) {
        at = put_some(at, "0.", 2);
        at = put_zeros(at, -f->point);
        return put_some(at, f->digits, f->count);
    }
    if (f->count <= f->point) {
        at = put_some(at, f->digits, f->count);
        return put_zeros(at, f->point - f->count);
    }
    at = put_some(at, f->digits, f->point);
    *at++ = '.';
    return put_some(at, f->digits + f->point, f->count - f->point);
}

static char *lay_out_scientific(char *at, const struct figure *f)
{
    char exponent[NUMBER_ROOM];
    *at++ = f->digits[0];
    if (f->count > 1) {
        *at++ = '.';
        at = put_some(at, f->digits + 1, f->count - 1);
    }
    *at++ = 'e';
    *at++ = f->point > 0 ? '+' : '-';
    int power = f->point > 0 ? f->point - 1 : 1 - f->point;
    return put_some(at, exponent, (int)number_print_int(exponent, power));
}

static size_t lay_out(char out[FIGURE_ROOM], const struct figure *f)
{
    char *at = out;
    if (f->is_negative) {
        *at++ = '-';
    }
    bool is_plain = f->point >= PLAIN_POINT_LEAST && f->point <= PLAIN_POINT_MOST;
    at = is_plain ? lay_out_plain(at, f) : lay_out_scientific(at, f);
    *at = '\0';
    return (size_t)(at - out);
}

size_t figure_print(char out[FIGURE_ROOM], double real)
{
    if (!isfinite(real)) {
        return number_print_double(out, real);
    }
    struct figure f = figure_of(real);
    return lay_out(out, &f);
}

size_t figure_print_short(char out[FIGURE_ROOM], double real)
{
    if (!isfinite(real)) {
        return number_print_double(out, real);
    }
    bool is_whole = fabs(real) >= 0x1p53 || real == number_cut(real);
    struct figure f = is_whole ? figure_of(real) : figure_rounded(real);
    return lay_out(out, &f);
}

double figure_shift(double real, double places)
{
    char text[64];
    if (!isfinite(real) || isnan(places)) {
        return (double)NAN;
    }
    places = places > SHIFT_MOST ? SHIFT_MOST : places < -SHIFT_MOST ? -SHIFT_MOST : places;
    struct figure f = figure_of(real);
    int size = snprintf(text, sizeof text, "%s%.*se%d", f.is_negative ? "-" : "", f.count,
                        f.digits, f.point - f.count + (int)places);
    return number_read(text, (size_t)size).real;
}

double figure_floor(double real)
{
    if (!(fabs(real) < 0x1p53)) {
        return real;
    }
    double whole = number_cut(real);
    return whole > real ? whole - 1 : whole;
}

/* -0 becomes 0 in the addition. */
double figure_round(double real)
{
    if (!(fabs(real) < 0x1p53)) {
        return real;
    }
    double below = figure_floor(real), rest = real - below;
    bool is_odd = below / 2 != figure_floor(below / 2);
    return below + (rest > 0.5 || (rest == 0.5 && is_odd) ? 1 : 0) + 0.0;
}

double figure_round_to(double real, double places)
{
    if (places == 0) {
        return figure_round(real);
    }
    return figure_shift(figure_round(figure_shift(real, places)), -places) + 0.0;
}
