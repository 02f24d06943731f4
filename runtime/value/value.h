/*
 * value.h - JSON values, on json-c.
 *
 * THE LAW. value_* functions borrow what they are given and return new values; a
 * name with _take takes. JSON null is the pointer NULL. A value that others can see
 * is never changed: whoever wants another one copies first (value_shallow()); only what
 * one has just made is filled in place, by value_append_take() and value_set_take().
 *
 * No other folder includes json-c, so that the model can be changed here alone.
 * Counts are not atomic: one thread owns a value, others get value_copy().
 */
#ifndef VALUE_VALUE_H
#define VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/number.h"

struct json_object;

enum value_type {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

enum value_type value_type(const struct json_object *v);

/* One owner more, one less. Both take NULL. */
struct json_object *value_share(struct json_object *v);
void value_release(struct json_object *v);

/* A deep copy that shares nothing: for other threads. */
struct json_object *value_copy(const struct json_object *v);

/* New values. Text is UTF-8 and may hold a NUL; a number's text must be a JSON number. */
struct json_object *value_bool(bool truth);
struct json_object *value_int(int64_t number);
struct json_object *value_double(double number);
struct json_object *value_number(const char *text, size_t size);
struct json_object *value_text(const char *text);
struct json_object *value_text_n(const char *text, size_t size);
struct json_object *value_array(size_t expected);
struct json_object *value_object(void);

/* What a value holds. Asking the wrong type is a bug (assert), but for value_is_true(). */
bool value_is_true(const struct json_object *v);       /* exactly JSON true */
const char *value_string(const struct json_object *v); /* borrowed, NUL behind */
size_t value_string_size(const struct json_object *v);
struct number value_to_number(const struct json_object *v);
/* Of any type: a number, or a string that is one, as AWS takes the numbers that a field's path
 * names (Z-31); NUMBER_BAD: neither. The string is read in JSON's way; or, where a whole number
 * is wanted, as Java's Long.parseLong reads it: "+02" is 2. */
struct number value_read_number(const struct json_object *v);
struct number value_read_long(const struct json_object *v);
/* A number's text as it would be written, into `out` or borrowed from the value. */
const char *value_number_text(const struct json_object *v, char out[NUMBER_ROOM],
                              size_t *ret_size);

/* Members of an object or items of an array; 0 of anything else. */
size_t value_count(const struct json_object *v);

/* An array's item, borrowed; `index` < value_count(). */
struct json_object *value_item(const struct json_object *array, size_t index);

/* An object's member: true if there is one (it may be null), then *ret_member (borrowed) is it.
 * False for a value of another type too. `ret_member` may be NULL. */
bool value_member(const struct json_object *v, const char *key,
                  struct json_object **ret_member);

/* The member of that name if it is a string, borrowed, else NULL. */
const char *value_member_text(const struct json_object *v, const char *key);

/* Fill what one has just made. The key is copied; setting it again replaces, keeping its place.
 */
void value_append_take(struct json_object *array, struct json_object *item);
void value_set_take(struct json_object *object, const char *key, struct json_object *member);
/* The same with a key that lives as long as the program, which is not copied. */
void value_set_static_take(struct json_object *object, const char *key,
                           struct json_object *member);
/* ... and that the object does not have yet. */
void value_add_static_take(struct json_object *object, const char *key,
                           struct json_object *member);
/* ... with a new string of the text, which is copied; NULL: nothing is set. */
void value_set_text(struct json_object *object, const char *key, const char *text);
/* Past the end, the items between are null. */
void value_set_item_take(struct json_object *array, size_t index, struct json_object *item);

/* A shallow copy of an object or array in which nothing is shared but the members. */
struct json_object *value_shallow(const struct json_object *v);

/* Walk an object's members in their order:
 *   for (struct value_walk w = value_walk(object); value_step(&w);)  use w.key, w.value
 * (borrowed) */
struct value_walk {
    const void *next;
    const char *key;
    struct json_object *value;
};
struct value_walk value_walk(const struct json_object *object);
bool value_step(struct value_walk *w);

/* How deep containers nest: a scalar has depth 0, [] has 1. It is looked at no further than to
 * `most` + 1. No function of this folder recurses, but json-c does when it releases a value:
 * whatever can grow must be kept under some thousand levels, which a C stack of 8 MB bears ten
 * times over. */
size_t value_depth(const struct json_object *v, size_t most);
bool value_too_deep(const struct json_object *v, size_t limit);

/* Deep equality: numbers by value, objects whatever their order. */
bool value_equal(const struct json_object *a, const struct json_object *b);

/* < 0, 0, > 0: two numbers by their exact values. */
int value_compare_numbers(const struct json_object *a, const struct json_object *b);

/* The field's word for a type: null, boolean, number, string, array, object. Static. */
const char *value_type_word(const struct json_object *v);

#endif
