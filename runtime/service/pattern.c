#include "runtime/service/pattern.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/cidr.h"
#include "runtime/service/patternarg.h"
#include "runtime/value/value.h"

#define LEVELS_MAX 32
#define OR         "$or"

/* ---- Texts ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_alike(const char *a, const char *b, size_t size, bool any_case)
{
    for (size_t i = 0; i < size; i++) {
        if (any_case ? lower(a[i]) != lower(b[i]) : a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

static bool has_end(const struct value *v, const struct value *end, bool at_start)
{
    size_t size;
    bool any_case;
    const char *text = patternarg_text(end, &size, &any_case);
    if (value_type(v) != VALUE_STRING || text == NULL || value_string_size(v) < size) {
        return false;
    }
    const char *from = value_string(v) + (at_start ? 0 : value_string_size(v) - size);
    return is_alike(from, text, size, any_case);
}

static bool has_prefix(const struct value *v, const struct value *prefix)
{
    return has_end(v, prefix, true);
}

static bool has_suffix(const struct value *v, const struct value *suffix)
{
    return has_end(v, suffix, false);
}

static bool is_same_text(const struct value *v, const struct value *text)
{
    return value_type(v) == VALUE_STRING && value_type(text) == VALUE_STRING &&
           value_string_size(v) == value_string_size(text) &&
           is_alike(value_string(v), value_string(text), value_string_size(v), true);
}

/* '*' stands for any run of characters, and "\\*" for itself. Goes back to the last '*' only,
 * so it takes at most the product of both sizes. */
static bool is_like(const struct value *v, const struct value *wildcard)
{
    if (value_type(v) != VALUE_STRING || value_type(wildcard) != VALUE_STRING) {
        return false;
    }
    const char *text = value_string(v), *like = value_string(wildcard);
    const char *star = NULL, *back = NULL;
    while (*text != '\0') {
        const char *letter = like + (*like == '\\');
        if (*like == '*') {
            star = like++;
            back = text;
        } else if (*letter == *text) {
            like = letter + 1;
            text++;
        } else if (star != NULL) {
            like = star + 1;
            text = ++back;
        } else {
            return false;
        }
    }
    while (*like == '*') {
        like++;
    }
    return *like == '\0';
}

/* ---- Numbers and addresses ---- */

static bool holds(const struct value *v, const char *operator, const struct value * bound)
{
    int order = value_compare_numbers(v, bound);
    if (strcmp(operator, "=") == 0) {
        return order == 0;
    }
    if (strcmp(operator, "<") == 0) {
        return order < 0;
    }
    if (strcmp(operator, "<=") == 0) {
        return order <= 0;
    }
    return strcmp(operator, ">") == 0 ? order > 0 : order >= 0;
}

static bool is_in_range(const struct value *v, const struct value *range)
{
    if (value_type(v) != VALUE_NUMBER) {
        return false;
    }
    for (size_t i = 0; i + 1 < value_count(range); i += 2) {
        if (!holds(v, value_string(value_item(range, i)), value_item(range, i + 1))) {
            return false;
        }
    }
    return true;
}

static bool is_in_block(const struct value *v, const struct value *block)
{
    struct cidr all;
    return value_type(v) == VALUE_STRING && value_type(block) == VALUE_STRING &&
           cidr_read(value_string(block), &all) && cidr_has(&all, value_string(v));
}

/* ---- Entries of a list ---- */

static bool is_other(const struct value *v, const struct value *than);
static bool check_other(const char *word, const struct value *than, struct buf *why);

/* What {"WORD": argument} says of a value that is there. */
static const struct test {
    const char *word;
    bool (*check)(const char *word, const struct value *argument, struct buf *why);
    bool (*matches)(const struct value *v, const struct value *argument);
} tests[] = {
    { "prefix", patternarg_check_end, has_prefix },
    { "suffix", patternarg_check_end, has_suffix },
    { "equals-ignore-case", patternarg_check_text, is_same_text },
    { "wildcard", patternarg_check_wildcard, is_like },
    { "numeric", patternarg_check_range, is_in_range },
    { "cidr", patternarg_check_block, is_in_block },
    { "anything-but", check_other, is_other },
};

