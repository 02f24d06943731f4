#include "runtime/endpoint/demand.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/service/violations.h"
#include "runtime/value/value.h"

/* ---- Types ---- */

static bool take(const struct demand *d, const struct value *v, struct value **ret_value,
                 struct buf *why);

/* Returns false, so that a check can end with it. */
static bool refuse(struct buf *why, const char *message)
{
    buf_text(why, message);
    return false;
}

/* What Java's JSON parser calls a scalar. */
static const char *token_word(const struct value *v)
{
    switch (value_type(v)) {
    case VALUE_BOOLEAN: return value_is_true(v) ? "TRUE_VALUE" : "FALSE_VALUE";
    case VALUE_NUMBER: return "NUMBER_VALUE";
    case VALUE_STRING:
    case VALUE_ABSENT:
    case VALUE_NULL:
    case VALUE_ARRAY:
    case VALUE_OBJECT:
    default: return "STRING_VALUE";
    }
}

static bool refuse_scalar(const struct demand *d, const struct value *v, struct buf *why)
{
    static const char *const targets[] = {
        [DEMAND_TEXT] = "a String", [DEMAND_BOOLEAN] = "a Boolean",
        [DEMAND_FLOAT] = "a Float", [DEMAND_INTEGER] = "an Integer",
        [DEMAND_LONG] = "a Long",
    };
    bool is_text_for_truth = d->kind == DEMAND_BOOLEAN && value_type(v) == VALUE_STRING;
    buf_print(why, "%s can not be converted to %s", token_word(v),
              is_text_for_truth ? "an Boolean" : targets[d->kind]);
    return false;
}

static bool is_any(const char *text, const char *const *words, size_t count)
{
    size_t i = 0;
    while (i < count && strcasecmp(text, words[i]) != 0) {
        i++;
    }
    return i < count;
}

static bool take_truth(const struct demand *d, const struct value *v, struct value **ret_value,
                       struct buf *why)
{
    static const char *const yes[] = { "true", "yes", "y", "t", "1" };
    static const char *const no[] = { "false", "no", "n", "f", "0" };
    const size_t count = sizeof yes / sizeof yes[0];
    const char *text = value_type(v) == VALUE_STRING ? value_string(v) : NULL;
    bool is_true = text != NULL ? is_any(text, yes, count) : value_is_true(v);
    if (text != NULL ? !is_true && !is_any(text, no, count) : value_type(v) != VALUE_BOOLEAN) {
        return refuse_scalar(d, v, why);
    }
    *ret_value = value_bool(is_true);
    return true;
}

/* A fraction is cut off, and what is too large becomes the largest integer there is. */
static struct value *take_integer(const struct demand *d, const struct value *v)
{
    double real = number_cut(value_to_number(v).real);
    int64_t least = d->kind == DEMAND_LONG ? INT64_MIN : INT32_MIN;
    int64_t most = d->kind == DEMAND_LONG ? INT64_MAX : INT32_MAX;
    int64_t integer;
    if (!value_is_int(v, &integer)) {
        integer = real <= (double)least ? least : real >= (double)most ? most : (int64_t)real;
    }
    return value_int(integer < least ? least : integer > most ? most : integer);
}

static bool take_scalar(const struct demand *d, const struct value *v, struct value **ret_value,
                        struct buf *why)
{
    enum value_type type = value_type(v);
    if (type == VALUE_ARRAY) {
        return refuse(why, "Start of list found where not expected");
    }
    if (type == VALUE_OBJECT) {
        return refuse(why, "Start of structure or map found where not expected.");
    }
    if (d->kind == DEMAND_BOOLEAN) {
        return take_truth(d, v, ret_value, why);
    }
    if (type != (d->kind == DEMAND_TEXT ? VALUE_STRING : VALUE_NUMBER)) {
        return refuse_scalar(d, v, why);
    }
    bool is_whole = d->kind == DEMAND_INTEGER || d->kind == DEMAND_LONG;
    *ret_value = is_whole ? take_integer(d, v) : value_share((struct value *)v);
    return true;
}

static bool take_list(const struct demand *d, const struct value *v, struct value **ret_value,
                      struct buf *why)
{
    if (value_type(v) != VALUE_ARRAY) {
        return refuse(why, value_type(v) == VALUE_OBJECT
                               ? "Start of structure or map found where not expected."
                               : "Expected list or null");
    }
    *ret_value = value_array(value_count(v));
    for (size_t i = 0; i < value_count(v); i++) {
        struct value *item = NULL;
        if (value_is_null(value_item(v, i))) {
            continue;
        }
        if (!take(d->of, value_item(v, i), &item, why)) {
            value_release(*ret_value);
            return false;
        }
        value_append_take(ret_value, item);
    }
    return true;
}

static bool take_structure(const struct demand *d, const struct value *v,
                           struct value **ret_value, struct buf *why)
{
    if (value_type(v) != VALUE_OBJECT) {
        return refuse(why, value_type(v) == VALUE_ARRAY
                               ? "Start of list found where not expected"
                               : "Expected null");
    }
    *ret_value = value_object();
    for (size_t i = 0; i < d->count; i++) {
        struct value *member = NULL, *taken = NULL;
        if (!value_member(v, d->members[i].name, &member) || value_is_null(member)) {
            continue;
        }
        if (!take(d->members[i].demand, member, &taken, why)) {
            value_release(*ret_value);
            return false;
        }
        value_set_take(ret_value, d->members[i].name, taken);
    }
    return true;
}

