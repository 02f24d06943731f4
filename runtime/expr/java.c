#include "runtime/expr/java.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/javamap.h"
#include "runtime/value/value.h"

static void print(struct buf *b, const struct value *v, int depth);

static void print_list(struct buf *b, const struct value *list, int depth)
{
    size_t count = value_count(list);
    buf_char(b, '[');
    for (size_t i = 0; i < count; i++) {
        buf_text(b, i > 0 ? ", " : "");
        print(b, value_item(list, i), depth);
    }
    buf_char(b, ']');
}

static void print_map(struct buf *b, const struct value *map, int depth)
{
    const char *comma = "";
    buf_char(b, '{');
    for (struct value_walk m = value_walk(map); value_step(&m);) {
        buf_text(b, comma);
        buf_text(b, m.key);
        buf_char(b, '=');
        print(b, m.value, depth);
        comma = ", ";
    }
    buf_char(b, '}');
}

static void print(struct buf *b, const struct value *v, int depth)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *digits;
    if (depth > JAVA_DEPTH_MAX) {
        return;
    }
    switch (value_type(v)) {
    case VALUE_ABSENT:
    case VALUE_NULL: buf_text(b, "null"); break;
    case VALUE_BOOLEAN: buf_text(b, value_is_true(v) ? "true" : "false"); break;
    case VALUE_STRING: buf_put(b, value_string(v), value_string_size(v)); break;
    case VALUE_ARRAY: print_list(b, v, depth + 1); break;
    case VALUE_OBJECT: print_map(b, v, depth + 1); break;
    case VALUE_NUMBER:
        digits = value_number_text(v, room, &size);
        buf_put(b, digits, size);
        break;
    }
}

void java_print(struct buf *b, const struct value *v)
{
    print(b, v, 0);
}

/* BigDecimal's scale is an int, so that no more is wanted of an exponent. */
static int64_t read_exponent(const char *text, size_t size)
{
    int64_t exponent = 0;
    bool is_negative = text[0] == '-';
    for (size_t i = text[0] == '-' || text[0] == '+' ? 1 : 0; i < size; i++) {
        exponent = exponent * 10 + (text[i] - '0');
        exponent = exponent > INT32_MAX ? INT32_MAX : exponent;
    }
    return is_negative ? -exponent : exponent;
}

/* The digits of a JSON number without sign, point and leading zeros; 0 keeps one. */
static void put_digits(struct buf *digits, const char *text, size_t size, int64_t *ret_scale)
{
    bool in_fraction = false;
    int64_t scale = 0, exponent = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '.') {
            in_fraction = true;
        } else if (c >= '0' && c <= '9') {
            scale += in_fraction ? 1 : 0;
            if (digits->size > 0 || c != '0') {
                buf_char(digits, c);
            }
        } else if (c == 'e' || c == 'E') {
            exponent = read_exponent(text + i + 1, size - i - 1);
            break;
        }
    }
    if (digits->size == 0) {
        buf_char(digits, '0');
    }
    *ret_scale = scale - exponent;
}

/* 0.012: `scale` of the digits follow the point. */
static void put_plain(struct buf *b, const char *digits, size_t count, size_t scale)
{
    if (scale < count) {
        buf_put(b, digits, count - scale);
    } else {
        buf_char(b, '0');
    }
    buf_text(b, scale > 0 ? "." : "");
    for (size_t zeros = scale; zeros > count; zeros--) {
        buf_char(b, '0');
    }
    size_t behind = scale < count ? scale : count;
    buf_put(b, digits + count - behind, behind);
}

/* 1.2E-8 */
static void put_scientific(struct buf *b, const char *digits, size_t count, int64_t exponent)
{
    buf_char(b, digits[0]);
    buf_text(b, count > 1 ? "." : "");
    buf_put(b, digits + 1, count - 1);
    if (exponent != 0) {
        buf_text(b, exponent > 0 ? "E+" : "E");
        buf_int(b, exponent);
    }
}

void java_print_decimal(struct buf *b, const char *number, size_t size)
{
    struct buf digits = { 0 };
    int64_t scale;
    put_digits(&digits, number, size, &scale);
    int64_t exponent = (int64_t)digits.size - 1 - scale;
    const char *d = buf_string(&digits);
    if (number[0] == '-' && strcmp(d, "0") != 0) {
        buf_char(b, '-');
    }
    if (scale >= 0 && exponent >= -6) {
        put_plain(b, d, digits.size, (size_t)scale);
    } else {
        put_scientific(b, d, digits.size, exponent);
    }
    buf_release(&digits);
}

/* Returns the code point at text[*at], and moves *at to the next. The text is taken for valid
 * UTF-8, but nothing after its end is read. */
static uint32_t next_point(const unsigned char *text, size_t size, size_t *at)
{
    unsigned char c = text[(*at)++];
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    uint32_t point = more == 0 ? c : c & (0x3fU >> more);
    for (; more > 0 && *at < size; more--) {
        point = point << 6 | (text[(*at)++] & 0x3fU);
    }
    return point;
}

size_t java_length(const char *text, size_t size)
{
    size_t units = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        units += (c & 0xc0) == 0x80 ? 0 : c >= 0xf0 ? 2 : 1;
    }
    return units;
}

/* A point's first UTF-16 unit, which decides the order of two points that differ but in one
 * case. */
static uint32_t unit_of(uint32_t point)
{
    return point >= 0x10000 ? 0xd800 + ((point - 0x10000) >> 10) : point;
}