/* The test that an entry such as {"prefix": "a"} names; NULL if it names none. */
static const struct test *find(const struct value *entry, const struct value **ret_argument)
{
    struct value_walk w = value_walk(entry);
    if (value_type(entry) != VALUE_OBJECT || value_count(entry) != 1 || !value_step(&w)) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        if (strcmp(tests[i].word, w.key) == 0) {
            *ret_argument = w.value;
            return &tests[i];
        }
    }
    return NULL;
}

/* One of several, or one. A test's argument may be a list too: {"prefix": ["a", "b"]}. */
static bool is_one_of(const struct value *v, const struct value *some,
                      bool (*matches)(const struct value *v, const struct value *one))
{
    if (value_type(some) != VALUE_ARRAY) {
        return matches(v, some);
    }
    for (size_t i = 0; i < value_count(some); i++) {
        if (matches(v, value_item(some, i))) {
            return true;
        }
    }
    return false;
}

static bool is_equal(const struct value *v, const struct value *one)
{
    return value_equal(v, one);
}

static bool is_other(const struct value *v, const struct value *than)
{
    const struct value *argument;
    const struct test *test = find(than, &argument);
    return test != NULL ? !is_one_of(v, argument, test->matches)
                        : !is_one_of(v, than, is_equal);
}

static bool refuse(struct buf *why, const char *text)
{
    buf_text(why, text);
    return false;
}

/* Texts, or numbers: not some of both. */
static bool check_alike(const char *word, const struct value *some, struct buf *why)
{
    if (value_type(some) != VALUE_ARRAY) {
        return value_type(some) == VALUE_STRING || value_type(some) == VALUE_NUMBER ||
               (buf_print(why, "Value of %s must be an array or single string/number value.",
                          word),
                false);
    }
    for (size_t i = 0; i < value_count(some); i++) {
        enum value_type type = value_type(value_item(some, i));
        if (type != VALUE_STRING && type != VALUE_NUMBER) {
            return refuse(why,
                          "Inside anything but list, start|null|boolean is not supported.");
        }
        if (type != value_type(value_item(some, 0))) {
            return refuse(why, "Inside anything but list, either all values are number or "
                               "string, mixed type is not supported");
        }
    }
    return value_count(some) > 0 || refuse(why, "Empty arrays are not allowed");
}

/* A text of anything-but must not be empty. */
static bool check_some(const struct test *test, const struct value *one, struct buf *why)
{
    return test->check(test->word, one, why) &&
           (value_type(one) != VALUE_STRING || value_string_size(one) > 0 ||
            refuse(why, "Null prefix/suffix not allowed"));
}

static bool check_other(const char *word, const struct value *than, struct buf *why)
{
    const struct value *argument = than;
    const struct test *test = find(than, &argument);
    if (value_type(than) != VALUE_OBJECT) {
        return check_alike(word, than, why);
    }
    if (test == NULL || test->matches == is_other || test->matches == is_in_range) {
        struct value_walk w = value_walk(than);
        buf_print(why, "Unsupported anything-but pattern: %s", value_step(&w) ? w.key : "}");
        return false;
    }
    if (value_type(argument) != VALUE_ARRAY) {
        return check_some(test, argument, why);
    }
    for (size_t i = 0; i < value_count(argument); i++) {
        if (!check_some(test, value_item(argument, i), why)) {
            return false;
        }
    }
    return value_count(argument) > 0 || refuse(why, "Empty arrays are not allowed");
}

/* ---- The whole ---- */

/* `v` is NULL if the event has no such member. What has members itself does not count as there:
 * only what is at the end of a path does. */
static bool entry_matches(const struct value *entry, const struct value *v)
{
    struct value *exists = NULL;
    if (value_member(entry, "exists", &exists)) {
        return value_is_true(exists) == (v != NULL && value_type(v) != VALUE_OBJECT);
    }
    const struct value *argument;
    const struct test *test = find(entry, &argument);
    if (v == NULL) {
        return false;
    }
    return test != NULL ? test->matches(v, argument) : value_equal(v, entry);
}

