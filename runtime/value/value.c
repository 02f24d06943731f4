#include "runtime/value/value.h"

#include <assert.h>
#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/walk.h"

/* A number that neither an int64 nor a finite double holds is a json-c double that carries its
 * source text as userdata. */

/* json-c reports memory that is missing by NULL, which would read as JSON null. */
static struct json_object *made(struct json_object *v)
{
    if (v == NULL) {
        memory_exhausted();
    }
    return v;
}

enum value_type value_type(const struct json_object *v)
{
    switch (json_object_get_type(v)) {
    case json_type_null: return VALUE_NULL;
    case json_type_boolean: return VALUE_BOOLEAN;
    case json_type_double:
    case json_type_int: return VALUE_NUMBER;
    case json_type_object: return VALUE_OBJECT;
    case json_type_array: return VALUE_ARRAY;
    case json_type_string: return VALUE_STRING;
    }
    return VALUE_NULL;
}

const char *value_type_word(const struct json_object *v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return "null";
    case VALUE_BOOLEAN: return "boolean";
    case VALUE_NUMBER: return "number";
    case VALUE_STRING: return "string";
    case VALUE_ARRAY: return "array";
    case VALUE_OBJECT: return "object";
    }
    return "null";
}

struct json_object *value_share(struct json_object *v)
{
    return json_object_get(v);
}

void value_release(struct json_object *v)
{
    json_object_put(v);
}

struct json_object *value_bool(bool truth)
{
    return made(json_object_new_boolean(truth));
}

struct json_object *value_int(int64_t number)
{
    return made(json_object_new_int64(number));
}

struct json_object *value_double(double number)
{
    return made(json_object_new_double(number));
}

/* A double that is written as `text`. */
static struct json_object *textual(double real, const char *text, size_t size)
{
    char *copy = memory_text_n(text, size);
    struct json_object *v = made(json_object_new_double_s(real, copy));
    memory_release(copy);
    return v;
}

struct json_object *value_number(const char *text, size_t size)
{
    struct number n = number_read(text, size);
    assert(n.kind != NUMBER_BAD);
    if (n.kind == NUMBER_INT) {
        return value_int(n.integer);
    }
    if (n.kind == NUMBER_DOUBLE && isfinite(n.real)) {
        return value_double(n.real);
    }
    return textual(n.real, text, size);
}

struct json_object *value_text(const char *text)
{
    return value_text_n(text, strlen(text));
}

struct json_object *value_text_n(const char *text, size_t size)
{
    if (size > INT_MAX - 64) {
        memory_exhausted();
    }
    return made(json_object_new_string_len(text, (int)size));
}

struct json_object *value_array(size_t expected)
{
    int room = expected == 0 ? 1 : expected > INT_MAX / 8 ? INT_MAX / 8 : (int)expected;
    return made(json_object_new_array_ext(room));
}

struct json_object *value_object(void)
{
    return made(json_object_new_object());
}

bool value_is_true(const struct json_object *v)
{
    return json_object_is_type(v, json_type_boolean) && json_object_get_boolean(v);
}

/* json-c hands a string's bytes out by a pointer that is not const, and so asks for one. */
const char *value_string(const struct json_object *v)
{
    assert(value_type(v) == VALUE_STRING);
    return json_object_get_string((struct json_object *)v);
}

size_t value_string_size(const struct json_object *v)
{
    assert(value_type(v) == VALUE_STRING);
    return (size_t)json_object_get_string_len(v);
}

/* The source text of a number that has one. A handler's own userdata is none. */
static const char *source_text(const struct json_object *v, size_t *ret_size)
{
    if (!json_object_is_type(v, json_type_double)) {
        return NULL;
    }
    const char *text = json_object_get_userdata((struct json_object *)v);
    if (text == NULL) {
        return NULL;
    }
    size_t size = strlen(text);
    if (size == 0 || number_span(text, size) != size) {
        return NULL;
    }
    *ret_size = size;
    return text;
}

/* json-c has unsigned numbers too, which a handler may have made. */
static bool is_unsigned(const struct json_object *v)
{
    return json_object_get_int64(v) == INT64_MAX && json_object_get_uint64(v) > INT64_MAX;
}

