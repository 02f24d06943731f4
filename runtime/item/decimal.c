#include "runtime/item/decimal.h"

#include <string.h>

#include "runtime/base/buf.h"

/* Exponents as struct decimal counts them: 0.DIGITS, so one more than in scientific notation.
 */
enum { EXPONENT_MAX = 126, EXPONENT_MIN = -129, EXPONENT_ANY = 100000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Reading ---- */

/* Digits as they come: leading zeros are passed over, zeros behind are kept in mind until
 * another digit follows. */
struct gathering {
    struct decimal *to;
    size_t zeros; /* since the last digit that is not 0 */
    bool is_too_long;
};

static void gather(struct gathering *g, uint8_t digit)
{
    struct decimal *d = g->to;
    if (digit == 0) {
        g->zeros += d->count > 0;
        return;
    }
    if (d->count + g->zeros >= DECIMAL_DIGITS) {
        g->is_too_long = true;
        return;
    }
    memset(d->digits + d->count, 0, g->zeros);
    d->count = (uint8_t)(d->count + g->zeros);
    d->digits[d->count++] = digit;
    g->zeros = 0;
}

/* An exponent's digits up to the end. Returns false if there are none or others; a huge one
 * stays huge. */
static bool read_exponent(const char *text, size_t size, int *ret_exponent)
{
    bool is_negative = size > 0 && text[0] == '-';
    size_t at = size > 0 && (text[0] == '-' || text[0] == '+');
    int exponent = 0;
    if (at == size) {
        return false;
    }
    for (; at < size; at++) {
        if (!is_digit(text[at])) {
            return false;
        }
        exponent = exponent >= EXPONENT_ANY ? EXPONENT_ANY : exponent * 10 + (text[at] - '0');
    }
    *ret_exponent = is_negative ? -exponent : exponent;
    return true;
}

static enum decimal_fault check_range(struct decimal *d, int exponent, bool is_negative)
{
    if (d->count == 0) {
        *d = (struct decimal){ 0 };
        return DECIMAL_GOOD;
    }
    if (exponent > EXPONENT_MAX) {
        return DECIMAL_OVERFLOW;
    }
    if (exponent < EXPONENT_MIN) {
        return DECIMAL_UNDERFLOW;
    }
    d->exponent = (int16_t)exponent;
    d->is_negative = is_negative;
    return DECIMAL_GOOD;
}

enum decimal_fault decimal_read(const char *text, size_t size, struct decimal *ret)
{
    struct gathering g = { .to = ret };
    bool is_negative = size > 0 && text[0] == '-', has_digits = false, behind_point = false;
    size_t at = size > 0 && (text[0] == '-' || text[0] == '+');
    long before = 0,
         leading = 0; /* digits before the point; zeros behind it before the first */
    int exponent = 0;
    *ret = (struct decimal){ 0 };
    for (; at < size && (is_digit(text[at]) || (text[at] == '.' && !behind_point)); at++) {
        if (text[at] == '.') {
            behind_point = true;
            continue;
        }
        has_digits = true;
        gather(&g, (uint8_t)(text[at] - '0'));
        if (!behind_point) {
            before += ret->count > 0;
        } else {
            leading += ret->count == 0;
        }
    }
    if (!has_digits) {
        return DECIMAL_NO_NUMBER;
    }
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        if (!read_exponent(text + at + 1, size - at - 1, &exponent)) {
            return DECIMAL_NO_NUMBER;
        }
    } else if (at < size) {
        return DECIMAL_NO_NUMBER;
    }
    if (g.is_too_long) {
        return DECIMAL_TOO_LONG;
    }
    long scale = exponent + (before > 0 ? before : -leading);
    scale = scale > EXPONENT_ANY ? EXPONENT_ANY : scale < -EXPONENT_ANY ? -EXPONENT_ANY : scale;
    return check_range(ret, (int)scale, is_negative);
}

/* ---- Writing ---- */

static void put_zeros(struct buf *out, int count)
{
    for (int i = 0; i < count; i++) {
        buf_char(out, '0');
    }
}

void decimal_put(struct buf *out, const struct decimal *d)
{
    if (d->count == 0) {
        buf_char(out, '0');
        return;
    }
    if (d->is_negative) {
        buf_char(out, '-');
    }
    if (d->exponent <= 0) {
        buf_text(out, "0.");
        put_zeros(out, -d->exponent);
    }
    for (int i = 0; i < d->count; i++) {
        if (i > 0 && i == d->exponent) {
            buf_char(out, '.');
        }
        buf_char(out, (char)('0' + d->digits[i]));
    }
    put_zeros(out, d->exponent - d->count);
}

