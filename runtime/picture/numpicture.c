#include "runtime/picture/numpicture.h"

#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/eval/figure.h"

/* More places behind the point are a mistake. */
enum { PLACES_MOST = 100000 };

const struct numpicture_symbols numpicture_defaults = {
    .decimal = '.',
    .grouping = ',',
    .exponent = 'e',
    .percent = '%',
    .per_mille = 0x2030,
    .zero = '0',
    .digit = '#',
    .pattern = ';',
    .minus = "-",
    .infinity = "Infinity",
    .nan = "NaN",
};

/* Some characters of a picture, borrowed. */
struct span {
    const uint32_t *at;
    size_t size;
};

/* A sub-picture taken apart (XPath 4.7.3). */
struct parts {
    struct span whole, prefix, suffix, active, mantissa, integer, fraction, exponent;
    bool has_exponent;
};

/* What is known of a sub-picture that is right (XPath 4.7.4). */
struct layout {
    struct parts parts;
    size_t least_integer, least_fraction, most_fraction, least_exponent;
    size_t scale;
    size_t group; /* digits in each group, if all are equal */
};

#define NOWHERE SIZE_MAX

static size_t find(struct span s, uint32_t c, size_t from)
{
    for (size_t i = from; i < s.size; i++) {
        if (s.at[i] == c) {
            return i;
        }
    }
    return NOWHERE;
}

static size_t find_last(struct span s, uint32_t c)
{
    for (size_t i = s.size; i-- > 0;) {
        if (s.at[i] == c) {
            return i;
        }
    }
    return NOWHERE;
}

static bool has(struct span s, uint32_t c)
{
    return find(s, c, 0) != NOWHERE;
}

/* As JavaScript's substring(): what lies beyond the end is left out. */
static struct span cut(struct span s, size_t from, size_t to)
{
    from = from < s.size ? from : s.size;
    to = to < s.size ? to : s.size;
    return (struct span){ s.at + from, to > from ? to - from : 0 };
}

static bool is_digit(const struct numpicture_symbols *y, uint32_t c)
{
    return c >= y->zero && c < y->zero + 10;
}

/* A digit, or the sign for an optional one. */
static bool is_place(const struct numpicture_symbols *y, uint32_t c)
{
    return is_digit(y, c) || c == y->digit;
}

static size_t count_digits(const struct numpicture_symbols *y, struct span s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.size; i++) {
        count += is_digit(y, s.at[i]);
    }
    return count;
}

static size_t count_places(const struct numpicture_symbols *y, struct span s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.size; i++) {
        count += is_place(y, s.at[i]);
    }
    return count;
}

static bool is_active(const struct numpicture_symbols *y, uint32_t c)
{
    return is_place(y, c) || c == y->decimal || c == y->grouping || c == y->pattern ||
           c == y->exponent;
}

/* The exponent's sign is active only between others. */
static bool is_bound(const struct numpicture_symbols *y, uint32_t c)
{
    return is_active(y, c) && c != y->exponent;
}

/* 2.0.6 counts the exponent's place from the start of the sub-picture, also where a prefix
 * stands before the active part. */
static struct parts take_apart(const struct numpicture_symbols *y, struct span s)
{
    struct parts p = { .whole = s };
    size_t from = 0, to = s.size;
    while (from < s.size && !is_bound(y, s.at[from])) {
        from++;
    }
    while (to > from && !is_bound(y, s.at[to - 1])) {
        to--;
    }
    if (from == s.size) {
        from = 0;
        to = s.size;
    }
    p.prefix = cut(s, 0, from);
    p.suffix = cut(s, to, s.size);
    p.active = cut(s, from, to);
    p.mantissa = p.active;
    size_t exponent = find(s, y->exponent, from);
    if (exponent != NOWHERE && exponent <= to) {
        p.mantissa = cut(p.active, 0, exponent);
        p.exponent = cut(p.active, exponent + 1, p.active.size);
        p.has_exponent = true;
    }
    size_t decimal = find(p.mantissa, y->decimal, 0);
    p.integer = cut(p.mantissa, 0, decimal);
    p.fraction = cut(p.mantissa, decimal == NOWHERE ? decimal : decimal + 1, p.mantissa.size);
    return p;
}

