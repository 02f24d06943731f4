/* relate.c - attribute values: equal, before, within, and how large. */
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/item/set.h"
#include "runtime/value/value.h"

static bool equal_sets(const struct value *a, const struct value *b)
{
    struct set_index index = set_index(b);
    bool equal = value_count(a) == index.count;
    for (size_t i = 0; equal && i < index.count; i++) {
        equal = set_index_has(&index, value_item(a, i));
    }
    set_index_release(&index);
    return equal;
}

static bool equal_lists(const struct value *a, const struct value *b)
{
    bool equal = value_count(a) == value_count(b);
    for (size_t i = 0; equal && i < value_count(a); i++) {
        equal = attribute_equal(value_item(a, i), value_item(b, i));
    }
    return equal;
}

static bool equal_maps(const struct value *a, const struct value *b)
{
    bool equal = value_count(a) == value_count(b);
    for (struct value_walk w = value_walk(a); equal && value_step(&w);) {
        struct value *other = NULL;
        equal = value_member(b, w.key, &other) && attribute_equal(w.value, other);
    }
    return equal;
}

bool attribute_equal(const struct value *a, const struct value *b)
{
    struct value *in_a = NULL, *in_b = NULL;
    enum attribute_type type = attribute_type(a, &in_a);
    if (type == ATTRIBUTE_TYPES || type != attribute_type(b, &in_b)) {
        return false;
    }
    switch (type) {
    case ATTRIBUTE_SS:
    case ATTRIBUTE_NS:
    case ATTRIBUTE_BS: return equal_sets(in_a, in_b);
    case ATTRIBUTE_L: return equal_lists(in_a, in_b);
    case ATTRIBUTE_M: return equal_maps(in_a, in_b);
    case ATTRIBUTE_S:
    case ATTRIBUTE_N:
    case ATTRIBUTE_B:
    case ATTRIBUTE_NULL:
    case ATTRIBUTE_BOOL:
    case ATTRIBUTE_TYPES:
    default: return value_equal(in_a, in_b);
    }
}

