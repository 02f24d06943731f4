/* compare.c - the operators of filters, as Jayway compares. */
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/expr/filter.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

enum { LEFT, RIGHT };

static enum value_type type_of(const struct value *v)
{
    return v == NULL ? VALUE_NULL : value_type(v);
}

static bool is(const struct value *v, enum value_type type)
{
    return value_type(v) == type;
}

static bool number_equals_text(const struct value *number, const struct value *text)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *digits = value_number_text(number, room, &size);
    const char *other = value_string(text);
    size_t other_size = value_string_size(text);
    return other_size > 0 && number_span(other, other_size) == other_size &&
           number_compare(digits, size, other, other_size) == 0;
}

static bool text_equals_number(const struct value *text, const struct value *number)
{
    char room[NUMBER_ROOM];
    size_t size;
    const char *digits = value_number_text(number, room, &size);
    struct buf shown = { 0 };
    java_print_decimal(&shown, digits, size);
    bool same = shown.size == value_string_size(text) &&
                memcmp(buf_string(&shown), value_string(text), shown.size) == 0;
    buf_release(&shown);
    return same;
}

/* A number equals the text of it. A text beside a number is compared as text, so that "10"
 * equals 10 but "010" does not; a number beside a text, as a number. */
static bool equal(const struct value *a, const struct value *b)
{
    if (a == NULL || b == NULL) {
        return false;
    }
    if (is(a, VALUE_NUMBER) && is(b, VALUE_STRING)) {
        return number_equals_text(a, b);
    }
    if (is(a, VALUE_STRING) && is(b, VALUE_NUMBER)) {
        return text_equals_number(a, b);
    }
    return value_equal(a, b);
}

struct value *asl_filter_equal(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(equal(args[LEFT], args[RIGHT]));
}

struct value *asl_filter_unequal(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(!equal(args[LEFT], args[RIGHT]));
}

static bool identical(const struct value *a, const struct value *b)
{
    return type_of(a) == type_of(b) && equal(a, b);
}

struct value *asl_filter_identical(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(identical(args[LEFT], args[RIGHT]));
}

struct value *asl_filter_not_identical(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(!identical(args[LEFT], args[RIGHT]));
}

/* Returns true if they can be put in order at all: two numbers or two texts. */
static bool order(struct value *const *args, int *ret_order)
{
    const struct value *a = args[LEFT], *b = args[RIGHT];
    if (is(a, VALUE_NUMBER) && is(b, VALUE_NUMBER)) {
        *ret_order = value_compare_numbers(a, b);
        return true;
    }
    if (is(a, VALUE_STRING) && is(b, VALUE_STRING)) {
        *ret_order = java_compare(value_string(a), value_string_size(a), value_string(b),
                                  value_string_size(b));
        return true;
    }
    return false;
}

struct value *asl_filter_less(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    int way;
    return value_bool(order(args, &way) && way < 0);
}

struct value *asl_filter_at_most(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    int way;
    return value_bool(order(args, &way) && way <= 0);
}

struct value *asl_filter_greater(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    int way;
    return value_bool(order(args, &way) && way > 0);
}

struct value *asl_filter_at_least(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    int way;
    return value_bool(order(args, &way) && way >= 0);
}

static bool has(const struct value *list, const struct value *wanted)
{
    size_t count = value_count(list);
    for (size_t i = 0; i < count; i++) {
        if (equal(wanted, value_item(list, i))) {
            return true;
        }
    }
    return false;
}

struct value *asl_filter_in(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(is(args[RIGHT], VALUE_ARRAY) && has(args[RIGHT], args[LEFT]));
}

struct value *asl_filter_not_in(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(!is(args[RIGHT], VALUE_ARRAY) || !has(args[RIGHT], args[LEFT]));
}

struct value *asl_filter_contains(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    if (is(args[LEFT], VALUE_STRING) && is(args[RIGHT], VALUE_STRING)) {
        return value_bool(memmem(value_string(args[LEFT]), value_string_size(args[LEFT]),
                                 value_string(args[RIGHT]),
                                 value_string_size(args[RIGHT])) != NULL);
    }
    return value_bool(is(args[LEFT], VALUE_ARRAY) && has(args[LEFT], args[RIGHT]));
}

enum quantity { NONE, SOME, EVERY };

/* How many of `list` are in `pool`. */
static enum quantity count_in(const struct value *list, const struct value *pool)
{
    size_t count = value_count(list), hits = 0;
    for (size_t i = 0; i < count; i++) {
        hits += has(pool, value_item(list, i)) ? 1 : 0;
    }
    return hits == count ? EVERY : hits > 0 ? SOME : NONE;
}

static bool are_lists(struct value *const *args)
{
    return is(args[LEFT], VALUE_ARRAY) && is(args[RIGHT], VALUE_ARRAY);
}

/* An object on the left holds always: so does Jayway's. */
struct value *asl_filter_all(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    bool is_object = is(args[LEFT], VALUE_OBJECT) && is(args[RIGHT], VALUE_ARRAY);
    return value_bool(is_object ||
                      (are_lists(args) && count_in(args[RIGHT], args[LEFT]) == EVERY));
}

struct value *asl_filter_subset_of(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(are_lists(args) && count_in(args[LEFT], args[RIGHT]) == EVERY);
}

static bool share_any(struct value *const *args)
{
    return value_count(args[LEFT]) > 0 && count_in(args[LEFT], args[RIGHT]) != NONE;
}

struct value *asl_filter_any_of(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(are_lists(args) && share_any(args));
}

struct value *asl_filter_none_of(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(are_lists(args) && !share_any(args));
}

struct value *asl_filter_size(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    if (!is(args[RIGHT], VALUE_NUMBER)) {
        return value_bool(false);
    }
    double wanted = value_to_number(args[RIGHT]).real;
    if (is(args[LEFT], VALUE_STRING)) {
        size_t units = java_length(value_string(args[LEFT]), value_string_size(args[LEFT]));
        return value_bool((double)units == wanted);
    }
    return value_bool(is(args[LEFT], VALUE_ARRAY) && (double)value_count(args[LEFT]) == wanted);
}

struct value *asl_filter_empty(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    if (!is(args[RIGHT], VALUE_BOOLEAN)) {
        return value_bool(false);
    }
    bool wanted = value_is_true(args[RIGHT]);
    if (is(args[LEFT], VALUE_STRING)) {
        return value_bool((value_string_size(args[LEFT]) == 0) == wanted);
    }
    bool is_container = is(args[LEFT], VALUE_ARRAY) || is(args[LEFT], VALUE_OBJECT);
    return value_bool(is_container && (value_count(args[LEFT]) == 0) == wanted);
}

static bool holds(const struct value *v)
{
    return value_is_true(v);
}

struct value *asl_filter_and(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(holds(args[LEFT]) && holds(args[RIGHT]));
}

struct value *asl_filter_or(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(holds(args[LEFT]) || holds(args[RIGHT]));
}

struct value *asl_filter_not(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(!holds(args[LEFT]));
}

struct value *asl_filter_exists(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s, (void)n;
    return value_bool(args[LEFT] != NULL);
}
