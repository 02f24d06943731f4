/*
 * attribute.h - DynamoDB's attribute values: {"S":"x"}, {"N":"1"}, {"L":[...]} and so on, as
 * values.
 *
 * attribute_take_in() checks a value that came in a request and makes it normal. All others
 * expect normal values: one member, numbers as decimal.h writes them, base64 as RFC 4648 pads
 * it, nothing empty that may not be.
 */
#ifndef ITEM_ATTRIBUTE_H
#define ITEM_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/item/decimal.h"

struct buf;
struct value;

enum attribute_type {
    ATTRIBUTE_S,
    ATTRIBUTE_N,
    ATTRIBUTE_B,
    ATTRIBUTE_SS,
    ATTRIBUTE_NS,
    ATTRIBUTE_BS,
    ATTRIBUTE_M,
    ATTRIBUTE_L,
    ATTRIBUTE_NULL,
    ATTRIBUTE_BOOL,
    ATTRIBUTE_TYPES
};

/* How deep lists and maps may nest (AWS's documentation of limits), a scalar being one level.
 */
#define ATTRIBUTE_LEVELS 32

/* The type of a value, and what is in it (borrowed; `ret_content` may be NULL).
 * ATTRIBUTE_TYPES if it is NULL or has none. */
enum attribute_type attribute_type(const struct value *v, struct value **ret_content);

/* "S", "BOOL" and so on. Static. */
const char *attribute_type_word(enum attribute_type type);

/* The type of that word; ATTRIBUTE_TYPES if no type has it. */
enum attribute_type attribute_type_of(const char *word);

/* A new value of that type; `content` is taken. */
struct value *attribute_new_take(enum attribute_type type, struct value *content);
struct value *attribute_of_decimal(const struct decimal *d);

/* Returns true and *ret_normal (new), or false with DynamoDB's message in `why`. */
bool attribute_take_in(const struct value *v, struct value **ret_normal, struct buf *why);

/* The same for a map of names and values. */
bool attribute_take_in_map(const struct value *map, struct value **ret_normal, struct buf *why);

/* The bytes of a value of type S or B are appended. */
void attribute_put_bytes(struct buf *out, const struct value *v);

/* The number of a value of type N. */
void attribute_number(const struct value *v, struct decimal *ret);

/* Appends the bytes that a base64 text stands for. Returns false if it is not base64. */
bool attribute_put_base64(struct buf *out, const char *text, size_t size);

/* Deep equality: numbers by value, sets whatever their order. */
bool attribute_equal(const struct value *a, const struct value *b);

/* Compares two values of the same type S, N or B, as DynamoDB orders them: < 0, 0 or > 0. */
int attribute_compare(const struct value *a, const struct value *b);

/* Returns true for S, N and B, which have an order. */
bool attribute_has_order(enum attribute_type type);

/* For S and B: returns true if `v` begins with `start`, of the same type. */
bool attribute_begins_with(const struct value *v, const struct value *start);

/* Returns true if the text, set or list `v` contains `part`. */
bool attribute_contains(const struct value *v, const struct value *part);

/* size() of an expression: characters, bytes or members. Returns false where a type has none.
 */
bool attribute_extent(const struct value *v, size_t *ret_extent);

/* How many bytes DynamoDB counts for a value, and for an item: names in UTF-8 and values. */
size_t attribute_size(const struct value *v);
size_t attribute_item_size(const struct value *item);

/* How deep a value nests: a scalar has 0 levels. */
size_t attribute_levels(const struct value *v);

/* Appends a value as messages show it: {S:abc}. */
void attribute_put_text(struct buf *out, const struct value *v);

#endif
