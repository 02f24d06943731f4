#include "runtime/item/condition.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/item/docpath.h"
#include "runtime/value/value.h"

/* What an operand of a condition is: new, or NULL if there is none. */
static struct value *operand_of(const struct expression_tree *n, const struct value *item)
{
    if (n->kind == TREE_VALUE) {
        return value_share(n->value);
    }
    if (n->kind == TREE_PATH) {
        return value_share(docpath_get(item, &n->path));
    }
    struct value *inner = operand_of(n->args[0], item), *size = NULL;
    size_t extent = 0;
    if (attribute_extent(inner, &extent)) {
        struct buf text = { 0 };
        buf_print(&text, "%zu", extent);
        size = attribute_new_take(ATTRIBUTE_N, value_text(buf_string(&text)));
        buf_release(&text);
    }
    value_release(inner);
    return size;
}

bool condition_compare(enum comparison c, const struct value *a, const struct value *b)
{
    if (c == COMPARISON_EQ || c == COMPARISON_NE) {
        return attribute_equal(a, b) == (c == COMPARISON_EQ);
    }
    enum attribute_type type = attribute_type(a, NULL);
    if (!attribute_has_order(type) || type != attribute_type(b, NULL)) {
        return false;
    }
    int order = attribute_compare(a, b);
    switch (c) {
    case COMPARISON_LT: return order < 0;
    case COMPARISON_LE: return order <= 0;
    case COMPARISON_GT: return order > 0;
    case COMPARISON_GE:
    case COMPARISON_EQ:
    case COMPARISON_NE:
    default: return order >= 0;
    }
}

static bool is_of_type(const struct value *v, const struct value *type)
{
    struct value *name = NULL;
    return v != NULL && attribute_type(type, &name) == ATTRIBUTE_S &&
           attribute_type_of(value_string(name)) == attribute_type(v, NULL);
}

static bool begins(const struct value *v, const struct value *start)
{
    enum attribute_type type = attribute_type(v, NULL);
    return (type == ATTRIBUTE_S || type == ATTRIBUTE_B) &&
           type == attribute_type(start, NULL) && attribute_begins_with(v, start);
}

static bool call_holds(const struct expression_tree *n, const struct value *item)
{
    struct value *first = operand_of(n->args[0], item);
    struct value *second = n->count > 1 ? operand_of(n->args[1], item) : NULL;
    bool holds = false;
    switch (n->function) {
    case FUNCTION_ATTRIBUTE_EXISTS: holds = first != NULL; break;
    case FUNCTION_ATTRIBUTE_NOT_EXISTS: holds = first == NULL; break;
    case FUNCTION_ATTRIBUTE_TYPE: holds = is_of_type(first, second); break;
    case FUNCTION_BEGINS_WITH: holds = begins(first, second); break;
    case FUNCTION_CONTAINS: holds = second != NULL && attribute_contains(first, second); break;
    case FUNCTION_SIZE:
    case FUNCTION_IF_NOT_EXISTS:
    case FUNCTION_LIST_APPEND:
    case FUNCTIONS:
    default: break;
    }
    value_release(first);
    value_release(second);
    return holds;
}

static bool operator_holds(const struct expression_tree *n, const struct value *item)
{
    struct value *first = operand_of(n->args[0], item);
    bool holds = n->kind == TREE_BETWEEN;
    for (size_t i = 1; i < n->count; i++) {
        struct value *other = operand_of(n->args[i], item);
        if (n->kind == TREE_COMPARE) {
            holds = condition_compare(n->comparison, first, other);
        } else if (n->kind == TREE_IN) {
            holds = holds || condition_compare(COMPARISON_EQ, first, other);
        } else {
            holds = holds &&
                    condition_compare(i == 1 ? COMPARISON_GE : COMPARISON_LE, first, other);
        }
        value_release(other);
    }
    value_release(first);
    return holds;
}

bool condition_holds(const struct expression_tree *n, const struct value *item)
{
    switch (n->kind) {
    case TREE_AND:
        return condition_holds(n->args[0], item) && condition_holds(n->args[1], item);
    case TREE_OR: return condition_holds(n->args[0], item) || condition_holds(n->args[1], item);
    case TREE_NOT: return !condition_holds(n->args[0], item);
    case TREE_CALL: return call_holds(n, item);
    case TREE_COMPARE:
    case TREE_BETWEEN:
    case TREE_IN: return operator_holds(n, item);
    case TREE_PATH:
    case TREE_VALUE:
    case TREE_PLUS:
    case TREE_MINUS:
    default: return false;
    }
}