/* Digits behind a sign or none, with zeros in front or none. */
static struct number read_long(const char *text, size_t size)
{
    bool has_sign = size > 0 && (*text == '+' || *text == '-');
    size_t at = has_sign ? 1 : 0;
    while (at + 1 < size && text[at] == '0') {
        at++;
    }
    bool is_digit = at < size && text[at] >= '0' && text[at] <= '9';
    struct number n = { .kind = NUMBER_BAD };
    if (is_digit) {
        n = number_read(text + at, size - at);
    }
    if (has_sign && *text == '-') {
        n.integer = -n.integer;
    }
    return n;
}

static struct number read_as(const struct json_object *v,
                             struct number (*read)(const char *text, size_t size))
{
    switch (value_type(v)) {
    case VALUE_NUMBER: return value_to_number(v);
    case VALUE_STRING: return read(value_string(v), value_string_size(v));
    case VALUE_NULL:
    case VALUE_BOOLEAN:
    case VALUE_ARRAY:
    case VALUE_OBJECT: break;
    }
    return (struct number){ .kind = NUMBER_BAD };
}

struct number value_read_number(const struct json_object *v)
{
    return read_as(v, number_read);
}

struct number value_read_long(const struct json_object *v)
{
    return read_as(v, read_long);
}

struct number value_to_number(const struct json_object *v)
{
    assert(value_type(v) == VALUE_NUMBER);
    struct number n = { .kind = NUMBER_DOUBLE };
    if (json_object_is_type(v, json_type_double)) {
        size_t size;
        const char *text = source_text(v, &size);
        if (text != NULL) {
            return number_read(text, size);
        }
        n.real = json_object_get_double(v);
    } else if (is_unsigned(v)) {
        n.kind = NUMBER_BIG;
        n.real = (double)json_object_get_uint64(v);
    } else {
        n.kind = NUMBER_INT;
        n.integer = json_object_get_int64(v);
        n.real = (double)n.integer;
    }
    return n;
}

static size_t print_unsigned(char out[NUMBER_ROOM], uint64_t number)
{
    size_t size = number_print_int(out, (int64_t)(number / 10));
    out[size++] = (char)('0' + number % 10);
    out[size] = '\0';
    return size;
}

const char *value_number_text(const struct json_object *v, char out[NUMBER_ROOM],
                              size_t *ret_size)
{
    assert(value_type(v) == VALUE_NUMBER);
    if (json_object_is_type(v, json_type_double)) {
        const char *text = source_text(v, ret_size);
        if (text != NULL) {
            return text;
        }
        *ret_size = number_print_double(out, json_object_get_double(v));
    } else if (is_unsigned(v)) {
        *ret_size = print_unsigned(out, json_object_get_uint64(v));
    } else {
        *ret_size = number_print_int(out, json_object_get_int64(v));
    }
    return out;
}

size_t value_count(const struct json_object *v)
{
    if (json_object_is_type(v, json_type_array)) {
        return json_object_array_length(v);
    }
    if (json_object_is_type(v, json_type_object)) {
        return (size_t)json_object_object_length(v);
    }
    return 0;
}

struct json_object *value_item(const struct json_object *array, size_t index)
{
    assert(value_type(array) == VALUE_ARRAY && index < value_count(array));
    return json_object_array_get_idx(array, index);
}

/* An object so small is searched faster from its first member to its last than by a hash. */
#define OBJECT_SMALL 8

static const struct lh_entry *find_entry(const struct json_object *object, const char *key)
{
    const struct lh_entry *e = lh_table_head(json_object_get_object(object));
    while (e != NULL) {
        const char *own = lh_entry_k(e);
        if (own == key || (own[0] == key[0] && strcmp(own, key) == 0)) {
            break;
        }
        e = lh_entry_next(e);
    }
    return e;
}

bool value_member(const struct json_object *v, const char *key, struct json_object **ret_member)
{
    struct json_object *member = NULL;
    if (!json_object_is_type(v, json_type_object)) {
        return false;
    }
    if (json_object_object_length(v) <= OBJECT_SMALL) {
        const struct lh_entry *e = find_entry(v, key);
        if (e == NULL) {
            return false;
        }
        member = (struct json_object *)lh_entry_v(e);
    } else if (!json_object_object_get_ex(v, key, &member)) {
        return false;
    }
    if (ret_member != NULL) {
        *ret_member = member;
    }
    return true;
}

