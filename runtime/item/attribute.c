#include "runtime/item/attribute.h"

#include <nettle/base64.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/item/set.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static const char *const type_words[ATTRIBUTE_TYPES] = { "S",  "N", "B", "SS",   "NS",
                                                         "BS", "M", "L", "NULL", "BOOL" };

enum attribute_type attribute_type(const struct value *v, struct value **ret_content)
{
    if (value_type(v) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            enum attribute_type type = attribute_type_of(w.key);
            if (type != ATTRIBUTE_TYPES && !value_is_null(w.value)) {
                if (ret_content != NULL) {
                    *ret_content = w.value;
                }
                return type;
            }
        }
    }
    if (ret_content != NULL) {
        *ret_content = NULL;
    }
    return ATTRIBUTE_TYPES;
}

const char *attribute_type_word(enum attribute_type type)
{
    return type < ATTRIBUTE_TYPES ? type_words[type] : "";
}

enum attribute_type attribute_type_of(const char *word)
{
    for (int i = 0; i < ATTRIBUTE_TYPES; i++) {
        if (text_is(type_words[i], word)) {
            return (enum attribute_type)i;
        }
    }
    return ATTRIBUTE_TYPES;
}

struct value *attribute_new_take(enum attribute_type type, struct value *content)
{
    struct value *v = value_object();
    value_set_take(&v, type_words[type], content);
    return v;
}

struct value *attribute_of_decimal(const struct decimal *d)
{
    struct buf text = { 0 };
    decimal_put(&text, d);
    struct value *content = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return attribute_new_take(ATTRIBUTE_N, content);
}

bool attribute_has_order(enum attribute_type type)
{
    return type == ATTRIBUTE_S || type == ATTRIBUTE_N || type == ATTRIBUTE_B;
}

/* ---- Bytes ---- */

bool attribute_put_base64(struct buf *out, const char *text, size_t size)
{
    struct base64_decode_ctx context;
    size_t decoded_size = BASE64_DECODE_LENGTH(size);
    base64_decode_init(&context);
    char *to = buf_room(out, decoded_size);
    if (!base64_decode_update(&context, &decoded_size, (uint8_t *)to, size, text) ||
        !base64_decode_final(&context)) {
        return false;
    }
    out->size += decoded_size;
    return true;
}

static struct value *base64_of(const char *bytes, size_t size)
{
    struct buf text = { 0 };
    size_t encoded_size = BASE64_ENCODE_RAW_LENGTH(size);
    base64_encode_raw(buf_room(&text, encoded_size), size, (const uint8_t *)bytes);
    text.size += encoded_size;
    struct value *v = value_text_n(buf_string(&text), text.size);
    buf_release(&text);
    return v;
}

void attribute_put_bytes(struct buf *out, const struct value *v)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    if (type == ATTRIBUTE_B) {
        attribute_put_base64(out, value_string(content), value_string_size(content));
    } else if (type == ATTRIBUTE_S || type == ATTRIBUTE_N) {
        buf_put(out, value_string(content), value_string_size(content));
    }
}

void attribute_number(const struct value *v, struct decimal *ret)
{
    struct value *content = NULL;
    attribute_type(v, &content);
    decimal_read(value_string(content), value_string_size(content), ret);
}

/* ---- Taking in ---- */

static const char *const fault_words[] = {
    [DECIMAL_TOO_LONG] = "Attempting to store more than 38 significant digits in a Number",
    [DECIMAL_OVERFLOW] = "Number overflow. Attempting to store a number with magnitude larger "
                         "than supported range",
    [DECIMAL_UNDERFLOW] = "Number underflow. Attempting to store a number with magnitude "
                          "smaller than supported range",
};

