#include "runtime/value/value.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/node.h"
#include "runtime/value/plain.h"
#include "runtime/base/pool.h"

/* More bytes than any text has (4 GiB, less what surrounds them). */
#define TEXT_SIZE_MAX (UINT32_MAX - 64)

/* ---- Kinds ------------------------------------------------------------------------------- */

const char *value_type_word(const struct value *v)
{
    static const char *const words[] = {
        [VALUE_ABSENT] = "null",   [VALUE_NULL] = "null",     [VALUE_BOOLEAN] = "boolean",
        [VALUE_NUMBER] = "number", [VALUE_STRING] = "string", [VALUE_ARRAY] = "array",
        [VALUE_OBJECT] = "object",
    };
    return words[value_type(v)];
}

/* ---- Scalars ----------------------------------------------------------------------------- */

struct value *value_null(void)
{
    return NODE_NULL;
}

struct value *value_bool(bool truth)
{
    return truth ? NODE_TRUE : NODE_FALSE;
}

static struct node_scalar *new_scalar(enum node_kind kind)
{
    struct node_scalar *s = pool_get(sizeof *s);
    s->node = (struct node){ .refs = 1, .kind = (uint8_t)kind };
    return s;
}

struct value *value_int(int64_t number)
{
    if (number >= -NODE_INT_MAX - 1 && number <= NODE_INT_MAX) {
        return (struct value *)(uintptr_t)((uint64_t)number << 1 | 1);
    }
    struct node_scalar *s = new_scalar(NODE_INT);
    s->integer = number;
    return (struct value *)s;
}

struct value *value_double(double number)
{
    struct node_scalar *s = new_scalar(NODE_DOUBLE);
    s->real = number;
    return (struct value *)s;
}

/* A text whose bytes the caller fills in: its NUL is there. */
static struct node_text *new_text(enum node_kind kind, size_t size)
{
    if (size > TEXT_SIZE_MAX) {
        memory_exhausted();
    }
    struct node_text *t = pool_get(node_text_bytes(size));
    t->node = (struct node){ .refs = 1, .kind = (uint8_t)kind };
    t->size = (uint32_t)size;
    t->bytes[size] = '\0';
    return t;
}

struct value *value_number(const char *text, size_t size)
{
    struct number n = number_read(text, size);
    assert(n.kind != NUMBER_BAD);
    if (n.kind == NUMBER_INT) {
        return value_int(n.integer);
    }
    if (n.kind == NUMBER_DOUBLE && isfinite(n.real)) {
        return value_double(n.real);
    }
    struct node_text *t = new_text(NODE_BIG, size);
    memcpy(t->bytes, text, size);
    return (struct value *)t;
}

struct value *value_text(const char *text)
{
    return value_text_n(text, strlen(text));
}

struct value *value_text_n(const char *text, size_t size)
{
    struct node_text *t = new_text(NODE_TEXT, size);
    if (size > 0) {
        memcpy(t->bytes, text, size);
    }
    t->node.is_plain = plain_end(t->bytes, t->bytes + size, false) == t->bytes + size;
    return (struct value *)t;
}

/* ---- What they hold ---------------------------------------------------------------------- */

const char *value_string(const struct value *v)
{
    assert(node_has_kind(v, NODE_TEXT));
    return node_text_of(v)->bytes;
}

size_t value_string_size(const struct value *v)
{
    assert(node_has_kind(v, NODE_TEXT));
    return node_text_of(v)->size;
}

static struct number of_integer(int64_t integer)
{
    return (struct number){ .kind = NUMBER_INT, .integer = integer, .real = (double)integer };
}

struct number value_to_number(const struct value *v)
{
    assert(value_type(v) == VALUE_NUMBER);
    if (node_is_word_int(v)) {
        return of_integer(node_word_int(v));
    }
    switch (node_of(v)->kind) {
    case NODE_INT: return of_integer(node_scalar_of(v)->integer);
    case NODE_DOUBLE:
        return (struct number){ .kind = NUMBER_DOUBLE, .real = node_scalar_of(v)->real };
    default: return number_read(node_text_of(v)->bytes, node_text_of(v)->size);
    }
}

/* Digits, with or without a sign, and with or without zeros in front. */
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

static struct number read_as(const struct value *v,
                             struct number (*read)(const char *text, size_t size))
{
    enum value_type type = value_type(v);
    if (type == VALUE_NUMBER) {
        return value_to_number(v);
    }
    return type == VALUE_STRING ? read(value_string(v), value_string_size(v))
                                : (struct number){ .kind = NUMBER_BAD };
}

struct number value_read_number(const struct value *v)
{
    return read_as(v, number_read);
}

struct number value_read_long(const struct value *v)
{
    return read_as(v, read_long);
}

const char *value_number_text(const struct value *v, char out[NUMBER_ROOM], size_t *ret_size)
{
    assert(value_type(v) == VALUE_NUMBER);
    if (node_has_kind(v, NODE_BIG)) {
        *ret_size = node_text_of(v)->size;
        return node_text_of(v)->bytes;
    }
    *ret_size = node_has_kind(v, NODE_DOUBLE)
                    ? number_print_double(out, node_scalar_of(v)->real)
                    : number_print_int(out, value_to_number(v).integer);
    return out;
}

/* ---- Members that are texts ----------------------------------------------------------------
 */

const char *value_member_text(const struct value *v, const char *key)
{
    struct value *member = NULL;
    bool is_text = value_member(v, key, &member) && value_type(member) == VALUE_STRING;
    return is_text ? value_string(member) : NULL;
}

void value_set_text(struct value **object, const char *key, const char *text)
{
    if (text != NULL) {
        value_set_take(object, key, value_text(text));
    }
}

/* ---- Keys ---- */

struct key *value_key(const char *text)
{
    return key_get(text, strlen(text));
}

void value_key_release(struct key *k)
{
    key_release(k);
}

const char *value_key_text(const struct key *k)
{
    return k->text;
}

bool value_key_equal(const struct key *a, const struct key *b)
{
    return key_equal(a, b);
}
