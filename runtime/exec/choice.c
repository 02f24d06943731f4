/*
 * What a Choice asks: one data test, or a Condition in JSONata (tests/language.md, the chapter
 * C).
 */
#include <asl/asl.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/move.h"
#include "runtime/exec/query.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/form.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

/* Returns true if two values in this order (< 0, 0 or > 0) satisfy the comparator. */
static bool order_holds(enum asl_comparator is, int order)
{
    enum { LESS = 1, EQUAL = 2, MORE = 4 };
    static const unsigned char orders[] = {
        [ASL_STRING_EQUALS] = EQUAL,
        [ASL_STRING_LESS_THAN] = LESS,
        [ASL_STRING_GREATER_THAN] = MORE,
        [ASL_STRING_LESS_THAN_EQUALS] = LESS | EQUAL,
        [ASL_STRING_GREATER_THAN_EQUALS] = MORE | EQUAL,
        [ASL_NUMERIC_EQUALS] = EQUAL,
        [ASL_NUMERIC_LESS_THAN] = LESS,
        [ASL_NUMERIC_GREATER_THAN] = MORE,
        [ASL_NUMERIC_LESS_THAN_EQUALS] = LESS | EQUAL,
        [ASL_NUMERIC_GREATER_THAN_EQUALS] = MORE | EQUAL,
        [ASL_TIMESTAMP_EQUALS] = EQUAL,
        [ASL_TIMESTAMP_LESS_THAN] = LESS,
        [ASL_TIMESTAMP_GREATER_THAN] = MORE,
        [ASL_TIMESTAMP_LESS_THAN_EQUALS] = LESS | EQUAL,
        [ASL_TIMESTAMP_GREATER_THAN_EQUALS] = MORE | EQUAL,
    };
    return (orders[is] & (order < 0 ? LESS : order == 0 ? EQUAL : MORE)) != 0;
}

/* UTF-8 sorts as code points do; Java compares UTF-16 units, in which U+E000 .. U+FFFF come
 * after everything beyond U+FFFF (C-14). */
static int utf16_weight(unsigned char lead)
{
    return lead >= 0xF0 ? 0xEE : lead >= 0xEE ? lead + 2 : lead;
}

static int compare_texts(const struct value *a, const struct value *b)
{
    const unsigned char *x = (const unsigned char *)value_string(a);
    const unsigned char *y = (const unsigned char *)value_string(b);
    size_t nx = value_string_size(a), ny = value_string_size(b);
    size_t n = nx < ny ? nx : ny;
    for (size_t i = 0; i < n; i++) {
        if (x[i] != y[i]) {
            int wx = utf16_weight(x[i]), wy = utf16_weight(y[i]);
            return wx != wy ? wx - wy : x[i] - y[i];
        }
    }
    return (nx > ny) - (nx < ny);
}

/* Returns true if a * or another backslash follows each backslash. With any other backslash the
 * execution fails (C-15). */
static bool is_pattern(const struct value *v)
{
    const char *at = value_string(v), *end = at + value_string_size(v);
    for (; at < end; at++) {
        if (*at == '\\' && *++at != '*' && *at != '\\') {
            return false;
        }
    }
    return true;
}

/* Whole-string match; only * is special, and a backslash takes the next character as it is
 * (C-15). Linear except for stars: on a mismatch, only the last star has to match one character
 * more. */
static bool matches(const struct value *v, const struct value *with)
{
    const char *text = value_string(v), *text_end = text + value_string_size(v);
    const char *pattern = value_string(with), *end = pattern + value_string_size(with);
    const char *star = NULL, *mark = NULL;
    while (text < text_end) {
        if (pattern < end && *pattern == '*') {
            star = pattern++;
            mark = text;
            continue;
        }
        const char *literal = pattern < end && *pattern == '\\' ? pattern + 1 : pattern;
        if (literal < end && *literal == *text) {
            pattern = literal + 1;
            text++;
            continue;
        }
        if (star == NULL) {
            return false;
        }
        pattern = star + 1;
        text = ++mark;
    }
    while (pattern < end && *pattern == '*') {
        pattern++;
    }
    return pattern == end;
}

static bool read_time(const struct value *v, struct time_point *ret_time)
{
    return value_type(v) == VALUE_STRING &&
           time_read(value_string(v), value_string_size(v), ret_time);
}

static bool is_time(const struct value *v)
{
    struct time_point ignored;
    return read_time(v, &ignored);
}