static bool take_number(const struct value *content, struct value **ret, struct buf *why)
{
    struct decimal d;
    const char *text = value_string(content);
    size_t size = value_string_size(content);
    /* Java's BigDecimal takes "5." as well, but DynamoDB does not. */
    bool ends_in_point = size > 0 && text[size - 1] == '.';
    enum decimal_fault fault = ends_in_point ? DECIMAL_NO_NUMBER : decimal_read(text, size, &d);
    struct buf out = { 0 };
    switch (fault) {
    case DECIMAL_GOOD:
        decimal_put(&out, &d);
        *ret = value_text_n(buf_string(&out), out.size);
        buf_release(&out);
        return true;
    case DECIMAL_NO_NUMBER:
        buf_text(why, "The parameter cannot be converted to a numeric value");
        buf_print(why, size > 0 ? ": %s" : "%s", text);
        return false;
    case DECIMAL_TOO_LONG:
    case DECIMAL_OVERFLOW:
    case DECIMAL_UNDERFLOW:
    default: buf_text(why, fault_words[fault]); return false;
    }
}

static bool take_bytes(const struct value *content, struct value **ret, struct buf *why)
{
    struct buf bytes = { 0 };
    bool is_good =
        attribute_put_base64(&bytes, value_string(content), value_string_size(content));
    if (is_good) {
        *ret = base64_of(buf_string(&bytes), bytes.size);
    } else {
        buf_text(why, "Invalid Base64 text");
    }
    buf_release(&bytes);
    return is_good;
}

static bool take_null(const struct value *content, struct value **ret, struct buf *why)
{
    if (!value_is_true(content)) {
        buf_text(why, "One or more parameter values were invalid: Null attribute value types "
                      "must have the value of true");
        return false;
    }
    *ret = value_bool(true);
    return true;
}

/* Says of a set that two of its members are the same. */
static void put_duplicates(struct buf *why, enum attribute_type set,
                           const struct value *content)
{
    if (set == ATTRIBUTE_NS) {
        buf_text(why, "Input collection contains duplicates");
        return;
    }
    buf_text(why, "One or more parameter values were invalid: Input collection [");
    for (size_t i = 0; i < value_count(content); i++) {
        const struct value *member = value_item(content, i);
        buf_text(why, i > 0 ? ", " : "");
        buf_put(why, value_string(member), value_string_size(member));
    }
    buf_text(why, set == ATTRIBUTE_BS ? "]of type BS contains duplicates."
                                      : "] contains duplicates.");
}

static const char *const set_words[ATTRIBUTE_TYPES] = {
    [ATTRIBUTE_SS] = "string",
    [ATTRIBUTE_NS] = "number",
    [ATTRIBUTE_BS] = "binary",
};

static bool take_set(enum attribute_type set, const struct value *content, struct value **ret,
                     struct buf *why)
{
    static const char *const empty[ATTRIBUTE_TYPES] = {
        [ATTRIBUTE_SS] = "An string set  may not be empty",
        [ATTRIBUTE_NS] = "An number set  may not be empty",
        [ATTRIBUTE_BS] = "Binary sets should not be empty",
    };
    if (value_count(content) == 0) {
        buf_print(why, "One or more parameter values were invalid: %s", empty[set]);
        return false;
    }
    struct value *members = value_array(value_count(content));
    for (size_t i = 0; i < value_count(content); i++) {
        struct value *member = NULL;
        const struct value *from = value_item(content, i);
        bool is_good = value_type(from) == VALUE_STRING;
        if (!is_good) {
            buf_print(why,
                      "One or more parameter values were invalid: An %s set may not have a "
                      "null as a member",
                      set_words[set]);
        } else if (set == ATTRIBUTE_SS) {
            member = value_share((struct value *)from);
        } else {
            is_good = set == ATTRIBUTE_NS ? take_number(from, &member, why)
                                          : take_bytes(from, &member, why);
        }
        if (!is_good) {
            value_release(member);
            value_release(members);
            return false;
        }
        value_append_take(&members, member);
    }
    struct set_index index = set_index(members);
    bool has_twins = set_index_has_twins(&index);
    set_index_release(&index);
    if (has_twins) {
        put_duplicates(why, set, content);
        value_release(members);
        return false;
    }
    *ret = members;
    return true;
}