static int compare_bytes(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t common = a_size < b_size ? a_size : b_size;
    int order = common > 0 ? memcmp(a, b, common) : 0;
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

int attribute_compare(const struct value *a, const struct value *b)
{
    struct buf in_a = { 0 }, in_b = { 0 };
    struct decimal x, y;
    if (attribute_type(a, NULL) == ATTRIBUTE_N) {
        attribute_number(a, &x);
        attribute_number(b, &y);
        return decimal_compare(&x, &y);
    }
    attribute_put_bytes(&in_a, a);
    attribute_put_bytes(&in_b, b);
    int order = compare_bytes(buf_string(&in_a), in_a.size, buf_string(&in_b), in_b.size);
    buf_release(&in_a);
    buf_release(&in_b);
    return order;
}

bool attribute_begins_with(const struct value *v, const struct value *start)
{
    struct buf whole = { 0 }, front = { 0 };
    attribute_put_bytes(&whole, v);
    attribute_put_bytes(&front, start);
    bool begins = front.size <= whole.size &&
                  memcmp(buf_string(&whole), buf_string(&front), front.size) == 0;
    buf_release(&whole);
    buf_release(&front);
    return begins;
}

static bool has_bytes(const struct value *v, const struct value *part)
{
    struct buf whole = { 0 }, inner = { 0 };
    attribute_put_bytes(&whole, v);
    attribute_put_bytes(&inner, part);
    bool has = inner.size == 0 ||
               memmem(buf_string(&whole), whole.size, buf_string(&inner), inner.size) != NULL;
    buf_release(&whole);
    buf_release(&inner);
    return has;
}

/* The type of a set's members, or of the parts of a text. */
static enum attribute_type part_type(enum attribute_type type)
{
    switch (type) {
    case ATTRIBUTE_S:
    case ATTRIBUTE_SS: return ATTRIBUTE_S;
    case ATTRIBUTE_NS: return ATTRIBUTE_N;
    case ATTRIBUTE_B:
    case ATTRIBUTE_BS: return ATTRIBUTE_B;
    case ATTRIBUTE_N:
    case ATTRIBUTE_M:
    case ATTRIBUTE_L:
    case ATTRIBUTE_NULL:
    case ATTRIBUTE_BOOL:
    case ATTRIBUTE_TYPES:
    default: return ATTRIBUTE_TYPES;
    }
}

bool attribute_contains(const struct value *v, const struct value *part)
{
    struct value *content = NULL, *inner = NULL;
    enum attribute_type type = attribute_type(v, &content), of = attribute_type(part, &inner);
    bool contains = false;
    if (type == ATTRIBUTE_L) {
        for (size_t i = 0; !contains && i < value_count(content); i++) {
            contains = attribute_equal(value_item(content, i), part);
        }
        return contains;
    }
    if (of == ATTRIBUTE_TYPES || of != part_type(type)) {
        return false;
    }
    if (type == ATTRIBUTE_S || type == ATTRIBUTE_B) {
        return has_bytes(v, part);
    }
    for (size_t i = 0; !contains && i < value_count(content); i++) {
        contains = value_equal(value_item(content, i), inner);
    }
    return contains;
}

static size_t byte_count(const struct value *v)
{
    struct buf bytes = { 0 };
    attribute_put_bytes(&bytes, v);
    size_t size = bytes.size;
    buf_release(&bytes);
    return size;
}

bool attribute_extent(const struct value *v, size_t *ret_extent)
{
    struct value *content = NULL;
    switch (attribute_type(v, &content)) {
    case ATTRIBUTE_S:
        *ret_extent = text_count(value_string(content), value_string_size(content));
        return true;
    case ATTRIBUTE_B: *ret_extent = byte_count(v); return true;
    case ATTRIBUTE_SS:
    case ATTRIBUTE_NS:
    case ATTRIBUTE_BS:
    case ATTRIBUTE_M:
    case ATTRIBUTE_L: *ret_extent = value_count(content); return true;
    case ATTRIBUTE_N:
    case ATTRIBUTE_NULL:
    case ATTRIBUTE_BOOL:
    case ATTRIBUTE_TYPES:
    default: return false;
    }
}

/* ---- Sizes, as AWS's documentation of item sizes counts ---- */

static size_t number_size(const struct value *text)
{
    struct decimal d;
    decimal_read(value_string(text), value_string_size(text), &d);
    return decimal_size(&d);
}

static size_t base64_size(const struct value *text)
{
    const char *at = value_string(text);
    size_t size = value_string_size(text), padding = 0;
    while (padding < size && padding < 2 && at[size - 1 - padding] == '=') {
        padding++;
    }
    return size / 4 * 3 - padding;
}

static size_t set_size(enum attribute_type type, const struct value *content)
{
    size_t size = 0;
    for (size_t i = 0; i < value_count(content); i++) {
        const struct value *member = value_item(content, i);
        size += type == ATTRIBUTE_SS   ? value_string_size(member)
                : type == ATTRIBUTE_NS ? number_size(member)
                                       : base64_size(member);
    }
    return size;
}

/* A list or map has three bytes of its own, and one for each member. */
static size_t container_size(const struct value *content, bool is_map)
{
    size_t size = 3;
    if (is_map) {
        return size + value_count(content) + attribute_item_size(content);
    }
    for (size_t i = 0; i < value_count(content); i++) {
        size += 1 + attribute_size(value_item(content, i));
    }
    return size;
}

size_t attribute_size(const struct value *v)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    switch (type) {
    case ATTRIBUTE_S: return value_string_size(content);
    case ATTRIBUTE_N: return number_size(content);
    case ATTRIBUTE_B: return base64_size(content);
    case ATTRIBUTE_SS:
    case ATTRIBUTE_NS:
    case ATTRIBUTE_BS: return set_size(type, content);
    case ATTRIBUTE_M:
    case ATTRIBUTE_L: return container_size(content, type == ATTRIBUTE_M);
    case ATTRIBUTE_NULL:
    case ATTRIBUTE_BOOL:
    case ATTRIBUTE_TYPES:
    default: return 1;
    }
}

size_t attribute_item_size(const struct value *item)
{
    size_t size = 0;
    for (struct value_walk w = value_walk(item); value_step(&w);) {
        size += strlen(w.key) + attribute_size(w.value);
    }
    return size;
}

size_t attribute_levels(const struct value *v)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    size_t deepest = 0;
    if (type == ATTRIBUTE_L) {
        for (size_t i = 0; i < value_count(content); i++) {
            size_t levels = attribute_levels(value_item(content, i));
            deepest = levels > deepest ? levels : deepest;
        }
    } else if (type == ATTRIBUTE_M) {
        for (struct value_walk w = value_walk(content); value_step(&w);) {
            size_t levels = attribute_levels(w.value);
            deepest = levels > deepest ? levels : deepest;
        }
    } else {
        return 0;
    }
    return deepest + 1;
}