/* A value of another type than the comparator's is not an error: the test is false (C-08). */
static bool compares(const struct value *v, enum asl_comparator is, const struct value *with)
{
    if (is <= ASL_STRING_MATCHES) {
        if (value_type(v) != VALUE_STRING || value_type(with) != VALUE_STRING) {
            return false;
        }
        return is == ASL_STRING_MATCHES ? matches(v, with)
                                        : order_holds(is, compare_texts(v, with));
    }
    if (is <= ASL_NUMERIC_GREATER_THAN_EQUALS) {
        return value_type(v) == VALUE_NUMBER && value_type(with) == VALUE_NUMBER &&
               order_holds(is, value_compare_numbers(v, with));
    }
    if (is <= ASL_TIMESTAMP_GREATER_THAN_EQUALS) {
        struct time_point a, b;
        return read_time(v, &a) && read_time(with, &b) && order_holds(is, time_compare(a, b));
    }
    return value_type(v) == VALUE_BOOLEAN && value_type(with) == VALUE_BOOLEAN &&
           value_is_true(v) == value_is_true(with);
}

static bool is_of_type(const struct value *v, enum asl_comparator is)
{
    switch ((int)is) {
    case ASL_IS_NULL: return value_is_null(v);
    case ASL_IS_NUMERIC: return value_type(v) == VALUE_NUMBER;
    case ASL_IS_STRING: return value_type(v) == VALUE_STRING;
    case ASL_IS_BOOLEAN: return value_type(v) == VALUE_BOOLEAN;
    default: return is_time(v);
    }
}

/* The value at a path of the rule. With a path that leads to nothing the execution fails (C-09,
 * C-10). */
static bool look_up(struct asl_frame *f, struct asl_scope *s, const struct asl_expr *path,
                    bool must_exist, struct value **ret_value)
{
    switch (path_find(s, path, ret_value, NULL)) {
    case PATH_FOUND: return true;
    case PATH_FAILED: break;
    case PATH_NO_LEAF:
    case PATH_NO_PARENT:
    case PATH_PAST_END:
        if (must_exist) {
            scope_fail(s, "States.Runtime",
                       "Invalid path '%s': The choice state's condition path references an "
                       "invalid value.",
                       path->text);
        }
        break;
    }
    move_scope_done(f, s);
    return false;
}

static bool test(struct asl_frame *f, struct asl_scope *s, const struct value *v,
                 enum asl_comparator is, const struct asl_expr *operand)
{
    if (is > ASL_BOOLEAN_EQUALS) {
        return is_of_type(v, is) == (operand->op == ASL_OP_TRUE);
    }
    struct value *with = NULL;
    if (operand->op != ASL_OP_PATH) {
        eval(s, operand, &with);
    } else if (!look_up(f, s, operand, true, &with)) {
        return false;
    }
    bool is_open =
        is == ASL_STRING_MATCHES && value_type(v) == VALUE_STRING && !is_pattern(with);
    if (is_open) {
        frame_fail_runtime(f,
                           "The StringMatches pattern '%s' holds a backslash that stands "
                           "neither before a * nor before a backslash.",
                           value_string(with));
    }
    bool holds = !is_open && compares(v, is, with);
    value_release(with);
    return holds;
}

/* What needs no scope, borrowed: a constant, or where a simple path leads. NULL if it is
 * something else, or the path leads nowhere. */
static struct value *known(const struct asl_frame *f, const struct asl_expr *e)
{
    if (e->op == ASL_OP_TRUE || e->op == ASL_OP_FALSE) {
        return value_bool(e->op == ASL_OP_TRUE);
    }
    if (!literal_is_kept(e)) {
        return NULL;
    }
    const struct form *form = literal_form(f->run->deployment->literals, e);
    struct value *data = frame_effective(f);
    bool is_simple = form->kind == FORM_PATH && !form->is_of_item && !value_is_null(data);
    return form->kind == FORM_CONSTANT ? form->constant
           : is_simple                 ? value_find(data, form->places, form->count)
                                       : NULL;
}

static bool test_in_scope(struct asl_frame *f, const struct asl_expr *variable,
                          enum asl_comparator is, const struct asl_expr *operand)
{
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
    bool found = look_up(f, &s, variable, is != ASL_IS_PRESENT, &v);
    bool holds = is == ASL_IS_PRESENT
                     ? f->error == NULL && found == (operand->op == ASL_OP_TRUE)
                     : found && test(f, &s, v, is, operand);
    value_release(v);
    return holds;
}

bool asl_test(struct asl_frame *f, const struct asl_expr *variable, enum asl_comparator is,
              const struct asl_expr *operand)
{
    if (f->error != NULL) {
        return false;
    }
    if (is <= ASL_BOOLEAN_EQUALS && is != ASL_STRING_MATCHES) {
        const struct value *v = known(f, variable);
        const struct value *with = v == NULL ? NULL : known(f, operand);
        if (with != NULL) {
            return compares(v, is, with);
        }
    }
    return test_in_scope(f, variable, is, operand);
}

bool asl_holds(struct asl_frame *f, const struct asl_data *rule)
{
    if (f->error != NULL) {
        return false;
    }
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
    s.door = rule->at;
    s.field = "Condition";
    bool holds = query_is(rule->condition) ? query_value(&s, rule->condition, VALUE_BOOLEAN, &v)
                                           : eval(&s, rule->condition, &v);
    holds = holds && value_is_true(v);
    value_release(v);
    move_scope_done(f, &s);
    return holds;
}
