#include "runtime/item/keys.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/value/value.h"

/* ---- Bytes ---- */

void keys_put_bytes(struct buf *out, const struct value *v)
{
    if (attribute_type(v, NULL) == ATTRIBUTE_N) {
        struct decimal d;
        attribute_number(v, &d);
        decimal_put_key(out, &d);
    } else {
        attribute_put_bytes(out, v);
    }
}

void keys_put_last(struct buf *out)
{
    enum { KEY_BYTES_MOST = 2048 + 16 };
    memset(buf_room(out, KEY_BYTES_MOST), 0xff, KEY_BYTES_MOST);
    out->size += KEY_BYTES_MOST;
}

/* The first bytes that come behind `v` itself. */
static void put_behind(struct buf *out, const struct value *v)
{
    keys_put_bytes(out, v);
    buf_char(out, '\0');
}

/* The first bytes that come behind all that begin with `v`. */
static void put_behind_all(struct buf *out, const struct value *v)
{
    keys_put_bytes(out, v);
    while (out->size > 0 && (unsigned char)out->text[out->size - 1] == 0xff) {
        out->size--;
    }
    if (out->size == 0) {
        keys_put_last(out);
    } else {
        out->text[out->size - 1]++;
    }
}

void keys_put_bounds(const struct keys_condition *c, struct buf *low, struct buf *high)
{
    switch (c->operator) {
    case KEYS_EQ:
        keys_put_bytes(low, c->value);
        put_behind(high, c->value);
        break;
    case KEYS_LT: keys_put_bytes(high, c->value); break;
    case KEYS_LE: put_behind(high, c->value); break;
    case KEYS_GT:
        put_behind(low, c->value);
        keys_put_last(high);
        break;
    case KEYS_GE:
        keys_put_bytes(low, c->value);
        keys_put_last(high);
        break;
    case KEYS_BETWEEN:
        keys_put_bytes(low, c->value);
        put_behind(high, c->upper);
        break;
    case KEYS_BEGINS_WITH:
    default:
        keys_put_bytes(low, c->value);
        put_behind_all(high, c->value);
        break;
    }
}

/* ---- Expressions ---- */

#define INVALID "Invalid condition in KeyConditionExpression: "

static bool fail(struct buf *why, const char *message)
{
    buf_text(why, message);
    return false;
}

static size_t count_paths(const struct expression_tree *n)
{
    size_t count = 0;
    for (size_t i = 0; i < n->count; i++) {
        count += n->args[i]->kind == TREE_PATH;
    }
    return count;
}

/* What is wrong with the operands of one condition. */
static bool check_operands(const struct expression_tree *n, struct buf *why)
{
    for (size_t i = 0; i < n->count; i++) {
        if (n->args[i]->kind != TREE_PATH && n->args[i]->kind != TREE_VALUE) {
            return fail(why, "KeyConditionExpressions cannot contain nested operations");
        }
        if (n->args[i]->kind == TREE_PATH && n->args[i]->path.count > 1) {
            return fail(why,
                        "KeyConditionExpressions cannot have conditions on nested attributes");
        }
    }
    if (count_paths(n) > 1) {
        return fail(why, INVALID "Multiple attribute names used in one condition");
    }
    if (count_paths(n) == 0) {
        return fail(why, INVALID "No key attribute specified");
    }
    if (n->kind != TREE_COMPARE && n->args[0]->kind != TREE_PATH) {
        buf_print(why, INVALID "%s operator must have the key attribute as its first operand",
                  expression_node_word(n));
        return false;
    }
    return true;
}

/* :v < a is a > :v. */
static enum keys_operator operator_of(enum comparison c, bool is_turned)
{
    switch (c) {
    case COMPARISON_LT: return is_turned ? KEYS_GT : KEYS_LT;
    case COMPARISON_LE: return is_turned ? KEYS_GE : KEYS_LE;
    case COMPARISON_GT: return is_turned ? KEYS_LT : KEYS_GT;
    case COMPARISON_GE: return is_turned ? KEYS_LE : KEYS_GE;
    case COMPARISON_EQ:
    case COMPARISON_NE:
    default: return KEYS_EQ;
    }
}

static bool is_allowed(const struct expression_tree *n)
{
    return n->kind == TREE_BETWEEN ||
           (n->kind == TREE_COMPARE && n->comparison != COMPARISON_NE) ||
           (n->kind == TREE_CALL && n->function == FUNCTION_BEGINS_WITH);
}

static bool add_condition(const struct expression_tree *n, struct keys_conditions *to,
                          size_t *count, struct buf *why)
{
    if (n->kind == TREE_AND) {
        return add_condition(n->args[0], to, count, why) &&
               add_condition(n->args[1], to, count, why);
    }
    if (!is_allowed(n)) {
        buf_print(why, "Invalid operator used in KeyConditionExpression: %s",
                  expression_node_word(n));
        return false;
    }
    if (!check_operands(n, why)) {
        return false;
    }
    bool is_turned = n->args[0]->kind != TREE_PATH;
    struct keys_condition c = { .name = n->args[is_turned]->path.parts[0].name,
                                .value = n->args[!is_turned]->value,
                                .operator= operator_of(n->comparison, is_turned) };
    if (n->kind == TREE_BETWEEN) {
        c.operator= KEYS_BETWEEN;
        c.upper = n->args[2]->value;
    } else if (n->kind == TREE_CALL) {
        c.operator= KEYS_BEGINS_WITH;
    }
    for (size_t i = 0; i < to->count; i++) {
        if (text_is(to->list[i].name, c.name)) {
            return fail(why, "KeyConditionExpressions must only contain one condition per key");
        }
    }
    if (to->count < KEYS_CONDITIONS) {
        to->list[to->count++] = c;
    }
    (*count)++;
    return true;
}

bool keys_of_expression(const struct expression_tree *n, struct keys_conditions *ret,
                        struct buf *why)
{
    size_t count = 0;
    *ret = (struct keys_conditions){ 0 };
    if (!add_condition(n, ret, &count, why)) {
        return false;
    }
    return count <= KEYS_CONDITIONS || fail(why, "Conditions can be of length 1 or 2 only");
}
