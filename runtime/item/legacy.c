#include "runtime/item/legacy.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/item/condition.h"
#include "runtime/item/docpath.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

enum operator{
    EQ,
    NE,
    IN,
    LE,
    LT,
    GE,
    GT,
    BETWEEN,
    NOT_NULL,
    IS_NULL,
    CONTAINS,
    NOT_CONTAINS,
    BEGINS_WITH,
    OPERATORS
};

#define BIT(type) (1u << ATTRIBUTE_##type)
enum { ORDERED = BIT(S) | BIT(N) | BIT(B), SETS = BIT(SS) | BIT(NS) | BIT(BS) };

/* How many values an operator takes, of which types, and what it says of a key. */
static const struct {
    const char *word;
    size_t least, most;
    unsigned allows;
    int key; /* enum keys_operator, or -1 */
} operators[OPERATORS] = {
    [EQ] = { "EQ", 1, 1, ORDERED | SETS, KEYS_EQ },
    [NE] = { "NE", 1, 1, ORDERED | SETS, -1 },
    [IN] = { "IN", 1, 100, ORDERED, -1 },
    [LE] = { "LE", 1, 1, ORDERED, KEYS_LE },
    [LT] = { "LT", 1, 1, ORDERED, KEYS_LT },
    [GE] = { "GE", 1, 1, ORDERED, KEYS_GE },
    [GT] = { "GT", 1, 1, ORDERED, KEYS_GT },
    [BETWEEN] = { "BETWEEN", 2, 2, ORDERED, KEYS_BETWEEN },
    [NOT_NULL] = { "NOT_NULL", 0, 0, 0, -1 },
    [IS_NULL] = { "NULL", 0, 0, 0, -1 },
    [CONTAINS] = { "CONTAINS", 1, 1, ORDERED, -1 },
    [NOT_CONTAINS] = { "NOT_CONTAINS", 1, 1, ORDERED, -1 },
    [BEGINS_WITH] = { "BEGINS_WITH", 1, 1, BIT(S) | BIT(B), KEYS_BEGINS_WITH },
};

static enum operator operator_of(const struct value *condition)
{
    const char *word = value_member_text(condition, "ComparisonOperator");
    enum operator o = EQ;
    while (o < OPERATORS && !text_is(word, operators[o].word)) {
        o++;
    }
    return o;
}

/* The member, borrowed; NULL if it is absent or null. */
static const struct value *member(const struct value *v, const char *name)
{
    struct value *found = NULL;
    return value_member(v, name, &found) && !value_is_null(found) ? found : NULL;
}

static const struct value *list_of(const struct value *condition)
{
    return member(condition, "AttributeValueList");
}

/* ---- Taking in ---- */

static struct value *new_condition(enum operator o, struct value *list)
{
    struct value *condition = value_object();
    value_set_text(&condition, "ComparisonOperator", operators[o].word);
    value_set_take(&condition, "AttributeValueList", list);
    return condition;
}

static bool take_list(const struct value *list, struct value **ret, struct buf *why)
{
    *ret = value_array(value_count(list));
    for (size_t i = 0; i < value_count(list); i++) {
        struct value *normal = NULL;
        if (!attribute_take_in(value_item(list, i), &normal, why)) {
            value_release(*ret);
            *ret = NULL;
            return false;
        }
        value_append_take(ret, normal);
    }
    return true;
}

static bool check_same_types(const struct value *list, struct buf *why)
{
    for (size_t i = 1; i < value_count(list); i++) {
        if (attribute_type(value_item(list, i), NULL) !=
            attribute_type(value_item(list, 0), NULL)) {
            buf_text(why, INVALID "AttributeValues inside AttributeValueList must be of same "
                                  "type");
            return false;
        }
    }
    return true;
}

/* Expected allows each type to be equal or not, filters those that have an order, and sets. */
static bool check_list(enum operator o, const struct value *list, bool allows_all,
                       struct buf *why)
{
    size_t count = value_count(list);
    if (count < operators[o].least || count > operators[o].most) {
        buf_print(why, INVALID "Invalid number of argument(s) for the %s ComparisonOperator",
                  operators[o].word);
        return false;
    }
    if (!check_same_types(list, why)) {
        return false;
    }
    unsigned allows = allows_all && (o == EQ || o == NE) ? ~0u : operators[o].allows;
    for (size_t i = 0; i < count; i++) {
        enum attribute_type type = attribute_type(value_item(list, i), NULL);
        if ((allows & 1u << type) == 0) {
            buf_print(why,
                      INVALID "ComparisonOperator %s is not valid for %s AttributeValue type",
                      operators[o].word, attribute_type_word(type));
            return false;
        }
    }
    if (o == BETWEEN && attribute_has_order(attribute_type(value_item(list, 0), NULL)) &&
        attribute_compare(value_item(list, 0), value_item(list, 1)) > 0) {
        buf_text(why, "The BETWEEN condition was provided a range where the lower bound is "
                      "greater than the upper bound");
        return false;
    }
    return true;
}