const char *value_member_text(const struct json_object *v, const char *key)
{
    struct json_object *member = NULL;
    bool is_text = value_member(v, key, &member) && value_type(member) == VALUE_STRING;
    return is_text ? value_string(member) : NULL;
}

void value_append_take(struct json_object *array, struct json_object *item)
{
    if (json_object_array_add(array, item) != 0) {
        memory_exhausted();
    }
}

void value_set_take(struct json_object *object, const char *key, struct json_object *member)
{
    if (json_object_object_add(object, key, member) != 0) {
        memory_exhausted();
    }
}

static void set_take(struct json_object *object, const char *key, struct json_object *member,
                     unsigned how)
{
    if (json_object_object_add_ex(object, key, member, how) != 0) {
        memory_exhausted();
    }
}

void value_set_static_take(struct json_object *object, const char *key,
                           struct json_object *member)
{
    set_take(object, key, member, JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

void value_add_static_take(struct json_object *object, const char *key,
                           struct json_object *member)
{
    set_take(object, key, member,
             JSON_C_OBJECT_ADD_CONSTANT_KEY | JSON_C_OBJECT_ADD_KEY_IS_NEW);
}

void value_set_text(struct json_object *object, const char *key, const char *text)
{
    if (text != NULL) {
        value_set_take(object, key, value_text(text));
    }
}

void value_set_item_take(struct json_object *array, size_t index, struct json_object *item)
{
    if (json_object_array_put_idx(array, index, item) != 0) {
        memory_exhausted();
    }
}

struct value_walk value_walk(const struct json_object *object)
{
    struct value_walk w = { .next = NULL };
    if (json_object_is_type(object, json_type_object)) {
        w.next = lh_table_head(json_object_get_object(object));
    }
    return w;
}

bool value_step(struct value_walk *w)
{
    const struct lh_entry *entry = w->next;
    if (entry == NULL) {
        return false;
    }
    w->key = lh_entry_k(entry);
    w->value = (struct json_object *)lh_entry_v(entry);
    w->next = lh_entry_next(entry);
    return true;
}

struct json_object *value_shallow(const struct json_object *v)
{
    if (value_type(v) == VALUE_ARRAY) {
        size_t count = value_count(v);
        struct json_object *copy = value_array(count);
        for (size_t i = 0; i < count; i++) {
            value_append_take(copy, value_share(value_item(v, i)));
        }
        return copy;
    }
    assert(value_type(v) == VALUE_OBJECT);
    struct json_object *copy = value_object();
    const struct lh_entry *e = lh_table_head(json_object_get_object(v));
    for (; e != NULL; e = lh_entry_next(e)) {
        set_take(copy, lh_entry_k(e), value_share((struct json_object *)lh_entry_v(e)),
                 JSON_C_OBJECT_ADD_KEY_IS_NEW |
                     (lh_entry_k_is_constant(e) ? JSON_C_OBJECT_ADD_CONSTANT_KEY : 0));
    }
    return copy;
}

static struct json_object *copy_number(const struct json_object *v)
{
    size_t size;
    const char *text = source_text(v, &size);
    if (text != NULL) {
        return textual(json_object_get_double(v), text, size);
    }
    if (json_object_is_type(v, json_type_double)) {
        return value_double(json_object_get_double(v));
    }
    return is_unsigned(v) ? made(json_object_new_uint64(json_object_get_uint64(v)))
                          : value_int(json_object_get_int64(v));
}

/* A copy of a scalar; of a container, an empty one of its kind. */
static struct json_object *copy_node(const struct json_object *v)
{
    switch (value_type(v)) {
    case VALUE_NULL: return NULL;
    case VALUE_BOOLEAN: return value_bool(value_is_true(v));
    case VALUE_NUMBER: return copy_number(v);
    case VALUE_STRING: return value_text_n(value_string(v), value_string_size(v));
    case VALUE_ARRAY: return value_array(value_count(v));
    case VALUE_OBJECT: return value_object();
    }
    return NULL;
}

struct json_object *value_copy(const struct json_object *v)
{
    struct json_object *root = copy_node(v);
    if (!walk_is_container(v)) {
        return root;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, root);
    while (w.depth > 0) {
        const char *key;
        struct json_object *child;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
            continue;
        }
        struct json_object *twin = walk_top(&w)->twin, *copy = copy_node(child);
        if (key != NULL) {
            set_take(twin, key, copy, JSON_C_OBJECT_ADD_KEY_IS_NEW);
        } else {
            value_append_take(twin, copy);
        }
        if (walk_is_container(child)) {
            walk_open(&w, child, copy);
        }
    }
    walk_end(&w);
    return root;
}

size_t value_depth(const struct json_object *v, size_t most)
{
    if (!walk_is_container(v)) {
        return 0;
    }
    size_t deepest = 1;
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (w.depth > 0 && deepest <= most) {
        const char *key;
        struct json_object *child;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
        } else if (walk_is_container(child)) {
            walk_open(&w, child, NULL);
            deepest = w.depth > deepest ? w.depth : deepest;
        }
    }
    walk_end(&w);
    return deepest;
}

