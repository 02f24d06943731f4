/* update.c - what update expressions make of an item. */
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/item/attribute.h"
#include "runtime/item/condition.h"
#include "runtime/item/docpath.h"
#include "runtime/item/set.h"
#include "runtime/value/value.h"

#define WRONG_TYPE "An operand in the update expression has an incorrect data type"
#define WRONG_PATH "The document path provided in the update expression is invalid for update"
#define NO_ATTRIBUTE                                                                           \
    "The provided expression refers to an attribute that does not exist in the item"

/* ---- Values ---- */

static bool put_decimal(enum decimal_fault fault, const struct decimal *d, struct value **ret,
                        struct buf *why)
{
    switch (fault) {
    case DECIMAL_GOOD: *ret = attribute_of_decimal(d); return true;
    case DECIMAL_OVERFLOW:
        buf_text(why,
                 "Number overflow. Attempting to store a number with magnitude larger than "
                 "supported range");
        return false;
    case DECIMAL_UNDERFLOW:
        buf_text(why, "Number underflow. Attempting to store a number with magnitude smaller "
                      "than supported range");
        return false;
    case DECIMAL_TOO_LONG:
    case DECIMAL_NO_NUMBER:
    default:
        buf_text(why, "Attempting to store more than 38 significant digits in a Number");
        return false;
    }
}

static bool sum(const struct value *a, const struct value *b, bool is_minus, struct value **ret,
                struct buf *why)
{
    struct decimal x, y, result;
    if (attribute_type(a, NULL) != ATTRIBUTE_N || attribute_type(b, NULL) != ATTRIBUTE_N) {
        buf_text(why, WRONG_TYPE);
        return false;
    }
    attribute_number(a, &x);
    attribute_number(b, &y);
    enum decimal_fault fault =
        is_minus ? decimal_subtract(&x, &y, &result) : decimal_add(&x, &y, &result);
    return put_decimal(fault, &result, ret, why);
}

static bool append(const struct value *a, const struct value *b, struct value **ret,
                   struct buf *why)
{
    struct value *front = NULL, *back = NULL;
    if (attribute_type(a, &front) != ATTRIBUTE_L || attribute_type(b, &back) != ATTRIBUTE_L) {
        buf_text(why, WRONG_TYPE);
        return false;
    }
    struct value *list = value_array(value_count(front) + value_count(back));
    for (size_t i = 0; i < value_count(front); i++) {
        value_append_take(&list, value_share(value_item(front, i)));
    }
    for (size_t i = 0; i < value_count(back); i++) {
        value_append_take(&list, value_share(value_item(back, i)));
    }
    *ret = attribute_new_take(ATTRIBUTE_L, list);
    return true;
}

static bool evaluate(const struct expression_tree *n, const struct value *item,
                     struct value **ret, struct buf *why);

static bool evaluate_two(const struct expression_tree *n, const struct value *item,
                         struct value **ret, struct buf *why)
{
    struct value *a = NULL, *b = NULL;
    bool is_good = evaluate(n->args[0], item, &a, why) && evaluate(n->args[1], item, &b, why);
    if (is_good) {
        is_good = n->kind == TREE_CALL ? append(a, b, ret, why)
                                       : sum(a, b, n->kind == TREE_MINUS, ret, why);
    }
    value_release(a);
    value_release(b);
    return is_good;
}

/* What SET puts: new. */
static bool evaluate(const struct expression_tree *n, const struct value *item,
                     struct value **ret, struct buf *why)
{
    struct value *found = NULL;
    switch (n->kind) {
    case TREE_VALUE: *ret = value_share(n->value); return true;
    case TREE_PATH:
        found = docpath_get(item, &n->path);
        if (found == NULL) {
            buf_text(why, NO_ATTRIBUTE);
            return false;
        }
        *ret = value_share(found);
        return true;
    case TREE_CALL:
        if (n->function == FUNCTION_IF_NOT_EXISTS) {
            found = docpath_get(item, &n->args[0]->path);
            if (found == NULL) {
                return evaluate(n->args[1], item, ret, why);
            }
            *ret = value_share(found);
            return true;
        }
        return evaluate_two(n, item, ret, why);
    case TREE_PLUS:
    case TREE_MINUS:
    case TREE_COMPARE:
    case TREE_BETWEEN:
    case TREE_IN:
    case TREE_AND:
    case TREE_OR:
    case TREE_NOT:
    default: return evaluate_two(n, item, ret, why);
    }
}

/* ---- Sets ---- */

/* The members of `a` that are in `b`, or are not; and then all of `more`. */
static struct value *chosen(const struct value *a, const struct value *b, bool inside,
                            const struct value *more)
{
    struct set_index index = set_index(b);
    struct value *out = value_array(value_count(a) + value_count(more));
    for (size_t i = 0; i < value_count(a); i++) {
        if (set_index_has(&index, value_item(a, i)) == inside) {
            value_append_take(&out, value_share(value_item(a, i)));
        }
    }
    for (size_t i = 0; i < value_count(more); i++) {
        value_append_take(&out, value_share(value_item(more, i)));
    }
    set_index_release(&index);
    return out;
}