/* Takes a condition that has an operator. */
static bool take_condition(enum operator o, const struct value *list, bool allows_all,
                           struct value **ret, struct buf *why)
{
    struct value *normal = NULL;
    if (!take_list(list, &normal, why)) {
        return false;
    }
    if (!check_list(o, normal, allows_all, why)) {
        value_release(normal);
        return false;
    }
    *ret = new_condition(o, normal);
    return true;
}

static bool fail_attribute(struct buf *why, const char *message, const char *name)
{
    buf_print(why, INVALID "%s for Attribute: %s", message, name);
    return false;
}

/* The members of one expectation that may not stand together. */
static bool check_expectation(const char *name, const struct value *e, struct buf *why)
{
    const struct value *value = member(e, "Value"), *exists = member(e, "Exists");
    bool has_operator = member(e, "ComparisonOperator") != NULL, has_list = list_of(e) != NULL;
    if (value != NULL && has_list) {
        return fail_attribute(why, "Value and AttributeValueList cannot be used together",
                              name);
    }
    if (has_operator) {
        if (exists != NULL) {
            return fail_attribute(why, "Exists and ComparisonOperator cannot be used together",
                                  name);
        }
        if (value == NULL && !has_list && operators[operator_of(e)].least > 0) {
            buf_print(why,
                      INVALID "Value or AttributeValueList must be used with "
                              "ComparisonOperator: %s for Attribute: %s",
                      operators[operator_of(e)].word, name);
            return false;
        }
        return true;
    }
    if (has_list) {
        return fail_attribute(
            why, "AttributeValueList can only be used with a ComparisonOperator", name);
    }
    if (exists != NULL && !value_is_true(exists)) {
        return value == NULL ||
               fail_attribute(why, "Value cannot be used when Exists is false", name);
    }
    return value != NULL ||
           fail_attribute(why,
                          exists != NULL ? "Value must be provided when Exists is true"
                                         : "Value must be provided when Exists is null",
                          name);
}

static bool take_expectation(const char *name, const struct value *e, struct value **ret,
                             struct buf *why)
{
    const struct value *value = member(e, "Value");
    struct value *one = NULL, *list = NULL;
    if (value != NULL && !attribute_take_in(value, &one, why)) {
        return false;
    }
    if (one != NULL) {
        list = value_array(1);
        value_append_take(&list, one);
    } else {
        list = value_share((struct value *)list_of(e));
    }
    enum operator o = member(e, "ComparisonOperator") != NULL ? operator_of(e)
    : one != NULL                                             ? EQ
                                                              : IS_NULL;
    bool is_good = check_expectation(name, e, why) && take_condition(o, list, true, ret, why);
    value_release(list);
    return is_good;
}

bool legacy_take_expected(const struct value *expected, struct value **ret, struct buf *why)
{
    *ret = value_object();
    for (struct value_walk w = value_walk(expected); value_step(&w);) {
        struct value *condition = NULL;
        if (!take_expectation(w.key, w.value, &condition, why)) {
            value_release(*ret);
            *ret = NULL;
            return false;
        }
        value_set_take(ret, w.key, condition);
    }
    return true;
}

bool legacy_take_filter(const struct value *filter, struct value **ret, struct buf *why)
{
    *ret = value_object();
    for (struct value_walk w = value_walk(filter); value_step(&w);) {
        struct value *condition = NULL;
        enum operator o = operator_of(w.value);
        if (!take_condition(o, list_of(w.value), false, &condition, why)) {
            value_release(*ret);
            *ret = NULL;
            return false;
        }
        value_set_take(ret, w.key, condition);
    }
    return true;
}

/* ---- Holding ---- */

static bool holds(enum operator o, const struct value *v, const struct value *list)
{
    const struct value *first = value_count(list) > 0 ? value_item(list, 0) : NULL;
    enum attribute_type type = attribute_type(v, NULL);
    bool found = false;
    switch (o) {
    case EQ: return condition_compare(COMPARISON_EQ, v, first);
    case NE: return condition_compare(COMPARISON_NE, v, first);
    case LE: return condition_compare(COMPARISON_LE, v, first);
    case LT: return condition_compare(COMPARISON_LT, v, first);
    case GE: return condition_compare(COMPARISON_GE, v, first);
    case GT: return condition_compare(COMPARISON_GT, v, first);
    case BETWEEN:
        return condition_compare(COMPARISON_GE, v, first) &&
               condition_compare(COMPARISON_LE, v, value_item(list, 1));
    case IN:
        for (size_t i = 0; !found && i < value_count(list); i++) {
            found = attribute_equal(v, value_item(list, i));
        }
        return found;
    case NOT_NULL: return v != NULL;
    case IS_NULL: return v == NULL;
    case CONTAINS: return attribute_contains(v, first);
    case NOT_CONTAINS: return !attribute_contains(v, first);
    case BEGINS_WITH:
    case OPERATORS:
    default:
        return (type == ATTRIBUTE_S || type == ATTRIBUTE_B) &&
               type == attribute_type(first, NULL) && attribute_begins_with(v, first);
    }
}