static bool has_two(struct span s, uint32_t c)
{
    return find(s, c, 0) != find_last(s, c);
}

static bool has_passive(const struct numpicture_symbols *y, struct span s)
{
    for (size_t i = 0; i < s.size; i++) {
        if (!is_active(y, s.at[i])) {
            return true;
        }
    }
    return false;
}

static bool has_neighbours(struct span s, uint32_t a, uint32_t b)
{
    for (size_t i = 1; i < s.size; i++) {
        if (s.at[i - 1] == a && s.at[i] == b) {
            return true;
        }
    }
    return false;
}

static bool is_wrong_grouping(const struct numpicture_symbols *y, const struct parts *p,
                              enum work_code *ret_code)
{
    bool has_decimal = has(p->whole, y->decimal);
    size_t size = p->integer.size;
    *ret_code = has_decimal ? CODE_D3087 : CODE_D3088;
    return has_decimal ? has_neighbours(p->whole, y->grouping, y->decimal) ||
                             has_neighbours(p->whole, y->decimal, y->grouping)
                       : size > 0 && p->integer.at[size - 1] == y->grouping;
}

static bool is_wrong_exponent(const struct numpicture_symbols *y, const struct parts *p)
{
    return p->has_exponent &&
           (p->exponent.size == 0 || count_digits(y, p->exponent) != p->exponent.size);
}

/* If several things are wrong, the last one counts (XPath 4.7.3). */
static enum work_code check(const struct numpicture_symbols *y, const struct parts *p)
{
    bool has_rate = has(p->whole, y->percent) || has(p->whole, y->per_mille);
    size_t optional = find(p->integer, y->digit, 0);
    size_t last_optional = find_last(p->fraction, y->digit);
    enum work_code grouping, code = CODE_NONE;
    code = has_two(p->whole, y->decimal) ? CODE_D3081 : code;
    code = has_two(p->whole, y->percent) ? CODE_D3082 : code;
    code = has_two(p->whole, y->per_mille) ? CODE_D3083 : code;
    code = has(p->whole, y->percent) && has(p->whole, y->per_mille) ? CODE_D3084 : code;
    code = count_places(y, p->mantissa) == 0 ? CODE_D3085 : code;
    code = has_passive(y, p->active) ? CODE_D3086 : code;
    code = is_wrong_grouping(y, p, &grouping) ? grouping : code;
    code = has_neighbours(p->whole, y->grouping, y->grouping) ? CODE_D3089 : code;
    if (optional != NOWHERE && count_digits(y, cut(p->integer, 0, optional)) > 0) {
        code = CODE_D3090;
    }
    if (last_optional != NOWHERE &&
        count_digits(y, cut(p->fraction, last_optional, p->fraction.size)) > 0) {
        code = CODE_D3091;
    }
    code = p->has_exponent && p->exponent.size > 0 && has_rate ? CODE_D3092 : code;
    return is_wrong_exponent(y, p) ? CODE_D3093 : code;
}

/* How many places are on the right of the separator at `at` of the integer part. */
static size_t places_behind(const struct numpicture_symbols *y, struct span integer, size_t at)
{
    return count_places(y, cut(integer, at, integer.size));
}

static size_t group_of(const struct numpicture_symbols *y, struct span integer)
{
    size_t count = 0, last = find_last(integer, y->grouping);
    for (size_t i = 0; i < integer.size; i++) {
        count += integer.at[i] == y->grouping;
    }
    size_t group = last == NOWHERE ? 0 : places_behind(y, integer, last);
    for (size_t at = find(integer, y->grouping, 0); at != NOWHERE; count--) {
        if (places_behind(y, integer, at) != count * group) {
            return 0;
        }
        at = find(integer, y->grouping, at + 1);
    }
    return group;
}