/* ---- Comparing ---- */

static int compare_magnitudes(const struct decimal *a, const struct decimal *b)
{
    if (a->count == 0 || b->count == 0) {
        return (a->count > 0) - (b->count > 0);
    }
    if (a->exponent != b->exponent) {
        return a->exponent < b->exponent ? -1 : 1;
    }
    size_t common = a->count < b->count ? a->count : b->count;
    int order = memcmp(a->digits, b->digits, common);
    return order != 0 ? order : a->count - b->count;
}

int decimal_compare(const struct decimal *a, const struct decimal *b)
{
    if (a->is_negative != b->is_negative) {
        return a->is_negative ? -1 : 1;
    }
    return a->is_negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

/* ---- Adding ---- */

/* All the places that the sum of two numbers can have: from 10 to the 126th down to the last
 * digit of the smallest number, and one more for a carry. */
enum { PLACES = EXPONENT_MAX - EXPONENT_MIN + DECIMAL_DIGITS + 2 };

/* Add the digits, times `sign`, each into its place; the first place is that of a carry. */
static void put_places(int places[PLACES], const struct decimal *d, int sign)
{
    for (int i = 0; i < d->count; i++) {
        places[1 + EXPONENT_MAX - d->exponent + i] += sign * d->digits[i];
    }
}

static enum decimal_fault take_places(const int places[PLACES], bool is_negative,
                                      struct decimal *ret)
{
    struct gathering g = { .to = ret };
    int exponent = 0;
    *ret = (struct decimal){ 0 };
    for (int i = 0; i < PLACES; i++) {
        bool is_before = ret->count == 0;
        gather(&g, (uint8_t)places[i]);
        if (is_before && ret->count > 0) {
            exponent = EXPONENT_MAX + 1 - i;
        }
    }
    return g.is_too_long ? DECIMAL_TOO_LONG : check_range(ret, exponent, is_negative);
}

enum decimal_fault decimal_add(const struct decimal *a, const struct decimal *b,
                               struct decimal *ret)
{
    int places[PLACES] = { 0 };
    bool a_leads = compare_magnitudes(a, b) >= 0;
    const struct decimal *large = a_leads ? a : b, *small = a_leads ? b : a;
    bool is_negative = large->is_negative;
    put_places(places, large, 1);
    put_places(places, small, small->is_negative == is_negative ? 1 : -1);
    for (int i = PLACES - 1; i > 0; i--) {
        int carry = places[i] < 0 ? -1 : places[i] / 10;
        places[i] -= carry * 10;
        places[i - 1] += carry;
    }
    return take_places(places, is_negative, ret);
}

enum decimal_fault decimal_subtract(const struct decimal *a, const struct decimal *b,
                                    struct decimal *ret)
{
    struct decimal opposite = *b;
    opposite.is_negative = b->count > 0 && !b->is_negative;
    return decimal_add(a, &opposite, ret);
}

/* ---- Sizes and keys ---- */

/* Digits are counted in pairs at even places, so that 100 and 1.5 need one byte more than 10.
 */
size_t decimal_size(const struct decimal *d)
{
    if (d->count == 0) {
        return 1;
    }
    int first = d->exponent + 1000, last = first - d->count + 1;
    return (size_t)(first + 1) / 2 - (size_t)(last + 1) / 2 + 2 + (size_t)d->is_negative;
}

/*
 * A sign, the exponent, the digits in bytes from 1 to 10, and 0 behind them. All but the sign
 * of a negative number is turned over, so that the larger magnitude comes first.
 */
void decimal_put_key(struct buf *out, const struct decimal *d)
{
    enum { NEGATIVE = 1, ZERO = 2, POSITIVE = 3, BIAS = 130 };
    if (d->count == 0) {
        buf_char(out, ZERO);
        return;
    }
    unsigned turn = d->is_negative ? 0xff : 0;
    buf_char(out, d->is_negative ? NEGATIVE : POSITIVE);
    unsigned exponent = (unsigned)(d->exponent + BIAS);
    buf_char(out, (char)(exponent >> 8 ^ turn));
    buf_char(out, (char)((exponent & 0xff) ^ turn));
    for (size_t i = 0; i < d->count; i++) {
        buf_char(out, (char)((d->digits[i] + 1u) ^ turn));
    }
    buf_char(out, (char)(0 ^ turn));
}