bool legacy_holds(const struct value *conditions, bool is_or, const struct value *item)
{
    bool result = !is_or || value_count(conditions) == 0;
    for (struct value_walk w = value_walk(conditions); value_step(&w);) {
        struct value *v = NULL;
        value_member(item, w.key, &v);
        bool one = holds(operator_of(w.value), v, list_of(w.value));
        result = is_or ? result || one : result && one;
    }
    return result;
}

/* ---- Keys ---- */

bool legacy_keys(const struct value *conditions, struct keys_conditions *ret, struct buf *why)
{
    *ret = (struct keys_conditions){ 0 };
    if (value_count(conditions) < 1 || value_count(conditions) > KEYS_CONDITIONS) {
        buf_text(why, "Conditions can be of length 1 or 2 only");
        return false;
    }
    for (struct value_walk w = value_walk(conditions); value_step(&w);) {
        int key = operators[operator_of(w.value)].key;
        const struct value *list = list_of(w.value);
        if (key < 0) {
            buf_text(why, "Attempted conditional constraint is not an indexable operation");
            return false;
        }
        ret->list[ret->count++] = (struct keys_condition){
            .name = w.key,
            .operator=(enum keys_operator) key,
            .value = value_item(list, 0),
            .upper = value_count(list) > 1 ? value_item(list, 1) : NULL,
        };
    }
    return true;
}

/* ---- Updates ---- */

static bool check_update(const char *action, const struct value *value, struct buf *why)
{
    enum attribute_type type = attribute_type(value, NULL);
    if (value == NULL) {
        if (!text_is(action, "DELETE")) {
            buf_text(why, INVALID "Only DELETE action is allowed when no attribute value is "
                                  "specified");
            return false;
        }
        return true;
    }
    if (text_is(action, "ADD") && ((SETS | BIT(N) | BIT(L)) & 1u << type) == 0) {
        buf_print(why, INVALID "ADD action is not supported for the type %s",
                  attribute_type_word(type));
        return false;
    }
    if (text_is(action, "DELETE") && (SETS & 1u << type) == 0) {
        buf_print(why, INVALID "DELETE action with value is not supported for the type %s",
                  attribute_type_word(type));
        return false;
    }
    return true;
}

bool legacy_take_updates(const struct value *updates, struct value **ret, struct buf *why)
{
    *ret = value_object();
    for (struct value_walk w = value_walk(updates); value_step(&w);) {
        const struct value *from = member(w.value, "Value");
        const char *action = value_member_text(w.value, "Action");
        struct value *value = NULL, *update = value_object();
        action = action != NULL ? action : "PUT";
        if ((from != NULL && !attribute_take_in(from, &value, why)) ||
            !check_update(action, value, why)) {
            value_release(value);
            value_release(update);
            value_release(*ret);
            *ret = NULL;
            return false;
        }
        value_set_text(&update, "Action", action);
        if (value != NULL) {
            value_set_take(&update, "Value", value);
        }
        value_set_take(ret, w.key, update);
    }
    return true;
}

/* ADD of a list appends. */
static struct value *joined(const struct value *old, const struct value *more)
{
    struct value *front = NULL, *back = NULL, *list = value_array(0);
    attribute_type(old, &front);
    attribute_type(more, &back);
    for (size_t i = 0; i < value_count(front); i++) {
        value_append_take(&list, value_share(value_item(front, i)));
    }
    for (size_t i = 0; i < value_count(back); i++) {
        value_append_take(&list, value_share(value_item(back, i)));
    }
    return attribute_new_take(ATTRIBUTE_L, list);
}

/* What becomes of one attribute: NULL in *ret takes it away. */
static bool change(const char *action, const struct value *old, const struct value *value,
                   struct value **ret, struct buf *why)
{
    bool is_list = attribute_type(value, NULL) == ATTRIBUTE_L;
    const char *mismatch = "Type mismatch for attribute to update";
    *ret = NULL;
    if (text_is(action, "PUT")) {
        *ret = value_share((struct value *)value);
        return true;
    }
    if (value == NULL) {
        return true;
    }
    if (old != NULL && attribute_type(old, NULL) != attribute_type(value, NULL)) {
        buf_text(why, mismatch);
        return false;
    }
    if (text_is(action, "DELETE")) {
        return condition_delete(old, value, ret, why);
    }
    if (is_list && old != NULL) {
        *ret = joined(old, value);
        return true;
    }
    return condition_add(old, value, ret, why);
}

bool legacy_update(const struct value *updates, struct value **item, struct buf *why)
{
    for (struct value_walk w = value_walk(updates); value_step(&w);) {
        struct value *old = NULL, *result = NULL;
        struct docpath path = { 0 };
        value_member(*item, w.key, &old);
        if (!change(value_member_text(w.value, "Action"), old, member(w.value, "Value"),
                    &result, why)) {
            return false;
        }
        docpath_add_name(&path, w.key, strlen(w.key));
        if (result != NULL) {
            docpath_set_take(item, &path, result);
        } else {
            docpath_remove(item, &path);
        }
        docpath_release(&path);
    }
    return true;
}
