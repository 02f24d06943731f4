#include "runtime/dynamo/model.h"

#include <ctype.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/service/violations.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define PACKAGE "com.amazonaws.dynamodb.v20120810."

/* ---- Types ---- */

/* A shape's class as Java shows it. */
static void put_class(struct buf *out, const struct model *s)
{
    switch (s->kind) {
    case MODEL_TEXT: buf_text(out, "java.lang.String"); break;
    case MODEL_BOOLEAN: buf_text(out, "java.lang.Boolean"); break;
    case MODEL_INTEGER: buf_text(out, "java.lang.Integer"); break;
    case MODEL_LONG: buf_text(out, "java.lang.Long"); break;
    case MODEL_BYTES: buf_text(out, "java.nio.ByteBuffer"); break;
    case MODEL_LIST:
        buf_text(out, "java.util.List<");
        put_class(out, s->of);
        buf_char(out, '>');
        break;
    case MODEL_MAP:
        buf_text(out, "java.util.Map<java.lang.String, ");
        put_class(out, s->of);
        buf_char(out, '>');
        break;
    case MODEL_STRUCTURE:
    default: buf_print(out, PACKAGE "%s", s->java); break;
    }
}

static bool is_scalar(const struct model *s)
{
    return s->kind <= MODEL_BYTES;
}

/* Something of JSON that is neither an object nor an array stands where a container should. */
static void put_not_container(struct buf *why, const struct model *s,
                              const struct model *within)
{
    if (within == NULL || within->kind == MODEL_STRUCTURE) {
        buf_text(why, "Unexpected field type");
    } else if (s->kind != MODEL_STRUCTURE) {
        buf_text(why,
                 "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot "
                 "be cast to class java.lang.Class "
                 "(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and "
                 "java.lang.Class are in module java.base of loader 'bootstrap')");
    } else {
        buf_text(why, "Unexpected value type in payload");
    }
}

/* "NUMBER_VALUE" and so on: what the JSON parser that AWS uses calls a value. */
static const char *token_word(const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size = 0;
    switch (value_type(v)) {
    case VALUE_BOOLEAN: return value_is_true(v) ? "TRUE_VALUE" : "FALSE_VALUE";
    case VALUE_NUMBER: {
        const char *text = value_number_text(v, room, &size);
        return memchr(text, '.', size) != NULL || memchr(text, 'E', size) != NULL
                   ? "DECIMAL_VALUE"
                   : "NUMBER_VALUE";
    }
    case VALUE_STRING:
    case VALUE_ABSENT:
    case VALUE_NULL:
    case VALUE_ARRAY:
    case VALUE_OBJECT:
    default: return "STRING_VALUE";
    }
}

static bool is_base64(char c)
{
    return isalnum((unsigned char)c) || c == '+' || c == '/';
}

/* Returns true if the bits of the last character that the padding leaves over are 0. */
static bool ends_in_zeros(const char *text, size_t size, size_t padding)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t step = padding == 2 ? 16 : padding == 1 ? 4 : 1;
    const char *at = size > padding ? strchr(alphabet, text[size - padding - 1]) : alphabet;
    return (size_t)(at - alphabet) % step == 0;
}

static bool check_base64(const struct value *v, struct buf *why)
{
    const char *text = value_string(v);
    size_t size = value_string_size(v), padding = 0;
    if (size % 4 != 0) {
        buf_print(why, "Base64 encoded length is expected a multiple of 4 bytes but found: %zu",
                  size);
        return false;
    }
    while (padding < size && padding < 2 && text[size - 1 - padding] == '=') {
        padding++;
    }
    for (size_t i = 0; i + padding < size; i++) {
        if (is_base64(text[i])) {
            continue;
        }
        if (i >= size - 4) {
            buf_text(why, "Invalid last non-pad Base64 character dectected");
        } else {
            buf_print(why, "Invalid Base64 character: '%c'", text[i]);
        }
        return false;
    }
    if (!ends_in_zeros(text, size, padding)) {
        buf_text(why, "Invalid last non-pad Base64 character dectected");
        return false;
    }
    return true;
}

static const char *const target_words[] = {
    [MODEL_TEXT] = "String",
    [MODEL_BOOLEAN] = "Boolean",
    [MODEL_INTEGER] = "Integer",
    [MODEL_LONG] = "Long",
};

static bool check_scalar(const struct model *s, const struct value *v, struct buf *why)
{
    enum value_type type = value_type(v);
    if (s->kind == MODEL_BYTES) {
        if (type == VALUE_STRING) {
            return check_base64(v, why);
        }
        buf_text(why, "only base-64-encoded strings are convertible to bytes");
        return false;
    }
    if (s->kind == MODEL_BOOLEAN && type == VALUE_STRING && s->takes_text) {
        return true;
    }
    if (s->kind == MODEL_BOOLEAN && type == VALUE_STRING) {
        buf_text(why, "Unexpected token received from parser");
        return false;
    }
    bool is_good = s->kind == MODEL_TEXT      ? type == VALUE_STRING
                   : s->kind == MODEL_BOOLEAN ? type == VALUE_BOOLEAN
                                              : type == VALUE_NUMBER;
    if (!is_good) {
        buf_print(why, "%s cannot be converted to %s", token_word(v), target_words[s->kind]);
    }
    return is_good;
}

