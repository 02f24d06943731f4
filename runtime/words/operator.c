#include "runtime/words/operator.h"

#include <asl/tree.h>
#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/expr/java.h"
#include "runtime/value/opaque.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

#define EXACT_MAX (INT64_C(1) << 53)

#define BYTES_A_STEP 64
#define BYTES_MOST   ((size_t)1 << 26)

/* Looking through arrays and objects costs steps, by their size. */
static bool may_look(struct work *w, struct value *const *operands)
{
    size_t bytes = 0;
    for (size_t i = 0; i < 2; i++) {
        bool is_container =
            value_type(operands[i]) == VALUE_ARRAY || value_type(operands[i]) == VALUE_OBJECT;
        size_t most = is_container ? value_bytes_most(operands[i]) : 0;
        bytes += most < BYTES_MOST ? most : BYTES_MOST;
    }
    return bytes == 0 || work_may_go(w, bytes / BYTES_A_STEP);
}

/* An operator's error is where the operator is. */
struct value *operator_run(struct work *w, const struct ready *n, struct value *input,
                           struct locals *f)
{
    struct value *operands[2] = { NULL, NULL }, *result = NULL;
    operands[0] = ready_eval(w, n->of[0], input, f);
    if (n->count > 1 && !work_failed(w)) {
        operands[1] = ready_eval(w, n->of[1], input, f);
    }
    if (!work_failed(w) && may_look(w, operands)) {
        result = n->word->word->call(w, n->count, operands);
        if (work_failed(w)) {
            work_blame(w, n->e, n->word->word->name);
        }
    }
    value_release(operands[0]);
    value_release(operands[1]);
    return result;
}

/* ---- Numbers ----------------------------------------------------------------------------- */

/* Returns true if both are integers that doubles have exactly. */
static bool are_small(const struct value *a, const struct value *b, int64_t *x, int64_t *y)
{
    if (!node_is_word_int(a) || !node_is_word_int(b)) {
        return false;
    }
    *x = node_word_int(a);
    *y = node_word_int(b);
    return *x <= EXACT_MAX && *x >= -EXACT_MAX && *y <= EXACT_MAX && *y >= -EXACT_MAX;
}

/* Returns true if both operands are numbers. Otherwise the result is undefined, or the
 * evaluation has failed. */
static bool are_numbers(struct work *w, struct value *const *operands)
{
    for (size_t i = 0; i < 2; i++) {
        if (operands[i] != NULL && !cast_is_numeric(w, operands[i])) {
            work_fail(w, i == 0 ? CODE_T2001 : CODE_T2002, operands[i]);
            return false;
        }
    }
    return operands[0] != NULL && operands[1] != NULL;
}

static struct value *call_add(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    int64_t x, y;
    if (are_small(of[0], of[1], &x, &y) && x + y <= EXACT_MAX && x + y >= -EXACT_MAX) {
        return value_int(x + y);
    }
    return are_numbers(w, of) ? cast_number(cast_double(of[0]) + cast_double(of[1])) : NULL;
}

static struct value *call_subtract(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    int64_t x, y;
    if (are_small(of[0], of[1], &x, &y) && x - y <= EXACT_MAX && x - y >= -EXACT_MAX) {
        return value_int(x - y);
    }
    return are_numbers(w, of) ? cast_number(cast_double(of[0]) - cast_double(of[1])) : NULL;
}

static struct value *call_multiply(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return are_numbers(w, of) ? cast_number(cast_double(of[0]) * cast_double(of[1])) : NULL;
}

static struct value *call_divide(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return are_numbers(w, of) ? cast_number(cast_double(of[0]) / cast_double(of[1])) : NULL;
}

static struct value *call_remainder(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return are_numbers(w, of) ? cast_number(fmod(cast_double(of[0]), cast_double(of[1])))
                              : NULL;
}

static struct value *call_negate(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    if (of[0] == NULL) {
        return NULL;
    }
    if (!cast_is_numeric(w, of[0])) {
        return work_fail(w, CODE_D1002, of[0]);
    }
    return cast_number(-cast_double(of[0]));
}