static bool is_set(enum attribute_type type)
{
    return type == ATTRIBUTE_SS || type == ATTRIBUTE_NS || type == ATTRIBUTE_BS;
}

bool condition_add(const struct value *old, const struct value *operand, struct value **ret,
                   struct buf *why)
{
    struct value *had = NULL, *more = NULL;
    enum attribute_type type = attribute_type(operand, &more);
    if (old == NULL) {
        *ret = value_share((struct value *)operand);
        return true;
    }
    if (attribute_type(old, &had) != type) {
        buf_text(why, WRONG_TYPE);
        return false;
    }
    if (type == ATTRIBUTE_N) {
        return sum(old, operand, false, ret, why);
    }
    struct value *added = chosen(more, had, false, NULL);
    struct value *none = value_array(0);
    *ret = attribute_new_take(type, chosen(had, none, false, added));
    value_release(none);
    value_release(added);
    return true;
}

bool condition_delete(const struct value *old, const struct value *operand, struct value **ret,
                      struct buf *why)
{
    struct value *had = NULL, *less = NULL;
    enum attribute_type type = attribute_type(operand, &less);
    *ret = NULL;
    if (old == NULL) {
        return true;
    }
    if (!is_set(type) || attribute_type(old, &had) != type) {
        buf_text(why, WRONG_TYPE);
        return false;
    }
    struct value *rest = chosen(had, less, false, NULL);
    if (value_count(rest) == 0) {
        value_release(rest);
        return true;
    }
    *ret = attribute_new_take(type, rest);
    return true;
}

/* ---- Actions ---- */

static bool put(struct value **item, const struct docpath *p, struct value *v, struct buf *why)
{
    if (!docpath_set_take(item, p, v)) {
        buf_text(why, WRONG_PATH);
        return false;
    }
    return true;
}

static bool drop(struct value **item, const struct docpath *p, struct buf *why)
{
    if (!docpath_remove(item, p)) {
        buf_text(why, WRONG_PATH);
        return false;
    }
    return true;
}

static bool act(const struct update_action *a, const struct value *old, struct value *value,
                struct value **item, struct buf *why)
{
    struct value *result = NULL;
    const struct value *had = docpath_get(old, &a->path);
    switch (a->section) {
    case UPDATE_SET: return put(item, &a->path, value_share(value), why);
    case UPDATE_REMOVE: return drop(item, &a->path, why);
    case UPDATE_ADD:
        return condition_add(had, a->value->value, &result, why) &&
               put(item, &a->path, result, why);
    case UPDATE_DELETE:
    case UPDATE_SECTIONS:
    default:
        if (!condition_delete(had, a->value->value, &result, why)) {
            return false;
        }
        return result != NULL ? put(item, &a->path, result, why)
               : had != NULL  ? drop(item, &a->path, why)
                              : true;
    }
}

/* Values that SET appends to one list come in the order of their indexes. */
static int compare_actions(const void *a, const void *b)
{
    const struct update_action *const *x = a, *const *y = b;
    const struct docpath *p = &(*x)->path, *q = &(*y)->path;
    if (p->count == q->count && p->parts[p->count - 1].name == NULL &&
        q->parts[q->count - 1].name == NULL) {
        size_t i = p->parts[p->count - 1].index, j = q->parts[q->count - 1].index;
        if (i != j) {
            return i < j ? -1 : 1;
        }
    }
    return *x < *y ? -1 : *x > *y;
}

static const struct update_action **in_order(const struct expression *e)
{
    const struct update_action **order = memory_array(e->action_count, sizeof *order);
    size_t i = 0;
    for (; i < e->action_count; i++) {
        order[i] = &e->actions[i];
    }
    for (size_t j = 1; j < i; j++) { /* an insertion sort is stable, where not all compare */
        const struct update_action *moved = order[j];
        size_t k = j;
        for (; k > 0 && compare_actions(&moved, &order[k - 1]) < 0; k--) {
            order[k] = order[k - 1];
        }
        order[k] = moved;
    }
    return order;
}

/* The values of all SETs, before anything changes: NULL for other actions. */
static bool evaluate_all(const struct expression *e, const struct value *item,
                         struct value **values, struct buf *why)
{
    for (size_t i = 0; i < e->action_count; i++) {
        if (e->actions[i].section == UPDATE_SET &&
            !evaluate(e->actions[i].value, item, &values[i], why)) {
            return false;
        }
    }
    return true;
}

bool condition_update(const struct expression *e, struct value **item, struct buf *why)
{
    struct value **values = memory_zero((e->action_count + 1) * sizeof *values);
    struct value *old = value_share(*item);
    const struct update_action **order = in_order(e);
    bool is_good = evaluate_all(e, old, values, why);
    for (size_t i = 0; is_good && i < e->action_count; i++) {
        is_good = act(order[i], old, values[order[i] - e->actions], item, why);
    }
    for (size_t i = 0; is_good && i < e->action_count; i++) {
        if (e->actions[i].section == UPDATE_REMOVE) {
            docpath_close_up(item, &e->actions[i].path);
        }
    }
    for (size_t i = 0; i < e->action_count; i++) {
        value_release(values[i]);
    }
    memory_release(values);
    memory_release(order);
    value_release(old);
    return is_good;
}