static bool check_types(const struct model *s, const struct value *v,
                        const struct model *within, struct buf *why);

static bool check_members(const struct model *s, const struct value *v, struct buf *why)
{
    bool is_good = true;
    if (s->kind == MODEL_LIST) {
        for (size_t i = 0; is_good && i < value_count(v); i++) {
            is_good = check_types(s->of, value_item(v, i), s, why);
        }
        return is_good;
    }
    if (s->kind == MODEL_MAP) {
        for (struct value_walk w = value_walk(v); is_good && value_step(&w);) {
            is_good = check_types(s->of, w.value, s, why);
        }
        return is_good;
    }
    for (size_t i = 0; is_good && i < s->count; i++) {
        struct value *member = NULL;
        is_good = !value_member(v, s->members[i].name, &member) ||
                  check_types(s->members[i].shape, member, s, why);
    }
    return is_good;
}

static bool check_types(const struct model *s, const struct value *v,
                        const struct model *within, struct buf *why)
{
    enum value_type type = value_type(v);
    if (type == VALUE_NULL) {
        return true;
    }
    if (type == VALUE_OBJECT && (is_scalar(s) || s->kind == MODEL_LIST)) {
        buf_text(why, "Start of structure or map found where not expected");
        return false;
    }
    if (type == VALUE_ARRAY && s->kind != MODEL_LIST) {
        buf_print(why, "Unrecognized collection type %s", s->kind == MODEL_MAP ? "" : "class ");
        put_class(why, s);
        return false;
    }
    if (is_scalar(s)) {
        return check_scalar(s, v, why);
    }
    if (type != VALUE_OBJECT && type != VALUE_ARRAY) {
        put_not_container(why, s, within);
        return false;
    }
    return check_members(s, v, why);
}

bool model_check_types(const struct model *s, const struct value *v, struct buf *why)
{
    return value_type(v) != VALUE_OBJECT || check_members(s, v, why);
}

/* ---- Bounds ---- */

static void put_value(struct buf *out, const struct value *v)
{
    enum value_type type = value_type(v);
    if (type == VALUE_STRING) {
        buf_put(out, value_string(v), value_string_size(v));
        return;
    }
    if (type != VALUE_ARRAY) {
        write_json(out, v);
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < value_count(v); i++) {
        buf_text(out, i > 0 ? ", " : "");
        put_value(out, value_item(v, i));
    }
    buf_char(out, ']');
}

