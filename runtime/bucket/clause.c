#include "runtime/bucket/clause.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/service/cidr.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

bool clause_is_like(const char *pattern, const char *text, bool has_case)
{
    const char *star = NULL, *from = NULL;
    while (*text != '\0') {
        bool is_same = has_case ? *pattern == *text : strncasecmp(pattern, text, 1) == 0;
        if (*pattern == '*') {
            star = pattern++;
            from = text;
        } else if (*pattern != '\0' && (is_same || *pattern == '?')) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

/* ---- One value against another ---- */

enum order { LESS, LESS_OR_EQUAL, EQUAL, GREATER_OR_EQUAL, GREATER };

static bool is_equal(const char *wanted, const char *is, enum order ignored)
{
    (void)ignored;
    return strcmp(wanted, is) == 0;
}

static bool is_equal_letters(const char *wanted, const char *is, enum order ignored)
{
    (void)ignored;
    return strcasecmp(wanted, is) == 0;
}

static bool is_like(const char *wanted, const char *is, enum order ignored)
{
    (void)ignored;
    return clause_is_like(wanted, is, true);
}

static bool is_in_order(int compared, enum order order)
{
    return order == LESS               ? compared < 0
           : order == LESS_OR_EQUAL    ? compared <= 0
           : order == EQUAL            ? compared == 0
           : order == GREATER_OR_EQUAL ? compared >= 0
                                       : compared > 0;
}

static bool read_number(const char *text, double *ret)
{
    struct number number = number_read(text, strlen(text));
    *ret = number.real;
    return number.kind != NUMBER_BAD;
}

static bool is_number(const char *wanted, const char *is, enum order order)
{
    double a, b;
    return read_number(is, &a) && read_number(wanted, &b) &&
           is_in_order((a > b) - (a < b), order);
}

/* A date, or a date with its time, or seconds since 1970. */
static bool read_date(const char *text, struct time_point *ret)
{
    struct buf whole = { 0 };
    double seconds;
    if (read_number(text, &seconds)) {
        *ret = (struct time_point){ .seconds = (int64_t)seconds };
        return true;
    }
    buf_print(&whole, "%s%s", text, strchr(text, 'T') == NULL ? "T00:00:00Z" : "");
    bool is_date = time_read(buf_string(&whole), whole.size, ret);
    buf_release(&whole);
    return is_date;
}

static bool is_date(const char *wanted, const char *is, enum order order)
{
    struct time_point a, b;
    return read_date(is, &a) && read_date(wanted, &b) && is_in_order(time_compare(a, b), order);
}

/* An address, or a block of them: "10.0.0.0/8". */
static bool is_address(const char *wanted, const char *is, enum order ignored)
{
    struct cidr block;
    (void)ignored;
    return cidr_read(wanted, &block) && cidr_has(&block, is);
}

/* ---- Operators ---- */

static const struct operation {
    const char *name;
    bool (*fits)(const char *wanted, const char *is, enum order order);
    enum order order;
    bool is_negative;
} operations[] = {
    { "ArnEquals", is_like, EQUAL, false },
    { "ArnLike", is_like, EQUAL, false },
    { "ArnNotEquals", is_like, EQUAL, true },
    { "ArnNotLike", is_like, EQUAL, true },
    { "BinaryEquals", is_equal, EQUAL, false },
    { "Bool", is_equal_letters, EQUAL, false },
    { "DateEquals", is_date, EQUAL, false },
    { "DateGreaterThan", is_date, GREATER, false },
    { "DateGreaterThanEquals", is_date, GREATER_OR_EQUAL, false },
    { "DateLessThan", is_date, LESS, false },
    { "DateLessThanEquals", is_date, LESS_OR_EQUAL, false },
    { "DateNotEquals", is_date, EQUAL, true },
    { "IpAddress", is_address, EQUAL, false },
    { "NotIpAddress", is_address, EQUAL, true },
    { "Null", NULL, EQUAL, false },
    { "NumericEquals", is_number, EQUAL, false },
    { "NumericGreaterThan", is_number, GREATER, false },
    { "NumericGreaterThanEquals", is_number, GREATER_OR_EQUAL, false },
    { "NumericLessThan", is_number, LESS, false },
    { "NumericLessThanEquals", is_number, LESS_OR_EQUAL, false },
    { "NumericNotEquals", is_number, EQUAL, true },
    { "StringEquals", is_equal, EQUAL, false },
    { "StringEqualsIgnoreCase", is_equal_letters, EQUAL, false },
    { "StringLike", is_like, EQUAL, false },
    { "StringNotEquals", is_equal, EQUAL, true },
    { "StringNotEqualsIgnoreCase", is_equal_letters, EQUAL, true },
    { "StringNotLike", is_like, EQUAL, true },
};

/* An operator as it is written. */
struct test {
    const struct operation *operation;
    bool is_any, is_all; /* of a key that has several values */
    bool if_exists;
};

static bool begins(const char **text, const char *begin)
{
    size_t size = strlen(begin);
    bool is_so = strncasecmp(*text, begin, size) == 0;
    *text += is_so ? size : 0;
    return is_so;
}

static bool read_operator(const char *text, struct test *ret)
{
    *ret = (struct test){ .is_any = begins(&text, "ForAnyValue:") };
    ret->is_all = !ret->is_any && begins(&text, "ForAllValues:");
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        const char *rest = text;
        if (begins(&rest, operations[i].name)) {
            ret->if_exists = strcasecmp(rest, "IfExists") == 0 && operations[i].fits != NULL;
            if (*rest == '\0' || ret->if_exists) {
                ret->operation = &operations[i];
                return true;
            }
        }
    }
    return false;
}

bool clause_is_operator(const char *name)
{
    struct test ignored;
    return read_operator(name, &ignored);
}

/* ---- Conditions ---- */

/* Values of policies are texts, but numbers and truths may be written as such. */
static bool fits_one(const struct test *t, const struct value *wanted, const char *is)
{
    struct buf text = { 0 };
    if (value_type(wanted) == VALUE_STRING) {
        return t->operation->fits(value_string(wanted), is, t->operation->order);
    }
    write_json(&text, wanted);
    bool fits = t->operation->fits(buf_string(&text), is, t->operation->order);
    buf_release(&text);
    return fits;
}

static bool fits_any(const struct test *t, const struct value *wanted, const char *is)
{
    bool fits = value_type(wanted) != VALUE_ARRAY && fits_one(t, wanted, is);
    for (size_t i = 0; value_type(wanted) == VALUE_ARRAY && !fits && i < value_count(wanted);
         i++) {
        fits = fits_one(t, value_item(wanted, i), is);
    }
    return fits != t->operation->is_negative;
}

static bool is_word(const struct value *wanted, const char *word)
{
    const struct value *one = value_count(wanted) > 0 && value_type(wanted) == VALUE_ARRAY
                                  ? value_item(wanted, 0)
                                  : wanted;
    return value_type(one) == VALUE_STRING ? strcasecmp(value_string(one), word) == 0
                                           : value_is_true(one) == (word[0] == 't');
}

static bool holds_one(const struct test *t, const struct value *wanted, const struct value *is)
{
    if (t->operation->fits == NULL) {
        return is_word(wanted, is == NULL ? "true" : "false");
    }
    if (is == NULL) {
        return t->if_exists || t->is_all || (!t->is_any && t->operation->is_negative);
    }
    if (value_type(is) != VALUE_ARRAY) {
        return fits_any(t, wanted, value_string(is));
    }
    size_t count = value_count(is), good = 0;
    for (size_t i = 0; i < count; i++) {
        good += fits_any(t, wanted, value_string(value_item(is, i)));
    }
    return t->is_all ? good == count : good > 0;
}

/* The context's value of a key; NULL if it has none. */
static const struct value *value_of(const struct value *context, const char *key)
{
    struct buf lower = { 0 };
    struct value *is = NULL;
    size_t size = strcspn(key, "/");
    for (size_t i = 0; i < size; i++) {
        buf_char(&lower, (char)tolower((unsigned char)key[i]));
    }
    buf_text(&lower, key + size);
    bool has = value_member(context, buf_string(&lower), &is);
    buf_release(&lower);
    return has ? is : NULL;
}

bool clause_holds(const struct value *conditions, const struct value *context)
{
    for (struct value_walk w = value_walk(conditions); value_step(&w);) {
        struct test t;
        if (!read_operator(w.key, &t)) {
            return false;
        }
        for (struct value_walk k = value_walk(w.value); value_step(&k);) {
            if (!holds_one(&t, k.value, value_of(context, k.key))) {
                return false;
            }
        }
    }
    return true;
}