static bool take(const struct demand *d, const struct value *v, struct value **ret_value,
                 struct buf *why)
{
    return d->kind == DEMAND_LIST        ? take_list(d, v, ret_value, why)
           : d->kind == DEMAND_STRUCTURE ? take_structure(d, v, ret_value, why)
                                         : take_scalar(d, v, ret_value, why);
}

bool demand_take(const struct demand *d, const struct value *v, struct value **ret_value,
                 struct buf *why)
{
    return take(d, v, ret_value, why);
}

/* ---- Constraints ---- */

/* A value as Java shows it. */
static void put_shown(struct buf *out, const struct demand *d, const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size = 0;
    switch (d->kind) {
    case DEMAND_TEXT: buf_put(out, value_string(v), value_string_size(v)); break;
    case DEMAND_BOOLEAN: buf_text(out, value_is_true(v) ? "true" : "false"); break;
    case DEMAND_FLOAT:
        size = number_print_double(room, value_to_number(v).real);
        buf_put(out, room, size);
        break;
    case DEMAND_INTEGER:
    case DEMAND_LONG: buf_int(out, value_to_number(v).integer); break;
    case DEMAND_LIST:
        buf_char(out, '[');
        for (size_t i = 0; i < value_count(v); i++) {
            buf_text(out, i > 0 ? ", " : "");
            put_shown(out, d->of, value_item(v, i));
        }
        buf_char(out, ']');
        break;
    case DEMAND_STRUCTURE:
    default:
        buf_print(out, "%s(", d->name);
        for (size_t i = 0; i < d->count; i++) {
            const struct demand_member *m = &d->members[i];
            struct value *member = NULL;
            buf_print(out, "%s%s=", i > 0 ? ", " : "", m->name);
            if (value_member(v, m->name, &member)) {
                put_shown(out, m->demand, member);
            } else {
                buf_text(out, "null");
            }
        }
        buf_char(out, ')');
        break;
    }
}

static void check(struct violations *c, const struct demand *d, const struct value *v);

static void check_text(struct violations *c, const struct demand *d, const struct value *v)
{
    const char *text = value_string(v), *shown = d->is_secret ? NULL : text;
    size_t size = value_string_size(v);
    if (d->pattern == NULL && memchr(text, '\0', size) != NULL) {
        /* AWS takes some; here a text would silently end there. */
        violations_add(c, NULL, size, "Member must not have the character U+0000");
        return;
    }
    if (d->words != NULL) {
        violations_check_words(c, text, size, d->words);
    }
    if (d->pattern != NULL && !d->fits(text, size)) {
        violations_add(c, shown, size, "Member must satisfy regular expression pattern: %s",
                       d->pattern);
    }
    if (!d->is_in_bytes) {
        violations_check_length(c, shown, size, text_count(text, size), d->least, d->most);
    } else if ((int64_t)size > d->most) {
        violations_add(c, shown, size,
                       "Member must have size less than or equal to %lld bytes in UTF-8 "
                       "encoding",
                       (long long)d->most);
    }
}

static void check_list(struct violations *c, const struct demand *d, const struct value *v)
{
    int64_t count = (int64_t)value_count(v);
    if (count < d->least || count > d->most) {
        struct buf shown = { 0 };
        put_shown(&shown, d, v);
        violations_check_length(c, buf_string(&shown), shown.size, value_count(v), d->least,
                                d->most);
        buf_release(&shown);
    }
    for (size_t i = 0; i < value_count(v); i++) {
        struct buf name = { 0 };
        buf_print(&name, "%zu.member", i + 1);
        size_t at = violations_enter(c, buf_string(&name));
        check(c, d->of, value_item(v, i));
        violations_leave(c, at);
        buf_release(&name);
    }
}

static void check_structure(struct violations *c, const struct demand *d, const struct value *v)
{
    for (size_t i = 0; i < d->count; i++) {
        struct value *member = NULL;
        size_t at = violations_enter(c, d->members[i].name);
        if (value_member(v, d->members[i].name, &member)) {
            check(c, d->members[i].demand, member);
        } else if (d->members[i].is_required) {
            violations_add_null(c);
        }
        violations_leave(c, at);
    }
}

static void check_number(struct violations *c, const struct demand *d, const struct value *v)
{
    struct buf shown = { 0 };
    put_shown(&shown, d, v);
    violations_check_number(c, buf_string(&shown), shown.size, value_to_number(v).real,
                            d->least, d->most);
    buf_release(&shown);
}

static void check(struct violations *c, const struct demand *d, const struct value *v)
{
    switch (d->kind) {
    case DEMAND_TEXT: check_text(c, d, v); break;
    case DEMAND_INTEGER:
    case DEMAND_LONG:
    case DEMAND_FLOAT: check_number(c, d, v); break;
    case DEMAND_LIST: check_list(c, d, v); break;
    case DEMAND_STRUCTURE: check_structure(c, d, v); break;
    case DEMAND_BOOLEAN:
    default: break;
    }
}

bool demand_check(const struct demand *d, const struct value *v, struct buf *why)
{
    struct violations c = { 0 };
    check(&c, d, v);
    return violations_end(&c, why);
}