const struct jna_word jna_add = { "+", NULL, call_add, 2 };
const struct jna_word jna_subtract = { "-", NULL, call_subtract, 2 };
const struct jna_word jna_multiply = { "*", NULL, call_multiply, 2 };
const struct jna_word jna_divide = { "/", NULL, call_divide, 2 };
const struct jna_word jna_remainder = { "%", NULL, call_remainder, 2 };
const struct jna_word jna_negate = { "-", NULL, call_negate, 1 };

/* ---- Comparisons ------------------------------------------------------------------------- */

/* Functions are equal to themselves alone; numbers as doubles are, so that NaN is not. */
static bool are_equal(const struct value *a, const struct value *b)
{
    if (opaque_is(a) || opaque_is(b)) {
        return a == b;
    }
    if (value_type(a) == VALUE_NUMBER && value_type(b) == VALUE_NUMBER) {
        return cast_double(a) == cast_double(b);
    }
    return value_equal(a, b);
}

static struct value *call_equal(struct work *w, size_t count, struct value *const *of)
{
    (void)w;
    (void)count;
    return value_bool(of[0] != NULL && of[1] != NULL && are_equal(of[0], of[1]));
}

static struct value *call_unequal(struct work *w, size_t count, struct value *const *of)
{
    (void)w;
    (void)count;
    return value_bool(of[0] != NULL && of[1] != NULL && !are_equal(of[0], of[1]));
}

const struct jna_word jna_equal = { "=", NULL, call_equal, 2 };
const struct jna_word jna_unequal = { "!=", NULL, call_unequal, 2 };

static bool is_comparable(const struct value *v)
{
    return v == NULL || value_type(v) == VALUE_NUMBER || value_type(v) == VALUE_STRING;
}

/* What stands for a result of less, equal and greater, and of numbers that have no order. */
enum { LESS = 1, SAME = 2, MORE = 4 };

static struct value *compare(struct work *w, struct value *const *of, unsigned wanted)
{
    struct value *a = of[0], *b = of[1];
    int64_t x, y;
    if (are_small(a, b, &x, &y)) {
        return value_bool((wanted & (x < y ? LESS : x > y ? MORE : SAME)) != 0);
    }
    if (!is_comparable(a) || !is_comparable(b)) {
        return work_fail(w, CODE_T2010, a == NULL || !is_comparable(a) ? a : b);
    }
    if (a == NULL || b == NULL) {
        return NULL;
    }
    if (value_type(a) != value_type(b)) {
        return work_fail_with(w, CODE_T2009,
                              &(const struct work_details){ .value = a, .value2 = b });
    }
    if (value_type(a) == VALUE_NUMBER) {
        double m = cast_double(a), n = cast_double(b);
        return value_bool(((wanted & LESS) != 0 && m < n) || ((wanted & SAME) != 0 && m == n) ||
                          ((wanted & MORE) != 0 && m > n));
    }
    int order = java_compare(value_string(a), value_string_size(a), value_string(b),
                             value_string_size(b));
    return value_bool((wanted & (order < 0 ? LESS : order > 0 ? MORE : SAME)) != 0);
}

static struct value *call_less(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return compare(w, of, LESS);
}

static struct value *call_at_most(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return compare(w, of, LESS | SAME);
}

static struct value *call_greater(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return compare(w, of, MORE);
}

static struct value *call_at_least(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    return compare(w, of, MORE | SAME);
}

const struct jna_word jna_less = { "<", NULL, call_less, 2 };
const struct jna_word jna_at_most = { "<=", NULL, call_at_most, 2 };
const struct jna_word jna_greater = { ">", NULL, call_greater, 2 };
const struct jna_word jna_at_least = { ">=", NULL, call_at_least, 2 };

/* ---- Others ------------------------------------------------------------------------------ */

/* JavaScript's ===: of arrays and objects only the very same one is equal. */
static bool is_same(const struct value *a, const struct value *b)
{
    bool is_container = value_type(a) == VALUE_ARRAY || value_type(a) == VALUE_OBJECT;
    return a == b || (!is_container && are_equal(a, b));
}