int java_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t i = 0, k = 0;
    while (i < a_size && k < b_size) {
        uint32_t p = next_point((const unsigned char *)a, a_size, &i);
        uint32_t q = next_point((const unsigned char *)b, b_size, &k);
        if (p != q) {
            uint32_t u = unit_of(p), v = unit_of(q);
            return u != v ? (u < v ? -1 : 1) : (p < q ? -1 : 1);
        }
    }
    return i < a_size ? 1 : k < b_size ? -1 : 0;
}

static uint64_t mix(uint64_t h)
{
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
    return h ^ (h >> 31);
}

static struct java_hash hash_of_text(const char *text, size_t size)
{
    uint64_t own = UINT64_C(0xcbf29ce484222325);
    for (size_t at = 0; at < size;) {
        uint32_t point = next_point((const unsigned char *)text, size, &at);
        own = mix(own ^ point) + UINT64_C(0x9e3779b97f4a7c15);
    }
    return (struct java_hash){ javamap_code(text, size), own };
}

static struct java_hash hash_of_number(const struct value *v)
{
    struct number n = value_to_number(v);
    uint64_t bits = (uint64_t)n.integer;
    char room[NUMBER_ROOM];
    size_t size;
    const char *digits;
    switch (n.kind) {
    case NUMBER_INT:
        if (n.integer >= INT32_MIN && n.integer <= INT32_MAX) {
            return (struct java_hash){ (int32_t)n.integer, mix(bits + 1) };
        }
        break;
    case NUMBER_DOUBLE: memcpy(&bits, &n.real, sizeof bits); break;
    case NUMBER_BIG:
    case NUMBER_BAD:
        digits = value_number_text(v, room, &size);
        return hash_of_text(digits, size);
    }
    return (struct java_hash){ (int32_t)(uint32_t)(bits ^ (bits >> 32)), mix(bits + 2) };
}

static struct java_hash hash_of(const struct value *v, int depth);

static struct java_hash hash_of_list(const struct value *list, int depth)
{
    size_t count = value_count(list);
    uint32_t code = 1;
    uint64_t own = 3;
    for (size_t i = 0; i < count; i++) {
        struct java_hash item = hash_of(value_item(list, i), depth);
        code = code * 31 + (uint32_t)item.code;
        own = mix(own ^ item.own) + 1;
    }
    return (struct java_hash){ (int32_t)code, own };
}

static struct java_hash hash_of_map(const struct value *map, int depth)
{
    uint32_t code = 0;
    uint64_t own = 5;
    for (struct value_walk m = value_walk(map); value_step(&m);) {
        struct java_hash key = hash_of_text(m.key, strlen(m.key));
        struct java_hash value = hash_of(m.value, depth);
        code += (uint32_t)key.code ^ (uint32_t)value.code;
        own += mix(key.own ^ mix(value.own));
    }
    return (struct java_hash){ (int32_t)code, own };
}

static struct java_hash hash_of(const struct value *v, int depth)
{
    if (depth > JAVA_DEPTH_MAX) {
        return (struct java_hash){ 0, 0 };
    }
    switch (value_type(v)) {
    case VALUE_ABSENT:
    case VALUE_NULL: break;
    case VALUE_BOOLEAN:
        return (struct java_hash){ value_is_true(v) ? 1231 : 1237, value_is_true(v) };
    case VALUE_NUMBER: return hash_of_number(v);
    case VALUE_STRING: return hash_of_text(value_string(v), value_string_size(v));
    case VALUE_ARRAY: return hash_of_list(v, depth + 1);
    case VALUE_OBJECT: return hash_of_map(v, depth + 1);
    }
    return (struct java_hash){ 0, 0 };
}

struct java_hash java_hash_of(const struct value *v)
{
    return hash_of(v, 0);
}

static bool equals(const struct value *a, const struct value *b, int depth);

static bool equals_numbers(const struct value *a, const struct value *b)
{
    struct number m = value_to_number(a), n = value_to_number(b);
    if (m.kind != n.kind) {
        return false;
    }
    if (m.kind == NUMBER_DOUBLE) {
        return memcmp(&m.real, &n.real, sizeof m.real) == 0;
    }
    return value_compare_numbers(a, b) == 0;
}

static bool equals_maps(const struct value *a, const struct value *b, int depth)
{
    for (struct value_walk m = value_walk(a); value_step(&m);) {
        struct value *other;
        if (!value_member(b, m.key, &other) || !equals(m.value, other, depth)) {
            return false;
        }
    }
    return true;
}

static bool equals(const struct value *a, const struct value *b, int depth)
{
    if (a == b) {
        return true;
    }
    if (value_type(a) != value_type(b) || value_count(a) != value_count(b) ||
        depth > JAVA_DEPTH_MAX) {
        return false;
    }
    switch (value_type(a)) {
    case VALUE_ABSENT:
    case VALUE_NULL: return true;
    case VALUE_BOOLEAN: return value_is_true(a) == value_is_true(b);
    case VALUE_NUMBER: return equals_numbers(a, b);
    case VALUE_STRING:
        return value_string_size(a) == value_string_size(b) &&
               memcmp(value_string(a), value_string(b), value_string_size(a)) == 0;
    case VALUE_OBJECT: return equals_maps(a, b, depth + 1);
    case VALUE_ARRAY: break;
    }
    size_t count = value_count(a), i = 0;
    while (i < count && equals(value_item(a, i), value_item(b, i), depth + 1)) {
        i++;
    }
    return i == count;
}

bool java_equals(const struct value *a, const struct value *b)
{
    return equals(a, b, 0);
}