static bool take_list(const struct value *content, struct value **ret, struct buf *why)
{
    *ret = value_array(value_count(content));
    for (size_t i = 0; i < value_count(content); i++) {
        struct value *item = NULL;
        if (!attribute_take_in(value_item(content, i), &item, why)) {
            value_release(*ret);
            return false;
        }
        value_append_take(ret, item);
    }
    return true;
}

bool attribute_take_in_map(const struct value *map, struct value **ret_normal, struct buf *why)
{
    *ret_normal = value_object();
    for (struct value_walk w = value_walk(map); value_step(&w);) {
        struct value *member = NULL;
        if (value_is_null(w.value)) {
            continue;
        }
        if (!attribute_take_in(w.value, &member, why)) {
            value_release(*ret_normal);
            *ret_normal = NULL;
            return false;
        }
        value_set_take(ret_normal, w.key, member);
    }
    return true;
}

static bool take_content(enum attribute_type type, struct value *content, struct value **ret,
                         struct buf *why)
{
    switch (type) {
    case ATTRIBUTE_N: return take_number(content, ret, why);
    case ATTRIBUTE_B: return take_bytes(content, ret, why);
    case ATTRIBUTE_NULL: return take_null(content, ret, why);
    case ATTRIBUTE_SS:
    case ATTRIBUTE_NS:
    case ATTRIBUTE_BS: return take_set(type, content, ret, why);
    case ATTRIBUTE_L: return take_list(content, ret, why);
    case ATTRIBUTE_M: return attribute_take_in_map(content, ret, why);
    case ATTRIBUTE_S:
    case ATTRIBUTE_BOOL:
    case ATTRIBUTE_TYPES:
    default: *ret = value_share(content); return true;
    }
}

/* What is wrong in one of several types is said before that there are several. */
bool attribute_take_in(const struct value *v, struct value **ret_normal, struct buf *why)
{
    struct value *normal = NULL;
    enum attribute_type found = ATTRIBUTE_TYPES;
    size_t count = 0;
    struct value_walk w = { 0 };
    if (value_type(v) == VALUE_OBJECT) {
        w = value_walk(v);
    }
    while (value_step(&w)) {
        enum attribute_type type = attribute_type_of(w.key);
        if (type == ATTRIBUTE_TYPES || value_is_null(w.value)) {
            continue;
        }
        value_release(normal);
        normal = NULL;
        if (!take_content(type, w.value, &normal, why)) {
            return false;
        }
        found = type;
        count++;
    }
    if (count != 1) {
        value_release(normal);
        buf_print(why,
                  "Supplied AttributeValue %s, must contain exactly one of the supported "
                  "datatypes",
                  count == 0 ? "is empty" : "has more than one datatypes set");
        return false;
    }
    *ret_normal = attribute_new_take(found, normal);
    return true;
}

/* ---- Messages ---- */

static void put_content(struct buf *out, const struct value *content)
{
    if (value_type(content) == VALUE_STRING) {
        buf_put(out, value_string(content), value_string_size(content));
    } else {
        write_json(out, content);
    }
}

static void put_members(struct buf *out, enum attribute_type type, const struct value *content)
{
    bool is_map = type == ATTRIBUTE_M;
    bool is_first = true;
    buf_char(out, is_map ? '{' : '[');
    if (is_map) {
        for (struct value_walk w = value_walk(content); value_step(&w); is_first = false) {
            buf_print(out, "%s%s=", is_first ? "" : ", ", w.key);
            attribute_put_text(out, w.value);
        }
    }
    for (size_t i = 0; !is_map && i < value_count(content); i++) {
        buf_text(out, i > 0 ? ", " : "");
        if (type == ATTRIBUTE_L) {
            attribute_put_text(out, value_item(content, i));
        } else {
            put_content(out, value_item(content, i));
        }
    }
    buf_char(out, is_map ? '}' : ']');
}

void attribute_put_text(struct buf *out, const struct value *v)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    buf_print(out, "{%s:", attribute_type_word(type));
    if (value_type(content) == VALUE_ARRAY || value_type(content) == VALUE_OBJECT) {
        put_members(out, type, content);
    } else if (content != NULL) {
        put_content(out, content);
    }
    buf_char(out, '}');
}
