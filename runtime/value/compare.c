/*
 * Values beside each other, and how deep one is.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "runtime/value/node.h"
#include "runtime/value/value.h"
#include "runtime/value/walk.h"

size_t value_depth(const struct value *v, size_t most)
{
    if (!node_is_container(v)) {
        return 0;
    }
    size_t deepest = 1;
    struct walk w;
    walk_start(&w);
    walk_open(&w, v, NULL);
    while (w.depth > 0 && deepest <= most) {
        const struct key *key;
        const struct value *child;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
        } else if (node_is_container(child)) {
            walk_open(&w, child, NULL);
            deepest = w.depth > deepest ? w.depth : deepest;
        }
    }
    walk_end(&w);
    return deepest;
}

bool value_too_deep(const struct value *v, size_t limit)
{
    return value_depth_most(v) > limit && value_depth(v, limit) > limit;
}

/* ---- Numbers ----------------------------------------------------------------------------- */

/* -Infinity, finite, Infinity, NaN in Java's order; what keeps its text is finite. */
static int rank(const struct value *v)
{
    if (!node_has_kind(v, NODE_DOUBLE)) {
        return 0;
    }
    double real = node_scalar_of(v)->real;
    return isnan(real) ? 2 : isfinite(real) ? 0 : real < 0 ? -1 : 1;
}

/* Returns true if the number is exactly this double, so that it can be compared as one. */
static bool is_exact(const struct value *v, double *ret_real)
{
    if (node_has_kind(v, NODE_BIG)) {
        return false;
    }
    *ret_real = value_to_number(v).real;
    return node_has_kind(v, NODE_DOUBLE) || fabs(*ret_real) < 0x1p53;
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int value_compare_any_numbers(const struct value *a, const struct value *b)
{
    assert(value_type(a) == VALUE_NUMBER && value_type(b) == VALUE_NUMBER);
    struct number m = value_to_number(a), n = value_to_number(b);
    if (m.kind == NUMBER_INT && n.kind == NUMBER_INT) {
        return compare_integers(m.integer, n.integer);
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

/* ---- Equality ---------------------------------------------------------------------------- */

/* Of containers only the kind and the count. */
static bool equal_node(const struct value *a, const struct value *b)
{
    enum value_type type = value_type(a);
    if (type != value_type(b)) {
        return false;
    }
    switch (type) {
    case VALUE_ABSENT:
    case VALUE_NULL: return true;
    case VALUE_BOOLEAN: return a == b;
    case VALUE_NUMBER: return value_compare_numbers(a, b) == 0;
    case VALUE_STRING:
        return value_string_size(a) == value_string_size(b) &&
               memcmp(value_string(a), value_string(b), value_string_size(a)) == 0;
    case VALUE_ARRAY:
    case VALUE_OBJECT: return value_count(a) == value_count(b);
    }
    return false;
}

/* What the twin has where the walk has just found a key or an item; NULL if it has nothing. */
static const struct value *find_twin(struct walk *w, const struct key *key)
{
    const struct walk_level *top = walk_top(w);
    struct value *other = NULL;
    if (key == NULL) {
        return value_item(top->twin, top->at - 1);
    }
    return value_member(top->twin, key->text, &other) ? other : NULL;
}

bool value_equal(const struct value *a, const struct value *b)
{
    bool is_equal = a == b || equal_node(a, b);
    if (a == b || !is_equal || !node_is_container(a)) {
        return is_equal;
    }
    struct walk w;
    walk_start(&w);
    walk_open(&w, a, b);
    while (w.depth > 0 && is_equal) {
        const struct key *key;
        const struct value *child;
        if (!walk_next(&w, &key, &child)) {
            walk_close(&w);
            continue;
        }
        const struct value *other = find_twin(&w, key);
        if (child != other) {
            is_equal = equal_node(child, other);
            if (is_equal && node_is_container(child)) {
                walk_open(&w, child, other);
            }
        }
    }
    walk_end(&w);
    return is_equal;
}