bool value_too_deep(const struct json_object *v, size_t limit)
{
    return value_depth(v, limit) > limit;
}

/* -Infinity, finite, Infinity, NaN in Java's order; what keeps its text is finite. */
static int rank(const struct json_object *v)
{
    size_t size;
    if (!json_object_is_type(v, json_type_double) || source_text(v, &size) != NULL) {
        return 0;
    }
    double real = json_object_get_double(v);
    return isnan(real) ? 2 : isfinite(real) ? 0 : real < 0 ? -1 : 1;
}

/* True: the number is exactly this double, so that it can be compared as one. */
static bool is_exact(const struct json_object *v, double *ret_real)
{
    size_t size;
    *ret_real = json_object_get_double(v);
    if (json_object_is_type(v, json_type_double)) {
        return source_text(v, &size) == NULL;
    }
    return fabs(*ret_real) < 0x1p53;
}

static bool is_signed(const struct json_object *v)
{
    return json_object_is_type(v, json_type_int) && !is_unsigned(v);
}

int value_compare_numbers(const struct json_object *a, const struct json_object *b)
{
    assert(value_type(a) == VALUE_NUMBER && value_type(b) == VALUE_NUMBER);
    if (is_signed(a) && is_signed(b)) {
        int64_t i = json_object_get_int64(a), j = json_object_get_int64(b);
        return (i > j) - (i < j);
    }
    if (rank(a) != 0 || rank(b) != 0) {
        return rank(a) - rank(b);
    }
    double x, y;
    if (is_exact(a, &x) && is_exact(b, &y)) {
        return (x > y) - (x < y);
    }
    char a_room[NUMBER_ROOM], b_room[NUMBER_ROOM];
    size_t a_size, b_size;
    const char *a_text = value_number_text(a, a_room, &a_size);
    const char *b_text = value_number_text(b, b_room, &b_size);
    return number_compare(a_text, a_size, b_text, b_size);
}

/* Of containers only the kind and the count. */
static bool equal_node(const struct json_object *a, const struct json_object *b)
{
    enum value_type type = value_type(a);
    if (type != value_type(b)) {
        return false;
    }
    switch (type) {
    case VALUE_NULL: return true;
    case VALUE_BOOLEAN: return value_is_true(a) == value_is_true(b);
    case VALUE_NUMBER: return value_compare_numbers(a, b) == 0;
    case VALUE_STRING:
        return value_string_size(a) == value_string_size(b) &&
               memcmp(value_string(a), value_string(b), value_string_size(a)) == 0;
    case VALUE_ARRAY:
    case VALUE_OBJECT: return value_count(a) == value_count(b);
    }
    return false;
}

/* What stands in the twin where the walk has just found `key` or an item. */
static bool find_twin(struct walk *w, const char *key, struct json_object **ret_other)
{
    const struct walk_level *top = walk_top(w);
    if (key != NULL) {
        return value_member(top->twin, key, ret_other);
    }
    *ret_other = value_item(top->twin, top->index - 1);
    return true;
}

bool value_equal(const struct json_object *a, const struct json_object *b)
{
    bool is_equal = a == b || equal_node(a, b);
    if (a == b || !is_equal || !walk_is_container(a)) {
        return is_equal;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, a, (struct json_object *)b);
    while (w.depth > 0 && is_equal) {
        const char *key;
        struct json_object *child, *other;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
        } else if (!find_twin(&w, key, &other) ||
                   (child != other && !equal_node(child, other))) {
            is_equal = false;
        } else if (child != other && walk_is_container(child)) {
            walk_open(&w, child, other);
        }
    }
    walk_end(&w);
    return is_equal;
}
