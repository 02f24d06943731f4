#include "runtime/native/marshal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/value/read.h"
#include "runtime/value/sound.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- JSON to C ---- */

static bool refuse_type(enum signature_type type, const struct value *v, struct buf *why)
{
    buf_print(why, "%s is wanted, not a JSON %s", signature_word(type), value_type_word(v));
    return false;
}

static bool refuse_number(enum signature_type type, const struct value *v, struct buf *why)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *text = value_number_text(v, room, &size);
    buf_print(why, "%.*s%s does not fit %s", size < 80 ? (int)size : 80, text,
              size < 80 ? "" : "...", signature_word(type));
    return false;
}

/* A whole number by its sign and its size. */
struct whole {
    bool is_negative;
    uint64_t size;
};

static bool read_digits(const char *text, size_t size, struct whole *ret_whole)
{
    struct whole w = { .is_negative = text[0] == '-' };
    for (size_t i = w.is_negative; i < size; i++) {
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (w.size > (UINT64_MAX - digit) / 10) {
            return false;
        }
        w.size = w.size * 10 + digit;
    }
    *ret_whole = w;
    return true;
}

/* 3.0 is a whole number too. */
static bool read_whole(const struct value *v, struct whole *ret_whole)
{
    struct number n = value_to_number(v);
    char room[NUMBER_ROOM];
    size_t size;
    if (n.kind != NUMBER_DOUBLE) {
        const char *text = value_number_text(v, room, &size);
        return read_digits(text, size, ret_whole);
    }
    if (!(fabs(n.real) < 0x1p64) || number_cut(n.real) != n.real) {
        return false;
    }
    *ret_whole = (struct whole){ .is_negative = n.real < 0, .size = (uint64_t)fabs(n.real) };
    return true;
}

static const struct {
    uint64_t most;  /* the largest value */
    uint64_t least; /* how far below 0 it goes */
} ranges[SIGNATURE_TYPES] = {
    [SIGNATURE_INT8] = { INT8_MAX, UINT64_C(1) << 7 },
    [SIGNATURE_INT16] = { INT16_MAX, UINT64_C(1) << 15 },
    [SIGNATURE_INT32] = { INT32_MAX, UINT64_C(1) << 31 },
    [SIGNATURE_INT64] = { INT64_MAX, UINT64_C(1) << 63 },
    [SIGNATURE_UINT8] = { UINT8_MAX, 0 },
    [SIGNATURE_UINT16] = { UINT16_MAX, 0 },
    [SIGNATURE_UINT32] = { UINT32_MAX, 0 },
    [SIGNATURE_UINT64] = { UINT64_MAX, 0 },
};

/* It is known to fit. */
static void set_whole(enum signature_type type, uint64_t bits, union native *n)
{
    switch (type) {
    case SIGNATURE_INT8: n->int8 = (int8_t)bits; break;
    case SIGNATURE_INT16: n->int16 = (int16_t)bits; break;
    case SIGNATURE_INT32: n->int32 = (int32_t)bits; break;
    case SIGNATURE_INT64: n->int64 = (int64_t)bits; break;
    case SIGNATURE_UINT8: n->uint8 = (uint8_t)bits; break;
    case SIGNATURE_UINT16: n->uint16 = (uint16_t)bits; break;
    case SIGNATURE_UINT32: n->uint32 = (uint32_t)bits; break;
    case SIGNATURE_UINT64:
    case SIGNATURE_VOID:
    case SIGNATURE_BOOL:
    case SIGNATURE_FLOAT:
    case SIGNATURE_DOUBLE:
    case SIGNATURE_STRING:
    case SIGNATURE_JSON:
    case SIGNATURE_TYPES: n->uint64 = bits; break;
    }
}

static bool make_whole(enum signature_type type, const struct value *v, union native *n,
                       struct buf *why)
{
    struct whole w;
    if (value_type(v) != VALUE_NUMBER) {
        return refuse_type(type, v, why);
    }
    if (!read_whole(v, &w) ||
        w.size > (w.is_negative ? ranges[type].least : ranges[type].most)) {
        return refuse_number(type, v, why);
    }
    set_whole(type, w.is_negative ? 0 - w.size : w.size, n);
    return true;
}

static bool make_real(enum signature_type type, const struct value *v, union native *n,
                      struct buf *why)
{
    if (value_type(v) != VALUE_NUMBER) {
        return refuse_type(type, v, why);
    }
    double real = value_to_number(v).real;
    if (type == SIGNATURE_DOUBLE) {
        n->real64 = real;
        return isfinite(real) || refuse_number(type, v, why);
    }
    n->real32 = (float)real;
    return isfinite(n->real32) || refuse_number(type, v, why);
}

/* The function gets a text of its own. */
static bool make_text(const struct value *v, union native *n, char **ret_owned, struct buf *why)
{
    n->text = NULL;
    if (value_type(v) == VALUE_NULL) {
        return true;
    }
    if (value_type(v) != VALUE_STRING) {
        return refuse_type(SIGNATURE_STRING, v, why);
    }
    if (strlen(value_string(v)) < value_string_size(v)) {
        buf_text(why, "a text that holds the character U+0000 cannot be a string of C");
        return false;
    }
    n->text = *ret_owned = memory_text_n(value_string(v), value_string_size(v));
    return true;
}