static struct layout lay_out(const struct numpicture_symbols *y, const struct parts *p)
{
    struct layout l = { .parts = *p, .group = group_of(y, p->integer) };
    l.least_integer = l.scale = count_digits(y, p->integer);
    l.least_fraction = count_digits(y, p->fraction);
    l.most_fraction = count_places(y, p->fraction);
    l.least_exponent = p->has_exponent ? count_digits(y, p->exponent) : 0;
    if (l.least_integer == 0 && l.most_fraction == 0) {
        if (p->has_exponent) {
            l.least_fraction = l.most_fraction = 1;
        } else {
            l.least_integer = 1;
        }
    }
    if (p->has_exponent && l.least_integer == 0 && has(p->integer, y->digit)) {
        l.least_integer = 1;
    }
    if (l.least_integer == 0 && l.least_fraction == 0) {
        l.least_fraction = 1;
    }
    return l;
}

static void put_character(struct buf *b, uint32_t c)
{
    char bytes[4];
    buf_put(b, bytes, text_encode(bytes, c));
}

static void put_span(struct buf *b, struct span s)
{
    for (size_t i = 0; i < s.size; i++) {
        put_character(b, s.at[i]);
    }
}

static void put_digit(struct buf *b, const struct numpicture_symbols *y, char digit)
{
    put_character(b, y->zero + (uint32_t)(digit - '0'));
}

/* Returns true if a separator stands where `behind` digits are on the right. */
static bool is_separated(const struct numpicture_symbols *y, const struct layout *l,
                         size_t behind)
{
    struct span integer = l->parts.integer;
    if (l->group > 0) {
        return behind % l->group == 0;
    }
    for (size_t at = find(integer, y->grouping, 0); at != NOWHERE;
         at = find(integer, y->grouping, at + 1)) {
        if (places_behind(y, integer, at) == behind) {
            return true;
        }
    }
    return false;
}

static void put_integer(struct buf *b, const struct numpicture_symbols *y,
                        const struct layout *l, const char *digits, size_t count)
{
    size_t all = count > l->least_integer ? count : l->least_integer;
    for (size_t i = 0; i < all; i++) {
        if (i > 0 && is_separated(y, l, all - i)) {
            put_character(b, y->grouping);
        }
        put_digit(b, y, i < all - count ? '0' : digits[i - (all - count)]);
    }
}

/* 2.0.6 looks for a fraction's second separator in the integer part, so that mostly it finds
 * the first alone. */
static bool is_fraction_separated(const struct numpicture_symbols *y, const struct layout *l,
                                  size_t before)
{
    size_t at = find(l->parts.fraction, y->grouping, 0);
    while (at != NOWHERE) {
        if (count_places(y, cut(l->parts.fraction, 0, at)) == before) {
            return true;
        }
        at = find(l->parts.integer, y->grouping, at + 1);
    }
    return false;
}

static void put_fraction(struct buf *b, const struct numpicture_symbols *y,
                         const struct layout *l, const char *digits, size_t count)
{
    size_t all = count > l->least_fraction ? count : l->least_fraction;
    bool has_point = has(l->parts.whole, y->decimal);
    if (all == 0) {
        return;
    }
    put_character(b, y->decimal);
    for (size_t i = 0; i < all - !has_point; i++) {
        if (i > 0 && is_fraction_separated(y, l, i)) {
            put_character(b, y->grouping);
        }
        put_digit(b, y, i < count ? digits[i] : '0');
    }
}

/* A number of at least 0 with its fraction, whose zeros at both ends are dropped. From 2^53 on
 * there is nothing to round. */