static struct value *call_in(struct work *w, size_t count, struct value *const *of)
{
    (void)w;
    (void)count;
    if (of[0] == NULL || of[1] == NULL) {
        return value_bool(false);
    }
    if (value_type(of[1]) != VALUE_ARRAY) {
        return value_bool(is_same(of[0], of[1]));
    }
    size_t items = value_count(of[1]);
    for (size_t i = 0; i < items; i++) {
        if (is_same(of[0], value_item(of[1], i))) {
            return value_bool(true);
        }
    }
    return value_bool(false);
}

const struct jna_word jna_in = { "in", NULL, call_in, 2 };

/* The text of an operand that needs no memory of its own. Returns false for any other. */
static bool is_ready(const struct value *v, char room[NUMBER_ROOM], const char **ret_text,
                     size_t *ret_size)
{
    if (value_type(v) == VALUE_STRING) {
        *ret_text = value_string(v);
        *ret_size = value_string_size(v);
        return true;
    }
    *ret_text = room;
    *ret_size = 0;
    if (v == NULL) {
        return true;
    }
    if (!node_is_word_int(v) || node_word_int(v) > EXACT_MAX || node_word_int(v) < -EXACT_MAX) {
        return false;
    }
    *ret_size = number_print_int(room, node_word_int(v));
    return true;
}

#define SHORT_ROOM 512

/* Two short texts. Returns false if it is not as simple as that. */
static bool concat_short(struct work *w, struct value *const *of, struct value **ret_text)
{
    char rooms[2][NUMBER_ROOM], both[SHORT_ROOM];
    const char *left, *right;
    size_t left_size, right_size;
    if (!is_ready(of[0], rooms[0], &left, &left_size) ||
        !is_ready(of[1], rooms[1], &right, &right_size) || left_size >= SHORT_ROOM / 2 ||
        right_size >= SHORT_ROOM / 2) {
        return false;
    }
    memcpy(both, left, left_size);
    memcpy(both + left_size, right, right_size);
    *ret_text = cast_text(w, both, left_size + right_size);
    return true;
}

static struct value *call_concat(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    struct value *short_text = NULL;
    if (concat_short(w, of, &short_text)) {
        return short_text;
    }
    struct buf both = { 0 };
    bool is_done = (of[0] == NULL || cast_print(w, &both, of[0], false)) &&
                   (of[1] == NULL || cast_print(w, &both, of[1], false));
    struct value *text = is_done ? cast_text(w, buf_string(&both), both.size) : NULL;
    buf_release(&both);
    return text;
}

const struct jna_word jna_concat = { "&", NULL, call_concat, 2 };

#define RANGE_MAX 1e7

static bool is_integer(const struct value *v)
{
    double number = cast_double(v);
    return isfinite(number) && number == trunc(number);
}

static struct value *range(struct work *w, double from, double to)
{
    double size = to - from + 1;
    if (size > RANGE_MAX && (w->most_bytes == 0 || size * 8 <= (double)w->most_bytes)) {
        struct value *wanted = cast_number(size);
        work_fail(w, CODE_D2014, wanted);
        value_release(wanted);
        return NULL;
    }
    if (!work_may_make(w, size > RANGE_MAX ? SIZE_MAX / 2 : (size_t)size * 8)) {
        return NULL;
    }
    struct value *all = value_array((size_t)size);
    value_mark(all, VALUE_IS_SEQUENCE);
    for (double at = from; at <= to && value_count(all) < (size_t)size; at++) {
        value_append_take(&all, cast_number(at));
    }
    return all;
}

static struct value *call_range_of(struct work *w, size_t count, struct value *const *of)
{
    (void)count;
    for (size_t i = 0; i < 2; i++) {
        if (of[i] != NULL && !is_integer(of[i])) {
            return work_fail(w, i == 0 ? CODE_T2003 : CODE_T2004, of[i]);
        }
    }
    if (of[0] == NULL || of[1] == NULL || cast_double(of[0]) > cast_double(of[1])) {
        return NULL;
    }
    return range(w, cast_double(of[0]), cast_double(of[1]));
}

const struct jna_word jna_range_of = { "..", NULL, call_range_of, 2 };
