/*
 * value.h - JSON values.
 *
 * A value is a pointer-sized word. Integers up to 61 bits, true, false and null are in the word
 * itself; everything else is a node with a reference count. A NULL pointer means absent, which
 * is not the same as JSON null (value_null()).
 *
 * THE LAW. value_* functions borrow what they are given and return new values; a name with
 * _take takes. A function that changes a container gets a pointer to the caller's reference. If
 * the container has other owners, they see no change: the caller's reference then leads to a
 * changed copy. A sole owner changes it in place.
 *
 * Values belong to one thread: counts are not atomic. json-c's objects, which tasks in C see,
 * are made of values and turned into them in border.h alone.
 */
#ifndef VALUE_VALUE_H
#define VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/number.h"
#include "runtime/value/word.h"

struct value; /* opaque, and not always a pointer */

enum value_type {
    VALUE_ABSENT, /* NULL */
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

/* What is opaque (opaque.h) counts as absent: it is nothing that JSON has. */
static inline enum value_type value_type(const struct value *v)
{
    static const unsigned char types[] = {
        [NODE_INT] = VALUE_NUMBER,    [NODE_DOUBLE] = VALUE_NUMBER,
        [NODE_BIG] = VALUE_NUMBER,    [NODE_TEXT] = VALUE_STRING,
        [NODE_ARRAY] = VALUE_ARRAY,   [NODE_OBJECT] = VALUE_OBJECT,
        [NODE_OPAQUE] = VALUE_ABSENT,
    };
    return node_is(v)            ? (enum value_type)types[node_of(v)->kind]
           : node_is_word_int(v) ? VALUE_NUMBER
           : v == NULL           ? VALUE_ABSENT
           : v == NODE_NULL      ? VALUE_NULL
                                 : VALUE_BOOLEAN;
}

/* Returns true for JSON null, and for no other value. */
static inline bool value_is_null(const struct value *v)
{
    return v == NODE_NULL;
}

/* Take one more reference, and give one up. Both accept NULL. Releasing never recurses. */
static inline struct value *value_share(struct value *v)
{
    return node_share(v);
}

static inline void value_release(struct value *v)
{
    node_release(v);
}

/* New values. Text is UTF-8 and may hold a NUL; a number's text must be a JSON number. */
struct value *value_null(void);
struct value *value_bool(bool truth);
struct value *value_int(int64_t number);
struct value *value_double(double number);
struct value *value_number(const char *text, size_t size);
struct value *value_text(const char *text);
struct value *value_text_n(const char *text, size_t size);
struct value *value_array(size_t expected);
struct value *value_object(void);

/* A key made ready, so that its members are found by its address: new. */
struct key; /* opaque */
struct key *value_key(const char *text);
void value_key_release(struct key *k);
const char *value_key_text(const struct key *k); /* borrowed */
bool value_key_equal(const struct key *a, const struct key *b);

/* An object for exactly `count` members, and how each is added: the key, borrowed, must be one
 * that the object does not have yet; the member is taken, and NULL becomes null. */
struct value *value_object_for(size_t count);
void value_add_take(struct value *object, struct key *key, struct value *member);

/* What a value holds. Asking a value of the wrong type is a bug (assert), except for
 * value_is_true(). */
static inline bool value_is_true(const struct value *v) /* exactly JSON true */
{
    return v == NODE_TRUE;
}
const char *value_string(const struct value *v); /* borrowed, with a NUL at the end */
size_t value_string_size(const struct value *v);
struct number value_to_number(const struct value *v);

/* Returns true if it is a number, and an integer that fits. */
static inline bool value_is_int(const struct value *v, int64_t *ret_integer)
{
    if (node_is_word_int(v)) {
        *ret_integer = node_word_int(v);
        return true;
    }
    return node_has_kind(v, NODE_INT) && (*ret_integer = value_to_number(v).integer, true);
}

/* The number that a value of any type is, or that its string holds: AWS accepts both where a
 * field's path names a number (Z-31). NUMBER_BAD if it is neither. value_read_number() reads a
 * string as JSON does, value_read_long() as Java's Long.parseLong does: "+02" is 2. */
struct number value_read_number(const struct value *v);
struct number value_read_long(const struct value *v);

/* A number's text as it would be written, into `out` or borrowed from the value. */
const char *value_number_text(const struct value *v, char out[NUMBER_ROOM], size_t *ret_size);

/* Members of an object or items of an array; 0 of anything else. */
size_t value_count(const struct value *v);

/* An array's item, borrowed; `index` < value_count(). */
struct value *value_item(const struct value *array, size_t index);

/* Returns true if `v` is an object that has such a member; *ret_member (borrowed) is it.
 * `ret_member` may be NULL. */
bool value_member(const struct value *v, const char *key, struct value **ret_member);

/* A step down: to the member of a key, or, if there is none, to an item. */
struct value_place {
    struct key *key; /* borrowed */
    size_t index;
};

/* Where `count` steps lead, borrowed; NULL if one of them leads nowhere. */
struct value *value_find(struct value *v, const struct value_place *places, size_t count);

/* The member of that name if it is a string, borrowed, else NULL. */
const char *value_member_text(const struct value *v, const char *key);

/*
 * Marks of an array or an object, which are no part of its value: JSON does not show them, and
 * two values that differ in them alone are equal. A copy that is made because the container
 * has other owners has the same marks, except for IS_PLAIN, which ends with any change.
 */
enum value_flag {
    VALUE_IS_SEQUENCE = 1,     /* of JSONata: one item alone stands for the array */
    VALUE_KEEPS_SINGLETON = 2, /* but not of this one */
    VALUE_IS_CONSTRUCTED = 4,  /* [a, b] at the end of a path, which is not flattened */
    VALUE_WRAPS_INPUT = 8,     /* its one item is the array that the expression was given */
    VALUE_HAS_TUPLES = 16,     /* its items are tuples */
    VALUE_IS_PLAIN = 32        /* JSON that is as JSONata gives it out, down to its leaves */
};

/* The marks of a container; 0 of anything else. */
static inline unsigned value_flags(const struct value *v)
{
    return node_is(v) && node_of(v)->kind >= NODE_ARRAY ? node_of(v)->flags : 0;
}

/* All items of an array, borrowed, until it changes. */
struct value *const *value_items(const struct value *array);

/* Returns true if nobody else has a reference to it: it can be changed in place. */
static inline bool value_is_sole(const struct value *v)
{
    return node_is(v) && node_of(v)->refs == 1;
}

/* Set marks of the caller's own container, or of one whose owners all want them. */
static inline void value_mark(struct value *container, unsigned flags)
{
    node_of(container)->flags |= (uint8_t)flags;
}

static inline void value_unmark(struct value *container, unsigned flags)
{
    node_of(container)->flags &= (uint8_t)~flags;
}

/* Change a container. What is put in is taken, and NULL becomes null. The key is copied;
 * setting it again replaces the member in its place. value_set_item_take(): past the end, the
 * items between are null. value_set_text(): a new string of the text; NULL sets nothing. */
void value_append_take(struct value **array, struct value *item);
void value_set_item_take(struct value **array, size_t index, struct value *item);
void value_set_take(struct value **object, const char *key, struct value *member);
void value_set_key_take(struct value **object, struct key *key, struct value *member);
void value_set_text(struct value **object, const char *key, const char *text);

/* Take a member or an item out of the caller's own container, which has null in its place until
 * something else is put there. The caller is then its sole owner, and can change it in place.
 * Returns NULL if there is none. */
struct value *value_take_member(struct value **object, const char *key);
struct value *value_take_item(struct value **array, size_t index);

/* Walk an object's members in their order:
 *   for (struct value_walk w = value_walk(object); value_step(&w);)  use w.key, w.value
 * (borrowed). The object must not change meanwhile. */
struct value_walk {
    const void *next, *end;
    const char *key;
    struct value *value;
};
struct value_walk value_walk(const struct value *object);
bool value_step(struct value_walk *w);

/* Upper bounds that are always at hand: the bytes of the JSON text, and the levels that
 * containers nest: a scalar has 0, [] has 1. SIZE_MAX if no bound is known. */
size_t value_bytes_most(const struct value *v);
size_t value_depth_most(const struct value *v);

/* Returns true if both bounds are known and at most these: `v` need not be measured then.
 * `bytes` is less than UINT32_MAX, and `levels` less than UINT16_MAX. */
bool value_is_within(const struct value *v, uint32_t bytes, uint16_t levels);

/* How deep containers nest. Counting stops at `most` + 1. */
size_t value_depth(const struct value *v, size_t most);
bool value_too_deep(const struct value *v, size_t limit);

/* Deep equality: numbers by value, objects whatever their order. */
bool value_equal(const struct value *a, const struct value *b);

/* Compares two numbers by their exact values: returns < 0, 0 or > 0. */
int value_compare_any_numbers(const struct value *a, const struct value *b);
static inline int value_compare_numbers(const struct value *a, const struct value *b)
{
    if (node_is_word_int(a) && node_is_word_int(b)) {
        int64_t m = node_word_int(a), n = node_word_int(b);
        return (m > n) - (m < n);
    }
    return value_compare_any_numbers(a, b);
}

/* The usual word for a value's type: null, boolean, number, string, array, object. Static. */
const char *value_type_word(const struct value *v);

#endif