bool marshal_make(enum signature_type type, const struct value *v, union native *ret_native,
                  char **ret_owned, struct buf *why)
{
    *ret_owned = NULL;
    switch (type) {
    case SIGNATURE_BOOL:
        ret_native->truth = value_is_true(v);
        return value_type(v) == VALUE_BOOLEAN || refuse_type(type, v, why);
    case SIGNATURE_FLOAT:
    case SIGNATURE_DOUBLE: return make_real(type, v, ret_native, why);
    case SIGNATURE_STRING: return make_text(v, ret_native, ret_owned, why);
    case SIGNATURE_JSON:
        *ret_owned = write_text(v);
        ret_native->text = *ret_owned;
        return true;
    case SIGNATURE_INT8:
    case SIGNATURE_INT16:
    case SIGNATURE_INT32:
    case SIGNATURE_INT64:
    case SIGNATURE_UINT8:
    case SIGNATURE_UINT16:
    case SIGNATURE_UINT32:
    case SIGNATURE_UINT64: return make_whole(type, v, ret_native, why);
    case SIGNATURE_VOID:
    case SIGNATURE_TYPES: break;
    }
    return false;
}

/* ---- C to JSON ---- */

static bool read_real(double real, struct value **ret_value, struct buf *why)
{
    if (!isfinite(real)) {
        buf_text(why, isnan(real) ? "NaN, which JSON does not have"
                                  : "an infinite number, which JSON does not have");
        return false;
    }
    *ret_value = value_double(real);
    return true;
}

/* The double with the fewest digits that is this float again: 0.1, not 0.10000000149011612. */
static double shortest(float real32)
{
    for (int digits = 6; digits <= 9; digits++) {
        char text[NUMBER_ROOM];
        int size = snprintf(text, sizeof text, "%.*g", digits, (double)real32);
        double real = number_read(text, (size_t)size).real;
        if ((float)real == real32) {
            return real;
        }
    }
    return (double)real32;
}

static bool read_json_text(const char *text, size_t size, struct value **ret_value,
                           struct buf *why)
{
    struct read_error error;
    if (read_json(text, size, ret_value, &error)) {
        return true;
    }
    buf_print(why, "a text that is not JSON (line %d, column %d: %s)", error.line, error.column,
              error.message);
    return false;
}

static bool read_text(enum signature_type type, const char *text, struct value **ret_value,
                      struct buf *why)
{
    if (text == NULL) {
        *ret_value = value_null();
        return true;
    }
    size_t size = strnlen(text, SOUND_BYTES_MAX + 1);
    if (size > SOUND_BYTES_MAX) {
        buf_print(why, "a text of more than %zu bytes", SOUND_BYTES_MAX);
        return false;
    }
    if (type == SIGNATURE_JSON) {
        return read_json_text(text, size, ret_value, why);
    }
    if (text_utf8_span(text, size) < size) {
        buf_text(why, "a text that is not UTF-8");
        return false;
    }
    *ret_value = value_text_n(text, size);
    return true;
}

static struct value *read_unsigned(uint64_t number)
{
    char text[NUMBER_ROOM];
    int size = snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return value_number(text, (size_t)size);
}

static struct value *read_whole_value(enum signature_type type, const union native *n)
{
    switch (type) {
    case SIGNATURE_INT8: return value_int(n->int8);
    case SIGNATURE_INT16: return value_int(n->int16);
    case SIGNATURE_INT32: return value_int(n->int32);
    case SIGNATURE_INT64: return value_int(n->int64);
    case SIGNATURE_UINT8: return value_int(n->uint8);
    case SIGNATURE_UINT16: return value_int(n->uint16);
    case SIGNATURE_UINT32: return value_int(n->uint32);
    case SIGNATURE_UINT64: return read_unsigned(n->uint64);
    case SIGNATURE_BOOL: return value_bool(n->truth);
    case SIGNATURE_VOID:
    case SIGNATURE_FLOAT:
    case SIGNATURE_DOUBLE:
    case SIGNATURE_STRING:
    case SIGNATURE_JSON:
    case SIGNATURE_TYPES: break;
    }
    return value_null();
}

bool marshal_read(enum signature_type type, const union native *n, struct value **ret_value,
                  struct buf *why)
{
    if (type == SIGNATURE_STRING || type == SIGNATURE_JSON) {
        return read_text(type, n->text, ret_value, why);
    }
    if (type == SIGNATURE_FLOAT) {
        return read_real(isfinite(n->real32) ? shortest(n->real32) : (double)n->real32,
                         ret_value, why);
    }
    if (type == SIGNATURE_DOUBLE) {
        return read_real(n->real64, ret_value, why);
    }
    *ret_value = read_whole_value(type, n);
    return true;
}
