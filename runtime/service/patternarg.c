#include "runtime/service/patternarg.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/cidr.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* What numbers are compared with is not beyond this, in either direction. */
#define NUMBER_MOST 5e9

static bool refuse(struct buf *why, const char *text)
{
    buf_text(why, text);
    return false;
}

/* ---- Texts ---- */

const char *patternarg_text(const struct value *argument, size_t *ret_size, bool *ret_any_case)
{
    struct value *inner = NULL;
    *ret_any_case = value_member(argument, "equals-ignore-case", &inner);
    const struct value *text = *ret_any_case ? inner : argument;
    if (value_type(text) != VALUE_STRING) {
        return NULL;
    }
    *ret_size = value_string_size(text);
    return value_string(text);
}

static bool refuse_text(const char *word, struct buf *why)
{
    buf_print(why, "%s match pattern must be a string", word);
    return false;
}

bool patternarg_check_end(const char *word, const struct value *argument, struct buf *why)
{
    size_t size;
    bool any_case;
    return patternarg_text(argument, &size, &any_case) != NULL || refuse_text(word, why);
}

bool patternarg_check_text(const char *word, const struct value *argument, struct buf *why)
{
    return value_type(argument) == VALUE_STRING || refuse_text(word, why);
}

/* No two '*' stand side by side, and '\\' stands only in front of one, or of itself. */
bool patternarg_check_wildcard(const char *word, const struct value *argument, struct buf *why)
{
    if (value_type(argument) != VALUE_STRING) {
        return refuse_text(word, why);
    }
    const char *text = value_string(argument);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '*' && c[1] == '*') {
            buf_print(why, "Consecutive wildcard characters at pos %zu", (size_t)(c - text));
            return false;
        }
        if (*c == '\\' && *++c != '*' && *c != '\\') {
            buf_print(why, "Invalid escape character at pos %zu", (size_t)(c - text) - 1);
            return false;
        }
    }
    return true;
}

/* ---- Numbers ---- */

static bool is_among(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(word, *words) != 0) {
        words++;
    }
    return *words != NULL;
}

static bool refuse_member(const struct value *member, struct buf *why)
{
    buf_text(why, "Invalid member in numeric match: ");
    if (member == NULL) {
        buf_char(why, ']');
    } else {
        write_json(why, member);
    }
    return false;
}

static const struct value *item_at(const struct value *array, size_t index)
{
    return index < value_count(array) ? value_item(array, index) : NULL;
}

/* An operator, one of those, and the number behind it. */
static bool check_comparison(const struct value *range, size_t at, const char *const *operators,
                             struct buf *why)
{
    const struct value *operator= item_at(range, at), *bound = item_at(range, at + 1);
    if (value_type(operator) != VALUE_STRING) {
        return refuse_member(operator, why);
    }
    if (!is_among(value_string(operator), operators)) {
        buf_print(why, "%s numeric range operator: %s", at == 0 ? "Unrecognized" : "Bad",
                  value_string(operator));
        return false;
    }
    if (value_type(bound) != VALUE_NUMBER) {
        buf_print(why, "Value of %s must be numeric", value_string(operator));
        return false;
    }
    double real = value_to_number(bound).real;
    return (real >= -NUMBER_MOST && real <= NUMBER_MOST) ||
           refuse(why, "Value must be between -5.0E9 and 5.0E9, inclusive");
}

/* One comparison, or a lower bound and an upper one above it. */
bool patternarg_check_range(const char *word, const struct value *argument, struct buf *why)
{
    static const char *const any[] = { "=", "<", "<=", ">", ">=", NULL };
    static const char *const lower[] = { ">", ">=", NULL };
    static const char *const upper[] = { "<", "<=", NULL };
    if (value_type(argument) != VALUE_ARRAY) {
        buf_print(why, "Value of %s must be an array.", word);
        return false;
    }
    if (!check_comparison(argument, 0, any, why)) {
        return false;
    }
    if (value_count(argument) == 2) {
        return true;
    }
    if (!is_among(value_string(value_item(argument, 0)), lower)) {
        return refuse(why, "Too many elements in numeric expression");
    }
    if (!check_comparison(argument, 2, upper, why)) {
        return false;
    }
    if (value_count(argument) > 4) {
        return refuse(why, "Too many terms in numeric range expression");
    }
    return value_compare_numbers(value_item(argument, 1), value_item(argument, 3)) < 0 ||
           refuse(why, "Bottom must be less than top");
}

/* ---- Addresses ---- */

bool patternarg_check_block(const char *word, const struct value *argument, struct buf *why)
{
    struct cidr ignored;
    if (value_type(argument) != VALUE_STRING) {
        return refuse_text(word, why);
    }
    const char *slash = strchr(value_string(argument), '/');
    if (slash == NULL || strchr(slash + 1, '/') != NULL) {
        return refuse(why, "Malformed CIDR, one '/' required");
    }
    return cidr_read(value_string(argument), &ignored) ||
           refuse(why, "Malformed CIDR, an address and a number of mask bits are required");
}