static void add_error(struct violations *c, const struct value *v, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add_error(struct violations *c, const struct value *v, const char *format, ...)
{
    struct buf shown = { 0 };
    va_list args;
    put_value(&shown, v);
    va_start(args, format);
    violations_vadd(c, buf_string(&shown), shown.size, format, args);
    va_end(args);
    buf_release(&shown);
}

/* A table may be named by its ARN as well. */
static bool is_name(const char *name_or_arn)
{
    const char *text = catalog_bare_name(name_or_arn);
    return text[0] != '\0' &&
           text[strspn(text,
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] ==
               '\0';
}

static bool has_length(const struct model *s, size_t length)
{
    return (int64_t)length >= s->least && (int64_t)length <= s->most;
}

static void check_length(struct violations *c, const struct model *s, const struct value *v,
                         size_t length)
{
    struct buf shown = { 0 };
    if (s->has_bounds && !has_length(s, length)) {
        put_value(&shown, v);
        violations_check_length(c, buf_string(&shown), shown.size, length, s->least, s->most);
        buf_release(&shown);
    }
}

static void check_text(struct violations *c, const struct model *s, const struct value *v)
{
    const char *text = value_string(v), *counted = s->is_name ? catalog_bare_name(text) : text;
    size_t size = value_string_size(v);
    if (s->words != NULL) {
        violations_check_words(c, text, size, s->words);
    }
    if (s->is_name && !is_name(text)) {
        add_error(c, v, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    if (s->has_bounds) {
        violations_check_length(c, text, size, text_count(counted, strlen(counted)), s->least,
                                s->most);
    }
}

static void check_number(struct violations *c, const struct model *s, const struct value *v)
{
    char room[NUMBER_ROOM];
    size_t size = 0;
    if (s->has_bounds) {
        const char *text = value_number_text(v, room, &size);
        violations_check_number(c, text, size, value_to_number(v).real, s->least, s->most);
    }
}

static void check_bounds(struct violations *c, const struct model *s, const struct value *v);

/* Looks at a value one step further. */
static void check_below(struct violations *c, const struct model *s, const struct value *v,
                        const char *name)
{
    size_t at = violations_enter(c, name);
    check_bounds(c, s, v);
    violations_leave(c, at);
}

static void check_list(struct violations *c, const struct model *s, const struct value *v)
{
    check_length(c, s, v, value_count(v));
    for (size_t i = 0; i < value_count(v); i++) {
        struct buf name = { 0 };
        buf_print(&name, "%zu.member", i + 1);
        check_below(c, s->of, value_item(v, i), buf_string(&name));
        buf_release(&name);
    }
}

static void check_map(struct violations *c, const struct model *s, const struct value *v)
{
    check_length(c, s, v, value_count(v));
    for (struct value_walk w = value_walk(v); s->key != NULL && value_step(&w);) {
        if (!is_name(w.key) || !has_length(s->key, strlen(catalog_bare_name(w.key)))) {
            add_error(c, v,
                      "Map keys must satisfy constraint: [Member must have length less than or "
                      "equal to %lld, Member must have length greater than or equal to %lld, "
                      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]",
                      (long long)s->key->most, (long long)s->key->least);
        }
    }
    for (struct value_walk w = value_walk(v); s->of->kind == MODEL_LIST && value_step(&w);) {
        if (s->of->has_bounds && !has_length(s->of, value_count(w.value))) {
            add_error(
                c, v,
                "Map value must satisfy constraint: [Member must have length less than or "
                "equal to %lld, Member must have length greater than or equal to %lld]",
                (long long)s->of->most, (long long)s->of->least);
        }
    }
    struct model unbounded = *s->of;
    unbounded.has_bounds = s->of->kind != MODEL_LIST && s->of->has_bounds;
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        struct buf name = { 0 };
        buf_print(&name, "%s.member", w.key);
        check_below(c, &unbounded, w.value, buf_string(&name));
        buf_release(&name);
    }
}

static void check_structure(struct violations *c, const struct model *s, const struct value *v)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct model_member *m = &s->members[i];
        struct value *member = NULL;
        struct buf name = { 0 };
        bool is_there = value_member(v, m->name, &member) && !value_is_null(member);
        buf_char(&name, (char)tolower((unsigned char)m->name[0]));
        buf_text(&name, m->name + 1);
        if (is_there) {
            check_below(c, m->shape, member, buf_string(&name));
        } else if (m->is_required) {
            static const struct model missing = { .kind = MODEL_STRUCTURE };
            check_below(c, &missing, NULL, buf_string(&name));
        }
        buf_release(&name);
    }
}

static void check_bounds(struct violations *c, const struct model *s, const struct value *v)
{
    if (v == NULL) {
        violations_add_null(c);
        return;
    }
    if (value_is_null(v)) {
        return;
    }
    switch (s->kind) {
    case MODEL_TEXT: check_text(c, s, v); break;
    case MODEL_INTEGER:
    case MODEL_LONG: check_number(c, s, v); break;
    case MODEL_LIST: check_list(c, s, v); break;
    case MODEL_MAP: check_map(c, s, v); break;
    case MODEL_STRUCTURE: check_structure(c, s, v); break;
    case MODEL_BOOLEAN:
    case MODEL_BYTES:
    default: break;
    }
}

bool model_check_bounds(const struct model *s, const struct value *v, struct buf *why)
{
    struct violations c = { 0 };
    check_structure(&c, s, v);
    return violations_end(&c, why);
}

/* ---- Trimming ---- */

/* Attribute values are left as they are: whoever takes them in looks at what it knows alone. */
static bool is_kept_whole(const struct model *s)
{
    return is_scalar(s) || (s->kind == MODEL_STRUCTURE && text_is(s->java, "AttributeValue"));
}

static struct value *trim_structure(const struct model *s, const struct value *v)
{
    struct value *out = value_object();
    for (size_t i = 0; i < s->count; i++) {
        struct value *member = NULL;
        if (value_member(v, s->members[i].name, &member) && !value_is_null(member)) {
            value_set_take(&out, s->members[i].name, model_trim(s->members[i].shape, member));
        }
    }
    return out;
}

struct value *model_trim(const struct model *s, const struct value *v)
{
    struct value *out = NULL;
    if (is_kept_whole(s)) {
        return value_share((struct value *)v);
    }
    if (s->kind == MODEL_STRUCTURE) {
        return trim_structure(s, v);
    }
    if (s->kind == MODEL_LIST) {
        out = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            if (!value_is_null(value_item(v, i))) {
                value_append_take(&out, model_trim(s->of, value_item(v, i)));
            }
        }
        return out;
    }
    out = value_object();
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        if (!value_is_null(w.value)) {
            value_set_take(&out, w.key, model_trim(s->of, w.value));
        }
    }
    return out;
}