/* Lists within lists are one list. */
static bool any_matches(const struct value *entry, const struct value *v)
{
    if (value_type(v) != VALUE_ARRAY || value_count(v) == 0) {
        return entry_matches(entry, v);
    }
    for (size_t i = 0; i < value_count(v); i++) {
        if (any_matches(entry, value_item(v, i))) {
            return true;
        }
    }
    return false;
}

static bool list_matches(const struct value *list, const struct value *v)
{
    for (size_t i = 0; i < value_count(list); i++) {
        if (any_matches(value_item(list, i), v)) {
            return true;
        }
    }
    return false;
}

static bool member_matches(const char *key, const struct value *wanted,
                           const struct value *event)
{
    struct value *v = NULL;
    if (strcmp(key, OR) == 0 && value_type(wanted) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(wanted); i++) {
            if (pattern_matches(value_item(wanted, i), event)) {
                return true;
            }
        }
        return false;
    }
    value_member(event, key, &v);
    if (value_type(wanted) == VALUE_ARRAY) {
        return list_matches(wanted, v);
    }
    if (value_type(v) != VALUE_ARRAY) {
        return pattern_matches(wanted, v);
    }
    for (size_t i = 0; i < value_count(v); i++) {
        if (pattern_matches(wanted, value_item(v, i))) {
            return true;
        }
    }
    return false;
}

bool pattern_matches(const struct value *pattern, const struct value *event)
{
    for (struct value_walk w = value_walk(pattern); value_step(&w);) {
        if (!member_matches(w.key, w.value, event)) {
            return false;
        }
    }
    return true;
}

/* The only member of an entry, such as {"prefix": "a"}. */
static bool check_match(const struct value *entry, struct buf *why)
{
    struct value *exists = NULL;
    const struct value *argument;
    struct value_walk w = value_walk(entry);
    if (value_count(entry) > 1) {
        return refuse(why, "Only one key allowed in match expression");
    }
    if (!value_step(&w)) {
        return refuse(why, "Match expression name not found");
    }
    if (value_member(entry, "exists", &exists)) {
        return value_type(exists) == VALUE_BOOLEAN ||
               refuse(why, "exists match pattern must be either true or false.");
    }
    const struct test *test = find(entry, &argument);
    if (test == NULL) {
        buf_print(why, "Unrecognized match type %s", w.key);
        return false;
    }
    return test->check(test->word, argument, why);
}

static bool check_entry(const struct value *entry, struct buf *why)
{
    if (value_type(entry) == VALUE_ARRAY) {
        return refuse(why, "Match value must be String, number, true, false, or null");
    }
    return value_type(entry) != VALUE_OBJECT || check_match(entry, why);
}

static bool check(const struct value *pattern, int level, struct buf *why);

static bool check_member(const char *key, const struct value *wanted, int level,
                         struct buf *why)
{
    bool is_or = strcmp(key, OR) == 0;
    if (value_type(wanted) == VALUE_OBJECT) {
        return check(wanted, level + 1, why);
    }
    if (value_type(wanted) != VALUE_ARRAY) {
        buf_print(why, "\"%s\" must be an object or an array", key);
        return false;
    }
    if (value_count(wanted) == 0) {
        return refuse(why, "Empty arrays are not allowed");
    }
    for (size_t i = 0; i < value_count(wanted); i++) {
        const struct value *entry = value_item(wanted, i);
        if (is_or ? !check(entry, level + 1, why) : !check_entry(entry, why)) {
            return false;
        }
    }
    return true;
}

static bool check(const struct value *pattern, int level, struct buf *why)
{
    if (value_type(pattern) != VALUE_OBJECT) {
        return refuse(why, "Filter is not an object");
    }
    if (level > LEVELS_MAX) {
        buf_print(why, "it nests more than %d levels", LEVELS_MAX);
        return false;
    }
    if (value_count(pattern) == 0) {
        return refuse(why, "Empty objects are not allowed");
    }
    for (struct value_walk w = value_walk(pattern); value_step(&w);) {
        if (!check_member(w.key, w.value, level, why)) {
            return false;
        }
    }
    return true;
}

bool pattern_check(const struct value *pattern, struct buf *why)
{
    return check(pattern, 1, why);
}