static void put_mantissa(struct buf *b, const struct numpicture_symbols *y,
                         const struct layout *l, double mantissa)
{
    struct buf printed = { 0 };
    double rounded =
        mantissa < 0x1p53 ? figure_round_to(mantissa, (double)l->most_fraction) : mantissa;
    buf_print(&printed, "%.*f", (int)l->most_fraction, rounded);
    const char *text = buf_string(&printed);
    size_t whole = strcspn(text, "."), zeros = strspn(text, "0");
    size_t from = zeros < whole ? zeros : whole;
    const char *fraction = text + whole + (text[whole] == '.');
    size_t count = strlen(fraction);
    while (count > 0 && fraction[count - 1] == '0') {
        count--;
    }
    put_integer(b, y, l, text + from, whole - from);
    put_fraction(b, y, l, fraction, count);
    buf_release(&printed);
}

static void put_exponent(struct buf *b, const struct numpicture_symbols *y,
                         const struct layout *l, int exponent)
{
    char digits[NUMBER_ROOM];
    size_t size = number_print_int(digits, exponent < 0 ? -exponent : exponent);
    put_character(b, y->exponent);
    buf_text(b, exponent < 0 ? y->minus : "");
    for (size_t i = size; i < l->least_exponent; i++) {
        put_digit(b, y, '0');
    }
    for (size_t i = 0; i < size; i++) {
        put_digit(b, y, digits[i]);
    }
}

static void put_finite(struct buf *b, const struct numpicture_symbols *y,
                       const struct layout *l, double number)
{
    if (l->least_exponent == 0) {
        put_mantissa(b, y, l, number);
        return;
    }
    double most = figure_shift(1, (double)l->scale),
           least = figure_shift(1, (double)l->scale - 1);
    int exponent = 0;
    for (; number > 0 && number < least; exponent--) {
        number *= 10;
    }
    for (; number > most && most > 0; exponent++) {
        number /= 10;
    }
    put_mantissa(b, y, l, number);
    put_exponent(b, y, l, exponent);
}

static void put_number(struct buf *b, const struct numpicture_symbols *y,
                       const struct layout *l, double number)
{
    double rate = has(l->parts.whole, y->percent)     ? 100
                  : has(l->parts.whole, y->per_mille) ? 1000
                                                      : 1;
    double size = fabs(number) * rate;
    put_span(b, l->parts.prefix);
    if (isinf(size)) {
        buf_text(b, y->infinity);
    } else {
        put_finite(b, y, l, size);
    }
    put_span(b, l->parts.suffix);
}

/* One sub-picture for all numbers, or a second one for those below 0. */
static enum work_code put(struct buf *b, const struct numpicture_symbols *y, double number,
                          struct span picture)
{
    size_t end = find(picture, y->pattern, 0);
    bool has_second = end != NOWHERE;
    if (has_second && find(picture, y->pattern, end + 1) != NOWHERE) {
        return CODE_D3080;
    }
    struct parts first = take_apart(y, cut(picture, 0, end)), second = first;
    enum work_code code = check(y, &first);
    if (code == CODE_NONE && has_second) {
        second = take_apart(y, cut(picture, end + 1, picture.size));
        code = check(y, &second);
    }
    if (code != CODE_NONE) {
        return code;
    }
    struct layout l = lay_out(y, number < 0 ? &second : &first);
    if (l.most_fraction > PLACES_MOST) {
        return CODE_BYTES;
    }
    if (isnan(number)) {
        buf_text(b, y->nan);
    } else {
        buf_text(b, number < 0 && !has_second ? y->minus : "");
        put_number(b, y, &l, number);
    }
    return CODE_NONE;
}

enum work_code numpicture_put(struct buf *b, double number, const char *picture, size_t size,
                              const struct numpicture_symbols *symbols)
{
    uint32_t *characters = memory_array(size, sizeof *characters);
    size_t count = 0;
    for (size_t at = 0; at < size; count++) {
        size_t bytes = text_decode(picture + at, size - at, &characters[count]);
        at += bytes > 0 ? bytes : 1;
    }
    enum work_code code = put(b, symbols, number, (struct span){ characters, count });
    memory_release(characters);
    return code;
}
